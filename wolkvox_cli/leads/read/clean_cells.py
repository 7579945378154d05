"""Cells as a person sees them: without what programs have put around them or made of their letters."""

import re
from collections.abc import Sequence
from html.entities import html5

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.text_columns import RowNumbers, holds_any, mask_of, put

_HIDDEN = "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
"""Soft hyphens, marks of direction, spaces without width."""

_ICONS = "\ue000-\uf8ff\U000f0000-\U0010fffd\ufffc"
"""Characters for private use, which are icons in some program's font, and the mark of an object."""

_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "`": "`", "´": "´"}
"""Quotes that may stand around a whole cell, each with the one that closes it."""

_CONTINUATIONS = "".join(
    bytes([code]).decode("cp1252" if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else "latin-1")
    for code in range(0x80, 0xC0)
)
"""What Windows-1252 makes of the bytes of a letter in UTF-8 after its first."""

_MAY_FOLLOW_A_WORD = "…’”–—\u00a0"
_SURE = "".join(char for char in _CONTINUATIONS if char not in _MAY_FOLLOW_A_WORD)
_TWICE = re.compile(
    rf"[ÂÃ][{re.escape(_SURE)}]|(?<=[a-zà-ÿ])Ã[{re.escape(_CONTINUATIONS)}]"
    rf"|â[€‚„][{re.escape(_CONTINUATIONS)}]|ðŸ[{re.escape(_CONTINUATIONS)}]{{2}}"
)
"""A letter that was UTF-8, read as Windows-1252 and written as UTF-8 again; "MANHÃ…" is none."""

_PLAIN = re.compile(r"[A-Za-z0-9áéíóúñüÁÉÍÓÚÑÜ ,.;:()#@+/*-]*")
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]\w{1,30}));")
_GUARDED = re.compile(r'\s*=\s*"(.*)"\s*', re.DOTALL)
_UNSEEN = re.compile(f"[{_HIDDEN}]+")
_ICON = re.compile(rf"\s*[{_ICONS}][\s{_ICONS}]*")
_ROUNDS = 3
"""How often a text may have been encoded once too often."""

_SIGNS = tuple(bytes([sign]) for sign in b"&\"'`\x82\x83\xb8\xc2\xd8\xe2\xee\xef\xf3\xf4")
"""Bytes of which one stands in every cell that is not clean."""

_ODD_CELL = (
    rf'(?s)^\s*=\s*"|&#?\w+;|^\s*["\'“‘«`´].*["\'”’»`´]\s*$|[{_HIDDEN}{_ICONS}]|[ÂÃ][^A-Za-z ]|â[€‚„]|ðŸ'
)


def clean_column(column: pa.StringArray) -> tuple[pa.StringArray, RowNumbers]:
    """Every cell cleaned, and the indices of those with text that was encoded twice."""
    odd = _odd_cells(column)
    if not len(odd):
        return column, odd
    cells = [cell or "" for cell in column.take(odd).to_pylist()]
    twice = np.array([is_encoded_twice(cell) for cell in cells], np.bool_)
    return put(column, odd, pa.array(map(clean_cell, cells), pa.string())), odd[twice]


def _odd_cells(column: pa.StringArray) -> RowNumbers:
    """The indices of all cells that may not be clean."""
    if not holds_any(column, _SIGNS):
        return np.zeros(0, np.int64)
    return np.flatnonzero(mask_of(pc.match_substring_regex(column, _ODD_CELL)))


def clean_row(cells: Sequence[str]) -> list[str]:
    """The cells of a row cleaned."""
    return [clean_cell(cell) for cell in cells]


def clean_cell(cell: str) -> str:
    """The cell with letters encoded twice and HTML entities read, without unseen characters and icons.

    What a spreadsheet was told to take as text (="0012") and quotes around the whole cell go too.
    """
    if _PLAIN.fullmatch(cell):
        return cell
    for _ in range(_ROUNDS):
        cell = _TWICE.sub(_decoded, cell)
        cell = _ENTITY.sub(_character, cell) if "&" in cell else cell
    cell = _UNSEEN.sub("", cell)
    if _ICON.search(cell):
        cell = _ICON.sub(" ", cell).strip()
    guarded = _GUARDED.fullmatch(cell)
    return _unquoted(cell if guarded is None else guarded[1].replace('""', '"'))


def is_encoded_twice(cell: str) -> bool:
    """Whether the cell holds letters that were encoded twice, like Ã± for ñ."""
    return _TWICE.sub(_decoded, cell) != cell


def _decoded(match: re.Match[str]) -> str:
    try:
        return _as_bytes(match[0]).decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def _as_bytes(text: str) -> bytes:
    return bytes(0x80 + _CONTINUATIONS.index(char) if char in _CONTINUATIONS else ord(char) for char in text)


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name is not None:
        return html5.get(f"{name};", match[0])
    code = int(decimal) if decimal is not None else int(hexadecimal, 16)
    return chr(code) if 32 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]


def _unquoted(cell: str) -> str:
    inner = cell.strip()
    closing = _QUOTES.get(inner[:1])
    if len(inner) < 2 or closing is None or inner[-1] != closing:
        return cell
    within = inner[1:-1]
    return cell if inner[0] in within or closing in within else within
