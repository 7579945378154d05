"""The user's own rows, kept in the run's folder until it is known which of them failed.

A failure may be known days after the file was read, when the file is gone. A stored batch (Arrow IPC)
holds the user's columns and then, by position, the row number, the names of the fields at fault,
the sentences, each single problem, and the cells beyond the last heading. Rows between the kept ones may
be stored along with them; they have no row number and are passed over in reading.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.errors import MachineError
from wolkvox_cli.leads.model import (
    ERROR_COLUMN,
    FIELD_COLUMN,
    MISSING_CELL,
    REPORT_COLUMNS,
    ROW_COLUMN,
    LeadChunk,
    Problems,
    RowNumbers,
    Severity,
)
from wolkvox_cli.spool import private_file

Mask = npt.NDArray[np.bool_]
Offsets = npt.NDArray[np.int32]
Sentences = Callable[[Problems], pa.StringArray]
"""What to say about each of the rows of some problems; see `rules.sentences`."""

StoredRows = Iterator[pa.RecordBatch]
"""Stored batches, ascending by row number."""

SEPARATOR = " · "
"""Between two sentences about one row."""

WHOLE_ROW = -1
"""In place of a column's index: the problem is not in a single cell."""

NOT_KEPT = 0
"""In place of the row number of a row that is stored only because it stands between others."""

_MOST_STORED = 1.2
"""So many rows are stored at most for each one that is kept."""

PROBLEM_TYPE = pa.struct([("column", pa.int32()), ("code", pa.string()), ("note", pa.string())])
OWN_FIELDS = (
    pa.field(ROW_COLUMN, pa.int64()),
    pa.field(FIELD_COLUMN, pa.string()),
    pa.field(ERROR_COLUMN, pa.string()),
    pa.field("wolkvox_problems", pa.list_(PROBLEM_TYPE)),
    pa.field("wolkvox_surplus", pa.list_(pa.string())),
)
ROW, FIELD, ERROR, PROBLEMS, SURPLUS = range(-len(OWN_FIELDS), 0)
"""Where our columns stand in a stored batch, counted from its end: a user's heading may be called alike."""


class OriginalsWriter:
    """Writes rows of the user's file to `path`, chunk by chunk, for nobody else to read.

    `headings` are `SourceFile.headings`; where the file is itself a failed-row report, its own three
    columns are left out. A context manager: the file is complete once it is closed.
    """

    def __init__(self, path: Path, headings: Sequence[str], sentences: Sentences | None = None) -> None:
        self._sentences = sentences
        self._kept = [place for place, heading in enumerate(headings) if heading not in REPORT_COLUMNS]
        self._headings = [headings[place] for place in self._kept]
        own = [pa.field(heading, pa.string()) for heading in self._headings]
        self._schema = pa.schema([*own, *OWN_FIELDS])
        private_file(path).close()  # for its owner only
        # pyarrow's own file: through one of Python's, every buffer would be copied.
        self._file = pa.OSFile(os.fsencode(path), "wb")
        # Not packed: with lz4 preparing takes a tenth more time and a fifth more memory, and disks are large.
        self._writer = pa.ipc.new_file(self._file, self._schema)

    def write(self, chunk: LeadChunk, positions: RowNumbers, problems: Sequence[Problems] = ()) -> None:
        """Keep the chunk's rows at these ascending positions, with what is wrong with them.

        Problems of other rows of the chunk may be among `problems`; they are passed over.
        """
        if not len(positions):
            return
        # Problems are looked up by row number, which the rows in between do not have.
        rows, cells = self._stretch(chunk, positions) if not problems else self._picked(chunk, positions)
        if chunk.short:
            _mark_missing(cells, self._kept, rows, chunk.short)
        about = _About(rows, self._headings, self._sentences).collect(problems)
        own = [pa.array(rows, pa.int64()), *about, _surplus(chunk, rows)]
        self._writer.write_batch(pa.RecordBatch.from_arrays([*cells, *own], schema=self._schema))

    def _picked(self, chunk: LeadChunk, positions: RowNumbers) -> tuple[RowNumbers, list[pa.StringArray]]:
        """The row numbers and cells at the positions."""
        places = pa.array(positions)
        return chunk.rows[positions], [chunk.cells.column(place).take(places) for place in self._kept]

    def _stretch(self, chunk: LeadChunk, positions: RowNumbers) -> tuple[RowNumbers, list[pa.StringArray]]:
        """The same with the few rows in between: to store them takes less time than to pick the others."""
        first, count = int(positions[0]), int(positions[-1] - positions[0]) + 1
        if count > _MOST_STORED * len(positions):
            return self._picked(chunk, positions)
        rows = np.full(count, NOT_KEPT)
        rows[positions - first] = chunk.rows[positions]
        return rows, [chunk.cells.column(place).slice(first, count) for place in self._kept]

    def close(self) -> None:
        """Complete the file."""
        self._writer.close()
        self._file.close()

    def __enter__(self) -> "OriginalsWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_originals(path: Path) -> StoredRows:
    """The stored batches, in order. Raises MachineError when the file is gone or damaged."""
    try:
        with pa.OSFile(os.fsencode(path)) as file, pa.ipc.open_file(file) as stored:
            for number in range(stored.num_record_batches):
                batch = stored.get_batch(number)
                yield batch.filter(pc.not_equal(batch.column(ROW), NOT_KEPT))
    except (OSError, pa.ArrowInvalid) as error:
        raise MachineError(
            "spool.rows-gone",
            f"The rows kept for the report of run {path.parent.name} are no longer readable.",
            "The report cannot be written in full; compare your file with the counts of: wolkvox runs show "
            + path.parent.name,
        ) from error


