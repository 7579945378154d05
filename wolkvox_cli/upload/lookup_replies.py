"""What the API's look-up calls answer, read tolerantly; pure.

They are conveniences: whatever is missing, refused or makes no sense ends in LookUpFailed, and the
upload goes on without it. Only the API's own "not found" means nothing was found; a web server's does not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from wolkvox_cli.campaign import CampaignStatus, CampaignType
from wolkvox_cli.tokens import Token
from wolkvox_cli.upload.outcome_of_reply import breaks_down, refusal_in
from wolkvox_cli.upload.outcomes import RefusalReason, Refused, may_retry
from wolkvox_cli.upload.replies import Envelope, plain_line, read_envelope, read_number, read_text

Row = dict[str, str]


class LookUpFailed(Exception):
    """A look-up gave nothing to go by.

    `refusal` is there when the API itself said no; `unreachable` says that the request never got to it;
    `passing` that the same look-up may well be answered in a moment.
    """

    def __init__(
        self,
        reason: str,
        refusal: Refused | None = None,
        *,
        unreachable: bool = False,
        passing: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.refusal = refusal
        self.unreachable = unreachable
        self.passing = passing or unreachable or (refusal is not None and may_retry(refusal))


@dataclass(frozen=True)
class CampaignInfo:
    """A campaign of the account. `type` and `status` are None where the API's word for them is unknown."""

    id: str
    name: str
    type: CampaignType | None
    status: CampaignStatus | None
    records: int | None
    type_name: str = ""


@dataclass(frozen=True)
class TokenInfo:
    """The token's requests of the day; None where the API does not say."""

    limit: int | None
    used: int | None
    left: int | None


_STATUSES = {
    CampaignStatus.START: (
        "start",
        "started",
        "running",
        "active",
        "iniciada",
        "iniciado",
        "activa",
        "activo",
    ),
    CampaignStatus.STOP: ("stop", "stopped", "inactive", "detenida", "detenido", "inactiva", "inactivo"),
}
_STATUS_BY_WORD = {word: status for status, words in _STATUSES.items() for word in words}
_LOADED_AS_PREDICTIVE = ("predictive", "predictiva", "predictivo", "sms", "whatsapp")
_NOTHING_FOUND = 404
_LISTS = ("data", "records")
_NOTHING = re.compile(
    r"not (?:\w+ ){0,3}found|not exist|\bnothing\b|\bning[uú]n|\bnenhum"
    r"|\bno (?:\w+ ){0,3}(?:found|exists?|records?|data|results?|rows?|customers?|match\w*)"
    r"|\bn[oã]o? (?:se )?(?:encontr|hay|existe|h[aá]\b)|\bsin (?:registros?|datos|resultados?)"
)
_OF_RECORDS = re.compile(
    r"\b(?:records?|registros?|registers?|customers?|clientes?|contacts?|contactos?|leads?|data|datos|dados|results?"
    r"|resultados?|rows?|numbers?|phones?)\b"
)
_OF_ELSE = re.compile(
    r"\b(?:campaigns?|campa[ñn]as?|campanhas?|api|pages?|urls?|routes?|paths?|upstream|backend|gateway|hosts?|tokens?)\b"
)
_OF_TROUBLE = re.compile(
    r"\b(?:errors?|valid|invalid\w*|must|required|range|too|temporar\w*|locked|blocked|bloque\w*|rebuil\w*|fail\w*"
    r"|unavailable|time-?outs?|database|connections?|servers?|services?|try|later|index)\b"
)
"""What a 404 speaks of: nothing found, records, something else, trouble. Its words are not documented."""


def read_look_up(
    status: int, body: bytes, *, secret: Token | None = None, of_records: bool = False
) -> Envelope | None:
    """The envelope of an accepted look-up, None when the API says that there is nothing.

    `of_records`: records were looked for, and that there are none lets a batch be sent again. So only the
    API's own envelope says it, and only where it does not speak of anything else that was not found.

    Raises:
        LookUpFailed: The API said no, or the answer is not one of the API's.
    """
    envelope = read_envelope(body)
    if envelope is None:
        reason = f"the answer (HTTP {status}) was not in the form the API answers in"
        raise LookUpFailed(reason, passing=breaks_down(status) or status == HTTPStatus.TOO_MANY_REQUESTS)
    if envelope.accepts and 200 <= status < 300 and not envelope.complaint:
        if of_records and not envelope.is_own and not any(envelope.fields.get(name) for name in _LISTS):
            raise LookUpFailed("the answer does not plainly say that there are no such records")
        return envelope
    if envelope.accepts:
        raise LookUpFailed(f"the answer contradicts itself (HTTP {status}, code {envelope.code})")
    refusal = refusal_in(status, envelope, secret=secret)
    if envelope.code == _NOTHING_FOUND and refusal.reason is RefusalReason.CAMPAIGN:
        if of_records and not _tells_of_no_records(status, envelope):
            raise LookUpFailed(
                f"the answer does not plainly say that there are no such records: {refusal.message}"
            )
        return None
    passing = breaks_down(envelope.code) or breaks_down(status)
    raise LookUpFailed(f"the API said no: {refusal.message}", refusal, passing=passing)


