"""A worksheet of text cells, written row by row: what openpyxl's own write-only sheet does not do."""

from collections.abc import Iterable, Iterator

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.xml.functions import Element, SubElement


class TextSheet(WriteOnlyWorksheet):  # type: ignore[misc]  # openpyxl has no types
    """Is appended rows of ready cells; `area` is where its text lies, such as A1:S20001.

    A cell is written before the next one is asked for: one cell may serve many rows.
    """

    _writer: "_TextSheetWriter | None" = None

    def __init__(self, book: Workbook, title: str, area: str) -> None:
        super().__init__(book, title)
        book._add_sheet(self)
        self.area = area

    def _get_writer(self) -> None:
        if self._writer is None:
            self._writer = _TextSheetWriter(self)
            self._writer.write_top()

    def _values_to_row(self, cells: Iterable[WriteOnlyCell], row: int) -> Iterator[WriteOnlyCell]:
        # openpyxl's own first tries what kind of value each cell is, which takes a quarter of all its time.
        for column, cell in enumerate(cells, start=1):
            cell.row, cell.column = row, column
            yield cell


class _TextSheetWriter(WorksheetWriter):  # type: ignore[misc]
    """Keeps Excel from warning of each phone that it is a number stored as text: openpyxl leaves that out."""

    def write_breaks(self) -> None:
        """What stands right before that mark, and the mark."""
        super().write_breaks()
        ignored = Element("ignoredErrors")
        SubElement(ignored, "ignoredError", {"sqref": self.ws.area, "numberStoredAsText": "1"})
        self.xf.send(ignored)
