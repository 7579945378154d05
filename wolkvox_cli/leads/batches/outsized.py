"""Leads that alone are larger than a request may be."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.campaign import LEAD_FIELDS
from wolkvox_cli.leads.chunks import ValidatedLeads
from wolkvox_cli.leads.judging.text_rules import Places
from wolkvox_cli.leads.problems import Problems, Severity

_LONGEST_ESCAPE = 6
_KEYS = sum(len(field.name) + len('"":"",') for field in LEAD_FIELDS)
_STAMP = 64
_BRACKET = 1

Encode = Callable[[pa.RecordBatch], pa.ChunkedArray]
"""Makes the JSON text of each record, with a comma before it."""


def without_outsized(leads: ValidatedLeads, encode: Encode, limit: int) -> ValidatedLeads:
    """The leads, those rejected whose record makes a body of more than `limit` bytes by itself."""
    places = _suspects(leads.records, limit)
    if not len(places):
        return leads
    sizes = pc.binary_length(encode(leads.records.take(pa.array(places)))).to_numpy() + _BRACKET
    places, sizes = places[sizes > limit], sizes[sizes > limit]
    if not len(places):
        return leads
    kept = np.setdiff1d(np.arange(len(leads.rows)), places)
    rows = leads.rows[places]
    details = pa.array([f"{size / 1_000_000:,.1f} MB" for size in sizes], pa.string())
    problem = Problems(
        "record.too-large", Severity.ERROR, None, None, rows, pa.repeat("", len(rows)), details
    )
    return replace(
        leads,
        records=leads.records.take(pa.array(kept)),
        rows=leads.rows[kept],
        positions=leads.positions[kept],
        rejected=np.union1d(leads.rejected, rows),
        problems=(*leads.problems, problem),
    )


def _suspects(records: pa.RecordBatch, limit: int) -> Places:
    """Where a record might be too large; hardly ever anywhere, which the longest cells already show."""
    lengths = [pc.binary_length(column) for column in records.columns]
    room = (limit - _KEYS - _STAMP) / _LONGEST_ESCAPE
    if not records.num_rows or sum(pc.max(length).as_py() for length in lengths) <= room:
        return np.empty(0, np.int64)
    totals = np.sum([length.to_numpy() for length in lengths], axis=0, dtype=np.int64)
    return np.flatnonzero(totals > room)
