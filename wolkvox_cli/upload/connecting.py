"""Why no connection could be made, in words; pure."""

import socket
import ssl
from collections.abc import Iterator


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
