"""Why no connection could be made."""

import socket
import ssl

import pytest

from wolkvox_cli.upload.wire import connect_reason


def caused_by(cause: BaseException) -> BaseException:
    error = OSError("as the HTTP library tells it")
    error.__cause__ = OSError("as its socket layer tells it")
    error.__cause__.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        (ssl.SSLCertVerificationError(), "the server's certificate is not trusted"),
        (ssl.SSLError(), "no secure connection could be agreed on"),
        (socket.gaierror(), "the server's name could not be resolved"),
        (ConnectionRefusedError(), "the connection was refused"),
        (OSError("Network is unreachable"), "no connection could be made"),
    ],
)
def test_the_cause_below_decides_the_words(cause: BaseException, reason: str) -> None:
    assert connect_reason(caused_by(cause)) == reason


def test_a_cause_that_was_not_named_is_found_in_the_context() -> None:
    error = OSError("outside")
    error.__context__ = socket.gaierror()
    assert connect_reason(error) == "the server's name could not be resolved"
