"""From a request to its right answer: which call it is, and which rules it must keep."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from wolkvox_cli.sandbox import answers, queries
from wolkvox_cli.sandbox.account import Account
from wolkvox_cli.sandbox.answers import Answer
from wolkvox_cli.sandbox.faults import Target, View

_FOLDER = "/api/v2/"

_CALLS = {
    ("POST", "campaign.php", "add_record"): Target.ADD_RECORD,
    ("GET", "campaign.php", "find_record"): Target.LOOKUP,
    ("GET", "campaign.php", "campaign_15"): Target.LOOKUP,
    ("GET", "information.php", "campaigns"): Target.INFORMATION,
    ("GET", "information.php", "token_info"): Target.INFORMATION,
    ("GET", "information.php", "get_dnc"): Target.INFORMATION,
}


@dataclass(frozen=True)
class Call:
    """What a request asks for; `target` is OTHER when the API knows no such call."""

    path: str
    query: dict[str, str]
    target: Target

    @property
    def api(self) -> str:
        """The name of the call, fit for a log line."""
        name = self.query.get("api", "")
        return name if self.target is not Target.OTHER else "unknown"

    @property
    def campaign(self) -> str:
        """The campaign it names, if that can be an id at all."""
        campaign = self.query.get("campaign_id") or self.query.get("campaign", "")
        return campaign if campaign.isdecimal() and len(campaign) < 20 else ""


def read_call(method: str, url: str) -> Call:
    """What the request line says."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    script = parts.path.removeprefix(_FOLDER) if parts.path.startswith(_FOLDER) else ""
    return Call(parts.path, query, _CALLS.get((method, script, query.get("api", "")), Target.OTHER))


def answer_call(
    account: Account, call: Call, body: bytes, view: View = View.TRUE, shift: int = 0, keep: int | None = None
) -> tuple[Answer, int]:
    """The answer to an admitted call, and the number of records it carried; `view` may falsify look-ups."""
    match call.target:
        case Target.ADD_RECORD:
            return _add_record(account, call, body, keep)
        case Target.LOOKUP:
            return _look_up(account, call, view), 0
        case Target.INFORMATION:
            return _inform(account, call, view, shift), 0
        case Target.OTHER if call.path.startswith(_FOLDER):
            return answers.refused(400, answers.UNKNOWN_API), 0
        case _:
            return answers.page(404, "Not Found"), 0


def _add_record(account: Account, call: Call, body: bytes, keep: int | None) -> tuple[Answer, int]:
    given = [call.query.get(name, "") for name in ("type_campaign", "campaign_id", "campaign_status")]
    if not all(given):
        return answers.refused(400, answers.PARAMETERS_REQUIRED), 0
    campaign = account.campaigns.get(call.query["campaign_id"])
    if campaign is None or campaign.type != call.query["type_campaign"]:
        return answers.refused(404, answers.UNKNOWN_CAMPAIGN), 0
    if campaign.status != call.query["campaign_status"]:
        why = f"the status of the campaign is {campaign.status}"
        return answers.refused(400, answers.PARAMETERS_REQUIRED, why), 0
    return account.add_records(campaign, body, keep)


def _look_up(account: Account, call: Call, view: View) -> Answer:
    if call.api == "campaign_15":
        return queries.read_back(account, call.query)
    if view is View.WRONG_ROWS:
        return queries.first_record(account, call.query)
    return queries.find_record(account, call.query)


def _inform(account: Account, call: Call, view: View, shift: int) -> Answer:
    if call.api == "token_info":
        return queries.token_info(account)
    if call.api == "get_dnc":
        return queries.do_not_call(account)
    return queries.campaigns(account, call.query, shift, stale=view is View.STALE_COUNTER)
