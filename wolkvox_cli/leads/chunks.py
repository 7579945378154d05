"""The types that travel from the user's file to the batches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa

from wolkvox_cli.leads.problems import Problems, RowNumbers

CHUNK_ROWS = 50_000
"""About how many rows a chunk holds; text sources also bound it by bytes, so that memory stays flat."""

ROW_COLUMN = "wolkvox_row"
FIELD_COLUMN = "wolkvox_field"
ERROR_COLUMN = "wolkvox_error"
REPORT_COLUMNS = (ROW_COLUMN, FIELD_COLUMN, ERROR_COLUMN)
"""The columns a failed-row report adds; they are ignored when the report is uploaded again."""

MISSING_CELL = "(no cell here: fill it in or empty it)"
"""In a report, the first cell that a row with too few cells lacks: while it stands, the row fails alike."""

IN_DOUBT_COLUMN = "wolkvox_in_doubt"
SENT_COLUMN = "wolkvox_sent"
"""The first column of lists of rows that are, or may be, in the campaign: such a file is never uploaded."""


@dataclass(frozen=True)
class SourceOptions:
    """What the user said about the file; None means: find out."""

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    no_header: bool = False


@dataclass(frozen=True)
class SourceFile:
    """What was understood of the file.

    `path` is as the user gave it ("-" for standard input), `format` one of csv xlsx xls xlsb ods html,
    `headings` are unique and in file order (the report's own three columns included, if it is one),
    `is_report` says that it carries the failed-row report's columns and formula guards, `notes` are
    sentences about what was decided (a guessed encoding, a skipped title, a name that lies).
    """

    path: str
    format: str
    headings: tuple[str, ...]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    is_report: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class LeadChunk:
    """Some rows of the file, in order.

    `cells` is a pa.RecordBatch of text columns without nulls under `SourceFile.headings`, `rows` their
    row numbers. `problems` are those met while reading (ragged rows, cells that lost digits, error
    cells). `surplus` holds the cells beyond the last heading of rows that have too many, by row number;
    `short` how many cells there are in rows that have too few.
    `position` is how many bytes of the file are read so far, for the progress display.
    """

    cells: pa.RecordBatch
    rows: RowNumbers
    problems: tuple[Problems, ...] = ()
    surplus: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    short: Mapping[int, int] = field(default_factory=dict)
    position: int = 0

    def __len__(self) -> int:
        return len(self.rows)


class LeadSource(Protocol):
    """An opened lead file, understood but not yet read; `chunks` may be asked for again and starts anew."""

    @property
    def file(self) -> SourceFile:
        """What was understood."""

    @property
    def size(self) -> int:
        """Size in bytes, in the measure of `LeadChunk.position`."""

    def chunks(self) -> Iterator[LeadChunk]:
        """The rows below the header, chunk by chunk. Raises FileError where the file breaks off."""


@dataclass(frozen=True, eq=False)
class ValidatedLeads:
    """A chunk after all rules.

    `records` is a pa.RecordBatch of the rows to send, one text column for every mapped field or constant
    under its API name, `rows` their row numbers, `positions` their places in the chunk. `rejected`,
    `duplicate` and `excluded` are row numbers; the four lists together are the rows of the chunk.
    """

    records: pa.RecordBatch
    rows: RowNumbers
    positions: RowNumbers
    rejected: RowNumbers
    duplicate: RowNumbers
    excluded: RowNumbers
    problems: tuple[Problems, ...]
