"""The cells of a sheet become text, as a person reads them in a spreadsheet.

fastexcel reads a sheet into columns of text and is right about most cells. What its text does not tell
(booleans, dates, a tenth decimal, digits beyond the fifteenth) is asked for once more, for those columns:
read as numbers, it names the kind of every cell that is none.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, cast

import fastexcel
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.read.sheet_facts import Place

SURE_DIGITS = 15
"""Digits of a number that a spreadsheet keeps; the rest of a longer one is made up."""

_LONG_NUMBER = rf"-?[0-9]{{{SURE_DIGITS + 1},}}(?:\.[0-9]+)?"
_DOUBTFUL = (
    rf"^(?:true|false|{_LONG_NUMBER}|-?[0-9]+\.[0-9]{{9}}|P[0-9DT].*"
    r"|[+-]?[0-9]{4,6}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}:[0-9]{2}.*)?)$"
)
"""Texts that may stand for a boolean, a date, a duration, or a number of which they do not tell all."""

_BOOLEANS = {"true": "TRUE", "false": "FALSE"}
_ERRORS = {
    "Div0": "#DIV/0!",
    "GettingData": "#GETTING_DATA",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}
"""The texts of error cells, by fastexcel's names for them."""

_ERROR = re.compile(r"'Error\((\w+)\)")
_MOMENT = re.compile(r"ExcelDateTime \{ value: (\S+), datetime_type: (\w+), is_1904: (\w+) \}")
_ISO_DATE = re.compile(r'DateTimeIso\("([^"]*)"\)')
_ISO_DURATION = re.compile(r'DurationIso\("PT?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)[^"]*S)?"\)')
_NO_DATE = 1_000_000
"""Days from a spreadsheet's first, in the year 4637: a number that somebody typed into cells for dates."""

_NO_DURATION = 5_000
"""Days that are no duration either, but a number typed into cells for durations."""

Rows = npt.NDArray[np.int64]
"""Row indexes, counted from 0, ascending."""

Columns = dict[int, pa.StringArray]
"""Columns of text by their index."""


@dataclass(frozen=True, eq=False)
class SheetCells:
    """A sheet's cells as columns of text from A1 on, all equally long and without nulls.

    `errors` are the texts of error cells, which are empty in the columns; `lost_digits` are the places of
    numbers of more than `SURE_DIGITS` digits; `behind` are the numbers that dates and durations are to a
    spreadsheet, by column index and as text, "" for all other cells.
    """

    name: str
    visible: bool
    columns: list[pa.StringArray] = field(default_factory=list)
    errors: Mapping[Place, str] = field(default_factory=dict)
    lost_digits: frozenset[Place] = frozenset()
    behind: Mapping[int, pa.StringArray] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """The number of the last row."""
        return len(self.columns[0]) if self.columns else 0


def read_sheets(workbook: Path | bytes, names: Sequence[str] = ()) -> list[SheetCells]:
    """The sheets with these names, or all. Raises fastexcel.FastExcelError for what cannot be read."""
    book = fastexcel.read_excel(workbook)
    return [_read(book, name) for name in names or book.sheet_names]


def _read(book: fastexcel.ExcelReader, name: str) -> SheetCells:
    loaded = _load(book, name, "string")
    columns = {index: _without_nulls(column) for index, column in loaded.columns.items()}
    doubtful = {index: rows for index, text in columns.items() if len(rows := _matching(text, _DOUBTFUL))}
    numbers = _load(book, name, "float", list(doubtful)) if doubtful else _Loaded()
    behind = {}
    for index, rows in doubtful.items():
        kinds = [numbers.others.get((row + 1, index)) for row in rows.tolist()]
        cells = zip(_at(columns[index], rows), kinds, _at(numbers.columns[index], rows), strict=True)
        columns[index] = _replaced(columns[index], rows, [_text(*cell) for cell in cells])
        if any(days := [_number_behind(kind) for kind in kinds]):
            behind[index] = _replaced(_blank(len(columns[index])), rows, days)
    for index in {index for _, index in loaded.others}:
        texts = {row - 1: _text("", kind, None) for (row, at), kind in loaded.others.items() if at == index}
        columns[index] = _replaced(columns[index], np.array(list(texts)), list(texts.values()))
    return SheetCells(
        name=name,
        visible=loaded.visible,
        columns=_from_column_a(columns),
        errors={place: text for place, kind in loaded.others.items() if (text := _error(kind))},
        lost_digits=_lost_digits(book, name, {index: columns[index] for index in doubtful}),
        behind=behind,
    )


@dataclass(frozen=True, eq=False)
class _Loaded:
    """Columns read as one kind, by index, and what fastexcel says of the cells that are of no such kind."""

    visible: bool = True
    columns: Mapping[int, "pa.Array[Any]"] = field(default_factory=dict)
    others: Mapping[Place, str] = field(default_factory=dict)


def _load(
    book: fastexcel.ExcelReader,
    name: str,
    kind: Literal["string", "float", "boolean"],
    indexes: list[int] | None = None,
) -> _Loaded:
    loaded = book.load_sheet(name, header_row=None, skip_rows=0, dtypes=kind, use_columns=indexes)
    batch, told = loaded.to_arrow_with_errors()
    left = min((column.absolute_index for column in loaded.available_columns()), default=0)
    selected = [column.absolute_index for column in loaded.selected_columns]
    cells = () if told is None else told.errors
    return _Loaded(
        visible=loaded.visible == "visible",
        columns=dict(zip(selected, batch.columns, strict=True)),
        others={(cell.position[0] + 1, cell.position[1] + left): cell.detail for cell in cells},
    )


