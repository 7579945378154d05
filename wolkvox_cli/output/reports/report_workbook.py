"""The failed-row report as an Excel workbook: offending cells marked, each with a note, and a summary."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyarrow as pa
from openpyxl import Workbook

from wolkvox_cli.output.reports.csv_files import ReportShape, WrittenReport
from wolkvox_cli.output.reports.failed_rows import OpenRows, Tell
from wolkvox_cli.output.reports.failed_rows_sheet import AUTHOR, MAX_NOTES, FailedRowsSheet, extent_of
from wolkvox_cli.output.reports.problem_counts import counted, problems_of, reasons
from wolkvox_cli.output.reports.report_file import report_file
from wolkvox_cli.output.reports.summary_sheet import add_summary

MAX_ROWS = 1_048_575
"""Rows of an Excel sheet, less the row of headings."""

_SLICE = 1_000
"""Rows between two reports of progress."""


def write_workbook(path: Path, shape: ReportShape, rows: OpenRows, tell: Tell) -> WrittenReport:
    """Write at most `MAX_ROWS` stored rows as a workbook, whole or not at all.

    Raises MachineError when the disk does not allow it.
    """
    extent = extent_of(rows())
    book = Workbook(write_only=True)
    book.properties.creator = AUTHOR
    with report_file(path, shape.mode) as file, _nothing_left_of(book):
        sheet = FailedRowsSheet(book, shape.own_headings, extent)
        counts = []
        for batch in _slices(rows()):
            problems = problems_of(batch)
            sheet.add(batch, problems)
            counts.append(counted(problems))
            tell(sheet.rows)
        note = _note(sheet.marked)
        add_summary(book, sheet.rows, reasons(counts, shape.own_headings), note)
        book.save(file)
    return WrittenReport(path, sheet.rows, note)


@contextmanager
def _nothing_left_of(book: Workbook) -> Iterator[None]:
    """Of a workbook that breaks off openpyxl leaves the sheets so far among the machine's temporary files."""
    try:
        yield
    except BaseException:
        for sheet in book.worksheets:
            with suppress(OSError):
                if not sheet.closed:
                    sheet.close()
                Path(sheet._writer.out).unlink(missing_ok=True)
        raise


def _slices(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for start in range(0, batch.num_rows, _SLICE):
            yield batch.slice(start, _SLICE)


def _note(marked: int) -> str:
    if marked <= MAX_NOTES:
        return ""
    return f"Only the first {MAX_NOTES:,} red cells have a note; for the others see the last column."
