"""The sheets of a workbook, and which of them holds the leads."""

import itertools
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from wolkvox_cli.errors import CommandError, FileError
from wolkvox_cli.leads.chunks import REPORT_COLUMNS, SourceOptions
from wolkvox_cli.leads.columns.headings import field_of
from wolkvox_cli.leads.sources.cells import text_of
from wolkvox_cli.leads.sources.kinds import not_a_table, workbook_stream
from wolkvox_cli.leads.sources.sheetxml import extent
from wolkvox_cli.leads.sources.sniffing import SAMPLE_ROWS
from wolkvox_cli.leads.sources.tables import find_header, is_blank, likely_headings
from wolkvox_cli.leads.sources.unpacking import LeadBytes, damaged, encrypted

MAX_CELLS = 30_000_000
"""The most cells a sheet may span: about a gigabyte of memory."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet, read when it is first asked for. Row and column 1 are the sheet's own A1."""

    name: str
    visible: bool
    book: CalamineWorkbook
    source: LeadBytes
    kind: str

    @cached_property
    def _cells(self) -> CalamineSheet:
        try:
            if self.kind == "xlsx":
                self._refuse_vast()
            return self.book.get_sheet_by_name(self.name)
        except (CalamineError, zipfile.BadZipFile) as error:
            raise damaged(self.source.name) from error

    def _refuse_vast(self) -> None:
        """The reader needs memory for every cell up to the last one, even if nearly all are empty."""
        rows, columns = extent(self.source, self.name, MAX_CELLS)
        if rows * columns > MAX_CELLS:
            raise FileError(
                "file.too-large",
                f"Sheet {self.name} of {self.source.name} reaches to row {rows:,} and column {columns:,}.",
                "Delete the stray cells at its end, or save the sheet as CSV and upload that file.",
            )

    @property
    def height(self) -> int:
        """The number of the last row."""
        return 0 if self._cells.end is None else self._cells.end[0] + 1

    def rows(self) -> Iterator[Sequence[object]]:
        """All rows from row 1 on, blank ones included, every one from column A on and equally wide."""
        start = self._cells.start
        if start is None:
            return iter(())
        # The reader's own rows begin at row 1 of the sheet, but at the first column that holds a cell.
        left = [""] * start[1]
        return ([*left, *row] for row in self._cells.iter_rows()) if left else self._cells.iter_rows()

    def blocks(self, size: int) -> Iterator[list[Sequence[object]]]:
        """The rows, so many at a time."""
        rows = self.rows()
        while block := list(itertools.islice(rows, size)):
            yield block

    def sample(self) -> list[list[str]]:
        """The first rows as text."""
        return [[text_of(cell) for cell in row] for row in itertools.islice(self.rows(), SAMPLE_ROWS)]

    @property
    def spans(self) -> list[tuple[int, int, int]]:
        """The cells merged sideways: place of the row, first and last column."""
        ranges = self._cells.merged_cell_ranges or []
        return [(top, left, right) for (top, left), (_, right) in ranges if right > left]


def sheets_of(source: LeadBytes, kind: str) -> list[Sheet]:
    """The sheets with cells, in the workbook's order."""
    try:
        book = CalamineWorkbook.from_object(workbook_stream(source, kind))
    except PasswordError as error:
        raise encrypted(source.name) from error
    except (CalamineError, OSError) as error:
        raise damaged(source.name) from error
    return [
        Sheet(meta.name, meta.visible == SheetVisibleEnum.Visible, book, source, kind)
        for meta in book.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet
    ]


def choose(sheets: list[Sheet], options: SourceOptions, name: str) -> Sheet:
    """The sheet the user names, or the only one that looks like leads: by its headings, a phone among them.

    Raises CommandError for a sheet that is not there, FileError where several look like leads.
    """
    if not sheets:
        raise not_a_table(name, "a workbook without sheets of cells")
    if options.sheet is not None:
        return _named(sheets, options.sheet)
    filled = filled_sheets(sheets)
    if len(filled) <= 1:
        return filled[0] if filled else sheets[0]
    headings = {sheet.name: set(likely_headings(sheet.sample())) for sheet in filled}
    for is_lead_table in (_is_report, _has_phones, bool):
        leads = [sheet for sheet in filled if is_lead_table(headings[sheet.name])]
        if len(leads) == 1:
            return leads[0]
        if leads:
            raise _several(leads, name)
    raise _several(filled, name)


def filled_sheets(sheets: list[Sheet]) -> list[Sheet]:
    """Those that can be seen and hold something."""
    return [sheet for sheet in sheets if sheet.visible and not all(map(is_blank, sheet.sample()))]


def _is_report(headings: set[str]) -> bool:
    return set(REPORT_COLUMNS) <= headings


def _has_phones(headings: set[str]) -> bool:
    return any((field_of(heading) or "").startswith("tel") for heading in headings)


def _named(sheets: list[Sheet], wanted: str) -> Sheet:
    for sheet in sheets:
        if sheet.name.strip().casefold() == wanted.strip().casefold():
            return sheet
    if wanted.isdigit() and 1 <= int(wanted) <= len(sheets):
        return sheets[int(wanted) - 1]
    listed = ", ".join(f"{place} {sheet.name}" for place, sheet in enumerate(sheets, 1))
    raise CommandError("command.sheet", f"There is no sheet {wanted}.", f"The sheets are: {listed}.")


def _several(sheets: list[Sheet], name: str) -> FileError:
    listed = ", ".join(f"{sheet.name} ({_rows_below_header(sheet)})" for sheet in sheets)
    return FileError(
        "file.several-sheets",
        f"{name} has several sheets that could hold the leads: {listed}.",
        f'Say which one: --sheet "{sheets[0].name}".',
    )


def _rows_below_header(sheet: Sheet) -> str:
    place = find_header(sheet.sample())
    rows = sheet.height - (0 if place is None else place + 1)
    return "1 row" if rows == 1 else f"{rows:,} rows"
