"""A run goes on from any state: with the same command, or by its id without its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from wolkvox_cli.sandbox.account import Account

if TYPE_CHECKING:
    from tests.commands.conftest import Desk

EVERY_LEAD = [f"ID{n}" for n in range(1, 31)]


@pytest.fixture
def stopped(desk: Desk) -> str:
    """A run whose second batch of three was refused, its file gone."""
    desk.open("bad-token@2")
    file = desk.leads()
    done = desk.send()
    assert done.code == 5
    file.unlink()
    return str(done.json["run"])


@pytest.fixture
def doubtful(desk: Desk) -> str:
    """A run whose first batch of three arrived without our knowing."""
    desk.open("reset-applied@1")
    desk.leads()
    done = desk.send()
    assert done.code == 6
    return str(done.json["run"])


def test_a_run_is_resumed_without_its_file(desk: Desk, stopped: str) -> None:
    done = desk.run("runs", "resume", stopped, "--json")
    assert (done.code, done.json["command"], done.json["run"]) == (0, "runs resume", stopped)
    assert done.rows == {"read": 30, "accepted": 30}
    assert desk.held() == EVERY_LEAD


def test_the_beginning_of_an_id_is_enough(desk: Desk, stopped: str) -> None:
    assert desk.run("runs", "resume", stopped[:8]).code == 0
    assert desk.held() == EVERY_LEAD


def test_a_run_is_resumed_with_a_new_token(desk: Desk, stopped: str) -> None:
    desk.sandbox.account.token = "a-new-token-77"
    assert desk.run("runs", "resume", stopped, "--json", "--campaign-status", "start").code == 5
    token = desk.write("a-new-token-77", "token")
    token.chmod(0o600)
    assert desk.run("runs", "resume", stopped, "--token-file", token).code == 0
    assert desk.held() == EVERY_LEAD


def test_a_run_knows_its_server_and_campaign_itself(
    desk: Desk, stopped: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WOLKVOX_CAMPAIGN", "3")
    monkeypatch.setenv("WOLKVOX_BASE_URL", "http://127.0.0.1:9")
    assert desk.run("runs", "resume", stopped).code == 0
    assert (desk.held(), desk.held("3")) == (EVERY_LEAD, [])


def test_a_finished_run_has_nothing_to_resume(desk: Desk, stopped: str) -> None:
    desk.run("runs", "resume", stopped)
    done = desk.run("runs", "resume", stopped, "--json")
    assert (done.code, done.json["error"]["code"]) == (9, "run.over")


@pytest.mark.usefixtures("stopped")
def test_a_run_that_does_not_exist_is_said_so(desk: Desk) -> None:
    for words in (["show"], ["resume"], ["settle", "--arrived"], ["discard", "--yes"]):
        done = desk.run("runs", words[0], "20200101-000000-zzzzzz", *words[1:], "--json")
        assert (done.code, done.json["error"]["code"]) == (2, "command.run")


def test_without_its_bodies_a_run_is_not_sent(desk: Desk, stopped: str) -> None:
    for body in (desk.state / "runs" / stopped).glob("0*.json"):
        body.unlink()
    done = desk.run("runs", "resume", stopped, "--json")
    assert (done.code, done.json["error"]["code"]) == (1, "spool.gone")
    assert done.rows["accepted"] == 10
    assert desk.posts == 2


def test_a_body_that_was_changed_is_not_sent(desk: Desk, stopped: str) -> None:
    body = desk.state / "runs" / stopped / "00002.json"
    body.write_bytes(body.read_bytes().replace(b"Lead 11", b"Lead XX"))
    done = desk.run("runs", "resume", stopped, "--json")
    assert (done.code, done.json["error"]["code"], desk.posts) == (1, "spool.changed", 2)


def test_a_manifest_that_was_cut_stops_the_run(desk: Desk, stopped: str) -> None:
    manifest = desk.state / "runs" / stopped / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:100])
    done = desk.run("runs", "resume", stopped, "--json")
    assert (done.code, done.json["error"]["code"], desk.posts) == (1, "spool.damaged", 2)


def test_bodies_leave_the_disk_as_they_arrive(desk: Desk, stopped: str) -> None:
    folder = desk.state / "runs" / stopped
    assert sorted(path.name for path in folder.glob("0*.json")) == ["00002.json", "00003.json"]
    desk.run("runs", "resume", stopped)
    assert not folder.exists()


def test_a_discarded_run_is_not_resumed_and_leaves_no_body(desk: Desk, stopped: str) -> None:
    assert desk.run("runs", "discard", stopped).code == 0
    assert not (desk.state / "runs" / stopped).exists()
    assert desk.run("runs", "resume", stopped, "--json").code == 9
    assert desk.run("runs", "discard", stopped, "--json").json["error"]["code"] == "run.over"
    assert desk.posts == 2


def test_a_run_with_a_doubt_is_discarded_only_on_the_users_word(desk: Desk, doubtful: str) -> None:
    done = desk.run("runs", "discard", doubtful, "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "run.kept")
    assert desk.run("runs", "discard", doubtful, "--yes").code == 0
    settled = desk.run("runs", "settle", doubtful, "--arrived", "--json")
    assert (settled.code, settled.json["error"]["code"]) == (2, "run.over")
    assert desk.send().code == 9
    assert desk.posts == 1


def test_settling_wants_to_know_which_way(desk: Desk, doubtful: str) -> None:
    done = desk.run("runs", "settle", doubtful, "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "command.settle")
    assert desk.states(doubtful) == ["in_doubt", "not_sent", "not_sent"]


def test_settled_as_arrived_a_batch_is_not_sent_again(desk: Desk, doubtful: str) -> None:
    settled = desk.run("runs", "settle", doubtful, "--arrived", "--json")
    assert (settled.code, settled.json["rows"]["accepted"]) == (0, 10)
    done = desk.send()
    assert (done.code, desk.posts, desk.held()) == (0, 3, EVERY_LEAD)


def test_settled_as_not_arrived_a_batch_is_sent_again(desk: Desk) -> None:
    desk.open("reset@1")
    desk.leads()
    run = desk.send().json["run"]
    assert desk.run("runs", "settle", run, "--not-arrived").code == 0
    assert desk.states(run) == ["not_sent", "not_sent", "not_sent"]
    assert (desk.send().code, desk.posts, desk.held()) == (0, 4, EVERY_LEAD)


def test_there_is_nothing_to_settle_where_nothing_is_in_doubt(desk: Desk, stopped: str) -> None:
    done = desk.run("runs", "settle", stopped, "--arrived", "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "run.no-doubt")


def test_the_message_of_a_doubt_says_what_to_look_up_and_how_to_decide(desk: Desk, doubtful: str) -> None:
    done = desk.send()
    hint = done.json["error"]["hint"]
    assert "campaign 1, for the 10 records of rows 2 to 11" in hint
    assert "the first has phone 3005550001 and id ID1" in done.err
    assert "the last has phone 3005550010 and id ID10" in done.err
    assert "3005550001" not in done.out
    assert f"wolkvox runs settle {doubtful} --arrived" in hint
    assert f"wolkvox runs settle {doubtful} --not-arrived" in hint


def test_after_a_settling_the_list_of_rows_in_doubt_is_not_written_again(desk: Desk, doubtful: str) -> None:
    desk.run("runs", "settle", doubtful, "--arrived")
    done = desk.send()
    assert (done.code, done.json["in_doubt_report"]) == (0, None)


def test_under_keep_going_the_rest_is_sent_and_the_refused_rows_are_in_the_report(desk: Desk) -> None:
    desk.open("parameters@2")
    desk.leads(bad=1)
    done = desk.send("leads.csv", "--keep-going")
    assert (done.code, done.json["status"]) == (3, "complete")
    assert done.rows == {"read": 31, "accepted": 20, "rejected": 1, "refused": 10}
    assert desk.held() == EVERY_LEAD[:10] + EVERY_LEAD[20:]
    report = (desk.folder / done.json["report"]).read_text("utf-8-sig").splitlines()
    assert len(report) == 12
    assert "SOME PARAMETERS ARE REQUIRED" in report[1]
    assert report[1].startswith("ID11;Lead 11;3005550011;")


def test_the_report_of_refused_rows_is_itself_a_lead_file(desk: Desk) -> None:
    desk.open("parameters@2")
    desk.leads()
    report = desk.folder / desk.send("leads.csv", "--keep-going").json["report"]
    done = desk.send(report)
    assert (done.code, done.rows) == (0, {"read": 10, "accepted": 10})
    assert sorted(desk.held()) == sorted(EVERY_LEAD)


def test_a_campaign_that_is_full_stops_and_goes_on_when_there_is_room(desk: Desk) -> None:
    account = Account(capacity=15)
    desk.open(account=account)
    desk.leads()
    done = desk.send()
    assert (done.code, done.json["error"]["code"]) == (5, "api.capacity")
    assert done.rows == {"read": 30, "accepted": 10, "refused": 10, "not_sent": 10}
    account.campaigns["1"].capacity = None
    assert (desk.send().code, desk.held()) == (0, EVERY_LEAD)


def test_25000_leads_go_as_10000_and_10000_and_5000_in_order(desk: Desk) -> None:
    desk.open()
    desk.leads(25_000)
    done = desk.run("add-records", desk.folder / "leads.csv", "--json")
    assert (done.code, done.rows) == (0, {"read": 25_000, "accepted": 25_000})
    sizes = [request.records for request in desk.sandbox.requests if request.api == "add_record"]
    assert sizes == [10_000, 10_000, 5_000]
    assert desk.held() == [f"ID{n}" for n in range(1, 25_001)]
    assert desk.sandbox.peak_in_flight == 1


def test_the_accounts_close_with_every_outcome_at_once(desk: Desk) -> None:
    desk.open("parameters@2", "reset@4")
    lines = ["Cedula;Celular", *(f"ID{n};300555{n:04}" for n in range(1, 31)), "ID1;3005550001", "X;none"]
    lines += [f"ID{n};300555{n:04}" for n in range(31, 36)]
    desk.write("\n".join(lines))
    excluded = desk.write("3005550030\n", "dnc.txt")
    words = ("--keep-going", "--on-doubt", "stop", "--unique", "customer_id", "--exclude", excluded)
    done = desk.send("leads.csv", *words, batch_size=9)
    assert done.code == 6
    assert done.rows == {
        "read": 37,
        "accepted": 18,
        "rejected": 1,
        "duplicate": 1,
        "excluded": 1,
        "refused": 9,
        "in_doubt": 7,
    }
    assert done.json["also"]


def test_what_a_discarded_run_had_not_sent_lies_in_a_file_that_can_be_uploaded(
    desk: Desk, stopped: str
) -> None:
    arrived = desk.held()
    assert desk.run("runs", "discard", stopped).code == 0
    (rest,) = desk.folder.glob("leads.not-sent-*.csv")
    assert desk.send(rest.name).code == 0
    assert desk.held() == arrived + [f"ID{n}" for n in range(len(arrived) + 1, 31)]


def test_a_doubt_cannot_be_settled_both_ways_at_once(desk: Desk, doubtful: str) -> None:
    done = desk.run("runs", "settle", doubtful, "--arrived", "--not-arrived", "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "command.settle")
    assert "in_doubt" in desk.states(doubtful)


def test_a_campaign_that_the_api_does_not_know_is_refused_by_name(desk: Desk) -> None:
    desk.open()
    desk.leads()
    done = desk.send("leads.csv", "--campaign", "99998")
    assert (done.code, done.json["error"]["code"]) == (5, "api.campaign")
    assert "99998" in done.json["error"]["message"]
