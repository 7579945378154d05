"""Accepted rows become batches of at most 10,000 records and 8 MB."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import xxhash

from wolkvox_cli.campaign import LEAD_FIELDS, MAX_RECORDS_PER_REQUEST
from wolkvox_cli.leads.batch.bodies import BodyWriter, Share, Stamp
from wolkvox_cli.leads.batch.json_records import encode_records
from wolkvox_cli.leads.model import LeadChunk, Severity, ValidatedLeads, joined_problems, problems_frame
from wolkvox_cli.leads.text_columns import (
    Mask,
    RowNumbers,
    TextPieces,
    arrow,
    byte_lengths,
    columns_of,
    joined_bytes,
    pieces_of,
    repeated,
    text_series,
)
from wolkvox_cli.spool import Batch

_BRACKETS = 2
_ROWS_AT_ONCE = 10_000
"""So many rows become text together: a batch that waits to be written keeps no more than these in memory."""


@dataclass(frozen=True)
class BatchLimits:
    """How large a body may be: `records` in records, `size` in bytes."""

    records: int = MAX_RECORDS_PER_REQUEST
    size: int = 8_000_000


class BatchWriter:
    """Collects records across chunks and hands a batch to `bodies` whenever one is full.

    `field_names` are the campaign's, in order; `always` those that every record carries, a column or not.
    `content` identifies all records in order, whatever the batches and without the stamp.
    """

    def __init__(
        self,
        bodies: BodyWriter,
        field_names: tuple[str, ...],
        always: frozenset[str],
        limits: BatchLimits,
        stamp: Stamp | None = None,
    ) -> None:
        self._bodies = bodies
        self._fields = field_names
        self._always = always
        self._limits = limits
        self._stamp = stamp
        self._content = xxhash.xxh3_128()
        self._open = _OpenBatch(1)

    def add(self, leads: ValidatedLeads, chunk: LeadChunk) -> None:
        """Take the records of a chunk, but for those that were already sent."""
        rows = leads.records.index.to_numpy()
        fresh = ~leads.records.index.isin(leads.already_sent.index)
        start = 0
        for first in range(0, len(rows), _ROWS_AT_ONCE):
            for texts in pieces_of(self.encoded(leads.records.iloc[first : first + _ROWS_AT_ONCE])):
                stop = start + len(texts)
                self._note(texts)
                self._add(*_picked(texts, rows[start:stop], fresh[start:stop]), chunk)
                start = stop

    def _note(self, texts: pa.StringArray) -> None:
        """What was already sent belongs to the content too: a half-sent file is the same as before."""
        text, _ = joined_bytes(texts)
        self._content.update(self._without_stamp(bytes(text)) if self._stamp else text)

    def _add(self, texts: pa.StringArray, rows: RowNumbers, chunk: LeadChunk) -> None:
        text, offsets = joined_bytes(texts)
        start = 0
        while start < len(rows):
            stop = self._room_until(offsets, start)
            if stop > start:
                part = text[offsets[start] : offsets[stop]]
                self._open.add(Share(part, chunk, rows[start:stop]))
            if stop < len(rows) or self._open.records == self._limits.records:
                self._close()
            start = stop

    def encoded(self, records: pd.DataFrame) -> TextPieces:
        """The JSON text of each record as it is sent but for the batch number, with a comma before it."""
        records = self._stamped(records)
        names = [name for name in self._fields if name in self._always or name in records]
        return encode_records(records, names)

    def finish(self) -> tuple[Batch, ...]:
        """Write what is left; all batches, in order."""
        if self._open.records:
            self._close()
        return self._bodies.finish()

    @property
    def content(self) -> str:
        """Identifies the records taken so far."""
        return self._content.hexdigest()

    def _stamped(self, records: pd.DataFrame) -> pd.DataFrame:
        if self._stamp is None:
            return records
        return records.assign(**{self._stamp.field: repeated(self._stamp.value(0), len(records))})

    def _without_stamp(self, text: bytes) -> bytes:
        """The text as it were without --stamp; a phone field always follows the stamped one."""
        assert self._stamp
        if self._stamp.field in self._always:
            return text.replace(self._stamp.cell(0), self._stamp.blank)
        return text.replace(self._stamp.cell(0) + b",", b"")

    def _room_until(self, offsets: npt.NDArray[np.int64], start: int) -> int:
        """The row at which the open batch is full, by records or by bytes."""
        by_records = start + self._limits.records - self._open.records
        room = self._limits.size - _BRACKETS - self._open.size + 1
        by_size = int(np.searchsorted(offsets, offsets[start] + room, side="right")) - 1
        least = start + (0 if self._open.records else 1)
        return min(max(min(by_records, by_size), least), len(offsets) - 1)

    def _close(self) -> None:
        self._bodies.write(self._open.number, self._open.shares)
        self._open = _OpenBatch(self._open.number + 1)


def _picked(texts: pa.StringArray, rows: RowNumbers, wanted: Mask) -> tuple[pa.StringArray, RowNumbers]:
    return (texts, rows) if wanted.all() else (texts.filter(pa.array(wanted)), rows[wanted])


class _OpenBatch:
    """The batch being filled; `size` is the length of its records with a comma before each."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.records = 0
        self.size = 0
        self.shares: list[Share] = []

    def add(self, share: Share) -> None:
        self.records += len(share)
        self.size += len(share.text)
        self.shares.append(share)


_LONGEST_ESCAPE = 6
_KEYS = sum(len(field.name) + len('"":"",') for field in LEAD_FIELDS)
_STAMP = 64
_BRACKET = 1

Encode = Callable[[pd.DataFrame], TextPieces]
"""Makes the JSON text of each record, with a comma before it."""


def without_outsized(leads: ValidatedLeads, encode: Encode, limit: int) -> ValidatedLeads:
    """The leads, those rejected whose record makes a body of more than `limit` bytes by itself."""
    suspects = leads.records[_may_be_too_large(leads.records, limit)]
    if not len(suspects):
        return leads
    sizes = np.concatenate([byte_lengths(piece) for piece in pieces_of(encode(suspects))]) + _BRACKET
    rows = suspects.index[sizes > limit]
    if not len(rows):
        return leads
    detail = text_series([f"{size / 1_000_000:,.1f} MB" for size in sizes[sizes > limit]], rows)
    nothing = text_series([""] * len(rows), rows)
    problem = problems_frame("record.too-large", nothing, Severity.ERROR, detail=detail)
    return replace(
        leads,
        records=leads.records.drop(rows),
        rejected=leads.rejected.union(rows),
        problems=joined_problems([leads.problems, problem]),
    )


def _may_be_too_large(records: pd.DataFrame, limit: int) -> Mask:
    """Where a record might be too large; hardly ever anywhere, which the longest cells already show."""
    lengths = [byte_lengths(arrow(column)) for column in columns_of(records).values()]
    room = (limit - _KEYS - _STAMP) / _LONGEST_ESCAPE
    if sum(length.max(initial=0) for length in lengths) <= room:
        return np.zeros(len(records), np.bool_)
    total: RowNumbers = np.sum(lengths, axis=0, dtype=np.int64)
    return total > room
