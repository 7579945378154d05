"""A loopback server that only counts and answers, in a process of its own.

python counting_server.py [--port PORT] [--delay SECONDS] [--refuse-from POST] [--counter]

It prints its port, answers every post after SECONDS with "added", from the given one on with a refusal, and
tells on GET /figures what it saw. With --counter it also tells how many records the campaign holds.
"""

import argparse
import json
import socket
import sys
import time
from dataclasses import dataclass, field

_RECORDS_ADDED = b'{"code":"201","error":null,"msg":"All records has been added successfully","data":[]}'
_REFUSED = b'{"code":"401","error":"token","msg":"PLEASE VALIDATE TOKEN","data":[]}'
_CAMPAIGN = (
    b'{"code":200,"error":null,"msg":"1 records were found","data":[{"campaign_id":"1",'
    b'"campaign_name":"Benchmark","campaign_type":"predictive","campaign_status":"start"%b}]}'
)
_PIECE = 1 << 18
_BEGIN = b"{"
"""How a record begins; no cell of the benchmark's leads holds it."""


@dataclass
class Seen:
    """What came in: posts, bytes and records of their bodies, when each began and was answered (Unix)."""

    posts: int = 0
    size: int = 0
    began: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    records: int = 0


def serve(listener: socket.socket, delay: float, refuse_from: int | None, *, counter: bool) -> None:
    """Answer one connection after another, as the API does for one token; never returns."""
    seen = Seen()
    room = bytearray(_PIECE)
    while True:
        connection, _ = listener.accept()
        with connection:
            _answer(connection, seen, delay, refuse_from, room, counter=counter)


def _answer(
    connection: socket.socket,
    seen: Seen,
    delay: float,
    refuse_from: int | None,
    room: bytearray,
    *,
    counter: bool,
) -> None:
    head, body = _head(connection)
    if not head:
        return
    began = time.time()
    if not head.startswith(b"POST"):
        figures = json.dumps(vars(seen)).encode()
        campaign = _CAMPAIGN % (b',"records":"%d"' % seen.records if counter else b"")
        _send(connection, figures if head.startswith(b"GET /figures") else campaign)
        return
    length = _length(head)
    left, records = length - len(body), body.count(_BEGIN)
    while left > 0 and (count := connection.recv_into(room)):
        left -= count
        records += room.count(_BEGIN, 0, count) if counter else 0
    time.sleep(delay)
    seen.posts += 1
    seen.size += length
    seen.records += records
    seen.began.append(began)
    refused = refuse_from is not None and seen.posts >= refuse_from
    _send(connection, _REFUSED if refused else _RECORDS_ADDED)
    seen.answered.append(time.time())


def _head(connection: socket.socket) -> tuple[bytes, bytes]:
    """The request's head, and what of the body came with it."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(_PIECE)
        if not piece:
            return b"", b""
        head += piece
    head, _, body = head.partition(b"\r\n\r\n")
    return head, body


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _send(connection: socket.socket, body: bytes) -> None:
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    )


def main() -> None:
    """Listen on a free port and say which."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--refuse-from", type=int)
    parser.add_argument("--counter", action="store_true")
    given = parser.parse_args()
    with socket.create_server(("127.0.0.1", given.port)) as listener:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        serve(listener, given.delay, given.refuse_from, counter=given.counter)


if __name__ == "__main__":
    main()
