"""Delimited text as a source of leads: pyarrow reads it, and the csv module from the first quote in doubt."""

import csv
import io
import itertools
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import IO, Literal, cast

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.model import LeadChunk, SourceFile, SourceOptions
from wolkvox_cli.leads.read.clean_cells import clean_row
from wolkvox_cli.leads.read.delimiter import MAX_COLUMNS, SAMPLE_ROWS, Sample, sample_of
from wolkvox_cli.leads.read.encoding import Encoding, Utf8Stream, encoding_of
from wolkvox_cli.leads.read.file_bytes import LeadBytes
from wolkvox_cli.leads.read.header import Table, is_blank, is_report, no_rows, table_of
from wolkvox_cli.leads.read.quotes import MAX_RECORD, QuoteCheck, never_closed, records, shape_of
from wolkvox_cli.leads.read.ragged import Parsed, fit, parse_rows
from wolkvox_cli.leads.read.rows import Chunker, gathered
from wolkvox_cli.leads.read.survey import BLOCK
from wolkvox_cli.leads.text_columns import holds_any

_SNIFFED, _ENOUGH_ROWS = 1 << 18, 20
"""Bytes looked at first, and the rows among them that are enough to judge the file by."""

_ROWS_AT_ONCE = 5_000
"""Rows that the csv module reads before they become a chunk."""

_QUOTE_OR_BREAK = re.compile(r'["\r\n]')
_QUOTE_AND_BREAKS = (b'"', b"\n", b"\r")
_SHORT_ROWS = "Many rows have fewer cells than the header; the missing cells were taken as empty."


class CsvSource:
    """A text file whose encoding, delimiter and header are known."""

    def __init__(
        self,
        source: LeadBytes,
        file: SourceFile,
        table: Table,
        encoding: Encoding,
        check: QuoteCheck,
        *,
        short_rows: bool,
    ) -> None:
        self._source = source
        self._file = file
        self._table = table
        self._encoding = encoding
        self._check = check
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
        """The rows below the header, some megabytes at a time."""
        chunker = Chunker(self._file, self._table, short_rows=self._short_rows)
        try:
            with self._source.open() as stream:
                text = Utf8Stream(stream, self._encoding)
                blocks = plain_blocks(text, self._check.delimiter, self._table.width)
                placed = ((block, text.position_of(number)) for number, block in enumerate(blocks))
                for parsed, position in gathered(placed):
                    yield from chunker.add(parsed, position)
            if text.quotes % 2:
                raise never_closed(self._source.name, chunker.row)
        except QuotesInDoubt:
            with self._source.open() as stream:
                text = Utf8Stream(stream, self._encoding)
                for parsed in self._checked_blocks(text, chunker.row):
                    yield from chunker.add(parsed, stream.position)
        yield from chunker.finish(self.size)
        notes = dict.fromkeys((*self._file.notes, *chunker.notes))
        self._file = replace(self._file, notes=tuple(notes))

    def _checked_blocks(self, text: Utf8Stream, row: int) -> Iterator[Parsed]:
        """The rows after this one, which is as many lines into the text, by the csv module."""
        delimiter = self._check.delimiter
        found = records(itertools.islice(_lines(text, self._source.name), row, None), delimiter)
        while block := list(itertools.islice(found, _ROWS_AT_ONCE)):
            rows = []
            for record in block:
                row += 1
                rows.append(self._check.cells_of(record, row, is_heading=row == self._table.header_row))
            yield parse_rows(rows, delimiter, self._table.width)


def open_csv(source: LeadBytes, path: str, options: SourceOptions, notes: tuple[str, ...]) -> CsvSource:
    """The text file, understood. Raises FileError and CommandError for what cannot be."""
    _refuse_endless_line(source)
    encoding = encoding_of(source, options.encoding, source.head(_SNIFFED))
    sample, is_all = _sample(source, encoding, options)
    cells = [record.cells for record in sample.records]
    _refuse_too_many_columns(max(map(len, cells), default=0), source.name)
    check = QuoteCheck(source.name, sample.delimiter, shape_of(cells), any(map(is_report, cells)))
    rows = [
        clean_row(check.cells_of(record, number, is_heading=number == sample.first))
        for number, record in enumerate(sample.records, sample.first)
    ]
    try:
        table = table_of(rows, sample.first, options, source.name)
    except FileError as error:
        if error.code == "file.no-header":
            first = next(index for index, cells in enumerate(rows) if not is_blank(cells))
            check.refuse_joined_headings(sample.records[first], sample.first + first)
        raise
    if table.header_row is not None:
        check.refuse_joined_headings(sample.records[table.header_row - sample.first], table.header_row)
    below = [row for row in rows[table.first_row - sample.first :] if not is_blank(row)]
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
    return CsvSource(source, file, table, encoding, check, short_rows=short_rows)


def _refuse_too_many_columns(count: int, name: str) -> None:
    if count > MAX_COLUMNS:
        raise FileError(
            "file.too-large",
            f"{name} has {count:,} columns; a table of leads has at most {MAX_COLUMNS:,}.",
            "Check that it is the right file; if it is, name what stands between its cells: --delimiter.",
        )


