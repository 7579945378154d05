"""Lists of rows that must not be uploaded again: those in doubt, and those sent with a warning."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from wolkvox_cli.leads.chunks import (
    ERROR_COLUMN,
    FIELD_COLUMN,
    IN_DOUBT_COLUMN,
    ROW_COLUMN,
    SENT_COLUMN,
)
from wolkvox_cli.leads.originals import ERROR, FIELD, ROW, user_columns
from wolkvox_cli.output.reports.csv_files import CsvPart, ReportShape, WrittenReport, write_csv

BATCH_COLUMN = "wolkvox_batch"
DO_NOT_UPLOAD = "DO NOT UPLOAD: may already be in the campaign. Look it up there first."
ALREADY_SENT = "Already sent, do not upload again."


def write_in_doubt(
    path: Path, shape: ReportShape, batches: Iterable[tuple[int, Iterable[pa.RecordBatch]]]
) -> WrittenReport:
    """Write the stored rows of the batches in doubt, given by batch number.

    Each row says in its first cell that it must not be uploaded, then its batch, its row number in the
    user's file and its cells. Raises MachineError when the disk does not allow it.
    """
    headings = [IN_DOUBT_COLUMN, BATCH_COLUMN, ROW_COLUMN, *shape.own_headings]
    return write_csv(path, shape, headings, _in_doubt_parts(batches))


def write_warnings(path: Path, shape: ReportShape, rows: Iterable[pa.RecordBatch]) -> WrittenReport:
    """Write the stored rows that were sent although something about them is doubtful, and what.

    Raises MachineError when the disk does not allow it.
    """
    headings = [SENT_COLUMN, ROW_COLUMN, *shape.own_headings, FIELD_COLUMN, ERROR_COLUMN]
    return write_csv(path, shape, headings, _warned_parts(rows))


def _in_doubt_parts(batches: Iterable[tuple[int, Iterable[pa.RecordBatch]]]) -> Iterator[CsvPart]:
    for number, stored in batches:
        for batch in stored:
            same = pa.repeat(DO_NOT_UPLOAD, batch.num_rows), pa.repeat(number, batch.num_rows)
            yield CsvPart([*same, batch.columns[ROW], *user_columns(batch)])


def _warned_parts(rows: Iterable[pa.RecordBatch]) -> Iterator[CsvPart]:
    for batch in rows:
        words = [batch.columns[FIELD], batch.columns[ERROR]]
        said = pa.repeat(ALREADY_SENT, batch.num_rows)
        yield CsvPart([said, batch.columns[ROW], *user_columns(batch), *words])
