"""A number is read as its format shows it, if the format shows more than its digits."""

import pytest

from wolkvox_cli.leads.read.number_formats import shown, shows_more


@pytest.mark.parametrize(
    ("number", "number_format", "text"),
    [
        ("601234567", "0000000000", "0601234567"),
        ("3001234567", "0000000000", "3001234567"),
        ("79123456", "00000000000", "00079123456"),
        ("1234", "00000", "01234"),
        ("3001234567", '"+57 "0', "+57 3001234567"),
        ("3001234567", r"\+57\ ###\ ###\ ####", "+57 300 123 4567"),
        ("573001234567", "+0", "+573001234567"),
        ("41234567", "000-0000000", "004-1234567"),
        ("12", "[$-240A]0000", "0012"),
        ("2134", "[<=99999]00000;00000-0000", "02134"),
        ("21345678", "[<=99999]00000;00000-0000", "02134-5678"),
        ("0", "000", "000"),
        ("7", '000_);[Red]"("000")"', "007"),
    ],
)
def test_a_number_is_read_as_it_is_shown(number: str, number_format: str, text: str) -> None:
    assert shows_more(number_format)
    assert shown(number, number_format) == text


@pytest.mark.parametrize(
    "number_format",
    [
        "General", "0", "0.00", "#,##0", "@", "yyyy-mm-dd", "[h]:mm", "0%", "0.00E+00", "# ?/8", '0" años"',
        "###-####", "[<=9999999]###-####;(###) ###-####", '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', "", ";;;",
    ],
)  # fmt: skip
def test_a_format_that_adds_nothing_to_whole_numbers_changes_none(number_format: str) -> None:
    assert not shows_more(number_format)
    assert shown("3001234567", number_format) == "3001234567"


@pytest.mark.parametrize("number", ["-5", "1.5", "", "Ana", "1e5"])
def test_what_is_no_plain_whole_number_stays_as_it_is(number: str) -> None:
    assert shown(number, "0000000000") == number
