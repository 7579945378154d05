"""What the XML of an .xlsx workbook tells of its sheets: their names, their reach, what is no value."""

import io
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.read.file_bytes import DAMAGE, LeadBytes, damaged
from wolkvox_cli.leads.read.number_formats import shown, shows_more
from wolkvox_cli.leads.read.sheet_facts import Merged, Place, SheetEntry, SheetFacts

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""The last row and column that a sheet can have; the column's name is XFD."""

_SMALL = 8 << 20
"""Bytes of XML that are always looked through; a larger sheet is when it may have something to tell."""

_BLOCK = 1 << 18
_HEAD = 1 << 11
"""Bytes that hold a sheet's first element."""

_LARGEST_INDEX = 4 << 20
"""Bytes of the workbook's own table of its sheets that are read."""

_ORDINARY = b"<worksheet "
_MAY_TELL = (b"hidden", b"mergeCell", b'"e"', b"<f")
"""Bytes of which one stands in every sheet that has more to tell than values: hidden rows, merged cells,
error cells, formulas; if it is written as nearly all are, `_ORDINARY` without a prefix, in double quotes."""

_KNOWN_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""The error cells that every reader knows; Excel goes on inventing others."""

_EMPTY_WITHOUT_TEXT = (None, "n", "s", "b", "e")
"""Kinds of cells that hold nothing where their value is empty; others then hold an empty text."""

_DIGITS = "0123456789"
_OVERLAP = max(map(len, _MAY_TELL)) - 1


class XlsxParts:
    """The parts of an .xlsx archive."""

    def __init__(self, source: LeadBytes) -> None:
        self._source = source
        self._facts: dict[str, SheetFacts | None] = {}

    @property
    def sheets(self) -> list[SheetEntry]:
        """The sheets in the workbook's order; none where its own list of them cannot be read."""
        return list(self._sheets)

    @cached_property
    def _sheets(self) -> dict[SheetEntry, str]:
        """The sheets of cells and their parts of the archive."""
        with self._archive() as archive:
            try:
                book, relations = (
                    ElementTree.fromstring(_head(archive, name))
                    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
                )
            except (KeyError, ElementTree.ParseError):
                return {}
            names = set(archive.namelist())
        parts = {
            node.get("Id"): _part_name(node.get("Target", ""))
            for node in relations
            if node.get("Type", "").endswith("/worksheet")
        }
        return {
            SheetEntry(node.get("name", ""), node.get("state", "visible") == "visible"): part
            for node in book.iter()
            if (part := parts.get(_relation(node))) in names and part is not None
        }

    @cached_property
    def _telling_formats(self) -> dict[str, str]:
        """The number formats that show more than digits, by the number of the cell style that has them."""
        with self._archive() as archive:
            try:
                styles = ElementTree.fromstring(_head(archive, "xl/styles.xml"))
            except (KeyError, ElementTree.ParseError):
                return {}
        namespace = styles.tag[: styles.tag.find("}") + 1]
        codes = {
            node.get("numFmtId"): node.get("formatCode", "")
            for node in styles.iterfind(f"{namespace}numFmts/{namespace}numFmt")
        }
        cells = enumerate(styles.iterfind(f"{namespace}cellXfs/{namespace}xf"))
        told = {str(index): codes.get(node.get("numFmtId"), "") for index, node in cells}
        return {style: code for style, code in told.items() if shows_more(code)}

    def facts(self, sheet: str, *, thoroughly: bool = False) -> SheetFacts | None:
        """What a sheet tells; None for no XML, and for a large one with nothing to tell.

        Raises FileError for a cell at an address that no sheet has.
        """
        part = self._part(sheet)
        if part is not None and (thoroughly or sheet not in self._facts):
            self._facts[sheet] = self._looked_through(sheet, part, thoroughly=thoroughly)
        return self._facts.get(sheet)

    def reach(self, sheet: str) -> int | None:
        """The cells up to the last filled row and column; None where they were not looked at."""
        facts = self.facts(sheet)
        return None if facts is None else facts.span

    def with_known_errors(self, sheet: str) -> bytes | None:
        """The workbook with error cells of new kinds as #N/A; None where there are none."""
        facts = self.facts(sheet)
        unknown = set() if facts is None else set(facts.errors.values()) - _KNOWN_ERRORS
        if not unknown:
            return None
        with self._archive() as archive, io.BytesIO() as copy:
            with zipfile.ZipFile(copy, "w") as mended:
                for part in archive.namelist():
                    content = archive.read(part)
                    for text in unknown if part == self._part(sheet) else ():
                        content = content.replace(f">{text}<".encode(), b">#N/A<")
                    mended.writestr(part, content)
            return copy.getvalue()

    def _part(self, sheet: str) -> str | None:
        return next((part for entry, part in self._sheets.items() if entry.name == sheet), None)

    def _looked_through(self, sheet: str, part: str, *, thoroughly: bool) -> SheetFacts | None:
        with self._archive() as archive:
            is_plain = archive.getinfo(part).file_size > _SMALL and not self._telling_formats
            if is_plain and not thoroughly and not _may_tell(archive, part):
                return None
            try:
                with archive.open(part) as stream:
                    return _SheetParser(self._telling_formats).take(stream)
            except expat.ExpatError:
                return None
            except DAMAGE as error:
                raise damaged(self._source.name) from error
            except ValueError as error:
                raise _no_such_cell(self._source.name, sheet, str(error)) from error

    def _archive(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self._source.whole()) if self._source.layers else self._source.path)


