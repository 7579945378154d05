"""The sheets of a workbook, and which of them holds the leads."""

from collections.abc import Collection, Mapping
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
from wolkvox_cli.leads.read.reader_process import ReaderDiedError, read_apart
from wolkvox_cli.leads.read.sheet_facts import Place, SheetFacts
from wolkvox_cli.leads.read.xlsx import KNOWN_ERRORS, SheetEntry, XlsxParts

MAX_CELLS = 30_000_000
"""Cells that a sheet may span: about a gigabyte of memory."""

_FEW_CELLS = 400_000
"""Cells that are read within this process, where nothing can interrupt it; more are read in another."""

_SUFFIXES = {"xlsx": (".xlsx", ".xlsm"), "xls": (".xls",), "xlsb": (".xlsb",), "ods": (".ods",)}
"""The endings by which fastexcel knows a workbook's format."""


class Workbook:
    """A workbook of any format."""

    def __init__(self, source: LeadBytes, kind: str) -> None:
        self.name = source.name
        self.xlsx = XlsxParts(source) if kind == "xlsx" else None
        self._source = source
        self._kind = kind

    @cached_property
    def content(self) -> Path | bytes:
        """What fastexcel can open: a path whose ending is true, or the bytes themselves."""
        if self._source.layers or self._source.path.suffix.lower() not in _SUFFIXES[self._kind]:
            return self._source.whole()
        return self._source.path.absolute()

    def sheets(self) -> list["Sheet"]:
        """The sheets of cells in the workbook's order; those of an .xlsx are read when they are asked for."""
        if self.xlsx is not None and (entries := self.xlsx.sheets):
            return [Sheet(self, entry.name, entry.visible, entry) for entry in entries]
        return [Sheet(self, cells.name, cells.visible, None, cells) for cells in self.read()]

    def read(
        self, entry: SheetEntry | None = None, errors: Collection[str] = (), *, here: bool = False
    ) -> list[SheetCells]:
        """One sheet or all, by default in a process of their own.

        `errors` are the texts of the sheet's error cells. Raises FileError for what cannot be read,
        ReaderDiedError where the process ended.
        """
        names = () if entry is None else (entry.name,)
        content = self.content
        if self.xlsx is not None and entry is not None and (unknown := set(errors) - KNOWN_ERRORS):
            content = self.xlsx.with_known_errors(entry, unknown)
        try:
            return read_sheets(content, names) if here else read_apart(content, names)
        except fastexcel.FastExcelError as error:
            raise (encrypted if "password" in str(error).lower() else damaged)(self.name) from error


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet, from its own A1 on; what is not `given` is read when it is asked for."""

    workbook: Workbook
    name: str
    visible: bool
    entry: SheetEntry | None
    given: SheetCells | None = None

    @property
    def facts(self) -> SheetFacts:
        """What the sheet tells beyond its cells; nothing where it is large and plain or no .xlsx."""
        return self._facts or SheetFacts()

    @cached_property
    def _facts(self) -> SheetFacts | None:
        return self._looked_through()

    @cached_property
    def cells(self) -> SheetCells:
        """All cells as text. Raises FileError for what cannot be read."""
        if self.given is not None:
            return self.given
        span = None if self._facts is None else self._facts.height * self._facts.width
        if span is not None and span > MAX_CELLS:
            raise self._vast(self.facts)
        try:
            return self.workbook.read(
                self.entry, self.facts.errors.values(), here=span is not None and span <= _FEW_CELLS
            )[0]
        except ReaderDiedError as error:
            facts = self._looked_through(thoroughly=True)
            raise damaged(self.workbook.name) if facts is None else self._vast(facts) from error

    def _looked_through(self, *, thoroughly: bool = False) -> SheetFacts | None:
        if self.workbook.xlsx is None or self.entry is None:
            return None
        return self.workbook.xlsx.facts(self.entry, thoroughly=thoroughly)

    def _vast(self, facts: SheetFacts) -> FileError:
        """The reader needs memory for every cell up to the last one, even if nearly all are empty."""
        return FileError(
            "file.too-large",
            f"Sheet {self.name} of {self.workbook.name} reaches to row {facts.height:,} and column "
            f"{facts.width:,}.",
            "Delete the stray cells at its end, or save the sheet as CSV and upload that file.",
        )

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
