"""Ctrl-C and its kin: before sending they end the program at once, while sending they wait for the batch."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

from wolkvox_cli.output.console import Talk
from wolkvox_cli.upload.clock import StopRequest


class Interrupted(BaseException):
    """A signal asked the program to leave at once."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def leave_at_a_signal() -> None:
    """Until sending begins, a signal ends the program at once: nothing has been sent."""

    def leave(number: int, _: FrameType | None) -> NoReturn:
        raise Interrupted(number)

    for number in _signals():
        signal.signal(number, leave)


@contextmanager
def stopping_politely(stop: StopRequest, talk: Talk) -> Iterator[None]:
    """The first signal lets the batch in flight come to its end; the second leaves at once."""

    def wish(number: int, _: FrameType | None) -> None:
        if stop:
            raise Interrupted(number)
        stop.wish(number)
        with suppress(RuntimeError):  # the signal may have come in the middle of another line
            talk.say("Stopping once the batch in flight is answered. The same signal again leaves at once.")

    before = {number: signal.signal(number, wish) for number in _signals()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def undisturbed(wanted: bool = True) -> Iterator[None]:
    """For a moment at the end, when the accounts are taken or told: one signal more does not cut them off."""
    came: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        if came:
            raise Interrupted(number)
        came.append(number)

    before = {number: signal.signal(number, note) for number in _signals()} if wanted else {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _signals() -> list[int]:
    """Ctrl-C, SIGTERM, and the end of the terminal, unless nohup has it ignored or there is no such thing."""
    hangup = getattr(signal, "SIGHUP", None)
    numbers = [signal.SIGINT, signal.SIGTERM]
    if hangup is not None and signal.getsignal(hangup) is not signal.SIG_IGN:
        numbers.append(hangup)
    return [int(number) for number in numbers]
