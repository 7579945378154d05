"""What the XML of an .xlsx sheet tells and the fast reader does not: how far it reaches, its error cells."""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from wolkvox_cli.leads.sources.unpacking import LeadBytes

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
