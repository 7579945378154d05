"""Columns of text: pandas outside, Arrow within; what must be quick over a million cells stands here."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

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
    TextPieces: TypeAlias = pa.ChunkedArray[pa.StringScalar]
    """A column of Arrow strings in several pieces."""
else:
    Text = RowMask = pd.Series
    Rows = pd.Index
    TextPieces = pa.ChunkedArray

RowNumbers = npt.NDArray[np.int64]
"""Row numbers as a bare array."""

Mask = npt.NDArray[np.bool_]
"""One truth for every cell of an Arrow array."""

Keys = npt.NDArray[np.uint64]
"""64-bit stand-ins for values, spread evenly over their range."""

Bytes = npt.NDArray[np.uint8]

Offsets = npt.NDArray[np.int64]
"""Where each cell begins among the bytes of its column; one more than there are cells."""

EMPTY_WORDS = ("nan", "none", "null", "nat", "n/a", "#n/a", "#n/d", "-", "\\n", "(null)", "[null]", "<null>")
"""What programs write into a cell that has no value (\\N: MySQL); compared with whole cells in any case."""

FORMULA_STARTS = "=+-@\t\r"
"""The signs that a spreadsheet takes for the start of a formula."""


def text_series(cells: pa.StringArray | Sequence[str], rows: Rows | Sequence[int]) -> Text:
    """Cells without nulls as a column, by row number; what is Arrow already is not copied."""
    return pd.Series(_extension_array(cells), index=_index(rows))


def frame_of(columns: Mapping[str, Text], rows: Rows) -> pd.DataFrame:
    """Columns of the same rows as a table; pandas alone would compare their row numbers first."""
    return pd.DataFrame({name: column.array for name, column in columns.items()}, index=rows, copy=False)


def text_frame(
    columns: Mapping[str, pa.StringArray | Sequence[str]], rows: Rows | Sequence[int]
) -> pd.DataFrame:
    """Equally long columns as a table, by row number."""
    arrays = {name: _extension_array(cells) for name, cells in columns.items()}
    return pd.DataFrame(arrays, index=_index(rows))


def columns_of(table: pd.DataFrame) -> dict[str, Text]:
    """The columns of a table by their names."""
    return {str(name): column for name, column in table.items()}


def arrow(column: Text) -> pa.StringArray:
    """The column as one Arrow array, not copied unless it is in pieces."""
    # Through pa.array it would take a hundred times as long.
    pieces: TextPieces = cast("Any", column.array).__arrow_array__()
    return cast("pa.StringArray", pieces.chunk(0) if pieces.num_chunks == 1 else pieces.combine_chunks())


def pieces_of(column: TextPieces) -> list[pa.StringArray]:
    """The pieces of a column, none of them copied."""
    return cast("list[pa.StringArray]", column.chunks)


def repeated(text: str, count: int) -> pd.arrays.ArrowExtensionArray:
    """The same text in every cell."""
    return pd.arrays.ArrowExtensionArray(pa.repeat(text, count))


def converted(column: Text, convert: Callable[[str], str]) -> Text:
    """Every cell converted, each different value once."""
    codes, different = column.factorize()
    answers = pa.array([convert(value) for value in different], pa.string())
    return text_series(answers.take(codes), column.index)


def _extension_array(cells: pa.StringArray | Sequence[str]) -> pd.arrays.ArrowExtensionArray:
    return pd.arrays.ArrowExtensionArray(
        cells if isinstance(cells, pa.Array) else pa.array(cells, pa.string())
    )


def _index(rows: Rows | Sequence[int]) -> Rows:
    return rows if isinstance(rows, pd.Index) else pd.Index(rows, dtype=np.int64)


# Control characters, line breaks, and every space that is not the plain one.
_ODD = r"\x{00}-\x{1f}\x{7f}-\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
ODD_SPACES = rf" *[{_ODD}][ {_ODD}]*"
"""What becomes one space."""

UNSEEN = r"[\x{ad}\x{200b}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2060}\x{feff}]+"
"""What goes without a trace."""

POWER_OF_TEN = r"^[0-9][.,][0-9]+[Ee]\+[0-9]{2}$"
ERROR_CELL = (
    r"^#(?:(?:REF|VALUE|DIV/0|NUM|NULL|SPILL|CALC|VALOR|NULO|NÚM|¡(?:REF|VALOR|DIV/0|NUM|NULO))!"
    r"|(?:NAME|¿NOMBRE|NOME)\?|#{3,})$"
)

# The signs that Windows-1252 has for the second byte of á, Ñ and their like; í leaves an unseen one, which
# cleaning takes. Marks that may stand behind a word are left out: "MANHÔ is no Ô.
_TWICE = r"Ã[¡-¿€‚ƒ„†‡ˆ‰Š‹ŒŽ‘“•˜™š›œžŸ]|Â[¡-¿]|\p{Ll}Ã\p{Ll}|â€"

# A question mark between letters that is not part of a web address.
GARBLED = rf"{_TWICE}|\x{{fffd}}|^[^/=]*\p{{L}}\?\p{{L}}"

_GARBLED_SIGNS = [*(sign.encode() for sign in ("Ã", "Â", "â€", "\ufffd")), b"?"]

_LONGEST_EMPTY_WORD = max(map(len, EMPTY_WORDS))
_BEGINS_EMPTY_WORD = np.isin(
    np.arange(256), [ord(sign) for word in EMPTY_WORDS for sign in (word[0], word[0].upper())]
)
_SPACE, _DELETE, _FIRST_LEAD_BYTE = 0x20, 0x7F, 0xC2


def clean(column: Text) -> Text:
    """The column made `visible`, with its `EMPTY_WORDS` blanked. Cleaning twice changes nothing."""
    column = visible(column)
    words = _may_be_empty_words(arrow(column))
    if not words.any():
        return column
    words[words] = column[words].str.lower().isin(EMPTY_WORDS)
    return column.mask(words, "")


def visible(column: Text) -> Text:
    """Control characters and odd spaces become one space, unseen characters go, ends are trimmed."""
    if _may_hide_characters(arrow(column)):
        column = column.str.replace(UNSEEN, "", regex=True).str.replace(ODD_SPACES, " ", regex=True)
    return column.str.strip(" ") if _has_outer_spaces(arrow(column)) else column


def powers_of_ten(column: Text) -> Mask:
    """The cells that a program turned into `3.00123E+09`: their last digits are lost."""
    return having(column, POWER_OF_TEN, [b"+"])


def error_cells(column: Text) -> Mask:
    """The cells that hold a spreadsheet's error, such as #REF! or a row of #."""
    return having(column, ERROR_CELL, [b"#"])


