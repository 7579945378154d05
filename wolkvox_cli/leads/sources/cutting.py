"""Cuts a stream of delimited text into blocks that end where a row ends, quotes respected.

A block whose quotes all stand where quotes belong can be parsed by a fast reader, block by block and side
by side. The others are read row by row by the csv module, which remembers each row's lines, so that a
quote that never closes is found where it opened.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
import numpy.typing as npt

from wolkvox_cli.leads.sources.sniffing import MAX_RECORD
from wolkvox_cli.leads.sources.swallowing import swallows_rows

BLOCK = 3 << 20
"""Bytes of a block: enough to make little of what each one costs by itself, few to keep."""

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)")


class Astray(Enum):
    """What is wrong with a quote: it never closes, or it closes rows later."""

    OPEN = auto()
    SWALLOWS = auto()


@dataclass(frozen=True)
class SoundBlock:
    """Whole rows, every quote of which opens or closes a cell or is doubled. `position` is the stream's."""

    text: memoryview
    position: int


@dataclass(frozen=True)
class OddBlock:
    """Rows split into cells already; `broken` says what is wrong with a quote after them."""

    rows: list[list[str]]
    position: int
    broken: Astray | None = None


@dataclass(frozen=True)
class OverlongBlock:
    """A row longer than any row of a table, `quoted` if that is because a quote never closes."""

    position: int
    quoted: bool


Block = SoundBlock | OddBlock | OverlongBlock


@dataclass(frozen=True)
class Cutter:
    """Cuts UTF-8 text with this delimiter, whose rows usually have `width` cells, at about `block` bytes."""

    delimiter: str
    width: int
    block: int = BLOCK

    def cut(self, pieces: Iterator[tuple[bytes, int]]) -> Iterator[Block]:
        """Blocks of whole rows from pieces of text and the stream's position after each."""
        rest, position = b"", 0
        for piece, position in pieces:
            rest += piece
            if len(rest) < self.block // 2:
                continue
            block, rest = self._block(rest, position)
            if block is not None:
                yield block
            if isinstance(block, OddBlock) and block.broken:
                return
            if len(rest) > MAX_RECORD:
                yield OverlongBlock(position, quoted=_last_line_end(rest) > 0)
                return
        rest = rest.rstrip(b"\x1a")
        if rest:
            yield self._last(rest, position)

    def until_swallowed(self, block: SoundBlock) -> OddBlock | None:
        """The rows before a quoted cell that holds whole rows; None where no cell does.

        To look for such a cell takes several times as long as to count rows, which tells where one may be.
        """
        text = bytes(block.text)
        if not swallows_rows(text, _places(text, b'"'), self.delimiter, self.width):
            return None
        rows, _, astray = self._rows(text)  # nothing is left over: the block's quotes come in pairs
        return OddBlock(rows, block.position, astray)

    def _block(self, text: bytes, position: int) -> tuple[Block | None, bytes]:
        """The rows that are surely complete, and what follows them."""
        end, sound = self._last_row_end(text)
        if sound:
            return (SoundBlock(memoryview(text)[:end], position), text[end:]) if end else (None, text)
        end = _last_line_end(text)
        rows, left, broken = self._rows(text[:end])
        if broken is not None:
            return OddBlock(rows, position, broken), b""
        return OddBlock(rows, position), left + text[end:]

    def _last(self, text: bytes, position: int) -> Block:
        quotes = _places(text, b'"')
        if len(quotes) % 2 == 0 and self._is_sound(text, quotes):
            return SoundBlock(memoryview(text), position)
        rows, left, broken = self._rows(text)
        return OddBlock(rows, position, broken or (Astray.OPEN if left else None))

    def _last_row_end(self, text: bytes) -> tuple[int, bool]:
        """Where the last complete row ends, and whether all quotes before that are sound."""
        quotes = _places(text, b'"')
        end = _last_line_end(text)
        before = len(quotes) - text.count(b'"', end)
        while end and before % 2:
            opened = int(quotes[before - 1])
            end = _last_line_end(text, opened)
            before -= text.count(b'"', end, opened + 1)
        return end, self._is_sound(text, quotes[:before])

    def _is_sound(self, text: bytes, quotes: npt.NDArray[np.int64]) -> bool:
        """Whether every one of these quotes opens a cell, closes one, or is doubled."""
        if not len(quotes):
            return True
        codes = np.frombuffer(text, dtype=np.uint8)
        neighbour = np.zeros(256, dtype=np.bool_)
        neighbour[[ord('"'), ord(self.delimiter), ord("\r"), ord("\n")]] = True
        opening, closing = quotes[::2], quotes[1::2]
        before = neighbour[codes[opening - 1]] | (opening == 0)
        after = neighbour[codes[np.minimum(closing + 1, len(codes) - 1)]] | (closing + 1 == len(codes))
        return bool(before.all() and after.all())

    def _rows(self, text: bytes) -> tuple[list[list[str]], bytes, Astray | None]:
        """The rows by the csv module, the text of an incomplete last one, and how a quote went astray."""
        lines = _Lines(text)
        rows: list[list[str]] = []
        for row in csv.reader(lines, delimiter=self.delimiter):
            record, count = lines.taken()
            if lines.ended:
                return rows, record, None
            astray = self._astray(record) if count > 1 else None
            if astray is not None:
                return rows, b"", astray
            rows.append(row)
        return rows, b"", None

    def _astray(self, record: bytes) -> Astray | None:
        quotes = _places(record, b'"')
        if len(quotes) % 2 == 1 or not self._is_sound(record, quotes):
            return Astray.OPEN
        return Astray.SWALLOWS if swallows_rows(record, quotes, self.delimiter, self.width) else None


class _Lines:
    """Feeds the csv module line by line and remembers the lines of the row at hand."""

    def __init__(self, text: bytes) -> None:
        self._lines = (match.group() for match in _LINE.finditer(text))
        self._taken: list[bytes] = []
        self.ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines, b"")
        if not line:
            self.ended = True
            raise StopIteration
        self._taken.append(line)
        return line.decode("utf-8")

    def taken(self) -> tuple[bytes, int]:
        """The lines of the row that was just read, and their number."""
        record, count = b"".join(self._taken), len(self._taken)
        self._taken.clear()
        return record, count


def _places(text: bytes, char: bytes) -> npt.NDArray[np.int64]:
    """Where a character stands."""
    if char not in text:
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == ord(char))


def _last_line_end(text: bytes, stop: int | None = None) -> int:
    """After the last line end before `stop`; a CR at the very end does not count, as an LF may follow."""
    stop = len(text) if stop is None else stop
    return text.rfind(b"\n", 0, stop) + 1 or text.rfind(b"\r", 0, min(stop, len(text) - 1)) + 1
