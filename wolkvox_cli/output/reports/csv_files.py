"""Lists of rows as CSV files, in the encoding and with the delimiter of the user's own file."""

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wolkvox_cli.leads.model import REPORT_COLUMNS
from wolkvox_cli.output.reports.report_file import report_file
from wolkvox_cli.spool import PRIVATE

DEFAULT_DELIMITER = ","
NOT_ENCODABLE = (
    "{path} is written in UTF-8: the encoding of your file ({encoding}) lacks a letter that it needs. "
    "Excel opens it as it is."
)

_UTF8 = "utf-8-sig"
_AS_UTF8 = ("utf-8", "utf-8-sig", "ascii")
_AS_CP1252 = ("cp1252", "iso8859-1", "iso8859-15")

Row = Sequence[object]
"""The cells of one line, guarded where a spreadsheet would compute them."""


@dataclass(frozen=True)
class ReportShape:
    """What a list takes from the user's file: `kind` is csv or xlsx, `mode` who may read it."""

    headings: tuple[str, ...]
    kind: str = "csv"
    encoding: str | None = None
    delimiter: str | None = None
    mode: int = PRIVATE

    @property
    def own_headings(self) -> tuple[str, ...]:
        """The user's headings, without those an earlier report added."""
        return tuple(heading for heading in self.headings if heading not in REPORT_COLUMNS)


@dataclass(frozen=True)
class WrittenReport:
    """Where a list lies, how many rows it has, and a sentence where something is worth saying."""

    path: Path
    rows: int
    note: str = ""


def write_csv(
    path: Path, shape: ReportShape, headings: Row, rows: Callable[[], Iterable[Row]]
) -> WrittenReport:
    """Write the rows below the headings, whole or not at all.

    `rows` is called once more where the encoding of the user's file lacks a letter: the list is then
    written in UTF-8. Raises MachineError when the disk does not allow it.
    """
    encoding = report_encoding(shape.encoding)
    try:
        return WrittenReport(path, _write(path, shape, encoding, headings, rows()))
    except UnicodeEncodeError:
        note = NOT_ENCODABLE.format(path=path.name, encoding=shape.encoding)
        return WrittenReport(path, _write(path, shape, _UTF8, headings, rows()), note)


def report_encoding(source_encoding: str | None) -> str:
    """The encoding of a report on a file of this encoding: its own, with a byte-order mark if it has one.

    Latin-1 becomes Windows-1252, which is what Excel takes a file without a byte-order mark for.
    """
    name = codecs.lookup(source_encoding or _UTF8).name
    if name in _AS_UTF8:
        return _UTF8
    if name.startswith("utf-16"):
        return "utf-16"
    return "cp1252" if name in _AS_CP1252 else name


def _write(path: Path, shape: ReportShape, encoding: str, headings: Row, rows: Iterable[Row]) -> int:
    count = 0
    with report_file(path, shape.mode) as file:
        text = io.TextIOWrapper(file, encoding, newline="")
        writer = csv.writer(text, delimiter=shape.delimiter or DEFAULT_DELIMITER)
        writer.writerow(headings)
        for row in rows:
            writer.writerow(row)
            count += 1
        text.detach()  # writes what it still holds and leaves the file open
    return count
