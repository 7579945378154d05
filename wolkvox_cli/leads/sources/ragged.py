"""Rows with more or fewer cells than the header: what is said of them, and the cells that are too many."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from wolkvox_cli.leads.chunks import REPORT_COLUMNS
from wolkvox_cli.leads.problems import Problems, RowNumbers, Severity
from wolkvox_cli.leads.sources.parsing import Parsed
from wolkvox_cli.leads.sources.tables import Table

_SHOWN = 100
"""How many characters of a ragged row are quoted."""


@dataclass(frozen=True)
class RaggedRows:
    """The problem of the ragged rows, and by row number their surplus cells or how many cells there are."""

    problems: tuple[Problems, ...] = ()
    surplus: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    short: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Ragged:
    text: str
    detail: str
    surplus: tuple[str, ...] = ()
    cells: int | None = None


def ragged_rows(
    parsed: Parsed, table: Table, first: int, places: RowNumbers, *, short_rows: bool
) -> RaggedRows:
    """The ragged rows among `places`.

    `first` is the row number of the parsed rows' first. With `short_rows` the file leaves out empty cells
    at the end of its rows, so that short rows are whole.
    """
    wanted = table.columns[-1] + 1
    found: dict[int, _Ragged] = {}
    for place in _suspects(parsed, table, places, short_rows=short_rows):
        ragged = _judge(parsed, table, place, wanted, short_rows=short_rows)
        if ragged is not None:
            found[place] = ragged
    if not found:
        return RaggedRows()
    rows = {first + place: ragged for place, ragged in found.items()}
    problem = ragged_problem(
        list(rows), [ragged.text for ragged in rows.values()], [ragged.detail for ragged in rows.values()]
    )
    return RaggedRows(
        (problem,),
        {row: ragged.surplus for row, ragged in rows.items() if ragged.surplus},
        {row: ragged.cells for row, ragged in rows.items() if ragged.cells is not None},
    )


def ragged_problem(rows: list[int], values: list[str], details: list[str]) -> Problems:
    """What is wrong with ragged rows: their numbers, what they hold, and how they are ragged."""
    return Problems(
        code="row.ragged",
        severity=Severity.ERROR,
        field=None,
        column=None,
        rows=np.array(rows, dtype=np.int64),
        values=pa.array(values, pa.string()),
        details=pa.array(details, pa.string()),
    )


def _suspects(parsed: Parsed, table: Table, places: RowNumbers, *, short_rows: bool) -> list[int]:
    """The rows that do not fit, and those with a cell in a column that has no heading."""
    wanted = table.columns[-1] + 1
    suspects = {place for place, misfit in parsed.misfits.items() if misfit.cells >= wanted or not short_rows}
    for column in table.outside:
        filled = pa.compute.not_equal(parsed.columns[column], "")
        suspects.update(map(int, np.flatnonzero(filled.to_numpy(zero_copy_only=False))))
    return sorted(suspects.intersection(map(int, places))) if suspects else []


def _judge(parsed: Parsed, table: Table, place: int, wanted: int, *, short_rows: bool) -> _Ragged | None:
    misfit = parsed.misfits.get(place)
    outside = [(column, parsed.columns[column][place].as_py()) for column in table.outside]
    outside = [(column, cell) for column, cell in outside if cell.strip()]
    if misfit is None and not outside:
        return None
    text = misfit.text if misfit is not None else _text_of(parsed, place)
    if misfit is not None and misfit.cells <= wanted and not outside:
        if short_rows or misfit.cells == wanted:
            return None
        there = sum(column < misfit.cells for column in table.columns)
        return _Ragged(_shown(text), _counts(misfit.cells, wanted, table), cells=there)
    surplus = (*_beyond(parsed, table, place, wanted), *(misfit.surplus if misfit else ()))
    count = max([column + 1 for column, _ in outside] + ([misfit.cells] if misfit else []))
    if count > wanted:
        return _Ragged(_shown(text), _counts(count, wanted, table), surplus) if any(surplus) else None
    inner = tuple(cell for _, cell in outside)
    return _Ragged(_shown(text), f"has a cell in column {outside[0][0] + 1}, which has no heading", inner)


def _beyond(parsed: Parsed, table: Table, place: int, wanted: int) -> tuple[str, ...]:
    """The cells right of the last heading; without surplus cells after them, empty ones at the end go."""
    cells = [parsed.columns[column][place].as_py() for column in range(wanted, table.width)]
    if place not in parsed.misfits:
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


def _text_of(parsed: Parsed, place: int) -> str:
    return " ".join(cell for cell in (column[place].as_py() for column in parsed.columns) if cell)


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
