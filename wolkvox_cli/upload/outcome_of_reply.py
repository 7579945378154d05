"""What a reply or a failure says about the batch that was posted; pure.

A doubt costs a question to the API, a wrong yes loses leads, a wrong no calls people twice. So whatever
contradicts itself is in doubt: an accepting code under an HTTP error, an accepting code beside a
complaint or words that say no, more records added than were sent, a number that cannot be read. And a
server that broke down, be it the API itself, cannot know how much it had added by then.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from wolkvox_cli.tokens import Token
from wolkvox_cli.upload.outcomes import Accepted, InDoubt, NotSent, Outcome, RefusalReason, Refused
from wolkvox_cli.upload.replies import (
    Envelope,
    clean_words,
    read_envelope,
    read_number,
    read_registers,
    says_no,
    speaks_of_acceptance,
)

LONGEST_RETRY_AFTER = 86_400.0

_BY_WORDS = (
    (RefusalReason.SIMULTANEOUS, ("simultaneous", "simultánea", "simultanea")),
    (RefusalReason.QUOTA, ("token limit exceeded", "daily limit", "daily token")),
    (RefusalReason.MAINTENANCE, ("maintenance", "mantenimiento", "manutenção")),
)
_CAPACITY_WORDS = ("licens", "licenc", "50000", "50,000", "50.000")
_BY_CODE = {
    400: RefusalReason.PARAMETERS,
    401: RefusalReason.TOKEN,
    404: RefusalReason.CAMPAIGN,
    413: RefusalReason.SIZE,
    429: RefusalReason.BUSY,
}
_BY_STATUS = {status: _BY_CODE[status] for status in (401, 413, 429)}


def outcome_of_reply(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    records: int,
    *,
    secret: Token | None = None,
    now: datetime | None = None,
) -> Outcome:
    """What a whole reply means for a batch of `records` records.

    `secret` is kept out of messages; `now` is needed only for a Retry-After date without a Date beside it.
    """
    envelope = read_envelope(body)
    if envelope is not None and envelope.accepts:
        return _outcome_of_yes(status, envelope, records)
    if speaks_of_acceptance(body):
        return InDoubt(f"the answer (HTTP {status}) speaks of success, but it is not whole")
    if 300 <= status < 400:
        return Refused(
            RefusalReason.REDIRECT,
            f"{_name(status)}: the address sends elsewhere, and the token goes to no other place",
            status,
        )
    retry_after = read_retry_after(headers, now)
    if envelope is not None and envelope.code < 400:
        return InDoubt(f"the API answered with code {envelope.code}, which is neither yes nor no")
    if envelope is not None and _is_breakdown(status, envelope):
        return InDoubt(
            f"the answer ({_name(status)}, code {envelope.code}) tells of a breakdown, not of a no"
        )
    if envelope is not None:
        return refusal_in(status, envelope, secret=secret, retry_after=retry_after)
    if 400 <= status < 500 and status != HTTPStatus.REQUEST_TIMEOUT:
        return _outcome_of_gateway(status, body, retry_after)
    return InDoubt(_no_envelope(status, body))


def outcome_of_failure(sent: bool, reason: str) -> NotSent | InDoubt:
    """What a POST without a whole reply means: `sent` is False only if no byte of it can have left."""
    return InDoubt(reason) if sent else NotSent(reason)


def refusal_in(
    status: int, envelope: Envelope, *, secret: Token | None = None, retry_after: float | None = None
) -> Refused:
    """Why the API said no, by its words first and its code second."""
    words = clean_words(envelope.message or envelope.complaint, secret)
    return Refused(
        _refusal_reason(status, envelope),
        words or f"code {envelope.code}, without a word",
        status,
        retry_after,
    )


def read_retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds that a Retry-After header asks for, at most a day; its date counts from the server's own."""
    lowered = {name.lower(): value.strip() for name, value in headers.items()}
    wish = lowered.get("retry-after", "")
    seconds: float | None = read_number(wish)
    if seconds is None:
        until, since = _read_date(wish), _read_date(lowered.get("date", "")) or now
        seconds = (until - since).total_seconds() if until and since else None
    return None if seconds is None else min(max(float(seconds), 0.0), LONGEST_RETRY_AFTER)


def _is_breakdown(status: int, envelope: Envelope) -> bool:
    """Whether something broke down: by the code of whoever answers, or by HTTP's if that is not the API."""
    return breaks_down(envelope.code) or (breaks_down(status) and not envelope.is_own)


def breaks_down(code: int) -> bool:
    """Whether a code, HTTP's or the API's own, tells of a server that failed and not of a no."""
    return code >= HTTPStatus.INTERNAL_SERVER_ERROR or code == HTTPStatus.REQUEST_TIMEOUT


def _outcome_of_yes(status: int, envelope: Envelope, records: int) -> Outcome:
    if not 200 <= status < 300:
        return InDoubt(f"the answer contradicts itself: {_name(status)}, but code {envelope.code}")
    if envelope.complaint:
        return InDoubt(f"the answer contradicts itself: code {envelope.code}, but it names an error")
    if says_no(envelope):
        return InDoubt(f"the answer contradicts itself: code {envelope.code}, but its words say no")
    try:
        added = read_registers(envelope)
    except ValueError:
        return InDoubt("the API said yes, but not readably to how many records")
    if added is None or added == records:
        return Accepted()
    if added > records:
        return InDoubt(f"the API says it added {added:,} records where {records:,} were sent")
    return InDoubt(f"the API says it added only {added:,} of {records:,} records", accepted=added)


def _refusal_reason(status: int, envelope: Envelope) -> RefusalReason:
    words = envelope.words
    for reason, keys in _BY_WORDS:
        if any(key in words for key in keys):
            return reason
    if envelope.code == HTTPStatus.NOT_FOUND and any(key in words for key in _CAPACITY_WORDS):
        return RefusalReason.CAPACITY
    if status in (413, 429):
        return _BY_CODE[status]
    if envelope.code == HTTPStatus.FORBIDDEN:
        return _forbidden(words)
    return _BY_CODE.get(envelope.code, RefusalReason.UNKNOWN)


def _forbidden(words: str) -> RefusalReason:
    # The vendor announces 403 for maintenance windows without saying what comes with it: a 403 that
    # says nothing is taken for one, a 403 with words of its own is not.
    if "token" in words:
        return RefusalReason.TOKEN
    return RefusalReason.UNKNOWN if words.strip() else RefusalReason.MAINTENANCE


def _outcome_of_gateway(status: int, body: bytes, retry_after: float | None) -> Refused:
    reason = _BY_STATUS.get(status, RefusalReason.UNKNOWN)
    if reason is RefusalReason.UNKNOWN and b"maintenance" in body.lower():
        reason = RefusalReason.MAINTENANCE
    return Refused(reason, f"{_name(status)}, from a web server in front of the API", status, retry_after)


def _no_envelope(status: int, body: bytes) -> str:
    if status >= 500 or status == HTTPStatus.REQUEST_TIMEOUT:
        return f"the answer was {_name(status)}, which does not say whether the records arrived"
    if not body.strip():
        return f"the answer (HTTP {status}) was empty"
    return f"the answer (HTTP {status}) was not in the form the API answers in"


def _name(status: int) -> str:
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"


def _read_date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
