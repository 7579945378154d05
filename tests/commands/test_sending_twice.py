"""The same leads are not sent to a campaign twice unless the user says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from wolkvox_cli.sandbox.account import Account

if TYPE_CHECKING:
    from pathlib import Path

    from tests.commands.conftest import Desk

EVERY_LEAD = [f"ID{n}" for n in range(1, 31)]


@pytest.fixture
def sent(desk: Desk) -> str:
    """A run of thirty leads that all arrived."""
    desk.open()
    desk.leads()
    done = desk.send()
    assert done.code == 0
    return str(done.json["run"])


def refused_as_already_sent(desk: Desk, *words: str | Path) -> bool:
    posts = desk.posts
    done = desk.send(*words)
    return (done.code, done.json["status"], done.json["error"]["code"], desk.posts) == (
        *(9, "nothing-to-do", "run.already-sent"),
        posts,
    )


def test_the_same_file_again_is_refused_and_the_message_names_the_run(desk: Desk, sent: str) -> None:
    done = desk.send()
    assert (done.code, done.json["status"], done.json["exit_code"]) == (9, "nothing-to-do", 9)
    assert f"run {sent}" in done.json["error"]["message"]
    assert "--again" in done.json["error"]["hint"]
    assert (desk.posts, desk.held()) == (3, EVERY_LEAD)


def test_again_sends_it_as_a_run_of_its_own(desk: Desk, sent: str) -> None:
    done = desk.send("leads.csv", "--again")
    assert (done.code, done.rows) == (0, {"read": 30, "accepted": 30})
    assert done.json["run"] != sent
    assert desk.held() == EVERY_LEAD * 2


@pytest.mark.usefixtures("sent")
def test_under_another_name_it_is_the_same_file(desk: Desk) -> None:
    desk.leads(name="other name.csv")
    assert refused_as_already_sent(desk, "other name.csv")


@pytest.mark.usefixtures("sent")
def test_with_the_columns_in_another_order_it_holds_the_same_leads(desk: Desk) -> None:
    lines = ["Celular;Cedula;Nombre", *(f"300555{n:04};ID{n};Lead {n}" for n in range(1, 31))]
    desk.write("\n".join(lines), "other.csv")
    assert refused_as_already_sent(desk, "other.csv")


@pytest.mark.usefixtures("sent")
def test_with_another_delimiter_and_line_ends_it_holds_the_same_leads(desk: Desk) -> None:
    text = (desk.folder / "leads.csv").read_text().replace(";", "\t").replace("\n", "\r\n")
    desk.write("\ufeff" + text, "other.tsv")
    assert refused_as_already_sent(desk, "other.tsv")


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize("words", [("--stamp", "opt12"), ("--batch-size", "7"), ("--settle-after", "1")])
def test_neither_the_stamp_nor_the_way_of_sending_makes_other_leads_of_them(
    desk: Desk, words: tuple[str, ...]
) -> None:
    assert refused_as_already_sent(desk, "leads.csv", *words)


@pytest.mark.usefixtures("sent")
def test_from_standard_input_it_holds_the_same_leads(desk: Desk) -> None:
    text = (desk.folder / "leads.csv").read_text()
    done = desk.run("add-records", "-", "--json", stdin=text)
    assert (done.code, desk.posts) == (9, 3)


@pytest.mark.usefixtures("sent")
def test_other_leads_are_sent(desk: Desk) -> None:
    desk.leads(31, name="longer.csv")
    assert desk.send("longer.csv").code == 0
    assert desk.held() == [*EVERY_LEAD, "ID31"]


@pytest.mark.usefixtures("sent")
def test_another_campaign_of_the_same_account_gets_the_file(desk: Desk) -> None:
    done = desk.send("leads.csv", "--campaign", "3")
    assert (done.code, desk.held("3")) == (0, EVERY_LEAD)


@pytest.mark.usefixtures("sent")
def test_another_server_gets_the_file(desk: Desk) -> None:
    desk.open()
    assert desk.send().code == 0
    assert desk.held() == EVERY_LEAD


def test_another_token_of_the_same_server_does_not_make_it_new(desk: Desk, sent: str) -> None:
    desk.sandbox.account.token = "another-token-5d1e"
    token = desk.write("another-token-5d1e\n", "token")
    token.chmod(0o600)
    assert refused_as_already_sent(desk, "leads.csv", "--token-file", token)
    assert sent


def test_an_unfinished_run_with_other_options_that_sent_nothing_is_replaced(desk: Desk) -> None:
    desk.open("bad-token@1")
    desk.leads()
    first = desk.send()
    assert (first.code, first.rows) == (5, {"read": 30, "refused": 10, "not_sent": 20})
    second = desk.send("leads.csv", "--set", "city=Cali")
    assert (second.code, desk.held()) == (0, EVERY_LEAD)
    assert desk.shown(first.json["run"])["state"] == "discarded"
    assert [path.name for path in (desk.state / "runs").iterdir()] == []


def test_an_unfinished_run_with_other_options_that_sent_something_must_be_decided(desk: Desk) -> None:
    desk.open("bad-token@2")
    desk.leads()
    first = desk.send()
    second = desk.send("leads.csv", "--set", "city=Cali")
    assert (second.code, second.json["error"]["code"], desk.posts) == (2, "run.unfinished", 2)
    assert first.json["run"] in second.json["error"]["hint"]
    assert desk.run("runs", "discard", first.json["run"], "--yes").code == 0
    assert refused_as_already_sent(desk, "leads.csv", "--set", "city=Cali")


@pytest.mark.usefixtures("sent")
def test_the_mended_report_is_a_file_of_its_own(desk: Desk) -> None:
    desk.leads(5, name="some.csv", bad=2, first=50)
    first = desk.send("some.csv")
    assert (first.code, first.rows) == (3, {"read": 7, "accepted": 5, "rejected": 2})
    report = desk.folder / first.json["report"]
    mended = report.read_bytes().replace(b"none", b"3005559999", 1)
    report.write_bytes(mended)
    second = desk.send(report)
    assert (second.code, second.rows) == (3, {"read": 2, "accepted": 1, "rejected": 1})
    assert desk.held()[-1] == "BAD0"
    assert desk.twice() == []


def test_a_list_of_rows_in_doubt_is_not_taken_for_a_lead_file(desk: Desk) -> None:
    desk.open("reset-applied@1")
    desk.leads()
    done = desk.send()
    assert done.code == 6
    doubtful = desk.folder / done.json["in_doubt_report"]
    assert "do not upload" in doubtful.read_text("utf-8-sig").lower()
    again = desk.send(doubtful)
    assert (again.code, again.json["error"]["code"], desk.posts) == (4, "file.not-for-upload", 1)


def test_a_quota_that_is_used_up_stops_the_run_and_the_next_day_goes_on(desk: Desk) -> None:
    account = Account(licenses=1)
    desk.open(account=account)
    account.quota_used = 997
    desk.leads()
    done = desk.send()
    assert (done.code, done.json["error"]["code"]) == (7, "api.quota")
    assert done.rows["read"] == 30
    account.quota_used = 0
    resumed = desk.send()
    assert (resumed.code, resumed.json["run"]) == (0, done.json["run"])
    assert desk.held() == EVERY_LEAD


def test_a_reserve_is_kept_for_others(desk: Desk) -> None:
    account = Account(licenses=1)
    desk.open(account=account)
    account.quota_used = 900
    desk.leads()
    done = desk.send("leads.csv", "--reserve", "96")
    assert (done.code, done.json["error"]["code"]) == (7, "api.quota")
    assert account.quota - account.quota_used == 96
    assert desk.send("leads.csv", "--reserve", "50").code == 0
    assert desk.held() == EVERY_LEAD
