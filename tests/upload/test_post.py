"""A prepared run and an API that answers as told: what is sent, what is said, what is on record."""

from collections.abc import Callable, Iterator
from typing import Protocol

import pytest

from wolkvox_cli.campaign import Campaign
from wolkvox_cli.errors import MachineError
from wolkvox_cli.spool import PreparedRun, RunFolder
from wolkvox_cli.upload.accounts import Tally
from wolkvox_cli.upload.clock import Clock, StopRequest
from wolkvox_cli.upload.events import (
    BatchAccepted,
    BatchInDoubt,
    BatchRefused,
    BatchStarted,
    RetryScheduled,
    RunStopped,
    SettlingStarted,
    StopReason,
    UploadEvent,
)
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.upload.lookup_replies import CampaignInfo, LookUpFailed, Row
from wolkvox_cli.upload.outcomes import Accepted, InDoubt, NotSent, Outcome, RefusalReason, Refused
from wolkvox_cli.upload.post import OnDoubt, SendingOptions, post
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


# The API says no.


@pytest.mark.parametrize(
    ("refusal", "reason", "code"),
    [
        (BAD_TOKEN, StopReason.REFUSED, "api.auth"),
        (NO_QUOTA, StopReason.QUOTA, "api.quota"),
        (NO, StopReason.REFUSED, "api.parameters"),
        (Refused(RefusalReason.CAMPAIGN, "NOT FOUND", 404), StopReason.REFUSED, "api.campaign"),
        (Refused(RefusalReason.SIZE, "HTTP 413", 413), StopReason.REFUSED, "api.size"),
        (Refused(RefusalReason.UNKNOWN, "WHO KNOWS", 403), StopReason.REFUSED, "api.refused"),
    ],
)
def test_a_refusal_stops_the_run_with_a_code_of_its_own(
    desk: Desk, refusal: Refused, reason: StopReason, code: str
) -> None:
    events = desk.send(YES, refusal)
    assert (stopped(events).reason, stopped(events).code, desk.states) == (
        reason,
        code,
        ["accepted", "refused", "prepared"],
    )


@pytest.mark.parametrize("reason", [RefusalReason.CAPACITY, RefusalReason.REDIRECT])
def test_a_no_that_a_part_may_have_been_added_before_is_in_doubt_where_nothing_can_be_looked_up(
    desk: Desk, reason: RefusalReason
) -> None:
    events = desk.send(YES, Refused(reason, "LICENSES EXCEEDED", 404))
    assert (stopped(events).code, desk.states) == ("api.in-doubt", ["accepted", "in-doubt", "prepared"])
    assert 'the API said "LICENSES EXCEEDED", but may have added a part before' in stopped(events).message


def test_the_rows_of_a_refused_batch_count_as_refused_and_the_rest_as_not_sent(desk: Desk) -> None:
    desk.send(YES, BAD_TOKEN)
    assert desk.rows == Tally(accepted=2, refused=2, not_sent=2)


def test_the_api_is_quoted_when_it_refuses(desk: Desk) -> None:
    assert 'It said: "PLEASE VALIDATE TOKEN".' in stopped(desk.send(BAD_TOKEN)).message


def test_a_resumed_run_tries_the_batch_that_stopped_it_again(desk: Desk) -> None:
    desk.send(YES, BAD_TOKEN)
    desk.send()
    assert desk.states == ["accepted", "accepted", "accepted"]


def test_keep_going_leaves_a_refused_batch_out_for_good(desk: Desk) -> None:
    events = desk.send(YES, NO, keep_going=True)
    again = desk.send(keep_going=True)
    assert BatchRefused(desk.prepared.batches[1], NO) in events
    assert (desk.states, again) == (["accepted", "refused", "accepted"], [])


def test_the_rows_of_a_batch_left_out_stay_on_disk_for_the_report(desk: Desk) -> None:
    desk.send(NO, keep_going=True)
    assert desk.folder.leads_path(1).exists()


@pytest.mark.parametrize("refusal", [BAD_TOKEN, NO_QUOTA])
def test_keep_going_stops_all_the_same_where_every_batch_would_be_refused(
    desk: Desk, refusal: Refused
) -> None:
    desk.send(refusal, keep_going=True)
    assert desk.states == ["refused", "prepared", "prepared"]


def test_a_refusal_for_quota_is_remembered_for_the_token(desk: Desk) -> None:
    desk.send(NO_QUOTA)
    assert desk.journal.requests.refusal(TOKEN) == desk.clock.now()


def test_a_quota_of_our_own_count_stops_before_anything_is_sent(desk: Desk) -> None:
    events = list(desk.post(quota=lambda: Quota(1000, 990, reserve=10)))
    assert [stopped(events).code, len(events), desk.api.bodies] == ["api.quota", 1, []]


