"""Workbooks as a source of leads: the sheet with the lead table, its cells as text."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.chunks import LeadChunk, SourceFile, SourceOptions
from wolkvox_cli.leads.problems import Problems, Severity
from wolkvox_cli.leads.sources.cells import SURE_DIGITS, column_of
from wolkvox_cli.leads.sources.chunking import Chunker
from wolkvox_cli.leads.sources.parsing import Parsed
from wolkvox_cli.leads.sources.sheets import Sheet, choose, sheets_of
from wolkvox_cli.leads.sources.tables import Table, is_blank, table_of
from wolkvox_cli.leads.sources.unpacking import LeadBytes

_CHUNK_ROWS = 25_000
"""Rows of a chunk: their cells are Python objects for a moment, which is what memory is made of here."""


class WorkbookSource:
    """A sheet whose header is known."""

    def __init__(self, source: LeadBytes, file: SourceFile, table: Table, sheet: Sheet) -> None:
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
        """The rows below the header, 25,000 sheet rows at a time."""
        chunker = Chunker(self._file, self._table)
        for rows in self._sheet.blocks(_CHUNK_ROWS):
            first = chunker.row + 1
            parsed, lost = _columns(rows, self._table.width)
            problems = self._lost_digits(parsed, lost, first)
            position = self.size * (chunker.row + len(rows)) // max(1, self._sheet.height)
            yield from chunker.add(parsed, min(position, self.size), problems)
        yield from chunker.finish()
        notes = dict.fromkeys((*self._file.notes, *chunker.notes))
        self._file = replace(self._file, notes=tuple(notes))

    def _lost_digits(self, parsed: Parsed, lost: dict[int, list[int]], first: int) -> list[Problems]:
        problems = []
        for column, heading in zip(self._table.columns, self._file.headings, strict=True):
            rows = np.array(lost.get(column, []), dtype=np.int64)
            rows = rows[rows + first >= self._table.first_row]
            if len(rows):
                detail = f"a spreadsheet keeps only {SURE_DIGITS} digits of a number"
                problems.append(
                    Problems(
                        code="value.lost-digits",
                        severity=Severity.ERROR,
                        field=None,
                        column=heading,
                        rows=rows + first,
                        values=parsed.columns[column].take(pa.array(rows)),
                        details=pa.array([detail] * len(rows), pa.string()),
                    )
                )
        return problems


def open_workbook(
    source: LeadBytes, kind: str, path: str, options: SourceOptions, notes: tuple[str, ...]
) -> WorkbookSource:
    """The workbook, understood. Raises FileError and CommandError for what cannot be."""
    sheets = sheets_of(source, kind)
    sheet = choose(sheets, options, source.name)
    rows = sheet.sample()
    table = table_of(rows, 1, options, source.name, loose=True)
    if sheet.height < table.first_row or all(map(is_blank, rows[table.first_row - 1 :])):
        raise FileError(
            "file.no-rows",
            f"{source.name} has headings but no rows below them.",
            "Add leads and save it again.",
        )
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


def _columns(rows: list[list[object]], width: int) -> tuple[Parsed, dict[int, list[int]]]:
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
