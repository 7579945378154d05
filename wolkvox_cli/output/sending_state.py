"""How sending stands at an instant: the batch at work, what is awaited, and how long the rest takes."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from wolkvox_cli.output.progress_line import Figure, Picture
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

_GOING, _TROUBLE = "green", "yellow"


@dataclass(frozen=True)
class _Step:
    """What is going on, in full and in fewer letters; {batch} is filled in as it is shown.

    `batch` is the one at work; `is_sending` while its answer is awaited. `since` and `until` are seconds of
    one clock, `until` 0 where no end is known; `countdown` then tells how long it is.
    """

    doing: str
    short: str
    since: float
    batch: Batch | None = None
    until: float = 0.0
    countdown: str = ""
    is_sending: bool = False

    @property
    def is_trouble(self) -> bool:
        """Whether there is a batch at work, and not in the usual way."""
        return self.batch is not None and not self.is_sending

    def told(self, text: str, batch: str, now: float) -> str:
        """One of its texts, with what is known at this moment."""
        seconds = math.ceil(self.until - now)
        return text.format(batch=batch) + (self.countdown.format(seconds) if seconds > 0 else "")


@dataclass(frozen=True)
class SendingState:
    """`left` are the batches not done yet, in order; `answered` what was accepted while this was watched."""

    batches: int
    records: int
    left: tuple[Batch, ...]
    step: _Step
    answered: tuple[BatchAccepted, ...] = ()

    @classmethod
    def before(cls, prepared: PreparedRun, left: Sequence[Batch], now: float) -> "SendingState":
        """Nothing of what is left has been sent yet."""
        left = tuple(left)
        return cls(len(prepared.batches), prepared.records, left, _between(left, now))

    def after(self, event: UploadEvent, now: float) -> "SendingState":
        """How it stands once this has happened."""
        match event:
            case BatchStarted(batch, attempt):
                doing = "Sending batch {batch}" + (f", attempt {attempt}" if attempt > 1 else "")
                return self._at(_Step(doing, "Batch {batch}", now, batch, is_sending=True))
            case BatchAccepted(batch):
                return replace(self._without(batch, now), answered=(*self.answered, event))
            case BatchRefused(batch):
                return self._without(batch, now)
            case RetryScheduled(batch, _, seconds, _):
                doing = "Batch {batch} goes again"
                return self._at(_Step(doing, "Again", now, batch, now + seconds, " in {} s"))
            case BatchInDoubt(batch):
                return self._at(_Step("Batch {batch} is in doubt", "In doubt", now, batch))
            case SettlingStarted(batch, seconds):
                doing = "Asking whether batch {batch} arrived"
                return self._at(_Step(doing, "Asking", now, batch, now + seconds, ", {} s at most"))
            case BatchSettled(batch, arrived):
                return self._without(batch, now) if arrived else self._at(_between(self.left, now))
            case RunStopped():
                return self._at(_Step("Stopping", "Stopping", now))
            case _:
                assert_never(event)

    def picture(self, now: float) -> Picture:
        """What there is to be seen of it."""
        step, done = self.step, self.records - sum(batch.records for batch in self.left)
        batch = step.batch or next(iter(self.left), None)
        named = f"{batch.number} of {self.batches}" if batch else ""
        longest = f"{self.batches} of {self.batches}"
        figures = (
            Figure(f"{100 * done // self.records if self.records else 100} %", 4, len("100 %")),
            Figure(f"{done:,} of {self.records:,}", 1, len(f"{self.records:,} of {self.records:,}")),
            Figure(self._waiting(now), 2, len("10 s, usually 10")),
            Figure(self._remaining(now), 3, len("10:00 left")),
        )
        return Picture(
            step.told(step.doing, named, now),
            step.told(step.short, named, now),
            done,
            self.records,
            figures,
            _TROUBLE if step.is_trouble else _GOING,
            (len(f"Sending batch {longest}"), len(f"Batch {longest}")),
        )

    def _at(self, step: _Step) -> "SendingState":
        return replace(self, step=step)

    def _without(self, batch: Batch, now: float) -> "SendingState":
        left = tuple(other for other in self.left if other.number != batch.number)
        return replace(self, left=left, step=_between(left, now))

    def _waiting(self, now: float) -> str:
        """How long the answer has been awaited, and how long it usually takes."""
        if not self.step.is_sending:
            return ""
        waited = f"{now - self.step.since:.0f} s"
        if not self.answered:
            return f"waiting {waited}"
        return f"{waited}, usually {statistics.median(each.seconds for each in self.answered):.0f}"

    def _remaining(self, now: float) -> str:
        """The time left as the batches answered so far tell; nothing where they cannot."""
        if not self.answered or self.step.is_trouble:
            return ""
        pace = sum(each.seconds for each in self.answered) / sum(each.batch.records for each in self.answered)
        at_work = self.step.batch
        waited = now - self.step.since if at_work else 0.0
        own = max(0.0, pace * at_work.records - waited) if at_work else 0.0
        rest = sum(batch.records for batch in self.left if batch is not at_work)
        left = clock(own + pace * rest)
        return f"{left} left" if left else ""


def _between(left: Sequence[Batch], now: float) -> _Step:
    """Between two batches the next one is read, or the API is asked what it holds now."""
    if not left:
        return _Step("Finishing", "Finishing", now)
    return _Step("Next: batch {batch}", "Next: {batch}", now)


def clock(seconds: float) -> str:
    """0:08, 12:34, 1:02:03; empty for less than half a second."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if not (hours or minutes or rest):
        return ""
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
