"""Where a sandbox campaign keeps the bodies it took: raw, in order, on disk once they are many."""

import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from wolkvox_cli.sandbox.body_rules import Record

MEMORY_BYTES = 32 * 1024 * 1024
"""Beyond this the bodies move from memory to an unnamed temporary file."""


@dataclass(frozen=True)
class StoredBatch:
    """One body that was taken: where it lies, how many records it holds, when it came."""

    offset: int
    size: int
    records: int
    time: datetime


def _memory_then_disk() -> tempfile.SpooledTemporaryFile[bytes]:
    return tempfile.SpooledTemporaryFile(MEMORY_BYTES)


class RecordStore:
    """The bodies of one campaign. They are parsed only when somebody looks something up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._file: tempfile.SpooledTemporaryFile[bytes] | None = None
        self._closed = False
        self.batches: list[StoredBatch] = []

    @property
    def count(self) -> int:
        """The number of records held."""
        return sum(batch.records for batch in self.batches)

    def add(self, body: bytes, records: int) -> None:
        """Keep one body that holds `records` records."""
        with self._lock:
            file = self._opened()
            offset = file.seek(0, 2)
            file.write(body)
            self.batches.append(StoredBatch(offset, len(body), records, datetime.now(UTC)))

    def bodies(self) -> Iterator[tuple[StoredBatch, bytes]]:
        """Every body in order of arrival."""
        for batch in tuple(self.batches):
            with self._lock:
                file = self._opened()
                file.seek(batch.offset)
                body = file.read(batch.size)
            yield batch, body

    def records(self) -> Iterator[Record]:
        """Every record in order of arrival."""
        for _, body in self.bodies():
            yield from orjson.loads(body)

    def close(self) -> None:
        """Forget the records; their number stays."""
        with self._lock:
            self._closed = True
            if self._file is not None:
                self._file.close()

    def _opened(self) -> tempfile.SpooledTemporaryFile[bytes]:
        if self._closed:
            raise RuntimeError("The sandbox is closed, its records are forgotten.")
        if self._file is None:
            self._file = _memory_then_disk()
        return self._file
