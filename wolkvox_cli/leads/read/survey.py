"""What one pass over a file's bytes tells: its digest, and in what encoding its letters may be."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wolkvox_cli.leads.read.letters import Counts, counts_of, no_counts

BLOCK = 1 << 20
"""Bytes read at once."""

LONGEST_LINE = 16 << 20
"""Bytes without a line end after which a block is cut all the same."""

_NO_TEXT = (b"PK", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
"""How packed files and workbooks begin: their bytes are no letters."""

_UTF8_LETTER = re.compile(
    b"|".join(map(re.escape, (letter.encode() for letter in "áéíóúñüÁÉÍÓÚÑÜçãõâêôÇÃÕÂÊ")))
    + rb"|\xc2[\xa0-\xbf]|[\xe2\xee\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
"""A letter or sign of our languages in UTF-8: other encodings hardly ever have such bytes.

Left out are those that in Windows-1252 may be a word's last letter and a mark, such as Ã” and Ã».
"""


@dataclass(frozen=True)
class Survey:
    """What is known of a file once it was read to its end.

    `has_utf8`: some line is UTF-8 with letters that tell it; `has_other`: some line is not UTF-8.
    `counts` are the letters of the blocks with such bytes.
    """

    sha256: str
    has_utf8: bool
    has_other: bool
    counts: Counts


def survey_of(blocks: Iterable[bytes]) -> Survey:
    """The survey of all the bytes."""
    digest = hashlib.sha256()
    counts = no_counts()
    has_utf8 = has_other = is_packed = False
    for number, block in enumerate(whole_lines(blocks)):
        digest.update(block)
        is_packed = is_packed or (number == 0 and block.startswith(_NO_TEXT))
        if is_packed or block.isascii():
            continue
        is_utf8_throughout = is_utf8(block)
        if not has_utf8 and _has_utf8_letter(block):
            has_utf8 = is_utf8_throughout or any(map(_is_surely_utf8, block.splitlines()))
        if not is_utf8_throughout:
            has_other = True
            counts += counts_of(block)
    return Survey(digest.hexdigest(), has_utf8, has_other, counts)


def _is_surely_utf8(line: bytes) -> bool:
    return not line.isascii() and is_utf8(line) and _has_utf8_letter(line)


def _has_utf8_letter(block: bytes) -> bool:
    codes = np.frombuffer(block, np.uint8)
    begun = np.flatnonzero(codes[:-1] >= 0xC2)
    begun = begun[codes[begun + 1] & 0xC0 == 0x80]
    return any(_UTF8_LETTER.match(block, index) for index in begun.tolist())


def whole_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, each block but the last ending with a line."""
    rest = b""
    for block in blocks:
        rest += block
        end = rest.rfind(b"\n") + 1 or rest.rfind(b"\r") + 1
        if len(rest) > LONGEST_LINE:
            end = len(rest)
        if end:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest


def is_utf8(block: bytes) -> bool:
    """Whether the bytes are UTF-8; pyarrow's check is several times as fast as decoding."""
    ends = pa.py_buffer(np.array([0, len(block)], dtype=np.int32).tobytes())
    try:
        pa.StringArray.from_buffers(1, ends, pa.py_buffer(block)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
