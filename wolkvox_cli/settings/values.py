"""What a single setting may be: every function takes the user's value and returns the checked one.

They raise ValueError with the second half of a sentence: "is not ...", "must be ...".
"""

import ipaddress
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from wolkvox_cli.campaign import FIELDS_BY_NAME, MAX_RECORDS_PER_REQUEST

_SERVER = re.compile(r"(?:https?://)?(?:wv)?([0-9a-z][0-9a-z-]{0,30})(?:\.wolkvox\.com)?/?", re.IGNORECASE)
_LIMIT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(%?)")


def text(value: Any) -> str:
    """Any text that is not blank."""
    if not isinstance(value, str | int) or isinstance(value, bool) or not str(value).strip():
        raise ValueError("must be a text")
    return str(value).strip()


def raw_text(value: Any) -> str:
    """Any text, blanks included."""
    if not isinstance(value, str):
        raise ValueError("must be a text")
    return value


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def path(value: Any) -> Path:
    """A path; ~ is the home folder."""
    return Path(text(str(value) if isinstance(value, Path) else value)).expanduser()


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts; in the settings file a single one may stand alone."""
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple) or not all(isinstance(item, str) for item in values):
        raise ValueError("must be a list of texts")
    return tuple(values)


def paths(value: Any) -> tuple[Path, ...]:
    """A list of paths."""
    given = [str(item) for item in value] if isinstance(value, list | tuple) else value
    return tuple(path(item) for item in texts(given))


def server(value: Any) -> str:
    """The operation's server: 0012, wv0012 and https://wv0012.wolkvox.com/ all give "0012"."""
    found = _SERVER.fullmatch(text(value))
    if not found:
        raise ValueError("is not a server name: give the part after wv, such as 0012 (or use --base-url)")
    return found[1].lower()


def base_url(value: Any) -> str:
    """Scheme and host of the API: https, or http on a loopback address."""
    parts = urlsplit(text(value))
    try:
        port_is_readable = parts.port is None or parts.port > 0
    except ValueError:
        port_is_readable = False
    plain = not (parts.username or parts.password or parts.query or parts.fragment or parts.path.strip("/"))
    if not parts.hostname or not plain or not port_is_readable:
        raise ValueError(
            "is not the address of an API: give scheme and host only, such as https://wv0012.wolkvox.com"
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname)):
        raise ValueError("must begin with https:// (http:// is for addresses of this machine only)")
    return f"{parts.scheme}://{parts.netloc}"


def campaign_id(value: Any) -> str:
    """The campaign's number, as the Manager shows it."""
    given = text(value)
    if not re.fullmatch(r"[0-9]{1,18}", given):
        raise ValueError("is not a campaign id: it is a number, shown in the Manager's list of campaigns")
    return given


def whole_number(least: int, most: int) -> Any:
    """A whole number within bounds."""

    def check(value: Any) -> int:
        try:
            number = int(str(value))
        except ValueError:
            number = least - 1
        if isinstance(value, bool) or not least <= number <= most:
            raise ValueError(f"must be a whole number from {least} to {most:,}")
        return number

    return check


def amount(least: float, most: float) -> Any:
    """A number within bounds."""

    def check(value: Any) -> float:
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = least - 1
        if isinstance(value, bool) or not least <= number <= most:
            raise ValueError(f"must be a number from {least:g} to {most:g}")
        return number

    return check


def one_of(*choices: str) -> Any:
    """One of a few words."""

    def check(value: Any) -> str:
        given = text(value).lower()
        if given not in choices:
            raise ValueError("must be one of " + ", ".join(choices))
        return given

    return check


def digits(value: Any) -> str:
    """Digits only."""
    given = text(value)
    if not re.fullmatch(r"[0-9]{1,10}", given):
        raise ValueError("must be 1 to 10 digits")
    return given


def country(value: Any) -> str:
    """A country's two letters."""
    given = text(value).upper()
    if not re.fullmatch(r"[A-Z]{2}", given):
        raise ValueError("is not a country code: give two letters, such as CO, MX or BR")
    return given


def delimiter(value: Any) -> str:
    """One character between cells; "tab" means the tabulator, as does a backslash and t."""
    given = {"\\t": "\t", "tab": "\t", "TAB": "\t"}.get(raw_text(value), value)
    if len(given) != 1 or given in '"\r\n\0' or ord(given) > 127:
        raise ValueError("must be a single character such as , ; | or tab")
    return str(given)


def encoding(value: Any) -> str:
    """A text encoding Python knows."""
    given = text(value)
    try:
        "".encode(given)
    except (LookupError, ValueError) as error:
        raise ValueError("is not an encoding: utf-8, windows-1252 and utf-16 are the usual ones") from error
    return given


def opt_field(value: Any) -> str:
    """One of opt1 to opt12."""
    given = text(value).lower()
    if not re.fullmatch(r"opt([1-9]|1[0-2])", given):
        raise ValueError("must be one of opt1 to opt12")
    return given


def unique_fields(value: Any) -> tuple[str, ...]:
    """API fields, or "phone" for any number of any phone field."""
    for name in texts(value):
        if name != "phone" and name not in FIELDS_BY_NAME:
            raise ValueError(f"names no field: {name} (see wolkvox fields; phone means any phone field)")
    return texts(value)


def reject_limit(value: Any) -> str:
    """A number of rows, or a share of the rows read such as 5%."""
    found = _LIMIT.fullmatch(text(value))
    if (
        not found
        or (not found[2] and not found[1].isdigit())
        or (found[2] and float(found[1].replace(",", ".")) > 100)
    ):
        raise ValueError("must be a number of rows or a share such as 5%")
    return found[1].replace(",", ".") + found[2]


def severities(value: Any) -> tuple[tuple[str, str], ...]:
    """Problem codes and how serious they are."""
    if not isinstance(value, dict) or not all(level in ("error", "warning") for level in value.values()):
        raise ValueError('must be a table of problem codes, each "error" or "warning"')
    return tuple(sorted(value.items()))


BATCH_SIZE = whole_number(1, MAX_RECORDS_PER_REQUEST)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
