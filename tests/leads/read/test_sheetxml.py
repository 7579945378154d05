"""What the XML of a sheet tells: how far it reaches, and which cells hold errors."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.model import SourceOptions
from wolkvox_cli.leads.read.file_bytes import bytes_of
from wolkvox_cli.leads.read.sheets import error_cells
from wolkvox_cli.leads.read.source import open_source


@pytest.fixture
def book() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Nombre", "Celular"])
    book.worksheets[0].append(["Ana", "3001234567"])
    return book


def test_a_stray_cell_in_the_last_corner_is_told_and_not_read(
    book: openpyxl.Workbook, tmp_path: Path
) -> None:
    book.worksheets[0].cell(1_048_576, 16_384, "x")
    book.save(tmp_path / "leads.xlsx")

    with pytest.raises(FileError) as error:
        open_source(str(tmp_path / "leads.xlsx"), SourceOptions())

    assert error.value.code == "file.too-large"
    assert "row 1,048,576 and column 16,384" in error.value.message


def test_a_formatted_empty_cell_in_the_last_corner_does_no_harm(
    book: openpyxl.Workbook, tmp_path: Path
) -> None:
    book.worksheets[0].cell(1_048_576, 16_384).font = Font(bold=True)
    book.save(tmp_path / "leads.xlsx")

    source = open_source(str(tmp_path / "leads.xlsx"), SourceOptions())

    assert [chunk.rows.tolist() for chunk in source.chunks()] == [[2]]


def test_error_cells_are_found_by_their_address(book: openpyxl.Workbook, tmp_path: Path) -> None:
    sheet = book.worksheets[0]
    for number in range(3, 30_000):
        sheet.append(["Luis", "#REF!" if number % 10_000 == 0 else "3109876543"])
    sheet["AB7"] = "#N/A"
    book.save(tmp_path / "leads.xlsx")

    assert error_cells(bytes_of(str(tmp_path / "leads.xlsx"), None), "Sheet") == {
        (7, 27): "#N/A",
        (10_000, 1): "#REF!",
        (20_000, 1): "#REF!",
    }


def test_a_sheet_without_errors_has_none(book: openpyxl.Workbook, tmp_path: Path) -> None:
    book.save(tmp_path / "leads.xlsx")

    assert error_cells(bytes_of(str(tmp_path / "leads.xlsx"), None), "Sheet") == {}


def test_a_hidden_sheet_is_not_read_and_told(book: openpyxl.Workbook, tmp_path: Path) -> None:
    book.create_sheet("Viejos").sheet_state = "hidden"
    book.save(tmp_path / "leads.xlsx")

    source = open_source(str(tmp_path / "leads.xlsx"), SourceOptions())

    assert source.file.notes == ("Hidden sheets were not read: Viejos.",)
