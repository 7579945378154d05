"""The formula guard: the `'` that keeps a spreadsheet from taking a cell for a formula.

A report puts it before every cell that begins with = + - @, a tab or a carriage return, and before a
cell that already looks guarded; reading a report takes exactly one off again. So whatever the user had
comes back as it was: +57 300 is written '+57 300, and '+57 300 is written ''+57 300.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

FORMULA_STARTS = "=+-@\t\r"
_LOOKS_GUARDED = r"^'+[=+\-@\t\r]"
_QUOTE = ord("'")
_STARTS = np.zeros(256, dtype=bool)
_STARTS[[ord(sign) for sign in FORMULA_STARTS]] = True
_SECOND = _STARTS.copy()
_SECOND[_QUOTE] = True

Mask = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]


def guard(column: pa.StringArray) -> pa.StringArray:
    """The column with one `'` before each cell that a spreadsheet would compute or that looks guarded."""
    return _prefixed(column, begins_a_formula(column) | looks_guarded(column))


def unguard(column: pa.StringArray) -> pa.StringArray:
    """The column with one `'` less in each cell that looks guarded: the inverse of `guard`."""
    mask = looks_guarded(column)
    if not mask.any():
        return column
    return pc.if_else(pa.array(mask), pc.utf8_slice_codeunits(column, 1), column)


def begins_a_formula(column: pa.StringArray) -> Mask:
    """Which cells begin with a sign that a spreadsheet takes for the start of a formula."""
    data, offsets = text_bytes(column)
    filled = np.diff(offsets) > 0
    mask = np.zeros(len(column), dtype=bool)
    mask[filled] = _STARTS[data[offsets[:-1][filled]]]
    return mask


def looks_guarded(column: pa.StringArray) -> Mask:
    """Which cells begin with one or more `'` and then such a sign."""
    data, offsets = text_bytes(column)
    mask = np.zeros(len(column), dtype=bool)
    two = np.flatnonzero(np.diff(offsets) > 1)
    first, second = data[offsets[two]], data[offsets[two] + 1]
    maybe = two[(first == _QUOTE) & _SECOND[second]]
    if len(maybe):
        found = pc.match_substring_regex(column.take(pa.array(maybe)), _LOOKS_GUARDED)
        mask[maybe] = found.to_numpy(zero_copy_only=False)
    return mask


def text_bytes(column: pa.StringArray) -> tuple[Bytes, Offsets]:
    """The UTF-8 bytes of a text column without nulls, and where each cell begins; no copy of the text."""
    _, offsets, data = column.buffers()
    if offsets is None or len(column) == 0:
        return np.zeros(0, dtype=np.uint8), np.zeros(len(column) + 1, dtype=np.int64)
    all_offsets = np.frombuffer(offsets, dtype=np.int32)
    own = all_offsets[column.offset : column.offset + len(column) + 1].astype(np.int64)
    bytes_ = np.zeros(0, dtype=np.uint8) if data is None else np.frombuffer(data, dtype=np.uint8)
    return bytes_, own


def _prefixed(column: pa.StringArray, mask: Mask) -> pa.StringArray:
    if not mask.any():
        return column
    return pc.if_else(pa.array(mask), pc.binary_join_element_wise("'", column, ""), column)
