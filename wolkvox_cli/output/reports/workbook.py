"""The failed-row report as an Excel workbook: offending cells marked, each with a note, and a summary."""

import io
import re
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wolkvox_cli.leads.kept_rows import ERROR, FIELD, ROW, SURPLUS, WHOLE_ROW, user_columns
from wolkvox_cli.leads.model import REPORT_COLUMNS
from wolkvox_cli.leads.text_columns import Mask
from wolkvox_cli.output.reports.csv_files import ReportShape, WrittenReport, whole_file
from wolkvox_cli.output.reports.sheet_xml import CellStyles, SheetColumn, sheet_rows
from wolkvox_cli.output.reports.summary_sheet import FONT, fill_summary
from wolkvox_cli.output.reports.summary_sheet import TITLE as SUMMARY_TITLE
from wolkvox_cli.output.reports.survey import MAX_NOTES, KeptRows, Survey, problems_of

MAX_ROWS = 1_048_575
"""Excel's limit, less the row of headings."""

TITLE = "Failed rows"
_SLICE = 10_000
_SHEET = "xl/worksheets/sheet1.xml"
_LEVEL = 3
_AUTHOR = "wolkvox"
_WIDTHS = (10, 40)
_OWN_WIDTHS = (15, 26, 90)
_HEADING_NOTES = (
    "The row of your file. Not uploaded.",
    "The columns to correct. Not uploaded.",
    "What is wrong and what to do about it. Not uploaded.",
)
_RED, _YELLOW = ("FFC7CE", "9C0006"), ("FFEB9C", "7F6000")
_DARK, _GREY = ("1F3864", "FFFFFF"), ("7F7F7F", "FFFFFF")


def write_workbook(path: Path, shape: ReportShape, rows: KeptRows) -> WrittenReport:
    """Write at most `MAX_ROWS` stored rows as a workbook, whole or not at all.

    Raises MachineError when the disk does not allow it.
    """
    headings = [*shape.own_headings, *REPORT_COLUMNS]
    book = _Book(headings, rows.survey)
    with whole_file(path) as file, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as packed:
        with ZipFile(io.BytesIO(book.saved())) as empty:
            for name in empty.namelist():
                if name != _SHEET:
                    packed.writestr(name, empty.read(name))
            before, after = _around_rows(empty.read(_SHEET).decode(), book.area)
        with packed.open(_SHEET, "w", force_zip64=True) as sheet:
            _write_sheet(sheet, before, book, rows, after)
    return WrittenReport(path, rows.survey.rows, _note(rows.survey))


