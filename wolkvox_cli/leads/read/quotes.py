"""Quotes that would swallow rows: told from true line breaks within a cell, and named by their row."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.read.header import looks_like_data

MAX_RECORD = 16 << 20
"""The most bytes one row may have: beyond this the file is no table, or a quote never closes."""

csv.field_size_limit(MAX_RECORD)

_BREAK = re.compile(r"\r\n|\r|\n")
_USUAL = 0.1
"""Share of the rows with a number of cells from which on that number is a habit of the file."""


class Record(NamedTuple):
    """A row with the text it was read from; `closed` is False where that ends within a quoted cell."""

    cells: list[str]
    text: str
    lines: int
    closed: bool = True


def records(lines: Iterable[str], delimiter: str) -> Iterator[Record]:
    """The rows in lines of text that keep their line ends."""
    taken: list[str] = []
    ended = False

    def remembered() -> Iterator[str]:
        nonlocal ended
        for line in lines:
            taken.append(line)
            yield line
        ended = True

    try:
        for cells in csv.reader(remembered(), delimiter=delimiter):
            yield Record(cells, "".join(taken), len(taken), not ended)
            taken.clear()
    except csv.Error:  # a cell beyond the limit
        yield Record([], "".join(taken), len(taken), closed=False)


@dataclass(frozen=True)
class TableShape:
    """What rows of the table look like.

    `widths` are the usual numbers of cells, `data` the columns that mostly hold numbers, phones, dates or
    e-mail addresses rather than words.
    """

    widths: frozenset[int]
    data: frozenset[int]


def shape_of(rows: Sequence[Sequence[str]]) -> TableShape:
    """The shape of the first rows of a file, those with a cell of several lines left aside."""
    plain = [row for row in rows if any(row) and not any(_BREAK.search(cell) for cell in row)]
    counts = Counter(map(len, plain))
    usual = {width for width, count in counts.items() if count > max(1, _USUAL * len(plain))}
    widths = frozenset(usual or [width for width, _ in counts.most_common(1)])
    data = (column for column in range(max(widths, default=0)) if _is_data(plain[1:], column))
    return TableShape(widths, frozenset(data))


def _is_data(rows: Sequence[Sequence[str]], column: int) -> bool:
    cells = [row[column] for row in rows if column < len(row) and row[column].strip()]
    return bool(cells) and sum(map(looks_like_data, cells)) * 2 >= len(cells)


@dataclass(frozen=True)
class QuoteCheck:
    """Refuses rows of the file called `name` whose quotes cannot be right."""

    name: str
    delimiter: str
    shape: TableShape

    def refuse_stray_quotes(self, record: Record, row: int, *, is_heading: bool) -> None:
        """Raises FileError where a quote in the row of this number swallows rows, or never closes."""
        if not record.closed or (record.lines > 1 and not is_sound(record.text, self.delimiter)):
            raise never_closed(self.name, row)
        if record.lines > 1 and self._swallows_rows(record.cells, is_heading=is_heading):
            raise _swallowed(self.name, row)

    def _swallows_rows(self, cells: Sequence[str], *, is_heading: bool) -> bool:
        """Whether the lines of a cell are rows.

        They are if each has as many cells as the file's rows have, unless they read like prose: a blank
        after each delimiter, and words where the column holds numbers.
        """
        rows = [row for row in _rows_within(cells, self.delimiter) if any(map(str.strip, row))]
        widths = self.shape.widths or {len(rows[0])}
        if len(rows) < 2:
            return False
        if not all(len(row) in widths for row in rows):
            return sum(map(self._is_lead, rows)) > 1
        if len(cells) not in widths:
            return True
        text = " ".join(cell for cell in cells if _BREAK.search(cell))
        if self.delimiter not in text and max(widths) > 1:
            return False
        is_prose = not self._is_followed_by_a_cell(text) and not any(cell[:1] == " " for cell in cells)
        return not is_prose or all(map(self._fits, rows[1:] if is_heading else rows))

    def _is_followed_by_a_cell(self, text: str) -> bool:
        return any(part[:1].strip() for part in text.split(self.delimiter)[1:])

    def _is_lead(self, row: Sequence[str]) -> bool:
        """Whether the row has all its cells, numbers where the file has them, and one that may be a phone."""
        return len(row) in self.shape.widths and self._fits(row) and any(map(_may_be_phone, row))

    def _fits(self, row: Sequence[str]) -> bool:
        """Whether the row holds numbers, or nothing, where the file's rows have numbers."""
        cells = [row[column].strip() for column in self.shape.data if column < len(row)]
        return all(looks_like_data(cell) for cell in cells if cell)


def _rows_within(cells: Sequence[str], delimiter: str) -> list[list[str]]:
    """The rows there are if no quote opens a cell of several lines."""
    rows: list[list[str]] = [[]]
    for cell in cells:
        first, *others = _BREAK.split(cell)
        rows[-1] += first.split(delimiter) if others else [cell]
        rows += [line.split(delimiter) for line in others]
    return rows


def _may_be_phone(cell: str) -> bool:
    return looks_like_data(cell) and 7 <= sum(map(str.isdigit, cell)) <= 15


def is_sound(text: str, delimiter: str) -> bool:
    """Whether every quoted cell ends where its quote closes."""
    return _sound(delimiter).fullmatch(text) is not None


@cache
def _sound(delimiter: str) -> re.Pattern[str]:
    """Possessive throughout, so that no text takes longer than its length."""
    end = re.escape(delimiter)
    cell = rf'(?:"(?:[^"]|"")*+"|[^"{end}\r\n][^{end}\r\n]*+|)'
    return re.compile(rf"{cell}(?:{end}{cell})*+(?:\r\n|\r|\n|\Z)")


def never_closed(name: str, row: int) -> FileError:
    """The row's quote is open at the end of the file, or closes in the midst of a cell."""
    return FileError(
        "file.quote",
        f'In row {row} of {name} a quote (") opens a cell and never closes it.',
        "Correct or remove the quotes in that row. Nothing after it can be told apart for certain.",
    )


def _swallowed(name: str, row: int) -> FileError:
    return FileError(
        "file.quote",
        f'In row {row} of {name} a quote (") opens a cell that holds whole rows.',
        "Close the quote in that row or remove it. If it really is one cell, take out its line breaks.",
    )
