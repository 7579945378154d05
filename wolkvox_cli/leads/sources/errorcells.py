"""The cells of an .xlsx sheet that hold an error such as #N/A, which the fast reader shows as empty."""

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
_ADDRESS = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Errors = dict[tuple[int, int], str]
"""Row number and column place (A is 0) → the error's text."""


def error_cells(source: LeadBytes, sheet: str) -> Errors:
    """The error cells of a sheet; none where the workbook is put together in an unusual way."""
    errors: Errors = {}
    with zipfile.ZipFile(io.BytesIO(source.whole()) if source.layers else source.path) as archive:
        part = _part_of(archive, sheet)
        if part is None:
            return {}
        for attributes, text in _found(archive, part):
            address = _ADDRESS.search(attributes)
            if address is not None:
                errors[int(address[2]), _place(address[1])] = text.decode("ascii", "replace")
    return errors


def _found(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[bytes, bytes]]:
    """The attributes and values of error cells, reading the sheet in pieces that overlap by a cell."""
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            text = rest + block
            end = 0
            if b't="e"' in text:
                for match in _ERROR.finditer(text):
                    yield match[1], match[2]
                    end = match.end()
            rest = text[max(end, len(text) - _LONGEST_CELL, text.rfind(b"<c ")) :]


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