# It certainly did not arrive.


def test_a_batch_that_never_left_is_sent_again_after_a_wait(desk: Desk) -> None:
    first = desk.prepared.batches[0]
    events = desk.send(UNPLUGGED)
    assert events[:4] == [
        BatchStarted(first, 1),
        RetryScheduled(first, "the connection was refused", 1.0, 1),
        BatchStarted(first, 2),
        BatchAccepted(first, 0.0),
    ]
    assert desk.clock.waits == [1.0]


def test_a_crowded_token_is_tried_again(desk: Desk) -> None:
    desk.send(CROWDED, CROWDED)
    assert desk.states == ["accepted", "accepted", "accepted"]


def test_the_wait_that_the_server_asks_for_is_kept(desk: Desk) -> None:
    desk.send(Refused(RefusalReason.BUSY, "HTTP 429", 429, retry_after=17.0))
    assert desk.clock.waits == [17.0]


def test_an_unreachable_api_ends_the_run_with_nothing_in_doubt(desk: Desk) -> None:
    events = desk.send(*[UNPLUGGED] * 100)
    assert (stopped(events).reason, desk.rows) == (StopReason.UNREACHABLE, Tally(not_sent=6))
    assert sum(desk.clock.waits) <= 300.0


def test_a_token_that_stays_crowded_ends_the_run_refused(desk: Desk) -> None:
    events = desk.send(*[CROWDED] * 100)
    assert (stopped(events).code, desk.states[0]) == ("api.simultaneous", "refused")


def test_a_wish_to_stop_is_heard_while_waiting_for_a_retry(desk: Desk) -> None:
    desk.clock.on_wait = lambda: desk.stop.wish(2)
    events = desk.send(UNPLUGGED)
    assert (stopped(events).reason, desk.states[0], len(desk.api.bodies)) == (
        StopReason.INTERRUPTED,
        "prepared",
        1,
    )


# Nobody knows whether it arrived.


def test_a_batch_without_an_answer_is_not_sent_again(desk: Desk) -> None:
    events = desk.send(YES, LOST)
    assert (len(desk.api.bodies), stopped(events).reason, desk.rows) == (
        2,
        StopReason.IN_DOUBT,
        Tally(accepted=2, in_doubt=2, not_sent=2),
    )


def test_a_batch_without_an_answer_is_not_sent_again_by_a_resumed_run_either(desk: Desk) -> None:
    desk.send(YES, LOST)
    events = desk.send()
    assert (desk.api.bodies, stopped(events).reason) == ([], StopReason.IN_DOUBT)


def test_a_doubt_says_what_to_look_up_and_how_to_decide(desk: Desk) -> None:
    stop = stopped(desk.send(LOST))
    hint = stop.hint
    assert "campaign 1, for the 2 records of rows 2 to 3 of your file" in hint
    assert "3005550002" not in hint
    assert stop.personal == (
        "Of batch 1, the first has phone 3005550002 and id ID2; the last has phone 3005550003 and id ID3."
    )
    assert f"wolkvox runs settle {desk.prepared.id} --arrived" in hint
    assert f"wolkvox runs settle {desk.prepared.id} --not-arrived" in hint


def test_on_doubt_stop_asks_nothing(desk: Desk) -> None:
    events = list(desk.post(LOST, on_doubt=OnDoubt.STOP))
    assert not any(isinstance(event, SettlingStarted) for event in events)
    assert stopped(events).reason is StopReason.IN_DOUBT


def test_keep_going_does_not_go_past_a_doubt(desk: Desk) -> None:
    desk.send(LOST, keep_going=True)
    assert desk.states == ["in-doubt", "prepared", "prepared"]


def test_of_a_batch_taken_in_part_only_the_rest_is_in_doubt(desk: Desk) -> None:
    events = desk.send(InDoubt("only 1 of 2 records were added", accepted=1))
    assert events[1] == BatchInDoubt(desk.prepared.batches[0], "only 1 of 2 records were added", 1)
    assert desk.rows == Tally(accepted=1, in_doubt=1, not_sent=4)
    assert isinstance(events[-1], RunStopped)
    assert "If no more than 1: " in events[-1].hint
    assert "the other 1 then count as refused" in events[-1].hint


def test_a_batch_taken_in_part_is_never_sent_again_whatever_the_user_says(desk: Desk) -> None:
    desk.send(InDoubt("only 1 of 2 records were added", accepted=1))
    desk.journal.settle(desk.prepared.id, desk.prepared.batches[0], arrived=False, evidence="looked up")
    desk.send()
    assert desk.rows == Tally(accepted=5, refused=1)
    assert len(desk.api.bodies) == 2


