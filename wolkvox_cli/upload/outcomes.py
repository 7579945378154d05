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
    """Sent, and nobody knows whether it arrived; `accepted` of its records did, where the API says so."""

    reason: str
    accepted: int | None = None


Outcome = Accepted | Refused | NotSent | InDoubt
