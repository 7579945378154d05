"""Lost answers, settled against the real sandbox over real sockets; only the clock is ours."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

import orjson
import pytest

from wolkvox_cli.campaign import Campaign, CampaignStatus, CampaignType
from wolkvox_cli.sandbox.account import SANDBOX_TOKEN
from wolkvox_cli.sandbox.server import Sandbox
from wolkvox_cli.spool import PreparedRun, RunFolder
from wolkvox_cli.tokens import Token
from wolkvox_cli.upload.accounts import Tally
from wolkvox_cli.upload.api import WolkvoxApi
from wolkvox_cli.upload.clock import Clock, StopRequest
from wolkvox_cli.upload.events import (
    BatchSettled,
    BatchStarted,
    RunStopped,
    SettlingStarted,
    StopReason,
    UploadEvent,
)
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.upload.post import SendingOptions, post
from wolkvox_cli.upload.quota import Quota
from wolkvox_cli.upload.settle import planned_look_ups

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
        self.quota_left: int | None = None

    def prepare(
        self,
        *faults: str,
        stamp: str | None,
        last: int = 1,
        run: str = "run-1",
        batches: int = 3,
        before: int = 0,
    ) -> None:
        self.prepared, self.folder = self.make_run(batches, stamp=stamp, last=last, run=run)
        self.sandbox = self.start_sandbox(*faults)
        if before:
            add_by_somebody_else(self, before)
        self.campaign = Campaign(
            self.sandbox.url, "sandbox", "1", CampaignType.PREDICTIVE, CampaignStatus.START
        )
        self.api = WolkvoxApi(self.sandbox.url, Token(SANDBOX_TOKEN, "the test"), count_request=lambda: None)
        self.journal.add_run(self.prepared, self.campaign)

    def send(self) -> list[UploadEvent]:
        return list(self.post())

    def post(self) -> Iterator[UploadEvent]:
        counter = self.api.campaign_info("1").records
        asked = len(self.sandbox.requests)

        def quota() -> Quota:
            if self.quota_left is None:
                return self.quota
            return Quota(self.quota_left, len(self.sandbox.requests) - asked)

        return post(
            self.prepared,
            self.folder,
            self.campaign,
            self.api,
            self.journal,
            options=SendingOptions("f1n6e2", quota=quota),
            clock=self.clock,
            stop=self.stop,
            counter=counter,
        )

    @property
    def rows(self) -> Tally:
        return self.journal.accounts(self.prepared.id).rows

    @property
    def held(self) -> list[str]:
        """The names of our records in the sandbox, in order of arrival."""
        names = [record["customer_name"] for record in self.sandbox.account.records("1")]
        return [name for name in names if name.startswith("Lead")]


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


# Without a stamp: the record counter and the records themselves must say the same.


@pytest.mark.parametrize("place", [2, 3])
def test_proven_counter_and_records_show_that_a_batch_arrived(desk: Desk, place: int) -> None:
    desk.prepare(f"reset-applied@{place}", stamp=None)
    events = desk.send()
    size = desk.prepared.batches[place - 1].records
    evidence = (
        f"the campaign holds {size} records more than before, and all of this batch that were looked up"
    )
    assert settled(events) == [BatchSettled(desk.prepared.batches[place - 1], True, evidence)]
    assert (desk.held, desk.rows) == (ALL, Tally(accepted=5))


@pytest.mark.parametrize("place", [2, 3])
def test_proven_counter_and_records_show_after_the_wait_that_a_batch_did_not_arrive(
    desk: Desk, place: int
) -> None:
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
    desk.prepare("bad-token@2", stamp=None)
    second = desk.prepared.batches[1]
    desk.send()
    desk.journal.begin(desk.prepared.id, second, "t0k3n")
    desk.api.add_records(desk.campaign, desk.folder.read_body(second), 2)
    events = desk.send()
    assert [(event.batch, event.arrived) for event in settled(events)] == [(second, True)]
    assert desk.held == ALL


def add_by_somebody_else(desk: Desk, count: int) -> None:
    others = [{"customer_name": f"Stranger {n}", "tel1": f"320555{n:04}"} for n in range(count)]
    desk.sandbox.account.campaigns["1"].store.add(orjson.dumps(others), count)


def before_batch(desk: Desk, number: int, work: Callable[[], object]) -> list[UploadEvent]:
    """Send, and let something happen in the campaign just before this batch leaves."""
    events = []
    for event in desk.post():
        events.append(event)
        if event == BatchStarted(desk.prepared.batches[number - 1], 1):
            work()
    return events


def test_a_batch_that_was_lost_while_somebody_else_added_as_many_is_not_taken_for_arrived(desk: Desk) -> None:
    desk.prepare("reset@2", stamp=None)
    events = before_batch(desk, 2, lambda: add_by_somebody_else(desk, 2))
    assert stopped(events).reason is StopReason.IN_DOUBT
    assert "does not say the same" in stopped(events).message
    assert desk.rows == Tally(accepted=2, in_doubt=2, not_sent=1)


def test_a_batch_that_arrived_while_somebody_removed_as_many_is_not_sent_again(desk: Desk) -> None:
    desk.prepare("reset-applied@2", stamp=None, before=2)
    store = desk.sandbox.account.campaigns["1"].store
    events = before_batch(desk, 2, lambda: store.batches.pop(0))
    assert stopped(events).reason is StopReason.IN_DOUBT
    assert desk.held == ["Lead 2", "Lead 3", "Lead 4", "Lead 5"]


def test_a_counter_that_others_have_moved_once_is_never_believed_again_in_this_run(desk: Desk) -> None:
    desk.prepare("reset-applied@3", stamp=None)
    before_batch(desk, 1, lambda: add_by_somebody_else(desk, 1))
    assert desk.rows == Tally(accepted=4, in_doubt=1)
    assert not desk.journal.run(desk.prepared.id).counter_proven
    again = desk.send()
    assert stopped(again).reason is StopReason.IN_DOUBT


def test_leads_that_stood_in_the_campaign_before_are_not_taken_for_the_lost_ones(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.prepare("reset@2", stamp=None)
    store = desk.sandbox.account.campaigns["1"].store
    store.add(desk.folder.body_path(2).read_bytes(), 2)
    long_ago = replace(store.batches[0], time=datetime(2026, 1, 1, tzinfo=UTC))
    monkeypatch.setitem(store.__dict__, "batches", [long_ago])
    events = before_batch(desk, 2, lambda: add_by_somebody_else(desk, 2))
    assert stopped(events).reason is StopReason.IN_DOUBT


def test_a_record_that_no_look_up_of_its_kind_has_found_proves_nothing(desk: Desk) -> None:
    desk.prepare("reset@2", "lookup-not-found@1", stamp=None)
    assert stopped(desk.send()).reason is StopReason.IN_DOUBT


@pytest.mark.parametrize("place", [1, 2, 3])
@pytest.mark.parametrize("fault", ["full", "redirect"])
def test_a_no_that_may_follow_a_part_is_a_no_once_nothing_of_it_is_found(
    desk: Desk, fault: str, place: int
) -> None:
    desk.prepare(f"{fault}@{place}", stamp=None)
    events = desk.send()
    assert stopped(events).reason is StopReason.REFUSED
    assert desk.rows.in_doubt == 0
    assert desk.clock.waits == [75.0]
    desk.send()
    assert (desk.held, desk.rows) == (ALL, Tally(accepted=5))


@pytest.mark.parametrize("place", [1, 2])
@pytest.mark.parametrize("stamp", [None, "opt1"])
def test_a_batch_of_which_a_part_was_added_before_the_campaign_was_full_is_not_sent_again(
    desk: Desk, place: int, stamp: str | None
) -> None:
    desk.prepare(f"full-in-part@{place}:1", stamp=stamp)
    events = desk.send()
    assert stopped(events).reason is StopReason.IN_DOUBT
    assert "but may have added a part before" in stopped(events).message
    posts = len(desk.held)
    assert stopped(desk.send()).reason is StopReason.IN_DOUBT
    assert len(desk.held) == posts


def test_a_batch_that_was_added_before_its_answer_sent_elsewhere_is_not_sent_again(desk: Desk) -> None:
    desk.prepare("redirect-applied@2", stamp=None)
    desk.send()
    assert (desk.held, desk.rows) == (ALL, Tally(accepted=5))


@pytest.mark.parametrize("fault", ["502", "reset", "close", "503", "simultaneous"])
@pytest.mark.parametrize("stamp", [None, "opt1"])
def test_a_look_up_that_fails_in_passing_is_tried_again(desk: Desk, fault: str, stamp: str | None) -> None:
    asked = "information" if stamp is None else "lookup"
    nth = 3 if stamp is None else 2  # after those before and after the first batch
    desk.prepare("reset-applied@2", f"{asked}-{fault}@{nth}", stamp=stamp)
    desk.send()
    assert (desk.held, desk.rows) == (ALL, Tally(accepted=5))


def test_a_look_up_that_keeps_failing_ends_in_a_doubt(desk: Desk) -> None:
    desk.prepare("reset-applied@2", "lookup-502@2+", stamp="opt1")
    events = desk.send()
    assert stopped(events).reason is StopReason.IN_DOUBT
    assert sum(desk.clock.waits) < 75 + 2 * 15 + 1


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


def test_with_a_stamp_a_run_without_a_doubt_costs_one_request_to_prove_the_witness(desk: Desk) -> None:
    desk.prepare(stamp="opt1")
    desk.send()
    assert len(desk.sandbox.requests) == 1 + 3 + planned_look_ups("opt1", 3) == 5


def test_without_a_stamp_the_counter_is_read_between_batches_and_a_record_is_looked_up_once(
    desk: Desk,
) -> None:
    desk.prepare(stamp=None)
    desk.send()
    assert [request.api for request in desk.sandbox.requests[1:]] == [
        *("add_record", "campaigns", "find_record", "add_record", "campaigns", "add_record")
    ]
    assert planned_look_ups(None, 3) == 3


def test_no_look_up_takes_the_request_that_a_batch_needs(desk: Desk) -> None:
    desk.prepare(stamp=None)
    desk.quota_left = 4
    desk.send()
    apis = [request.api for request in desk.sandbox.requests[1:]]
    assert apis == ["add_record", "campaigns", "add_record", "add_record"]
    assert desk.rows == Tally(accepted=5)


def test_a_counter_that_does_not_answer_is_left_in_peace_after_three_times(desk: Desk) -> None:
    desk.prepare("information-502@2+", stamp=None, batches=6)
    desk.send()
    assert [request.api for request in desk.sandbox.requests[1:]].count("campaigns") == 3
