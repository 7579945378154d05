"""Whatever others do to a campaign while answers are lost: no lead is lost in silence, none arrives twice."""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import orjson
import xxhash
from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.campaign import Campaign, CampaignStatus, CampaignType
from wolkvox_cli.spool import Batch, PreparedRun, RunFolder, SourceFacts, Spool
from wolkvox_cli.upload.clock import StopRequest
from wolkvox_cli.upload.events import RunStopped
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.upload.lookup_replies import CampaignInfo, LookUpFailed, Row
from wolkvox_cli.upload.outcomes import Accepted, InDoubt, Outcome, RefusalReason, Refused
from wolkvox_cli.upload.post import SendingOptions, post

CAMPAIGN = Campaign("http://127.0.0.1:9", "sandbox", "1", CampaignType.PREDICTIVE, CampaignStatus.START)
RUN = "run-1"
SETTLE_AFTER = 75.0
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""No history cuts the power, so that the disk itself need not be waited for."""
START = datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC)


class Fate(StrEnum):
    """What becomes of one batch that is posted."""

    ACCEPTED = "accepted"
    LOST = "lost, not added"
    LOST_BUT_ADDED = "lost, but added"
    LOST_IN_PART = "lost, all but its last record added"
    LOST_AND_LATE = "lost, added 20 seconds later"
    FULL = "refused for capacity, nothing added"
    FULL_IN_PART = "refused for capacity, all but its last record added"
    REDIRECTED = "sent elsewhere, but added"
    KILLED = "killed before it was added"
    KILLED_AFTER = "killed after it was added"


class Deed(StrEnum):
    """What others do before one of our requests or waits."""

    NOTHING = "nothing"
    ADD_ONE = "somebody else adds a record"
    ADD_AS_MANY = "somebody else adds as many as a batch"
    REMOVE_ONE = "somebody removes the newest record"
    REMOVE_AS_MANY = "somebody removes as many as a batch, the newest"
    REMOVE_OTHERS = "somebody removes as many as a batch, the oldest"
    LAG = "from now on look-ups show what was there 50 seconds ago"
    NO_LAG = "look-ups show the present again"
    TROUBLE = "the next look-up fails"


class Killed(BaseException):
    """The process is no more."""


@dataclass(frozen=True)
class Held:
    """A record in the campaign: `lead` is its customer id, `at` when it came, `ours` that we posted it."""

    record: dict[str, str]
    at: float
    ours: bool

    @property
    def lead(self) -> str:
        return self.record["customer_id"]


@dataclass
class World:
    """A campaign, those who write to it, and the clock. Time passes with every request."""

    fates: list[Fate]
    deeds: list[Deed]
    batch_size: int
    seconds: float = 0.0
    held: list[Held] = field(default_factory=list)
    ever_ours: Counter[str] = field(default_factory=Counter)
    past: list[tuple[float, list[Held]]] = field(default_factory=list)
    late: list[tuple[float, bytes]] = field(default_factory=list)
    lag: float = 0.0
    trouble: bool = False
    strangers: int = 0

    # The clock.

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self._let_pass(seconds)

    # The API.

    def add_records(self, campaign: Campaign, body: bytes, records: int) -> Outcome:
        self._let_pass(1)
        fate = self.fates.pop(0) if self.fates else Fate.ACCEPTED
        match fate:
            case Fate.ACCEPTED | Fate.LOST_BUT_ADDED | Fate.REDIRECTED | Fate.KILLED_AFTER:
                self._add_ours(orjson.loads(body))
            case Fate.LOST_IN_PART | Fate.FULL_IN_PART:
                self._add_ours(orjson.loads(body)[:-1])
            case Fate.LOST_AND_LATE:
                self.late.append((self.seconds + 20, body))
        self._let_pass(1)
        match fate:
            case Fate.ACCEPTED:
                return Accepted()
            case Fate.FULL | Fate.FULL_IN_PART:
                return Refused(RefusalReason.CAPACITY, "THE CAMPAIGN EXCEEDS THE LIMIT")
            case Fate.REDIRECTED:
                return Refused(RefusalReason.REDIRECT, "HTTP 302 Found")
            case Fate.KILLED | Fate.KILLED_AFTER:
                raise Killed
        return InDoubt("the connection was cut")

    def campaign_info(self, campaign_id: str) -> CampaignInfo:
        self._ask()
        return CampaignInfo(campaign_id, "", None, None, len(self._shown()))

    def find_record(self, campaign_id: str, *, phone: str | None, customer_id: str | None) -> list[Row]:
        self._ask()
        found = (held for held in self._shown() if held.record["tel1"] == phone)
        return [
            {**held.record, "date": f"{START + timedelta(seconds=held.at):%Y-%m-%d %H:%M:%S}"}
            for held in found
            if held.lead == customer_id
        ]

    def _ask(self) -> None:
        self._let_pass(1)
        if self.trouble:
            self.trouble = False
            raise LookUpFailed("the answer was HTTP 502", passing=True)

    def _shown(self) -> list[Held]:
        at = self.seconds - self.lag
        return next((held for since, held in reversed(self.past) if since <= at), [])

    # The others.

    def _let_pass(self, seconds: float) -> None:
        until = self.seconds + seconds
        self._do(self.deeds.pop(0) if self.deeds else Deed.NOTHING)
        for due, body in [late for late in self.late if late[0] <= until]:
            self.late.remove((due, body))
            self.seconds = max(self.seconds, due)
            self._add_ours(orjson.loads(body))
        self.seconds = until
        self._remember()

    def _do(self, deed: Deed) -> None:
        match deed:
            case Deed.ADD_ONE:
                self._add_strangers(1)
            case Deed.ADD_AS_MANY:
                self._add_strangers(self.batch_size)
            case Deed.REMOVE_ONE:
                self.held = self.held[:-1]
            case Deed.REMOVE_AS_MANY:
                self.held = self.held[: -self.batch_size]
            case Deed.REMOVE_OTHERS:
                self.held = self.held[self.batch_size :]
            case Deed.LAG | Deed.NO_LAG:
                self.lag = 50.0 if deed is Deed.LAG else 0.0
            case Deed.TROUBLE:
                self.trouble = True
        self._remember()

    def _add_strangers(self, count: int) -> None:
        for _ in range(count):
            self.strangers += 1
            record = {"tel1": f"320555{self.strangers:04}", "customer_id": f"S{self.strangers}"}
            self.held.append(Held(record, self.seconds, ours=False))

    def _add_ours(self, records: list[dict[str, str]]) -> None:
        self.held = [*self.held, *(Held(record, self.seconds, ours=True) for record in records)]
        self.ever_ours.update(record["customer_id"] for record in records)
        self._remember()
        present = Counter(held.lead for held in self.held if held.ours)
        assert not [lead for lead, count in present.items() if count > 1], "arrived twice"

    def _remember(self) -> None:
        self.past = [*self.past[-200:], (self.seconds, list(self.held))]


@contextmanager
def prepared_run(batches: int, size: int, stamp: bool) -> Iterator[tuple[PreparedRun, RunFolder, Path]]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as root:
        folder = Spool(Path(root) / "runs").create(RUN)
        made = []
        for number in range(1, batches + 1):
            records = [
                {
                    "tel1": f"30055{number:02}{n:03}",
                    "customer_id": f"{number}{n:03}",
                    "opt1": f"{RUN}/{number:05}",
                }
                for n in range(size)
            ]
            body = orjson.dumps(records)
            folder.write_body(number, [body])
            first = 2 + (number - 1) * size
            made.append(
                Batch(number, first, first + size - 1, size, len(body), xxhash.xxh3_128_hexdigest(body))
            )
        prepared = PreparedRun(
            id=RUN,
            created="2026-11-23T10:00:00+00:00",
            program="0.1.0",
            source=SourceFacts("leads.csv", "5ha", "csv", "utf-8", ";", None, 1),
            headings=("Celular",),
            campaign_type="predictive",
            mapping={},
            constants={},
            ignored_columns=(),
            stamp="opt1" if stamp else None,
            read=batches * size,
            rejected=0,
            duplicate=0,
            excluded=0,
            problems=(),
            batches=tuple(made),
            content="c0ffee",
            options="0pt",
            seconds=0.1,
        )
        yield prepared, folder, Path(root) / "journal.sqlite3"


def send_once(
    prepared: PreparedRun, folder: RunFolder, path: Path, world: World
) -> RunStopped | Killed | None:
    """One process from beginning to end: what stopped it, None if the run is through."""
    with Journal.open(path, world) as journal:
        if not journal.runs():
            journal.add_run(prepared, CAMPAIGN)
        try:
            counter = world.campaign_info("1").records
        except LookUpFailed:
            counter = None
        options = SendingOptions("t", settle_after=SETTLE_AFTER)
        try:
            events = list(
                post(
                    *(prepared, folder, CAMPAIGN, world, journal),
                    options=options,
                    clock=world,
                    stop=StopRequest(),
                    counter=counter,
                    draw=lambda: 0.0,
                )
            )
        except Killed as killed:
            return killed
    return next((event for event in events if isinstance(event, RunStopped)), None)


@settings(max_examples=250, deadline=None)
@given(
    fates=st.lists(st.just(Fate.ACCEPTED) | st.sampled_from(Fate), max_size=8),
    deeds=st.lists(st.just(Deed.NOTHING) | st.sampled_from(Deed), max_size=40),
    batches=st.integers(1, 4),
    size=st.integers(1, 8),
    stamp=st.booleans(),
    before=st.integers(0, 8),
    same_leads_before=st.booleans(),
)
def test_no_history_of_a_campaign_loses_a_lead_in_silence_or_adds_it_twice(
    fates: list[Fate],
    deeds: list[Deed],
    batches: int,
    size: int,
    stamp: bool,
    before: int,
    same_leads_before: bool,
) -> None:
    world = World(list(fates), list(deeds), size)
    with prepared_run(batches, size, stamp) as (prepared, folder, path):
        world._add_strangers(before)
        if same_leads_before:
            earlier = [
                record for batch in prepared.batches for record in orjson.loads(folder.read_body(batch))
            ]
            other = {"opt1": "run-0/00001"} if stamp else {}
            world.held += [Held({**record, **other}, -3600.0, ours=False) for record in earlier]
        world._remember()
        leads = {lead for batch in prepared.batches for lead in leads_of(folder, batch)}
        for _ in range(4):
            ended = send_once(prepared, folder, path, world)
            world.wait(SETTLE_AFTER)
            if ended is None:
                assert leads - world.ever_ours.keys() == set(), "lost with exit 0"
                return


def leads_of(folder: RunFolder, batch: Batch) -> set[str]:
    return {record["customer_id"] for record in orjson.loads(folder.read_body(batch))}
