"""Lost answers, settled against the real sandbox over real sockets; only the clock is ours."""

from collections.abc import Callable
from typing import Protocol

import pytest

from wolkvox_cli.campaign import Campaign, CampaignStatus, CampaignType
from wolkvox_cli.sandbox.account import SANDBOX_TOKEN
from wolkvox_cli.sandbox.server import Sandbox
from wolkvox_cli.spool import PreparedRun, RunFolder
from wolkvox_cli.tokens import Token
from wolkvox_cli.upload.accounts import Tally
from wolkvox_cli.upload.api import WolkvoxApi
from wolkvox_cli.upload.clock import Clock, StopRequest
from wolkvox_cli.upload.events import BatchSettled, RunStopped, SettlingStarted, StopReason, UploadEvent
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.upload.post import SendingOptions, post
from wolkvox_cli.upload.quota import Quota

MakeRun = Callable[..., tuple[PreparedRun, RunFolder]]
StartSandbox = Callable[..., Sandbox]

FIRST_AND_LAST = "its first and last record are in the campaign, with their stamp"


class ManualClock(Clock, Protocol):
    waits: list[float]
    on_wait: Callable[[], None]


class Desk:
    """Runs of three batches of two records (the last of one), sent to a sandbox."""

    def __init__(
        self, make_run: MakeRun, start_sandbox: StartSandbox, journal: Journal, clock: ManualClock
    ) -> None:
        self.make_run = make_run
        self.start_sandbox = start_sandbox
        self.journal = journal
        self.clock = clock
        self.stop = StopRequest()
        self.quota = Quota(None, 0)

    def prepare(self, *faults: str, stamp: str | None, last: int = 1, run: str = "run-1") -> None:
        self.prepared, self.folder = self.make_run(stamp=stamp, last=last, run=run)
        self.sandbox = self.start_sandbox(*faults)
        self.campaign = Campaign(
            self.sandbox.url, "sandbox", "1", CampaignType.PREDICTIVE, CampaignStatus.START
        )
        self.api = WolkvoxApi(self.sandbox.url, Token(SANDBOX_TOKEN, "the test"), count_request=lambda: None)
        self.journal.add_run(self.prepared, self.campaign)

    def send(self) -> list[UploadEvent]:
        counter = self.api.campaign_info("1").records
        options = SendingOptions("f1n6e2", quota=lambda: self.quota)
        return list(
            post(
                self.prepared,
                self.folder,
                self.campaign,
                self.api,
                self.journal,
                options=options,
                clock=self.clock,
                stop=self.stop,
                counter=counter,
            )
        )

    @property
    def rows(self) -> Tally:
        return self.journal.accounts(self.prepared.id).rows

    @property
    def held(self) -> list[str]:
        """The names of the records in the sandbox, in order of arrival."""
        return [record["customer_name"] for record in self.sandbox.account.records("1")]


@pytest.fixture
def desk(make_run: MakeRun, start_sandbox: StartSandbox, journal: Journal, clock: ManualClock) -> Desk:
    return Desk(make_run, start_sandbox, journal, clock)


def stopped(events: list[UploadEvent]) -> RunStopped:
    assert isinstance(events[-1], RunStopped)
    return events[-1]


def settled(events: list[UploadEvent]) -> list[BatchSettled]:
    return [event for event in events if isinstance(event, BatchSettled)]


ALL = ["Lead 2", "Lead 3", "Lead 4", "Lead 5", "Lead 6"]

# With a stamp.


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_stamped_batch_that_arrived_is_found_and_not_sent_again(desk: Desk, place: int) -> None:
    desk.prepare(f"reset-applied@{place}", stamp="opt1")
    events = desk.send()
    batch = desk.prepared.batches[place - 1]
    assert settled(events) == [BatchSettled(batch, True, FIRST_AND_LAST)]
    assert (desk.held, desk.rows, desk.clock.waits) == (ALL, Tally(accepted=5), [])


@pytest.mark.parametrize("place", [2, 3])
def test_a_stamped_batch_that_did_not_arrive_is_sent_again_after_the_wait(desk: Desk, place: int) -> None:
    desk.prepare(f"reset@{place}", stamp="opt1")
    events = desk.send()
    assert [event.arrived for event in settled(events)] == [False]
    assert (desk.held, desk.rows, desk.clock.waits) == (ALL, Tally(accepted=5), [75.0])


