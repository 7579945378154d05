"""Parsed rows become chunks of leads: numbered, without blank rows, with ragged rows marked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.model import (
    MISSING_CELL,
    LeadChunk,
    SourceFile,
    joined_problems,
)
from wolkvox_cli.leads.read.clean_cells import clean_column
from wolkvox_cli.leads.read.footers import ends_an_export, totals_and_rulers
from wolkvox_cli.leads.read.header import Table
from wolkvox_cli.leads.read.ragged import Parsed, RaggedRow, ragged_problem, ragged_rows
from wolkvox_cli.leads.text_columns import (
    RowNumbers,
    Rows,
    arrow,
    byte_lengths,
    columns_of,
    text_frame,
    unguard,
)

_WORTH_A_CHUNK = 15_000
"""Rows of a chunk, if the file has so many: fewer cost more, as every table costs something by itself."""

_MOST_BLOCKS = 4
"""Blocks of a chunk: where rows are wide, memory counts."""


def gathered(blocks: Iterable[tuple[Parsed, int]]) -> Iterator[tuple[Parsed, int]]:
    """Blocks put together until they are worth a chunk, each with the position in the file at its end."""
    held: list[Parsed] = []
    for block, position in blocks:
        held.append(block)
        if sum(map(len, held)) >= _WORTH_A_CHUNK or len(held) == _MOST_BLOCKS:
            yield _joined(held), position
            held = []
    if held:
        yield _joined(held), position


def _joined(blocks: Sequence[Parsed]) -> Parsed:
    if len(blocks) == 1:
        return blocks[0]
    ragged: dict[int, RaggedRow] = {}
    rows = 0
    for block in blocks:
        ragged |= {rows + index: row for index, row in block.ragged.items()}
        rows += len(block)
    columns = zip(*(block.columns for block in blocks), strict=True)
    return Parsed([pa.concat_arrays(pieces) for pieces in columns], ragged)


def as_written(chunk: LeadChunk) -> LeadChunk:
    """The chunk as the user's file had it: without formula guards, and short where it still says so."""
    unguarded = {name: unguard(arrow(column)) for name, column in columns_of(chunk.cells).items()}
    cells = text_frame(unguarded, chunk.cells.index)
    surplus = {row: tuple(map(_unguarded, beyond)) for row, beyond in chunk.surplus.items()}
    marked = (cells == MISSING_CELL).astype(bool)
    first = marked[marked.any(axis=1)].idxmax(axis=1)
    if first.empty:
        return replace(chunk, cells=cells, surplus=surplus)
    details = [f"has no cell for {heading} yet" for heading in first]
    problem = ragged_problem(first.index.tolist(), [""] * len(first), details)
    return replace(
        chunk,
        cells=cells.mask(marked, ""),
        surplus=surplus,
        short=dict(zip(first.index, map(list(cells).index, first), strict=True)),
        problems=joined_problems([chunk.problems, problem]),
    )


def _unguarded(cell: str) -> str:
    return str(unguard(pa.array([cell]))[0])


_NEARLY_BLANK = 4
"""Rows with at most this many bytes a cell are looked at for cells that hold nothing but spaces."""


