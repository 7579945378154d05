"""Delimited text as a source of leads: block by block, memory flat, the next blocks parsed meanwhile."""

import codecs
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.chunks import LeadChunk, SourceFile, SourceOptions
from wolkvox_cli.leads.sources.chunking import Chunker
from wolkvox_cli.leads.sources.cutting import (
    BLOCK,
    Astray,
    Block,
    Cutter,
    OddBlock,
    OverlongBlock,
    SoundBlock,
)
from wolkvox_cli.leads.sources.encodings import Encoding, encoding_of
from wolkvox_cli.leads.sources.parsing import Parsed, parse_rows, parse_sound
from wolkvox_cli.leads.sources.sniffing import MAX_RECORD, SAMPLE_ROWS, Sample, sample_of
from wolkvox_cli.leads.sources.swallowing import holds_line_breaks
from wolkvox_cli.leads.sources.tables import Table, is_blank, no_rows, table_of
from wolkvox_cli.leads.sources.unpacking import ByteStream, LeadBytes

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
