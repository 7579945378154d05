"""The second sheet of the Excel report: what is wrong how often, as a table and a chart."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.table import Table, TableStyleInfo

from wolkvox_cli.leads.validate.catalogue import reason
from wolkvox_cli.output.reports.failed_rows_sheet import FONT, LINE_HEIGHT, lines_of, sheet_text
from wolkvox_cli.output.reports.failed_rows_sheet import TITLE as ROWS_TITLE
from wolkvox_cli.output.reports.problem_counts import Reason

TITLE = "Summary"
MAX_BARS = 12
_STEPS = (
    f'1.  On the sheet "{ROWS_TITLE}", correct the red cells. Point at one to read what is wrong with it.',
    "2.  Where the text in the last column is yellow, the whole row is meant: read what it says.",
    "3.  Delete the rows that you do not want to send, and save this file.",
    "4.  Upload this file: it has only the rows that were not sent. The three grey columns are ignored.",
)
_DARK, _GREY, _BAR_COLOUR = "1F3864", "7F7F7F", "C0504D"
_HEADINGS = ("What is wrong", "How many rows", "First row", "For example")
_WIDTHS = (46, 16, 12, 90)
_NUMBERS = (1, 2)
_HEADINGS_ROW = len(_STEPS) + 5
"""Where the table begins: below the title, the steps, a sentence more, and blank rows between them."""


def add_summary(book: Workbook, rows: int, reasons: Sequence[Reason], more: str) -> None:
    """Add the summary; `more` is a sentence that is said below the steps, or empty."""
    sheet = book.create_sheet(TITLE)
    for letter, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.append([_cell(sheet, _title(rows), Font(name=FONT, bold=True, size=16, color=_DARK))])
    sheet.append([])
    for step in _STEPS:
        sheet.append([step])
    sheet.append([_cell(sheet, more, Font(name=FONT, italic=True, color=_GREY))])
    sheet.append([])
    _add_table(sheet, reasons)
    sheet.add_chart(_chart(sheet, min(len(reasons), MAX_BARS)), f"A{_HEADINGS_ROW + len(reasons) + 3}")


def _title(rows: int) -> str:
    return "1 row of your file was not sent" if rows == 1 else f"{rows:,} rows of your file were not sent"


def _add_table(sheet: WriteOnlyWorksheet, reasons: Sequence[Reason]) -> None:
    sheet.append([_heading(sheet, column) for column in range(len(_HEADINGS))])
    for row, found in enumerate(reasons, start=_HEADINGS_ROW + 1):
        cells: list[str | int] = [
            reason(found.code, found.column),
            found.rows,
            found.example_row,
            found.example,
        ]
        lines = max(lines_of(str(cell), width) for cell, width in zip(cells, _WIDTHS, strict=True))
        sheet.row_dimensions[row].height = LINE_HEIGHT * lines
        sheet.append([_table_cell(sheet, column, cell) for column, cell in enumerate(cells)])
    table = Table(displayName="Reasons", ref=f"A{_HEADINGS_ROW}:D{_HEADINGS_ROW + len(reasons)}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    # In a sheet that is written row by row openpyxl cannot look the headings up.
    table._initialise_columns()
    for column, heading in zip(table.tableColumns, _HEADINGS, strict=True):
        column.name = heading
    sheet.tables.add(table)


def _heading(sheet: WriteOnlyWorksheet, column: int) -> WriteOnlyCell:
    cell = _cell(sheet, _HEADINGS[column], Font(name=FONT, bold=True, color="FFFFFF"))
    cell.fill = PatternFill("solid", fgColor=_DARK)
    cell.alignment = Alignment(horizontal=_horizontal(column))
    return cell


def _table_cell(sheet: WriteOnlyWorksheet, column: int, content: str | int) -> WriteOnlyCell:
    cell = _cell(sheet, content, Font(name=FONT))
    cell.number_format = "General" if isinstance(content, str) else "#,##0"
    cell.alignment = Alignment(vertical="top", wrap_text=True, horizontal=_horizontal(column))
    cell.border = Border(bottom=Side(style="thin", color="D9D9D9"))
    return cell


def _horizontal(column: int) -> str | None:
    return "center" if column in _NUMBERS else None


def _cell(sheet: WriteOnlyWorksheet, content: str | int, font: Font) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, sheet_text(content) if isinstance(content, str) else content)
    if isinstance(content, str):
        cell.data_type = "s"  # whatever openpyxl takes it for: a sentence may begin with =
    cell.font = font
    return cell


def _chart(sheet: WriteOnlyWorksheet, bars: int) -> BarChart:
    chart = BarChart(barDir="col")
    chart.type = "bar"
    chart.title = "How many rows have which problem"
    chart.legend = None
    chart.gapWidth = 60
    last = _HEADINGS_ROW + bars
    chart.add_data(Reference(sheet, min_col=2, min_row=_HEADINGS_ROW, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=_HEADINGS_ROW + 1, max_row=last))
    chart.series[0].graphicalProperties.solidFill = _BAR_COLOUR
    chart.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    # The most frequent problem stands on top, as in the table.
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = False
    chart.y_axis.delete = True
    chart.y_axis.majorGridlines = None
    chart.y_axis.scaling.min = 0
    chart.width, chart.height = 26, 3 + 0.9 * bars
    return chart
