"""What is seen while a file is read, sent and reported; plain lines where there is no terminal."""

from collections.abc import Callable, Sequence
from datetime import datetime
from types import TracebackType
from typing import assert_never

from wolkvox_cli.output.console import Talk, counted, cut_in_the_middle
from wolkvox_cli.output.progress_line import Figure, Picture, ProgressLine
from wolkvox_cli.output.sending_state import SendingState, clock
from wolkvox_cli.spool import Batch, PreparedRun
from wolkvox_cli.upload.events import (
    BatchAccepted,
    BatchInDoubt,
    BatchRefused,
    BatchSettled,
    BatchStarted,
    RetryScheduled,
    RunStopped,
    SettlingStarted,
    UploadEvent,
)

_LONGEST_NAME = 32
_MEGABYTE = 1_000_000


_Told = BatchAccepted | RetryScheduled | BatchRefused | BatchInDoubt | SettlingStarted | BatchSettled
"""What is said in a line of its own."""


class ReadingDisplay(ProgressLine):
    """Rows, rejected rows, speed and bytes while the file is read; a tick with the counts at its end."""

    def __init__(self, talk: Talk, name: str, size: int) -> None:
        super().__init__(talk)
        self._name = name
        self._size = size
        self._position = self._rows = self._rejected = 0
        self._begun = self.now

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, at)
        if error is None and self._talk.live:
            rows = f"{counted(self._rows, 'row')} read in {self._seconds:.1f} s"
            self._talk.tick(f"{self._name}: {rows}, {self._rejected:,} rejected")

    def show(self, position: int, rows: int, rejected: int) -> None:
        """How far reading has come, in bytes and rows."""
        self._position, self._rows, self._rejected = position, rows, rejected

    def picture(self) -> Picture:
        """What there is to be seen now."""
        speed = f"{self._rows / self._seconds:,.0f} rows/s" if self._rows and self._seconds else ""
        figures = (
            Figure(counted(self._rows, "row"), 4, len("100,000 rows")),
            Figure(f"{self._rejected:,} rejected", 3, len("1,000 rejected")),
            Figure(speed, 2, len("100,000 rows/s")),
            *_megabytes(self._position, self._size),
        )
        doing = f"Reading {cut_in_the_middle(self._name, _LONGEST_NAME)}"
        return Picture(doing, "Reading", self._position, self._size or None, figures)

    @property
    def _seconds(self) -> float:
        return self.now - self._begun


class LookingDisplay(ProgressLine):
    """Bytes while the file is looked through before its rows can be checked."""

    def __init__(self, talk: Talk, name: str, size: int) -> None:
        super().__init__(talk)
        self._name = name
        self._size = size
        self._position = 0

    def show(self, position: int) -> None:
        """How far it has come, in bytes."""
        self._position = position

    def picture(self) -> Picture:
        """What there is to be seen now."""
        doing = f"Looking through {cut_in_the_middle(self._name, _LONGEST_NAME)}"
        return Picture(
            doing, "Looking", self._position, self._size or None, _megabytes(self._position, self._size)
        )


class WaitingDisplay(ProgressLine):
    """The seconds that are left while something else is waited for, at most; one line without a terminal."""

    def __init__(self, talk: Talk, doing: str, seconds: float) -> None:
        super().__init__(talk)
        self._doing = doing
        self._seconds = seconds
        self._begun = self.now
        if not talk.live:
            talk.say(f"{doing}; waiting for it, {seconds:,.0f} s at most.")

    def picture(self) -> Picture:
        """What there is to be seen now."""
        waited = min(self.now - self._begun, self._seconds)
        left = Figure(f"{clock(self._seconds - waited) or '0:00'} at most", 1)
        return Picture(self._doing, "Waiting", waited, self._seconds, (left,), "yellow")


class WritingDisplay(ProgressLine):
    """Rows while a report is written; nothing where there are none."""

    def __init__(self, talk: Talk, name: str, rows: int) -> None:
        super().__init__(talk, wanted=rows > 0)
        self._name = name
        self._rows = rows
        self._done = 0

    def show(self, rows: int) -> None:
        """How many rows are written."""
        self._done = rows

    def picture(self) -> Picture:
        """What there is to be seen now."""
        doing = f"Writing {cut_in_the_middle(self._name, _LONGEST_NAME)}"
        figures = (Figure(f"{self._done:,} of {counted(self._rows, 'row')}", 1),)
        return Picture(doing, "Writing", self._done, self._rows, figures)


class SendingDisplay(ProgressLine):
    """The batch at work, how long it takes and how long the rest; one plain line a batch without a terminal.

    `left` are the batches that are not done yet, in order.
    """

    def __init__(
        self,
        talk: Talk,
        prepared: PreparedRun,
        left: Sequence[Batch],
        local_time: Callable[[], datetime] = datetime.now,
    ) -> None:
        super().__init__(talk)
        self._local_time = local_time
        self._batches = len(prepared.batches)
        # Replaced as a whole: the thread that draws never sees one half of it before the other.
        self._state = SendingState.before(prepared, left, self.now)

    def picture(self) -> Picture:
        """What there is to be seen now."""
        return self._state.picture(self.now)

    def show(self, event: UploadEvent) -> None:
        """Draw one event, and say what is out of the usual course in a line that stays."""
        self._state = self._state.after(event, self.now)
        if isinstance(event, BatchStarted | RunStopped):
            return
        if isinstance(event, BatchAccepted) and self._talk.live and not self._talk.verbose:
            return
        self._tell(event.batch, _words(event))

    def _tell(self, batch: Batch, text: str) -> None:
        records = counted(batch.records, "record")
        span = f"{records}, rows {batch.first_row}-{batch.last_row}"
        at = f"{self._local_time():%H:%M:%S}"
        self._talk.say(f"{at} Batch {batch.number} of {self._batches} ({span}): {text}")


def _megabytes(done: int, total: int) -> tuple[Figure, ...]:
    """How much of the file; nothing for standard input, whose size nobody knows."""
    if not total:
        return ()
    so_far, all_of_it = (f"{size / _MEGABYTE:.1f}" for size in (done, total))
    return (Figure(f"{so_far} of {all_of_it} MB", 1, len(f"{all_of_it} of {all_of_it} MB")),)


def _words(event: _Told) -> str:
    """What has happened to the batch."""
    match event:
        case BatchAccepted(_, seconds):
            return f"accepted ({seconds:.1f} s)"
        case RetryScheduled(_, reason, seconds, _):
            return f"not sent yet: {reason}. Next attempt in {seconds:.0f} s"
        case BatchRefused(_, refusal):
            return f"refused by the API: {refusal.message or refusal.reason}"
        case BatchInDoubt(_, reason, _):
            return f"in doubt: {reason}"
        case SettlingStarted(_, seconds):
            return f"asking the API whether it arrived (up to {seconds:.0f} s)"
        case BatchSettled(_, arrived, evidence):
            return f"{'it arrived' if arrived else 'it did not arrive'}: {evidence}"
        case _:
            assert_never(event)
