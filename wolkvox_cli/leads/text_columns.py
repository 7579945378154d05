"""Columns of text: pandas outside, Arrow within; what must be quick over a million cells stands here."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if "jemalloc" in pa.supported_memory_backends():
    # The usual allocator keeps what one thread took and another gave back: half as much memory again over a
    # large file. This one is not there on every system.
    pa.set_memory_pool(pa.jemalloc_memory_pool())

TEXT = pd.ArrowDtype(pa.string())
"""What every column of text is made of."""

if TYPE_CHECKING:
    Text: TypeAlias = pd.Series[str]
    """A column of Arrow strings without nulls, by row number."""
    RowMask: TypeAlias = pd.Series[bool]
    """One truth for every row, by row number."""
    Rows: TypeAlias = pd.Index[int]
    """Row numbers as a spreadsheet shows them: the file's first line is 1."""
else:
    Text = RowMask = pd.Series
    Rows = pd.Index

RowNumbers = npt.NDArray[np.int64]
"""The same as a bare array."""

Mask = npt.NDArray[np.bool_]
"""One truth for every cell of an Arrow array."""

Bytes = npt.NDArray[np.uint8]

Places = npt.NDArray[np.int64]
"""Where in a column some cells stand, counted from 0, ascending."""

EMPTY_WORDS = ("nan", "none", "null", "nat", "n/a", "#n/a", "#n/d", "-", "\\n", "(null)", "[null]", "<null>")
"""What programs write into a cell that has no value (\\N: MySQL); compared with whole cells in any case."""

# Control characters, line breaks, and every space that is not the plain one.
_ODD = r"\x{00}-\x{1f}\x{7f}-\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
_ODD_SPACES = rf" *[{_ODD}][ {_ODD}]*"
_UNSEEN = r"[\x{ad}\x{200b}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2060}\x{feff}]+"
_POWER_OF_TEN = r"^[0-9][.,][0-9]+[Ee]\+[0-9]{2}$"

_ERROR_CELL = (
    r"^#(?:(?:REF|VALUE|DIV/0|NUM|NULL|SPILL|CALC|VALOR|NULO|NÚM|¡(?:REF|VALOR|DIV/0|NUM|NULO))!"
    r"|(?:NAME|¿NOMBRE|NOME)\?|#{3,})$"
)
# The signs that Windows-1252 has for the second byte of á, Ñ and their like; í leaves an unseen one, which
# cleaning takes. Marks that may stand behind a word are left out: "MANHÔ is no Ô.
_GARBLED = r"Ã[¡-¿€‚ƒ„†‡ˆ‰Š‹ŒŽ‘“•˜™š›œžŸ]|Â[¡-¿]|\p{Ll}Ã\p{Ll}|â€"
_LONGEST_EMPTY_WORD = max(map(len, EMPTY_WORDS))
_BEGINS_EMPTY_WORD = np.isin(
    np.arange(256), [ord(sign) for word in EMPTY_WORDS for sign in (word[0], word[0].upper())]
)
_SHORTEST_POWER_OF_TEN = len("1,0E+10")
_NOWHERE: Places = np.zeros(0, np.int64)
_SPACE, _DELETE, _FIRST_LEAD_BYTE = 0x20, 0x7F, 0xC2


def text_series(cells: pa.StringArray | Sequence[str], rows: Rows | Sequence[int]) -> Text:
    """Cells without nulls as a column, by row number; what is Arrow already is not copied."""
    return pd.Series(pd.arrays.ArrowExtensionArray(_array(cells)), index=rows)


def text_frame(
    columns: Mapping[str, pa.StringArray | Sequence[str]], rows: Rows | Sequence[int]
) -> pd.DataFrame:
    """Equally long columns as a table, by row number."""
    arrays = {name: pd.arrays.ArrowExtensionArray(_array(cells)) for name, cells in columns.items()}
    return pd.DataFrame(arrays, index=rows)


