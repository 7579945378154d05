"""The sheet of failed rows: the user's own cells as text, the offending ones red, each with a note."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from wolkvox_cli.leads.kept_rows import ERROR, FIELD, ROW, SURPLUS, WHOLE_ROW, user_columns
from wolkvox_cli.leads.model import ERROR_COLUMN, REPORT_COLUMNS
from wolkvox_cli.leads.text_columns import FORMULA_STARTS
from wolkvox_cli.output.reports.problem_counts import problems_of
from wolkvox_cli.output.reports.text_sheet import TextSheet

TITLE = "Failed rows"
AUTHOR = "wolkvox"
FONT = "Calibri"
MAX_CELL = 32_767
"""Characters of a cell, in UTF-16; Excel's limit."""

MAX_NOTES = 5_000
"""Cells with a note; more would make Excel slow and the file large."""

WHAT_TO_DO_TITLE = "What to do on this sheet"
WHAT_TO_DO = (
    "Correct the red cells: their notes say what is wrong.\n"
    "Where the last column is yellow, the whole row is meant.\n"
    "Delete the rows that you do not want to send, and save.\n"
    "Upload this file: it has only rows that were not sent."
)
"""At most 255 characters; Excel's limit for the message beside a cell."""

_CUT_TO = 16_000
_WIDTHS = (10, 40)
"""The narrowest and the widest column of the user's, in characters."""
_OWN_WIDTHS = (15, 26, 90)
_SIGHT = 150
"""Characters of a row that are surely in view when the workbook is opened."""
LINE_HEIGHT = 15
"""Points."""
_LETTERS_OF_A_WIDTH = 1.1
"""A column's width is told in digits, which are broader than most letters."""
_MOST_LINES = 12
_HEADING_NOTES = (
    "The row of your file. Not uploaded.",
    "The columns to correct. Not uploaded.",
    "What is wrong and what to do about it. Not uploaded.",
)
_RED, _YELLOW = ("FFC7CE", "9C0006"), ("FFEB9C", "7F6000")
_DARK, _GREY = ("1F3864", "FFFFFF"), ("7F7F7F", "FFFFFF")

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LOST_IN_XML = re.compile("\r|_(?=x[0-9A-Fa-f]{4}_)")
"""A carriage return, and what would be read as the code of another character."""
_ONLY_BLANKS = re.compile("[ \t\n]+")
_ODD = re.compile(f"{_NOT_IN_XML.pattern}|{_LOST_IN_XML.pattern}|^{_ONLY_BLANKS.pattern}$")
_LOOKS_GUARDED = re.compile(r"'+[=+\-@\t\r]")


@dataclass(frozen=True)
class Extent:
    """How much there is: rows, the widest cell of each of the user's columns, cells beyond the last one.

    `first` is the column of the first cell to mend, `WHOLE_ROW` where its whole row is meant.
    """

    rows: int
    widths: tuple[int, ...]
    surplus: int
    first: int


def extent_of(batches: Iterable[pa.RecordBatch]) -> Extent:
    """The extent of some stored rows, of which there is at least one."""
    parts = [_extent_of_batch(batch) for batch in batches if batch.num_rows]
    return Extent(
        rows=sum(part.rows for part in parts),
        widths=tuple(map(max, zip(*(part.widths for part in parts), strict=True))),
        surplus=max(part.surplus for part in parts),
        first=parts[0].first,
    )


def _extent_of_batch(batch: pa.RecordBatch) -> Extent:
    problems = problems_of(batch.slice(0, 1))
    columns = [column for column in problems["column"] if column != WHOLE_ROW]
    return Extent(
        rows=batch.num_rows,
        widths=tuple(pc.max(pc.utf8_length(column)).as_py() for column in user_columns(batch)),
        surplus=pc.max(pc.list_value_length(batch.columns[SURPLUS])).as_py(),
        first=next(iter(columns), WHOLE_ROW),
    )


