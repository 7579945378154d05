"""The second sheet of the Excel report: what is wrong how often, as a table and a chart."""

from collections.abc import Sequence

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from wolkvox_cli.leads.validate.catalogue import reason
from wolkvox_cli.output.reports.survey import Reason

TITLE = "Summary"
FONT = "Calibri"
MAX_BARS = 12
_FIRST = 9
_LINE_HEIGHT = 15
_STEPS = (
    '1.  On the sheet "{sheet}", correct the red cells. Point at one to read what is wrong with it.',
    "2.  Where the text in the last column is yellow, the whole row is meant: read what it says.",
    "3.  Delete the rows that you do not want to send, and save this file.",
    "4.  Upload this file: it has only the rows that were not sent. The three grey columns are ignored.",
)
_DARK = "1F3864"
_HEADINGS = ("What is wrong", "How many rows", "First row", "For example")
_WIDTHS = (46, 16, 12, 90)
_NUMBERS = (2, 3)


def fill_summary(sheet: Worksheet, rows: int, reasons: Sequence[Reason], table_sheet: str, more: str) -> None:
    """Write the summary; `more` is a sentence that is said below the steps, or empty."""
    sheet["A1"] = (
        f"{rows:,} rows of your file were not sent" if rows != 1 else "1 row of your file was not sent"
    )
    sheet["A1"].font = Font(name=FONT, bold=True, size=16, color=_DARK)
    for place, step in enumerate(_STEPS, start=3):
        sheet.cell(place, 1, step.format(sheet=table_sheet))
    sheet.cell(7, 1, more).font = Font(name=FONT, italic=True, color="7F7F7F")
    _table(sheet, reasons)
    if reasons:
        sheet.add_chart(_chart(sheet, min(len(reasons), MAX_BARS)), f"A{_FIRST + len(reasons) + 3}")
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _table(sheet: Worksheet, reasons: Sequence[Reason]) -> None:
    for place, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True), start=1):
        cell = sheet.cell(_FIRST, place, heading)
        cell.font = Font(name=FONT, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_DARK)
        cell.alignment = Alignment(horizontal="center" if place in _NUMBERS else None)
        sheet.column_dimensions[cell.column_letter].width = width
    for row, found in enumerate(reasons, start=_FIRST + 1):
        _table_row(sheet, row, found)
    table = Table(displayName="Reasons", ref=f"A{_FIRST}:D{_FIRST + max(1, len(reasons))}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    sheet.add_table(table)


def _table_row(sheet: Worksheet, row: int, found: Reason) -> None:
    cells = (reason(found.code, found.column), found.rows, found.example_row, found.example)
    for place, content in enumerate(cells, start=1):
        cell = sheet.cell(row, place)
        if isinstance(content, str):
            cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", content)
            # Otherwise openpyxl takes a sentence that begins with = for a formula.
            cell.data_type = "s"
        else:
            cell.value = content
            cell.number_format = "#,##0"
        centred = "center" if place in _NUMBERS else None
        cell.alignment = Alignment(vertical="top", wrap_text=True, horizontal=centred)
        cell.border = Border(bottom=Side(style="thin", color="D9D9D9"))
    lines = max(-(-len(str(text)) // width) for text, width in zip(cells, _WIDTHS, strict=True))
    sheet.row_dimensions[row].height = _LINE_HEIGHT * lines


def _chart(sheet: Worksheet, bars: int) -> BarChart:
    chart = BarChart(barDir="col")
    chart.type = "bar"
    chart.title = "How many rows have which problem"
    chart.legend = None
    chart.gapWidth = 60
    last = _FIRST + bars
    chart.add_data(Reference(sheet, min_col=2, min_row=_FIRST, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=_FIRST + 1, max_row=last))
    chart.series[0].graphicalProperties.solidFill = "C0504D"
    chart.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    # The most frequent problem stands on top, as in the table.
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = False
    chart.y_axis.delete = True
    chart.y_axis.majorGridlines = None
    chart.y_axis.scaling.min = 0
    chart.width, chart.height = 26, 3 + 0.9 * bars
    return chart