def arrow(column: Text) -> pa.StringArray:
    """The column as one Arrow array, not copied unless it is in pieces."""
    pieces = pa.chunked_array(column.array.__arrow_array__())
    return pieces.combine_chunks()


def repeated(text: str, count: int) -> pd.arrays.ArrowExtensionArray:
    """The same text in every cell."""
    return pd.arrays.ArrowExtensionArray(pa.repeat(text, count))


def _array(cells: pa.StringArray | Sequence[str]) -> pa.StringArray:
    return cells if isinstance(cells, pa.Array) else pa.array(cells, pa.string())


def clean(column: pa.StringArray) -> pa.StringArray:
    """The column made `visible`, with its `EMPTY_WORDS` blanked. Cleaning twice changes nothing."""
    return empty_words_removed(visible(column))


def visible(column: pa.StringArray) -> pa.StringArray:
    """Control characters and odd spaces become one space, unseen characters go, ends are trimmed."""
    if _may_hide_characters(column):
        column = pc.replace_substring_regex(column, _UNSEEN, "")
        column = pc.replace_substring_regex(column, _ODD_SPACES, " ")
    return pc.ascii_trim(column, " ") if _has_outer_spaces(column) else column


def empty_words_removed(column: pa.StringArray) -> pa.StringArray:
    """The column with its `EMPTY_WORDS` blanked; only short cells that begin like one are looked at."""
    contents, starts, ends = _buffers(column)
    short = np.flatnonzero((ends > starts) & (ends - starts <= _LONGEST_EMPTY_WORD))
    short = short[_BEGINS_EMPTY_WORD[contents[starts[short]]]]
    if not len(short):
        return column
    words = pc.ascii_lower(column.take(pa.array(short)))
    return blanked(column, short[mask_of(pc.is_in(words, value_set=pa.array(EMPTY_WORDS)))])


def over_long(column: pa.StringArray, limit: int) -> Places:
    """The places of the cells with more than `limit` characters."""
    candidates = np.flatnonzero(byte_lengths(column) > limit)
    if not len(candidates):
        return candidates
    lengths = pc.utf8_length(column.take(pa.array(candidates))).to_numpy(zero_copy_only=False)
    places: Places = candidates[lengths > limit]
    return places


def cut(column: pa.StringArray, limit: int) -> pa.StringArray:
    """Every cell cut to `limit` characters, without a space at its new end."""
    return pc.ascii_rtrim(pc.utf8_slice_codeunits(column, 0, limit), " ")


def powers_of_ten(column: pa.StringArray) -> Places:
    """The places of the cells that a program turned into `3.00123E+09`: their last digits are lost."""
    contents, starts, ends = _buffers(column)
    if not (contents[_extent(starts, ends)] == ord("+")).any():
        return _NOWHERE
    candidates = np.flatnonzero(ends - starts >= _SHORTEST_POWER_OF_TEN)
    candidates = candidates[contents[ends[candidates] - 4] | 0x20 == ord("e")]
    cells = column.take(pa.array(candidates))
    places: Places = candidates[mask_of(pc.match_substring_regex(cells, _POWER_OF_TEN))]
    return places


def error_cells(column: pa.StringArray) -> Places:
    """The places of the cells that hold a spreadsheet's error, such as #REF! or a row of #."""
    contents, starts, ends = _buffers(column)
    if not (contents[_extent(starts, ends)] == ord("#")).any():
        return _NOWHERE
    candidates = np.flatnonzero(ends - starts > 1)
    candidates = candidates[contents[starts[candidates]] == ord("#")]
    cells = column.take(pa.array(candidates))
    places: Places = candidates[mask_of(pc.match_substring_regex(cells, _ERROR_CELL))]
    return places


