"""Columns of text as the rows of a worksheet, a whole column at a time.

openpyxl makes every other part of the workbook; cell by cell it would take minutes for a large sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from openpyxl.utils import get_column_letter

from wolkvox_cli.leads.text_columns import Mask, begins_a_formula, looks_guarded, text_bytes

MAX_CELL = 32_767
"""Excel's limit for the characters of a cell."""

_CUT_TO = 16_000
_LINE_HEIGHT = 15
_MOST_LINES = 12
_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;"))
_NOT_IN_XML = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
_LOOKS_ESCAPED = r"_(x[0-9A-Fa-f]{4}_)"
_ODD = np.zeros(256, dtype=bool)
_ODD[:32] = True
_ODD[[ord(sign) for sign in "&<>_"]] = True
_ODD[[ord("\t"), ord("\n"), 0xEF]] = [False, False, True]


@dataclass(frozen=True)
class CellStyles:
    """Indices of cell formats: plain and marked cells, and both again for text that is no formula."""

    plain: int
    marked: int
    plain_quoted: int
    marked_quoted: int


@dataclass(frozen=True, eq=False)
class SheetColumn:
    """The cells of one column: text without nulls or numbers, and which of them are marked."""

    cells: pa.Array
    styles: CellStyles
    marked: Mask | None = None
    wrapped_at: int = 0
    """So many characters stand on one line; 0 where the text is not wrapped."""


def sheet_rows(columns: Sequence[SheetColumn], first: int) -> memoryview:
    """The rows as worksheet XML in UTF-8; `first` is the sheet's row number of the first of them.

    Text that a spreadsheet would compute is formatted as text with a prefix, Excel's own guard; text that
    only looks guarded gets one more `'`, since reading a report takes one off. Characters that XML cannot
    hold become blanks, and text beyond Excel's limit is cut.
    """
    count = len(columns[0].cells)
    rows = pc.cast(pa.array(np.arange(first, first + count)), pa.string())
    pieces: list[pa.Array | str] = ['<row r="', rows, '" ht="', _heights(columns), '">']
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        pieces += [f'<c r="{letter}', rows, '" s="', _styles(column), _body(column.cells)]
    data, offsets = text_bytes(pc.binary_join_element_wise(*pieces, "</row>", ""))
    return data[offsets[0] : offsets[-1]].data


def _heights(columns: Sequence[SheetColumn]) -> pa.Array:
    """The height of each row: without it, wrapped text shows its first line only."""
    lines = np.ones(len(columns[0].cells), dtype=np.int64)
    for column in columns:
        if column.wrapped_at:
            lengths = pc.utf8_length(column.cells).to_numpy()
            lines = np.maximum(lines, -(-lengths // column.wrapped_at))
    heights = pa.array([str(_LINE_HEIGHT * count) for count in range(_MOST_LINES + 1)])
    return heights.take(pa.array(np.minimum(lines, _MOST_LINES)))


def _styles(column: SheetColumn) -> pa.Array | str:
    styles = column.styles
    quoted = begins_a_formula(column.cells) if pa.types.is_string(column.cells.type) else None
    has_quoted = quoted is not None and quoted.any()
    has_marked = column.marked is not None and column.marked.any()
    if not has_quoted and not has_marked:
        return str(styles.plain)
    choice = np.zeros(len(column.cells), dtype=np.int8)
    if column.marked is not None:
        choice += column.marked
    if quoted is not None:
        choice += 2 * quoted
    names = [styles.plain, styles.marked, styles.plain_quoted, styles.marked_quoted]
    return pa.array([str(name) for name in names]).take(pa.array(choice))


def _body(cells: pa.Array) -> pa.StringArray:
    if not pa.types.is_string(cells.type):
        return pc.binary_join_element_wise('"><v>', pc.cast(cells, pa.string()), "</v></c>", "")
    open_, close = '" t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
    filled = pc.binary_join_element_wise(open_, _escaped(_fitting(cells)), close, "")
    _, offsets = text_bytes(cells)
    empty = np.diff(offsets) == 0
    return pc.if_else(pa.array(empty), '"/>', filled) if empty.any() else filled


def _fitting(cells: pa.StringArray) -> pa.StringArray:
    mask = looks_guarded(cells)
    if mask.any():
        cells = pc.if_else(pa.array(mask), pc.binary_join_element_wise("'", cells, ""), cells)
    _, offsets = text_bytes(cells)
    if not (np.diff(offsets) > MAX_CELL).any():
        return cells
    cut = pc.binary_join_element_wise(pc.utf8_slice_codeunits(cells, 0, _CUT_TO), "…", "")
    return pc.if_else(pc.greater(_utf16_length(cells), MAX_CELL), cut, cells)


def _utf16_length(cells: pa.StringArray) -> pa.Array:
    beyond = pc.count_substring_regex(cells, "[\U00010000-\U0010ffff]")
    return pc.add(pc.utf8_length(cells), beyond)


def _escaped(cells: pa.StringArray) -> pa.StringArray:
    signs = _signs(cells)
    if not signs[_ODD].any():
        return cells
    for sign, written in _ESCAPES:
        if signs[ord(sign)]:
            cells = pc.replace_substring(cells, sign, written)
    if signs[ord("_")]:
        cells = pc.replace_substring_regex(cells, _LOOKS_ESCAPED, r"_x005F_\1")
    return pc.replace_substring_regex(cells, _NOT_IN_XML, " ")


def _signs(cells: pa.StringArray) -> npt.NDArray[np.int64]:
    """How often each byte occurs in the column."""
    data, offsets = text_bytes(cells)
    return np.bincount(data[offsets[0] : offsets[-1]], minlength=256)