def _refuse_endless_line(source: LeadBytes) -> None:
    start = source.head(MAX_RECORD)
    if len(start) == MAX_RECORD and b"\n" not in start and b"\r" not in start:
        raise _too_long(source.name, 1)


def _sample(source: LeadBytes, encoding: Encoding, options: SourceOptions) -> tuple[Sample, bool]:
    """The first rows, and whether they are all; more of the file is looked at while they are too few."""
    size = _SNIFFED
    while True:
        with source.open() as stream:
            head = io.BufferedReader(Utf8Stream(stream, encoding)).read(size + 1)
        complete = len(head) <= size
        sample = sample_of(head[:size].decode("utf-8", "ignore"), options.delimiter, complete=complete)
        if complete or len(sample.records) >= _ENOUGH_ROWS or size >= MAX_RECORD:
            return sample, complete and len(sample.records) < SAMPLE_ROWS
        size *= 4


def _lines(text: Utf8Stream, name: str) -> Iterator[str]:
    """The lines of a text, with their ends."""
    reader = io.TextIOWrapper(io.BufferedReader(text, BLOCK), "utf-8", "replace", newline="")
    for number in itertools.count(1):
        line = reader.readline(MAX_RECORD)
        if len(line) == MAX_RECORD:
            raise _too_long(name, number)
        if not line:
            return
        yield line


def _too_long(name: str, row: int) -> FileError:
    return FileError(
        "file.too-long-line",
        f"Row {row} of {name} is longer than {MAX_RECORD >> 20} MB, so this is not a table of leads.",
        "Check that it is the right file, and export it again.",
    )


class QuotesInDoubt(Exception):
    """A block has a quote or a line break within a cell, or a row that is too long for it."""


def plain_blocks(text: Utf8Stream, delimiter: str, width: int) -> Iterator[Parsed]:
    """The rows of the text by pyarrow, as long as every row is one line.

    Raises QuotesInDoubt before a block where one may not be: whose quotes do not only enclose cells.
    """
    ragged: deque[tuple[int, str]] = deque()
    row = 0
    try:
        for batch in _arrow_batches(text, delimiter, width, ragged):
            parsed = _with_ragged_rows(batch, ragged, row, delimiter)
            row += len(parsed)
            yield parsed
    except pa.ArrowInvalid as error:
        raise QuotesInDoubt from error
    if ragged:
        yield _with_ragged_rows(_no_rows(width), ragged, row, delimiter)


def _arrow_batches(
    text: Utf8Stream, delimiter: str, width: int, ragged: deque[tuple[int, str]]
) -> Iterator[list[pa.StringArray]]:
    """The columns of the rows with `width` cells; the numbers and texts of the others go to `ragged`."""

    def keep(row: pa_csv.InvalidRow) -> Literal["skip"]:
        ragged.append((row.number or 0, row.text))
        return "skip"

    names = [str(column) for column in range(width)]
    reader = pa_csv.open_csv(
        cast("IO[bytes]", text),
        # Without threads the reader knows the numbers of the rows it cannot fit.
        read_options=pa_csv.ReadOptions(column_names=names, use_threads=False, block_size=BLOCK),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=keep
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        ),
    )
    for batch in reader:
        columns = cast("list[pa.StringArray]", batch.columns)
        if any(holds_any(column, _QUOTE_AND_BREAKS) for column in columns):
            raise QuotesInDoubt
        yield columns


def _with_ragged_rows(
    columns: list[pa.StringArray], ragged: deque[tuple[int, str]], row: int, delimiter: str
) -> Parsed:
    """The rows after this one with those ragged rows put in that stand among them or next to them."""
    found: dict[int, list[str]] = {}
    while ragged and ragged[0][0] <= row + len(columns[0]) + len(found) + 1:
        number, text = ragged.popleft()
        found[number - row - 1] = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    if not found:
        return Parsed(columns)
    if any(map(_QUOTE_OR_BREAK.search, itertools.chain.from_iterable(found.values()))):
        raise QuotesInDoubt
    fitted, uneven = fit(list(found.values()), len(columns), delimiter)
    indices = list(found)
    return Parsed(_inserted(columns, fitted, indices), {indices[index]: row for index, row in uneven.items()})


def _inserted(
    columns: list[pa.StringArray], more: list[pa.StringArray], indices: Sequence[int]
) -> list[pa.StringArray]:
    """The columns with more rows, which come to stand at these indices."""
    total = len(columns[0]) + len(indices)
    is_new = np.zeros(total, np.bool_)
    is_new[indices] = True
    order = np.empty(total, np.int64)
    order[~is_new] = np.arange(len(columns[0]))
    order[is_new] = np.arange(len(columns[0]), total)
    return [pa.concat_arrays(pair).take(order) for pair in zip(columns, more, strict=True)]


def _no_rows(width: int) -> list[pa.StringArray]:
    return [pa.array([], pa.string()) for _ in range(width)]