def garbled(column: pa.StringArray) -> Places:
    """The places of the cells with UTF-8 that was once read as Windows-1252, such as MuÃ±oz for Muñoz."""
    contents, starts, ends = _buffers(column)
    first, second = _begun_letters(contents[_extent(starts, ends)])
    a_circumflex = (second == 0xA2) & (np.append(first[1:], 0) == 0xE2)  # â before €
    if not ((first == 0xC3) & ((second == 0x82) | (second == 0x83) | a_circumflex)).any():
        return _NOWHERE
    return np.flatnonzero(mask_of(pc.match_substring_regex(column, _GARBLED)))


def blanked(column: pa.StringArray, places: Places) -> pa.StringArray:
    """The column with the cells at `places` emptied."""
    if not len(places):
        return column
    return pc.if_else(pa.array(mask_at(places, len(column))), "", column)


def put(column: pa.StringArray, places: Places, cells: pa.StringArray) -> pa.StringArray:
    """The column with `cells` put at `places`, which ascend.

    Taken from both in one go: pyarrow's replace_with_mask takes three times as long.
    """
    if not len(places):
        return column
    if len(places) == len(column):
        return cells
    sources = np.arange(len(column))
    sources[places] = np.arange(len(column), len(column) + len(cells))
    return pa.concat_arrays([column, cells]).take(pa.array(sources))


def converted(cells: pa.StringArray, convert: Callable[[str], str | None]) -> pa.StringArray:
    """Every cell converted, each different value once; null where `convert` has no answer."""
    encoded = cells.dictionary_encode()
    answers = pa.array([convert(value) for value in encoded.dictionary.to_pylist()], pa.string())
    return answers.take(encoded.indices)


def digits_as_numbers(column: pa.StringArray) -> Places:
    """Up to 17 digits as one number, 0 where blank; a 1 in front keeps leading zeros apart."""
    texts = pc.if_else(pc.equal(column, ""), "0", pc.binary_join_element_wise("1", column, ""))
    numbers: Places = texts.cast(pa.int64()).to_numpy()
    return numbers


def byte_lengths(column: pa.StringArray) -> npt.NDArray[np.int32]:
    """The size of every cell in bytes of UTF-8."""
    lengths: npt.NDArray[np.int32] = pc.binary_length(column).to_numpy(zero_copy_only=False)
    return lengths


def mask_of(answers: pa.BooleanArray) -> Mask:
    """What pyarrow answered, as a numpy mask."""
    mask: Mask = answers.to_numpy(zero_copy_only=False)
    return mask


def mask_at(places: Places, length: int) -> Mask:
    """A mask of `length` rows that is true at `places`."""
    mask = np.zeros(length, np.bool_)
    mask[places] = True
    return mask


def _has_outer_spaces(column: pa.StringArray) -> bool:
    """Whether a cell may begin or end with a space; trimming copies the whole column even if none does."""
    contents, starts, ends = _buffers(column)
    if not len(contents):
        return False
    # For a blank cell this looks at its neighbours, which is no harm.
    outer = contents.take(starts, mode="clip"), contents.take(ends - 1, mode="clip")
    return any(bool((signs == _SPACE).any()) for signs in outer)


def _may_hide_characters(column: pa.StringArray) -> bool:
    """Whether the raw bytes hold anything to mend; a regular expression over every cell costs more."""
    contents, starts, ends = _buffers(column)
    contents = contents[_extent(starts, ends)]
    if not len(contents):
        return False
    if contents.min() < _SPACE or (contents.max() >= _DELETE and bool((contents == _DELETE).any())):
        return True
    first, second = _begun_letters(contents)
    return bool(
        ((first == 0xC2) & ((second <= 0xA0) | (second == 0xAD))).any()
        or ((first == 0xE2) & (second <= 0x81)).any()
        or ((first == 0xE1) & (second == 0x9A)).any()
        or ((first == 0xE3) & (second == 0x80)).any()
        or ((first == 0xEF) & (second == 0xBB)).any()
    )


def _begun_letters(contents: Bytes) -> tuple[Bytes, Bytes]:
    """The first and the second byte of every letter beyond ASCII, in order."""
    if not len(contents) or contents.max() < _FIRST_LEAD_BYTE:
        return contents[:0], contents[:0]
    places = np.flatnonzero(contents >= _FIRST_LEAD_BYTE)
    return contents[places], contents[places + 1]