def _text(text: str, kind: str | None, number: float | None) -> str:
    """A cell as text: fastexcel's own unless its kind, or the number that it is, tells better."""
    if kind is not None:
        return _moment(kind) or _iso(kind) or text
    if number is None:
        return text
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    return number_text(number) if "." in text and float(text) != number else text


def number_text(number: float) -> str:
    """Digits without an exponent; fractions to the 15 digits that a spreadsheet shows."""
    return str(int(number)) if number.is_integer() else format(Decimal(f"{number:.15g}"), "f")


def _moment(kind: str) -> str | None:
    """A date, time or duration of Excel, which is a number of days; the number where it can be none."""
    told = _MOMENT.search(kind)
    if told is None:
        return None
    days, what, since_1904 = float(told[1]), told[2], told[3] == "true"
    if what == "TimeDelta":
        return _hours(round(days * 86_400)) if abs(days) < _NO_DURATION else number_text(days)
    if not 0 <= days < _NO_DATE:
        return number_text(days)
    first = (
        datetime.datetime(1904, 1, 1) if since_1904 else datetime.datetime(1899, 12, 30 if days >= 60 else 31)
    )
    moment = first + datetime.timedelta(milliseconds=round(days * 86_400_000))
    return moment.time().isoformat("seconds") if days < 1 else _date(moment)


def _iso(kind: str) -> str | None:
    """A date or duration as OpenDocument writes it."""
    if date := _ISO_DATE.search(kind):
        return _iso_date(date[1])
    if (seconds := _iso_seconds(kind)) is None:
        return None
    return _hours(seconds) if seconds < _NO_DURATION * 86_400 else number_text(seconds / 86_400)


def _iso_seconds(kind: str) -> int | None:
    duration = _ISO_DURATION.search(kind)
    if duration is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in duration.groups())
    return hours * 3600 + minutes * 60 + seconds


def _number_behind(kind: str | None) -> str:
    """The number that a date or duration is to a spreadsheet: days, from its first one."""
    if kind is None:
        return ""
    if moment := _MOMENT.search(kind):
        return number_text(float(moment[1]))
    if (seconds := _iso_seconds(kind)) is not None:
        return number_text(seconds / 86_400)
    if (date := _ISO_DATE.search(kind)) and (moment_of := _parsed(date[1])):
        return number_text((moment_of - datetime.datetime(1899, 12, 30)) / datetime.timedelta(days=1))
    return ""


def _iso_date(text: str) -> str:
    moment = _parsed(text)
    return text if moment is None else _date(moment)


def _parsed(text: str) -> datetime.datetime | None:
    """The moment without its time zone; None for what is none."""
    try:
        return datetime.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _date(moment: datetime.datetime) -> str:
    if moment.time() == datetime.time():
        return moment.date().isoformat()
    return moment.isoformat(sep=" ", timespec="seconds")


def _hours(seconds: int) -> str:
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _error(kind: str) -> str | None:
    """The error's text, if an error is what the cell holds."""
    told = _ERROR.search(kind)
    return None if told is None else _ERRORS.get(told[1], f"#{told[1].upper()}!")


def _lost_digits(book: fastexcel.ExcelReader, name: str, columns: Columns) -> frozenset[Place]:
    """Where numbers have more digits than a spreadsheet keeps; text of as many digits has lost none."""
    pattern = rf"^{_LONG_NUMBER}$"
    long = {index: rows for index, text in columns.items() if len(rows := _matching(text, pattern))}
    flags = _load(book, name, "boolean", list(long)).columns if long else {}
    return frozenset(
        (row + 1, index)
        for index, rows in long.items()
        for row, flag in zip(rows.tolist(), _at(flags[index], rows), strict=True)
        if flag is not None
    )


def _from_column_a(columns: Columns) -> list[pa.StringArray]:
    """The columns with those before the first one, which hold nothing."""
    if not columns:
        return []
    blank = _blank(len(next(iter(columns.values()))))
    return [columns.get(index, blank) for index in range(max(columns) + 1)]


def _without_nulls(column: "pa.Array[Any]") -> pa.StringArray:
    return cast("pa.StringArray", column.fill_null(""))


def _blank(length: int) -> pa.StringArray:
    return pa.array([""] * length, pa.string())


def _matching(column: pa.StringArray, pattern: str) -> Rows:
    return np.flatnonzero(pc.match_substring_regex(column, pattern).to_numpy(zero_copy_only=False))


def _at(column: "pa.Array[Any]", rows: Rows) -> list[Any]:
    return column.take(rows).to_pylist()


def _replaced(column: pa.StringArray, rows: Rows, texts: list[str]) -> pa.StringArray:
    """The column with other texts in these rows, which ascend."""
    mask = np.zeros(len(column), np.bool_)
    mask[rows] = True
    replaced: pa.StringArray = pc.replace_with_mask(column, pa.array(mask), pa.array(texts, pa.string()))
    return replaced
