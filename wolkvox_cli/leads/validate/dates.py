"""The dates people write, turned into the `yyyymmddhhmmss` of recall_date."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.text_columns import Mask, Rows, Text, arrow, converted, mask_at, mask_of, put, visible

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


_Numbers = npt.NDArray[np.int64]

_TIME = (
    r"(?:[T ,]+(?:a las? )?(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r" ?(?:h|hs|hrs|horas)?\.?"
    r" ?(?:(?P<half>[ap])\.? ?m\.?)?"
    r" ?(?P<zone>z|utc|gmt|(?:utc|gmt)?[+-]\d{1,2}:?(?:\d{2})?)?)?$"
)
_YEAR_FIRST = r"(?i)^(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME
_YEAR_LAST = r"(?i)^(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _TIME
_COMPACT = (
    r"^(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?$"
)
_NO_DATE = (
    r"^0{1,4}[-/.]0{1,2}[-/.]0{1,4}(?:[ T][0:.]+)?$|^(?:0?0[-/.]0?1|0?1[-/.]0?0)[-/.]1900(?: [0:]+)?$"
    r"|^1900-01-00(?: [0:]+)?$"
)
"""What databases and Excel show where there is no date: 0000-00-00, 00/01/1900."""

_SERIAL = r"^(?P<days>[3-7]\d{4})(?:[.,](?P<fraction>\d{1,15}))?$"
_NAMES_TIME = (
    r"(?i)\d[:.h]\d{2}(?:$|[^\d./-])|[T ,]0{1,2}$|\d ?h|[ap]\.? ?m\b|^\d{12}(?:\d{2})?$|^\d{5}[.,]\d"
)
_IN_WORDS = "a month's name"
_A_WORD, _TWO_NUMBERS = r"\pL{3}", r"\d\D+\d"
_SERIAL_DAY_0 = np.datetime64("1899-12-30", "s")
_SECONDS_OF_DAY = 86_400
_DAYS_OF_MONTH = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_YEARS = (1900, 2100)


class DateOrder(StrEnum):
    """Which comes first where a date is written 03/04/2026."""

    DMY = "dmy"
    MDY = "mdy"


class _Fault(IntEnum):
    """Why a text is no date, in the order of `_DETAILS`."""

    NONE = 0
    FORM = 1
    IMPOSSIBLE = 2
    ORDER = 3
    ZONE = 4


_DETAILS = (
    "",
    "it is not written like a date",
    "there is no such day or time",
    "day and month cannot be told apart",
    "it names a time zone",
)


@dataclass(frozen=True, eq=False)
class ReadDates:
    """`values` are 14 digits, "" where the cell names no date or is unreadable; `faults` say why, or ""."""

    values: pa.StringArray
    faults: pa.StringArray


class DateOrderEvidence:
    """Whether days or months come first in a column, told from the dates that allow only one reading."""

    def __init__(self) -> None:
        self._day_first = self._month_first = self._open = 0
        self._day_example = self._month_example = ""

    def add(self, column: Text) -> None:
        """Take the cells of a chunk."""
        cells, rows = visible(arrow(column)), column.index
        texts, first, second = _first_two_parts(pc.unique(cells))
        day_first, month_first = first > 12, (second > 12) & (first <= 12)
        self._day_first += int(day_first.sum())
        self._month_first += int(month_first.sum())
        self._day_example = self._day_example or _example(texts, day_first, cells, rows)
        self._month_example = self._month_example or _example(texts, month_first, cells, rows)
        self._open += int(((first <= 12) & (second <= 12) & (first != second)).sum())

    def order(self) -> DateOrder | None:
        """The order of all dates, None where they can be read without one.

        Raises CommandError (date.order) where the dates contradict each other, or all can be read both ways.
        """
        if self._day_first and self._month_first:
            what = "Some recall dates have the day first, others the month"
            if self._day_example and self._month_example:
                what += f": {self._day_example} the day, {self._month_example} the month"
            raise _order_needed(what)
        if self._open and not (self._day_first or self._month_first):
            raise _order_needed("In no recall date can day and month be told apart")
        if self._day_first:
            return DateOrder.DMY
        return DateOrder.MDY if self._month_first else None


def read_dates(column: pa.StringArray, order: DateOrder | None) -> ReadDates:
    """Every cell as `yyyymmddhhmmss`. A date without a time gets 000000: no hour is invented.

    Read are 2026-11-30 and 30/11/2026 (or 11/30/2026, by `order`) with -, / or . and with or without a
    time of 24 or 12 hours, digits only, Excel's day numbers, and months in words. Years of two digits
    are 20yy.
    A time zone is not read: the campaign's own is unknown here.
    """
    encoded = column.dictionary_encode()
    stamps, faults = _read(encoded.dictionary, order)
    values = pc.if_else(pa.array(stamps > 0), pa.array(stamps).cast(pa.string()), "")
    details = pa.array(_DETAILS).take(pa.array(faults))
    return ReadDates(values.take(encoded.indices), details.take(encoded.indices))


def past(values: pa.StringArray, now: datetime) -> Mask:
    """Which of the dates that were read lie before now; one without a time is past the day after."""
    stamps = _numbers(values)
    midnight = stamps % 1_000_000 == 0
    limits = np.where(midnight, int(f"{now:%Y%m%d}000000"), int(f"{now:%Y%m%d%H%M%S}"))
    before: Mask = (stamps > 0) & (stamps < limits)
    return before


def without_time(values: pa.StringArray, column: pa.StringArray) -> Mask:
    """Which of the dates that were read have 00:00 only because their cell names no time."""
    midnight = np.flatnonzero((_numbers(values) % 1_000_000 == 0) & mask_of(pc.not_equal(values, "")))
    timed = mask_of(pc.match_substring_regex(column.take(pa.array(midnight)), _NAMES_TIME))
    return mask_at(midnight[~timed], len(values))


def _read(texts: pa.StringArray, order: DateOrder | None) -> tuple[_Numbers, _Numbers]:
    """The dates as numbers of 14 digits, 0 where there is none, and what is wrong with the text."""
    stamps = np.zeros(len(texts), np.int64)
    none = mask_of(pc.or_(pc.equal(texts, ""), pc.match_substring_regex(texts, _NO_DATE)))
    faults = np.where(none, int(_Fault.NONE), int(_Fault.FORM))
    open_ = np.flatnonzero(faults)
    for pattern in (_COMPACT, _YEAR_FIRST, _YEAR_LAST, _SERIAL, _IN_WORDS):
        if not len(open_):
            break
        cells = texts.take(pa.array(open_))
        if pattern is _IN_WORDS:
            cells = _with_month_numbers(cells)
        parts = pc.extract_regex(cells, _YEAR_FIRST if pattern is _IN_WORDS else pattern)
        fits = mask_of(pc.is_valid(parts))
        numbers = {field.name: _part(parts, field.name)[fits] for field in parts.type}
        places, open_ = open_[fits], open_[~fits]
        if pattern is _SERIAL:
            stamps[places], faults[places] = _from_serial(parts.filter(pa.array(fits))), _Fault.NONE
        else:
            year_last = pattern is _YEAR_LAST
            stamps[places], faults[places] = _from_parts(numbers, order, year_last)
    return stamps, faults


def _with_month_numbers(texts: pa.StringArray) -> pa.StringArray:
    """The dates that name their month, with its number; "" for texts that cannot be such dates."""
    may_be = pc.and_(pc.match_substring_regex(texts, _A_WORD), pc.match_substring_regex(texts, _TWO_NUMBERS))
    places = np.flatnonzero(mask_of(may_be))
    answers = pc.fill_null(converted(texts.take(pa.array(places)), with_month_number), "")
    return put(pa.repeat("", len(texts)), places, answers)


def _from_parts(
    parts: dict[str, _Numbers], order: DateOrder | None, year_last: bool
) -> tuple[_Numbers, _Numbers]:
    year, month, day = parts["year"], parts["month"], parts["day"]
    unclear = np.zeros(len(year), np.bool_)
    if year_last:
        year = np.where(year < 100, year + 2000, year)
        swapped = (month > 12) if order is None else np.full(len(year), order is DateOrder.MDY)
        unclear = (order is None) & (day <= 12) & (month <= 12) & (day != month)
        day, month = np.where(swapped, month, day), np.where(swapped, day, month)
    hour, possible = _hours(parts)
    minute, second = parts["minute"], parts["second"]
    possible &= (year >= _YEARS[0]) & (year <= _YEARS[1]) & (day >= 1) & (day <= _days_of(year, month))
    possible &= (hour <= 23) & (minute <= 59) & (second <= 59)
    faults = np.where(unclear, int(_Fault.ORDER), int(_Fault.NONE))
    faults = np.where(possible, faults, int(_Fault.IMPOSSIBLE))
    faults = np.where(parts.get("zone", np.zeros(1)) > 0, int(_Fault.ZONE), faults)
    stamps = ((((year * 100 + month) * 100 + day) * 100 + hour) * 100 + minute) * 100 + second
    return np.where(faults == _Fault.NONE, stamps, 0), faults


def _hours(parts: dict[str, _Numbers]) -> tuple[_Numbers, Mask]:
    """Hours of the day, and whether such an hour exists in the half of the day that is named."""
    hour = parts["hour"]
    half = parts.get("half", np.zeros(len(hour), np.int64))
    afternoon, morning = half == ord("p"), half == ord("a")
    noon = np.where(morning & (hour == 12), 0, hour)
    return np.where(afternoon & (hour < 12), noon + 12, noon), ~morning | (hour <= 12)


def _days_of(year: _Numbers, month: _Numbers) -> _Numbers:
    """How many days the month has; 0 where there is no such month."""
    days = _DAYS_OF_MONTH[np.where(month <= 12, month, 0)]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    result: _Numbers = np.where((month == 2) & leap, 29, days)
    return result


def _from_serial(parts: pa.StructArray) -> _Numbers:
    """Excel counts days from 1899-12-30; the fraction is the time."""
    days = _numbers(parts.field("days"))
    fraction = pc.binary_join_element_wise("0.", parts.field("fraction"), "0", "")
    seconds = np.rint(fraction.cast(pa.float64()).to_numpy() * _SECONDS_OF_DAY).astype(np.int64)
    moments = _SERIAL_DAY_0 + (days * _SECONDS_OF_DAY + seconds).astype("timedelta64[s]")
    return _numbers(pc.strftime(pa.array(moments), format="%Y%m%d%H%M%S"))


def _example(texts: pa.StringArray, chosen: Mask, cells: pa.StringArray, rows: Rows) -> str:
    """The first of the chosen texts with its row: row 2 (25/11/2026)."""
    if not chosen.any():
        return ""
    text = texts[int(np.argmax(chosen))]
    return f"row {rows[pc.index(cells, text).as_py()]} ({text})"


def _first_two_parts(texts: pa.StringArray) -> tuple[pa.StringArray, _Numbers, _Numbers]:
    parts = pc.extract_regex(texts, _YEAR_LAST)
    dates = pc.is_valid(parts)
    parts = parts.filter(dates)
    return texts.filter(dates), _numbers(parts.field("day")), _numbers(parts.field("month"))


def _part(parts: pa.StructArray, name: str) -> _Numbers:
    """A part as numbers: 0 where it is missing, a letter's code for the half of the day, 1 for a zone."""
    texts = pc.fill_null(parts.field(name), "")
    if name == "zone":
        return mask_of(pc.not_equal(texts, "")).astype(np.int64)
    if name == "half":
        lower = pc.ascii_lower(texts)
        afternoon, morning = mask_of(pc.equal(lower, "p")), mask_of(pc.equal(lower, "a"))
        return np.where(afternoon, ord("p"), np.where(morning, ord("a"), 0))
    return _numbers(texts)


def _numbers(texts: pa.StringArray) -> _Numbers:
    """Digits as numbers, 0 where blank."""
    numbers: _Numbers = pc.if_else(pc.equal(texts, ""), "0", texts).cast(pa.int64()).to_numpy()
    return numbers


def _order_needed(what: str) -> CommandError:
    return CommandError(
        "date.order",
        f"{what}.",
        "Say which comes first: --date-order dmy (30/11/2026) or --date-order mdy (11/30/2026).",
    )
