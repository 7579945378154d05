import pytest

from wolkvox_cli.leads.map.content import (
    Cells,
    Holds,
    Sample,
    content_of,
    looks_like_a_phone,
    phones_of,
    sample_of,
    text_cells,
)
from wolkvox_cli.leads.text_columns import text_frame


def texts(*values: str) -> Cells:
    return text_cells(values)


def sample(*values: str) -> Sample:
    return text_frame({"c": values}, range(len(values)))


@pytest.mark.parametrize(
    "value",
    [
        *("3001234567", "300 123 4567", "(601) 234-5678", "+57 300 123 4567", "'3001234567", "3001234567.0"),
        *("p:+573001234567", "300.123.4567", "234-5678", "0034 612 345 678"),
    ],
)
def test_a_written_phone_looks_like_a_phone(value: str) -> None:
    assert looks_like_a_phone(texts(value)).tolist() == [True]


@pytest.mark.parametrize(
    "value",
    [
        *("12345", "1.032.456.789", "2026-01-05", "05/01/2026", "20260105", "20260105103000", "1234567.5"),
        *("3.00123E+09", "llamar", "300123456a", "1234567890123456", "ana@example.com", ""),
    ],
)
def test_other_values_do_not_look_like_a_phone(value: str) -> None:
    assert looks_like_a_phone(texts(value)).tolist() == [False]


def test_nine_in_ten_are_enough() -> None:
    assert content_of(texts(*["3001234567"] * 9, "no")) is Holds.PHONES


def test_eight_in_ten_are_not_enough() -> None:
    assert content_of(texts(*["3001234567"] * 8, "no", "no")) is None


def test_a_phone_check_of_the_country_is_used_where_given() -> None:
    found = content_of(texts("1032456789", "1032456780"), lambda cells: cells == "")
    assert found is None


def test_an_empty_column_holds_nothing() -> None:
    assert content_of(texts()) is None


def test_blank_cells_do_not_count() -> None:
    cells = sample("", "  ", " ana@example.com ")
    assert sample_of(cells, "c").tolist() == ["ana@example.com"]


def test_a_column_that_the_sample_lacks_is_empty() -> None:
    assert sample_of(sample("x"), "d").empty


@pytest.mark.parametrize(
    ("country", "value", "expected"),
    [
        ("CO", "3001234567", True),
        ("CO", "1032456789", False),
        ("CO", "+52 55 1234 5678", True),
        ("MX", "55 1234 5678", True),
        (None, "1032456789", True),
    ],
)
def test_a_known_country_tells_its_phones_from_other_numbers(
    country: str | None, value: str, expected: bool
) -> None:
    assert phones_of(country)(texts(value)).tolist() == [expected]
