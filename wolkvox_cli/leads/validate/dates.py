"""The dates people write, turned into the `yyyymmddhhmmss` of recall_date."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import pyarrow as pa

from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.text_columns import RowMask, Text, text_series, visible


class DateOrder(StrEnum):
    """Which comes first where a date is written 03/04/2026."""

    DMY = "dmy"
    MDY = "mdy"


_MONTHS = (
    ("enero", "january", "janeiro"),
    ("febrero", "february", "fevereiro"),
    ("marzo", "march", "marco"),
    ("abril", "april"),
    ("mayo", "may", "maio"),
    ("junio", "june", "junho"),
    ("julio", "july", "julho"),
    ("agosto", "august"),
    ("septiembre", "setiembre", "september", "setembro"),
    ("octubre", "october", "outubro"),
    ("noviembre", "november", "novembro"),
    ("diciembre", "december", "dezembro"),
)
_SHORTEST = 3
_DAY_FIRST = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[-/. ]+(?:de )?(?P<month>[a-z]{3,10})"
_MONTH_FIRST = r"(?P<month>[a-z]{3,10})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:[a-z]{3,10}(?:-feira)?[,.]? +)?"
_REST = r"\.?,?[-/. ]+(?:del? )?(?P<year>\d{4}|\d{2})(?!\d)(?P<time>.*)"
_FORMS = tuple(re.compile(_WEEKDAY + form + _REST) for form in (_DAY_FIRST, _MONTH_FIRST))


def with_month_number(text: str) -> str | None:
    """The date as 2026-11-30, its time behind it as it was; None where no month is named."""
    plain = _plain(text)
    for form in _FORMS:
        match = form.fullmatch(plain)
        month = _number_of(match["month"]) if match else None
        if match and month:
            year = int(match["year"])
            year = year + 2000 if year < 100 else year
            return f"{year}-{month:02}-{int(match['day']):02}{match['time']}"
    return None


def _number_of(word: str) -> int | None:
    """1 to 12 for a month's name or the beginning of one."""
    if len(word) < _SHORTEST:
        return None
    numbers = (n for n, names in enumerate(_MONTHS, start=1) if any(name.startswith(word) for name in names))
    return next(numbers, None)