def _no_such_cell(name: str, sheet: str, address: str) -> FileError:
    return FileError(
        "file.damaged",
        f"Sheet {sheet} of {name} has a cell at {address[:20]}, which no sheet has: it ends at XFD1048576.",
        "Open it in Excel, save it and upload that copy.",
    )


def _relation(node: ElementTree.Element) -> str | None:
    """The id of a relation, whose namespace is another in workbooks of the strict form."""
    return next((value for name, value in node.items() if name.endswith("}id")), None)


def _part_name(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _head(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as stream:
        return stream.read(_LARGEST_INDEX)


def _may_tell(archive: zipfile.ZipFile, part: str) -> bool:
    with archive.open(part) as stream:
        text = stream.read(_HEAD)
        if _ORDINARY not in text or b"='" in text:
            return True
        while not any(mark in text for mark in _MAY_TELL):
            block = stream.read(_BLOCK)
            if not block:
                return False
            text = text[-_OVERLAP:] + block
    return True


class _SheetParser:
    """Follows the XML of one sheet. A cell or row without an address comes after the one before it."""

    def __init__(self, telling_formats: Mapping[str, str]) -> None:
        self.facts = SheetFacts()
        self._formats = telling_formats
        self._format: str | None = None
        self._row, self._row_digits, self._column = 0, "0", 0
        self._kind: str | None = None
        self._formula = False
        self._text: list[str] = []
        self._columns: dict[str, int] = {}
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._root

    def take(self, stream: IO[bytes]) -> SheetFacts:
        """Look through the whole sheet. Raises ExpatError for no XML, ValueError(address) for no cell."""
        while block := stream.read(_BLOCK):
            self._parser.Parse(block, False)
        self._parser.Parse(b"", True)
        self._end_cell()
        return self.facts

    def _root(self, tag: str, _: dict[str, str]) -> None:
        """The first element, worksheet or x:worksheet, tells what the others are called."""
        prefix = tag[: tag.rfind(":") + 1]
        self._cell_tag, self._value_tag = f"{prefix}c", f"{prefix}v"
        self._others = {
            f"{prefix}row": self._start_row,
            f"{prefix}is": self._start_text,
            f"{prefix}f": self._start_formula,
            f"{prefix}mergeCell": self._start_merged,
        }
        self._parser.StartElementHandler = self._start

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == self._cell_tag:
            if self._formula:
                self._end_cell()
            self._kind = attributes.get("t")
            self._move(attributes.get("r"))
            if self._formats:
                self._format = self._format_of(attributes)
        elif tag == self._value_tag:
            if self._formula or self._format or self._kind == "e" or self._is_outside():
                self._parser.CharacterDataHandler = self._text.append
                self._parser.EndElementHandler = self._end_value
        elif tag in self._others:
            self._others[tag](attributes)

    def _move(self, address: str | None) -> None:
        """To the cell with this address, or to the next one."""
        if address is None:
            self._column += 1
            return
        # Nearly all cells stand in the row that was begun, in a column that was seen before.
        letters = address[: -len(self._row_digits)]
        if letters in self._columns and address.endswith(self._row_digits):
            self._column = self._columns[letters]
            return
        self._row, self._column = _place(address)
        self._columns[address.rstrip(_DIGITS)] = self._column

    def _format_of(self, attributes: dict[str, str]) -> str | None:
        return self._formats.get(attributes.get("s", "0")) if self._kind in (None, "n") else None

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._end_cell()
        number = attributes.get("r", str(self._row + 1))
        self._row, self._column = _row_number(number, number), -1
        self._row_digits = number
        if attributes.get("hidden") in ("1", "true"):
            self.facts.hidden_rows.add(self._row)

    def _start_text(self, _: dict[str, str]) -> None:
        if self._is_outside():
            self._fill()

    def _start_formula(self, _: dict[str, str]) -> None:
        self._formula = True

    def _start_merged(self, attributes: dict[str, str]) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        with suppress(ValueError):
            (top, left), (bottom, right) = _place(first), _place(last or first)
            self.facts.merged.append(Merged(top, left, bottom, right))

    def _is_outside(self) -> bool:
        return self._row > self.facts.height or self._column >= self.facts.width

    def _fill(self) -> None:
        self.facts.height = max(self.facts.height, self._row)
        self.facts.width = max(self.facts.width, self._column + 1)

    def _end_value(self, _: str) -> None:
        text = "".join(self._text)
        self._text.clear()
        self._parser.CharacterDataHandler = self._parser.EndElementHandler = None
        if text or self._kind not in _EMPTY_WITHOUT_TEXT:
            self._fill()
            self._formula = False
        if self._kind == "e":
            self.facts.errors[self._row, self._column] = text.strip()
        elif self._format is not None and (seen := shown(text.removesuffix(".0"), self._format)) != text:
            self.facts.shown[self._row, self._column] = seen

    def _end_cell(self) -> None:
        """A formula whose value was not seen has none."""
        if self._formula:
            self.facts.without_result.append((self._row, self._column))
        self._formula = False


def _place(address: str) -> Place:
    letters = address.rstrip(_DIGITS)
    return _row_number(address[len(letters) :], address), _column_index(letters, address)


def _column_index(letters: str, address: str) -> int:
    """Column letters → index: A is 0, XFD the last. Raises ValueError(address) for what no sheet has."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
        if not ("A" <= letter <= "Z" and number <= LAST_COLUMN):
            raise ValueError(address)
    if not number:
        raise ValueError(address)
    return number - 1


def _row_number(digits: str, address: str) -> int:
    if not (digits.isdecimal() and 1 <= int(digits[:8]) <= LAST_ROW and len(digits) <= 8):
        raise ValueError(address)
    return int(digits)
