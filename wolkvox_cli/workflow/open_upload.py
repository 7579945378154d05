"""Open an upload: its destination, the locks of token and campaign, the journal, the spool and the API."""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from wolkvox_cli.campaign import Campaign, CampaignStatus
from wolkvox_cli.errors import LockedError
from wolkvox_cli.output.display import WaitingDisplay
from wolkvox_cli.settings import Settings, state_folder
from wolkvox_cli.spool import Spool
from wolkvox_cli.tokens import Token
from wolkvox_cli.upload.api import WolkvoxApi
from wolkvox_cli.upload.clock import StopRequest, SystemClock
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.upload.locking import HeldLock, hold
from wolkvox_cli.workflow.sent_before import SentBefore
from wolkvox_cli.workflow.session import Session

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
    account = Account([SandboxCampaign(campaign_id, settings.type, status)])
    with Sandbox(account) as server, tempfile.TemporaryDirectory(prefix="wolkvox-sandbox-") as state:
        campaign = Campaign(server.url, "sandbox", campaign_id, settings.type, status)
        yield Destination(campaign, Token(SANDBOX_TOKEN, "the sandbox"), Path(state), sandbox=True)


class Upload:
    """One upload while it holds the locks of its token and its campaign."""

    def __init__(
        self,
        session: Session,
        target: Destination,
        journal: Journal,
        held: Sequence[HeldLock],
        clock: SystemClock,
        stop: StopRequest,
        stack: ExitStack,
    ) -> None:
        self.session = session
        self.target = target
        self.journal = journal
        self.spool = Spool(target.state / "runs")
        self.sent_before = SentBefore(target.state, journal)
        self.clock = clock
        self.stop = stop
        self._run: str | None = None
        self._held = held
        self._stack = stack

    @cached_property
    def api(self) -> WolkvoxApi:
        """The API; every look-up is counted for the token, the day and the run."""
        return WolkvoxApi(self.target.campaign.base_url, self.target.token, count_request=self._count)

    def hold_run(self, run: str) -> None:
        """Take the run's own lock too, until the upload ends. Raises LockedError."""
        if run != self._run:
            own = self._stack.enter_context(hold(self._locks, run, self.clock))
            for lock in (*self._held, own):
                lock.name_run(run)
            self._run = run

    def nobody_works_on(self, run: str) -> bool:
        """Whether no living process holds the run's lock."""
        try:
            with hold(self._locks, run, self.clock):
                return True
        except LockedError:
            return False

    def _count(self) -> None:
        self.journal.requests.count(self.target.token.fingerprint, self._run)

    @property
    def _locks(self) -> Path:
        return self.target.state / "locks"


@contextmanager
def open_upload(session: Session, target: Destination) -> Iterator[Upload]:
    """Take the locks of token and campaign and open the journal. Raises LockedError and MachineError.

    Two uploads into one campaign, though with two tokens, could each take the other's records for its own
    when they look at the campaign's record counter, and could both send the same file.
    """
    stop = StopRequest()
    clock = SystemClock(stop)
    session.learn_destination(target.campaign, sandbox=target.sandbox)
    wait = session.settings.wait_lock

    def take(name: str, wait: float) -> HeldLock:
        return stack.enter_context(hold(target.state / "locks", name, clock, wait=wait, stop=stop))

    def wait_for(name: str) -> HeldLock:
        try:
            return take(name, 0)
        except LockedError:
            if not wait:
                raise
        with WaitingDisplay(session.talk, "Another upload is running", wait):
            return take(name, wait)

    with ExitStack() as stack:
        held = [wait_for(name) for name in (target.token.fingerprint, _campaign_lock(target))]
        journal = stack.enter_context(Journal.open(target.state / "journal.sqlite3", clock))
        yield Upload(session, target, journal, held, clock, stop, stack)


def _campaign_lock(target: Destination) -> str:
    text = f"{target.campaign.base_url} {target.campaign.id.lstrip('0')}"
    return f"campaign-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
