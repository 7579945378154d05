"""What a value may be that is more than a number, a choice or a flag: typer calls these as parsers.

Every function takes the user's value and returns the checked one, or raises ValueError with the second half
of a sentence: "is not ...", "must be ...". The first half says where the value stands (wrong_values.py).
"""

import ipaddress
import re
from pathlib import Path
from typing import Any

from wolkvox_cli.campaign import FIELDS_BY_NAME

_SERVER = re.compile(
    r"(?:https?://)?(?:wv)?([0-9a-z](?:[0-9a-z-]{0,29}[0-9a-z])?)(?:\.wolkvox\.com)?/?", re.I | re.A
)
_BASE_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[0-9a-z](?:[0-9a-z.-]*[0-9a-z])?|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?/*",
    re.I | re.A,
)
_PORTS = {"https": 443, "http": 80}
_LIMIT = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(%?)")


def text(value: Any) -> str:
    """Any text that is not blank."""
    if not isinstance(value, str | int) or isinstance(value, bool) or not str(value).strip():
        raise ValueError("must be a text")
    return str(value).strip()


def path(value: Any) -> Path:
    """A path; ~ is the home folder."""
    given = text(str(value) if isinstance(value, Path) else value)
    if "\0" in given:
        raise ValueError("is not a path")
    try:
        return Path(given).expanduser()
    except RuntimeError as error:
        raise ValueError("names a home folder that does not exist: write the path in full") from error


def server(value: Any) -> str:
    """The operation's server: 0012, wv0012 and https://wv0012.wolkvox.com/ all give "0012"."""
    found = _SERVER.fullmatch(text(value))
    if not found:
        raise ValueError("is not a server name: give the part after wv, such as 0012 (or use --base-url)")
    return found[1].lower()


def base_url(value: Any) -> str:
    """Scheme and host of the API: https, or http on a loopback address; the scheme's own port is left out."""
    found = _BASE_URL.fullmatch(text(value))
    if not found or int(found["port"] or 443) not in range(1, 65_536):
        raise ValueError(
            "is not the address of an API: give scheme and host only, such as https://wv0012.wolkvox.com"
        )
    scheme, host = found["scheme"].lower(), found["host"].lower()
    if scheme != "https" and not _is_loopback(host.strip("[]")):
        raise ValueError("must begin with https:// (http:// is for addresses of this machine only)")
    port = int(found["port"] or _PORTS[scheme])
    return f"{scheme}://{host}" + (f":{port}" if port != _PORTS[scheme] else "")


def campaign_id(value: Any) -> str:
    """The campaign's number, as the Manager shows it."""
    given = text(value)
    if not re.fullmatch(r"[0-9]{1,18}", given):
        raise ValueError("is not a campaign id: it is a number, shown in the Manager's list of campaigns")
    return given


def digits(value: Any) -> str:
    """Digits only; none at all takes back what a profile says."""
    given = "" if value == "" else text(value)
    if not re.fullmatch(r"[0-9]{0,10}", given):
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
    given = value if isinstance(value, str) else ""
    if given.lower() in ("\\t", "tab"):
        return "\t"
    if len(given) != 1 or given.isalnum() or given in '"\r\n\0' or ord(given) > 127:
        raise ValueError("must be a single character such as , ; | or tab")
    return given


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


def unique_field(value: Any) -> str:
    """An API field, or "phone" for any number of any phone field."""
    if value != "phone" and value not in FIELDS_BY_NAME:
        raise ValueError("is no field (see wolkvox fields; phone means any phone field)")
    return str(value)


def reject_limit(value: Any) -> str:
    """A number of rows, or a share of the rows read such as 5%."""
    found = _LIMIT.fullmatch(str(value).strip())
    number = found[1].replace(",", ".") if found else ""
    if not found or (float(number) > 100 if found[2] else not number.isdigit()):
        raise ValueError("must be a number of rows or a share such as 5%")
    return number + found[2]


def severities(value: Any) -> tuple[tuple[str, str], ...]:
    """Problem codes and how serious they are."""
    if not isinstance(value, dict) or not all(level in ("error", "warning") for level in value.values()):
        raise ValueError('must be a table of problem codes, each "error" or "warning"')
    return tuple(sorted(value.items()))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
