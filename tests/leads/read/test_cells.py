"""Spreadsheet cells become the text that the user sees."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from wolkvox_cli.leads.read.sheets import column_of, text_of

Read = Callable[..., Any]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0301234567", "0301234567"),
        (3001234567.0, "3001234567"),
        (-5.0, "-5"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (0.00000012, "0.00000012"),
        (573001234567000.0, "573001234567000"),
        (True, "TRUE"),
        (datetime.date(2026, 3, 1), "2026-03-01"),
        (datetime.datetime(2026, 3, 1), "2026-03-01"),
        (datetime.datetime(2026, 3, 1, 14, 30), "2026-03-01 14:30:00"),
        (datetime.time(14, 30), "14:30:00"),
        (datetime.timedelta(hours=30, seconds=5), "30:00:05"),
    ],
)
def test_a_cell_becomes_text(value: object, text: str) -> None:
    assert text_of(value) == text


def test_a_column_of_many_kinds_becomes_text() -> None:
    column, lost = column_of(["NA", 7.0, "", True, 1234567890123456.0])

    assert column.to_pylist() == ["NA", "7", "", "TRUE", "1234567890123456"]
    assert lost == [4]


def test_a_number_beyond_fifteen_digits_is_a_problem(read: Read) -> None:
    assert read("cells_of_every_kind.xlsx").problems[0] == (
        "value.lost-digits",
        "Documento",
        [2],
        ["1234567890123456"],
        ["a spreadsheet keeps only 15 digits of a number"],
    )


def test_an_error_cell_is_a_problem(read: Read) -> None:
    assert read("cells_of_every_kind.xlsx").problems[1] == ("cell.error", "Celular", [4], ["#N/A"], None)
