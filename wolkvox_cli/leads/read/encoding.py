"""Which encoding a text file is in, checked over the whole file, and the file as UTF-8."""

import codecs
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wolkvox_cli.errors import CommandError, FileError
from wolkvox_cli.leads.read.file_bytes import ByteStream, LeadBytes
from wolkvox_cli.leads.read.letters import likeliest
from wolkvox_cli.leads.read.survey import BLOCK

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_ENOUGH = 10_000
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_FILE_ENCODINGS = ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape")
"""What Python has beside the encodings of files: host names, source text."""

_SHOWN = {"cp1252": "windows-1252", "mac_roman": "macroman"}
_CALLED = {"cp1252": "Windows-1252", "mac_roman": "MacRoman", "cp850": "DOS (850)", "latin-1": "Latin-1"}
_END_OF_FILE = b"\x1a"
"""Ctrl-Z, with which old programs end a text file."""


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


class Utf8Stream(io.RawIOBase):
    """The text of a file as UTF-8, without byte-order mark, NULs and Ctrl-Z at its end.

    `quotes` counts the quotes (") read so far.
    """

    def __init__(self, stream: ByteStream, encoding: Encoding) -> None:
        super().__init__()
        self._stream = stream
        self._decoder = None if encoding.is_utf8 else codecs.getincrementaldecoder(encoding.codec)("replace")
        self._left = b""
        self._ends = b""
        self._is_first = True
        self._is_over = False
        self._positions = [0]
        self.quotes = 0

    def position_of(self, block: int) -> int:
        """How many bytes on disk make up the text until the end of a block of BLOCK bytes, counted from 0."""
        return self._positions[min(block + 1, len(self._positions) - 1)]

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """The next bytes, as many as fit: pyarrow takes a block that is only half a line end for the end."""
        view = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(view) and (self._left or not self._is_over):
            self._left = self._left or self._next()
            count = min(len(view) - filled, len(self._left))
            view[filled : filled + count] = self._left[:count]
            self._left = self._left[count:]
            filled += count
        return filled

    def _next(self) -> bytes:
        piece = self._stream.read(BLOCK)
        self._is_over = not piece
        self._positions.append(self._stream.position)
        if self._decoder is not None:
            piece = self._decoder.decode(piece, final=self._is_over).encode("utf-8", "replace")
        if self._is_first and piece:
            piece, self._is_first = piece.removeprefix(codecs.BOM_UTF8), False
        piece = self._ends + piece.replace(b"\x00", b"")
        text = piece.rstrip(_END_OF_FILE)
        self._ends = piece[len(text) :]
        self.quotes += text.count(b'"')
        return text


def encoding_of(source: LeadBytes, wanted: str | None, head: bytes) -> Encoding:
    """The encoding the user names, or the one in which the whole file decodes.

    Raises CommandError for a name that is no encoding, FileError where the file does not decode.
    """
    if wanted is not None:
        return _checked(source, _named(wanted, head))
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return _checked(source, Encoding(codec, codec.removesuffix("-sig")))
    wide = _wide_without_mark(head)
    if wide is not None:
        note = f"The file was read as {wide.upper()}, which is a guess."
        return _checked(source, Encoding(wide, wide, note))
    return _utf8_or_guess(source, head)


def _named(wanted: str, head: bytes) -> Encoding:
    try:
        codec = codecs.lookup(wanted).name
        codecs.getincrementaldecoder(codec)
        "1".encode(codec)
    except (LookupError, UnicodeError, ValueError) as error:
        raise _no_encoding(wanted) from error
    if codec in _NO_FILE_ENCODINGS:
        raise _no_encoding(wanted)
    if codec == "utf-8":
        codec = "utf-8-sig"
    if codec in ("utf-16", "utf-32") and not any(head.startswith(mark) for mark, _ in _MARKS):
        codec = f"{codec}-{'be' if head[:1] == bytes(1) else 'le'}"
    return Encoding(codec, wanted)


def _no_encoding(wanted: str) -> CommandError:
    return CommandError(
        "command.encoding",
        f"{wanted} is not an encoding of files.",
        "Try utf-8, utf-16, windows-1252, latin-1 or macroman.",
    )


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
        if source.survey.has_other:
            raise _undecodable(source, encoding)
        return encoding
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    try:
        for block in source.blocks():
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise _undecodable(source, encoding) from error
    return encoding


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
    for block in source.blocks():
        kept = len(decoder.getstate()[0])
        try:
            lines += decoder.decode(block).count("\n")
        except UnicodeDecodeError as error:
            start = max(0, error.start - kept)
            return lines + block[:start].decode(encoding.codec, "ignore").count("\n")
    return lines


def _utf8_or_guess(source: LeadBytes, head: bytes) -> Encoding:
    """UTF-8 where the whole file is; otherwise the single-byte encoding that yields the likeliest letters."""
    survey = source.survey
    if not survey.has_other:
        return Encoding("utf-8", "utf-8")
    if survey.has_utf8:
        _refuse_damaged_utf8(source)
    return _guess(likeliest(survey.counts, head))


def _refuse_damaged_utf8(source: LeadBytes) -> None:
    """A few bad bytes in a UTF-8 file: another encoding would read every good letter wrongly."""
    right, wrong = 0, 0
    for block in source.blocks():
        text = b" ".join(_HIGH_BYTES.findall(block)).decode("utf-8", "replace")
        wrong += text.count("\ufffd")
        right += len(text) - text.count(" ") - text.count("\ufffd")
        if right + wrong > _ENOUGH:
            break
    if right > 2 and right > 3 * wrong:
        raise _undecodable(source, Encoding("utf-8", "UTF-8"))


def _guess(codec: str) -> Encoding:
    note = (
        f"The file is not UTF-8; it was read as {_CALLED[codec]}. If letters look wrong, say --encoding NAME."
    )
    return Encoding(codec, _SHOWN.get(codec, codec), note)
