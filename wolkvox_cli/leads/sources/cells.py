"""Spreadsheet cells become text: a number its digits, a date ISO, a boolean as shown."""

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

SURE_DIGITS = 15
"""A spreadsheet keeps this many digits of a number; the rest of a longer one is made up."""

_LIMIT = 10**SURE_DIGITS


def text_of(value: object) -> str:
    """One cell as text."""
    return _WRITERS.get(type(value), str)(value)


def column_of(values: Sequence[object]) -> tuple[pa.StringArray, list[int]]:
    """A column as text, and the places of numbers that have more digits than a spreadsheet keeps."""
    kinds = set(map(type, values))
    if kinds <= {str}:
        return pa.array(values, pa.string()), []
    texts = [value if type(value) is str else _WRITERS.get(type(value), str)(value) for value in values]
    lost: list[int] = []
    if kinds & {float, int} and max(map(len, texts)) > SURE_DIGITS:
        lost = [place for place, value in enumerate(values) if lost_digits(value)]
    return pa.array(texts, pa.string()), lost


def lost_digits(value: object) -> bool:
    """Whether a number has more digits than a spreadsheet keeps."""
    return isinstance(value, float | int) and abs(value) >= _LIMIT


def _number(value: float) -> str:
    """Digits without an exponent; fractions to the 15 digits that a spreadsheet shows."""
    if value.is_integer():
        return str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")


def _boolean(value: bool) -> str:
    return "TRUE" if value else "FALSE"


def _moment(value: datetime.datetime) -> str:
    if value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="seconds")


def _duration(value: datetime.timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _time(value: datetime.time) -> str:
    return value.isoformat(timespec="seconds")


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: str,
    float: _number,
    int: str,
    bool: _boolean,
    datetime.datetime: _moment,
    datetime.date: datetime.date.isoformat,
    datetime.time: _time,
    datetime.timedelta: _duration,
}
