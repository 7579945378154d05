from datetime import datetime

import pytest

from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.text_columns import text_series
from wolkvox_cli.leads.validate.dates import DateOrder, DateOrderEvidence, past, read_date, read_dates


def read(cell: str, order: DateOrder | None = None) -> str:
    return read_date(cell, order).value


def fault(cell: str, order: DateOrder | None = None) -> str:
    return read_date(cell, order).fault


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-11-30 14:30:05", "20261130143005"),
        ("2026-11-30T14:30:05", "20261130143005"),
        ("2026-11-30T14:30:05.123456", "20261130143005"),
        ("2026/11/30 14:30", "20261130143000"),
        ("2026-1-5 4:05", "20260105040500"),
        ("30/11/2026 14:30:05", "20261130143005"),
        ("30-11-2026 14:30", "20261130143000"),
        ("30.11.2026 14.30", "20261130143000"),
        ("30/11/26 8:05", "20261130080500"),
        ("20261130143005", "20261130143005"),
        ("202611301430", "20261130143000"),
        ("30/11/2026 2:30 p. m.", "20261130143000"),
        ("30/11/2026, 2:30:05 p.m.", "20261130143005"),
        ("30/11/2026 02:30 PM", "20261130143000"),
        ("30/11/2026 12:05 a. m.", "20261130000500"),
        ("30/11/2026 12:05 p. m.", "20261130120500"),
        ("30/11/2026 2:30pm", "20261130143000"),
        ("30/11/2026 2 pm", "20261130140000"),
        ("30/11/2026 14h30", "20261130143000"),
        ("30/11/2026 14:30 hrs.", "20261130143000"),
        ("30/11/2026 a las 14:30", "20261130143000"),
        ("30 de noviembre de 2026, 2:30 p. m.", "20261130143000"),
        ("28/02/2028 09:00", "20280228090000"),
        ("29/02/2028 09:00", "20280229090000"),
    ],
)
def test_written_forms_are_read(cell: str, expected: str) -> None:
    assert read(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("46356.5", "20261130120000"),
        ("46356,604166667", "20261130143000"),
        ("46356.0", "20261130000000"),
        ("36526", "20000101000000"),
    ],
)
def test_excels_day_numbers_are_read(cell: str, expected: str) -> None:
    assert read(cell) == expected


@pytest.mark.parametrize("cell", ["2026-11-30", "30/11/2026", "20261130", "46356"])
def test_no_hour_is_invented_for_a_date_without_a_time(cell: str) -> None:
    assert read(cell) == "20261130000000"


@pytest.mark.parametrize(
    "cell",
    ["", "0000-00-00", "0000-00-00 00:00:00", "00/00/0000", "0/0/00", "00/01/1900", "1/0/1900", "1900-01-00"],
)
def test_a_cell_without_a_date_is_blank_and_no_fault(cell: str) -> None:
    assert (read(cell), fault(cell)) == ("", "")


@pytest.mark.parametrize(
    ("cell", "detail"),
    [
        ("mañana", "it is not written like a date"),
        ("3001234567", "it is not written like a date"),
        ("14:30", "it is not written like a date"),
        ("2026-02-30 10:00", "there is no such day or time"),
        ("29/02/2026", "there is no such day or time"),
        ("30/11/2026 25:00", "there is no such day or time"),
        ("30/11/2026 14:60", "there is no such day or time"),
        ("30/11/2026 14:30 am", "there is no such day or time"),
        ("20261330", "there is no such day or time"),
        ("00/11/2026", "there is no such day or time"),
        ("2026-11-30T14:30:00Z", "it names a time zone"),
        ("2026-11-30T14:30:00-05:00", "it names a time zone"),
        ("03/04/2026", "day and month cannot be told apart"),
    ],
)
def test_an_unreadable_date_is_blank_and_says_why(cell: str, detail: str) -> None:
    assert (read(cell), fault(cell)) == ("", detail)


def test_the_order_decides_what_can_be_read_both_ways() -> None:
    assert read("03/04/2026", DateOrder.DMY) == "20260403000000"
    assert read("03/04/2026", DateOrder.MDY) == "20260304000000"


def test_a_date_against_the_order_is_unreadable() -> None:
    assert fault("11/30/2026", DateOrder.DMY) == "there is no such day or time"


def test_a_date_that_allows_one_reading_needs_no_order() -> None:
    assert read("11/30/2026") == "20261130000000"
    assert read("05/05/2026") == "20260505000000"


def test_a_column_keeps_its_order_with_every_form_in_it() -> None:
    cells = ["x", "", "30/11/2026", "20261130", "2026-11-30", "46356", "30 nov 2026", "x"]
    day = "20261130000000"
    dates = read_dates(text_series(cells, range(2, 10)), None)
    assert dates.values.tolist() == ["", "", day, day, day, day, day, ""]


def test_past_dates_are_told_from_those_to_come() -> None:
    values = ["20261130142959", "20261130143000", "20261129000000", "20261130000000", ""]
    assert past(text_series(values, range(2, 7)), datetime(2026, 11, 30, 14, 30)).tolist() == [
        True,
        False,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2026", "30/11/2026"], DateOrder.DMY),
        (["03/04/2026", "11/30/2026 14:30"], DateOrder.MDY),
        (["2026-11-30", "20261130", "", "x"], None),
        (["05/05/2026"], None),
    ],
)
def test_the_order_of_a_column_is_told_from_the_dates_that_are_clear(
    cells: list[str], order: DateOrder | None
) -> None:
    evidence = DateOrderEvidence()
    evidence.add(text_series(cells, range(2, 2 + len(cells))))
    assert evidence.order() == order


def test_evidence_counts_across_chunks() -> None:
    evidence = DateOrderEvidence()
    evidence.add(text_series(["03/04/2026"], [2]))
    evidence.add(text_series(["\u00a030/11/2026\u00a02:30\u00a0p.\u00a0m."], [3]))
    assert evidence.order() == DateOrder.DMY


def test_contradicting_dates_are_named_with_their_rows() -> None:
    evidence = DateOrderEvidence()
    evidence.add(text_series(["25/11/2026", "11/11/2026"], [2, 3]))
    evidence.add(text_series(["", "11/25/2026"], [15, 16]))
    with pytest.raises(CommandError) as caught:
        evidence.order()
    assert caught.value.message == (
        "Some recall dates have the day first, others the month: "
        "row 2 (25/11/2026) the day, row 16 (11/25/2026) the month."
    )


@pytest.mark.parametrize("cells", [["03/04/2026", "01/02/2026"], ["30/11/2026", "11/30/2026"]])
def test_an_order_that_cannot_be_told_is_asked_for(cells: list[str]) -> None:
    evidence = DateOrderEvidence()
    evidence.add(text_series(cells, range(2, 2 + len(cells))))
    with pytest.raises(CommandError, match="recall date") as caught:
        evidence.order()
    assert caught.value.code == "date.order"
    assert "--date-order dmy" in caught.value.hint
