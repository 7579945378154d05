"""Workbooks as a source of leads: the sheet with the lead table, its cells as text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import pandas as pd
import pyarrow as pa

from wolkvox_cli.leads.model import LeadChunk, Severity, SourceFile, SourceOptions, problems_frame
from wolkvox_cli.leads.read.cell_text import SURE_DIGITS
from wolkvox_cli.leads.read.file_bytes import LeadBytes
from wolkvox_cli.leads.read.header import Table, find_header, is_blank, no_rows, table_of
from wolkvox_cli.leads.read.html import html_table, no_table_in_page
from wolkvox_cli.leads.read.rows import Chunker, Parsed
from wolkvox_cli.leads.read.sheet_facts import Place
from wolkvox_cli.leads.read.sheets import Sheet, Workbook, choose
from wolkvox_cli.leads.text_columns import text_series

_CHUNK_CELLS = 400_000
"""Cells of a chunk."""


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

    def blocks(self, size: int) -> Iterator[Parsed]:
        """The rows from row 1 on, so many at a time."""


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
        for block in self._sheet.blocks(max(100, _CHUNK_CELLS // self._table.width)):
            first, last = chunker.row + 1, chunker.row + len(block)
            position = self.size * last // self._sheet.height
            parsed = _widened(block, self._table.width)
            yield from chunker.add(parsed, min(position, self.size), self._problems(parsed, first))
        yield from chunker.finish(self.size)
        notes = dict.fromkeys((*self._file.notes, *chunker.notes))
        self._file = replace(self._file, notes=tuple(notes))

    def _problems(self, block: Parsed, first: int) -> list[pd.DataFrame]:
        """What is wrong with cells of a block, as far as they lie in the table."""
        if not isinstance(self._sheet, Sheet):
            return []
        rows = range(max(first, self._table.first_row), first + len(block))
        headings = dict(zip(self._table.columns, self._file.headings, strict=True))
        lost = _by_column(dict.fromkeys(self._sheet.cells.lost_digits, ""), rows)
        errors = _by_column(self._sheet.errors, rows)
        problems = []
        for column, heading in headings.items():
            if column in lost:
                cells = block.columns[column].take([row - first for row in lost[column]])
                problems.append(_lost_digits(heading, list(lost[column]), cells))
        problems += [
            _error_cells(heading, errors[column]) for column, heading in headings.items() if column in errors
        ]
        return problems


def _by_column(cells: Mapping[Place, str], rows: range) -> dict[int, dict[int, str]]:
    """The cells in these rows: column index → row number → text, rows ascending."""
    columns: dict[int, dict[int, str]] = {}
    for row, column in sorted(cells):
        if row in rows:
            columns.setdefault(column, {})[row] = cells[row, column]
    return columns


def _lost_digits(heading: str, rows: list[int], cells: pa.StringArray) -> pd.DataFrame:
    detail = f"a spreadsheet keeps only {SURE_DIGITS} digits of a number"
    return problems_frame(
        "value.lost-digits", text_series(cells, rows), Severity.ERROR, column=heading, detail=detail
    )


def _error_cells(heading: str, texts: dict[int, str]) -> pd.DataFrame:
    cells = text_series(list(texts.values()), list(texts))
    return problems_frame("cell.error", cells, Severity.WARNING, column=heading)


def open_workbook(
    source: LeadBytes, kind: str, path: str, options: SourceOptions, notes: tuple[str, ...]
) -> WorkbookSource:
    """The workbook, understood. Raises FileError and CommandError for what cannot be."""
    sheet: Grid
    if kind == "html":
        sheet = html_table(source, options.encoding)
    else:
        sheets = Workbook(source, kind).sheets()
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


def _widened(block: Parsed, width: int) -> Parsed:
    """The block with as many columns as the table; those beyond the last cell are empty."""
    blank = pa.array([""] * len(block), pa.string())
    return Parsed([*block.columns, *[blank] * (width - len(block.columns))])