def _plain(text: str) -> str:
    """In lower case, without accents."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


_TIME = (
    r"(?:[T ,]+(?:a las? )?(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r" ?(?:h|hs|hrs|horas)?\.?"
    r" ?(?:(?P<half>[ap])\.? ?m\.?)?"
    r" ?(?P<zone>z|utc|gmt|(?:utc|gmt)?[+-]\d{1,2}:?(?:\d{2})?)?)?"
)
_FLAGS = re.ASCII | re.IGNORECASE
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME, _FLAGS)
_YEAR_LAST = re.compile(
    r"(?P<first>\d{1,2})[-/.](?P<second_part>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _TIME, _FLAGS
)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?",
    _FLAGS,
)
_SERIAL = re.compile(r"(?P<days>[3-7]\d{4})(?:[.,](?P<fraction>\d{1,15}))?", _FLAGS)
_NO_DATE = re.compile(
    r"0{1,4}[-/.]0{1,2}[-/.]0{1,4}(?:[ T][0:.]+)?|(?:0?0[-/.]0?1|0?1[-/.]0?0)[-/.]1900(?: [0:]+)?"
    r"|1900-01-00(?: [0:]+)?"
)
"""What databases and Excel show where there is no date: 0000-00-00, 00/01/1900."""

_SERIAL_DAY_0 = datetime(1899, 12, 30)
_YEARS = range(1900, 2101)

_NOT_WRITTEN_SO = "it is not written like a date"
_NO_SUCH_DAY = "there is no such day or time"
_UNCLEAR = "day and month cannot be told apart"
_IN_A_ZONE = "it names a time zone"


@dataclass(frozen=True)
class ReadDate:
    """One date, read.

    `value` is 14 digits, "" where the cell names no date or is unreadable; `fault` says why it is, or "".
    `has_time` is whether the cell names a time.
    """

    value: str = ""
    fault: str = ""
    has_time: bool = False


def read_date(text: str, order: DateOrder | None) -> ReadDate:
    """A date as `yyyymmddhhmmss`; one without a time gets 000000: no hour is invented.

    Read are 2026-11-30 and 30/11/2026 (or 11/30/2026, by `order`) with -, / or . and with or without a
    time of 24 or 12 hours, digits only, Excel's day numbers, and months in words. Years of two digits
    are 20yy.
    A time zone is not read: the campaign's own is unknown here.
    """
    if not text or _NO_DATE.fullmatch(text):
        return ReadDate()
    if match := _COMPACT.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        return _of_parts(match["year"], match["month"], match["day"], match.groupdict())
    if match := _YEAR_LAST.fullmatch(text):
        return _of_ordered(match, order)
    if match := _SERIAL.fullmatch(text):
        return _of_serial(match["days"], match["fraction"])
    if match := _YEAR_FIRST.fullmatch(with_month_number(text) or ""):
        return _of_parts(match["year"], match["month"], match["day"], match.groupdict())
    return ReadDate(fault=_NOT_WRITTEN_SO)


def _of_ordered(match: re.Match[str], order: DateOrder | None) -> ReadDate:
    """30/11/2026 or 11/30/2026."""
    first, second = int(match["first"]), int(match["second_part"])
    month_first = second > 12 if order is None else order is DateOrder.MDY
    day, month = (second, first) if month_first else (first, second)
    read = _of_parts(match["year"], month, day, match.groupdict())
    if order is None and max(first, second) <= 12 and first != second and not read.fault:
        return ReadDate(fault=_UNCLEAR)
    return read


def _of_parts(year: str, month: str | int, day: str | int, time: Mapping[str, str | None]) -> ReadDate:
    if time.get("zone"):
        return ReadDate(fault=_IN_A_ZONE)
    minute, second = (int(time[part] or 0) for part in ("minute", "second"))
    whole_year = int(year) + 2000 if int(year) < 100 else int(year)
    try:
        moment = datetime(whole_year, int(month), int(day), _hour(time), minute, second)
    except ValueError:
        return ReadDate(fault=_NO_SUCH_DAY)
    if whole_year not in _YEARS:
        return ReadDate(fault=_NO_SUCH_DAY)
    return ReadDate(_written(moment), has_time=time["hour"] is not None)


def _hour(time: Mapping[str, str | None]) -> int:
    """The hour of the day. Raises ValueError where the half of the day that is named has no such hour."""
    hour, half = int(time["hour"] or 0), (time.get("half") or "").lower()
    if half == "a" and hour > 12:
        raise ValueError(hour)
    if half == "p" and hour < 12:
        return hour + 12
    return 0 if half == "a" and hour == 12 else hour


def _of_serial(days: str, fraction: str | None) -> ReadDate:
    """Excel counts days from 1899-12-30; the fraction is the time."""
    seconds = round(float(f"0.{fraction or 0}") * timedelta(days=1).total_seconds())
    moment = _SERIAL_DAY_0 + timedelta(days=int(days), seconds=seconds)
    return ReadDate(_written(moment), has_time=fraction is not None)


def _written(moment: datetime) -> str:
    return f"{moment:%Y%m%d%H%M%S}"


@dataclass(frozen=True, eq=False)
class ReadDates:
    """A column of dates, read: each part of `ReadDate` by row."""

    values: Text
    faults: Text
    has_time: RowMask


def read_dates(column: Text, order: DateOrder | None) -> ReadDates:
    """Every cell by `read_date`, each different one once."""
    codes, different = column.factorize()
    read = [read_date(text, order) for text in different]
    values = pa.array([date.value for date in read], pa.string()).take(codes)
    faults = pa.array([date.fault for date in read], pa.string()).take(codes)
    has_time = column.isin([text for text, date in zip(different, read, strict=True) if date.has_time])
    return ReadDates(text_series(values, column.index), text_series(faults, column.index), has_time)


def past(values: Text, now: datetime) -> RowMask:
    """Which of the dates that were read lie before now; one without a time is past the day after."""
    return (values != "") & (values < _written(now)) & (values != f"{now:%Y%m%d}000000")


class DateOrderEvidence:
    """Whether days or months come first in a column, told from the dates that allow only one reading.

    Of each kind the first is kept: row 2 (25/11/2026).
    """

    def __init__(self) -> None:
        self._day_first = self._month_first = self._unclear = ""

    def add(self, column: Text) -> None:
        """Take the cells of a chunk."""
        for row, text in visible(column).drop_duplicates().items():
            if match := _YEAR_LAST.fullmatch(text):
                self._take(int(match["first"]), int(match["second_part"]), f"row {row} ({text})")

    def _take(self, first: int, second: int, example: str) -> None:
        if first > 12:
            self._day_first = self._day_first or example
        elif second > 12:
            self._month_first = self._month_first or example
        elif first != second:
            self._unclear = self._unclear or example

    def order(self) -> DateOrder | None:
        """The order of all dates, None where they can be read without one.

        Raises CommandError (date.order) where the dates contradict each other, or all can be read both ways.
        """
        if self._day_first and self._month_first:
            raise _order_needed(
                "Some recall dates have the day first, others the month: "
                f"{self._day_first} the day, {self._month_first} the month"
            )
        if self._day_first:
            return DateOrder.DMY
        if self._month_first:
            return DateOrder.MDY
        if self._unclear:
            raise _order_needed("In no recall date can day and month be told apart")
        return None


def _order_needed(what: str) -> CommandError:
    return CommandError(
        "date.order",
        f"{what}.",
        "Say which comes first: --date-order dmy (30/11/2026) or --date-order mdy (11/30/2026).",
    )
