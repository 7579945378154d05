"""The sandbox: a real HTTP server on a loopback port that plays the wolkvox API, faults included."""

import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from wolkvox_cli.sandbox.account import Account
from wolkvox_cli.sandbox.aiming import Fault, parse_fault
from wolkvox_cli.sandbox.fault_kinds import Target, Wire
from wolkvox_cli.sandbox.handler import Listener
from wolkvox_cli.sandbox.traffic import SeenRequest, Traffic

HOST = "127.0.0.1"
POLL_SECONDS = 0.02


class Sandbox:
    """Serves `account` in threads of its own until it is closed; touches no signals.

    `faults` are Fault objects or their written form. `port` 0 takes a free one. `delay` is seconds before
    every answer. `log` is called with one line per request, from the request's thread.
    Raises OSError when the port is taken, FaultError for a fault that cannot be read.
    """

    def __init__(
        self,
        account: Account | None = None,
        faults: Iterable[Fault | str] = (),
        port: int = 0,
        *,
        delay: float = 0.0,
        simultaneous: int = 2,
        log: Callable[[str], None] | None = None,
    ) -> None:
        self.account = account or Account()
        self.faults = [parse_fault(fault) if isinstance(fault, str) else fault for fault in faults]
        self.traffic = Traffic()
        self.delay = delay
        self.simultaneous = simultaneous
        self.closing = threading.Event()
        self.port = port
        self._log = log
        self._lock = threading.Lock()
        self._listener: Listener | None = None
        self._timers: list[threading.Timer] = []

    @property
    def url(self) -> str:
        """What to give to --base-url; known once the sandbox is started."""
        return f"http://{HOST}:{self.port}"

    @property
    def peak_in_flight(self) -> int:
        """The largest number of requests one token ever had in flight at once."""
        return self.traffic.peak

    @property
    def requests(self) -> list[SeenRequest]:
        """Every request of the API so far, in order."""
        return list(self.traffic.seen)

    def start(self) -> Self:
        """Take the port and serve, unless a fault keeps the port closed at first."""
        self._listener = self._bind()
        self.port = self._listener.server_port
        if not self._refuse_before(1):
            self._listener.open(POLL_SECONDS)
        return self

    def close(self) -> None:
        """Stop serving, end all connections, forget the records. May be called twice."""
        self.closing.set()
        with self._lock:
            listener, self._listener = self._listener, None
            timers, self._timers = self._timers, []
        for timer in timers:
            timer.cancel()
        if listener is not None:
            listener.shut()
            listener.hang_up()
        for timer in timers:
            timer.join()
        self.account.close()

    def __enter__(self) -> Self:
        return self if self._listener else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def state(self) -> dict[str, object]:
        """What `/_sandbox/state` shows."""
        campaigns = {
            c.id: {
                "type": c.type,
                "status": c.status,
                "records": c.store.count,
                "batches": len(c.store.batches),
            }
            for c in self.account.campaigns.values()
        }
        return {
            "campaigns": campaigns,
            "add_records": self.traffic.count(Target.ADD_RECORD),
            "peak_in_flight": self.traffic.peak,
            "quota": self.account.quota,
            "quota_used": self.account.quota_used,
            "requests": [request.for_state() for request in self.requests],
        }

    def told(self, request: SeenRequest) -> None:
        """Say that a request is done."""
        if self._log is not None:
            self._log(request.for_people())

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        """Do something after a while, unless the sandbox is closed by then."""
        with self._lock:
            if self.closing.is_set():
                return
            timer = threading.Timer(seconds, work)
            timer.daemon = True
            self._timers = [t for t in self._timers if t.is_alive()] + [timer]
            timer.start()

    def before_answer(self, request: SeenRequest) -> None:
        """Close the port in time, when the next add_record is to find it closed."""
        if request.target is Target.ADD_RECORD:
            self._refuse_before(request.nth + 1)

    def _refuse_before(self, nth: int) -> bool:
        for fault in self.faults:
            if fault.kind.wire is Wire.REFUSE and fault.strikes(Target.ADD_RECORD, nth):
                self._close_port(fault.seconds)
                return True
        return False

    def _close_port(self, seconds: float) -> None:
        with self._lock:
            if self._listener is None:
                return
            old, new = self._listener, None
            if old.is_open:
                old.shut()
                new = self._bind()
                new.connections = old.connections
                self._listener = new
        self.later(seconds, self._open_port)

    def _open_port(self) -> None:
        with self._lock:
            if self._listener is not None and not self._listener.is_open:
                self._listener.open(POLL_SECONDS)

    def _bind(self) -> Listener:
        """Hold the port without listening: whoever connects is refused."""
        return Listener((HOST, self.port), self)