def garbled(column: Text) -> Mask:
    """The cells with letters that a program has spoilt, such as MuÃ±oz, Mu?oz or Mu\ufffdoz for Muñoz."""
    return having(column, GARBLED, _GARBLED_SIGNS)


def having(column: Text, pattern: str, signs: Sequence[bytes]) -> Mask:
    """The cells in which the pattern is found, of which every match holds one of these `signs`.

    Where the column has none of them the pattern is spared: a look at all bytes is quicker than one at each
    cell.
    """
    if not holds_any(arrow(column), signs):
        return np.zeros(len(column), np.bool_)
    return mask_of(pc.match_substring_regex(arrow(column), pattern))


def _may_be_empty_words(column: pa.StringArray) -> Mask:
    """Which cells are short and begin like one of the `EMPTY_WORDS`."""
    contents, offsets = text_bytes(column)
    lengths = np.diff(offsets)
    mask = (lengths > 0) & (lengths <= _LONGEST_EMPTY_WORD)
    mask[mask] = _BEGINS_EMPTY_WORD[contents[offsets[:-1][mask]]]
    return mask


def _has_outer_spaces(column: pa.StringArray) -> bool:
    """Whether a cell may begin or end with a space; trimming copies the whole column even if none does."""
    contents, offsets = text_bytes(column)
    if not len(contents):
        return False
    # For a blank cell this looks at its neighbours, which is no harm.
    outer = contents.take(offsets[:-1], mode="clip"), contents.take(offsets[1:] - 1, mode="clip")
    return any(bool((signs == _SPACE).any()) for signs in outer)


def _may_hide_characters(column: pa.StringArray) -> bool:
    """Whether the raw bytes hold anything to mend; a regular expression over every cell costs more."""
    contents = _contents(column)
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
    starts = np.flatnonzero(contents >= _FIRST_LEAD_BYTE)
    return contents[starts], contents[starts + 1]


