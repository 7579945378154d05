"""Who asked what, when, and how many at once: the sandbox's memory of requests."""

import select
import socket
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic

from wolkvox_cli.sandbox.faults import Target


def hung_up(connection: socket.socket, seconds: float = 0) -> bool:
    """Whether the other side has closed, or does so within `seconds`. Only when nobody reads from it."""
    try:
        readable, _, _ = select.select([connection], [], [], seconds)
        return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""
    except (OSError, ValueError):
        return True


@dataclass(eq=False)
class SeenRequest:
    """One request: its `number` among all, `nth` of its sort. `status` is 0 when no answer was given."""

    number: int
    nth: int
    api: str
    target: Target
    campaign: str
    token: str = field(repr=False)
    connection: socket.socket = field(repr=False)
    time: datetime = field(default_factory=lambda: datetime.now(UTC))
    started: float = field(default_factory=monotonic)
    crowded: bool = False
    body_read: bool = False
    records: int = 0
    status: int = 0
    fault: str = ""
    seconds: float = 0.0

    def for_people(self) -> str:
        """One line without personal data."""
        campaign = f" campaign {self.campaign}" if self.campaign else ""
        records = f", {self.records} records" if self.records else ""
        answer = str(self.status) if self.status else "no answer"
        fault = f" [{self.fault}]" if self.fault else ""
        return f"#{self.number} {self.api}{campaign}{records}: {answer} in {self.seconds:.2f} s{fault}"

    def for_state(self) -> dict[str, object]:
        """The same as JSON."""
        return {
            "number": self.number,
            "api": self.api,
            "campaign": self.campaign,
            "time": self.time.isoformat(),
            "records": self.records,
            "status": self.status,
            "seconds": round(self.seconds, 3),
            "fault": self.fault,
        }


class Traffic:
    """All requests of one sandbox. `peak` is the largest number one token ever had in flight."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[Target] = Counter()
        self._in_flight: list[SeenRequest] = []
        self.seen: list[SeenRequest] = []
        self.peak = 0

    def enter(
        self, api: str, target: Target, campaign: str, token: str, connection: socket.socket, limit: int
    ) -> SeenRequest:
        """Count a request from its headers on; it is `crowded` if its token has `limit` in flight already."""
        with self._lock:
            # A client that was killed or gave up is gone, though its request's thread may not know it yet.
            self._in_flight = [r for r in self._in_flight if not (r.body_read and hung_up(r.connection))]
            self._counts[target] += 1
            number = len(self.seen) + 1
            request = SeenRequest(number, self._counts[target], api, target, campaign, token, connection)
            at_once = 1 + sum(other.token == token for other in self._in_flight)
            request.crowded = at_once > limit
            self.peak = max(self.peak, at_once)
            self.seen.append(request)
            self._in_flight.append(request)
        return request

    def read(self, request: SeenRequest) -> None:
        """The body is here: from now on nobody reads from the connection."""
        with self._lock:
            request.body_read = True

    def leave(self, request: SeenRequest) -> None:
        """The answer is about to go out."""
        with self._lock:
            if request in self._in_flight:
                request.seconds = monotonic() - request.started
                self._in_flight.remove(request)

    def count(self, target: Target) -> int:
        """How many requests of this sort there were."""
        with self._lock:
            return self._counts[target]
