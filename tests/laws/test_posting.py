"""Whatever fails and however often the run is resumed, the campaign holds every record exactly once."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import orjson
import xxhash
from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.campaign import Campaign, CampaignStatus, CampaignType
from wolkvox_cli.spool import Batch, PreparedRun, RunFolder, SourceFacts, Spool
from wolkvox_cli.upload.accounts import Tally
from wolkvox_cli.upload.clock import StopRequest
from wolkvox_cli.upload.events import RunStopped
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.upload.lookup_replies import CampaignInfo, LookUpFailed, Row
from wolkvox_cli.upload.outcomes import Accepted, InDoubt, NotSent, Outcome, RefusalReason, Refused
from wolkvox_cli.upload.post import SendingOptions, post

CAMPAIGN = Campaign("http://127.0.0.1:9", "sandbox", "1", CampaignType.PREDICTIVE, CampaignStatus.START)
RUN = "run-1"
BATCHES = 3


class Fate(StrEnum):
    """What becomes of one request."""

    ACCEPTED = "accepted"
    LOST_BUT_ADDED = "lost but added"
    LOST = "lost"
    ADDED_DURING_THE_WAIT = "added during the wait"
    REFUSED = "refused"
    NEVER_LEFT = "never left"
    CROWDED = "crowded"
    KILLED_BEFORE = "killed before it was added"
    KILLED_AFTER = "killed after it was added"


class Killed(BaseException):
    """The process is no more."""


class Campaigns:
    """The API with a campaign behind it; adds when told to, and answers look-ups truthfully or not at all."""

    def __init__(self, fates: list[Fate], look_ups_work: bool) -> None:
        self.fates = fates
        self.look_ups_work = look_ups_work
        self.held: list[bytes] = []
        self.late: list[bytes] = []

    def add_records(self, campaign: Campaign, body: bytes, records: int) -> Outcome:
        fate = self.fates.pop(0) if self.fates else Fate.ACCEPTED
        if fate in (Fate.ACCEPTED, Fate.LOST_BUT_ADDED, Fate.KILLED_AFTER):
            self.held.append(body)
        if fate is Fate.ADDED_DURING_THE_WAIT:
            self.late.append(body)
        match fate:
            case Fate.ACCEPTED:
                return Accepted()
            case Fate.REFUSED:
                return Refused(RefusalReason.TOKEN, "PLEASE VALIDATE TOKEN")
            case Fate.CROWDED:
                return Refused(RefusalReason.SIMULTANEOUS, "EXCEEDS THE LIMIT")
            case Fate.NEVER_LEFT:
                return NotSent("the connection was refused")
            case Fate.KILLED_BEFORE | Fate.KILLED_AFTER:
                raise Killed
        return InDoubt("the connection was cut")

    def campaign_info(self, campaign_id: str) -> CampaignInfo:
        self._fail_if_wanted()
        return CampaignInfo(campaign_id, "", None, None, sum(len(orjson.loads(body)) for body in self.held))

    def find_record(self, campaign_id: str, *, phone: str | None, customer_id: str | None) -> list[Row]:
        self._fail_if_wanted()
        rows: list[Row] = [row for body in self.held for row in orjson.loads(body)]
        return [row for row in rows if row["tel1"] == phone]

    def _fail_if_wanted(self) -> None:
        if not self.look_ups_work:
            raise LookUpFailed("there is nothing to look up")

    def let_time_pass(self) -> None:
        """What was under way arrives."""
        self.held += self.late
        self.late = []


class PassingTime:
    """A clock whose waits let the campaign catch up."""

    def __init__(self, api: Campaigns) -> None:
        self.seconds = 0.0
        self.api = api

    def now(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.seconds += seconds
        self.api.let_time_pass()


@contextmanager
def prepared_run(stamp: bool) -> Iterator[tuple[PreparedRun, RunFolder, Path]]:
    with tempfile.TemporaryDirectory() as root:
        folder = Spool(Path(root) / "runs").create(RUN)
        batches = []
        for number in range(1, BATCHES + 1):
            records = [{"tel1": f"300555{number}{n}", "opt1": f"{RUN}/{number:05}"} for n in range(2)]
            body = orjson.dumps(records)
            folder.write_body(number, [body])
            digest = xxhash.xxh3_128_hexdigest(body)
            batches.append(Batch(number, 2 * number, 2 * number + 1, 2, len(body), digest))
        source = SourceFacts("leads.csv", "5ha", "csv", "utf-8", ";", None, 1)
        prepared = PreparedRun(
            id=RUN,
            created="2026-11-23T03:15:00+00:00",
            program="0.1.0",
            source=source,
            headings=("Celular",),
            campaign_type="predictive",
            mapping={},
            constants={},
            ignored_columns=(),
            stamp="opt1" if stamp else None,
            read=2 * BATCHES,
            rejected=0,
            duplicate=0,
            excluded=0,
            problems=(),
            batches=tuple(batches),
            content="c0ffee",
            options="0pt",
            seconds=0.1,
        )
        yield prepared, folder, Path(root) / "journal.sqlite3"


def send_once(prepared: PreparedRun, folder: RunFolder, path: Path, api: Campaigns) -> bool:
    """One process from beginning to end; whether the run is through."""
    clock = PassingTime(api)
    with Journal.open(path, clock) as journal:
        if not journal.runs():
            journal.add_run(prepared, CAMPAIGN)
        counter = api.campaign_info("1").records if api.look_ups_work else None
        events = post(
            *(prepared, folder, CAMPAIGN, api, journal),
            options=SendingOptions("t"),
            clock=clock,
            stop=StopRequest(),
            counter=counter,
            draw=lambda: 0.0,
        )
        try:
            stopped = [event for event in events if isinstance(event, RunStopped)]
        except Killed:
            return False
        return not stopped


def decide_doubts(prepared: PreparedRun, folder: RunFolder, path: Path, api: Campaigns) -> None:
    """A person looks into the Manager, later, and tells the program what is there."""
    api.let_time_pass()
    with Journal.open(path, PassingTime(api)) as journal:
        for record in journal.batches(prepared.id):
            if record.is_doubtful:
                arrived = folder.read_body(record.batch) in api.held
                journal.settle(prepared.id, record.batch, arrived=arrived, evidence="looked up")


def accounts_of(prepared: PreparedRun, path: Path, api: Campaigns) -> Tally:
    with Journal.open(path, PassingTime(api)) as journal:
        return journal.accounts(prepared.id).rows


@settings(max_examples=40, deadline=None)
@given(
    fates=st.lists(st.sampled_from(Fate), max_size=12),
    look_ups_work=st.booleans(),
    stamp=st.booleans(),
    asks_person=st.lists(st.booleans(), min_size=30, max_size=30),
)
def test_every_record_is_in_the_campaign_exactly_once_in_the_end(
    fates: list[Fate], look_ups_work: bool, stamp: bool, asks_person: list[bool]
) -> None:
    api = Campaigns(list(fates), look_ups_work)
    with prepared_run(stamp) as (prepared, folder, path):
        bodies = [folder.read_body(batch) for batch in prepared.batches]
        through = False
        for asks in [*asks_person, *[True] * 20]:
            through = send_once(prepared, folder, path, api)
            assert accounts_of(prepared, path, api).total == 2 * BATCHES
            assert len(set(api.held)) == len(api.held)
            if through:
                break
            if asks:
                decide_doubts(prepared, folder, path, api)
        api.let_time_pass()
        assert through
        assert api.held == bodies
        assert accounts_of(prepared, path, api) == Tally(accepted=2 * BATCHES)
