"""The account the sandbox plays: its token, its campaigns, its quota, and the records it was given."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

import orjson

from wolkvox_cli.campaign import REQUESTS_PER_LICENSE_AND_DAY, CampaignStatus, CampaignType
from wolkvox_cli.sandbox import answers
from wolkvox_cli.sandbox.answers import Answer
from wolkvox_cli.sandbox.body_rules import BadBodyError, Record, read_records
from wolkvox_cli.sandbox.store import RecordStore

SANDBOX_TOKEN = "sandbox-token"
"""The token of every sandbox. It is no secret: it opens nothing."""


@dataclass(eq=False)
class SandboxCampaign:
    """A campaign of the account; `capacity` is the number of records it has room for, None for no limit."""

    id: str
    type: CampaignType = CampaignType.PREDICTIVE
    status: CampaignStatus = CampaignStatus.START
    name: str = "rehearsal"
    capacity: int | None = None
    store: RecordStore = field(default_factory=RecordStore, repr=False)


def parse_campaign(text: str) -> SandboxCampaign:
    """A campaign from `ID[:TYPE[:STATUS]]`. Raises ValueError with a sentence."""
    campaign_id, _, rest = text.partition(":")
    type_name, _, status = rest.partition(":")
    if not campaign_id.isdecimal():
        raise ValueError(f"The campaign {text!r} does not begin with a number.")
    try:
        return SandboxCampaign(
            campaign_id, CampaignType(type_name or "predictive"), CampaignStatus(status or "start")
        )
    except ValueError:
        raise ValueError(
            f"The campaign {text!r} must be ID:TYPE:STATUS, with the type predictive or preview "
            "and the status start or stop."
        ) from None


def default_campaigns() -> tuple[SandboxCampaign, ...]:
    """One campaign of each type and status."""
    return (
        SandboxCampaign("1", CampaignType.PREDICTIVE, CampaignStatus.START, "predictive, started"),
        SandboxCampaign("2", CampaignType.PREVIEW, CampaignStatus.STOP, "preview, stopped"),
        SandboxCampaign("3", CampaignType.PREDICTIVE, CampaignStatus.STOP, "predictive, stopped"),
        SandboxCampaign("4", CampaignType.PREVIEW, CampaignStatus.START, "preview, started"),
    )


class Account:
    """One wolkvox operation. `licenses` gives the daily quota, `capacity` limits every campaign without one.

    `do_not_call` are the phone numbers `get_dnc` shows. `quota_used` may be set, to begin late in the day.
    """

    def __init__(
        self,
        campaigns: Iterable[SandboxCampaign] = (),
        *,
        token: str = SANDBOX_TOKEN,
        licenses: int = 10,
        capacity: int | None = None,
        do_not_call: Iterable[str] = (),
    ) -> None:
        self._lock = threading.Lock()
        self.token = token
        self.licenses = licenses
        self.do_not_call = tuple(do_not_call)
        self.quota_used = 0
        self.campaigns = {c.id: c for c in tuple(campaigns) or default_campaigns()}
        for campaign in self.campaigns.values():
            campaign.capacity = capacity if campaign.capacity is None else campaign.capacity

    @property
    def quota(self) -> int:
        """Requests a day."""
        return self.licenses * REQUESTS_PER_LICENSE_AND_DAY

    def records(self, campaign_id: str) -> list[Record]:
        """All records of a campaign, in order of arrival."""
        return list(self.campaigns[campaign_id].store.records())

    def admit(self, token: str | None) -> Answer | None:
        """Count one request against the quota; the refusal, if the token may not make it."""
        if not token:
            return answers.refused(401, answers.NO_TOKEN)
        if token != self.token:
            return answers.refused(403, answers.BAD_TOKEN)
        with self._lock:
            if self.quota_used >= self.quota:
                return answers.refused(403, answers.QUOTA_GONE)
            self.quota_used += 1
        return None

    def add_records(
        self, campaign: SandboxCampaign, body: bytes, keep: int | None = None
    ) -> tuple[Answer, int]:
        """Take one body whole, or its first `keep` records; the answer, and how many records the body has."""
        try:
            records = read_records(body, campaign.type)
        except BadBodyError as why:
            return answers.refused(400, answers.PARAMETERS_REQUIRED, str(why)), 0
        with self._lock:
            if campaign.capacity is not None and campaign.store.count + len(records) > campaign.capacity:
                return answers.refused(404, answers.CAMPAIGN_FULL), len(records)
            if keep is None:
                campaign.store.add(body, len(records))
            elif keep > 0:
                campaign.store.add(orjson.dumps(records[:keep]), len(records[:keep]))
        return answers.added(), len(records)

    def close(self) -> None:
        """Forget all records; reading them raises RuntimeError from now on."""
        for campaign in self.campaigns.values():
            campaign.store.close()