def test_a_first_batch_that_is_not_found_stays_in_doubt_for_looking_up_has_not_proven_itself(
    desk: Desk,
) -> None:
    desk.prepare("reset@1", stamp="opt1")
    events = desk.send()
    assert "neither was a record of this run found before" in stopped(events).message
    assert (desk.held, desk.rows) == ([], Tally(in_doubt=2, not_sent=3))


def test_a_batch_that_is_added_late_is_found_after_the_wait(desk: Desk) -> None:
    desk.prepare("reset-applied-late@2:60", stamp="opt1")
    body = desk.folder.body_path(2).read_bytes()
    desk.clock.on_wait = lambda: desk.sandbox.account.campaigns["1"].store.add(body, 2)
    events = desk.send()
    assert settled(events) == [BatchSettled(desk.prepared.batches[1], True, FIRST_AND_LAST)]
    assert desk.held == ALL


def test_records_of_an_earlier_run_of_the_same_leads_prove_nothing(desk: Desk) -> None:
    desk.prepare("reset@5", stamp="opt1", run="run-1")
    desk.send()
    again, folder = desk.make_run(stamp="opt1", last=1, run="run-2")
    desk.journal.add_run(again, desk.campaign)
    desk.prepared, desk.folder = again, folder
    events = desk.send()
    assert "gave no clear answer" in stopped(events).message
    assert desk.rows == Tally(accepted=2, in_doubt=2, not_sent=1)


def test_a_look_up_that_shows_other_records_proves_nothing(desk: Desk) -> None:
    desk.prepare("reset@2", "lookup-wrong-rows@*", stamp="opt1")
    events = desk.send()
    assert stopped(events).reason is StopReason.IN_DOUBT
    assert desk.held == ["Lead 2", "Lead 3"]


def test_only_half_of_a_batch_in_the_campaign_stays_in_doubt(desk: Desk) -> None:
    desk.prepare("reset@2", stamp="opt1")
    half = desk.folder.body_path(2).read_bytes().split(b"},")[0] + b"}]"
    desk.clock.on_wait = lambda: desk.sandbox.account.campaigns["1"].store.add(half, 1)
    events = desk.send()
    assert stopped(events).reason is StopReason.IN_DOUBT
    assert desk.rows == Tally(accepted=2, in_doubt=2, not_sent=1)


def test_look_ups_that_fail_leave_the_doubt(desk: Desk) -> None:
    desk.prepare("reset-applied@2", "lookup-fails@*", stamp="opt1")
    events = desk.send()
    assert "it could not be looked up" in stopped(events).message
    assert desk.rows == Tally(accepted=2, in_doubt=2, not_sent=1)


def test_a_batch_that_died_with_its_process_is_found(desk: Desk) -> None:
    desk.prepare(stamp="opt1")
    first = desk.prepared.batches[0]
    desk.journal.begin(desk.prepared.id, first, "t0k3n")
    desk.api.add_records(desk.campaign, desk.folder.read_body(first), 2)
    events = desk.send()
    assert settled(events) == [BatchSettled(first, True, FIRST_AND_LAST)]
    assert desk.held == ALL


def test_a_body_without_the_run_s_stamp_cannot_be_looked_up(desk: Desk) -> None:
    desk.prepare("reset-applied@1", stamp=None)
    object.__setattr__(desk.prepared, "stamp", "opt1")
    events = desk.send()
    assert "gave no clear answer" in stopped(events).message


# Without a stamp: the campaign's record counter.


@pytest.mark.parametrize("place", [2, 3])
def test_a_proven_counter_shows_that_a_batch_arrived(desk: Desk, place: int) -> None:
    desk.prepare(f"reset-applied@{place}", stamp=None)
    events = desk.send()
    size = desk.prepared.batches[place - 1].records
    evidence = f"the campaign holds {size} records more than before"
    assert settled(events) == [BatchSettled(desk.prepared.batches[place - 1], True, evidence)]
    assert (desk.held, desk.rows) == (ALL, Tally(accepted=5))


@pytest.mark.parametrize("place", [2, 3])
def test_a_proven_counter_shows_after_the_wait_that_a_batch_did_not_arrive(desk: Desk, place: int) -> None:
    desk.prepare(f"reset@{place}", stamp=None)
    events = desk.send()
    assert [event.arrived for event in settled(events)] == [False]
    assert (desk.held, desk.rows, desk.clock.waits) == (ALL, Tally(accepted=5), [75.0])


@pytest.mark.parametrize("fault", ["reset@1", "reset-applied@1"])
def test_a_counter_that_has_not_moved_yet_proves_nothing(desk: Desk, fault: str) -> None:
    desk.prepare(fault, stamp=None)
    events = desk.send()
    assert stopped(events).reason is StopReason.IN_DOUBT
    assert (desk.rows, desk.clock.waits) == (Tally(in_doubt=2, not_sent=3), [])


