"""The types that travel from the user's file to the batches."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wolkvox_cli.leads.text_columns import Mask, settle

settle()

RowNumbers = npt.NDArray[np.int64]
"""Row numbers as a spreadsheet shows them: the file's first line is 1."""


class Severity(StrEnum):
    """An error keeps its row from being sent; a warning only says what was blanked or changed."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, eq=False)
class Problems:
    """The rows of one chunk with the same problem in the same field.

    `column` is the user's heading of the offending cell and `field` the API field, None where the
    whole row is meant. `values` (a pa.StringArray as long as `rows`) are the cells as the user wrote
    them; `details`, likewise, fill the second gap of the rule's sentence. The codes stand in
    validate/catalogue.py.
    """

    code: str
    severity: Severity
    field: str | None
    column: str | None
    rows: RowNumbers
    values: pa.StringArray
    details: pa.StringArray | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def with_severity(self, severity: Severity) -> "Problems":
        """The same problems, taken more or less seriously."""
        return replace(self, severity=severity)


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


Severities = Mapping[str, Severity]
"""What the user wants, by code; see `rules.severities`."""


def weighed(
    problems: Iterable[Problems], severities: Severities, rows: RowNumbers, dialable: Mask
) -> Iterator[Problems]:
    """The problems under the user's severities.

    A phone problem stays an error where the lead has no other number: there is nothing to dial.
    """
    for problem in problems:
        wish = severities.get(problem.code, problem.severity)
        if wish is problem.severity:
            yield problem
        elif wish is Severity.WARNING and problem.code.startswith("phone."):
            other = dialable[np.searchsorted(rows, problem.rows)]
            yield from _filled(picked(problem, ~other), picked(problem, other).with_severity(wish))
        else:
            yield problem.with_severity(wish)


def rows_with_errors(problems: Iterable[Problems], rows: RowNumbers) -> Mask:
    """Which of the rows may not be sent."""
    mask = np.zeros(len(rows), np.bool_)
    for problem in problems:
        if problem.severity is Severity.ERROR:
            mask[np.searchsorted(rows, problem.rows)] = True
    return mask


def without_warnings(problems: Iterable[Problems], rows: RowNumbers, unsent: Mask) -> Iterator[Problems]:
    """Leave out what would be changed in rows that are not sent anyway: duplicates and excluded ones."""
    for problem in problems:
        if problem.severity is Severity.ERROR or not unsent.any():
            yield problem
        else:
            yield from _filled(picked(problem, ~unsent[np.searchsorted(rows, problem.rows)]))


def picked(problem: Problems, mask: Mask) -> Problems:
    """The problem for some of its rows."""
    if mask.all():
        return problem
    chosen = pa.array(mask)
    details = None if problem.details is None else problem.details.filter(chosen)
    return Problems(
        problem.code,
        problem.severity,
        problem.field,
        problem.column,
        problem.rows[mask],
        problem.values.filter(chosen),
        details,
    )


def _filled(*problems: Problems) -> Iterator[Problems]:
    return (problem for problem in problems if len(problem))