def test_what_the_user_says_did_not_arrive_is_sent_once_more(desk: Desk) -> None:
    desk.send(LOST)
    desk.journal.settle(desk.prepared.id, desk.prepared.batches[0], arrived=False, evidence="looked up")
    events = desk.send()
    assert (events[0], desk.states) == (
        BatchStarted(desk.prepared.batches[0], 2),
        ["accepted", "accepted", "accepted"],
    )


def test_what_the_user_says_arrived_is_not_sent_again(desk: Desk) -> None:
    desk.send(LOST)
    desk.journal.settle(desk.prepared.id, desk.prepared.batches[0], arrived=True, evidence="looked up")
    desk.send()
    assert (len(desk.api.bodies), desk.rows) == (2, Tally(accepted=6))


def test_a_process_that_died_while_sending_leaves_a_doubt(desk: Desk) -> None:
    desk.journal.begin(desk.prepared.id, desk.prepared.batches[0], "t0k3n")
    events = desk.send()
    assert (desk.api.bodies, stopped(events).reason, desk.rows) == (
        [],
        StopReason.IN_DOUBT,
        Tally(in_doubt=2, not_sent=4),
    )


# Leaving early.


def test_a_wish_to_stop_waits_for_the_batch_in_flight(desk: Desk) -> None:
    events = desk.post()
    next(events)
    desk.stop.wish(15)
    rest = list(events)
    assert [type(event) for event in rest] == [BatchAccepted, RunStopped]
    assert desk.states == ["accepted", "prepared", "prepared"]


def test_leaving_at_once_while_a_batch_is_in_flight_leaves_it_in_doubt(desk: Desk) -> None:
    with pytest.raises(KeyboardInterrupt):
        desk.send(YES, KeyboardInterrupt())
    assert desk.rows == Tally(accepted=2, in_doubt=2, not_sent=2)


@pytest.mark.parametrize(
    ("taken", "states"),
    [
        (1, ["prepared", "prepared", "prepared"]),
        (2, ["accepted", "prepared", "prepared"]),
        (3, ["accepted", "prepared", "prepared"]),
        (4, ["accepted", "accepted", "prepared"]),
    ],
)
def test_closing_the_iterator_early_leaves_nothing_in_doubt(
    desk: Desk, taken: int, states: list[str]
) -> None:
    events = desk.post()
    for _ in range(taken):
        next(events)
    del events
    assert desk.states == states


def test_an_answer_that_cannot_be_written_down_stops_the_run_and_stays_in_doubt(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise MachineError("journal.full", "The disk is full.", "Free some space.")

    monkeypatch.setattr(desk.journal, "accept", full)
    stop = stopped(desk.send())
    assert stop.message == ("Batch 1 was accepted, but that could not be written down. The disk is full.")
    assert f"wolkvox runs settle {desk.prepared.id} --arrived" in stop.hint
    assert desk.rows == Tally(in_doubt=2, not_sent=4)


def test_a_journal_that_cannot_take_the_intent_lets_nothing_leave(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise MachineError("journal.full", "The disk is full.", "Free some space.")

    monkeypatch.setattr(desk.journal, "begin", full)
    events = desk.send()
    assert (stopped(events).code, desk.api.bodies, desk.rows) == ("journal.full", [], Tally(not_sent=6))


def test_why_a_run_stopped_is_on_record(desk: Desk) -> None:
    desk.send(BAD_TOKEN)
    assert desk.journal.run(desk.prepared.id).stopped == "api.auth"


# Every outcome at every place.

OUTCOMES: dict[str, tuple[Outcome, str]] = {
    "accepted": (YES, "accepted"),
    "refused": (NO, "refused"),
    "bad token": (BAD_TOKEN, "refused"),
    "no quota": (NO_QUOTA, "refused"),
    "lost": (LOST, "in-doubt"),
    "not sent": (UNPLUGGED, "accepted"),
    "crowded": (CROWDED, "accepted"),
}


@pytest.mark.parametrize("keep_going", [False, True])
@pytest.mark.parametrize("place", [1, 2, 3])
@pytest.mark.parametrize("name", OUTCOMES)
def test_the_accounts_close_whatever_happens_and_wherever(
    desk: Desk, name: str, place: int, keep_going: bool
) -> None:
    outcome, state = OUTCOMES[name]
    desk.send(*[YES] * (place - 1), outcome, keep_going=keep_going)
    goes_on = state == "accepted" or (name == "refused" and keep_going)
    after = "accepted" if goes_on else "prepared"
    assert desk.states == ["accepted"] * (place - 1) + [state] + [after] * (3 - place)
    assert desk.rows.total == 6
