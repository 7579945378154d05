"""Full batches become files, a body and the user's rows behind it, while the next ones are being prepared."""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from types import TracebackType
from typing import Self

import numpy as np
import xxhash

from wolkvox_cli.leads.kept_rows import KeptRowsWriter
from wolkvox_cli.leads.model import LeadChunk
from wolkvox_cli.leads.text_columns import RowNumbers
from wolkvox_cli.spool import Batch, Piece, RunFolder, sync

MOST_WAITING = 2
"""So many full batches may wait to be written; then preparing waits, or memory would grow with the file."""


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


@dataclass(frozen=True, eq=False)
class Share:
    """Rows that one chunk gives to a batch: the text of their records, a comma before each, and the leads.

    `rows` are their numbers.
    """

    text: memoryview
    chunk: LeadChunk
    rows: RowNumbers

    def __len__(self) -> int:
        return len(self.rows)


class BodyWriter:
    """Writes full batches in a thread of its own: it mostly waits for the disk, and preparing need not.

    `folder` None describes them without writing (a check). A context manager; what went wrong in the
    thread is raised by the next call.
    """

    def __init__(self, folder: RunFolder | None, headings: Sequence[str], stamp: Stamp | None) -> None:
        self._folder = folder
        self._headings = headings
        self._stamp = stamp
        self._thread = ThreadPoolExecutor(1, "bodies")
        self._waiting: deque[Future[Batch]] = deque()
        # The disk's work begins with the first body; sealing would otherwise wait for all of it at the end.
        self._disk = ThreadPoolExecutor(1, "disk")
        self._syncing: list[Future[None]] = []
        self._written: list[Batch] = []

    def write(self, number: int, shares: Sequence[Share]) -> None:
        """Take a full batch; waits while too many others do."""
        self._waiting.append(self._thread.submit(self._write, number, shares))
        while len(self._waiting) > MOST_WAITING:
            self._written.append(self._waiting.popleft().result())

    def finish(self) -> tuple[Batch, ...]:
        """All batches, once they are written."""
        while self._waiting:
            self._written.append(self._waiting.popleft().result())
        for future in self._syncing:
            future.result()
        return tuple(self._written)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(cancel_futures=True)
        self._disk.shutdown(cancel_futures=True)

    def _write(self, number: int, shares: Sequence[Share]) -> Batch:
        pieces = self._body(number, shares)
        if self._folder is not None:
            self._folder.write_body(number, pieces)
            with KeptRowsWriter(self._folder.leads_path(number), self._headings) as leads:
                for chunk, own in groupby(shares, attrgetter("chunk")):
                    leads.write(chunk, np.concatenate([share.rows for share in own]))
            self._syncing += [
                self._disk.submit(sync, self._folder.body_path(number)),
                # Read again only if the batch fails. A big run would fill the machine's memory with them.
                self._disk.submit(sync, self._folder.leads_path(number), needed_soon=False),
            ]
        digest = xxhash.xxh3_128()
        for piece in pieces:
            digest.update(piece)
        first, last = shares[0], shares[-1]
        return Batch(
            number=number,
            first_row=int(first.rows[0]),
            last_row=int(last.rows[-1]),
            records=sum(map(len, shares)),
            size=sum(map(len, pieces)),
            digest=digest.hexdigest(),
        )

    def _body(self, number: int, shares: Sequence[Share]) -> list[Piece]:
        """The body piece by piece, as it lies in memory: to join half a gigabyte first takes seconds."""
        texts: list[Piece] = [share.text for share in shares]
        if self._stamp:
            unnumbered, numbered = self._stamp.cell(0), self._stamp.cell(number)
            texts = [bytes(text).replace(unnumbered, numbered) for text in texts]
        return [b"[", texts[0][1:], *texts[1:], b"]"]
