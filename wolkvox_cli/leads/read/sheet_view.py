"""The rows of a sheet as a person sees them: hidden ones, merged cells, numbers as formats show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wolkvox_cli.leads.headings import field_of
from wolkvox_cli.leads.read.cell_text import SheetCells
from wolkvox_cli.leads.read.header import Table
from wolkvox_cli.leads.read.rows import blank_rows
from wolkvox_cli.leads.read.sheet_facts import Merged, Place, SheetFacts
from wolkvox_cli.leads.text_columns import Mask, put

Columns = list[pa.StringArray]
"""The columns of a sheet from A on, its rows counted from 1."""


@dataclass(frozen=True, eq=False)
class SheetView:
    """The sheet's columns, as many as the table has, and which of its rows are leads; and notes.

    What stands in a row that is left out is blank. `without_result` counts the table's formulas without one.
    """

    columns: Columns
    is_lead: Mask
    without_result: int
    notes: tuple[str, ...]


def view_of(cells: SheetCells, facts: SheetFacts, table: Table, *, skip_hidden: bool) -> SheetView:
    """The sheet as a person sees it, below the headings of its table."""
    columns = _with_numbers(_widened(cells.columns, table.width), cells.behind, table)
    columns = _with_texts(columns, {**facts.shown, **dict.fromkeys(facts.errors, "")})
    is_lead = ~blank_rows(columns)
    is_lead[: table.first_row - 1] = False
    beneath = _beneath_merged(columns, facts.merged, is_lead)
    columns = _with_texts(columns, beneath)
    formulas = [
        (row, at) for row, at in facts.without_result if row >= table.first_row and at in table.columns
    ]
    hidden = [row for row in sorted(facts.hidden_rows) if row <= len(is_lead) and is_lead[row - 1]]
    notes = (
        _note_of_merged(beneath, table),
        _note_of_hidden(len(hidden), skipped=skip_hidden),
        _note_of_formulas(formulas, table),
        _note_of_errors({row for row, _ in (*cells.errors, *facts.errors)}, is_lead, table),
    )
    if skip_hidden and hidden:
        is_lead[np.array(hidden) - 1] = False
        blanks = pa.array([""] * len(hidden), pa.string())
        columns = [put(column, np.array(hidden) - 1, blanks) for column in columns]
    return SheetView(columns, is_lead, len(formulas), tuple(filter(None, notes)))


def _widened(columns: Columns, width: int) -> Columns:
    """The columns with empty ones after them, up to the table's width."""
    blank = pa.array([""] * len(columns[0]), pa.string())
    return [*columns, *[blank] * (width - len(columns))]


def _with_numbers(columns: Columns, behind: Mapping[int, pa.StringArray], table: Table) -> Columns:
    """Phones and ids that look like dates or durations as the numbers that were typed."""
    columns = list(columns)
    for index, heading in zip(table.columns, table.headings, strict=True):
        field = field_of(heading) or ""
        if index in behind and (field == "customer_id" or field.startswith("tel")):
            numbers = behind[index]
            rows = np.flatnonzero(numbers.to_numpy(zero_copy_only=False) != "")
            columns[index] = put(columns[index], rows, numbers.take(rows))
    return columns


def _with_texts(columns: Columns, texts: Mapping[Place, str]) -> Columns:
    """The columns with these texts in their cells."""
    columns = list(columns)
    for index in {index for _, index in texts if index < len(columns)}:
        rows = sorted(row for row, at in texts if at == index)
        cells = pa.array([texts[row, index] for row in rows], pa.string())
        columns[index] = put(columns[index], np.array(rows) - 1, cells)
    return columns


def _beneath_merged(columns: Columns, merged: Iterable[Merged], filled: Mask) -> dict[Place, str]:
    """What merged cells show in their rows after the first, as far as those rows hold anything at all."""
    texts: dict[Place, str] = {}
    for area in merged:
        if area.top <= len(filled) and filled[area.top - 1] and area.left < len(columns):
            text = columns[area.left][area.top - 1].as_py()
            rows = range(area.top + 1, min(area.bottom, len(filled)) + 1)
            texts |= {(row, area.left): text for row in rows if text and filled[row - 1]}
    return texts


def _note_of_merged(texts: Mapping[Place, str], table: Table) -> str | None:
    if not texts:
        return None
    rows = _rows(len({row for row, _ in texts}))
    return f"{rows} got what a cell shows that is merged over several rows: {_headings(texts, table)}."


def _note_of_hidden(rows: int, *, skipped: bool) -> str | None:
    if not rows:
        return None
    are = "is" if rows == 1 else "are"
    if skipped:
        return f"{_rows(rows)} of the sheet {are} hidden: left out, as --skip-hidden says."
    return f"{_rows(rows)} of the sheet {are} hidden and read like the others; --skip-hidden leaves them out."


def _note_of_formulas(cells: list[Place], table: Table) -> str | None:
    if not cells:
        return None
    formulas = "1 formula has no result" if len(cells) == 1 else f"{len(cells):,} formulas have no results"
    return (
        f"{formulas} in the file ({_headings(cells, table)}). Open it in Excel, save it and upload that copy."
    )


def _note_of_errors(rows: Iterable[int], is_lead: Mask, table: Table) -> str | None:
    """Formulas are often drawn down far beyond the leads, where they find nothing."""
    alone = [row for row in rows if row >= table.first_row and not (row <= len(is_lead) and is_lead[row - 1])]
    if not alone:
        return None
    return f"{_rows(len(alone))} with nothing but errors of formulas, from row {min(alone)} on: left out."


def _headings(cells: Iterable[Place], table: Table) -> str:
    """The headings over these cells, in the table's order."""
    indexes = {index for _, index in cells}
    columns = zip(table.columns, table.headings, strict=True)
    return ", ".join(heading for index, heading in columns if index in indexes)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
