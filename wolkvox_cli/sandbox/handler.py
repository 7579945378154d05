"""One connection of the sandbox: reads requests, lets faults strike, writes answers."""

import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any

import orjson

from wolkvox_cli.sandbox import answers
from wolkvox_cli.sandbox.aiming import Fault, strike
from wolkvox_cli.sandbox.answers import Answer
from wolkvox_cli.sandbox.calls import Call, answer_call, read_call
from wolkvox_cli.sandbox.fault_kinds import Applied, View, Wire
from wolkvox_cli.sandbox.traffic import SeenRequest, hung_up

if TYPE_CHECKING:
    from wolkvox_cli.sandbox.server import Sandbox

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
        fault = strike(self.server.sandbox.faults, request.target, request.nth)
        wire = fault.kind.wire if fault else Wire.ANSWER
        request.fault = fault.name if fault else ""
        if wire in (Wire.RESET_BEFORE_BODY, Wire.RESET_DURING_BODY):
            self.rfile.read(self._length() // 2 if wire is Wire.RESET_DURING_BODY else 0)
            self._end(reset=True)
            return
        body = self.rfile.read(self._length())
        if len(body) < self._length():
            self._end()
            return
        self.server.sandbox.traffic.read(request)
        answer = self._work_out(call, request, fault, body)
        self._wait(self.server.sandbox.delay)
        if fault is not None and wire in (Wire.SLOW, Wire.HANG):
            self._wait(fault.seconds)
        self._deliver(answer, wire, request)

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

    def _deliver(self, answer: Answer, wire: Wire, request: SeenRequest) -> None:
        # The request is over before its answer can be seen: the next one may follow at once.
        self.server.sandbox.before_answer(request)
        self.server.sandbox.traffic.leave(request)
        match wire:
            case Wire.RESET | Wire.CLOSE | Wire.HANG:
                self._end(reset=wire is Wire.RESET)
            case Wire.CUT:
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
