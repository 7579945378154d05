"""A failed-row report as a source: what it added to the user's cells is taken off again."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.chunks import MISSING_CELL, LeadChunk
from wolkvox_cli.leads.guards import unguard
from wolkvox_cli.leads.sources.ragged import ragged_problem


def as_written(chunk: LeadChunk) -> LeadChunk:
    """The chunk as the user's file had it: without formula guards, and short where it still says so."""
    columns = [unguard(column) for column in chunk.cells.columns]
    short: dict[int, int] = {}
    for place, column in enumerate(columns):
        marked = pc.equal(column, MISSING_CELL)
        if pc.any(marked).as_py():
            columns[place] = pc.if_else(marked, "", column)
            for row in chunk.rows[np.flatnonzero(marked)].tolist():
                short.setdefault(row, place)
    cells = pa.RecordBatch.from_arrays(columns, schema=chunk.cells.schema)
    surplus = {row: tuple(unguard(pa.array(beyond)).to_pylist()) for row, beyond in chunk.surplus.items()}
    if not short:
        return replace(chunk, cells=cells, surplus=surplus)
    details = [f"has no cell for {cells.schema.names[place]} yet" for place in short.values()]
    problem = ragged_problem(list(short), [""] * len(short), details)
    return replace(chunk, cells=cells, surplus=surplus, short=short, problems=(*chunk.problems, problem))