def guard(column: pa.StringArray) -> pa.StringArray:
    """The column with one `'` before each cell that a spreadsheet would compute or that looks guarded."""
    return pc.replace_substring_regex(column, r"^('*[=+\-@\t\r])", r"'\1")


def unguard(column: pa.StringArray) -> pa.StringArray:
    """The column with one `'` less in each cell that looks guarded: the inverse of `guard`."""
    return pc.replace_substring_regex(column, r"^'('*[=+\-@\t\r])", r"\1")


def put(column: pa.StringArray, indices: RowNumbers, cells: pa.StringArray) -> pa.StringArray:
    """The column with `cells` put at `indices`, which ascend.

    Taken from both in one go: pyarrow's replace_with_mask takes three times as long.
    """
    if not len(indices):
        return column
    if len(indices) == len(column):
        return cells
    sources = np.arange(len(column))
    sources[indices] = np.arange(len(column), len(column) + len(cells))
    return pa.concat_arrays([column, cells]).take(sources)


def holds_any(column: pa.StringArray, signs: Sequence[bytes]) -> bool:
    """Whether one of these bytes stands anywhere in the column."""
    text = _contents(column).tobytes()
    return any(sign in text for sign in signs)


def mask_of(answers: pa.BooleanArray) -> Mask:
    """What pyarrow answered, as a numpy mask."""
    mask: Mask = answers.to_numpy(zero_copy_only=False)
    return mask


def byte_lengths(column: pa.StringArray) -> RowNumbers:
    """The size of every cell in bytes of UTF-8."""
    return np.diff(text_bytes(column)[1])


def text_bytes(column: pa.StringArray) -> tuple[Bytes, Offsets]:
    """The UTF-8 bytes behind a text column without nulls, and where each cell begins; no copy of the text."""
    _, offsets, contents = column.buffers()
    if not len(column) or offsets is None:
        return np.zeros(0, np.uint8), np.zeros(len(column) + 1, np.int64)
    all_offsets = np.frombuffer(cast("bytes", offsets), np.int32)
    own = all_offsets[column.offset : column.offset + len(column) + 1].astype(np.int64)
    return np.frombuffer(cast("bytes", contents or b""), np.uint8), own


def joined_bytes(column: pa.StringArray) -> tuple[memoryview, Offsets]:
    """The cells of a column one after another, and where each of them begins."""
    _, offsets = text_bytes(column)
    return _contents(column).data, offsets - offsets[0]


def _contents(column: pa.StringArray) -> Bytes:
    """The bytes of all cells."""
    contents, offsets = text_bytes(column)
    return contents[offsets[0] : offsets[-1]]


def text_keys(column: pa.StringArray) -> Keys:
    """A key for each text."""
    contents, offsets = joined_bytes(column)
    stops = offsets.tolist()
    hashed = xxhash.xxh3_64_intdigest
    keys = (hashed(contents[start:stop]) for start, stop in pairwise(stops))
    return np.fromiter(keys, np.uint64, len(column))


_FIRST_PLAIN = 0x20


def may_need_escapes(column: pa.StringArray) -> bool:
    """Whether the column has a sign that JSON escapes: to look cell by cell takes ten times as long."""
    contents = _contents(column)
    if not len(contents):
        return False
    return bool(
        contents.min() < _FIRST_PLAIN or (contents == ord('"')).any() or (contents == ord("\\")).any()
    )


_ROWS = 2_000
"""Rows put together at once: so many stay in the processor's cache."""


def put_together(parts: Sequence[str | pa.StringArray], length: int) -> TextPieces:
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
def _row_by_row(pattern: tuple[bool, ...], rows: int) -> RowNumbers:
    """Where the cells of each row stand: first the texts that are the same, then column after column."""
    same = np.array(pattern, np.bool_)
    firsts = np.where(same, np.cumsum(same) - 1, same.sum() + (np.cumsum(~same) - 1) * rows)
    indices: RowNumbers = (np.outer(np.arange(rows), ~same) + firsts).ravel()
    return indices


def _every(count: int, cells: pa.StringArray) -> pa.StringArray:
    """Each `count` cells as one."""
    contents, offsets = text_bytes(cells)
    bounds = offsets[::count].astype(np.int32)
    return pa.StringArray.from_buffers(
        len(bounds) - 1, pa.py_buffer(bounds.data), pa.py_buffer(contents.data)
    )
