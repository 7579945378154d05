"""A first look at all failed rows: how many, how wide, and what is wrong how often."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.kept_rows import PROBLEMS, ROW, SURPLUS, WHOLE_ROW, headings_of, user_columns

MAX_NOTES = 5_000
"""So many cells get a note; more would make Excel slow and the file large."""


@dataclass(frozen=True)
class Reason:
    """One problem in one column (None: the whole row): how many rows have it, and one of them."""

    code: str
    column: str | None
    rows: int
    example_row: int
    example: str


@dataclass
class Survey:
    """What the first look found: `notes` by row (from 0) and column of the table, `widths` in characters."""

    headings: list[str] = field(default_factory=list)
    rows: int = 0
    surplus: int = 0
    offending: int = 0
    widths: list[int] = field(default_factory=list)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    _counts: Counter[tuple[str, int]] = field(default_factory=Counter)
    _examples: dict[tuple[str, int], tuple[int, str]] = field(default_factory=dict)

    def add(self, batch: pa.RecordBatch) -> None:
        """Look at some more rows."""
        self.headings = headings_of(batch)
        lengths = [pc.max(pc.utf8_length(column)).as_py() for column in user_columns(batch)]
        self.widths = [max(pair) for pair in zip(self.widths or lengths, lengths, strict=True)]
        self.surplus = max(self.surplus, pc.max(pc.list_value_length(batch.columns[SURPLUS])).as_py())
        self._add_problems(batch)
        self.rows += batch.num_rows

    def reasons(self) -> list[Reason]:
        """Every problem that occurs, the most frequent first."""
        return [
            Reason(
                code, None if place == WHOLE_ROW else self.headings[place], rows, *self._examples[code, place]
            )
            for (code, place), rows in self._counts.most_common()
        ]

    def _add_problems(self, batch: pa.RecordBatch) -> None:
        owner, places, codes, notes = problems_of(batch)
        if not len(owner):
            return
        coded = codes.dictionary_encode()
        numbers = coded.indices.to_numpy()
        keys = (places.astype(np.int64) + 1) * len(coded.dictionary) + numbers
        _, first, counts = np.unique(keys, return_index=True, return_counts=True)
        for at, count in zip(first.tolist(), counts.tolist(), strict=True):
            key = (codes[at].as_py(), int(places[at]))
            row = batch.columns[ROW][int(owner[at])].as_py()
            self._examples.setdefault(key, (row, notes[at].as_py()))
            self._counts[key] += count
        self._add_notes(owner, places, notes)

    def _add_notes(
        self, owner: npt.NDArray[np.int64], places: npt.NDArray[np.int32], notes: pa.Array
    ) -> None:
        in_cells = np.flatnonzero(places != WHOLE_ROW)
        self.offending += len(in_cells)
        for at in in_cells[: max(0, MAX_NOTES - len(self.notes))].tolist():
            key = (self.rows + int(owner[at]), int(places[at]))
            self.notes[key] = "\n".join(filter(None, [self.notes.get(key), notes[at].as_py()]))


def problems_of(
    batch: pa.RecordBatch,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], pa.StringArray, pa.StringArray]:
    """Of every single problem of a stored batch: its row in the batch, its column, its code, its sentence."""
    stored = batch.columns[PROBLEMS]
    lengths = pc.list_value_length(stored).to_numpy(zero_copy_only=False)
    owner = np.repeat(np.arange(batch.num_rows), lengths)
    places, codes, notes = stored.flatten().flatten()
    return owner, places.to_numpy(), codes, notes


@contextmanager
def kept_rows(batches: Iterable[pa.RecordBatch], folder: Path) -> Iterator["KeptRows"]:
    """The rows in a nameless file in `folder`, to be gone through again; and what a first look found."""
    with TemporaryFile(dir=folder) as file:
        survey = Survey()
        writer = None
        for batch in batches:
            survey.add(batch)
            if writer is None:
                options = pa.ipc.IpcWriteOptions(compression="lz4")
                writer = pa.ipc.new_stream(file, batch.schema, options=options)
            writer.write_batch(batch)
        if writer is not None:
            writer.close()
        yield KeptRows(file, survey)


class KeptRows:
    """Rows that can be gone through more than once."""

    def __init__(self, file: Any, survey: Survey) -> None:
        self._file = file
        self.survey = survey

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        self._file.seek(0)
        if self.survey.rows:
            yield from pa.ipc.open_stream(self._file)
