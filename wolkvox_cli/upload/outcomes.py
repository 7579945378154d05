"""What an attempt to post a batch means: accepted, refused, not sent or in doubt."""

from dataclasses import dataclass
from enum import StrEnum


class RefusalReason(StrEnum):
    """Why the API said no, as far as its words tell."""

    TOKEN = "token"
    QUOTA = "quota"
    SIMULTANEOUS = "simultaneous"
    MAINTENANCE = "maintenance"
    BUSY = "busy"
    CAPACITY = "capacity"
    CAMPAIGN = "campaign"
    PARAMETERS = "parameters"
    SIZE = "size"
    REDIRECT = "redirect"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Accepted:
    """The API said yes to all records of the batch."""


@dataclass(frozen=True)
class Refused:
    """The API said no to the batch. `message` is in the API's own words, `retry_after` in seconds."""

    reason: RefusalReason
    message: str
    status: int | None = None
    retry_after: float | None = None


@dataclass(frozen=True)
class NotSent:
    """No byte of the request left this machine, or none can have reached the API."""

    reason: str


@dataclass(frozen=True)
class InDoubt:
    """Sent, and nobody knows whether it arrived; `accepted` of its records did, where the API says so.

    `refusal` is the API's no, where it may have come after a part was added.
    """

    reason: str
    accepted: int | None = None
    refusal: Refused | None = None


Outcome = Accepted | Refused | NotSent | InDoubt


_PASSING = frozenset({RefusalReason.SIMULTANEOUS, RefusalReason.MAINTENANCE, RefusalReason.BUSY})


def may_retry(outcome: Outcome) -> bool:
    """Whether sending again can neither repeat a record nor is bound to be refused again."""
    match outcome:
        case NotSent():
            return True
        case Refused(reason=reason):
            return reason in _PASSING
        case _:
            return False


@dataclass(frozen=True)
class RetryPolicy:
    """Exponential back-off within bounds. All but `factor` and `jitter` are seconds.

    `first` and `longest` bound a single wait, `longest_wish` the wait that a Retry-After header may ask
    for, `patience` all waits of one batch together. `jitter` is the share of a wait that chance may take off.
    """

    first: float = 1.0
    factor: float = 2.0
    longest: float = 30.0
    longest_wish: float = 120.0
    patience: float = 120.0
    jitter: float = 0.25

    def delay(self, attempt: int, waited: float, retry_after: float | None, draw: float) -> float | None:
        """Seconds to wait after the failed attempt number `attempt` (from 1), None to give up.

        `waited` is what was waited for this batch so far, `draw` a chance from 0 up to 1.
        """
        wait = self._back_off(attempt) * (1.0 - self.jitter * draw)
        if retry_after is not None:
            wait = max(wait, min(retry_after, self.longest_wish))
        return wait if waited + wait <= self.patience else None

    def _back_off(self, attempt: int) -> float:
        try:
            return min(self.first * self.factor ** (attempt - 1), self.longest)
        except OverflowError:
            return self.longest


REACHING = RetryPolicy(patience=45.0)
"""For a server that cannot be reached at all: a wrong name should not keep anybody waiting for long."""