def headings_of(batch: pa.RecordBatch) -> list[str]:
    """The user's headings of a stored batch."""
    names: list[str] = batch.schema.names[: -len(OWN_FIELDS)]
    return names


def user_columns(batch: pa.RecordBatch) -> list[pa.StringArray]:
    """The user's cells of a stored batch, column by column."""
    columns: list[pa.StringArray] = batch.columns[: -len(OWN_FIELDS)]
    return columns


def with_error(batch: pa.RecordBatch, sentence: str, code: str = "api.refused") -> pa.RecordBatch:
    """The stored rows, each with this one sentence as its error: how the API refused them."""
    count = batch.num_rows
    columns = list(batch.columns)
    columns[FIELD] = pa.repeat("", count)
    columns[ERROR] = pa.repeat(sentence, count)
    places = pa.array(np.full(count, WHOLE_ROW, dtype=np.int32))
    problem = pa.StructArray.from_arrays(
        [places, pa.repeat(code, count), columns[ERROR]], fields=list(PROBLEM_TYPE)
    )
    columns[PROBLEMS] = pa.ListArray.from_arrays(pa.array(np.arange(count + 1, dtype=np.int32)), problem)
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


class _About:
    """Gathers what is wrong with some rows: their field names, sentences and single problems."""

    def __init__(self, rows: RowNumbers, headings: Sequence[str], sentences: Sentences | None) -> None:
        self._rows = rows
        self._places = {heading: place for place, heading in enumerate(headings)}
        self._sentences = sentences

    def collect(self, problems: Sequence[Problems]) -> list[pa.Array]:
        """The field, error and problems columns, one entry for every row."""
        parts = [part for part in map(self._of_these_rows, problems) if len(part)]
        if not parts:
            return self._nothing()
        assert self._sentences is not None, "rows with problems need sentences about them"
        owner = np.concatenate([np.searchsorted(self._rows, part.rows) for part in parts])
        part_of = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        order = self._order(parts, owner, part_of)
        owner, part_of = owner[order], part_of[order]
        said = pa.concat_arrays([self._sentences(part) for part in parts]).take(pa.array(order))
        offsets = self._offsets(owner)
        return [
            self._names(parts, owner, part_of),
            _joined(offsets, self._addressed(parts, np.diff(offsets)[owner] > 1, part_of, said), SEPARATOR),
            pa.ListArray.from_arrays(pa.array(offsets), self._single(parts, part_of, said)),
        ]

    def _of_these_rows(self, problems: Problems) -> Problems:
        place = np.searchsorted(self._rows, problems.rows)
        place[place == len(self._rows)] = 0
        mine = self._rows[place] == problems.rows
        if mine.all():
            return problems
        mask = pa.array(mine)
        details = None if problems.details is None else problems.details.filter(mask)
        values = problems.values.filter(mask)
        return replace(problems, rows=problems.rows[mine], values=values, details=details)

    def _nothing(self) -> list[pa.Array]:
        count = len(self._rows)
        offsets = pa.array(np.zeros(count + 1, dtype=np.int32))
        none = pa.ListArray.from_arrays(offsets, pa.array([], PROBLEM_TYPE))
        return [pa.repeat("", count), pa.repeat("", count), none]

    def _order(self, parts: Sequence[Problems], owner: RowNumbers, part_of: RowNumbers) -> RowNumbers:
        # Within a row: what keeps it from being sent first, then from left to right.
        severity = np.array([part.severity is Severity.WARNING for part in parts])
        place = np.array([self._place(part) for part in parts])
        return np.lexsort((place[part_of], severity[part_of], owner))

    def _place(self, part: Problems) -> int:
        return self._places.get(part.column or "", WHOLE_ROW)

    def _offsets(self, owner: RowNumbers) -> Offsets:
        counts = np.bincount(owner, minlength=len(self._rows))
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)

    def _names(self, parts: Sequence[Problems], owner: RowNumbers, part_of: RowNumbers) -> pa.StringArray:
        names = [part.column or part.field or "" for part in parts]
        labels = sorted({*names} - {""}, key=lambda name: (self._places.get(name, len(self._places)), name))
        if not labels:
            return pa.repeat("", len(self._rows))
        label_of = np.array([labels.index(name) if name else WHOLE_ROW for name in names])[part_of]
        named = label_of != WHOLE_ROW
        # A name stands once for every row, however many problems that cell has.
        once = np.unique(owner[named] * len(labels) + label_of[named])
        found = pa.array(labels).take(pa.array(once % len(labels)))
        return _joined(self._offsets(once // len(labels)), found, ", ")

    def _addressed(
        self, parts: Sequence[Problems], of_many: Mask, part_of: RowNumbers, said: pa.StringArray
    ) -> pa.StringArray:
        """The sentences; where a row has several, each says which column it is about."""
        if not of_many.any():
            return said
        heads = pa.array([f"{part.column}: " if part.column else "" for part in parts]).take(
            pa.array(part_of)
        )
        return pc.binary_join_element_wise(pc.if_else(pa.array(of_many), heads, ""), said, "")

    def _single(self, parts: Sequence[Problems], part_of: RowNumbers, said: pa.StringArray) -> pa.StructArray:
        places = np.array([self._place(part) for part in parts], dtype=np.int32)[part_of]
        codes = pa.array([part.code for part in parts]).take(pa.array(part_of))
        return pa.StructArray.from_arrays([pa.array(places), codes, said], fields=list(PROBLEM_TYPE))


def _joined(offsets: Offsets, texts: pa.StringArray, separator: str) -> pa.StringArray:
    if np.array_equal(np.diff(offsets), np.ones(len(offsets) - 1)):
        return texts
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), texts), separator)


def _mark_missing(
    cells: list[pa.StringArray], kept: Sequence[int], rows: RowNumbers, short: Mapping[int, int]
) -> None:
    """Say so in the first cell that a row lacks: an empty cell would look like the user's own."""
    there = np.array([short.get(row, WHOLE_ROW) for row in rows.tolist()])
    for number, place in enumerate(kept):
        if (there == place).any():
            cells[number] = pc.if_else(pa.array(there == place), MISSING_CELL, cells[number])


def _surplus(chunk: LeadChunk, rows: RowNumbers) -> pa.ListArray:
    if not chunk.surplus:
        offsets = pa.array(np.zeros(len(rows) + 1, dtype=np.int32))
        return pa.ListArray.from_arrays(offsets, pa.array([], pa.string()))
    return pa.array([chunk.surplus.get(row, ()) for row in rows.tolist()], pa.list_(pa.string()))
