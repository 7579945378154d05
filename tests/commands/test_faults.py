"""Every fault of the sandbox at the first, the middle and the last of three batches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wolkvox_cli.sandbox.faults import KINDS, parse_fault

if TYPE_CHECKING:
    from tests.commands.conftest import Desk

FIRST, MIDDLE, LAST = PLACES = (1, 2, 3)
EVERY_LEAD = [f"ID{n}" for n in range(1, 31)]

YES = (
    "slow:0.05", "code-number", "code-200", "error-null", "error-empty", "error-blank", "total-missing",
    "data-missing", "total-exact", "total-number",
)  # fmt: skip
PASSING = (
    "refuse:0.1", "429", "429-envelope", "simultaneous", "maintenance", "maintenance-envelope",
)  # fmt: skip
REFUSED = {
    "redirect": "api.redirect",
    "redirect-307": "api.redirect",
    "no-token": "api.auth",
    "bad-token": "api.auth",
    "full": "api.capacity",
    "unknown-campaign": "api.campaign",
    "not-found": "api.campaign",
    "404-html": "api.refused",
    "parameters": "api.parameters",
    "unknown-api": "api.parameters",
    "refused-with-200": "api.parameters",
    "refused:418": "api.refused",
    "403-html": "api.refused",
    "413": "api.size",
    "quota": "api.quota",
}
LOST = (
    "reset-before-body", "reset-during-body", "reset", "close", "hang:0.1", "cut", "cut-json",
    "408", "500", "502", "503", "504", "html", "empty", "500-envelope", "none-added",
)  # fmt: skip
ARRIVED = (
    "reset-applied", "close-applied", "hang-applied:0.1", "cut-applied", "cut-json-applied",
    "408-applied", "500-applied", "502-applied", "503-applied", "504-applied", "html-applied",
    "empty-applied", "500-envelope-applied", "errors",
)  # fmt: skip
IN_PART = ("partial:4", "total:4")
NO_TO_A_PART = ("full-in-part:4",)
NO_TO_ALL = ("redirect-applied", "redirect-307-applied")
LATE = ("reset-applied-late:0.02",)
STAMPED = ("reset", "500", "hang:5", "html", "cut-json")

pytestmark = pytest.mark.usefixtures("quick")


def aimed(fault: str, place: int) -> str:
    kind, _, argument = fault.partition(":")
    return f"{kind}@{place}" + (f":{argument}" if argument else "")


def check_the_end(desk: Desk, run: str) -> None:
    """All is there once and in order, the journal says so, and no body is left on disk."""
    assert desk.held() == EVERY_LEAD
    shown = desk.shown(run)
    assert (shown["state"], shown["rows"]["accepted"]) == ("complete", 30)
    assert not (desk.state / "runs" / run).exists()


def test_the_tables_here_name_every_fault_of_an_upload() -> None:
    tables = (*YES, *PASSING, *REFUSED, *LOST, *ARRIVED, *IN_PART, *NO_TO_A_PART, *NO_TO_ALL, *LATE)
    named = {fault.partition(":")[0] for fault in tables}
    assert named == {name for name, kind in KINDS.items() if kind.target == "add_record"}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("fault", [*YES, *PASSING])
def test_a_yes_in_any_spelling_and_a_no_that_passes_end_well(desk: Desk, fault: str, place: int) -> None:
    desk.open(aimed(fault, place))
    desk.leads()
    done = desk.send()
    assert (done.code, done.json["status"], done.rows) == (0, "complete", {"read": 30, "accepted": 30})
    assert done.json["error"] is None
    check_the_end(desk, done.json["run"])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("fault", REFUSED)
def test_a_no_stops_before_the_next_batch_and_the_same_command_goes_on(
    desk: Desk, fault: str, place: int
) -> None:
    desk.open(aimed(fault, place))
    desk.leads()
    done = desk.send()
    before = 10 * (place - 1)
    counts = {"read": 30, "accepted": before, "refused": 10, "not_sent": 20 - before}
    assert done.code == (7 if fault == "quota" else 5)
    assert done.rows == {name: count for name, count in counts.items() if count}
    assert (done.json["status"], done.json["error"]["code"]) == ("incomplete", REFUSED[fault])
    assert desk.held() == EVERY_LEAD[:before]
    states = ["accepted"] * (place - 1) + ["refused"] + ["not_sent"] * (3 - place)
    assert desk.states(done.json["run"]) == states
    resumed = desk.send()
    assert (resumed.code, resumed.json["run"]) == (0, done.json["run"])
    check_the_end(desk, done.json["run"])


@pytest.mark.parametrize("place", [MIDDLE, LAST])
@pytest.mark.parametrize("fault", [*LOST, *ARRIVED])
def test_a_lost_answer_is_settled_once_the_counter_and_look_ups_have_proved_themselves(
    desk: Desk, fault: str, place: int
) -> None:
    desk.open(aimed(fault, place))
    desk.leads()
    done = desk.send()
    assert (done.code, done.rows) == (0, {"read": 30, "accepted": 30})
    assert desk.posts == (4 if fault in LOST else 3)
    check_the_end(desk, done.json["run"])


@pytest.mark.parametrize("fault", [*LOST, *ARRIVED])
def test_without_evidence_a_lost_answer_stays_in_doubt_until_the_user_decides(desk: Desk, fault: str) -> None:
    desk.open(aimed(fault, FIRST))
    desk.leads()
    done = desk.send()
    run = done.json["run"]
    assert (done.code, done.rows) == (6, {"read": 30, "in_doubt": 10, "not_sent": 20})
    assert desk.states(run) == ["in_doubt", "not_sent", "not_sent"]
    resumed = desk.send()
    assert (resumed.code, resumed.rows, desk.posts) == (6, done.rows, 1)
    arrived = fault in ARRIVED
    assert desk.held() == (EVERY_LEAD[:10] if arrived else [])
    assert desk.run("runs", "settle", run, "--arrived" if arrived else "--not-arrived").code == 0
    last = desk.send()
    assert (last.code, last.rows, last.json["run"]) == (0, {"read": 30, "accepted": 30}, run)
    check_the_end(desk, run)
    posts = desk.posts
    assert (desk.send().code, desk.posts) == (9, posts)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("fault", STAMPED)
def test_with_a_stamp_a_batch_that_arrived_is_found_at_any_place(desk: Desk, fault: str, place: int) -> None:
    kind, _, argument = fault.partition(":")
    desk.open(aimed(f"{kind}-applied:{argument}".rstrip(":"), place))
    desk.leads()
    done = desk.send("leads.csv", "--stamp", "opt12")
    assert (done.code, done.rows, desk.posts) == (0, {"read": 30, "accepted": 30}, 3)
    assert desk.held() == EVERY_LEAD


@pytest.mark.parametrize("place", [MIDDLE, LAST])
@pytest.mark.parametrize("fault", STAMPED)
def test_with_a_stamp_a_batch_that_is_not_found_is_sent_again_once_one_has_been_found(
    desk: Desk, fault: str, place: int
) -> None:
    desk.open(aimed(fault, place))
    desk.leads()
    done = desk.send("leads.csv", "--stamp", "opt12")
    assert (done.code, done.rows, desk.posts) == (0, {"read": 30, "accepted": 30}, 4)
    assert desk.held() == EVERY_LEAD


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("fault", ["reset", "reset-applied"])
def test_asked_to_stop_at_a_doubt_nothing_is_looked_up_and_nothing_sent_again(
    desk: Desk, fault: str, place: int
) -> None:
    desk.open(aimed(fault, place))
    desk.leads()
    done = desk.send("leads.csv", "--on-doubt", "stop")
    assert (done.code, desk.posts) == (6, place)
    assert desk.send("leads.csv", "--on-doubt", "stop").code == 6
    assert desk.posts == place


@pytest.mark.parametrize("place", PLACES)
def test_a_yes_to_none_of_the_records_is_for_the_user_to_settle(desk: Desk, place: int) -> None:
    desk.open(aimed("total:0", place))
    desk.leads()
    done = desk.send()
    assert (done.code, done.rows["in_doubt"], done.rows.get("accepted", 0)) == (6, 10, 10 * (place - 1))
    assert (desk.send().code, desk.posts) == (6, place)
    assert desk.run("runs", "settle", done.json["run"], "--arrived").code == 0
    assert desk.send().code == (9 if place == LAST else 0)
    check_the_end(desk, done.json["run"])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("fault", IN_PART)
def test_a_batch_taken_in_part_is_never_sent_again(desk: Desk, fault: str, place: int) -> None:
    desk.open(aimed(fault, place))
    desk.leads()
    done = desk.send()
    before = 10 * (place - 1)
    counts = {"read": 30, "accepted": before + 4, "in_doubt": 6, "not_sent": 20 - before}
    assert (done.code, done.rows) == (6, {name: count for name, count in counts.items() if count})
    assert desk.send().code == 6
    assert desk.run("runs", "settle", done.json["run"], "--not-arrived").code == 0
    last = desk.send()
    assert (last.code, last.rows) == (3, {"read": 30, "accepted": 24, "refused": 6})
    assert last.json["report"] is None
    listed = Path(desk.folder, last.json["in_doubt_report"]).read_text(encoding="utf-8-sig").splitlines()
    assert len(listed) == 1 + 10
    assert desk.posts == 3
    assert desk.twice() == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("fault", NO_TO_A_PART)
def test_a_no_that_came_after_a_part_was_added_is_for_the_user_to_settle(
    desk: Desk, fault: str, place: int
) -> None:
    desk.open(aimed(fault, place))
    desk.leads()
    done = desk.send()
    assert (done.code, done.rows["in_doubt"]) == (6, 10)
    assert (desk.send().code, desk.posts) == (6, place)
    assert desk.twice() == []


@pytest.mark.parametrize("place", [MIDDLE, LAST])
@pytest.mark.parametrize("fault", NO_TO_ALL)
def test_a_batch_that_was_added_before_the_answer_sent_elsewhere_is_found(
    desk: Desk, fault: str, place: int
) -> None:
    desk.open(aimed(fault, place))
    desk.leads()
    assert (desk.send().code, desk.posts) == (0, 3)
    assert desk.held() == EVERY_LEAD


@pytest.mark.parametrize("place", [MIDDLE, LAST])
def test_a_batch_that_arrives_late_is_waited_for_before_it_is_sent_again(desk: Desk, place: int) -> None:
    desk.open(aimed(LATE[0], place))
    desk.leads()
    done = desk.send("leads.csv", "--settle-after", "75")
    assert (done.code, done.rows, desk.posts) == (0, {"read": 30, "accepted": 30}, 3)
    check_the_end(desk, done.json["run"])


@pytest.mark.parametrize("fault", ["refuse@2:60", "simultaneous@2+", "maintenance@2+", "429@2+:500"])
def test_a_hindrance_that_lasts_ends_in_the_code_for_it(desk: Desk, fault: str) -> None:
    desk.open(fault)
    desk.leads()
    done = desk.send()
    assert done.code == (10 if fault.startswith("refuse") else 5)
    assert done.rows["accepted"] == 10
    assert done.rows.get("in_doubt", 0) == 0
    assert desk.held() == EVERY_LEAD[:10]


@pytest.mark.parametrize("fault", ["reset@2+", "500@2+", "empty@2+"])
def test_answers_that_are_lost_again_and_again_end_the_run_without_a_doubt(desk: Desk, fault: str) -> None:
    desk.open(fault)
    desk.leads()
    done = desk.send()
    assert (done.code, desk.posts) == (10, 4)
    assert done.rows == {"read": 30, "accepted": 10, "not_sent": 20}
    desk.sandbox.faults.clear()
    assert desk.send().code == 0
    check_the_end(desk, done.json["run"])


@pytest.mark.parametrize(
    "fault", ["information-fails@2+", "lookup-stale-counter@2+", "lookup-counter-ahead@2+:3",
              "lookup-counter-missing@2+", "information-reset@2+", "information-html@2+"],
)  # fmt: skip
@pytest.mark.parametrize("lost", ["reset@2", "reset-applied@2"])
def test_a_counter_that_makes_no_sense_decides_nothing(desk: Desk, lost: str, fault: str) -> None:
    desk.open(lost, fault)
    desk.leads()
    done = desk.send()
    assert (done.code, desk.posts) == (6, 2)
    assert done.rows == {"read": 30, "accepted": 10, "in_doubt": 10, "not_sent": 10}


@pytest.mark.parametrize(
    "fault", ["information-502", "information-reset", "information-close", "information-503"]
)
def test_one_answer_lost_while_the_campaign_is_looked_up_is_asked_for_again(desk: Desk, fault: str) -> None:
    desk.open(fault)
    desk.leads()
    assert (desk.send().code, desk.held()) == (0, EVERY_LEAD)


@pytest.mark.parametrize("fault", ["information-502@3+", "information-bad-token@3+", "information-html@3+"])
def test_a_doubt_that_stands_is_told_as_such_whatever_else_fails(desk: Desk, fault: str) -> None:
    desk.open("reset@1", fault)
    desk.leads()
    run = desk.send().json["run"]
    desk.sandbox.faults += [parse_fault(fault.replace("@3+", "@*"))]
    again = desk.send()
    assert (again.code, again.rows["in_doubt"], desk.posts) == (6, 10, 1)
    assert desk.run("runs", "resume", run, "--json").code == 6


def test_a_doubt_is_told_also_where_the_token_is_missing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open("reset@1")
    desk.leads()
    run = desk.send().json["run"]
    monkeypatch.delenv("WOLKVOX_TOKEN")
    assert desk.run("runs", "resume", run, "--json").code == 6


@pytest.mark.parametrize(
    "fault",
    ["lookup-fails@2+", "lookup-wrong-rows@2+", "lookup-html@2+", "lookup-quota@2+", "lookup-reset@2+"],
)
def test_a_look_up_that_makes_no_sense_lets_nothing_be_sent_again(desk: Desk, fault: str) -> None:
    desk.open("reset@2", fault)
    desk.leads()
    done = desk.send("leads.csv", "--stamp", "opt12")
    assert (done.code, desk.posts) == (6, 2)
    assert done.rows == {"read": 30, "accepted": 10, "in_doubt": 10, "not_sent": 10}


def test_before_sending_a_silent_information_page_stops_nothing_when_the_status_is_given(desk: Desk) -> None:
    desk.open("information-fails@*")
    desk.leads()
    done = desk.send("leads.csv", "--campaign-status", "start")
    assert (done.code, done.rows) == (0, {"read": 30, "accepted": 30})


@pytest.mark.parametrize(
    ("fault", "code", "name"),
    [
        ("information-fails@*", 2, "campaign.status"),
        ("information-bad-token@*", 5, "api.auth"),
        ("information-quota@*", 7, "api.quota"),
        ("information-html@*", 2, "campaign.status"),
    ],
)
def test_before_sending_a_status_that_cannot_be_had_is_told(
    desk: Desk, fault: str, code: int, name: str
) -> None:
    desk.open(fault)
    desk.leads()
    done = desk.send()
    assert (done.code, done.json["error"]["code"], desk.posts) == (code, name, 0)
    assert done.rows == {"read": 30, "not_sent": 30}
    desk.sandbox.faults.clear()
    assert desk.send().code == 0
    assert desk.held() == EVERY_LEAD


@pytest.mark.parametrize(("fault", "code"), [("code-number@2", 0), ("bad-token@2", 5), ("reset@1", 6)])
def test_a_process_of_its_own_ends_the_same_way(desk: Desk, fault: str, code: int) -> None:
    desk.open(fault)
    words = ("--batch-size", "10", "--settle-after", "0", "--json")
    done = desk.run_for_real("add-records", desk.leads(), *words)
    assert (done.code, done.json["exit_code"]) == (code, code)
    assert desk.held() == EVERY_LEAD[: done.rows.get("accepted", 0)]
