"""Time as an argument, so that no test has to wait for it."""

import threading
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """The wall clock, the stopwatch and the wait."""

    def now(self) -> datetime:
        """The time of day, in UTC."""

    def monotonic(self) -> float:
        """Seconds that never jump."""

    def wait(self, seconds: float) -> None:
        """Let time pass; comes back early when the user wants the run to stop."""


class StopRequest:
    """The user's wish to stop after the batch in flight; `signal` is the signal number."""

    def __init__(self) -> None:
        self._wished = threading.Event()
        self.signal: int | None = None

    def __bool__(self) -> bool:
        return self._wished.is_set()

    def wish(self, signal: int) -> None:
        """Called by the signal handler."""
        self.signal = signal
        self._wished.set()

    def wait(self, seconds: float) -> None:
        """Wait, but no longer than until the wish."""
        self._wished.wait(seconds)


class SystemClock:
    """The machine's clock."""

    def __init__(self, stop: StopRequest) -> None:
        self._stop = stop

    def now(self) -> datetime:
        """The time of day, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """Let time pass; comes back early when the user wants the run to stop."""
        self._stop.wait(seconds)
