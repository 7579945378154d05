"""Workbooks and web pages as a source of leads: the sheet or table with the leads, its cells as text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pyarrow as pa

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.model import (
    LeadChunk,
    Severity,
    SourceFile,
    SourceOptions,
    joined_problems,
    no_problems,
    problems_frame,
)
from wolkvox_cli.leads.read.cell_text import SURE_DIGITS
from wolkvox_cli.leads.read.file_bytes import LeadBytes
from wolkvox_cli.leads.read.header import Table, find_header, is_blank, no_rows, table_of
from wolkvox_cli.leads.read.html import html_table, no_table_in_page
from wolkvox_cli.leads.read.ragged import Parsed
from wolkvox_cli.leads.read.rows import Chunker
from wolkvox_cli.leads.read.sheet_facts import Place
from wolkvox_cli.leads.read.sheet_view import SheetView, view_of
from wolkvox_cli.leads.read.sheets import Sheet, Workbook, choose
from wolkvox_cli.leads.text_columns import text_series

_CHUNK_CELLS = 400_000
"""Cells of a chunk."""


@dataclass(frozen=True, eq=False)
class SheetRows:
    """The rows of a sheet or page, its first row's number 1, and what is wrong with cells of leads."""

    columns: list[pa.StringArray]
    problems: pd.DataFrame = field(default_factory=no_problems)

    @property
    def height(self) -> int:
        """The number of the last row."""
        return len(self.columns[0])

    def between(self, first: int, last: int) -> tuple[Parsed, pd.DataFrame]:
        """The rows from one number to another, and the problems of theirs."""
        rows = self.problems["row"]
        columns = [column.slice(first - 1, last - first + 1) for column in self.columns]
        return Parsed(columns), self.problems[(rows >= first) & (rows <= last)]


class WorkbookSource:
    """A sheet, or the table of a web page, whose header is known."""

    def __init__(self, source: LeadBytes, file: SourceFile, table: Table, rows: SheetRows) -> None:
        self._source = source
        self._file = file
        self._table = table
        self._rows = rows

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
        height, step = self._rows.height, max(100, _CHUNK_CELLS // self._table.width)
        for first in range(1, height + 1, step):
            last = min(first + step - 1, height)
            parsed, problems = self._rows.between(first, last)
            yield from chunker.add(parsed, self.size * last // height, [problems])
        yield from chunker.finish(self.size)
        notes = dict.fromkeys((*self._file.notes, *chunker.notes))
        self._file = replace(self._file, notes=tuple(notes))


def open_workbook(
    source: LeadBytes, kind: str, path: str, options: SourceOptions, notes: tuple[str, ...]
) -> WorkbookSource:
    """The workbook, understood. Raises FileError and CommandError for what cannot be."""
    sheets = Workbook(source, kind).sheets()
    sheet = choose(sheets, options, source.name)
    hidden = [other.name for other in sheets if not other.visible and other.name != sheet.name]
    if hidden and options.sheet is None:
        notes = (*notes, f"Hidden sheets were not read: {', '.join(hidden)}.")
    table = table_of(sheet.sample(), 1, options, source.name, sheet.spans)
    view = view_of(sheet.cells, sheet.facts, table, skip_hidden=options.skip_hidden)
    if not view.is_lead.any():
        raise _no_results(source.name, sheet) if sheet.facts.without_result else no_rows(source.name)
    file = SourceFile(
        path=path,
        format=kind,
        headings=table.headings,
        sheet=sheet.name,
        header_row=table.header_row,
        is_report=table.is_report,
        without_result=view.without_result,
        notes=(*notes, *table.notes, *view.notes),
    )
    return WorkbookSource(source, file, table, SheetRows(view.columns, _problems(sheet, table, view)))


def open_page(source: LeadBytes, path: str, options: SourceOptions, notes: tuple[str, ...]) -> WorkbookSource:
    """The web page, understood. Raises FileError and CommandError for what cannot be."""
    page = html_table(source, options.encoding)
    rows = page.sample()
    if not options.no_header and options.header_row is None and find_header(rows) is None:
        raise no_table_in_page(source.name)
    table = table_of(rows, 1, options, source.name, page.spans)
    if all(map(is_blank, page.rows[table.first_row - 1 :])):
        raise no_rows(source.name)
    file = SourceFile(
        path=path,
        format="html",
        headings=table.headings,
        header_row=table.header_row,
        is_report=table.is_report,
        notes=(*notes, *table.notes),
    )
    return WorkbookSource(source, file, table, SheetRows(page.columns(table.width)))


def _no_results(name: str, sheet: Sheet) -> FileError:
    cells = len(sheet.facts.without_result)
    return FileError(
        "file.no-results",
        f"The formulas in sheet {sheet.name} of {name} ({cells:,} cells) have no results in the file.",
        "Open it in Excel, save it and upload that copy.",
    )


def _problems(sheet: Sheet, table: Table, view: SheetView) -> pd.DataFrame:
    """What is wrong with the leads' cells: lost digits, errors, formulas without results."""
    columns = list(zip(table.columns, table.headings, strict=True))
    lost = f"a spreadsheet keeps only {SURE_DIGITS} digits of a number"
    problems = []
    for index, heading in columns:
        rows = _lead_rows(sheet.cells.lost_digits, index, view)
        cells = text_series(view.columns[index].take(np.array(rows, np.int64) - 1), rows)
        problems.append(
            problems_frame("value.lost-digits", cells, Severity.ERROR, column=heading, detail=lost)
        )
    for index, heading in columns:
        rows = _lead_rows(sheet.errors, index, view)
        texts = text_series([sheet.errors[row, index] for row in rows], rows)
        problems.append(problems_frame("cell.error", texts, Severity.WARNING, column=heading))
        rows = _lead_rows(sheet.facts.without_result, index, view)
        nothing = text_series([""] * len(rows), rows)
        problems.append(problems_frame("cell.no-result", nothing, Severity.ERROR, column=heading))
    return joined_problems(problems)


def _lead_rows(cells: Iterable[Place], index: int, view: SheetView) -> list[int]:
    """The row numbers of the cells in a column that belong to leads, ascending."""
    return sorted(
        row for row, at in cells if at == index and row <= len(view.is_lead) and view.is_lead[row - 1]
    )
