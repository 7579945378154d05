"""Rows with more or fewer cells than the header: what is said of them, and the cells that are too many."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wolkvox_cli.leads.problems import Problems, RowNumbers, Severity
from wolkvox_cli.leads.sources.parsing import Parsed
from wolkvox_cli.leads.sources.tables import Table

_SHOWN = 100
"""How many characters of a ragged row are quoted."""

Surplus = dict[int, tuple[str, ...]]


@dataclass(frozen=True)
class _Ragged:
    text: str
    detail: str
    surplus: tuple[str, ...] = ()


def ragged_rows(
    parsed: Parsed, table: Table, first: int, places: RowNumbers, *, short_rows: bool
) -> tuple[tuple[Problems, ...], Surplus]:
    """The problem of the ragged rows among `places`, and their surplus cells by row number.

    `first` is the row number of the parsed rows' first. With `short_rows` the file leaves out empty cells
    at the end of its rows, so that short rows are whole.
    """
    wanted = table.columns[-1] + 1
    found: dict[int, _Ragged] = {}
    for place in _suspects(parsed, table, places):
        ragged = _judge(parsed, table, place, wanted, short_rows=short_rows)
        if ragged is not None:
            found[place] = ragged
    if not found:
        return (), {}
    problem = Problems(
        code="row.ragged",
        severity=Severity.ERROR,
        field=None,
        column=None,
        rows=np.array(list(found), dtype=np.int64) + first,
        values=pa.array([ragged.text for ragged in found.values()], pa.string()),
        details=pa.array([ragged.detail for ragged in found.values()], pa.string()),
    )
    return (problem,), {first + place: ragged.surplus for place, ragged in found.items() if ragged.surplus}


def _suspects(parsed: Parsed, table: Table, places: RowNumbers) -> list[int]:
    """The rows that do not fit, and those with a cell in a column that has no heading."""
    suspects = set(parsed.misfits)
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
    if misfit is not None and misfit.count < wanted and not outside:
        return None if short_rows else _Ragged(_shown(text), _counts(misfit.count, wanted))
    surplus = (*_beyond(parsed, table, place, wanted), *(misfit.surplus if misfit else ()))
    count = max([column + 1 for column, _ in outside] + ([misfit.count] if misfit else []))
    if count > wanted:
        return _Ragged(_shown(text), _counts(count, wanted), surplus) if any(surplus) else None
    inner = tuple(cell for _, cell in outside)
    return _Ragged(_shown(text), f"has a cell in column {outside[0][0] + 1}, which has no heading", inner)


def _beyond(parsed: Parsed, table: Table, place: int, wanted: int) -> tuple[str, ...]:
    """The cells right of the last heading; without surplus cells after them, empty ones at the end go."""
    cells = [parsed.columns[column][place].as_py() for column in range(wanted, table.width)]
    if place not in parsed.misfits:
        while cells and not cells[-1].strip():
            cells.pop()
    return tuple(cells)


def _counts(count: int, wanted: int) -> str:
    cells = "1 cell" if count == 1 else f"{count} cells"
    return f"has {cells} where the header has {wanted}"


def _text_of(parsed: Parsed, place: int) -> str:
    return " ".join(cell for cell in (column[place].as_py() for column in parsed.columns) if cell)


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
