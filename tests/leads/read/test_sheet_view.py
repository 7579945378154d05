"""The rows of a sheet are read as a person sees them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.model import SourceOptions
from wolkvox_cli.leads.read.source import open_source

ANA = ["Ana Ruiz", 3001234567, "Cali"]
LUIS = ["Luis Sol", 3109876543, "Bogotá"]
EVA = ["Eva Mora", 3204567811, "Pasto"]


@pytest.fixture
def book() -> openpyxl.Workbook:
    """Headings and three leads, in rows 2 to 4."""
    book = openpyxl.Workbook()
    for row in (["Nombre", "Celular", "Ciudad"], ANA, LUIS, EVA):
        book.worksheets[0].append(row)
    return book


@pytest.fixture
def sheet(book: openpyxl.Workbook) -> Worksheet:
    return book.worksheets[0]


@pytest.fixture
def seen(book: openpyxl.Workbook, tmp_path: Path, read_source: Callable[..., Any]) -> Callable[..., Any]:
    """What is read of the workbook as it now is."""

    def read(*, skip_hidden: bool = False) -> Any:
        book.save(tmp_path / "leads.xlsx")
        options = SourceOptions(skip_hidden=skip_hidden)
        return read_source(open_source(str(tmp_path / "leads.xlsx"), options))

    return read


Seen = Callable[..., Any]


def test_hidden_rows_are_read_and_told(sheet: Worksheet, seen: Seen) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[4].hidden = True

    result = seen()

    assert result.column("Nombre") == ["Ana Ruiz", "Luis Sol", "Eva Mora"]
    assert result.file.notes == (
        "2 rows of the sheet are hidden and read like the others; --skip-hidden leaves them out.",
    )


def test_hidden_rows_are_left_out_if_that_is_wished(sheet: Worksheet, seen: Seen) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet["C3"] = "#N/A"

    result = seen(skip_hidden=True)

    assert list(result.rows) == [2, 4]
    assert result.problems == []
    assert result.file.notes == ("1 row of the sheet is hidden: left out, as --skip-hidden says.",)


def test_hidden_rows_that_hold_no_lead_are_not_counted(sheet: Worksheet, seen: Seen) -> None:
    for row in (1, 5, 900):
        sheet.row_dimensions[row].hidden = True

    result = seen(skip_hidden=True)

    assert list(result.rows) == [2, 3, 4]
    assert result.file.notes == ()


def test_merged_cells_are_filled_in_each_of_their_rows(sheet: Worksheet, seen: Seen) -> None:
    sheet["A3"] = sheet["C3"] = sheet["A4"] = None
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("C2:C3")

    result = seen()

    assert result.rows == {
        2: ["Ana Ruiz", "3001234567", "Cali"],
        3: ["Ana Ruiz", "3109876543", "Cali"],
        4: ["Ana Ruiz", "3204567811", "Pasto"],
    }
    assert result.file.notes == (
        "2 rows got what a cell shows that is merged over several rows: Nombre, Ciudad.",
    )


def test_merged_cells_make_no_leads_of_rows_that_hold_nothing_else(sheet: Worksheet, seen: Seen) -> None:
    sheet.merge_cells("A4:A1000")
    sheet["C9"] = "Tunja"

    assert seen().rows == {
        2: ["Ana Ruiz", "3001234567", "Cali"],
        3: ["Luis Sol", "3109876543", "Bogotá"],
        4: ["Eva Mora", "3204567811", "Pasto"],
        9: ["Eva Mora", "", "Tunja"],
    }


def test_a_cell_merged_sideways_stays_in_its_first_column(sheet: Worksheet, seen: Seen) -> None:
    sheet.merge_cells("A3:B3")

    assert seen().rows[3] == ["Luis Sol", "", "Bogotá"]


def test_a_merged_title_above_the_headings_is_no_part_of_the_table(sheet: Worksheet, seen: Seen) -> None:
    sheet.insert_rows(1, 3)
    sheet["A1"] = "Base de clientes"
    sheet.merge_cells("A1:C3")

    result = seen()

    assert list(result.rows) == [5, 6, 7]
    assert not any("merged" in note for note in result.file.notes)


def test_a_row_of_errors_is_left_out_and_leaves_its_neighbours_alone(sheet: Worksheet, seen: Seen) -> None:
    for cell in ("A3", "B3", "C3", "A5", "B6"):
        sheet[cell] = "#N/A"

    result = seen()

    assert list(result.rows) == [2, 4]
    assert result.problems == []
    assert result.file.notes == ("3 rows with nothing but errors of formulas, from row 3 on: left out.",)


def test_a_formula_without_a_result_is_named_with_the_remedy(sheet: Worksheet, seen: Seen) -> None:
    sheet["B3"] = "=57&B2"
    sheet["C4"] = "=C2"

    result = seen()

    assert result.rows[3] == ["Luis Sol", "", "Bogotá"]
    assert result.problems == [
        ("cell.no-result", "Celular", [3], [""], [""]),
        ("cell.no-result", "Ciudad", [4], [""], [""]),
    ]
    assert result.file.notes == (
        "2 formulas have no results in the file (Celular, Ciudad). "
        "Open it in Excel, save it and upload that copy.",
    )


def test_a_sheet_of_nothing_but_formulas_without_results_is_refused(sheet: Worksheet, seen: Seen) -> None:
    for row in (2, 3, 4):
        for column in "ABC":
            sheet[f"{column}{row}"] = "=Z1"

    with pytest.raises(FileError) as error:
        seen()

    assert error.value.code == "file.no-results"
    assert "9 cells" in error.value.message


def test_zeros_that_only_the_format_shows_are_read(sheet: Worksheet, seen: Seen) -> None:
    sheet["B2"], sheet["B3"] = 601234567, "601234567"
    for cell in ("B2", "B3", "B4"):
        sheet[cell].number_format = "0000000000"

    assert seen().column("Celular") == ["0601234567", "601234567", "3204567811"]


@pytest.mark.parametrize("heading", ["Celular", "Teléfono 2", "Cédula"])
@pytest.mark.parametrize("number_format", ["[h]:mm", "h:mm", "yyyy-mm-dd", "mm:ss", "[ss]"])
def test_a_phone_or_id_that_is_formatted_as_time_is_the_number_that_was_typed(
    heading: str, number_format: str, sheet: Worksheet, seen: Seen
) -> None:
    sheet["B1"] = heading
    for cell, number in {"B2": 3004567810, "B3": 45000, "B4": 1020304050}.items():
        sheet[cell] = number
        sheet[cell].number_format = number_format

    assert seen().column(heading) == ["3004567810", "45000", "1020304050"]


def test_a_date_in_any_other_column_stays_a_date(sheet: Worksheet, seen: Seen) -> None:
    sheet["C1"], sheet["C2"] = "Fecha", 45000
    sheet["C2"].number_format = "yyyy-mm-dd"

    assert seen().column("Fecha") == ["2023-03-15", "Bogotá", "Pasto"]


def test_a_number_too_large_for_any_time_is_a_number_in_every_column(sheet: Worksheet, seen: Seen) -> None:
    for cell, number_format in {"C2": "[h]:mm", "C3": "yyyy-mm-dd", "C4": "h:mm"}.items():
        sheet[cell] = 3004567810
        sheet[cell].number_format = number_format

    assert seen().column("Ciudad") == ["3004567810"] * 3


def test_the_sign_and_the_point_of_a_calculated_number_are_kept(sheet: Worksheet, seen: Seen) -> None:
    sheet["B2"], sheet["B3"], sheet["B4"] = -5063146189, 11.94984207, 506 - 3146189

    assert seen().column("Celular") == ["-5063146189", "11.94984207", "-3145683"]
