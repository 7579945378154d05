"""One request on its way: whether anything of it can have left, and an end to answers that trickle."""

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class TimeLimits:
    """Seconds: to connect, for one write to make way, without a byte of the answer, for the whole answer."""

    connect: float = 10.0
    write: float = 90.0
    read: float = 70.0
    answer: float = 180.0


ENDLESS = "the answer did not come to an end"


class AnswerTooLongError(Exception):
    """An answer that does not end, in bytes or in time."""


class WronglyPackedError(Exception):
    """An answer that cannot be unpacked."""


class Body:
    """A request's body; `gone` once the connection has taken all of it, which an early answer may prevent."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.gone = False

    def __iter__(self) -> Iterator[bytes]:
        yield self.content
        self.gone = True


class Wire:
    """Follows one request by the trace events of httpcore, and cuts the connection when time is up.

    httpx's time-outs begin anew with every byte. Here `seconds` is the whole time to get through to the
    server (TLS and a proxy's tunnel included), and then again the whole time of the answer.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._stream: Any = None
        self._timer: threading.Timer | None = None
        self._left = False
        self.expired = False

    @property
    def never_left(self) -> bool:
        """Whether it is certain that no byte of the request left: there was a connection, and no more."""
        return self._stream is not None and not self._left

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """What httpcore reports; see its documentation of the "trace" extension."""
        _, _, step = event.partition(".")
        if step in ("connect_tcp.complete", "start_tls.complete"):
            if self._stream is None:
                self._start()
            self._stream = info["return_value"]
        elif step == "send_request_headers.started" and info["request"].method != b"CONNECT":
            self._left = True
            self.stop()
        elif step == "receive_response_headers.started" and self._left:
            self._start()

    def stop(self) -> None:
        """No time runs any more."""
        if self._timer is not None:
            self._timer.cancel()

    def _start(self) -> None:
        self.stop()
        self._timer = threading.Timer(self._seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def _cut(self) -> None:
        self.expired = True
        wired = self._stream.get_extra_info("socket")
        with suppress(OSError):
            # Not the method of a TLS socket, which would take its state from under the thread that reads.
            socket.socket.shutdown(wired, socket.SHUT_RDWR)


def read_whole(pieces: Iterator[bytes], packing: str, largest: int, seconds: float) -> bytes:
    """All pieces of an answer, unpacked; `packing` is its Content-Encoding.

    Raises:
        AnswerTooLongError: It is beyond `largest` bytes once unpacked, or `seconds` are over.
        WronglyPackedError: It is not packed as it says, or otherwise than was asked for.
    """
    deadline = time.monotonic() + seconds
    unpacker = _unpacker(packing)
    answer = bytearray()
    for piece in pieces:
        # Never unpacked further than wanted: a few hundred bytes can hold gigabytes.
        answer += piece if unpacker is None else _unpack(unpacker, piece, largest + 1 - len(answer))
        if len(answer) > largest or time.monotonic() > deadline:
            raise AnswerTooLongError
    if unpacker is not None and not unpacker.eof:
        raise WronglyPackedError
    return bytes(answer)


def _unpacker(packing: str) -> "zlib._Decompress | None":
    match packing.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        case _:
            raise WronglyPackedError


def _unpack(unpacker: "zlib._Decompress", piece: bytes, most: int) -> bytes:
    try:
        unpacked = unpacker.decompress(piece, most)
    except zlib.error as error:
        raise WronglyPackedError from error
    if unpacker.unused_data:
        raise WronglyPackedError
    return unpacked


def connect_reason(error: BaseException) -> str:
    """The sentence for what stood in the way, found among the causes of an error."""
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return "the server's certificate is not trusted"
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "no secure connection could be agreed on"
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return "the server's name could not be resolved"
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return "the connection was refused"
    return "no connection could be made"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
