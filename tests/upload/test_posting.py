"""A prepared run and an API that answers as told: what is sent, what is said, what is on record."""

from collections.abc import Callable, Iterator
from typing import Protocol

import pytest

from wolkvox_cli.campaign import Campaign
from wolkvox_cli.errors import MachineError
from wolkvox_cli.spool import PreparedRun, RunFolder
from wolkvox_cli.upload.accounts import BatchState, Tally
from wolkvox_cli.upload.clock import Clock, StopRequest
from wolkvox_cli.upload.events import (
    BatchAccepted,
    BatchInDoubt,
    BatchRefused,
    BatchSettled,
    BatchStarted,
    RetryScheduled,
    RunStopped,
    SettlingStarted,
    StopReason,
    UploadEvent,
)
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.upload.lookups import CampaignInfo, LookUpFailed, Row
from wolkvox_cli.upload.outcomes import Accepted, InDoubt, NotSent, Outcome, RefusalReason, Refused
from wolkvox_cli.upload.posting import OnDoubt, SendingOptions, post
from wolkvox_cli.upload.quota import Quota

MakeRun = Callable[..., tuple[PreparedRun, RunFolder]]

TOKEN = "f1n6e2p21n7"
YES = Accepted()
NO = Refused(RefusalReason.PARAMETERS, "SOME PARAMETERS ARE REQUIRED", 400)
BAD_TOKEN = Refused(RefusalReason.TOKEN, "PLEASE VALIDATE TOKEN", 403)
NO_QUOTA = Refused(RefusalReason.QUOTA, "TOKEN LIMIT EXCEEDED", 403)
CROWDED = Refused(RefusalReason.SIMULTANEOUS, "EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS", 403)
UNPLUGGED = NotSent("the connection was refused")
LOST = InDoubt("the connection was cut")


class ManualClock(Clock, Protocol):
    waits: list[float]
    on_wait: Callable[[], None]


class ScriptedApi:
    """Answers each batch as told, and yes when it was told nothing more; look-ups fail."""

    def __init__(self, *outcomes: Outcome | BaseException) -> None:
        self.outcomes = list(outcomes)
        self.bodies: list[bytes] = []

    def add_records(self, campaign: Campaign, body: bytes, records: int) -> Outcome:
        self.bodies.append(body)
        outcome = self.outcomes.pop(0) if self.outcomes else YES
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def campaign_info(self, campaign_id: str) -> CampaignInfo:
        raise LookUpFailed("there is nothing to look up")

    def find_record(self, campaign_id: str, *, phone: str | None, customer_id: str | None) -> list[Row]:
        raise LookUpFailed("there is nothing to look up")


class Desk:
    """One prepared run of three batches of two records, in the journal, ready to be sent again and again."""

    def __init__(
        self, run: tuple[PreparedRun, RunFolder], campaign: Campaign, journal: Journal, clock: ManualClock
    ) -> None:
        self.prepared, self.folder = run
        self.campaign = campaign
        self.journal = journal
        self.clock = clock
        self.stop = StopRequest()
        self.api = ScriptedApi()
        journal.add_run(self.prepared, campaign)

    def post(
        self,
        *outcomes: Outcome | BaseException,
        keep_going: bool = False,
        on_doubt: OnDoubt = OnDoubt.SETTLE,
        quota: Callable[[], Quota] = lambda: Quota(None, 0),
    ) -> Iterator[UploadEvent]:
        self.api = ScriptedApi(*outcomes)
        options = SendingOptions(TOKEN, on_doubt=on_doubt, keep_going=keep_going, quota=quota)
        return post(
            self.prepared,
            self.folder,
            self.campaign,
            self.api,
            self.journal,
            options=options,
            clock=self.clock,
            stop=self.stop,
            draw=lambda: 0.0,
        )

    def send(self, *outcomes: Outcome | BaseException, keep_going: bool = False) -> list[UploadEvent]:
        return list(self.post(*outcomes, keep_going=keep_going))

    @property
    def states(self) -> list[str]:
        return [record.state.value for record in self.journal.batches(self.prepared.id)]

    @property
    def rows(self) -> Tally:
        return self.journal.accounts(self.prepared.id).rows


@pytest.fixture
def desk(make_run: MakeRun, campaign: Campaign, journal: Journal, clock: ManualClock) -> Desk:
    return Desk(make_run(), campaign, journal, clock)


def stopped(events: list[UploadEvent]) -> RunStopped:
    assert isinstance(events[-1], RunStopped)
    return events[-1]


# All is well.


def test_batches_are_posted_in_order_and_each_is_told(desk: Desk) -> None:
    first, second, third = desk.prepared.batches
    assert desk.send() == [
        BatchStarted(first, 1),
        BatchAccepted(first, 0.0),
        BatchStarted(second, 1),
        BatchAccepted(second, 0.0),
        BatchStarted(third, 1),
        BatchAccepted(third, 0.0),
    ]


def test_what_is_posted_is_byte_for_byte_what_was_prepared(desk: Desk) -> None:
    prepared = [desk.folder.body_path(number).read_bytes() for number in (1, 2, 3)]
    desk.send()
    assert desk.api.bodies == prepared


def test_the_body_of_an_accepted_batch_is_gone_from_disk(desk: Desk) -> None:
    desk.send(YES, BAD_TOKEN)
    assert [desk.folder.body_path(number).exists() for number in (1, 2, 3)] == [False, True, True]


def test_a_body_that_changed_on_disk_is_not_sent(desk: Desk) -> None:
    desk.folder.body_path(2).write_bytes(b"[]")
    events = desk.send()
    assert (stopped(events).reason, stopped(events).code, len(desk.api.bodies)) == (
        StopReason.FAULT,
        "spool.changed",
        1,
    )


def test_the_intent_is_on_record_when_the_batch_is_said_to_start(desk: Desk) -> None:
    events = desk.post()
    next(events)
    assert desk.states == ["sending", "prepared", "prepared"]
    assert desk.api.bodies == []
