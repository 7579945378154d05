"""How a run is to be sent, as the user wishes it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from wolkvox_cli.upload.quota import Quota
from wolkvox_cli.upload.retrying import REACHING, RetryPolicy


class OnDoubt(StrEnum):
    """What follows a lost answer: ask the API, or leave it to the user at once."""

    SETTLE = "settle"
    STOP = "stop"


def _no_limit() -> Quota:
    return Quota(None, 0)


@dataclass(frozen=True)
class SendingOptions:
    """How to send. `token` is its fingerprint, `settle_after` in seconds, `quota` gives its present state."""

    token: str
    on_doubt: OnDoubt = OnDoubt.SETTLE
    settle_after: float = 75.0
    keep_going: bool = False
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    reach: RetryPolicy = REACHING
    quota: Callable[[], Quota] = _no_limit
