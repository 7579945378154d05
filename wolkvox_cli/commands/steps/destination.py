"""Where an upload goes: the API of the account, or a sandbox started for this one command."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wolkvox_cli.campaign import Campaign, CampaignStatus
from wolkvox_cli.settings import Settings, state_folder
from wolkvox_cli.tokens import Token

_SANDBOX_CAMPAIGN = "1"


@dataclass(frozen=True)
class Destination:
    """A campaign, the token that opens it, and the folder that remembers what it was sent."""

    campaign: Campaign
    token: Token
    state: Path
    sandbox: bool = False


@contextmanager
def destination(settings: Settings) -> Iterator[Destination]:
    """Raises CommandError where server, campaign or token is missing.

    A sandbox vanishes with its command, and so does what is remembered of it.
    """
    if not settings.sandbox:
        yield Destination(settings.destination(), settings.token(), state_folder())
        return
    from wolkvox_cli.sandbox.account import SANDBOX_TOKEN, Account, SandboxCampaign
    from wolkvox_cli.sandbox.server import Sandbox

    campaign_id = settings.campaign or _SANDBOX_CAMPAIGN
    status = CampaignStatus.STOP if settings.campaign_status == "stop" else CampaignStatus.START
    account = Account([SandboxCampaign(campaign_id, settings.campaign_type, status)])
    with Sandbox(account) as server, tempfile.TemporaryDirectory(prefix="wolkvox-sandbox-") as state:
        campaign = Campaign(server.url, "sandbox", campaign_id, settings.campaign_type, status)
        yield Destination(campaign, Token(SANDBOX_TOKEN, "the sandbox"), Path(state), sandbox=True)
