"""Which address and which token a request may be made with; pure."""

import ipaddress
from urllib.parse import urlsplit

from wolkvox_cli.errors import CommandError
from wolkvox_cli.tokens import Token


def check_address(base_url: str) -> bool:
    """Whether the address is a loopback one; raises where it is neither https nor that."""
    try:
        parts = urlsplit(base_url)
        host, _port = parts.hostname or "", parts.port
        plain = not (parts.path or parts.query or parts.fragment or parts.username or parts.password)
    except ValueError:
        host, plain = "", False
    loopback = _is_loopback(host)
    if host and plain and (parts.scheme == "https" or (parts.scheme == "http" and loopback)):
        return loopback
    raise CommandError(
        "settings.base-url",
        "The API's address must be https://host, or http://host on a loopback address.",
        "Give it with --base-url, or the server's number with --server.",
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_token(token: Token) -> Token:
    """The token, if it can stand in a request header; raises where not."""
    value = token.reveal()
    if value and value.isascii() and value.isprintable() and " " not in value:
        return token
    raise CommandError(
        "token.unusable",
        f"The token from {token.origin} is empty or holds characters that no token has.",
        "Copy it again from the wolkvox Manager, on one line.",
    )
