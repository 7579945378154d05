"""Parsed rows become chunks of leads: numbered, without blank rows, with ragged rows marked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.chunks import LeadChunk, SourceFile
from wolkvox_cli.leads.problems import Problems, RowNumbers
from wolkvox_cli.leads.sources.parsing import Parsed
from wolkvox_cli.leads.sources.ragged import ragged_rows
from wolkvox_cli.leads.sources.reports import as_written
from wolkvox_cli.leads.sources.tables import Table
from wolkvox_cli.leads.sources.totals import is_totals_row

_NEARLY_BLANK = 4
"""Rows with at most this many bytes a cell are looked at for cells that hold nothing but spaces."""


class Chunker:
    """Takes parsed rows in the file's order and gives chunks; `row` is the number of the last row taken."""

    def __init__(self, file: SourceFile, table: Table, *, short_rows: bool = False) -> None:
        self._file = file
        self._table = table
        self._short_rows = short_rows
        self._held: LeadChunk | None = None
        self.row = 0
        self.notes: tuple[str, ...] = ()

    def add(self, parsed: Parsed, position: int, problems: Sequence[Problems] = ()) -> Iterator[LeadChunk]:
        """The chunk before this one, if any: the last is held back, as a totals row may end it."""
        first = self.row + 1
        self.row += len(parsed)
        keep = ~blank_rows(parsed.columns)
        keep[: max(0, self._table.first_row - first)] = False
        places = np.flatnonzero(keep)
        if not len(places):
            return
        chunk = self._chunk(parsed, first, places, position)
        if self._held is not None:
            yield self._held
        self._held = replace(chunk, problems=(*chunk.problems, *problems))

    def finish(self, position: int) -> Iterator[LeadChunk]:
        """The last chunk, without a totals row at its end; `position` is the end of the file."""
        if self._held is None:
            return
        chunk = replace(self._held, position=position)
        if is_totals_row(chunk.cells.slice(len(chunk) - 1), self._file.headings):
            self.notes = (f"Row {chunk.rows[-1]} holds totals and was left out.",)
            chunk = _without_last(chunk)
        if len(chunk):
            yield chunk

    def _chunk(self, parsed: Parsed, first: int, places: RowNumbers, position: int) -> LeadChunk:
        ragged = ragged_rows(parsed, self._table, first, places, short_rows=self._short_rows)
        columns = [_picked(parsed.columns[column], places) for column in self._table.columns]
        chunk = LeadChunk(
            cells=pa.RecordBatch.from_arrays(columns, names=list(self._file.headings)),
            rows=places + first,
            problems=ragged.problems,
            surplus=ragged.surplus,
            short=ragged.short,
            position=position,
        )
        return as_written(chunk) if self._file.is_report else chunk


def blank_rows(columns: Sequence[pa.StringArray]) -> npt.NDArray[np.bool_]:
    """Which rows hold nothing, or nothing but spaces, in any column."""
    lengths = sum((_lengths(column) for column in columns), start=np.zeros(len(columns[0]), dtype=np.int64))
    blank: npt.NDArray[np.bool_] = lengths == 0
    suspects = np.flatnonzero((lengths > 0) & (lengths <= _NEARLY_BLANK * len(columns)))
    if len(suspects):
        places = pa.array(suspects)
        trimmed = [pc.utf8_trim_whitespace(column.take(places)) for column in columns]
        blank[suspects[sum(map(_lengths, trimmed)) == 0]] = True
    return blank


def _lengths(column: pa.StringArray) -> npt.NDArray[np.int64]:
    """The bytes of each cell, from the array's own offsets: nothing is copied."""
    if not len(column):
        return np.zeros(0, dtype=np.int64)
    offsets = np.frombuffer(column.buffers()[1], dtype=np.int32)
    return np.diff(offsets[column.offset : column.offset + len(column) + 1]).astype(np.int64)


def _picked(column: pa.StringArray, places: RowNumbers) -> pa.StringArray:
    first, count = int(places[0]), len(places)
    if int(places[-1]) - first + 1 == count:
        return column.slice(first, count)
    return column.take(pa.array(places))


def _without_last(chunk: LeadChunk) -> LeadChunk:
    last = int(chunk.rows[-1])
    problems = [_before(problem, last) for problem in chunk.problems]
    return replace(
        chunk,
        cells=chunk.cells.slice(0, len(chunk) - 1),
        rows=chunk.rows[:-1],
        problems=tuple(problem for problem in problems if len(problem)),
        surplus={row: cells for row, cells in chunk.surplus.items() if row != last},
        short={row: cells for row, cells in chunk.short.items() if row != last},
    )


def _before(problems: Problems, row: int) -> Problems:
    keep = problems.rows < row
    mask = pa.array(keep)
    return replace(
        problems,
        rows=problems.rows[keep],
        values=problems.values.filter(mask),
        details=None if problems.details is None else problems.details.filter(mask),
    )
