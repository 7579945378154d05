"""The sheets of a workbook, and which of them holds the leads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import fastexcel

from wolkvox_cli.errors import CommandError, FileError
from wolkvox_cli.leads.headings import field_of
from wolkvox_cli.leads.model import REPORT_COLUMNS, SourceOptions
from wolkvox_cli.leads.read.cell_text import SheetCells, read_sheets
from wolkvox_cli.leads.read.delimiter import SAMPLE_ROWS
from wolkvox_cli.leads.read.file_bytes import LeadBytes, damaged, encrypted
from wolkvox_cli.leads.read.file_kinds import not_a_table
from wolkvox_cli.leads.read.header import find_header, is_blank, likely_headings
from wolkvox_cli.leads.read.ods import OdsParts
from wolkvox_cli.leads.read.reader_process import ReaderDiedError, read_apart
from wolkvox_cli.leads.read.sheet_facts import Place, SheetFacts, UntoldParts, WorkbookParts
from wolkvox_cli.leads.read.xls import XlsParts
from wolkvox_cli.leads.read.xlsx import XlsxParts

MAX_CELLS = 30_000_000
"""Cells that a sheet may span: about a gigabyte of memory."""

_FEW_CELLS = 400_000
"""Cells that are read within this process, where nothing can interrupt it; more are read in another."""

_SUFFIXES = {"xlsx": (".xlsx", ".xlsm"), "xls": (".xls",), "xlsb": (".xlsb",), "ods": (".ods",)}
"""The endings by which fastexcel knows a workbook's format."""


Reader = Callable[[Path | bytes, Sequence[str]], list[SheetCells]]
"""Reads the sheets with these names, or all."""

_PARTS: Mapping[str, Callable[[LeadBytes], WorkbookParts]] = {
    "xlsx": XlsxParts,
    "ods": OdsParts,
    "xls": XlsParts,
    "xlsb": UntoldParts,
}


class Workbook:
    """A workbook of any format: what its own parts tell, and its cells through fastexcel."""

    def __init__(self, source: LeadBytes, kind: str) -> None:
        self.name = source.name
        self._source = source
        self._kind = kind
        self._parts = _PARTS[kind](source)

    def sheets(self) -> list["Sheet"]:
        """The sheets of cells in the workbook's order; read when they are asked for, or all at once."""
        if self._parts.sheets:
            return [Sheet(self, sheet.name, sheet.visible) for sheet in self._parts.sheets]
        return [Sheet(self, cells.name, cells.visible, cells) for cells in self._read(self._content)]

    def facts(self, sheet: str) -> SheetFacts:
        """What a sheet tells beyond its cells."""
        return self._parts.facts(sheet) or SheetFacts()

    def cells(self, sheet: str) -> SheetCells:
        """All cells of a sheet as text. Raises FileError for what cannot be read."""
        reach = self._parts.reach(sheet)
        if reach is not None and reach > MAX_CELLS:
            raise self._too_large(sheet)
        content = self._parts.with_known_errors(sheet) or self._content
        read = read_sheets if reach is not None and reach <= _FEW_CELLS else read_apart
        return self._read(content, sheet, read)[0]

    def _read(
        self, content: Path | bytes, sheet: str | None = None, read: Reader = read_apart
    ) -> list[SheetCells]:
        try:
            return read(content, () if sheet is None else (sheet,))
        except fastexcel.FastExcelError as error:
            raise (encrypted if "password" in str(error).lower() else damaged)(self.name) from error
        except ReaderDiedError as error:
            raise self._too_large(sheet) from error

    @cached_property
    def _content(self) -> Path | bytes:
        """What fastexcel can open: a path whose ending is true, or the bytes themselves."""
        if self._source.layers or self._source.path.suffix.lower() not in _SUFFIXES[self._kind]:
            return self._source.whole()
        return self._source.path.absolute()

    def _too_large(self, sheet: str | None) -> FileError:
        """The reader needs memory for every cell up to the last one, even if nearly all are empty."""
        facts = None if sheet is None else self._parts.facts(sheet, thoroughly=True)
        if facts is None:
            return FileError(
                "file.too-large",
                f"{self.name} needs more memory than there is, or no reader knows how it is written.",
                "Save the sheet as CSV and upload that file.",
            )
        if facts.span <= MAX_CELLS:
            return damaged(self.name)
        return FileError(
            "file.too-large",
            f"Sheet {sheet} of {self.name} reaches to row {facts.height:,} and column {facts.width:,}.",
            "Delete the stray cells at its end, or save the sheet as CSV and upload that file.",
        )


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet, from its own A1 on; what is not `given` is read when it is asked for."""

    workbook: Workbook
    name: str
    visible: bool
    given: SheetCells | None = None

    @cached_property
    def facts(self) -> SheetFacts:
        """What the sheet tells beyond its cells."""
        return self.workbook.facts(self.name)

    @cached_property
    def cells(self) -> SheetCells:
        """All cells as text. Raises FileError for what cannot be read."""
        return self.workbook.cells(self.name) if self.given is None else self.given

    @property
    def height(self) -> int:
        """The number of the last row."""
        return self.cells.height

    @property
    def errors(self) -> Mapping[Place, str]:
        """The texts of error cells."""
        return {**self.cells.errors, **self.facts.errors}

    @property
    def spans(self) -> list[tuple[int, int, int]]:
        """The cells merged sideways: index of the row, first and last column."""
        return [(area.top - 1, area.left, area.right) for area in self.facts.merged if area.right > area.left]

    def sample(self) -> list[list[str]]:
        """The first rows as text."""
        columns = [column.slice(0, SAMPLE_ROWS).to_pylist() for column in self.cells.columns]
        return [list(row) for row in zip(*columns, strict=True)]


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
    """Those that can be seen and hold something, be it formulas that have no results in the file."""
    return [
        sheet
        for sheet in sheets
        if sheet.visible and (sheet.facts.without_result or not all(map(is_blank, sheet.sample())))
    ]


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
