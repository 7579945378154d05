"""What an old Excel workbook (.xls) tells of its sheets beyond the values of their cells."""

import io
from collections.abc import Iterator
from functools import cached_property

import xlrd
from xlrd.book import Book
from xlrd.sheet import Sheet

from wolkvox_cli.leads.read.cell_text import number_text
from wolkvox_cli.leads.read.file_bytes import LeadBytes
from wolkvox_cli.leads.read.number_formats import shown, shows_more
from wolkvox_cli.leads.read.sheet_facts import Merged, Place, SheetEntry, SheetFacts

_VISIBLE = 0


class XlsParts:
    """The records of an .xls workbook."""

    def __init__(self, source: LeadBytes) -> None:
        self._source = source

    @property
    def sheets(self) -> list[SheetEntry]:
        """The sheets in the workbook's order; none where xlrd cannot read them."""
        return list(self._told)

    def facts(self, sheet: str, *, thoroughly: bool = False) -> SheetFacts | None:
        """What a sheet tells."""
        return next((facts for entry, facts in self._told.items() if entry.name == sheet), None)

    def reach(self, sheet: str) -> int | None:
        """The cells of all sheets, which the reader reads together."""
        return sum(facts.span for facts in self._told.values()) if self._told else None

    def with_known_errors(self, sheet: str) -> bytes | None:
        """As it is: this format has the error cells that it has always had."""

    @cached_property
    def _told(self) -> dict[SheetEntry, SheetFacts]:
        try:
            with xlrd.open_workbook(
                file_contents=self._source.whole(),
                formatting_info=True,
                ragged_rows=True,
                logfile=io.StringIO(),
            ) as book:
                return {
                    SheetEntry(sheet.name, sheet.visibility == _VISIBLE): _facts(book, sheet)
                    for sheet in book.sheets()
                }
        except Exception:
            # Whatever xlrd stumbles over, the reader of the cells may know; it also says what is wrong.
            return {}


def _facts(book: Book, sheet: Sheet) -> SheetFacts:
    return SheetFacts(
        height=sheet.nrows,
        width=sheet.ncols,
        hidden_rows={row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden},
        merged=[Merged(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells],
        shown=dict(_shown(book, sheet)),
    )


def _shown(book: Book, sheet: Sheet) -> Iterator[tuple[Place, str]]:
    """The numbers whose formats show more than their digits."""
    formats = {
        index: code
        for index, style in enumerate(book.xf_list)
        if shows_more(code := book.format_map[style.format_key].format_str or "")
    }
    if not formats:
        return
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            telling = formats.get(sheet.cell_xf_index(row, column))
            if telling is not None and sheet.cell_type(row, column) == xlrd.XL_CELL_NUMBER:
                number = number_text(float(sheet.cell_value(row, column)))
                if (text := shown(number, telling)) != number:
                    yield (row + 1, column), text