class _Book:
    """The workbook without its rows: formats, widths, notes, filters and the summary."""

    def __init__(self, headings: Sequence[str], survey: Survey) -> None:
        self.headings = headings
        self._survey = survey
        self._book = Workbook()
        self._book.properties.creator = _AUTHOR
        self._sheet: Worksheet = self._book.worksheets[0]
        self._sheet.title = TITLE
        self._users = len(headings) - len(REPORT_COLUMNS)
        self.area = f"A1:{get_column_letter(len(headings) + survey.surplus)}{survey.rows + 1}"
        self._formats()
        self._columns()
        self._notes()
        self._page()
        summary = self._book.create_sheet(SUMMARY_TITLE)
        fill_summary(summary, survey.rows, survey.reasons(), TITLE, _note(survey))

    def saved(self) -> bytes:
        """The workbook file."""
        file = io.BytesIO()
        self._book.save(file)
        return file.getvalue()

    def heading_columns(self) -> list[SheetColumn]:
        """The row of headings."""
        own = [False] * self._users + [True] * len(REPORT_COLUMNS)
        return [
            SheetColumn(pa.array([heading], pa.string()), self.own_heading if ours else self.heading)
            for heading, ours in zip(self.headings, own, strict=True)
        ]

    def _formats(self) -> None:
        self._scratch = count(1)
        self.text = self._styles(marked=_RED)
        self.words = self._styles(marked=_YELLOW, wrap=True)
        self.number = self._styles(number_format="0", horizontal="center")
        self.heading = self._styles(always=_DARK)
        self.own_heading = self._styles(always=_GREY)

    def _styles(
        self,
        *,
        marked: tuple[str, str] | None = None,
        always: tuple[str, str] | None = None,
        wrap: bool = False,
        number_format: str = "@",
        horizontal: str | None = None,
    ) -> CellStyles:
        """Registers the formats of a kind of cell; `marked` and `always` are colours of cell and text."""
        ids = []
        for quoted in (False, True):
            for colours in (always, always or marked):
                # The workbook keeps a cell's format itself, not a copy: each needs a cell of its own.
                cell: Cell = self._sheet.cell(2, next(self._scratch))
                fill, letters = colours or (None, None)
                cell.fill = PatternFill("solid", fgColor=fill) if fill else PatternFill()
                cell.font = Font(name=FONT, size=11, color=letters, bold=bool(always))
                cell.alignment = Alignment(vertical="top", wrap_text=wrap, horizontal=horizontal)
                cell.number_format = number_format
                cell.quotePrefix = quoted
                ids.append(cell.style_id)
        return CellStyles(*ids)

    def _columns(self) -> None:
        low, high = _WIDTHS
        users = [
            min(max(len(heading) + 4, width + 2, low), high)
            for heading, width in zip(self.headings, self._survey.widths, strict=False)
        ]
        for place, width in enumerate([*users, *_OWN_WIDTHS], start=1):
            dimension = self._sheet.column_dimensions[get_column_letter(place)]
            dimension.width = width
            dimension.number_format = "@"

    def _notes(self) -> None:
        for place, text in enumerate(_HEADING_NOTES, start=self._users + 1):
            self._sheet.cell(1, place).comment = _comment(text)
        for (row, place), text in self._survey.notes.items():
            self._sheet.cell(row + 2, place + 1).comment = _comment(text)

    def _page(self) -> None:
        sheet = self._sheet
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(self.headings))}{self._survey.rows + 1}"
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write_sheet(sheet: IO[bytes], before: str, book: _Book, rows: KeptRows, after: str) -> None:
    sheet.write(before.encode())
    sheet.write(sheet_rows(book.heading_columns(), 1))
    first = 2
    for batch in rows:
        for piece in _slices(batch):
            sheet.write(sheet_rows(_sheet_columns(piece, book, rows.survey.surplus), first))
            first += piece.num_rows
    sheet.write(after.encode())


def _slices(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    for start in range(0, batch.num_rows, _SLICE):
        yield batch.slice(start, _SLICE)


def _sheet_columns(batch: pa.RecordBatch, book: _Book, surplus: int) -> list[SheetColumn]:
    owner, places, _, _ = problems_of(batch)
    marked: dict[int, Mask] = {}
    for place in np.unique(places).tolist():
        marked[place] = np.zeros(batch.num_rows, dtype=bool)
        marked[place][owner[places == place]] = True
    users = [
        SheetColumn(cells, book.text, marked.get(place)) for place, cells in enumerate(user_columns(batch))
    ]
    return [
        *users,
        SheetColumn(batch.columns[ROW], book.number),
        SheetColumn(batch.columns[FIELD], book.words, wrapped_at=_OWN_WIDTHS[1]),
        SheetColumn(batch.columns[ERROR], book.words, marked.get(WHOLE_ROW), wrapped_at=_OWN_WIDTHS[2]),
        *(SheetColumn(_nth(batch.columns[SURPLUS], place), book.text) for place in range(surplus)),
    ]


def _nth(lists: pa.ListArray, place: int) -> pa.StringArray:
    """The cell at this place of each list, empty where the list is shorter."""
    lengths = pc.list_value_length(lists).to_numpy(zero_copy_only=False)
    starts = np.concatenate([[0], np.cumsum(lengths)])[:-1]
    wanted = pa.array(starts + place, mask=lengths <= place)
    return pc.fill_null(lists.flatten().take(wanted), "")


def _around_rows(sheet: str, area: str) -> tuple[str, str]:
    """The worksheet's XML before and after its rows, without Excel's warning that phones are text."""
    before, _, rest = sheet.partition("<sheetData>")
    _, _, after = rest.partition("</sheetData>")
    before = re.sub('<dimension ref="[^"]*"', f'<dimension ref="{area}"', before)
    ignored = f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors>'
    return f"{before}<sheetData>", "</sheetData>" + after.replace(
        "<legacyDrawing", ignored + "<legacyDrawing"
    )


def _comment(text: str) -> Comment:
    lines = sum(1 + len(line) // 40 for line in text.split("\n"))
    return Comment(text, _AUTHOR, width=300, height=24 + 18 * lines)


def _note(survey: Survey) -> str:
    if survey.offending <= MAX_NOTES:
        return ""
    return f"Only the first {MAX_NOTES:,} red cells have a note; for the others see the last column."
