"""The sheets of a workbook, and which of them holds the leads."""

import datetime
import io
import itertools
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from wolkvox_cli.errors import CommandError, FileError
from wolkvox_cli.leads.headings import field_of
from wolkvox_cli.leads.model import REPORT_COLUMNS, SourceOptions
from wolkvox_cli.leads.read.delimiter import SAMPLE_ROWS
from wolkvox_cli.leads.read.file_bytes import LeadBytes, damaged, encrypted
from wolkvox_cli.leads.read.file_kinds import not_a_table, workbook_stream
from wolkvox_cli.leads.read.header import find_header, is_blank, likely_headings

_BLOCK = 1 << 20
_LONGEST_CELL = 1 << 16
_LARGEST_INDEX = 4 << 20
_ERROR = re.compile(
    rb'<c\b([^>]*\bt="e"[^>/]*)>(?:<f(?:[^>]*/>|.{0,9000}?</f>))?<v[^>]*>([^<]{1,40})</v>', re.DOTALL
)
_EXTENT = re.compile(rb'<dimension\b[^>]*\bref="(?:[A-Z]+\d+:)?([A-Z]{1,3})(\d{1,7})"')
_FILLED = re.compile(rb'<c\b[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>/]*><')
_ADDRESS = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Errors = dict[tuple[int, int], str]
"""Row number and column place (A is 0) → the error's text."""


def extent(source: LeadBytes, sheet: str, vast: int) -> tuple[int, int]:
    """How many rows and columns the sheet has; 1 and 1 where it does not say.

    What a sheet says of itself is believed up to `vast` cells; beyond that its cells are looked at, as
    some programs count whole formatted columns.
    """
    with _archive(source) as archive:
        part = _part_of(archive, sheet)
        if part is None:
            return 1, 1
        with archive.open(part) as stream:
            match = _EXTENT.search(stream.read(_LONGEST_CELL))
        rows, columns = (int(match[2]), _place(match[1]) + 1) if match else (1, 1)
        return (rows, columns) if rows * columns <= vast else _reach(archive, part)


def _reach(archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    """The last row and column with a filled cell."""
    rows, columns = 1, 1
    for text in _pieces(archive, part):
        for match in _FILLED.finditer(text):
            rows, columns = max(rows, int(match[2])), max(columns, _place(match[1]) + 1)
    return rows, columns


def error_cells(source: LeadBytes, sheet: str) -> Errors:
    """The error cells of a sheet; none where the workbook is put together in an unusual way."""
    errors: Errors = {}
    with _archive(source) as archive:
        part = _part_of(archive, sheet)
        if part is None:
            return {}
        for attributes, text in _found(archive, part):
            address = _ADDRESS.search(attributes)
            if address is not None:
                errors[int(address[2]), _place(address[1])] = text.decode("ascii", "replace")
    return errors


def _archive(source: LeadBytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(source.whole()) if source.layers else source.path)


def _found(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[bytes, bytes]]:
    """The attributes and values of error cells."""
    for text in _pieces(archive, part):
        if b't="e"' in text:
            yield from ((match[1], match[2]) for match in _ERROR.finditer(text))


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The sheet in pieces of whole cells."""
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            text = rest + block
            end = max(text.rfind(b"<c "), len(text) - _LONGEST_CELL)
            yield text[:end]
            rest = text[end:]
    yield rest


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Where in the archive the sheet lies."""
    try:
        book, relations = (
            ElementTree.fromstring(archive.open(name).read(_LARGEST_INDEX))
            for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
        )
    except (KeyError, ElementTree.ParseError):
        return None
    wanted = next((node.get(_RELATION) for node in book.iter() if node.get("name") == sheet), None)
    target = next((node.get("Target") for node in relations if node.get("Id") == wanted), None)
    part = None if target is None else target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return part if part in archive.namelist() else None


def _place(letters: bytes) -> int:
    """Column letters → place: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


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


SURE_DIGITS = 15
"""A spreadsheet keeps this many digits of a number; the rest of a longer one is made up."""

_LIMIT = 10**SURE_DIGITS


def text_of(value: object) -> str:
    """One cell as text."""
    return _WRITERS.get(type(value), str)(value)


def column_of(values: Sequence[object]) -> tuple[pa.StringArray, list[int]]:
    """A column as text, and the places of numbers that have more digits than a spreadsheet keeps."""
    kinds = set(map(type, values))
    if kinds <= {str}:
        return pa.array(values, pa.string()), []
    texts = [value if type(value) is str else _WRITERS.get(type(value), str)(value) for value in values]
    lost: list[int] = []
    if kinds & {float, int} and max(map(len, texts)) > SURE_DIGITS:
        lost = [place for place, value in enumerate(values) if lost_digits(value)]
    return pa.array(texts, pa.string()), lost


def lost_digits(value: object) -> bool:
    """Whether a number has more digits than a spreadsheet keeps."""
    return isinstance(value, float | int) and abs(value) >= _LIMIT


def _number(value: float) -> str:
    """Digits without an exponent; fractions to the 15 digits that a spreadsheet shows."""
    if value.is_integer():
        return str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")


def _boolean(value: bool) -> str:
    return "TRUE" if value else "FALSE"


def _moment(value: datetime.datetime) -> str:
    if value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="seconds")


def _duration(value: datetime.timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _time(value: datetime.time) -> str:
    return value.isoformat(timespec="seconds")


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: str,
    float: _number,
    int: str,
    bool: _boolean,
    datetime.datetime: _moment,
    datetime.date: datetime.date.isoformat,
    datetime.time: _time,
    datetime.timedelta: _duration,
}
