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
from typing import TYPE_CHECKING, Any, Self, TypeAlias, cast

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
)
from wolkvox_cli.leads.text_columns import RowNumbers, Rows, Text, arrow, columns_of
from wolkvox_cli.spool import private_file

if TYPE_CHECKING:
    Column: TypeAlias = pa.Array[Any]
    """A column of a stored batch."""

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
"""Rows stored at most for each one that is kept."""

PROBLEM_TYPE = pa.struct([("column", pa.int32()), ("code", pa.string()), ("note", pa.string())])
OWN_TYPES = {
    ROW_COLUMN: pa.int64(),
    FIELD_COLUMN: pa.string(),
    ERROR_COLUMN: pa.string(),
    "wolkvox_problems": pa.list_(PROBLEM_TYPE),
    "wolkvox_surplus": pa.list_(pa.string()),
}
ROW, FIELD, ERROR, PROBLEMS, SURPLUS = range(-len(OWN_TYPES), 0)
"""Where our columns stand in a stored batch, counted from its end: a user's heading may be called alike."""


class KeptRowsWriter:
    """Writes rows of the user's file to `path`, chunk by chunk, for nobody else to read.

    `headings` are `SourceFile.headings`; where the file is itself a failed-row report, its own three
    columns are left out. A context manager: the file is complete once it is closed.
    """

    def __init__(self, path: Path, headings: Sequence[str], sentences: Sentences | None = None) -> None:
        self._sentences = sentences
        self._headings = [heading for heading in headings if heading not in REPORT_COLUMNS]
        own = [pa.field(name, data_type) for name, data_type in OWN_TYPES.items()]
        self._schema = pa.schema([*(pa.field(heading, pa.string()) for heading in self._headings), *own])
        private_file(path).close()  # for its owner only
        # pyarrow's own file: through one of Python's, every buffer would be copied.
        self._file = pa.OSFile(_as_bytes(path), "wb")
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
        marked = _with_missing_cells_marked(cells, chunk.short)
        about = self._nothing(len(cells)) if problems is None else self._about(cells.index, problems)
        surplus = pa.array([chunk.surplus.get(row, ()) for row in numbers.tolist()], pa.list_(pa.string()))
        columns: list[Column] = [arrow(marked[heading]) for heading in self._headings]
        columns += [pa.array(numbers), *about, surplus]
        self._writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=self._schema))

    def _nothing(self, count: int) -> "list[Column]":
        """The same as `_about` for rows without problems."""
        none = pa.array([[]] * count, pa.list_(PROBLEM_TYPE))
        return [pa.repeat("", count), pa.repeat("", count), none]

    def _about(self, rows: Rows, problems: pd.DataFrame) -> "list[Column]":
        """The fields at fault, the sentences and the single problems of each row."""
        told = self._told(problems[problems["row"].isin(rows)])
        is_alone = ~told["row"].duplicated(keep=False)
        said = told["note"].where((told["column"] == "") | is_alone, told["column"] + ": " + told["note"])
        names = told[told["name"] != ""].drop_duplicates(["row", "name"])
        names = names.sort_values(["row", "name_order", "name"])
        single = pa.StructArray.from_arrays(
            [pa.array(told["index"], pa.int32()), arrow(told["code"]), arrow(told["note"])],
            fields=list(PROBLEM_TYPE),
        )
        return [
            _joined(_by_row(arrow(names["name"]), names["row"], rows), ", "),
            _joined(_by_row(arrow(said), told["row"], rows), SEPARATOR),
            _by_row(single, told["row"], rows),
        ]

    def _told(self, problems: pd.DataFrame) -> pd.DataFrame:
        """The problems with their sentences, row by row: errors before warnings, then from left to right.

        `index` is that of the heading in a stored batch, `name` what the field at fault is called.
        """
        assert self._sentences is not None, "rows with problems need sentences about them"
        index = problems["column"].map({heading: index for index, heading in enumerate(self._headings)})
        told = problems.assign(
            note=self._sentences(problems),
            name=problems["column"].where(problems["column"] != "", problems["field"]),
            name_order=index.fillna(len(self._headings)).astype(np.int32),
            index=index.fillna(WHOLE_ROW).astype(np.int32),
            is_warning=problems["severity"] == Severity.WARNING,
        )
        return told.sort_values(["row", "is_warning", "index"], kind="stable")

    def close(self) -> None:
        """Complete the file."""
        self._writer.close()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_kept_rows(path: Path) -> StoredRows:
    """The stored batches, in order. Raises MachineError when the file is gone or damaged."""
    try:
        with pa.OSFile(_as_bytes(path), "rb") as file, pa.ipc.open_file(file) as stored:
            for number in range(stored.num_record_batches):
                batch = stored.get_batch(number)
                yield batch.filter(pc.not_equal(batch.column(ROW), pa.scalar(NOT_KEPT)))
    except (OSError, pa.ArrowInvalid) as error:
        raise MachineError(
            "spool.rows-gone",
            f"The rows kept for the report of run {path.parent.name} are no longer readable.",
            "The report cannot be written in full; compare your file with the counts of: wolkvox runs show "
            + path.parent.name,
        ) from error


def headings_of(batch: pa.RecordBatch) -> list[str]:
    """The user's headings of a stored batch."""
    return batch.schema.names[: -len(OWN_TYPES)]


def user_columns(batch: pa.RecordBatch) -> list[pa.StringArray]:
    """The user's cells of a stored batch, column by column."""
    return cast("list[pa.StringArray]", batch.columns[: -len(OWN_TYPES)])


def with_error(batch: pa.RecordBatch, sentence: str, code: str = "api.refused") -> pa.RecordBatch:
    """The stored rows, each with this one sentence as its error: how the API refused them."""
    count = batch.num_rows
    problem = {"column": WHOLE_ROW, "code": code, "note": sentence}
    columns = list(batch.columns)
    columns[FIELD] = pa.repeat("", count)
    columns[ERROR] = pa.repeat(sentence, count)
    columns[PROBLEMS] = pa.array([[problem]] * count, pa.list_(PROBLEM_TYPE))
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def _as_bytes(path: Path) -> str:
    """The path as pyarrow takes it even where its name is no text; its stubs know only of str."""
    return cast("str", os.fsencode(path))


def _by_row(values: "Column", owners: "pd.Series[int]", rows: Rows) -> "pa.ListArray[Any]":
    """The values of each row as a list; `owners`, the rows they belong to, are in the order of `rows`."""
    counts = owners.value_counts(sort=False).reindex(rows, fill_value=0)
    offsets = np.concatenate([[0], counts.cumsum()]).tolist()
    return pa.ListArray.from_arrays(offsets, values)


def _joined(lists: "pa.ListArray[Any]", separator: str) -> "Column":
    return cast("pa.StringArray", pc.binary_join(lists, pa.scalar(separator)))


def _with_missing_cells_marked(cells: pd.DataFrame, short: Mapping[int, int]) -> dict[str, Text]:
    """The columns, with a word in the first cell that a row lacks: empty it would look like the user's."""
    columns = columns_of(cells)
    for index in set(short.values()):
        heading = list(columns)[index]
        rows = [row for row, count in short.items() if count == index]
        columns[heading] = columns[heading].mask(cells.index.isin(rows), MISSING_CELL)
    return columns