def sheet_text(text: str) -> str:
    """The text as openpyxl is to write it into a cell, for Excel to show it as it is.

    Text that only looks guarded gets one more `'`, since reading a report takes one off. Characters that
    XML cannot hold become blanks, and text beyond Excel's limit is cut.
    """
    if _LOOKS_GUARDED.match(text):
        text = "'" + text
    written = _escaped(text)
    if 2 * len(written) > MAX_CELL and len(written.encode("utf-16-le")) > 2 * MAX_CELL:
        written = _escaped(text[:_CUT_TO]) + "…"
    return written


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes when it is wrapped in a column of this width."""
    return math.ceil(len(text) / (_LETTERS_OF_A_WIDTH * width))


def _escaped(text: str) -> str:
    if not _ODD.search(text):
        return text
    if _ONLY_BLANKS.fullmatch(text):
        return "".join(map(_code, text))  # as they are, XML would lose them
    return _LOST_IN_XML.sub(lambda found: _code(found[0]), _NOT_IN_XML.sub(" ", text))


def _code(character: str) -> str:
    return f"_x{ord(character):04X}_"


class _Format(NamedTuple):
    """How a kind of cell looks; `quoted` is the same with Excel's own guard: text, whatever it begins with.

    One cell of each serves all rows (see text_sheet).
    """

    plain: WriteOnlyCell
    quoted: WriteOnlyCell

    def holding(self, text: str) -> WriteOnlyCell:
        """The cell with this text in it."""
        cell = self.quoted if text and text[0] in FORMULA_STARTS else self.plain
        cell.value = sheet_text(text) or None
        if text:
            cell.data_type = "s"  # whatever openpyxl takes it for: a formula, an error
        return cell


class FailedRowsSheet:
    """The first sheet of a workbook that is written row by row.

    `rows` are written so far, `marked` is how many red cells there are in them.
    """

    def __init__(self, book: Workbook, headings: Sequence[str], extent: Extent) -> None:
        self.rows = 0
        self.marked = 0
        self._users = len(headings)
        self._sheet = TextSheet(book, TITLE, self._area(extent.rows, extent.surplus))
        self._formats()
        self._set_view(extent, self._set_widths(headings, extent))
        self._set_page(extent)
        self._sheet.append(self._headings(headings))

    def add(self, batch: pa.RecordBatch, problems: pd.DataFrame) -> None:
        """Write some stored rows with their problems (see problem_counts.problems_of)."""
        joined = problems.groupby(["position", "column"], as_index=False)["note"].agg("\n".join)
        notes: dict[int, dict[int, str]] = {}
        for position, column, note in zip(*(joined[name] for name in joined), strict=True):
            notes.setdefault(position, {})[column] = note
        cells = zip(*(column.to_pylist() for column in user_columns(batch)), strict=True)
        own = zip(*(batch.columns[field].to_pylist() for field in (ROW, FIELD, ERROR, SURPLUS)), strict=True)
        for position, (texts, words) in enumerate(zip(cells, own, strict=True)):
            self.rows += 1
            self._append(_StoredRow(texts, *words), notes.get(position, {}))

    def _append(self, row: "_StoredRow", notes: Mapping[int, str]) -> None:
        number = self.rows + 1
        if (lines := row.lines) > 1:  # else wrapped text shows its first line only
            self._sheet.row_dimensions[number].height = LINE_HEIGHT * min(lines, _MOST_LINES)
        self._sheet.append(self._cells(row, notes))
        self._sheet.row_dimensions.pop(number, None)

    def _cells(self, row: "_StoredRow", notes: Mapping[int, str]) -> Iterator[WriteOnlyCell]:
        for column, text in enumerate(row.cells):
            if column in notes:
                yield from self._marked(text, notes[column])
            else:
                yield self._text.holding(text)
        self._number.value = row.row
        yield self._number
        yield self._words.holding(row.field)
        yield (self._yellow if WHOLE_ROW in notes else self._words).holding(row.error)
        for text in row.surplus:
            yield self._text.holding(text)

    def _marked(self, text: str, note: str) -> Iterator[WriteOnlyCell]:
        cell = self._red.holding(text)
        self.marked += 1
        if self.marked <= MAX_NOTES:
            cell.comment = _comment(note)
        yield cell
        cell.comment = None

    def _headings(self, headings: Sequence[str]) -> Iterator[WriteOnlyCell]:
        for heading in headings:
            yield self._heading.holding(heading)
        for heading, note in zip(REPORT_COLUMNS, _HEADING_NOTES, strict=True):
            cell = self._own_heading.holding(heading)
            cell.comment = _comment(note)
            yield cell

    def _formats(self) -> None:
        self._text, self._red = self._format(), self._format(_RED)
        self._words, self._yellow = self._format(wrap=True), self._format(_YELLOW, wrap=True)
        self._number = self._format(number_format="0", horizontal="center").plain
        self._heading, self._own_heading = self._format(_DARK, bold=True), self._format(_GREY, bold=True)

    def _format(
        self,
        colours: tuple[str | None, str | None] = (None, None),
        *,
        bold: bool = False,
        wrap: bool = False,
        number_format: str = "@",
        horizontal: str | None = None,
    ) -> _Format:
        """`colours` are those of the cell and of its text."""
        fill, letters = colours
        cells = _Format(WriteOnlyCell(self._sheet), WriteOnlyCell(self._sheet))
        for cell in cells:
            if fill:
                cell.fill = PatternFill("solid", fgColor=fill)
            cell.font = Font(name=FONT, size=11, color=letters, bold=bold)
            cell.alignment = Alignment(vertical="top", wrap_text=wrap, horizontal=horizontal)
            cell.number_format = number_format
        cells.quoted.quotePrefix = True
        return cells

    def _set_widths(self, headings: Sequence[str], extent: Extent) -> list[int]:
        low, high = _WIDTHS
        widths = [
            min(max(len(heading) + 4, width + 2, low), high)
            for heading, width in zip(headings, extent.widths, strict=True)
        ]
        widths += _OWN_WIDTHS
        for column, width in enumerate(widths, start=1):
            dimension = self._sheet.column_dimensions[get_column_letter(column)]
            dimension.width = width
            dimension.number_format = "@"
        return widths

    def _set_view(self, extent: Extent, widths: Sequence[int]) -> None:
        """Opened, the sheet shows the first cell to mend, and beside it what to do."""
        sheet = self._sheet
        column = (
            self._users + REPORT_COLUMNS.index(ERROR_COLUMN) if extent.first == WHOLE_ROW else extent.first
        )
        cell = f"{get_column_letter(column + 1)}2"
        leftmost = get_column_letter(_leftmost(column, widths) + 1)
        sheet.freeze_panes = "A2"
        sheet.sheet_view.tabSelected = True
        sheet.sheet_view.topLeftCell = f"{leftmost}1"
        sheet.sheet_view.pane.topLeftCell = f"{leftmost}2"
        sheet.sheet_view.selection[0].activeCell = cell
        sheet.sheet_view.selection[0].sqref = cell
        what_to_do = DataValidation(
            sqref=cell, showInputMessage=True, promptTitle=WHAT_TO_DO_TITLE, prompt=WHAT_TO_DO
        )
        sheet.data_validations.append(what_to_do)

    def _set_page(self, extent: Extent) -> None:
        sheet = self._sheet
        sheet.auto_filter.ref = self._area(extent.rows)
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True

    def _area(self, rows: int, surplus: int = 0) -> str:
        """The table with its headings, and with the cells beyond its last one if they are to count."""
        return f"A1:{get_column_letter(self._users + len(REPORT_COLUMNS) + surplus)}{rows + 1}"


class _StoredRow(NamedTuple):
    """A stored row: the user's cells, its row number, and what is wrong."""

    cells: tuple[str, ...]
    row: int
    field: str
    error: str
    surplus: Sequence[str]

    @property
    def lines(self) -> int:
        """How many lines its wrapped texts take."""
        _, field_width, error_width = _OWN_WIDTHS
        return max(lines_of(self.field, field_width), lines_of(self.error, error_width))


def _leftmost(column: int, widths: Sequence[int]) -> int:
    """The first column in view where this one is to be in view: the first of all if that is possible."""
    first = column
    while first and sum(widths[first - 1 : column]) + min(widths[column], _WIDTHS[1]) <= _SIGHT:
        first -= 1
    return first


def _comment(text: str) -> Comment:
    lines = sum(1 + len(line) // 40 for line in text.split("\n"))
    return Comment(sheet_text(text), AUTHOR, width=300, height=24 + 18 * lines)
