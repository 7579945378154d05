"""Which encoding a text file is in, checked over the whole file, and the file as UTF-8."""

import codecs
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wolkvox_cli.errors import CommandError, FileError
from wolkvox_cli.leads.read.file_bytes import ByteStream, LeadBytes
from wolkvox_cli.leads.read.letters import counts_of, likeliest, makes_words, no_counts
from wolkvox_cli.leads.read.survey import BLOCK, is_utf8, whole_lines

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_TOLD_LINES = 5
"""Line numbers that a note names."""

_UTF8_LETTER = re.compile("[^\x00-\x7f\udc80-\udcff]")
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
    """`codec` is Python's name, `shown` the user's; `note` says what was guessed, if it was.

    `other` is the codec of what is not UTF-8 in a file that mostly is.
    """

    codec: str
    shown: str
    note: str | None = None
    other: str | None = None

    @property
    def is_utf8(self) -> bool:
        """Whether the bytes can be parsed as they are."""
        return self.codec in ("utf-8", "utf-8-sig") and self.other is None

    @property
    def errors(self) -> str:
        """The name of how bytes are read that `codec` has no letter for."""
        return "replace" if self.other is None else f"as-{self.other}"


class Utf8Stream(io.RawIOBase):
    """The text of a file as UTF-8, without byte-order mark, NULs and Ctrl-Z at its end.

    `quotes` counts the quotes (") read so far.
    """

    def __init__(self, stream: ByteStream, encoding: Encoding) -> None:
        super().__init__()
        self._stream = stream
        self._decoder = (
            None if encoding.is_utf8 else codecs.getincrementaldecoder(encoding.codec)(encoding.errors)
        )
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
        if head.startswith(mark) and codec != "utf-8-sig":
            return _checked(source, Encoding(codec, codec))
    wide = _wide_without_mark(head)
    if wide is not None:
        note = f"The file was read as {wide.upper()}, which is a guess."
        return _checked(source, Encoding(wide, wide, note))
    if not source.survey.has_other:
        return Encoding("utf-8", "utf-8")
    if source.survey.has_utf8 or head.startswith(codecs.BOM_UTF8):
        return _by_lines(source, head)
    return _guess(likeliest(source.survey.counts, head))


def _named(wanted: str, head: bytes) -> Encoding:
    try:
        codec = codecs.lookup(wanted).name
        codecs.getincrementaldecoder(codec)
        "1".encode(codec)
    except (LookupError, UnicodeError, ValueError) as error:
        raise _no_encoding(wanted) from error
    if codec.replace("-", "_") in _NO_FILE_ENCODINGS:
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


def _undecodable(source: LeadBytes, encoding: Encoding, line: int | None = None) -> FileError:
    survey = source.survey
    best = likeliest(survey.counts, b"") if survey.has_other else "utf-8"
    remedy = f"name its encoding: --encoding {_SHOWN.get(best, best)}"
    if survey.has_utf8 and survey.has_other:
        remedy = "correct the letters of that line"
    return FileError(
        "file.encoding",
        f"{source.name} is not {encoding.shown} throughout: "
        f"line {line or _first_bad_line(source, encoding)} holds a character that cannot be read.",
        f"Save the file again as UTF-8, or {remedy}.",
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


def _by_lines(source: LeadBytes, head: bytes) -> Encoding:
    """UTF-8, and another encoding for the lines that are not, if it surely makes words of them."""
    counts = no_counts()
    for _, line in _lines_beside_utf8(source):
        counts += counts_of(line)
    codec = likeliest(counts, head)
    numbers = []
    for number, line in _lines_beside_utf8(source):
        if not makes_words(line, codec):
            raise _undecodable(source, Encoding("utf-8", "UTF-8"), number)
        numbers.append(number)
    return Encoding("utf-8", "utf-8", _lines_note(numbers, codec), codec)


def _lines_beside_utf8(source: LeadBytes) -> Iterator[tuple[int, bytes]]:
    """The lines with bytes that are not UTF-8, by their number; each letter that is has become an a."""
    number = 0
    for block in whole_lines(source.blocks()):
        lines = block.splitlines()
        for index, line in enumerate(lines, number + 1) if not is_utf8(block) else ():
            text = _UTF8_LETTER.sub("a", line.decode("utf-8", "surrogateescape"))
            if not text.isascii():
                yield index, text.encode("utf-8", "surrogateescape")
        number += len(lines)


def _lines_note(numbers: list[int], codec: str) -> str:
    told = ", ".join(map(str, numbers[:_TOLD_LINES]))
    more = f" and {len(numbers) - _TOLD_LINES:,} more" if len(numbers) > _TOLD_LINES else ""
    lines = f"Line {told} is" if len(numbers) == 1 else f"Lines {told}{more} are"
    read = "it was" if len(numbers) == 1 else "they were"
    return f"{lines} not UTF-8 like the rest of the file; {read} read as {_CALLED[codec]}."


def _read_as(codec: str) -> Callable[[UnicodeError], tuple[str, int]]:
    """How bytes that are not UTF-8 are read in another encoding."""

    def read(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        return error.object[error.start : error.end].decode(codec, "replace"), error.end

    return read


for _codec in _CALLED:
    codecs.register_error(f"as-{_codec}", _read_as(_codec))


def _guess(codec: str) -> Encoding:
    note = (
        f"The file is not UTF-8; it was read as {_CALLED[codec]}. If letters look wrong, say --encoding NAME."
    )
    return Encoding(codec, _SHOWN.get(codec, codec), note)