def _extent(starts: npt.NDArray[np.int32], ends: npt.NDArray[np.int32]) -> slice:
    """From the first byte of a column to its last: a look for one sign there is quicker than at each cell."""
    return slice(starts[0], ends[-1]) if len(starts) else slice(0)


def _buffers(
    column: pa.StringArray,
) -> tuple[Bytes, npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """The bytes behind a column, and where each cell starts and ends in them."""
    _, offsets, contents = column.buffers()
    if not len(column) or contents is None:
        nowhere = np.zeros(len(column), np.int32)
        return np.zeros(0, np.uint8), nowhere, nowhere
    places = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    return np.frombuffer(contents, np.uint8), places[:-1], places[1:]


FORMULA_STARTS = "=+-@\t\r"
_LOOKS_GUARDED = r"^'+[=+\-@\t\r]"
_QUOTE = ord("'")
_STARTS = np.zeros(256, dtype=bool)
_STARTS[[ord(sign) for sign in FORMULA_STARTS]] = True
_SECOND = _STARTS.copy()
_SECOND[_QUOTE] = True

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


_ROWS = 2_000
"""So many rows at once stay in the processor's cache while they are put together."""


def put_together(parts: Sequence[str | pa.StringArray], length: int) -> pa.ChunkedArray:
    """The parts of each of `length` rows as one text, with nothing between them.

    A part is a column, or a text that is the same in every row; there is at least one, and no cell is
    null.
    All cells are taken row by row into one array; its every n-th bound is a row's. While that fits the
    cache it takes half as long as pyarrow's own join; that both give the same is a property test.
    """
    texts = [part for part in parts if isinstance(part, str)]
    columns = [part for part in parts if not isinstance(part, str)]
    same = pa.array(texts, pa.string())
    pattern = tuple(isinstance(part, str) for part in parts)
    chunks = []
    for start in range(0, length, _ROWS):
        rows = min(_ROWS, length - start)
        cells = pa.concat_arrays([same, *(column.slice(start, rows) for column in columns)])
        chunks.append(_every(len(parts), cells.take(_row_by_row(pattern, rows))))
    return pa.chunked_array(chunks, pa.string())


@lru_cache(maxsize=8)
def _row_by_row(pattern: tuple[bool, ...], rows: int) -> pa.Int64Array:
    """Where the cells of each row stand: first the texts that are the same, then column after column."""
    same = np.array(pattern, np.bool_)
    firsts = np.where(same, np.cumsum(same) - 1, same.sum() + (np.cumsum(~same) - 1) * rows)
    return pa.array((np.outer(np.arange(rows), ~same) + firsts).ravel())


def _every(count: int, cells: pa.StringArray) -> pa.StringArray:
    """Each `count` cells as one."""
    _, offsets, contents = cells.buffers()
    bounds = np.frombuffer(offsets, np.int32)[: len(cells) + 1 : count].copy()
    return pa.StringArray.from_buffers(len(bounds) - 1, pa.py_buffer(bounds), contents)


def joined_bytes(column: pa.StringArray) -> tuple[memoryview, npt.NDArray[np.int64]]:
    """A column's text as one buffer, and where in it each cell begins (one offset more than cells)."""
    data, offsets = text_bytes(column)
    return data[offsets[0] : offsets[-1]].data, offsets - offsets[0]


_FIRST_PLAIN = 0x20


def may_need_escapes(column: pa.StringArray) -> bool:
    """Whether the column has a sign that JSON escapes: to look cell by cell takes ten times as long."""
    contents, starts, ends = _buffers(column)
    own = contents[_extent(starts, ends)]
    if not len(own):
        return False
    return bool(own.min() < _FIRST_PLAIN or (own == ord('"')).any() or (own == ord("\\")).any())
