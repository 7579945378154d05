"""Whether a quoted cell of several lines holds whole rows, as two stray quotes make a pair."""

import re

import numpy as np
import numpy.typing as npt

_SWALLOWED_CELLS = 8
"""So many cells in whole lines inside one quoted cell are taken for swallowed rows, not for a text."""

_SHORTEST_ROW = 8
_PIECE = 1 << 16
"""So many bytes are looked at together: larger arrays do not fit the cache and take six times as long."""

_PHONE = re.compile(r"(?=(?:\D*\d){7})[\d\s().+'/-]+")


def holds_line_breaks(text: memoryview, rows: int) -> bool:
    """Whether some cell of a text with so many rows has several lines: there are more lines than rows."""
    codes = np.frombuffer(text, dtype=np.uint8)
    lines = 0
    for start in range(0, len(codes), _PIECE):
        piece = codes[start : start + _PIECE + 1]
        feeds, returns = piece == ord("\n"), piece == ord("\r")
        ends = feeds | returns
        ends[:-1] &= ~(returns[:-1] & feeds[1:])  # a CR before an LF ends no line of its own
        lines += int(np.count_nonzero(ends[:_PIECE]))
    unfinished = len(codes) > 0 and codes[-1] not in b"\r\n"
    return rows < lines + unfinished


def swallows_rows(text: bytes, quotes: npt.NDArray[np.int64], delimiter: str, width: int) -> bool:
    """Whether one of the cells that these quotes open and close by turns holds rows of `width` cells."""
    if width < 2 or len(quotes) < 2:
        return False
    codes = np.frombuffer(text, dtype=np.uint8)
    line_ends = codes == ord("\n")
    line_ends |= codes == ord("\r")
    pairs = quotes[: len(quotes) // 2 * 2].reshape(-1, 2)
    of_lines = np.logical_or.reduceat(line_ends, pairs.ravel())[::2]
    row = _Row(delimiter, width)
    return any(row.is_in(text, opening, closing) for opening, closing in pairs[of_lines].tolist())


class _Row:
    """What a row of the table looks like."""

    def __init__(self, delimiter: str, width: int) -> None:
        self._delimiter = delimiter
        self._width = width

    def is_in(self, text: bytes, opening: int, closing: int) -> bool:
        """Whether the cell between these quotes holds such rows, or ends in the midst of one."""
        lines = _lines(text[opening + 1 : closing])
        inner = [line for line in lines[1:-1] if self._has_all(line)]
        if len(inner) == len(lines) - 2 and len(inner) * (self._width - 1) >= _SWALLOWED_CELLS:
            return True
        if self._width < 3:
            return False
        return any(map(self._is_row, inner)) or self._joins_two(text, opening, closing, lines[0])

    def _has_all(self, line: str) -> bool:
        return line.count(self._delimiter) == self._width - 1

    def _is_row(self, line: str) -> bool:
        """A line with all cells is a row, unless it reads like prose: commas with blanks, and no phone."""
        cells = line.split(self._delimiter)
        if any(map(_is_phone, cells)):
            return True
        return len(line) >= _SHORTEST_ROW and all(cell and not cell[0].isspace() for cell in cells)

    def _joins_two(self, text: bytes, opening: int, closing: int, first: str) -> bool:
        """Whether the lines in which the cell begins and ends are both as long as a row, with a phone."""
        if not any(map(_is_phone, first.split(self._delimiter)[1:])):
            return False
        start = max(text.rfind(b"\n", 0, opening), text.rfind(b"\r", 0, opening)) + 1
        last = (
            re.split(rb"[\r\n]", text[start:closing])[-1]
            + re.split(rb"[\r\n]", text[closing:], maxsplit=1)[0]
        )
        begun = text[start : opening + 1].decode("utf-8", "replace") + first
        return self._has_all(begun) and self._has_all(last.decode("utf-8", "replace"))


def _lines(cell: bytes) -> list[str]:
    return re.split(r"\r\n|\n|\r", cell.decode("utf-8", "replace"))


def _is_phone(cell: str) -> bool:
    return _PHONE.fullmatch(cell.strip()) is not None
