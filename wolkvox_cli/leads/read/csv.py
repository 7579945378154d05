"""Delimited text as a source of leads: block by block, memory flat, the next blocks parsed meanwhile."""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import Enum, auto

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.model import LeadChunk, RowNumbers, SourceFile, SourceOptions
from wolkvox_cli.leads.read.delimiter import MAX_RECORD, SAMPLE_ROWS, Sample, sample_of
from wolkvox_cli.leads.read.encoding import Encoding, encoding_of
from wolkvox_cli.leads.read.file_bytes import ByteStream, LeadBytes
from wolkvox_cli.leads.read.header import Table, is_blank, no_rows, table_of
from wolkvox_cli.leads.read.rows import Chunker, Parsed, fit, parse_rows

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


_AHEAD = 2
"""So many blocks are parsed or being parsed while the rows of the one before are judged."""

_SNIFFED, _ENOUGH_ROWS = 1 << 18, 20
"""Bytes looked at first, and the rows among them that are enough to judge the file by."""

Fault = Callable[[str, int], FileError]
"""Makes the error for a file's name and the number of the row that is at fault."""

_SHORT_ROWS = "Many rows have fewer cells than the header; the missing cells were taken as empty."


class CsvSource:
    """A text file whose encoding, delimiter and header are known."""

    def __init__(
        self, source: LeadBytes, file: SourceFile, table: Table, encoding: Encoding, *, short_rows: bool
    ) -> None:
        self._source = source
        self._file = file
        self._table = table
        self._encoding = encoding
        self._short_rows = short_rows

    @property
    def file(self) -> SourceFile:
        """What was understood; a totals row is noted once the file was read to its end."""
        return self._file

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self._source.size

    def close(self) -> None:
        """Remove the private copy of standard input, if there is one."""
        self._source.close()

    def chunks(self) -> Iterator[LeadChunk]:
        """The rows below the header, a block of about four megabytes at a time."""
        chunker = Chunker(self._file, self._table, short_rows=self._short_rows)
        cutter = Cutter(self._file.delimiter or ",", self._table.width)
        with self._source.open() as stream, ThreadPoolExecutor(1) as pool:
            pieces = utf8_pieces(stream, self._encoding)
            for position, parsed, fault in _parsed_ahead(pool, cutter, pieces):
                yield from chunker.add(parsed, position)
                if fault is not None:
                    raise fault(self._source.name, chunker.row + 1)
        yield from chunker.finish(self.size)
        notes = dict.fromkeys((*self._file.notes, *chunker.notes))
        self._file = replace(self._file, notes=tuple(notes))


def open_csv(source: LeadBytes, path: str, options: SourceOptions, notes: tuple[str, ...]) -> CsvSource:
    """The text file, understood. Raises FileError and CommandError for what cannot be."""
    _refuse_endless_line(source)
    encoding = encoding_of(source, options.encoding, source.head(_SNIFFED))
    sample, is_all = _sample(source, encoding, options)
    table = table_of(sample.rows, 1 + sample.skipped, options, source.name)
    below = [row for row in sample.rows[table.first_row - 1 - sample.skipped :] if not is_blank(row)]
    if not below and is_all:
        raise no_rows(source.name)
    short = sum(len(row) <= table.columns[-1] for row in below)
    short_rows = short * 2 > len(below)
    notes = (*notes, *filter(None, [encoding.note]), *table.notes, *([_SHORT_ROWS] if short_rows else []))
    file = SourceFile(
        path=path,
        format="csv",
        headings=table.headings,
        encoding=encoding.shown,
        delimiter=sample.delimiter,
        header_row=table.header_row,
        is_report=table.is_report,
        notes=notes,
    )
    return CsvSource(source, file, table, encoding, short_rows=short_rows)


def utf8_pieces(stream: ByteStream, encoding: Encoding) -> Iterator[tuple[bytes, int]]:
    """The stream as UTF-8 without byte-order mark and NULs, with the position after each piece."""
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    first = True
    while piece := stream.read(BLOCK):
        if not encoding.is_utf8:
            piece = decoder.decode(piece).encode("utf-8", "replace")
        if first:
            piece = piece.removeprefix(codecs.BOM_UTF8)
            first = False
        yield piece.replace(b"\x00", b"") if b"\x00" in piece else piece, stream.position
    yield decoder.decode(b"", final=True).encode("utf-8", "replace"), stream.position


def _sample(source: LeadBytes, encoding: Encoding, options: SourceOptions) -> tuple[Sample, bool]:
    """The first rows, and whether they are all; more of the file is looked at while they are too few."""
    size = _SNIFFED
    while True:
        head = source.head(size + 1)
        complete = len(head) <= size
        text = codecs.getincrementaldecoder(encoding.codec)().decode(head[:size], final=complete)
        text = text.lstrip("\ufeff").replace("\x00", "").rstrip("\x1a")
        sample = sample_of(text, options.delimiter, complete=complete)
        if complete or len(sample.rows) >= _ENOUGH_ROWS or size >= MAX_RECORD:
            return sample, complete and len(sample.rows) < SAMPLE_ROWS
        size *= 4


