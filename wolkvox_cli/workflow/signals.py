"""Ctrl-C and its kin: before sending they end the program at once, while sending they wait for the batch."""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

from wolkvox_cli.output.console import Talk
from wolkvox_cli.upload.clock import StopRequest

GRACE = 1.0
"""Seconds that native code, of which Python cannot be called away, may keep a signal waiting."""

LAST_WORDS = 0.5
"""Seconds for saying how the command ended, when the program is ended in the midst of native code."""

Handler = Callable[[int, FrameType | None], None]

_patient = 0
"""How many of the steps that note a signal and go on are under way: no time is up meanwhile."""


class Interrupted(BaseException):
    """A signal asked the program to leave at once."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def leaving_at_a_signal(last_words: Callable[[int], None]) -> Iterator["Watchdog"]:
    """Until sending begins, a signal ends the program at once: nothing has been sent."""

    def leave(number: int, _: FrameType | None) -> NoReturn:
        raise Interrupted(number)

    for number in _signals():
        signal.signal(number, leave)
    watchdog = Watchdog(last_words)
    try:
        yield watchdog
    finally:
        watchdog.retire()


class Watchdog:
    """Ends the program where a signal cannot: Python's handlers run only once a native call comes back.

    `last_words` is then called with the signal's number, from a thread, before the process ends.
    """

    def __init__(self, last_words: Callable[[int], None]) -> None:
        self._last_words = last_words
        self._lock = threading.Lock()
        self._retired = threading.Event()
        # The number of every signal is written here at once, whatever the main thread is doing.
        self._heard, self._told = socket.socketpair()
        self._told.setblocking(False)
        self._before = signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def retire(self) -> None:
        """The command comes to its end by itself."""
        if self._retired.is_set():
            return
        with self._lock:  # which is never given back where the program is being ended already
            self._retired.set()
        signal.set_wakeup_fd(self._before)
        self._told.close()
        self._thread.join()
        self._heard.close()

    def _watch(self) -> None:
        while heard := self._heard.recv(1):
            if not _patient and not self._retired.wait(GRACE):
                self._end_program(heard[0])

    def _end_program(self, number: int) -> None:
        with self._lock:
            if self._retired.is_set():
                return
            # Said by another thread: what the main thread holds may keep it from ever being said.
            saying = threading.Thread(target=self._last_words, args=(number,), daemon=True)
            saying.start()
            saying.join(LAST_WORDS)
            os._exit(128 + number)


@contextmanager
def stopping_politely(stop: StopRequest, talk: Talk) -> Iterator[None]:
    """The first signal lets the batch in flight come to its end; the second leaves at once."""

    def wish(number: int, _: FrameType | None) -> None:
        if stop:
            raise Interrupted(number)
        stop.wish(number)
        with suppress(RuntimeError):  # the signal may have come in the middle of another line
            talk.say("Stopping once the batch in flight is answered. The same signal again leaves at once.")

    with _handling_signals(wish):
        yield


@contextmanager
def undisturbed(wanted: bool = True) -> Iterator[None]:
    """For a moment at the end, when the accounts are taken or told: one signal more does not cut them off."""
    came: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        if came:
            raise Interrupted(number)
        came.append(number)

    if not wanted:
        yield
        return
    with _handling_signals(note):
        yield


@contextmanager
def _handling_signals(handler: Handler) -> Iterator[None]:
    global _patient
    before = {number: signal.signal(number, handler) for number in _signals()}
    _patient += 1
    try:
        yield
    finally:
        _patient -= 1
        for number, earlier in before.items():
            signal.signal(number, earlier)


def _signals() -> list[int]:
    """Ctrl-C, SIGTERM, and the end of the terminal, unless nohup has it ignored or there is no such thing."""
    hangup = getattr(signal, "SIGHUP", None)
    numbers = [signal.SIGINT, signal.SIGTERM]
    if hangup is not None and signal.getsignal(hangup) is not signal.SIG_IGN:
        numbers.append(hangup)
    return [int(number) for number in numbers]
