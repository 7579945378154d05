"""Rows as they were parsed, and what is told of those with too many or too few cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from wolkvox_cli.leads.model import (
    REPORT_COLUMNS,
    Severity,
    no_problems,
    problems_frame,
)
from wolkvox_cli.leads.read.header import Table
from wolkvox_cli.leads.text_columns import (
    RowNumbers,
    byte_lengths,
    text_series,
)


class RaggedRow(NamedTuple):
    """A row of more or fewer `cells` than the table has; `surplus` are those beyond the last column."""

    cells: int
    text: str
    surplus: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Parsed:
    """A block's rows in order, blank ones included: columns of text, and the ragged by their index."""

    columns: list[pa.StringArray]
    ragged: dict[int, RaggedRow] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.columns[0])


def parse_rows(rows: Sequence[Sequence[str]], delimiter: str, width: int) -> Parsed:
    """Rows that are already split, in `width` columns."""
    columns, ragged = fit(rows, width, delimiter)
    return Parsed(columns, ragged)


def fit(
    rows: Sequence[Sequence[str]], width: int, delimiter: str
) -> tuple[list[pa.StringArray], dict[int, RaggedRow]]:
    """The rows as `width` columns, and those that have more or fewer cells, by their index."""
    ragged, fitted = {}, []
    for index, row in enumerate(rows):
        cells, count = row, len(row)
        if count < width:
            ragged[index] = RaggedRow(count, delimiter.join(row))
            cells = [*row, *[""] * (width - count)]
        elif count > width:
            cells, count = row[:width], _filled_until(row)
            if count > width:
                ragged[index] = RaggedRow(count, delimiter.join(row), tuple(row[width:count]))
        fitted.append(cells)
    if not fitted:
        return [pa.array([], pa.string()) for _ in range(width)], {}
    return [pa.array(column, pa.string()) for column in zip(*fitted, strict=True)], ragged


def _filled_until(row: Sequence[str]) -> int:
    """How many cells the row has when empty ones at its end do not count."""
    count = len(row)
    while count and not row[count - 1].strip():
        count -= 1
    return count


_SHOWN = 100
"""How many characters of a ragged row are quoted."""


@dataclass(frozen=True)
class RaggedFindings:
    """The problem of the ragged rows, and by row number their surplus cells or how many cells there are."""

    problems: pd.DataFrame = field(default_factory=no_problems)
    surplus: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    short: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Finding:
    text: str
    detail: str
    surplus: tuple[str, ...] = ()
    cells: int | None = None


def ragged_rows(
    parsed: Parsed, table: Table, first: int, indices: RowNumbers, *, short_rows: bool
) -> RaggedFindings:
    """The ragged rows among `indices`.

    `first` is the row number of the parsed rows' first. With `short_rows` the file leaves out empty cells
    at the end of its rows, so that short rows are whole.
    """
    wanted = table.columns[-1] + 1
    found: dict[int, _Finding] = {}
    for index in _suspects(parsed, table, indices, short_rows=short_rows):
        finding = _finding_of(parsed, table, index, wanted, short_rows=short_rows)
        if finding is not None:
            found[index] = finding
    if not found:
        return RaggedFindings()
    rows = {first + index: finding for index, finding in found.items()}
    problem = ragged_problem(
        list(rows), [finding.text for finding in rows.values()], [finding.detail for finding in rows.values()]
    )
    return RaggedFindings(
        problem,
        {row: finding.surplus for row, finding in rows.items() if finding.surplus},
        {row: finding.cells for row, finding in rows.items() if finding.cells is not None},
    )


def ragged_problem(rows: list[int], values: list[str], details: list[str]) -> pd.DataFrame:
    """What is wrong with ragged rows: their numbers, what they hold, and how they are ragged."""
    detail = text_series(details, rows)
    return problems_frame("row.ragged", text_series(values, rows), Severity.ERROR, detail=detail)


def _suspects(parsed: Parsed, table: Table, indices: RowNumbers, *, short_rows: bool) -> list[int]:
    """The rows that do not fit, and those with a cell in a column that has no heading."""
    wanted = table.columns[-1] + 1
    suspects = {index for index, row in parsed.ragged.items() if row.cells >= wanted or not short_rows}
    for column in table.outside:
        suspects.update(np.flatnonzero(byte_lengths(parsed.columns[column])).tolist())
    return sorted(suspects.intersection(map(int, indices))) if suspects else []


def _finding_of(
    parsed: Parsed, table: Table, index: int, wanted: int, *, short_rows: bool
) -> _Finding | None:
    row = parsed.ragged.get(index)
    outside = [(column, parsed.columns[column][index].as_py()) for column in table.outside]
    outside = [(column, cell) for column, cell in outside if cell.strip()]
    if row is None and not outside:
        return None
    text = row.text if row is not None else _text_of(parsed, index)
    if row is not None and row.cells <= wanted and not outside:
        if short_rows or row.cells == wanted:
            return None
        there = sum(column < row.cells for column in table.columns)
        return _Finding(_shown(text), _counts(row.cells, wanted, table), cells=there)
    surplus = (*_beyond(parsed, table, index, wanted), *(row.surplus if row else ()))
    count = max([column + 1 for column, _ in outside] + ([row.cells] if row else []))
    if count > wanted:
        return _Finding(_shown(text), _counts(count, wanted, table), surplus) if any(surplus) else None
    inner = tuple(cell for _, cell in outside)
    return _Finding(_shown(text), f"has a cell in column {outside[0][0] + 1}, which has no heading", inner)


def _beyond(parsed: Parsed, table: Table, index: int, wanted: int) -> tuple[str, ...]:
    """The cells right of the last heading; without surplus cells after them, empty ones at the end go."""
    cells = [parsed.columns[column][index].as_py() for column in range(wanted, table.width)]
    if index not in parsed.ragged:
        while cells and not cells[-1].strip():
            cells.pop()
    return tuple(cells)


def _counts(count: int, wanted: int, table: Table) -> str:
    """How many cells there are; the columns that a report added are no cells of the user's."""
    added = len(REPORT_COLUMNS) if table.is_report and count > wanted else 0
    told = f"has {_cells(count - added)} where the header has {wanted - added}"
    return f"{told}: {_cells(count - wanted)} too many" if count > wanted else told


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def _text_of(parsed: Parsed, index: int) -> str:
    return " ".join(cell for cell in (column[index].as_py() for column in parsed.columns) if cell)


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
