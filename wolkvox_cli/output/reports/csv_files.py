"""CSV files that are written whole or not at all, in the encoding and delimiter of the user's own file."""

import codecs
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from wolkvox_cli.errors import MachineError
from wolkvox_cli.leads.chunks import REPORT_COLUMNS
from wolkvox_cli.output.reports.csv_rows import csv_line, csv_lines
from wolkvox_cli.spool import sync

DEFAULT_DELIMITER = ","
NOT_ENCODABLE = (
    "{path} is written in UTF-8: the encoding of your file ({encoding}) lacks a letter that it needs. "
    "Excel opens it as it is."
)

UTF8 = "utf-8-sig"
_AS_UTF8 = ("utf-8", "utf-8-sig", "ascii")
_AS_CP1252 = ("cp1252", "iso8859-1", "iso8859-15")
_BLOCK = 1 << 20


@dataclass(frozen=True)
class ReportShape:
    """What a list takes from the user's file. `kind` is csv or xlsx; see report_paths.report_kind."""

    headings: tuple[str, ...]
    kind: str = "csv"
    encoding: str | None = None
    delimiter: str | None = None

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


@dataclass(frozen=True, eq=False)
class CsvPart:
    """Some rows: their columns, text without nulls or numbers, and the cells to the right of the last."""

    columns: Sequence[pa.Array]
    surplus: pa.ListArray | None = None


def write_csv(
    path: Path, shape: ReportShape, headings: Sequence[str], parts: Iterable[CsvPart]
) -> WrittenReport:
    """Write the parts below the headings. Raises MachineError when the disk does not allow it."""
    delimiter = shape.delimiter or DEFAULT_DELIMITER
    encoding = report_encoding(shape.encoding)
    rows = 0
    with whole_file(path) as file:
        text = CsvFile(file, encoding)
        text.write(csv_line(headings, delimiter))
        for part in parts:
            text.write(csv_lines(part.columns, delimiter, part.surplus))
            rows += len(part.columns[0])
    note = "" if text.encoding == encoding else NOT_ENCODABLE.format(path=path.name, encoding=shape.encoding)
    return WrittenReport(path, rows, note)


def report_encoding(source_encoding: str | None) -> str:
    """The encoding of a report on a file of this encoding: its own, with a byte-order mark if it has one.

    Latin-1 becomes Windows-1252, which is what Excel takes a file without a byte-order mark for.
    """
    name = codecs.lookup(source_encoding or UTF8).name
    if name in _AS_UTF8:
        return UTF8
    if name.startswith("utf-16"):
        return "utf-16"
    return "cp1252" if name in _AS_CP1252 else name


class CsvFile:
    """An open CSV file that takes UTF-8 text; it turns to UTF-8 itself when its encoding lacks a letter."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self.encoding = encoding
        self._begin()

    def write(self, text: memoryview) -> None:
        """Append text that is given in UTF-8."""
        if self.encoding == UTF8:
            self._file.write(text)
            return
        try:
            self._file.write(self._encoder.encode(str(text, "utf-8")))
        except UnicodeEncodeError:
            self._turn_to_utf8()
            self._file.write(text)

    def _begin(self) -> None:
        if self.encoding == UTF8:
            self._file.write(codecs.BOM_UTF8)
        else:
            self._encoder = codecs.getincrementalencoder(self.encoding)()

    def _turn_to_utf8(self) -> None:
        self._file.seek(0)
        decoder = codecs.getincrementaldecoder(self.encoding)()
        with tempfile.TemporaryFile(dir=Path(self._file.name).parent) as copy:
            while block := self._file.read(_BLOCK):
                copy.write(decoder.decode(block).encode())
            copy.seek(0)
            self._file.seek(0)
            self._file.truncate()
            self.encoding = UTF8
            self._begin()
            while block := copy.read(_BLOCK):
                self._file.write(block)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that stands at `path` once all is written, and leaves nothing behind when it is not.

    Raises MachineError when the disk does not allow it, or another program holds the file.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    with told_by_report(path):
        try:
            with temporary.open("w+b") as file:
                yield file
            sync(temporary)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def told_by_report(path: Path) -> Iterator[None]:
    """Tells a failure of the disk with the report's name and the remedy, as MachineError."""
    try:
        yield
    except OSError as error:
        raise MachineError(
            "disk.report",
            f"The report {path} could not be written: {error.strerror or error}.",
            "Free some space, or close the file where it is open; then give the same command again, "
            "or another place with --report PATH.",
        ) from error
