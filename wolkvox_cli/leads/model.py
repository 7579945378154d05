"""The types that travel from the user's file to the batches."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Protocol

import numpy as np
import pandas as pd

from wolkvox_cli.leads.text_columns import RowMask, Rows, Text, repeated, text_series


class Severity(StrEnum):
    """An error keeps its row from being sent; a warning only says what was blanked or changed."""

    ERROR = "error"
    WARNING = "warning"


PROBLEM_COLUMNS = ("row", "field", "column", "code", "severity", "value", "detail")
"""The columns of a table of problems.

The row number, the API field, the heading of the cell (both "" where the whole row is meant), a code of
validate/catalogue.py, its severity, the cell as the user wrote it, and what fills the second gap of its
sentence ("" where there is nothing to say). All but the row are text.
"""


def problems_frame(
    code: str,
    cells: Text,
    severity: Severity,
    field: str | None = None,
    column: str | None = None,
    detail: Text | str = "",
) -> pd.DataFrame:
    """The problems of these cells, whose index is their row numbers; a `detail` that varies is as long."""
    count = len(cells)
    texts = {"field": field or "", "column": column or "", "code": code, "severity": str(severity)}
    return pd.DataFrame(
        {
            "row": cells.index.to_numpy(np.int64),
            **{name: repeated(text, count) for name, text in texts.items()},
            "value": cells.array,
            "detail": repeated(detail, count) if isinstance(detail, str) else detail.array,
        }
    )


@cache
def no_problems() -> pd.DataFrame:
    """A table of problems without any, the same one every time: to make one takes 3 ms."""
    return problems_frame("", text_series([], []), Severity.WARNING)


def joined_problems(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Several tables of problems as one, in their order."""
    filled = [part for part in parts if len(part)]
    if len(filled) > 1:
        return pd.concat(filled, ignore_index=True)
    return filled[0].reset_index(drop=True) if filled else no_problems()


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
    skip_hidden: bool = False


@dataclass(frozen=True)
class SourceFile:
    """What was understood of the file.

    `path` is as the user gave it ("-" for standard input), `format` one of csv xlsx xls xlsb ods html,
    `headings` are unique and in file order (the report's own three columns included, if it is one),
    `is_report` says that it carries the failed-row report's columns and formula guards, `without_result`
    how many formulas below the headings have no result in the file, `notes` are sentences about what was
    decided (a guessed encoding, a skipped title, a name that lies).
    """

    path: str
    format: str
    headings: tuple[str, ...]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    is_report: bool = False
    without_result: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class LeadChunk:
    """Some rows of the file, in order.

    `cells` are text columns without nulls under `SourceFile.headings`, by row number as a spreadsheet shows
    it (the file's first line is 1). `problems` are those met while reading (ragged rows, cells that lost
    digits, error cells). `surplus` holds the cells beyond the last heading of rows that have too many, by row
    number; `short` how many cells there are in rows that have too few.
    `position` is how many bytes of the file are read so far, for the progress display.
    """

    cells: pd.DataFrame
    problems: pd.DataFrame = field(default_factory=no_problems)
    surplus: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    short: Mapping[int, int] = field(default_factory=dict)
    position: int = 0

    def __len__(self) -> int:
        return len(self.cells)


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


def no_numbers() -> "pd.Series[int]":
    """Numbers by row number, of no row."""
    return pd.Series(list[int](), index=pd.RangeIndex(0), dtype=int)


@dataclass(frozen=True, eq=False)
class ValidatedLeads:
    """A chunk after all rules.

    `records` are the rows to send by row number, one text column for every mapped field or constant under
    its API name. `rejected`, `duplicate` and `excluded` are row numbers; together with those of the records
    they are the rows of the chunk. `digests` are those of the records, by row number, none where it is not
    asked what the campaign has had; `already_sent` tells of records that it has had by which earlier run, as
    a position among `SentLeads.runs`.
    """

    records: pd.DataFrame
    rejected: Rows
    duplicate: Rows
    excluded: Rows
    problems: pd.DataFrame
    digests: "pd.Series[int]" = field(default_factory=no_numbers)
    already_sent: "pd.Series[int]" = field(default_factory=no_numbers)


def with_severities(
    problems: pd.DataFrame, severities: Mapping[str, Severity], dialable: RowMask
) -> pd.DataFrame:
    """The problems under the severities that the user wants, by code.

    A phone problem stays an error where the lead has no other number (`dialable`, by row number): there is
    nothing to dial.
    """
    severity = problems["severity"]
    for code, wanted in severities.items():
        chosen = problems["code"] == code
        if wanted is Severity.WARNING and code.startswith("phone."):
            chosen &= problems["row"].isin(dialable.index[dialable])
        severity = severity.mask(chosen, str(wanted))
    return problems.assign(severity=severity) if severities else problems


def rows_with_errors(problems: pd.DataFrame) -> Rows:
    """The numbers of the rows that may not be sent, ascending."""
    errors = problems["severity"] == Severity.ERROR
    rows: Rows = pd.Index(np.unique(problems["row"][errors].to_numpy(np.int64)))
    return rows


def without_warnings(problems: pd.DataFrame, unsent: Rows) -> pd.DataFrame:
    """Leave out what would be changed in rows that are not sent anyway: duplicates and excluded ones."""
    if not len(unsent):
        return problems
    kept = (problems["severity"] == Severity.ERROR) | ~problems["row"].isin(unsent)
    return problems[kept].reset_index(drop=True)
