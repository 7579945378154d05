"""Which encoding a text file is in, checked over the whole file and not only its start."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wolkvox_cli.errors import CommandError, FileError
from wolkvox_cli.leads.model import ERROR_COLUMN, ROW_COLUMN
from wolkvox_cli.leads.read.file_bytes import LeadBytes

GUESSES = ("cp1252", "mac_roman", "cp850")

_CLEARLY = 0.6
"""By so much a character another encoding must make better words than Windows-1252 to be preferred."""

_LETTERS = frozenset("áéíóúñüÁÉÍÓÚÑÜçãõâêôàÇÃÕÂÊÔÀ")
"""What Spanish and Portuguese words hold beyond ASCII."""

_OPENING = frozenset("“‘«¡¿")
_PUNCTUATION = frozenset("·”’–—…°»•€ªº®™©´\xa0") | _OPENING
_SEPARATOR = "·"
"""Stands between blanks where a report tells several mistakes of a row."""

_OTHER, _LOWER, _UPPER, _DIGIT, _HIGH = range(5)
_CLASSES = np.full(256, _OTHER, np.int64)
_CLASSES[ord("a") : ord("z") + 1] = _LOWER
_CLASSES[ord("A") : ord("Z") + 1] = _UPPER
_CLASSES[ord("0") : ord("9") + 1] = _DIGIT
_CLASSES[128:] = _HIGH

Counts = npt.NDArray[np.int64]
"""How often each byte beyond ASCII stands between which classes of bytes: 128 x 5 x 5."""


def no_counts() -> Counts:
    """Nothing seen yet."""
    return np.zeros((128, 5, 5), np.int64)


def counts_of(block: bytes) -> Counts:
    """What the block adds to the counts."""
    codes = np.frombuffer(block, dtype=np.uint8)
    places = np.flatnonzero(codes >= 128)
    classes = np.concatenate([[_OTHER], _CLASSES[codes], [_OTHER]]) if len(places) else _CLASSES
    index = ((codes[places].astype(np.int64) - 128) * 5 + classes[places]) * 5 + classes[places + 2]
    return np.bincount(index, minlength=128 * 25).reshape(128, 5, 5)


def likeliest(counts: Counts, head: bytes) -> str:
    """The codec under which the bytes make the best words: Windows-1252 unless another is clearly better."""
    codec = _of_report(head) or _by_words(counts)
    if codec == "cp1252" and counts[[code - 128 for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)]].any():
        return "latin-1"
    return codec


def _by_words(counts: Counts) -> str:
    scores = {codec: _score(codec, counts) for codec in GUESSES}
    scores["cp1252"] += _CLEARLY * float(counts.sum())
    return max(
        (codec for codec in GUESSES if scores[codec] > 0), key=lambda codec: scores[codec], default="cp1252"
    )


def _of_report(head: bytes) -> str | None:
    """The codec of one of our own reports, which shows in the sign between two mistakes of a row."""
    first, _, rows = head.partition(b"\n")
    if ROW_COLUMN.encode() not in first or ERROR_COLUMN.encode() not in first:
        return None
    found = {codec: rows.count(f" {_SEPARATOR} ".encode(codec)) for codec in GUESSES}
    best = max(GUESSES, key=lambda codec: found[codec])
    return best if found[best] else None


def _score(codec: str, counts: Counts) -> float:
    score = 0.0
    for code, before, after in product(range(128), range(5), range(5)):
        if count := int(counts[code, before, after]):
            score += count * _worth(codecs.decode(bytes([code + 128]), codec, "replace"), before, after)
    return score


def _worth(char: str, before: int, after: int) -> float:
    """How well the character stands between such neighbours, from 1 to -2."""
    if char in _PUNCTUATION:
        return _worth_of_punctuation(char, _is_letter(before), _is_letter(after))
    if not char.isalpha():
        return -1.0
    if (char.isupper() and before == _LOWER) or (char.islower() and after == _UPPER):
        return -2.0
    if _DIGIT in (before, after):
        return -1.0
    if char not in _LETTERS or not (_is_letter(before) or _is_letter(after)):
        return 0.0
    if not _is_letter(before):
        return 0.5
    return 0.0 if char in "àÀ" or (char in "ñÑçÇ" and not _is_letter(after)) else 1.0


def _worth_of_punctuation(char: str, follows: bool, precedes: bool) -> float:
    if follows and (precedes or char in _OPENING):
        return -0.5 if char in "’\xa0·" else -1.0
    return 0.5


def _is_letter(neighbour: int) -> bool:
    return neighbour in (_LOWER, _UPPER, _HIGH)


_BLOCK = 4 << 20
_ENOUGH = 10_000
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_SHOWN = {"cp1252": "windows-1252", "mac_roman": "macroman"}
_CALLED = {"cp1252": "Windows-1252", "mac_roman": "MacRoman", "cp850": "DOS (850)", "latin-1": "Latin-1"}


@dataclass(frozen=True)
class Encoding:
    """`codec` is Python's name, `shown` the user's; `note` says what was guessed, if it was."""

    codec: str
    shown: str
    note: str | None = None

    @property
    def is_utf8(self) -> bool:
        """Whether the bytes can be parsed as they are."""
        return self.codec in ("utf-8", "utf-8-sig")


def encoding_of(source: LeadBytes, wanted: str | None, head: bytes) -> Encoding:
    """The encoding the user names, or the one in which the whole file decodes.

    Raises CommandError for a name that is no encoding, FileError where the file does not decode.
    """
    if wanted is not None:
        return _named(source, wanted)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return _checked(source, Encoding(codec, codec.removesuffix("-sig")))
    wide = _wide_without_mark(head)
    if wide is not None:
        return _checked(
            source, Encoding(wide, wide, f"The file was read as {wide.upper()}, which is a guess.")
        )
    return _utf8_or_guess(source, head)


def _named(source: LeadBytes, wanted: str) -> Encoding:
    try:
        codec = codecs.lookup(wanted).name
        "ñ".encode(codec)
    except (LookupError, UnicodeEncodeError) as error:
        if isinstance(error, UnicodeEncodeError):
            return _checked(source, Encoding(codec, wanted))
        raise CommandError(
            "command.encoding",
            f"{wanted} is not an encoding.",
            "Try utf-8, utf-16, windows-1252, latin-1 or macroman.",
        ) from error
    if codec == "utf-8":
        codec = "utf-8-sig"
    return _checked(source, Encoding(codec, wanted))


def _wide_without_mark(head: bytes) -> str | None:
    """UTF-16 without its mark shows as NUL bytes in every other place."""
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    places = max(1, min(len(head), 4096) // 2)
    if odd > 0.4 * places and even < 0.1 * places:
        return "utf-16-le"
    if even > 0.4 * places and odd < 0.1 * places:
        return "utf-16-be"
    return None


def _checked(source: LeadBytes, encoding: Encoding) -> Encoding:
    """The encoding, once the whole file decodes in it."""
    if encoding.is_utf8:
        if not _is_utf8_throughout(source):
            raise _undecodable(source, encoding)
        return encoding
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    try:
        for block in _blocks(source):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _undecodable(source, encoding) from error
    return encoding


def _blocks(source: LeadBytes) -> Iterator[bytes]:
    with source.open() as stream:
        while block := stream.read(_BLOCK):
            yield block


def _undecodable(source: LeadBytes, encoding: Encoding) -> FileError:
    return FileError(
        "file.encoding",
        f"{source.name} is not {encoding.shown} throughout: "
        f"line {_first_bad_line(source, encoding)} holds a character that cannot be read.",
        "Save the file again as UTF-8, or name its encoding: --encoding windows-1252 (or utf-16, latin-1).",
    )


def _first_bad_line(source: LeadBytes, encoding: Encoding) -> int:
    lines = 1
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    for block in _blocks(source):
        kept = len(decoder.getstate()[0])
        try:
            lines += decoder.decode(block).count("\n")
        except UnicodeDecodeError as error:
            start = max(0, error.start - kept)
            return lines + block[:start].decode(encoding.codec, "ignore").count("\n")
    return lines


def _is_utf8_throughout(source: LeadBytes) -> bool:
    rest = b""
    for block in _blocks(source):
        if not rest and block.isascii():
            continue
        whole, rest = _at_character_end(rest + block)
        if not _is_utf8(whole):
            return False
    return not rest


def _utf8_or_guess(source: LeadBytes, head: bytes) -> Encoding:
    """UTF-8 where the whole file is; otherwise the single-byte encoding that yields the likeliest letters."""
    if _is_utf8_throughout(source):
        return Encoding("utf-8", "utf-8")
    counts = no_counts()
    right, wrong = 0, 0
    for block in _blocks(source):
        counts += counts_of(block)
        if right + wrong < _ENOUGH:
            text = b" ".join(_HIGH_BYTES.findall(block)).decode("utf-8", "replace")
            wrong += text.count("\ufffd")
            right += len(text) - text.count(" ") - text.count("\ufffd")
    if right > 2 and right > 3 * wrong:
        # A few bad bytes in a UTF-8 file: another encoding would read every good letter wrongly.
        raise _undecodable(source, Encoding("utf-8", "UTF-8"))
    return _guess(likeliest(counts, head))


def _at_character_end(block: bytes) -> tuple[bytes, bytes]:
    """The block up to its last complete UTF-8 character, and the up to three bytes after it."""
    for back in range(1, min(4, len(block)) + 1):
        byte = block[-back]
        if byte < 0x80:
            break
        if byte >= 0xC0:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return (block[:-back], block[-back:]) if needed > back else (block, b"")
    return block, b""


def _is_utf8(block: bytes) -> bool:
    """Whether the bytes are UTF-8; pyarrow's check is several times as fast as decoding."""
    ends = pa.py_buffer(np.array([0, len(block)], dtype=np.int32))
    try:
        pa.StringArray.from_buffers(1, ends, pa.py_buffer(block)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _guess(codec: str) -> Encoding:
    note = (
        f"The file is not UTF-8; it was read as {_CALLED[codec]}. If letters look wrong, say --encoding NAME."
    )
    return Encoding(codec, _SHOWN.get(codec, codec), note)
