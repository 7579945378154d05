"""Lists of rows that are in the campaign, or may be: to be looked at, and never to be uploaded again."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from wolkvox_cli.leads.kept_rows import ERROR, FIELD, ROW
from wolkvox_cli.leads.model import ERROR_COLUMN, FIELD_COLUMN, IN_DOUBT_COLUMN, ROW_COLUMN, SENT_COLUMN
from wolkvox_cli.output.reports.csv_files import ReportShape, Row, WrittenReport, write_csv
from wolkvox_cli.output.reports.failed_rows import OpenRows, guarded, guarded_cells

BATCH_COLUMN = "wolkvox_batch"
DO_NOT_UPLOAD = "DO NOT UPLOAD: may already be in the campaign. Look it up there first."
ALREADY_SENT = "Already sent, do not upload again."

OpenBatches = Callable[[], Iterable[tuple[int, Iterable[pa.RecordBatch]]]]
"""Opens the stored rows of some batches, each with its batch number; each call begins anew."""


def write_in_doubt(path: Path, shape: ReportShape, batches: OpenBatches) -> WrittenReport:
    """Write the rows of the batches in doubt.

    Each row says in its first cell that it must not be uploaded, then its batch, its row number in the
    user's file and its cells. Raises MachineError when the disk does not allow it.
    """
    headings = [IN_DOUBT_COLUMN, BATCH_COLUMN, ROW_COLUMN, *guarded(shape.own_headings)]
    return write_csv(path, shape, headings, lambda: _doubtful(batches()))


def write_warnings(path: Path, shape: ReportShape, rows: OpenRows) -> WrittenReport:
    """Write the rows that were sent although something about them is doubtful, and what.

    Raises MachineError when the disk does not allow it.
    """
    headings = [SENT_COLUMN, ROW_COLUMN, *guarded(shape.own_headings), FIELD_COLUMN, ERROR_COLUMN]
    return write_csv(path, shape, headings, lambda: _warned(rows()))


def _doubtful(batches: Iterable[tuple[int, Iterable[pa.RecordBatch]]]) -> Iterator[Row]:
    for number, stored in batches:
        for batch in stored:
            for row, cells in zip(batch.columns[ROW].to_pylist(), guarded_cells(batch), strict=True):
                yield [DO_NOT_UPLOAD, number, row, *cells]


def _warned(batches: Iterable[pa.RecordBatch]) -> Iterator[Row]:
    for batch in batches:
        own = [batch.columns[field].to_pylist() for field in (ROW, FIELD, ERROR)]
        for cells, row, field, error in zip(guarded_cells(batch), *own, strict=True):
            yield [ALREADY_SENT, row, *cells, field, error]
