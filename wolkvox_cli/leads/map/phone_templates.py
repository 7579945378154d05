"""What a template puts before phone numbers: an area's code beside them, or the user's own digits."""

import re

from wolkvox_cli.leads.text_columns import EMPTY_WORDS, Text, text_series

USUAL_DIGITS = 10
"""Digits from which on a number has its area code already, where no country tells."""

_LONGEST_AREA_CODE = 5
"""Digits of the longest area code, with the trunk's 0 or 01 before it."""

_BETWEEN_NUMBERS = re.compile(r"\s*[;/,|\n]\s*")
_WITHIN_COUNTRY_CODE = re.compile(r"\D*(?:00)?1\D*(\d{3})\D*")
"""1-809: of the countries that share the code 1 the area stands there too."""


def area_code_in(cell: str) -> str:
    """The digits of an area code as they are written: (662), 11.0, 01 55, 0xx11; "" where there is none."""
    digits = re.sub(r"\D", "", cell.strip().removesuffix(".0"))
    return digits if len(digits) <= _LONGEST_AREA_CODE else ""


def area_in_country_code(cell: str) -> str:
    """The area that stands within a country's code: 809 of 1-809; "" elsewhere."""
    match = _WITHIN_COUNTRY_CODE.fullmatch(cell)
    return match[1] if match else ""


def put_before(codes: Text, numbers: Text, whole: int = USUAL_DIGITS) -> Text:
    """The code of each row before each number of its cell.

    A number of at least `whole` digits has its code, and one with + or 00 before it its country's too.
    """
    pairs = zip(codes.tolist(), numbers.tolist(), strict=True)
    return text_series([_put_before(code, cell, whole) for code, cell in pairs], numbers.index)


def _put_before(code: str, cell: str, whole: int) -> str:
    text = cell.strip()
    if not code or not text or text.casefold() in EMPTY_WORDS:
        return text
    return "; ".join(
        number if _is_whole(number, whole) else f"{code}{number}"
        for number in _BETWEEN_NUMBERS.split(text)
        if number
    )


def _is_whole(number: str, whole: int) -> bool:
    digits = sum(map(str.isdecimal, number))
    return number.startswith(("+", "00")) or digits >= whole or not digits
