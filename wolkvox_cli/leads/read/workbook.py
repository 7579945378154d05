"""Workbooks as a source of leads: the sheet with the lead table, its cells as text."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Protocol

import numpy as np
import pyarrow as pa

from wolkvox_cli.leads.model import LeadChunk, Problems, Severity, SourceFile, SourceOptions
from wolkvox_cli.leads.read.file_bytes import LeadBytes
from wolkvox_cli.leads.read.header import Table, find_header, is_blank, no_rows, table_of
from wolkvox_cli.leads.read.html import html_table, no_table_in_page
from wolkvox_cli.leads.read.rows import Chunker, Parsed
from wolkvox_cli.leads.read.sheets import SURE_DIGITS, Errors, choose, column_of, error_cells, sheets_of

_CHUNK_CELLS = 400_000
"""Cells of a chunk: they are Python objects for a moment, which is what memory is made of here."""


class Grid(Protocol):
    """Cells that have addresses: a sheet, or the table of a web page."""

    @property
    def name(self) -> str | None:
        """What it is called."""

    @property
    def height(self) -> int:
        """The number of the last row."""

    @property
    def spans(self) -> Sequence[tuple[int, int, int]]:
        """The cells merged sideways: place of the row, first and last column."""

    def sample(self) -> list[list[str]]:
        """The first rows as text."""

    def blocks(self, size: int) -> Iterator[list[Sequence[object]]]:
        """The rows from row 1 on, so many at a time, all equally wide."""


class WorkbookSource:
    """A sheet, or the table of a web page, whose header is known."""

    def __init__(self, source: LeadBytes, file: SourceFile, table: Table, sheet: Grid) -> None:
        self._source = source
        self._file = file
        self._table = table
        self._sheet = sheet

    @property
    def file(self) -> SourceFile:
        """What was understood; a totals row is noted once the sheet was read to its end."""
        return self._file

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self._source.size

    def close(self) -> None:
        """Remove the private copy of standard input, if there is one."""
        self._source.close()

    def chunks(self) -> Iterator[LeadChunk]:
        """The rows below the header, some 400,000 cells at a time."""
        chunker = Chunker(self._file, self._table)
        blocks = self._sheet.blocks(max(100, _CHUNK_CELLS // self._table.width))
        while True:
            with _uncollected():
                parsed, lost = _columns(next(blocks, []), self._table.width)
            if not len(parsed):
                break
            first, last = chunker.row + 1, chunker.row + len(parsed)
            problems = [*self._lost_digits(parsed, lost, first), *self._errors(first, last)]
            position = self.size * last // max(1, self._sheet.height)
            yield from chunker.add(parsed, min(position, self.size), problems)
        yield from chunker.finish(self.size)
        notes = dict.fromkeys((*self._file.notes, *chunker.notes))
        self._file = replace(self._file, notes=tuple(notes))

    def _lost_digits(self, parsed: Parsed, lost: Mapping[int, list[int]], first: int) -> Iterator[Problems]:
        detail = f"a spreadsheet keeps only {SURE_DIGITS} digits of a number"
        for column, heading in zip(self._table.columns, self._file.headings, strict=True):
            places = [place for place in lost.get(column, ()) if place + first >= self._table.first_row]
            if places:
                yield Problems(
                    code="value.lost-digits",
                    severity=Severity.ERROR,
                    field=None,
                    column=heading,
                    rows=np.array(places, dtype=np.int64) + first,
                    values=parsed.columns[column].take(pa.array(places)),
                    details=pa.array([detail] * len(places), pa.string()),
                )

    @cached_property
    def _error_cells(self) -> Errors:
        if self._file.format != "xlsx" or self._file.sheet is None:
            return {}
        return error_cells(self._source, self._file.sheet)

    def _errors(self, first: int, last: int) -> Iterator[Problems]:
        first = max(first, self._table.first_row)
        for column, heading in zip(self._table.columns, self._file.headings, strict=True):
            found = {
                row: text
                for (row, place), text in self._error_cells.items()
                if place == column and first <= row <= last
            }
            if found:
                yield Problems(
                    code="cell.error",
                    severity=Severity.WARNING,
                    field=None,
                    column=heading,
                    rows=np.array(list(found), dtype=np.int64),
                    values=pa.array(list(found.values()), pa.string()),
                )


def open_workbook(
    source: LeadBytes, kind: str, path: str, options: SourceOptions, notes: tuple[str, ...]
) -> WorkbookSource:
    """The workbook, understood. Raises FileError and CommandError for what cannot be."""
    sheet: Grid
    if kind == "html":
        sheet = html_table(source, options.encoding)
    else:
        sheets = sheets_of(source, kind)
        sheet = choose(sheets, options, source.name)
        hidden = [other.name for other in sheets if not other.visible and other.name != sheet.name]
        if hidden and options.sheet is None:
            notes = (*notes, f"Hidden sheets were not read: {', '.join(hidden)}.")
    rows = sheet.sample()
    if kind == "html" and not options.no_header and options.header_row is None and find_header(rows) is None:
        raise no_table_in_page(source.name)
    table = table_of(rows, 1, options, source.name, sheet.spans)
    if all(map(is_blank, rows[table.first_row - 1 :])) and sheet.height <= len(rows):
        raise no_rows(source.name)
    file = SourceFile(
        path=path,
        format=kind,
        headings=table.headings,
        sheet=sheet.name,
        header_row=table.header_row,
        is_report=table.is_report,
        notes=(*notes, *table.notes),
    )
    return WorkbookSource(source, file, table, sheet)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector, which would look through all the fresh cells time and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _columns(rows: list[Sequence[object]], width: int) -> tuple[Parsed, dict[int, list[int]]]:
    """The rows as columns of text, and where numbers lost digits, by column."""
    columns, lost = [], {}
    for place, values in enumerate(zip(*rows, strict=True)):
        column, places = column_of(values)
        columns.append(column)
        if places:
            lost[place] = places
    blank = pa.array([""] * len(rows), pa.string())
    columns += [blank] * (width - len(columns))
    return Parsed(columns), lost
