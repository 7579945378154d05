"""The user's own rows, kept in the run's folder until it is known which of them failed.

A failure may be known days after the file was read, when the file is gone. A stored batch (Arrow IPC)
holds the user's columns and then, by position, the row number, the names of the fields at fault,
the sentences, each single problem, and the cells beyond the last heading. Rows between the kept ones may
be stored along with them; they have no row number and are passed over in reading.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np
import pandas as pd
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
    Severity,
    no_problems,
)
from wolkvox_cli.leads.text_columns import RowNumbers, Rows, Text, arrow
from wolkvox_cli.spool import private_file

Sentences = Callable[[pd.DataFrame], Text]
"""What to say about each of some problems; see validate.catalogue.sentences."""

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

    def write(self, chunk: LeadChunk, rows: Rows | RowNumbers, problems: pd.DataFrame | None = None) -> None:
        """Keep these rows of the chunk, with what is wrong with them.

        Problems of other rows of the chunk may be among `problems`; they are passed over.
        """
        if not len(rows):
            return
        kept = np.flatnonzero(chunk.cells.index.isin(rows))
        first, count = int(kept[0]), int(kept[-1] - kept[0]) + 1
        if problems is None and count <= _MOST_STORED * len(kept):
            # To store the few rows in between takes less time than to pick the others.
            cells = chunk.cells.iloc[first : first + count]
            numbers = np.where(cells.index.isin(rows), cells.index, NOT_KEPT)
        else:
            cells = chunk.cells.iloc[kept]
            numbers = cells.index.to_numpy()
        columns = [arrow(column) for column in _marked(cells, chunk.short)]
        own = [pa.array(numbers, pa.int64()), *self._about(cells.index, problems), _surplus(chunk, numbers)]
        batch = [*(columns[place] for place in self._kept), *own]
        self._writer.write_batch(pa.RecordBatch.from_arrays(batch, schema=self._schema))

    def _about(self, rows: Rows, problems: pd.DataFrame | None) -> list[pa.Array]:
        """The fields at fault, the sentences and the single problems of each row."""
        told = _told(problems, rows, self._headings, self._sentences)
        addressed = told["note"].where(
            told["column"].eq("") | ~told["row"].duplicated(keep=False), told["column"] + ": " + told["note"]
        )
        names = told[told["name"] != ""].drop_duplicates(["row", "name"])
        names = names.sort_values(["row", "order", "name"])
        single = pa.StructArray.from_arrays(
            [pa.array(told["place"], pa.int32()), arrow(told["code"]), arrow(told["note"])],
            fields=list(PROBLEM_TYPE),
        )
        return [
            pc.binary_join(_by_row(arrow(names["name"]), names["row"], rows), ", "),
            pc.binary_join(_by_row(arrow(addressed), told["row"], rows), SEPARATOR),
            _by_row(single, told["row"], rows),
        ]

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


def _told(
    problems: pd.DataFrame | None, rows: Rows, headings: Sequence[str], sentences: Sentences | None
) -> pd.DataFrame:
    """The problems of these rows, row by row: what keeps it from being sent first, then from left to right.

    `place` is the heading's place in a stored batch, `order` the same with what has no column at the end.
    """
    found = no_problems() if problems is None else problems[problems["row"].isin(rows)]
    place = found["column"].map({heading: place for place, heading in enumerate(headings)})
    told = found.assign(
        note=found["code"] if sentences is None else sentences(found),
        name=found["column"].where(found["column"] != "", found["field"]),
        place=place.fillna(WHOLE_ROW).astype(np.int32),
        order=place.fillna(len(headings)).astype(np.int32),
        is_warning=found["severity"] == Severity.WARNING,
    )
    return told.sort_values(["row", "is_warning", "place"], kind="stable")


def _by_row(values: pa.Array, owners: "pd.Series[int]", rows: Rows) -> pa.ListArray:
    """The values of each row as a list; `owners`, the rows they belong to, are in the order of `rows`."""
    counts = owners.value_counts(sort=False).reindex(rows, fill_value=0)
    offsets = np.concatenate([[0], counts.cumsum()])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)


def _marked(cells: pd.DataFrame, short: Mapping[int, int]) -> list[Text]:
    """The columns, with a word in the first cell that a row lacks: empty it would look like the user's."""
    columns = [column for _, column in cells.items()]
    for row, place in short.items():
        if row in cells.index:
            columns[place] = columns[place].mask(cells.index == row, MISSING_CELL)
    return columns


def _surplus(chunk: LeadChunk, rows: RowNumbers) -> pa.ListArray:
    return pa.array([chunk.surplus.get(row, ()) for row in rows.tolist()], pa.list_(pa.string()))
