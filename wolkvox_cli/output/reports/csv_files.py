"""CSV files that are written whole or not at all, in the encoding and delimiter of the user's own file."""

import codecs
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.errors import MachineError
from wolkvox_cli.leads.model import REPORT_COLUMNS
from wolkvox_cli.leads.text_columns import Mask, guard, text_bytes
from wolkvox_cli.spool import sync

LINE_END = "\r\n"
_BLANKS = np.zeros(256, dtype=bool)
_BLANKS[[ord(" "), ord("\t")]] = True


def csv_lines(columns: Sequence[pa.Array], delimiter: str, surplus: pa.ListArray | None = None) -> memoryview:
    """The rows of text columns without nulls as CSV lines in UTF-8, ended by CR LF.

    Cells are guarded against being computed, and quoted only where they must be. `surplus` are further
    cells of each row, to the right of the last column.
    """
    cells = [_cells(column, delimiter) for column in columns]
    tail: pa.Array | pa.Scalar = pa.scalar(LINE_END)
    if surplus is not None and len(surplus.flatten()):
        tail = _surplus_tail(surplus, delimiter)
    cells[-1] = pc.binary_join_element_wise(cells[-1], tail, "")
    lines = cells[0] if len(cells) == 1 else pc.binary_join_element_wise(*cells, delimiter)
    return _text(lines)


def csv_line(cells: Sequence[str], delimiter: str) -> memoryview:
    """One row of cells as a CSV line."""
    return csv_lines([pa.array([cell], pa.string()) for cell in cells], delimiter)


def _cells(column: pa.Array, delimiter: str) -> pa.StringArray:
    if not pa.types.is_string(column.type):
        return pc.cast(column, pa.string())
    guarded = guard(column)
    mask = _must_be_quoted(guarded, delimiter)
    if not mask.any():
        return guarded
    doubled = pc.replace_substring(guarded, '"', '""')
    return pc.if_else(pa.array(mask), pc.binary_join_element_wise('"', doubled, '"', ""), guarded)


def _must_be_quoted(column: pa.StringArray, delimiter: str) -> Mask:
    data, offsets = text_bytes(column)
    mask = np.zeros(len(column), dtype=bool)
    filled = np.flatnonzero(np.diff(offsets) > 0)
    if not len(filled):
        return mask
    begins, ends = offsets[:-1][filled], offsets[1:][filled]
    mask[filled] = _BLANKS[data[begins]] | _BLANKS[data[ends - 1]]
    special = np.zeros(256, dtype=bool)
    special[[ord(sign) for sign in delimiter + '"\r\n']] = True
    found = np.flatnonzero(special[data[offsets[0] : offsets[-1]]]) + offsets[0]
    mask[filled[np.searchsorted(ends, found, side="right")]] = True
    return mask


def _surplus_tail(surplus: pa.ListArray, delimiter: str) -> pa.StringArray:
    quoted = _cells(surplus.flatten(), delimiter)
    counts = pc.list_value_length(surplus).to_numpy(zero_copy_only=False)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), quoted), delimiter)
    more = pc.binary_join_element_wise(delimiter, joined, LINE_END, "")
    return pc.if_else(pa.array(counts > 0), more, LINE_END)


def _text(column: pa.StringArray) -> memoryview:
    # The lines stand one after another in the column's own memory: no copy is needed.
    data, offsets = text_bytes(column)
    return data[offsets[0] : offsets[-1]].data


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
