"""What the sandbox says: the vendor's envelopes, and the pages of gateways that stand before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

NO_TOKEN = "PLEASE ENTER THE WOLKVOX-TOKEN"
BAD_TOKEN = "PLEASE VALIDATE TOKEN"
QUOTA_GONE = "TOKEN LIMIT EXCEEDED"
SIMULTANEOUS = "EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)"
PARAMETERS_REQUIRED = "SOME PARAMETERS ARE REQUIRED"
UNKNOWN_API = "THE API YOU WANT TO CONSULT DOES NOT EXIST"
UNKNOWN_CAMPAIGN = "CAMPAIGN NOT FOUND"
NOTHING_FOUND = "NO RECORDS WERE FOUND"
CAMPAIGN_FULL = "THE CAMPAIGN EXCEEDS THE LIMIT OF RECORDS FOR YOUR LICENSES (50000)"
LOCK_TIMEOUT = "LOCK WAIT TIMEOUT EXCEEDED; TRY RESTARTING TRANSACTION"
MAINTENANCE = "THE API IS NOT AVAILABLE DURING MAINTENANCE"


@dataclass(frozen=True)
class Answer:
    """One HTTP answer; `headers` come on top of Content-Type and Content-Length."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


def json_answer(status: int, content: object) -> Answer:
    """Any JSON."""
    return Answer(status, orjson.dumps(content))


def envelope(
    code: str | int, msg: str, data: Sequence[Any] = (), error: str | None = None, status: int | None = None
) -> Answer:
    """The API's own form of an answer; the HTTP status is the code unless it is given."""
    content = {"code": code, "error": error, "msg": msg, "data": list(data)}
    return json_answer(int(code) if status is None else status, content)


def added() -> Answer:
    """The documented yes to add_record, character for character: the code is text, the total is blank."""
    return envelope("201", "All records has been added successfully", [{"total_registers": " "}])


def refused(code: int, msg: str, why: str | None = None) -> Answer:
    """The API's no; `why` says in the sandbox's own words what was wrong with the request."""
    return envelope(str(code), msg, error=why)


def found(rows: Sequence[Any]) -> Answer:
    """The answer of a look-up, whose code is a number."""
    if not rows:
        return refused(404, NOTHING_FOUND)
    return envelope(200, f"{len(rows)} records were found", rows)


def page(status: int, title: str, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """What a web server or gateway says in place of the API: HTML."""
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return Answer(status, html.encode(), "text/html; charset=UTF-8", headers)
