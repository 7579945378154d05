"""Accepted rows become bodies of at most 10,000 records and 8 MB, written to the run's folder."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import xxhash

from wolkvox_cli.campaign import MAX_RECORDS_PER_REQUEST
from wolkvox_cli.leads.chunks import LeadChunk, ValidatedLeads
from wolkvox_cli.leads.originals import OriginalsWriter
from wolkvox_cli.leads.records import encode_records
from wolkvox_cli.leads.rules import sentences
from wolkvox_cli.spool import Batch, RunFolder

_BRACKETS = 2


@dataclass(frozen=True)
class BatchLimits:
    """How large a body may be: `records` in records, `size` in bytes."""

    records: int = MAX_RECORDS_PER_REQUEST
    size: int = 8_000_000


@dataclass(frozen=True)
class Stamp:
    """Writes run and batch number into an opt field of every record."""

    field: str
    run_id: str

    def value(self, number: int) -> str:
        """What stands in the field of every record of a batch; as long for every batch."""
        return f"{self.run_id}/{number:05}"

    def cell(self, number: int) -> bytes:
        """The field as it stands in the JSON. Inside a value its quotes would be escaped: it is unique."""
        return f'"{self.field}":"{self.value(number)}"'.encode()

    @property
    def blank(self) -> bytes:
        """The field without a stamp."""
        return f'"{self.field}":""'.encode()


class BatchWriter:
    """Collects records across chunks and writes a body whenever one is full.

    `folder` None counts and measures without writing bodies (a check). `field_names` are the campaign's,
    in order; `always` those that every record carries, a column or not. `content` identifies all records
    in order, whatever the batches and without the stamp.
    """

    def __init__(
        self,
        folder: RunFolder | None,
        headings: tuple[str, ...],
        field_names: tuple[str, ...],
        always: frozenset[str],
        limits: BatchLimits,
        stamp: Stamp | None = None,
    ) -> None:
        self._folder = folder
        self._headings = headings
        self._fields = field_names
        self._always = always
        self._limits = limits
        self._stamp = stamp
        self._content = xxhash.xxh3_128()
        self._batches: list[Batch] = []
        self._open = _OpenBatch(1)
        self._originals: OriginalsWriter | None = None

    def add(self, leads: ValidatedLeads, chunk: LeadChunk) -> None:
        """Take the accepted rows of a chunk."""
        if not len(leads.rows):
            return
        records = self._stamped(leads.records)
        names = [name for name in self._fields if name in self._always or name in records.schema.names]
        text, offsets = _bytes_of(encode_records(records, names))
        self._content.update(self._without_stamp(bytes(text)) if self._stamp else text)
        start = 0
        while start < len(leads.rows):
            stop = self._room_until(offsets, start)
            if stop > start:
                self._take(text[offsets[start] : offsets[stop]], leads, chunk, start, stop)
            if stop < len(leads.rows) or self._open.records == self._limits.records:
                self._close()
            start = stop

    def finish(self) -> tuple[Batch, ...]:
        """Write what is left; all batches, in order."""
        if self._open.records:
            self._close()
        return tuple(self._batches)

    @property
    def content(self) -> str:
        """Identifies the records taken so far."""
        return self._content.hexdigest()

    def _stamped(self, records: pa.RecordBatch) -> pa.RecordBatch:
        if self._stamp is None:
            return records
        column = pa.array([self._stamp.value(0)] * records.num_rows, pa.string())
        index = records.schema.get_field_index(self._stamp.field)
        if index >= 0:
            return records.set_column(index, self._stamp.field, column)
        return records.append_column(self._stamp.field, column)

    def _without_stamp(self, text: bytes) -> bytes:
        assert self._stamp
        return text.replace(self._stamp.cell(0), self._stamp.blank)

    def _room_until(self, offsets: npt.NDArray[np.int64], start: int) -> int:
        """The row at which the open batch is full, by records or by bytes."""
        by_records = start + self._limits.records - self._open.records
        room = self._limits.size - _BRACKETS - self._open.size + 1
        by_size = int(np.searchsorted(offsets, offsets[start] + room, side="right")) - 1
        least = start + (0 if self._open.records else 1)
        return min(max(min(by_records, by_size), least), len(offsets) - 1)

    def _take(self, text: memoryview, leads: ValidatedLeads, chunk: LeadChunk, start: int, stop: int) -> None:
        rows = leads.rows[start:stop]
        self._open.add(bytes(text), int(rows[0]), int(rows[-1]), stop - start)
        if self._folder is not None:
            if self._originals is None:
                path = self._folder.leads_path(self._open.number)
                self._originals = OriginalsWriter(path, self._headings, sentences)
            self._originals.write(chunk, leads.positions[start:stop])

    def _close(self) -> None:
        number = self._open.number
        body = self._open.body()
        if self._stamp:
            body = body.replace(self._stamp.cell(0), self._stamp.cell(number))
        if self._folder is not None:
            self._folder.write_body(number, body)
        if self._originals is not None:
            self._originals.close()
            self._originals = None
        self._batches.append(self._open.described(body))
        self._open = _OpenBatch(number + 1)


class _OpenBatch:
    """The batch being filled; `size` is the length of its records with a comma before each."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.records = 0
        self.size = 0
        self._parts: list[bytes] = []
        self._first_row = 0
        self._last_row = 0

    def add(self, text: bytes, first_row: int, last_row: int, records: int) -> None:
        self._first_row = self._first_row or first_row
        self._last_row = last_row
        self.records += records
        self.size += len(text)
        self._parts.append(text)

    def body(self) -> bytes:
        return b"[" + b"".join(self._parts)[1:] + b"]"

    def described(self, body: bytes) -> Batch:
        digest = xxhash.xxh3_128_hexdigest(body)
        return Batch(self.number, self._first_row, self._last_row, self.records, len(body), digest)


def _bytes_of(texts: pa.StringArray) -> tuple[memoryview, npt.NDArray[np.int64]]:
    """An array's text as one buffer, and where in it each row begins (one offset more than rows)."""
    _, offsets, data = texts.buffers()
    bounds = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    return memoryview(data)[bounds[0] : bounds[-1]], bounds - bounds[0]
