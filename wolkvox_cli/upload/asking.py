"""Look-ups while the quota allows them, asked again where a failure may pass."""

import random
from collections.abc import Callable
from typing import TypeVar

from wolkvox_cli.upload.clock import Clock, StopRequest
from wolkvox_cli.upload.lookup_replies import LookUpFailed
from wolkvox_cli.upload.outcomes import RetryPolicy
from wolkvox_cli.upload.quota import Quota

Answer = TypeVar("Answer")

ASKING_AGAIN = RetryPolicy(patience=15.0)
"""For a look-up that something is decided by: four attempts within a quarter of a minute."""


def ask(
    look_up: Callable[[], Answer],
    clock: Clock,
    stop: StopRequest,
    *,
    policy: RetryPolicy = ASKING_AGAIN,
    quota: Callable[[], Quota] | None = None,
    tell: Callable[[LookUpFailed, float], None] = lambda failure, seconds: None,
    draw: Callable[[], float] = random.random,
) -> Answer:
    """What the look-up gives, which is tried again after a passing failure until the user wants to stop.

    `tell` is called with the failure and the seconds before each further attempt.

    Raises:
        LookUpFailed: The last failure, or no request is left for it.
    """
    attempt, waited = 0, 0.0
    while True:
        if quota is not None and not quota().allows(1):
            raise LookUpFailed("the requests that may be used today are used up")
        try:
            return look_up()
        except LookUpFailed as failure:
            attempt += 1
            delay = policy.delay(attempt, waited, None, draw())
            if not failure.passing or delay is None or stop:
                raise
            tell(failure, delay)
            clock.wait(delay)
            waited += delay
            if stop:
                raise
