"""The failed-row report: the user's own rows with what is wrong and what to do, as CSV or Excel."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from wolkvox_cli.leads.kept_rows import ERROR, FIELD, ROW, SURPLUS, user_columns
from wolkvox_cli.leads.model import REPORT_COLUMNS, ROW_COLUMN
from wolkvox_cli.leads.text_columns import RowNumbers, guard
from wolkvox_cli.output.reports.csv_files import ReportShape, Row, WrittenReport, write_csv
from wolkvox_cli.output.reports.report_paths import XLSX

TOO_MANY_FOR_EXCEL = (
    "Excel cannot hold {written.rows:,} rows, so the report is a CSV file: {written.path.name}."
)

OpenRows = Callable[[], Iterable[pa.RecordBatch]]
"""Opens stored rows (see leads/kept_rows.py), ascending by row number; each call begins anew."""

Tell = Callable[[int], None]
"""Is told how many rows are written so far."""


def write_report(
    path: Path, shape: ReportShape, rows: OpenRows, tell: Tell = lambda rows: None
) -> WrittenReport | None:
    """Write the rows, whole or not at all; None, and no file, when there are none.

    Raises MachineError when the disk does not allow it.
    """
    count = sum(batch.num_rows for batch in rows())
    if not count:
        return None
    if shape.kind != XLSX:
        return _write_csv(path, shape, rows, tell)
    # openpyxl takes a while to import and is needed by few runs.
    from wolkvox_cli.output.reports.report_workbook import MAX_ROWS, write_workbook

    if count <= MAX_ROWS:
        return write_workbook(path, shape, rows, tell)
    written = _write_csv(path.with_suffix(".csv"), shape, rows, tell)
    return replace(written, note=f"{TOO_MANY_FOR_EXCEL.format(written=written)} {written.note}".strip())


def merge_by_row(streams: Sequence[Iterable[pa.RecordBatch]]) -> Iterator[pa.RecordBatch]:
    """One stream of stored rows ascending by row number, from several that are; one batch of each is held."""
    later = [(batch for batch in stream if batch.num_rows) for stream in streams]
    heads = {stream: head for stream in later if (head := next(stream, None)) is not None}
    while heads:
        bound = min(_numbers(head)[-1] for head in heads.values())
        parts = []
        for stream, head in list(heads.items()):
            cut = int(np.searchsorted(_numbers(head), bound, side="right"))
            parts.append(head.slice(0, cut))
            rest = head.slice(cut) if cut < head.num_rows else next(stream, None)
            if rest is None:
                del heads[stream]
            else:
                heads[stream] = rest
        yield from _in_order(parts)


def guarded(cells: Sequence[str]) -> list[str | None]:
    """The cells, each so that no spreadsheet computes it."""
    return guard(pa.array(cells, pa.string())).to_pylist()


def guarded_cells(batch: pa.RecordBatch) -> Iterator[Row]:
    """The user's cells of each stored row, so that no spreadsheet computes them."""
    return zip(*(guard(column).to_pylist() for column in user_columns(batch)), strict=True)


def _write_csv(path: Path, shape: ReportShape, rows: OpenRows, tell: Tell) -> WrittenReport:
    headings = [*guarded(shape.own_headings), *REPORT_COLUMNS]
    return write_csv(path, shape, headings, lambda: _csv_rows(rows(), tell))


def _csv_rows(batches: Iterable[pa.RecordBatch], tell: Tell) -> Iterator[Row]:
    done = 0
    for batch in batches:
        own = [batch.columns[field].to_pylist() for field in (ROW, FIELD, ERROR, SURPLUS)]
        for cells, row, field, error, surplus in zip(guarded_cells(batch), *own, strict=True):
            yield [*cells, row, field, error, *(guarded(surplus) if surplus else ())]
        done += batch.num_rows
        tell(done)


def _numbers(batch: pa.RecordBatch) -> RowNumbers:
    numbers: RowNumbers = batch.columns[ROW].to_numpy()
    return numbers


def _in_order(parts: Sequence[pa.RecordBatch]) -> Sequence[pa.RecordBatch]:
    filled = [part for part in parts if part.num_rows]
    if len(filled) == 1:
        return filled
    return pa.Table.from_batches(filled).sort_by(ROW_COLUMN).combine_chunks().to_batches()
