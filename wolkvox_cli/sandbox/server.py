"""The sandbox: a real HTTP server on a loopback port that plays the wolkvox API, faults included."""

import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from types import TracebackType
from typing import Any, Self

import orjson

from wolkvox_cli.sandbox import answers
from wolkvox_cli.sandbox.account import Account
from wolkvox_cli.sandbox.answers import Answer
from wolkvox_cli.sandbox.calls import Call, answer_call, read_call
from wolkvox_cli.sandbox.faults import Applied, Delivery, Fault, Target, View, fault_for, parse_fault
from wolkvox_cli.sandbox.traffic import SeenRequest, Traffic, hung_up

# With this a close sends a reset; Windows writes the two numbers shorter.
_LINGER_NOT = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Listener(ThreadingHTTPServer):
    """A bound port. It refuses connections until `open`, and serves each connection in a thread after."""

    request_queue_size = 128
    daemon_threads = True

    def __init__(self, address: tuple[str, int], sandbox: "Sandbox") -> None:
        self.sandbox = sandbox
        self.connections: dict[socket.socket, threading.Thread] = {}
        self._resets: set[socket.socket] = set()
        self._serving: threading.Thread | None = None
        super().__init__(address, Handler, bind_and_activate=False)
        try:
            self.server_bind()
        except OSError:
            self.server_close()
            raise

    @property
    def is_open(self) -> bool:
        """Whether connections are taken."""
        return self._serving is not None

    def server_bind(self) -> None:
        """Bind without asking the name service who we are, which may take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def open(self, poll_seconds: float) -> None:
        """Take connections from now on."""
        self.server_activate()
        self._serving = threading.Thread(target=self.serve_forever, args=(poll_seconds,), daemon=True)
        self._serving.start()

    def shut(self) -> None:
        """Take no more connections; those that are open go on."""
        if self._serving is not None:
            self.shutdown()
            self._serving.join()
        self.server_close()

    def hang_up(self) -> None:
        """End all connections and wait for their threads."""
        for connection, thread in list(self.connections.items()):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it has ended by itself
            finally:
                thread.join(5)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve one connection in a thread that `hang_up` can find."""
        thread = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), daemon=True
        )
        self.connections[request] = thread
        thread.start()

    def shutdown_request(self, request: Any) -> None:
        """Close politely, or without a word where a reset was asked for."""
        self.connections.pop(request, None)
        if request in self._resets:
            self._resets.discard(request)
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def reset_at_close(self, connection: socket.socket) -> None:
        """Let the close of this connection be a reset."""
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        self._resets.add(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error here."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Serves the requests of one connection."""

    server: Listener
    protocol_version = "HTTP/1.1"
    server_version = "wolkvox-sandbox"
    sys_version = ""

    def do_GET(self) -> None:
        """Look-ups, and the sandbox's own pages."""
        self._exchange()

    def do_POST(self) -> None:
        """Records to add."""
        self._exchange()

    def log_message(self, *_: Any) -> None:
        """Nothing: the request line may hold a phone number. The sandbox has its own log."""

    def _exchange(self) -> None:
        call = read_call(self.command, self.path)
        if call.path.startswith("/_sandbox/"):
            self._own_page(call)
            return
        sandbox = self.server.sandbox
        token = self.headers.get("wolkvox-token", "")
        request = sandbox.traffic.enter(
            call.api, call.target, call.campaign, token, self.connection, sandbox.simultaneous
        )
        try:
            self._serve(call, request)
        except OSError:
            self.close_connection = True
        finally:
            sandbox.traffic.leave(request)
            sandbox.told(request)

    def _serve(self, call: Call, request: SeenRequest) -> None:
        fault = fault_for(self.server.sandbox.faults, request.target, request.nth)
        delivery = fault.kind.delivery if fault else Delivery.ANSWER
        request.fault = fault.name if fault else ""
        if delivery in (Delivery.RESET_BEFORE_BODY, Delivery.RESET_DURING_BODY):
            self.rfile.read(self._length() // 2 if delivery is Delivery.RESET_DURING_BODY else 0)
            self._end(reset=True)
            return
        body = self.rfile.read(self._length())
        if len(body) < self._length():
            self._end()
            return
        self.server.sandbox.traffic.read(request)
        answer = self._work_out(call, request, fault, body)
        self._wait(self.server.sandbox.delay)
        if fault is not None and delivery in (Delivery.SLOW, Delivery.HANG):
            self._wait(fault.seconds)
        self._deliver(answer, delivery, request)

    def _length(self) -> int:
        length = self.headers.get("Content-Length", "")
        return int(length) if length.isdecimal() else 0

    def _work_out(self, call: Call, request: SeenRequest, fault: Fault | None, body: bytes) -> Answer:
        sandbox = self.server.sandbox
        right = sandbox.account.admit(request.token)
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            right = answers.page(411, "Length Required")
        if right is None and request.crowded:
            right = answers.refused(403, answers.SIMULTANEOUS)
        if right is None:
            keep, view, shift = _of(fault)
            right, request.records = answer_call(sandbox.account, call, body, view, shift, keep)
            if fault is not None and fault.kind.applied is Applied.LATE:
                sandbox.later(fault.seconds, lambda: answer_call(sandbox.account, call, body))
        if fault is not None and fault.kind.change is not None:
            return fault.kind.change(right, fault.argument or str(request.records))
        return right

    def _wait(self, seconds: float) -> None:
        """Let time pass, no longer than the client stays and the sandbox is open."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self.server.sandbox.closing.wait(min(left, 0.02)) or hung_up(self.connection):
                return

    def _deliver(self, answer: Answer, delivery: Delivery, request: SeenRequest) -> None:
        # The request is over before its answer can be seen: the next one may follow at once.
        self.server.sandbox.before_answer(request)
        self.server.sandbox.traffic.leave(request)
        match delivery:
            case Delivery.RESET | Delivery.CLOSE | Delivery.HANG:
                self._end(reset=delivery is Delivery.RESET)
            case Delivery.CUT:
                self._write(answer, len(answer.body) // 2)
                self._end()
            case _:
                request.status = answer.status
                self._write(answer, len(answer.body))

    def _write(self, answer: Answer, size: int) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body[:size])

    def _end(self, *, reset: bool = False) -> None:
        self.close_connection = True
        if reset:
            self.server.reset_at_close(self.connection)

    def _own_page(self, call: Call) -> None:
        sandbox = self.server.sandbox
        campaign = sandbox.account.campaigns.get(call.query.get("campaign", ""))
        if call.path == "/_sandbox/state":
            answer = answers.json_answer(200, sandbox.state())
            self._write(answer, len(answer.body))
        elif call.path == "/_sandbox/records" and campaign is not None:
            self._end()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-ndjson")
            self.end_headers()
            for _, body in campaign.store.bodies():
                self.wfile.writelines(orjson.dumps(record) + b"\n" for record in orjson.loads(body))
        else:
            answer = answers.page(404, "Not Found")
            self._write(answer, len(answer.body))


def _of(fault: Fault | None) -> tuple[int | None, View, int]:
    """How many records to keep (None: all), and how a look-up is falsified."""
    if fault is None:
        return None, View.TRUE, 0
    kind = fault.kind
    keep = {Applied.NOTHING: 0, Applied.LATE: 0, Applied.ALL: None, Applied.SOME: None}[kind.applied]
    if kind.applied is Applied.SOME:
        keep = int(fault.argument)
    shift = int(fault.argument) if kind.view is View.SHIFTED_COUNTER else 0
    return keep, kind.view, shift


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
            if fault.kind.delivery is Delivery.REFUSE and fault.concerns(Target.ADD_RECORD, nth):
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
