"""What a run costs of the day's requests, and whether the next one may go; pure arithmetic.

The API counts by day, but when its day begins is unknown: we count by UTC day, and after a refusal
for quota the API itself is asked (TokenInfo) instead of guessing.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from wolkvox_cli.campaign import REQUESTS_PER_LICENSE_AND_DAY
from wolkvox_cli.upload.lookup_replies import TokenInfo


def quota_day(now: datetime) -> str:
    """The day a request is counted on, as yyyy-mm-dd in UTC."""
    return now.astimezone(UTC).date().isoformat()


@dataclass(frozen=True)
class Quota:
    """The requests of one token on one day: `limit` None if unknown, `reserve` of them kept for others."""

    limit: int | None
    used: int
    reserve: int = 0

    @property
    def left(self) -> int | None:
        """How many are left today, the reserve included; None if the limit is unknown."""
        return None if self.limit is None else max(0, self.limit - self.used)

    @property
    def free(self) -> int | None:
        """How many of those left this program may use."""
        return None if self.left is None else max(0, self.left - self.reserve)

    def allows(self, requests: int = 1) -> bool:
        """Whether so many more requests may go; an unknown limit allows all, the API will say no itself."""
        return self.free is None or requests <= self.free

    def after(self, requests: int) -> "Quota":
        """The quota once so many more requests have gone."""
        return replace(self, used=self.used + requests)


def quota_of(licenses: int | None, counted: int, info: TokenInfo | None = None, reserve: int = 0) -> Quota:
    """The quota as far as it is known: from the API's own figures, else from the licences and our count.

    `counted` is how many requests we have counted for the token today; the API's figure may be higher,
    since others use the token too. When it is lower our day is not the API's, and the API is right.
    """
    limit = None if licenses is None else licenses * REQUESTS_PER_LICENSE_AND_DAY
    if info is None:
        return Quota(limit, counted, reserve)
    limit = info.limit if info.limit is not None else limit
    if info.left is not None:
        limit = limit if limit is not None else info.left + (info.used or 0)
        return Quota(limit, max(0, limit - info.left), reserve)
    return Quota(limit, info.used if info.used is not None else counted, reserve)


@dataclass(frozen=True)
class QuotaPlan:
    """What a run will cost: one request per batch still to send, and `look_ups` around them."""

    quota: Quota
    batches: int
    look_ups: int = 0

    @property
    def requests(self) -> int:
        """All requests of the run, if nothing has to be retried or settled."""
        return self.batches + self.look_ups

    @property
    def suffices(self) -> bool:
        """Whether the run can come to its end today."""
        return self.quota.allows(self.requests)

    @property
    def sentence(self) -> str:
        """The plan in words, for people."""
        costs = f"This run costs {_requests(self.requests)}"
        if self.quota.left is None or self.quota.free is None or self.quota.limit is None:
            return f"{costs}; how many are left today is not known."
        left = f"{costs}; {self.quota.left:,} of {self.quota.limit:,} are left today"
        if self.quota.reserve:
            left += f", {self.quota.reserve:,} of them kept for others"
        if self.suffices:
            return left + "."
        return f"{left}. It stops after {_requests(self.quota.free)}; the same command goes on tomorrow."


def _requests(number: int) -> str:
    return "1 request" if number == 1 else f"{number:,} requests"
