"""What the XML of an OpenDocument spreadsheet tells of its sheets beyond the values of their cells."""

import io
import re
import zipfile
from functools import cached_property
from typing import IO
from xml.parsers import expat

from wolkvox_cli.leads.read.file_bytes import DAMAGE, LeadBytes, damaged
from wolkvox_cli.leads.read.sheet_facts import Merged, Place, SheetEntry, SheetFacts

_BLOCK = 1 << 18
_MOST_ALIKE = 10_000
"""Cells that are written as one and yet told one by one."""

_NAMESPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
_ERROR = re.compile(r"#[A-Z/0]{2,8}[!?]?|Err:[0-9]{3}")
_NUMBERS = ("float", "currency", "percentage")
_SEEN = re.compile(r"[-+() 0-9]+")

Attributes = dict[str, str]
"""Of an element, by names with their usual prefixes."""


class OdsParts:
    """The content of an OpenDocument spreadsheet."""

    def __init__(self, source: LeadBytes) -> None:
        self._source = source

    @property
    def sheets(self) -> list[SheetEntry]:
        """The sheets in the document's order; none where its XML is none."""
        return list(self._told)

    def facts(self, sheet: str, *, thoroughly: bool = False) -> SheetFacts | None:
        """What a sheet tells."""
        return next((facts for entry, facts in self._told.items() if entry.name == sheet), None)

    def reach(self, sheet: str) -> int | None:
        """The cells of all sheets, which the reader reads together."""
        return sum(facts.span for facts in self._told.values()) if self._told else None

    def with_known_errors(self, sheet: str) -> bytes | None:
        """As it is: error cells are text."""

    @cached_property
    def _told(self) -> dict[SheetEntry, SheetFacts]:
        whole = io.BytesIO(self._source.whole()) if self._source.layers else self._source.path
        try:
            with zipfile.ZipFile(whole) as archive, archive.open("content.xml") as stream:
                return _ContentParser().take(stream)
        except DAMAGE as error:
            raise damaged(self._source.name) from error
        except (expat.ExpatError, ValueError):
            return {}


class _ContentParser:
    """Follows the XML of the content. A row or a cell may stand for several that are alike."""

    def __init__(self) -> None:
        self._told: dict[SheetEntry, SheetFacts] = {}
        self._not_displayed: set[str] = set()
        self._style = ""
        self._facts = SheetFacts()
        self._row, self._rows, self._row_is_hidden, self._row_is_filled = 0, 1, False, False
        self._column, self._cell, self._text = 0, Attributes(), [""]
        self._in_note = 0
        self._in_paragraph = False
        self._names: dict[str, str] = {}
        self._starts = {
            "style:style": self._start_style,
            "style:table-properties": self._start_table_properties,
            "table:table": self._start_table,
            "table:table-row": self._start_row,
            "table:table-cell": self._start_cell,
            "table:covered-table-cell": self._start_cell,
            "text:p": self._start_paragraph,
        }
        self._ends = {
            "table:table-row": self._end_row,
            "table:table-cell": self._end_cell,
            "table:covered-table-cell": self._end_cell,
            "text:p": self._end_paragraph,
        }
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def take(self, stream: IO[bytes]) -> dict[SheetEntry, SheetFacts]:
        """The sheets. Raises ExpatError for no XML and ValueError for numbers that are none."""
        while block := stream.read(_BLOCK):
            self._parser.Parse(block, False)
        self._parser.Parse(b"", True)
        return self._told

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self._usual(tag)
        if self._in_note or name == "office:annotation":
            self._in_note += 1
        elif name in self._starts:
            self._starts[name]({self._usual(key): value for key, value in attributes.items()})

    def _end(self, tag: str) -> None:
        name = self._usual(tag)
        if self._in_note:
            self._in_note -= 1
        elif name in self._ends:
            self._ends[name]()

    def _usual(self, name: str) -> str:
        """The name with the usual prefix of its namespace: table:table-cell."""
        if name not in self._names:
            namespace, _, local = name.rpartition(" ")
            self._names[name] = f"{_NAMESPACES.get(namespace, '')}:{local}"
        return self._names[name]

    def _start_style(self, attributes: Attributes) -> None:
        self._style = attributes.get("style:name", "")

    def _start_table_properties(self, attributes: Attributes) -> None:
        if attributes.get("table:display") == "false":
            self._not_displayed.add(self._style)

    def _start_table(self, attributes: Attributes) -> None:
        self._facts = SheetFacts()
        self._row, self._rows = 0, 1
        is_visible = attributes.get("table:style-name") not in self._not_displayed
        self._told[SheetEntry(attributes.get("table:name", ""), is_visible)] = self._facts

    def _start_row(self, attributes: Attributes) -> None:
        self._row += 1
        self._rows = int(attributes.get("table:number-rows-repeated", "1"))
        self._row_is_hidden = attributes.get("table:visibility") in ("collapse", "filter")
        self._row_is_filled = False
        self._column = 0

    def _end_row(self) -> None:
        last = self._row + self._rows - 1
        if self._row_is_filled:
            self._facts.height = last
            if self._row_is_hidden:
                self._facts.hidden_rows.update(range(self._row, last + 1))
        self._row = last

    def _start_cell(self, attributes: Attributes) -> None:
        self._cell, self._text = attributes, []

    def _start_paragraph(self, _: Attributes) -> None:
        self._text.append("")
        self._parser.CharacterDataHandler = self._text.append

    def _end_paragraph(self) -> None:
        self._parser.CharacterDataHandler = None

    def _end_cell(self) -> None:
        columns = int(self._cell.get("table:number-columns-repeated", "1"))
        text = "".join(self._text)
        self._note_merged()
        if text or "office:value-type" in self._cell:
            self._row_is_filled = True
            self._facts.width = max(self._facts.width, self._column + columns)
        self._note_kind(text, columns)
        self._column += columns

    def _note_merged(self) -> None:
        rows = int(self._cell.get("table:number-rows-spanned", "1"))
        columns = int(self._cell.get("table:number-columns-spanned", "1"))
        if rows > 1 or columns > 1:
            right = self._column + columns - 1
            self._facts.merged.append(Merged(self._row, self._column, self._row + rows - 1, right))

    def _note_kind(self, text: str, columns: int) -> None:
        """An error, a formula without a result, a number that is shown with more than its digits."""
        cell, facts = self._cell, self._facts
        places = self._places(columns)
        if cell.get("calcext:value-type") == "error" or ("table:formula" in cell and _ERROR.fullmatch(text)):
            facts.errors.update(dict.fromkeys(places, text))
        elif "table:formula" in cell and "office:value-type" not in cell and not text:
            facts.without_result.extend(places)
        elif cell.get("office:value-type") in _NUMBERS and _shows_more(text, cell.get("office:value", "")):
            facts.shown.update(dict.fromkeys(places, text))

    def _places(self, columns: int) -> list[Place]:
        """Where the cell stands, that is nowhere if it stands for more cells than any person fills alike."""
        if self._rows * columns > _MOST_ALIKE:
            return []
        rows = range(self._row, self._row + self._rows)
        return [(row, index) for row in rows for index in range(self._column, self._column + columns)]


def _shows_more(text: str, number: str) -> bool:
    """Whether a text is a whole number with zeros before it, a plus or digits of its format."""
    digits = re.sub("[^0-9]", "", text)
    return (
        number.isdecimal()
        and bool(_SEEN.fullmatch(text))
        and digits.endswith(number)
        and (digits != number or "+" in text)
    )