class Chunker:
    """Takes parsed rows in the file's order and gives chunks; `row` is the number of the last row taken."""

    def __init__(self, file: SourceFile, table: Table, *, short_rows: bool = False) -> None:
        self._file = file
        self._table = table
        self._short_rows = short_rows
        self._held: LeadChunk | None = None
        self._totals: list[int] = []
        self._ends: list[int] = []
        self._encoded_twice: list[int] = []
        self.row = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What was met on the way."""
        told = [
            (self._totals, "holds totals and was left out.", "hold totals and were left out."),
            (
                self._ends,
                "is the end of an export and was left out.",
                "are the end of an export and were left out.",
            ),
            (self._encoded_twice, f"was {_TWICE}", f"were {_TWICE}"),
        ]
        return tuple(_of_rows(rows, one, several) for rows, one, several in told if rows)

    def add(
        self, parsed: Parsed, position: int, problems: Sequence[pd.DataFrame] = ()
    ) -> Iterator[LeadChunk]:
        """The chunk before this one, if any: the last is held back, as the end of an export may end it."""
        first = self.row + 1
        self.row += len(parsed)
        keep = ~blank_rows(parsed.columns)
        keep[: max(0, self._table.first_row - first)] = False
        chunk = self._chunk(parsed, first, np.flatnonzero(keep), position)
        if not len(chunk):
            return
        if self._held is not None:
            yield self._held
        found = [problem[problem["row"].isin(chunk.cells.index)] for problem in problems]
        self._held = replace(chunk, problems=joined_problems([chunk.problems, *found]))

    def finish(self, position: int) -> Iterator[LeadChunk]:
        """The last chunk, without the end of an export; `position` is the end of the file."""
        if self._held is None:
            return
        chunk = replace(self._held, position=position)
        leads = len(chunk)
        while leads and ends_an_export(chunk.cells.iloc[leads - 1].tolist()):
            leads -= 1
        chunk = _without(chunk, chunk.cells.index[leads:], self._ends)
        if len(chunk):
            yield chunk

    def _chunk(self, parsed: Parsed, first: int, indices: RowNumbers, position: int) -> LeadChunk:
        columns = self._cleaned(
            [_picked(parsed.columns[index], indices) for index in self._table.columns], indices + first
        )
        totals = totals_and_rulers(columns, self._file.headings)
        if len(totals):
            self._totals += (indices[totals] + first).tolist()
            left = np.delete(np.arange(len(indices)), totals)
            indices, columns = indices[left], [column.take(left) for column in columns]
        ragged = ragged_rows(parsed, self._table, first, indices, short_rows=self._short_rows)
        chunk = LeadChunk(
            cells=text_frame(dict(zip(self._file.headings, columns, strict=True)), _numbers(indices + first)),
            problems=ragged.problems,
            surplus=ragged.surplus,
            short=ragged.short,
            position=position,
        )
        return as_written(chunk) if self._file.is_report else chunk

    def _cleaned(self, columns: Sequence[pa.StringArray], rows: RowNumbers) -> list[pa.StringArray]:
        """The columns with their cells cleaned; rows with text that was encoded twice are remembered.

        Those of our own reports were cleaned when the user's file was read.
        """
        if self._file.is_report:
            return list(columns)
        cleaned, found = [], set[int]()
        for column in columns:
            cells, twice = clean_column(column)
            cleaned.append(cells)
            found.update(rows[twice].tolist())
        self._encoded_twice += sorted(found)
        return cleaned


def _without(chunk: LeadChunk, rows: Rows, left_out: list[int]) -> LeadChunk:
    """The chunk without these rows, which are added to those left out."""
    if not len(rows):
        return chunk
    gone = rows.tolist()
    left_out += gone
    return replace(
        chunk,
        cells=chunk.cells.drop(index=rows),
        problems=chunk.problems[~chunk.problems["row"].isin(gone)].reset_index(drop=True),
        surplus={row: cells for row, cells in chunk.surplus.items() if row not in gone},
        short={row: cells for row, cells in chunk.short.items() if row not in gone},
    )


_TOLD_ROWS = 5
"""Row numbers that a note names."""

_TWICE = "encoded twice (Ã± for ñ) and read right."


def _of_rows(rows: Sequence[int], one: str, several: str) -> str:
    if len(rows) == 1:
        return f"Row {rows[0]} {one}"
    more = f" and {len(rows) - _TOLD_ROWS:,} more" if len(rows) > _TOLD_ROWS else ""
    return f"Rows {', '.join(map(str, rows[:_TOLD_ROWS]))}{more} {several}"


def blank_rows(columns: Sequence[pa.StringArray]) -> npt.NDArray[np.bool_]:
    """Which rows hold nothing, or nothing but spaces, in any column."""
    lengths = sum(
        (byte_lengths(column) for column in columns), start=np.zeros(len(columns[0]), dtype=np.int64)
    )
    blank: npt.NDArray[np.bool_] = lengths == 0
    suspects = np.flatnonzero((lengths > 0) & (lengths <= _NEARLY_BLANK * len(columns)))
    if len(suspects):
        trimmed = [pc.utf8_trim_whitespace(column.take(suspects)) for column in columns]
        blank[suspects[sum(map(byte_lengths, trimmed)) == 0]] = True
    return blank


def _numbers(rows: RowNumbers) -> Rows:
    """Row numbers, without an array of them where they follow one another."""
    if not len(rows):
        return pd.Index(rows)
    first, last = int(rows[0]), int(rows[-1])
    return pd.RangeIndex(first, last + 1) if last - first + 1 == len(rows) else pd.Index(rows)


def _picked(column: pa.StringArray, indices: RowNumbers) -> pa.StringArray:
    count = len(indices)
    first = int(indices[0]) if count else 0
    if count and int(indices[-1]) - first + 1 == count:
        return column.slice(first, count)
    return column.take(indices)
