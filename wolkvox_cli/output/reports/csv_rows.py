"""Columns of text as the lines of a CSV file, a whole column at a time."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.guards import Mask, guard, text_bytes

LINE_END = "\r\n"
_BLANKS = np.zeros(256, dtype=bool)
_BLANKS[[ord(" "), ord("\t")]] = True


def csv_lines(columns: Sequence[pa.Array], delimiter: str, surplus: pa.ListArray | None = None) -> memoryview:
    """The rows of text columns without nulls as CSV lines in UTF-8, ended by CR LF.

    Cells are guarded against being computed, and quoted only where they must be. `surplus` are further
    cells of each row, to the right of the last column.
    """
    cells = [_cells(column, delimiter) for column in columns]
    tail: pa.Array | pa.Scalar = pa.scalar(LINE_END)
    if surplus is not None and len(surplus.flatten()):
        tail = _surplus_tail(surplus, delimiter)
    cells[-1] = pc.binary_join_element_wise(cells[-1], tail, "")
    lines = cells[0] if len(cells) == 1 else pc.binary_join_element_wise(*cells, delimiter)
    return _text(lines)


def csv_line(cells: Sequence[str], delimiter: str) -> memoryview:
    """One row of cells as a CSV line."""
    return csv_lines([pa.array([cell], pa.string()) for cell in cells], delimiter)


def _cells(column: pa.Array, delimiter: str) -> pa.StringArray:
    if not pa.types.is_string(column.type):
        return pc.cast(column, pa.string())
    guarded = guard(column)
    mask = _must_be_quoted(guarded, delimiter)
    if not mask.any():
        return guarded
    doubled = pc.replace_substring(guarded, '"', '""')
    return pc.if_else(pa.array(mask), pc.binary_join_element_wise('"', doubled, '"', ""), guarded)


def _must_be_quoted(column: pa.StringArray, delimiter: str) -> Mask:
    data, offsets = text_bytes(column)
    mask = np.zeros(len(column), dtype=bool)
    filled = np.flatnonzero(np.diff(offsets) > 0)
    if not len(filled):
        return mask
    begins, ends = offsets[:-1][filled], offsets[1:][filled]
    mask[filled] = _BLANKS[data[begins]] | _BLANKS[data[ends - 1]]
    special = np.zeros(256, dtype=bool)
    special[[ord(sign) for sign in delimiter + '"\r\n']] = True
    found = np.flatnonzero(special[data[offsets[0] : offsets[-1]]]) + offsets[0]
    mask[filled[np.searchsorted(ends, found, side="right")]] = True
    return mask


def _surplus_tail(surplus: pa.ListArray, delimiter: str) -> pa.StringArray:
    quoted = _cells(surplus.flatten(), delimiter)
    counts = pc.list_value_length(surplus).to_numpy(zero_copy_only=False)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), quoted), delimiter)
    more = pc.binary_join_element_wise(delimiter, joined, LINE_END, "")
    return pc.if_else(pa.array(counts > 0), more, LINE_END)


def _text(column: pa.StringArray) -> memoryview:
    # The lines stand one after another in the column's own memory: no copy is needed.
    data, offsets = text_bytes(column)
    return data[offsets[0] : offsets[-1]].data
