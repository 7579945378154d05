"""Which problems stored rows have, and how many rows have each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.kept_rows import PROBLEMS, ROW, WHOLE_ROW


@dataclass(frozen=True)
class Reason:
    """One problem in one column (None: the whole row): how many rows have it, and one of them."""

    code: str
    column: str | None
    rows: int
    example_row: int
    example: str


def problems_of(batch: pa.RecordBatch) -> pd.DataFrame:
    """Each problem of some stored rows.

    `position` is the index of its row in the batch, `row` the row number, `column` the index of the user's
    column or `WHOLE_ROW`, `code` the problem and `note` the sentence about it.
    """
    stored = batch.columns[PROBLEMS]
    position = pc.list_parent_indices(stored).to_numpy()
    problems = pa.RecordBatch.from_struct_array(cast(pa.StructArray, pc.list_flatten(stored))).to_pandas()
    return problems.assign(position=position, row=batch.columns[ROW].to_numpy()[position])


def counted(problems: pd.DataFrame) -> pd.DataFrame:
    """How many rows have each problem in each column, with the first of them; from `problems_of`."""
    found = problems.groupby(["code", "column"], sort=False, as_index=False)
    return found.agg(rows=("row", "nunique"), row=("row", "first"), note=("note", "first"))


def reasons(counts: Iterable[pd.DataFrame], headings: Sequence[str]) -> list[Reason]:
    """Every problem that occurs, the most frequent first; `counts` are what was `counted`, in row order."""
    found = pd.concat(counts).groupby(["code", "column"], sort=False, as_index=False)
    totals = found.agg({"rows": "sum", "row": "first", "note": "first"})
    totals = totals.sort_values("rows", ascending=False, kind="stable")
    columns = [None if column == WHOLE_ROW else headings[column] for column in totals["column"]]
    return [
        Reason(*each)
        for each in zip(totals["code"], columns, totals["rows"], totals["row"], totals["note"], strict=True)
    ]
