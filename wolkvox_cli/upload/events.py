"""What `post` tells its caller while it works."""

from dataclasses import dataclass
from enum import StrEnum

from wolkvox_cli.spool import Batch
from wolkvox_cli.upload.outcomes import Refused


@dataclass(frozen=True)
class BatchStarted:
    """The intent is written, the request is about to leave. `attempt` counts from 1."""

    batch: Batch
    attempt: int


@dataclass(frozen=True)
class RetryScheduled:
    """The batch certainly did not arrive and is sent again after `seconds`."""

    batch: Batch
    reason: str
    seconds: float
    attempt: int


@dataclass(frozen=True)
class BatchAccepted:
    """The API said yes; `seconds` from request to answer."""

    batch: Batch
    seconds: float


@dataclass(frozen=True)
class BatchRefused:
    """The API said no for good."""

    batch: Batch
    refusal: Refused


@dataclass(frozen=True)
class BatchInDoubt:
    """Sent, and nobody knows whether it arrived; `accepted` of its records certainly did."""

    batch: Batch
    reason: str
    accepted: int = 0


@dataclass(frozen=True)
class SettlingStarted:
    """The API is being asked whether the batch arrived; a "no" is believed `seconds` from now."""

    batch: Batch
    seconds: float


@dataclass(frozen=True)
class BatchSettled:
    """The doubt is over. `evidence` is a sentence."""

    batch: Batch
    arrived: bool
    evidence: str


class StopReason(StrEnum):
    """Why a run stops before its last batch."""

    REFUSED = "refused"
    QUOTA = "quota"
    IN_DOUBT = "in-doubt"
    UNREACHABLE = "unreachable"
    INTERRUPTED = "interrupted"
    FAULT = "fault"


@dataclass(frozen=True)
class RunStopped:
    """No further batch is sent. `code` is stable for scripts, `message` and `hint` are for people.

    `personal` names leads by their phones: for the eyes at the terminal, never for a file or a script.
    """

    reason: StopReason
    code: str
    message: str
    hint: str
    personal: str = ""


UploadEvent = (
    BatchStarted
    | RetryScheduled
    | BatchAccepted
    | BatchRefused
    | BatchInDoubt
    | SettlingStarted
    | BatchSettled
    | RunStopped
)
