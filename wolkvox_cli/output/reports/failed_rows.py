"""The failed-row report: the user's own rows with what is wrong and what to do, as CSV or Excel."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa

from wolkvox_cli.leads.kept_rows import ERROR, FIELD, ROW, SURPLUS, user_columns
from wolkvox_cli.leads.model import (
    ERROR_COLUMN,
    FIELD_COLUMN,
    IN_DOUBT_COLUMN,
    REPORT_COLUMNS,
    ROW_COLUMN,
    SENT_COLUMN,
)
from wolkvox_cli.output.reports.csv_files import (
    CsvPart,
    ReportShape,
    WrittenReport,
    told_by_report,
    write_csv,
)
from wolkvox_cli.output.reports.report_paths import XLSX
from wolkvox_cli.output.reports.survey import kept_rows

TOO_MANY_FOR_EXCEL = (
    "Excel cannot hold {written.rows:,} rows, so the report is a CSV file: {written.path.name}."
)


def write_report(path: Path, shape: ReportShape, rows: Iterable[pa.RecordBatch]) -> WrittenReport | None:
    """Write stored rows (see leads/originals.py), ascending by row number, whole or not at all.

    None, and no file, when there are no rows. Raises MachineError when the disk does not allow it.
    """
    batches = (batch for batch in rows if batch.num_rows)
    first = next(batches, None)
    if first is None:
        return None
    together = chain([first], batches)
    return _write_workbook(path, shape, together) if shape.kind == XLSX else _write_csv(path, shape, together)


def merge_by_row(streams: Sequence[Iterable[pa.RecordBatch]]) -> Iterator[pa.RecordBatch]:
    """One stream of stored rows ascending by row number, from several that are; one batch of each is held."""
    heads = [head for head in map(_Head, streams) if head.rows]
    while len(heads) > 1:
        bound = min(head.last_row for head in heads)
        parts = [part for head in heads if (part := head.take_up_to(bound)).num_rows]
        yield parts[0] if len(parts) == 1 else _sorted(parts)
        heads = [head for head in heads if head.rows]
    for head in heads:
        yield from head.rest()


class _Head:
    """The rows of one stream that come next."""

    def __init__(self, stream: Iterable[pa.RecordBatch]) -> None:
        self._later = iter(stream)
        self._advance()

    @property
    def rows(self) -> int:
        """How many rows are at hand; 0 once the stream has come to its end."""
        return 0 if self._batch is None else len(self._numbers)

    @property
    def last_row(self) -> int:
        return int(self._numbers[-1])

    def take_up_to(self, row: int) -> pa.RecordBatch:
        """Its rows up to this row number."""
        cut = int(np.searchsorted(self._numbers, row, side="right"))
        taken = self._batch.slice(0, cut)
        if cut < len(self._numbers):
            self._hold(self._batch.slice(cut))
        else:
            self._advance()
        return taken

    def rest(self) -> Iterator[pa.RecordBatch]:
        """All that is left of it."""
        yield self._batch
        yield from (batch for batch in self._later if batch.num_rows)

    def _advance(self) -> None:
        self._hold(next((batch for batch in self._later if batch.num_rows), None))

    def _hold(self, batch: pa.RecordBatch) -> None:
        self._batch = batch
        if batch is not None:
            self._numbers = batch.columns[ROW].to_numpy()


def _sorted(parts: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    together = pa.concat_batches(parts)
    order = np.argsort(together.columns[ROW].to_numpy(), kind="stable")
    return together.take(pa.array(order))


def _write_workbook(path: Path, shape: ReportShape, batches: Iterable[pa.RecordBatch]) -> WrittenReport:
    # openpyxl takes a while to import and is needed by few runs.
    from wolkvox_cli.output.reports.workbook import MAX_ROWS, write_workbook

    with told_by_report(path), kept_rows(batches, path.parent) as rows:
        if rows.survey.rows <= MAX_ROWS:
            return write_workbook(path, shape, rows)
        written = _write_csv(path.with_suffix(".csv"), shape, rows)
        return replace(written, note=f"{TOO_MANY_FOR_EXCEL.format(written=written)} {written.note}".strip())


def _write_csv(path: Path, shape: ReportShape, batches: Iterable[pa.RecordBatch]) -> WrittenReport:
    headings = [*shape.own_headings, *REPORT_COLUMNS]
    return write_csv(path, shape, headings, _csv_parts(batches))


def _csv_parts(batches: Iterable[pa.RecordBatch]) -> Iterator[CsvPart]:
    for batch in batches:
        own = [batch.columns[place] for place in (ROW, FIELD, ERROR)]
        yield CsvPart([*user_columns(batch), *own], batch.columns[SURPLUS])


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
