"""A reader in a process of its own: the same cells, and no harm to ours whatever happens to it."""

from pathlib import Path

import fastexcel
import openpyxl
import pytest

from wolkvox_cli.leads.read.cell_text import SheetCells, read_sheets
from wolkvox_cli.leads.read.reader_process import ReaderDiedError, read_apart

FILES = Path(__file__).parent / "files"


def told(sheet: SheetCells) -> tuple[object, ...]:
    columns = [column.to_pylist() for column in sheet.columns]
    return sheet.name, sheet.visible, columns, dict(sheet.errors), sheet.lost_digits


def test_another_process_reads_the_same() -> None:
    workbook = FILES / "cells_of_every_kind.xlsx"

    assert list(map(told, read_apart(workbook))) == list(map(told, read_sheets(workbook)))


def test_another_process_reads_bytes_and_one_of_several_sheets() -> None:
    content = (FILES / "one_lead_sheet_among_notes_and_hidden.xlsx").read_bytes()

    (sheet,) = read_apart(content, ["Oculta"])

    assert (sheet.name, sheet.visible) == ("Oculta", False)


def test_what_is_no_workbook_is_an_error() -> None:
    with pytest.raises(fastexcel.FastExcelError):
        read_apart(FILES / "a_picture.xlsx")


def test_a_reader_that_ends_its_process_ends_only_that(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "Nombre"
    book.worksheets[0].cell(1_048_576, 16_384, "x")
    book.save(tmp_path / "vast.xlsx")

    with pytest.raises(ReaderDiedError):
        read_apart(tmp_path / "vast.xlsx")
