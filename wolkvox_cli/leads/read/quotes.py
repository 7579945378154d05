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
    """The shape of the first rows of a file; those with a cell of several lines count where all have one."""
    filled = [row for row in rows if any(row)]
    plain = [row for row in filled if not any(map(_BREAK.search, row))]
    counts = Counter(map(len, plain[1:] or plain))
    usual = {width for width, count in counts.items() if count > max(1, _USUAL * len(plain))}
    widths = frozenset(usual or [width for width, _ in counts.most_common(1)])
    leads = plain[1:] or filled[1:]
    data = (column for column in range(max(widths, default=0)) if _is_data(leads, column))
    return TableShape(widths, frozenset(data))


def _is_data(rows: Sequence[Sequence[str]], column: int) -> bool:
    cells = [row[column] for row in rows if column < len(row) and row[column].strip()]
    return bool(cells) and sum(map(looks_like_data, cells)) * 2 >= len(cells)


@dataclass(frozen=True)
class QuoteCheck:
    """Refuses rows of the file called `name` whose quotes cannot be right.

    In our own reports a quoted cell may hold whole rows: the user's file had it so.
    """

    name: str
    delimiter: str
    shape: TableShape
    is_report: bool = False

    def cells_of(self, record: Record, row: int, *, is_heading: bool = False) -> list[str]:
        """The cells of the row of this number, mended where quotes stand within quotes on one line.

        Raises FileError where a quote swallows rows, or never closes.
        """
        if record.closed and '"' not in record.text:
            return record.cells
        sound = record.closed and is_sound(record.text, self.delimiter)
        if record.lines == 1 and record.closed:
            return record.cells if sound else mended(record, self.delimiter)
        if not sound:
            raise never_closed(self.name, row)
        if not self.is_report and self._swallows_rows(record.cells, is_heading=is_heading):
            raise swallowed(self.name, row)
        return record.cells

    def refuse_joined_headings(self, record: Record, row: int) -> None:
        """Raises FileError where quotes make one heading of several, so that the row has too few of them."""
        cells = mended(record, self.delimiter)
        if '"' not in record.text or len(cells) in self.shape.widths - {1}:
            return
        joined = any(self.delimiter in cell or _BREAK.search(cell) for cell in cells)
        if joined or not is_sound(record.text, self.delimiter):
            raise FileError(
                "file.quote",
                f'In row {row} of {self.name} a quote (") makes one cell of several headings.',
                "Correct or remove the quotes in that row.",
            )

    def _swallows_rows(self, cells: Sequence[str], *, is_heading: bool) -> bool:
        """Whether the lines of one cell, or of several, are rows."""
        broken = [index for index, cell in enumerate(cells) if _BREAK.search(cell)]
        choices = [[index] for index in broken] + ([broken] if len(broken) > 1 else [])
        return any(self._are_rows(cells, chosen, is_heading=is_heading) for chosen in choices)

    def _are_rows(self, cells: Sequence[str], broken: Sequence[int], *, is_heading: bool) -> bool:
        """Whether rows come out when the cells at `broken` are cut into lines and these into cells.

        They do if each has as many cells as the file's rows have, unless the lines read like prose: with a
        blank after each delimiter, and nothing but words where the rows have numbers.
        """
        rows = [row for row in _cut(cells, broken, self.delimiter) if any(map(str.strip, row))]
        if len(rows) < 2:
            return False
        widths = self.shape.widths or {len(rows[0])}
        text = " ".join(cells[index] for index in broken)
        whole = [row for row in rows if len(row) in widths]
        if len(cells) not in widths:
            return len(whole) > 1 or _begins_cells(text, self.delimiter)
        if len(whole) < len(rows):
            return len(whole) > 1 and any(map(self._is_surely_a_row, whole))
        if max(widths) == 1:
            return not is_heading or any(map(self._has_numbers, rows[1:]))
        if self.delimiter not in text:
            return False
        is_prose = not _begins_cells(text, self.delimiter) and not any(cell[:1] == " " for cell in cells)
        return not is_prose or all(map(self._has_numbers, rows[1:] if is_heading else rows))

    def _is_surely_a_row(self, row: Sequence[str]) -> bool:
        """Whether three cells or more do not read like prose, nor hold words where the rows have numbers."""
        return len(row) > 2 and _begins_cells(self.delimiter.join(row), self.delimiter) and self._fits(row)

    def _has_numbers(self, row: Sequence[str]) -> bool:
        """Whether the row has numbers where the rows of the file have them."""
        return self._fits(row) and (not self.shape.data or any(self._data(row)))

    def _fits(self, row: Sequence[str]) -> bool:
        """Whether the row has numbers, or nothing, where the rows of the file have numbers."""
        return all(looks_like_data(cell) for cell in self._data(row) if cell)

    def _data(self, row: Sequence[str]) -> list[str]:
        return [row[column].strip() for column in self.shape.data if column < len(row)]


def mended(record: Record, delimiter: str) -> list[str]:
    """The cells of one line in which a quote closes a cell only before a delimiter or at the line's end.

    The csv module closes it at the first quote: "Bar "La 13"" would become Bar La 13"".
    """
    text, cells, start = record.text.rstrip("\r\n"), [], 0
    while start <= len(text):
        match = _cell(delimiter).match(text, start)
        if match is None:
            return record.cells
        cells.append(match[2] if match[1] is None else match[1].replace('""', '"'))
        start = match.end() + 1
    return cells


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    end = rf"(?={re.escape(delimiter)}|\Z)"
    return re.compile(rf'"((?:[^"]|"(?!{end[3:-1]}))*+)"{end}|(?!")([^{re.escape(delimiter)}]*+)')


def _begins_cells(text: str, delimiter: str) -> bool:
    """Whether a cell begins right after a delimiter, as in rows; in prose a blank stands between."""
    return any(part[:1].strip() for part in text.split(delimiter)[1:])


def _cut(cells: Sequence[str], broken: Sequence[int], delimiter: str) -> list[list[str]]:
    """The rows there are if no quote opens the cells at `broken`."""
    rows: list[list[str]] = [[]]
    for index, cell in enumerate(cells):
        if index not in broken:
            rows[-1].append(cell)
            continue
        first, *others = _BREAK.split(cell)
        rows[-1] += first.split(delimiter)
        rows += [line.split(delimiter) for line in others]
    return rows


def is_sound(text: str, delimiter: str) -> bool:
    """Whether every quoted cell of a row ends where its quote closes."""
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


def swallowed(name: str, row: int) -> FileError:
    """A cell of the row holds the rows after it."""
    return FileError(
        "file.quote",
        f'In row {row} of {name} a quote (") opens a cell that holds whole rows.',
        "Close the quote in that row or remove it. If it really is one cell, take out its line breaks.",
    )
