"""A campaign gets each lead once, whatever file it comes by."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.commands.conftest import Desk
from wolkvox_cli.sandbox.store import RecordStore
from wolkvox_cli.spool import PreparedRun
from wolkvox_cli.workflow.prepare import prepare_file


@pytest.fixture
def yesterday(desk: Desk) -> str:
    """A file of four leads that went to the campaign; the id of its run."""
    desk.open()
    desk.leads(4, "yesterday.csv")
    run: str = desk.send("yesterday.csv").json["run"]
    return run


def test_of_yesterdays_file_with_a_row_added_only_that_row_is_sent(desk: Desk, yesterday: str) -> None:
    desk.leads(5)
    done = desk.send()
    assert (done.code, done.rows) == (0, {"read": 5, "accepted": 1, "already_sent": 4})
    assert desk.twice() == []
    assert any(yesterday in note and "--again" in note for note in done.json["notes"])


def test_a_lead_is_known_again_however_its_phone_and_its_number_are_written(desk: Desk) -> None:
    desk.open()
    desk.write("Cedula;Nombre;Celular\n1020304;Ana Ruiz;3004567810\n", "a.csv")
    desk.write("Celular;Nombre;Cedula\n+57 300 456 7810;Ana Ruiz Gil;1.020.304\n", "b.csv")
    assert desk.send("a.csv", "--country", "CO").code == 0
    assert desk.send("b.csv", "--country", "CO").code == 9


def test_without_identity_numbers_the_name_tells_people_with_one_phone_apart(desk: Desk) -> None:
    desk.open()
    desk.write("Nombre;Celular\nAna Ruiz;3004567810\n", "a.csv")
    desk.write("Nombre;Celular\nANA RUIZ;3004567810\nLuis Ruiz;3004567810\n", "b.csv")
    desk.send("a.csv")
    assert desk.send("b.csv").rows == {"read": 2, "accepted": 1, "already_sent": 1}


def test_where_the_campaign_has_had_all_leads_there_is_nothing_to_do(desk: Desk, yesterday: str) -> None:
    desk.leads(3, "part.csv")
    done = desk.send("part.csv")
    assert (done.code, done.json["status"]) == (9, "nothing-to-do")
    assert (done.json["error"]["code"], done.rows) == ("run.already-sent", {"read": 3, "already_sent": 3})
    assert len(desk.held()) == 4


def test_a_campaign_that_was_emptied_since_is_pointed_out(desk: Desk, yesterday: str) -> None:
    emptied = desk.sandbox.account.campaigns["1"]
    emptied.store.close()
    emptied.store = RecordStore()
    desk.leads(3, "part.csv")
    done = desk.send("part.csv")
    assert done.code == 9
    assert any("holds 0 records now and was sent 4" in note for note in done.json["notes"])


def test_a_report_that_nobody_mended_breeds_no_other(desk: Desk) -> None:
    desk.open()
    desk.leads(2, bad=3)
    report = desk.send().json["report"]
    files = sorted(desk.folder.iterdir())
    for _ in range(2):
        done = desk.send(report)
        assert (done.code, done.json["report"]) == (3, None)
        assert any(note.startswith("Nothing is mended yet") for note in done.json["notes"])
    assert sorted(desk.folder.iterdir()) == files


def test_again_sends_also_what_was_already_sent(desk: Desk, yesterday: str) -> None:
    desk.leads(5)
    assert desk.send("leads.csv", "--again").rows == {"read": 5, "accepted": 5}


def test_another_campaign_gets_the_leads(desk: Desk, yesterday: str) -> None:
    desk.leads(5)
    assert desk.send("leads.csv", "-c", "3", "--campaign-status", "stop").rows == {"read": 5, "accepted": 5}


def test_a_check_says_what_was_already_sent_where_the_campaign_is_known(desk: Desk, yesterday: str) -> None:
    desk.leads(5)
    done = desk.run("check", desk.folder / "leads.csv", "--json")
    assert (done.code, done.rows) == (0, {"read": 5, "not_sent": 1, "already_sent": 4})


def test_a_dry_run_ends_as_the_command_would(desk: Desk, yesterday: str) -> None:
    desk.leads(3, "part.csv")
    done = desk.send("part.csv", "--dry-run")
    assert (done.code, done.rows) == (9, {"read": 3, "already_sent": 3})


def test_what_is_in_doubt_may_be_there_and_is_left_out(desk: Desk) -> None:
    desk.open("reset-applied@2")
    desk.leads(20)
    assert desk.send("leads.csv", "--on-doubt", "stop").code == 6
    desk.leads(25, "more.csv")
    assert desk.send("more.csv").rows == {"read": 25, "accepted": 5, "already_sent": 20}


def test_what_did_not_arrive_is_sent_by_the_next_file(desk: Desk) -> None:
    desk.open("reset@2")
    desk.leads(20)
    run = desk.send("leads.csv", "--on-doubt", "stop").json["run"]
    desk.run("runs", "settle", run, "--not-arrived")
    desk.run("runs", "discard", run, "--yes")
    desk.leads(20, "more.csv")
    desk.write((desk.folder / "more.csv").read_text() + "ID21;Lead 21;3005550021\n", "more.csv")
    assert desk.send("more.csv").rows == {"read": 21, "accepted": 11, "already_sent": 10}
    assert desk.twice() == []


def test_a_run_whose_leads_went_by_another_file_meanwhile_is_not_resumed(desk: Desk) -> None:
    desk.open("bad-token@2")
    desk.leads(20)
    run = desk.send().json["run"]
    desk.leads(25, "more.csv")
    assert desk.send("more.csv").rows == {"read": 25, "accepted": 15, "already_sent": 10}
    done = desk.run("runs", "resume", run, "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "run.overtaken")
    assert desk.twice() == []


def test_no_lead_can_be_read_from_what_is_remembered(desk: Desk, yesterday: str) -> None:
    kept = b"".join(path.read_bytes() for path in (desk.state / "sent").iterdir())
    assert len(kept) == 4 * 8 + 16
    assert b"300555" not in kept


def test_without_the_secret_nothing_is_sent(desk: Desk, yesterday: str) -> None:
    (desk.state / "sent" / "secret").unlink()
    desk.leads(5)
    done = desk.send()
    assert (done.code, done.json["error"]["code"]) == (1, "state.secret-gone")
    assert len(desk.held()) == 4


def test_another_sheet_of_a_workbook_is_another_table(desk: Desk, two_sheets: Path) -> None:
    desk.open()
    assert desk.send(two_sheets, "--sheet", "Enero").rows == {"read": 1, "accepted": 1}
    assert desk.send(two_sheets, "--sheet", "Febrero").rows == {"read": 1, "accepted": 1}
    assert desk.send(two_sheets, "--sheet", "Enero").code == 9


@pytest.fixture
def two_sheets(desk: Desk) -> Path:
    """A workbook with another lead on each of its two sheets."""
    book = openpyxl.Workbook()
    for number, name in enumerate(("Enero", "Febrero")):
        sheet = book.create_sheet(name)
        sheet.append(["Nombre", "Celular"])
        sheet.append([f"Lead {number}", f"300456781{number}"])
    del book["Sheet"]
    path = desk.folder / "leads.xlsx"
    book.save(path)
    return path


def test_a_file_that_is_still_being_written_is_not_sent(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open()
    path = desk.leads(20)

    def prepare_while_it_grows(*given: Any, **named: Any) -> PreparedRun:
        prepared = prepare_file(*given, **named)
        with path.open("a") as file:
            file.write("ID21;Lead 21;3005550021\n")
        return prepared

    monkeypatch.setattr("wolkvox_cli.workflow.new_run.prepare_file", prepare_while_it_grows)
    done = desk.send()
    assert (done.code, done.json["error"]["code"], desk.posts) == (4, "file.changed", 0)
    assert "still being written" in done.json["error"]["message"]
