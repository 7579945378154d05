"""The cells of a sheet become the text that a person reads in a spreadsheet."""

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from wolkvox_cli.leads.read.cell_text import SheetCells, read_sheets

Read = Callable[..., Any]
Cells = Callable[..., SheetCells]


@pytest.fixture
def cells(tmp_path: Path) -> Cells:
    """The cells of a sheet with these values from A1 down, written with a number format if there is one."""

    def written(values: Sequence[object], number_format: str | None = None) -> SheetCells:
        book = openpyxl.Workbook()
        for row, value in enumerate(values, 1):
            cell = book.worksheets[0].cell(row, 1, value)
            if number_format is not None:
                cell.number_format = number_format
        book.save(tmp_path / "cells.xlsx")
        return read_sheets(tmp_path / "cells.xlsx")[0]

    return written


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0301234567", "0301234567"),
        (" Ana ", " Ana "),
        (3001234567, "3001234567"),
        (-5, "-5"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (4.60971234567891, "4.60971234567891"),
        (0.00000012, "0.00000012"),
        (573001234567000, "573001234567000"),
        (True, "TRUE"),
        (False, "FALSE"),
        (datetime.date(2026, 3, 1), "2026-03-01"),
        (datetime.datetime(2026, 3, 1), "2026-03-01"),
        (datetime.datetime(2026, 3, 1, 14, 30), "2026-03-01 14:30:00"),
        (datetime.time(14, 30), "14:30:00"),
        (datetime.timedelta(hours=30, seconds=5), "30:00:05"),
    ],
)
def test_a_cell_becomes_text(value: object, text: str, cells: Cells) -> None:
    assert cells(["x", value]).columns[0].to_pylist() == ["x", text]


@pytest.mark.parametrize(
    "text", ["true", "2026-03-01 00:00:00", "2026-03-01", "0.300000001", "1E5", "NULL", "#N/D", "PT5H", "007"]
)
def test_text_that_looks_like_another_kind_of_cell_stays_as_it_is(text: str, cells: Cells) -> None:
    assert cells([text, True, 0.123456789012]).columns[0].to_pylist() == [text, "TRUE", "0.123456789012"]


def test_a_number_beyond_the_last_date_is_read_as_it_was_typed(cells: Cells) -> None:
    assert cells([3004567810], "yyyy-mm-dd").columns[0].to_pylist() == ["3004567810"]


def test_a_number_beyond_the_last_duration_is_read_as_it_was_typed(cells: Cells) -> None:
    assert cells([3004567810], "[h]:mm").columns[0].to_pylist() == ["3004567810"]


def test_a_number_has_lost_digits_and_text_of_as_many_digits_has_not(cells: Cells) -> None:
    result = cells(["NA", 7, None, True, 1234567890123456, "1234567890123456"])

    assert result.columns[0].to_pylist() == ["NA", "7", "", "TRUE", "1234567890123456", "1234567890123456"]
    assert result.lost_digits == {(5, 0)}


def test_cells_stand_where_they_stand_in_the_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["C3"] = "Ana"
    book.worksheets[0]["D4"] = True
    book.save(tmp_path / "cells.xlsx")

    columns = read_sheets(tmp_path / "cells.xlsx")[0].columns

    assert [column.to_pylist() for column in columns] == [
        ["", "", "", ""],
        ["", "", "", ""],
        ["", "", "Ana", ""],
        ["", "", "", "TRUE"],
    ]


def test_a_number_beyond_fifteen_digits_is_a_problem(read: Read) -> None:
    assert read("cells_of_every_kind.xlsx").problems[0] == (
        "value.lost-digits",
        "Documento",
        [2],
        ["1234567890123456"],
        ["a spreadsheet keeps only 15 digits of a number"],
    )


def test_an_error_cell_is_a_problem(read: Read) -> None:
    assert read("cells_of_every_kind.xlsx").problems[1] == ("cell.error", "Celular", [4], ["#N/A"], [""])