def _tells_of_no_records(status: int, envelope: Envelope) -> bool:
    words = envelope.words
    of_records = _OF_RECORDS.search(words) is not None
    own = envelope.is_own or ("msg" in envelope.fields and of_records)
    plain = _NOTHING.search(words) and (of_records or not _OF_ELSE.search(words))
    return (
        (200 <= status < 300 or status == _NOTHING_FOUND)
        and own
        and bool(plain)
        and not _OF_TROUBLE.search(words)
    )


def read_rows(envelope: Envelope | None, *names: str) -> list[Row]:
    """The rows under the first of `names` that is there; blank or null is no rows.

    Raises:
        LookUpFailed: None of the names is there, or what is there are not rows, or rows are missing.
    """
    if envelope is None:
        return []
    present = [name for name in names if name in envelope.fields]
    if not present:
        raise LookUpFailed("the answer holds no list")
    rows = [_as_row(item) for item in _as_list(envelope.fields[present[0]])]
    total = read_number(envelope.fields.get("total_records"))
    if total is not None and total > len(rows):
        raise LookUpFailed(f"the answer holds only {len(rows):,} of {total:,} records")
    return rows


def read_campaign(row: Mapping[str, str]) -> CampaignInfo | None:
    """A campaign, None where the row names none."""
    campaign_id = _first(row, "campaign_id", "id_campaign", "id")
    if not campaign_id:
        return None
    type_name = plain_line(_first(row, "type_campaign", "campaign_type", "type"))
    return CampaignInfo(
        id=campaign_id,
        name=plain_line(_first(row, "campaign_name", "name_campaign", "name")),
        type=_read_type(type_name),
        status=_STATUS_BY_WORD.get(_first(row, "status", "campaign_status").casefold()),
        records=read_number(_first(row, "records", "total_records")),
        type_name=type_name,
    )


def pick_campaign(rows: list[Row], campaign_id: str) -> CampaignInfo:
    """The asked-for campaign among the rows, also when the API answered with all of them.

    Raises:
        LookUpFailed: It is not there; `refusal` says so.
    """
    for row in rows:
        campaign = read_campaign(row)
        if campaign is not None and campaign.id.lstrip("0") == campaign_id.lstrip("0"):
            return campaign
    message = f"the API knows no campaign {campaign_id}"
    raise LookUpFailed(message, Refused(RefusalReason.CAMPAIGN, message))


def read_token_info(rows: list[Row]) -> TokenInfo:
    """The day's requests. Where figures disagree, the one that leaves less is believed.

    Raises:
        LookUpFailed: No figure can be read, or they allow no request at all on any day.
    """
    row = rows[0] if rows else {}
    limit = read_number(row.get("token_limit"))
    uses = [read_number(row.get(name)) for name in ("token_use_today", "all_token_today")]
    used = max((use for use in uses if use is not None), default=None)
    lefts = [read_number(row.get("available_consumption_options"))]
    if limit is not None and used is not None:
        lefts.append(max(0, limit - used))
    left = min((number for number in lefts if number is not None), default=None)
    if limit is None and used is None and left is None:
        raise LookUpFailed("the answer holds no figures")
    if limit == 0:
        raise LookUpFailed("the answer says that the token never had a request, though it just made one")
    return TokenInfo(limit, used, left)


def _as_list(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        nested = list(value.values())
        return nested if nested and all(isinstance(item, dict) for item in nested) else [value]
    if value is None or (isinstance(value, str) and value.strip().casefold() in ("", "null")):
        return []
    raise LookUpFailed("the answer holds no list")


def _as_row(item: object) -> Row:
    if not isinstance(item, dict):
        raise LookUpFailed("the answer's list does not hold rows")
    fields: dict[str, Any] = item
    return {name: read_text(value) for name, value in fields.items()}


def _first(row: Mapping[str, str], *names: str) -> str:
    return next((row[name] for name in names if row.get(name)), "")


def _read_type(name: str) -> CampaignType | None:
    word = name.casefold()
    if word == CampaignType.PREVIEW:
        return CampaignType.PREVIEW
    return CampaignType.PREDICTIVE if word in _LOADED_AS_PREDICTIVE else None