def _refuse_endless_line(source: LeadBytes) -> None:
    with source.open() as stream:
        start = stream.read(_SNIFFED)
        if len(start) < _SNIFFED or b"\n" in start or b"\r" in start:
            return
        start = stream.read(MAX_RECORD)
    if len(start) == MAX_RECORD and b"\n" not in start and b"\r" not in start:
        raise _too_long(source.name, 1)


def _parsed_ahead(
    pool: ThreadPoolExecutor, cutter: Cutter, pieces: Iterator[tuple[bytes, int]]
) -> Iterator[tuple[int, Parsed, Fault | None]]:
    """For each block in order: the stream's position, its rows, and what is wrong after them.

    The blocks after it are parsed already, in vain if something is wrong; none of their text is kept.
    """
    waiting: deque[tuple[int, Future[tuple[Parsed, Fault | None]]]] = deque()
    for block in cutter.cut(pieces):
        waiting.append((block.position, pool.submit(_parse, block, cutter)))
        if len(waiting) >= _AHEAD:
            position, future = waiting.popleft()
            yield position, *future.result()
    for position, future in waiting:
        yield position, *future.result()


def _parse(block: Block, cutter: Cutter) -> tuple[Parsed, Fault | None]:
    match block:
        case SoundBlock():
            parsed = parse_sound(block, cutter.delimiter, cutter.width)
            if holds_line_breaks(block.text, len(parsed)):
                swallowing = cutter.until_swallowed(block)
                if swallowing is not None:
                    return _parse(swallowing, cutter)
            return parsed, None
        case OddBlock():
            return parse_rows(block.rows, cutter.delimiter, cutter.width), _fault_of(block)
        case OverlongBlock():
            return parse_rows([], cutter.delimiter, cutter.width), _fault_of(block)


def _fault_of(block: OddBlock | OverlongBlock) -> Fault | None:
    match block:
        case OverlongBlock(quoted=False):
            return _too_long
        case OddBlock(broken=Astray.SWALLOWS):
            return _swallowed
        case OddBlock(broken=Astray.OPEN) | OverlongBlock():
            return _never_closed
        case OddBlock():
            return None


def _swallowed(name: str, row: int) -> FileError:
    return FileError(
        "file.quote",
        f'In row {row} of {name} a quote (") opens a cell that holds whole rows.',
        "Close the quote in that row or remove it. If it really is one cell, take out its line breaks.",
    )


def _never_closed(name: str, row: int) -> FileError:
    return FileError(
        "file.quote",
        f'In row {row} of {name} a quote (") opens a cell and never closes it.',
        "Correct or remove the quotes in that row. Nothing after it can be told apart for certain.",
    )


def _too_long(name: str, row: int) -> FileError:
    return FileError(
        "file.too-long-line",
        f"Row {row} of {name} is longer than {MAX_RECORD >> 20} MB, so this is not a table of leads.",
        "Check that it is the right file, and export it again.",
    )


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


_MANY_ODD = 1_000
"""With more rows than this that do not fit, the csv module is the faster reader of a block."""


def parse_sound(block: SoundBlock, delimiter: str, width: int) -> Parsed:
    """The rows of a sound block in `width` columns."""
    odd: list[tuple[int, str]] = []

    def remember(row: pa_csv.InvalidRow) -> str:
        odd.append((row.number - 1, row.text))
        return "skip" if len(odd) <= _MANY_ODD else "error"

    try:
        columns = _columns(block.text, delimiter, width, remember)
    except pa.ArrowInvalid:
        if len(odd) <= _MANY_ODD:
            raise
        text = io.StringIO(str(block.text, "utf-8"), newline="")
        return parse_rows(list(csv.reader(text, delimiter=delimiter)), delimiter, width)
    if not odd:
        return Parsed(columns)
    rows = [next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), []) for _, text in odd]
    fitted, misfits = fit(rows, width, delimiter)
    places = [place for place, _ in odd]
    return Parsed(
        _woven(columns, fitted, places), {places[place]: misfit for place, misfit in misfits.items()}
    )


def _columns(
    text: memoryview, delimiter: str, width: int, odd_row: Callable[[pa_csv.InvalidRow], str]
) -> list[pa.StringArray]:
    """The columns of those rows that have `width` cells; the others go to `odd_row`."""
    names = [str(place) for place in range(width)]
    table = pa_csv.read_csv(
        pa.BufferReader(text),
        # One block and no threads: only so does the reader know the numbers of the rows it cannot fit.
        read_options=pa_csv.ReadOptions(
            column_names=names, use_threads=False, block_size=max(16, len(text) + 1)
        ),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=odd_row,
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        ),
    )
    return [_one_chunk(column) for column in table.columns]


def _woven(
    columns: list[pa.StringArray], extra: list[pa.StringArray], places: list[int]
) -> list[pa.StringArray]:
    """The columns with the extra rows put in where they belong."""
    total = len(columns[0]) + len(places)
    order: RowNumbers = np.empty(total, dtype=np.int64)
    is_extra = np.zeros(total, dtype=np.bool_)
    is_extra[places] = True
    order[~is_extra] = np.arange(len(columns[0]))
    order[is_extra] = np.arange(len(columns[0]), total)
    take = pa.array(order)
    return [pa.concat_arrays([column, more]).take(take) for column, more in zip(columns, extra, strict=True)]


def _one_chunk(column: pa.ChunkedArray) -> pa.StringArray:
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())
