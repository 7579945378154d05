"""What a hostile server, a changed file or a damaged state may not do: each was tried, and once succeeded."""

from __future__ import annotations

import signal
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wolkvox_cli.sandbox.account import Account, SandboxCampaign
from wolkvox_cli.settings import values

if TYPE_CHECKING:
    from tests.commands.conftest import Desk


def test_a_finished_run_can_be_listed_and_shown_as_json(desk: Desk) -> None:
    desk.open()
    desk.leads()
    run = desk.send().json["run"]
    listed = desk.run("runs", "--json")
    assert (listed.code, [one["run"] for one in listed.json["runs"]]) == (0, [run])
    assert desk.shown(run)["finished"].endswith("+00:00")


def test_a_campaign_written_with_zeros_before_it_is_the_same_campaign(desk: Desk) -> None:
    desk.open(account=Account([SandboxCampaign("4521"), SandboxCampaign("04521")]))
    desk.leads()
    assert desk.send("leads.csv", "--campaign", "4521").code == 0
    again = desk.send("leads.csv", "--campaign", "04521")
    assert (again.code, again.json["error"]["code"]) == (9, "run.already-sent")


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://wv0012.wolkvox.com:443", "https://wv0012.wolkvox.com"),
        ("HTTPS://WV0012.wolkvox.com:0443/", "https://wv0012.wolkvox.com"),
        ("https://wv0012.wolkvox.com:8443", "https://wv0012.wolkvox.com:8443"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
    ],
)
def test_an_address_is_the_same_with_and_without_its_own_port(given: str, address: str) -> None:
    assert values.base_url(given) == address


@pytest.mark.parametrize("now", [31, 29])
def test_a_file_that_changed_while_its_run_is_unfinished_is_not_sent_anew(desk: Desk, now: int) -> None:
    desk.open("bad-token@2")
    desk.leads()
    first = desk.send()
    assert first.code == 5
    desk.leads(now)
    changed = desk.send()
    assert (changed.code, changed.json["error"]["code"], desk.posts) == (2, "run.unfinished", 2)
    assert first.json["run"] in changed.json["error"]["hint"]
    assert desk.run("runs", "resume", first.json["run"], "--json").code == 0
    assert desk.twice() == []


def test_a_changed_file_is_sent_if_its_unfinished_run_had_sent_nothing(desk: Desk) -> None:
    desk.open("bad-token@1")
    desk.leads()
    assert desk.send().code == 5
    desk.leads(31)
    assert desk.send().code == 0
    assert desk.twice() == []


def test_a_changed_file_of_other_leads_is_sent_with_again(desk: Desk) -> None:
    desk.open("bad-token@2")
    desk.leads()
    assert desk.send().code == 5
    desk.leads(first=101)
    assert desk.send("leads.csv", "--again").code == 0


def test_a_discarded_run_says_how_much_of_the_file_it_sent(desk: Desk) -> None:
    desk.open("bad-token@2")
    desk.leads()
    run = desk.send().json["run"]
    assert desk.run("runs", "discard", run, "--json").code == 0
    again = desk.send()
    assert (again.code, again.json["error"]["code"]) == (9, "run.already-sent")
    assert "discarded, sent 10 of its 30 leads" in again.json["error"]["message"]


def test_a_doubt_is_told_even_where_its_rows_cannot_be_listed(desk: Desk) -> None:
    desk.open("reset@1")
    desk.leads()
    reports = desk.folder / "reports"
    reports.mkdir()
    first = desk.send("leads.csv", "--report", "reports/failed.csv")
    reports.joinpath("failed.in-doubt.csv").unlink()
    reports.rmdir()
    done = desk.run("runs", "resume", first.json["run"], "--report", "reports/failed.csv", "--json")
    assert (done.code, done.json["error"]["code"]) == (6, "api.in-doubt")
    assert "runs settle" in done.json["error"]["hint"]
    assert "could not be listed" in done.json["notes"][0]


def test_a_report_without_a_place_after_sending_is_a_fault_of_this_machine(desk: Desk) -> None:
    desk.open("413@2+")
    desk.leads()
    run = desk.send().json["run"]
    words = ("runs", "resume", run, "--keep-going", "--json")
    done = desk.run(*words, "--report", "nowhere/failed.csv")
    assert (done.code, done.json["status"], done.json["error"]["code"]) == (1, "incomplete", "disk.report")
    posts = desk.posts
    again = desk.run(*words)
    assert (again.code, again.rows, desk.posts) == (3, {"read": 30, "accepted": 10, "refused": 20}, posts)
    assert again.json["report"] is not None


def test_a_list_of_rows_in_doubt_is_no_lead_file_whatever_the_case_of_its_headings(desk: Desk) -> None:
    desk.open("reset@1")
    desk.leads()
    text = Path(desk.send().json["in_doubt_report"]).read_text("utf-8-sig")
    headings, _, rows = text.partition("\n")
    desk.write(f"{headings.upper()}\n{rows}", "list.csv")
    done = desk.send("list.csv")
    assert (done.code, done.json["error"]["code"]) == (4, "file.not-for-upload")


@pytest.mark.usefixtures("quick")
def test_a_campaign_that_can_not_be_looked_up_for_a_moment_is_looked_up_again(desk: Desk) -> None:
    desk.open("information-simultaneous@1")
    desk.leads()
    done = desk.send()
    assert (done.code, done.rows) == (0, {"read": 30, "accepted": 30})


@pytest.mark.usefixtures("quick")
def test_a_status_that_others_keep_us_from_asking_is_the_apis_refusal(desk: Desk) -> None:
    desk.open("information-simultaneous@*")
    desk.leads()
    done = desk.send()
    assert (done.code, done.json["error"]["code"], desk.posts) == (5, "api.simultaneous", 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals to send")
def test_a_signal_while_the_api_cannot_be_reached_is_an_interruption(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    monkeypatch.setenv("WOLKVOX_BASE_URL", address)
    process = desk.start("add-records", desk.leads(), "--campaign", "1", "--json")
    assert process.stderr is not None
    while "Next attempt" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    done = desk.finish(process)
    assert (done.code, done.json["error"]["code"]) == (143, "run.interrupted")
    assert done.rows == {"read": 30, "not_sent": 30}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals to send")
@pytest.mark.parametrize("milliseconds", [0, 1, 2, 4, 8, 16])
def test_two_signals_in_quick_succession_leave_the_accounts_whole(desk: Desk, milliseconds: int) -> None:
    desk.open("429@2+:100")
    process = desk.start("add-records", desk.leads(), "--batch-size", "10", "--json")
    desk.wait_for(lambda: any(r.status == 429 for r in desk.sandbox.requests), "the refusal")
    process.send_signal(signal.SIGINT)
    time.sleep(milliseconds / 1000)
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    done = desk.finish(process)
    # Python itself dies of a signal that finds it leaving, which a shell shows as 130 too.
    assert done.code in (130, -signal.SIGINT)
    assert (done.json["status"], done.json["exit_code"]) == ("incomplete", 130)
    assert done.rows["accepted"] == 10
    assert sum(done.rows.values()) == 2 * done.rows["read"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_lists_of_leads_may_be_read_by_whoever_may_read_the_lead_file(desk: Desk, mode: int) -> None:
    desk.open("reset@2")
    desk.leads(bad=2).chmod(mode)
    done = desk.send("leads.csv", "--on-doubt", "stop")
    lists = [Path(done.json[name]) for name in ("report", "in_doubt_report")]
    assert [path.stat().st_mode & 0o777 for path in lists] == [mode, mode]