@pytest.mark.parametrize("fault", ["reset@3", "reset-applied@3"])
def test_a_counter_that_lags_behind_is_not_believed(desk: Desk, fault: str) -> None:
    desk.prepare(fault, "lookup-stale-counter@*", stamp=None, last=2)
    events = desk.send()
    assert stopped(events).reason is StopReason.IN_DOUBT
    assert desk.rows == Tally(accepted=4, in_doubt=2)


@pytest.mark.parametrize("fault", ["lookup-counter-missing@2+", "information-fails@2+"])
def test_a_counter_that_cannot_be_read_proves_nothing(desk: Desk, fault: str) -> None:
    desk.prepare("reset@2", fault, stamp=None)
    assert stopped(desk.send()).reason is StopReason.IN_DOUBT


def test_records_that_somebody_else_adds_meanwhile_leave_the_doubt(desk: Desk) -> None:
    desk.prepare("reset@2", stamp=None)
    desk.clock.on_wait = lambda: desk.sandbox.account.campaigns["1"].store.add(b'[{"customer_name":"X"}]', 1)
    events = desk.send()
    assert "the campaign held 2 records before and holds 3 now" in stopped(events).message
    assert desk.rows == Tally(accepted=2, in_doubt=2, not_sent=1)


def test_a_resumed_run_still_knows_what_the_counter_showed_before_the_doubt(desk: Desk) -> None:
    desk.prepare(stamp=None)
    first, second, _ = desk.prepared.batches
    desk.journal.counters.take(desk.prepared.id, 0)
    desk.journal.begin(desk.prepared.id, first, "t0k3n")
    desk.api.add_records(desk.campaign, desk.folder.read_body(first), 2)
    desk.journal.accept(desk.prepared.id, first, 1.0)
    desk.journal.counters.prove(desk.prepared.id)
    desk.journal.begin(desk.prepared.id, second, "t0k3n")
    desk.api.add_records(desk.campaign, desk.folder.read_body(second), 2)
    events = desk.send()
    assert settled(events) == [BatchSettled(second, True, "the campaign holds 2 records more than before")]
    assert desk.held == ALL


# Bounds.


def test_a_clock_that_jumps_a_day_does_not_shorten_the_wait(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.prepare("reset@2", stamp="opt1")
    monkeypatch.setattr(desk.clock, "now", lambda: desk.clock.__dict__["time"].replace(year=2027))
    desk.send()
    assert desk.clock.waits == [75.0]


def test_a_wish_to_stop_ends_the_wait_and_leaves_the_doubt(desk: Desk) -> None:
    desk.prepare("reset@2", stamp="opt1")
    desk.clock.on_wait = lambda: desk.stop.wish(2)
    events = desk.send()
    assert (stopped(events).reason, desk.rows) == (
        StopReason.INTERRUPTED,
        Tally(accepted=2, in_doubt=2, not_sent=1),
    )


def test_a_used_up_quota_leaves_the_doubt(desk: Desk) -> None:
    desk.prepare("reset-applied@1", stamp="opt1")
    desk.quota = Quota(1, 0)
    body = desk.folder.body_path(1)
    desk.journal.begin(desk.prepared.id, desk.prepared.batches[0], "t0k3n")
    desk.quota = Quota(1, 1)
    events = desk.send()
    assert "the requests that may be used today are used up" in stopped(events).message
    assert body.exists()


def test_an_answer_that_is_lost_again_and_again_ends_the_run_with_nothing_in_doubt(desk: Desk) -> None:
    desk.prepare("reset@2+", stamp="opt1")
    events = desk.send()
    assert (stopped(events).reason, len(settled(events)), desk.rows) == (
        StopReason.UNREACHABLE,
        3,
        Tally(accepted=2, not_sent=3),
    )
    assert desk.held == ["Lead 2", "Lead 3"]


def test_the_wait_is_announced_before_it_begins(desk: Desk) -> None:
    desk.prepare("reset@2", stamp="opt1")
    assert SettlingStarted(desk.prepared.batches[1], 75.0) in desk.send()


@pytest.mark.parametrize("stamp", ["opt1", None])
def test_a_run_without_a_doubt_costs_one_request_to_prove_the_witness(desk: Desk, stamp: str | None) -> None:
    desk.prepare(stamp=stamp)
    desk.send()
    assert len(desk.sandbox.requests) == 1 + 3 + 1
