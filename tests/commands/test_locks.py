"""One upload per token, and no file twice at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.commands.conftest import Desk

SMALL = ("--batch-size", "10", "--settle-after", "0", "--json")


def test_of_two_started_in_the_same_instant_exactly_one_uploads(desk: Desk) -> None:
    desk.open(delay=0.2)
    files = [desk.leads(name=f"leads{n}.csv", first=1 + 100 * n) for n in range(2)]
    done = [desk.finish(process) for process in [desk.start("add-records", file, *SMALL) for file in files]]
    assert sorted(each.code for each in done) == [0, 8]
    loser = max(done, key=lambda each: each.code)
    assert loser.json["error"]["code"] == "run.locked"
    assert desk.sandbox.peak_in_flight == 1
    assert (len(desk.held()), desk.twice()) == (30, [])


def test_the_message_names_the_run_that_holds_the_token_and_when_it_started(desk: Desk) -> None:
    desk.open("slow@1:20")
    desk.start("add-records", desk.leads(), *SMALL)
    desk.wait_for_batch(1)
    desk.leads(name="other.csv", first=100)
    done = desk.send("other.csv")
    (run,) = (each["run"] for each in desk.run("runs", "--json").json["runs"])
    assert done.code == 8
    assert f"run {run}, started 20" in done.json["error"]["message"]
    assert desk.posts == 1


def test_one_that_may_wait_uploads_afterwards(desk: Desk) -> None:
    desk.open(delay=0.1)
    first = desk.start("add-records", desk.leads(), *SMALL)
    desk.wait_for_batch(1)
    desk.leads(name="other.csv", first=100)
    other = desk.send("other.csv", "--wait-lock", "30")
    assert other.code == 0
    assert "Another upload is running; waiting for it, 30 s at most." in other.err
    assert desk.finish(first).code == 0
    assert (len(desk.held()), desk.twice(), desk.sandbox.peak_in_flight) == (60, [], 1)


def test_a_killed_upload_leaves_no_lock_behind(desk: Desk) -> None:
    desk.open("slow@1:20")
    process = desk.start("add-records", desk.leads(), *SMALL)
    desk.wait_for_batch(1)
    process.kill()
    desk.finish(process)
    desk.leads(name="other.csv", first=100)
    assert desk.send("other.csv").code == 0


def test_two_tokens_do_not_upload_into_one_campaign_at_once(desk: Desk) -> None:
    desk.open("slow@1:20")
    desk.start("add-records", desk.leads(), *SMALL)
    desk.wait_for_batch(1)
    token = desk.write("another-token", "other.token")
    token.chmod(0o600)
    desk.leads(name="other.csv", first=100)
    for file in ("leads.csv", "other.csv"):
        done = desk.send(file, "--token-file", token)
        assert (done.code, done.json["error"]["code"], desk.posts) == (8, "run.locked", 1)


def test_a_run_that_is_being_sent_is_neither_settled_nor_discarded(desk: Desk) -> None:
    desk.open("slow@1:20")
    desk.start("add-records", desk.leads(), *SMALL)
    desk.wait_for_batch(1)
    (run,) = (each["run"] for each in desk.run("runs", "--json").json["runs"])
    for word, option in (("settle", "--arrived"), ("settle", "--not-arrived"), ("discard", "--yes")):
        done = desk.run("runs", word, run, option, "--json")
        assert (done.code, done.json["error"]["code"]) == (8, "run.locked")
    assert desk.states(run) == ["in_doubt", "not_sent", "not_sent"]
