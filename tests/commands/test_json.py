"""`--json`: one object on standard output, nothing else there, also on every failure."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.commands.conftest import Desk

CONTRACT = {
    "schema": int,
    "command": str,
    "status": str,
    "exit_code": int,
    "run": str,
    "sandbox": bool,
    "file": {
        "path": str,
        "sha256": str,
        "format": str,
        "encoding": str,
        "delimiter": str,
        "sheet": type(None),
        "header_row": int,
    },
    "campaign": {"server": str, "id": str, "type": str, "status": str},
    "mapping": dict,
    "constants": dict,
    "ignored_columns": list,
    "rows": dict.fromkeys(
        (
            *("read", "accepted", "rejected", "duplicate"),
            *("excluded", "refused", "in_doubt", "not_sent"),
        ),
        int,
    ),
    "batches": dict.fromkeys(("total", "accepted", "refused", "in_doubt", "not_sent"), int),
    "requests": int,
    "problems": list,
    "report": str,
    "in_doubt_report": type(None),
    "seconds": dict.fromkeys(("prepare", "send", "total"), float),
}


def check_form(told: object, form: object) -> None:
    """Names may be added to the contract's, none may be missing or of another kind."""
    if isinstance(form, dict):
        assert isinstance(told, dict)
        assert form.keys() <= told.keys()
        for name in form:
            check_form(told[name], form[name])
    else:
        assert isinstance(form, type)
        assert isinstance(told, form)


def test_every_field_of_the_contract_is_there(desk: Desk) -> None:
    desk.open()
    desk.write(
        "Cedula;Celular;Nombre;Apellido 1;Apellido 2;Observaciones\n"
        "ID1;3005550001;Ana;Paz;Luz;x\n"
        "ID2;none;Ana;Paz;Luz;x\n"
    )
    words = ("--map", "customer_last_name={Apellido 1} {Apellido 2}", "--set", "country=Colombia")
    done = desk.send("leads.csv", *words)
    check_form(done.json, CONTRACT)
    told = done.json
    assert (told["schema"], told["command"], told["status"], told["exit_code"]) == (
        *(1, "add-records", "complete"),
        3,
    )
    assert told["file"]["format"] == "csv"
    assert (told["file"]["delimiter"], told["file"]["header_row"]) == (";", 1)
    assert told["mapping"] == {
        "tel1": "Celular",
        "customer_id": "Cedula",
        "customer_name": "Nombre",
        "customer_last_name": "{Apellido 1} {Apellido 2}",
    }
    assert (told["constants"], told["ignored_columns"]) == ({"country": "Colombia"}, ["Observaciones"])
    assert told["campaign"] == {
        "server": desk.sandbox.url.removeprefix("http://"),
        "id": "1",
        "type": "predictive",
        "status": "start",
    }
    assert told["batches"] == {"total": 1, "accepted": 1, "refused": 0, "in_doubt": 0, "not_sent": 0}
    assert told["requests"] == len(desk.sandbox.requests)
    (problem,) = told["problems"]
    assert (problem["severity"], problem["field"], problem["rows"], problem["examples"]) == (
        *("error", "tel1", 1),
        [3],
    )
    assert told["error"] is None


def test_an_error_has_a_code_a_message_and_a_hint(desk: Desk) -> None:
    desk.open("full@1")
    desk.leads()
    error = desk.send().json["error"]
    assert error.keys() == {"code", "message", "hint"}
    assert error["code"] == "api.capacity"


def test_the_requests_of_a_run_count_its_look_ups_and_its_resumptions(desk: Desk) -> None:
    desk.open("bad-token@2")
    desk.leads()
    desk.send()
    assert desk.send().json["requests"] == len(desk.sandbox.requests)


@pytest.mark.parametrize("command", ["check", "add-records"])
def test_checking_sends_nothing_and_needs_no_token_and_no_campaign(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    desk.open()
    for name in ("WOLKVOX_TOKEN", "WOLKVOX_CAMPAIGN", "WOLKVOX_BASE_URL"):
        monkeypatch.delenv(name)
    file = desk.leads(bad=2)
    words = ["--dry-run"] if command == "add-records" else []
    done = desk.run(command, file, "--json", "--batch-size", "10", *words)
    assert (done.code, done.json["status"]) == (3, "complete")
    assert done.rows == {"read": 32, "rejected": 2, "not_sent": 30}
    assert done.json["batches"] == {"total": 3, "accepted": 0, "refused": 0, "in_doubt": 0, "not_sent": 3}
    assert (done.json["campaign"], done.json["run"]) == (None, None)
    assert (desk.folder / done.json["report"]).exists()
    assert desk.sandbox.requests == []
    assert not (desk.state / "runs").exists()


def test_after_a_check_the_file_is_sent_as_if_it_had_not_been(desk: Desk) -> None:
    desk.open()
    file = desk.leads()
    assert desk.run("check", file).code == 0
    assert desk.send().code == 0


@pytest.mark.parametrize("words", [["--json"], ["--json", "--quiet"], ["--json", "--verbose"]])
@pytest.mark.parametrize("fault", ["slow:0", "bad-token@2", "reset@1"])
def test_nothing_but_the_object_is_on_standard_output(desk: Desk, fault: str, words: list[str]) -> None:
    desk.open(fault)
    done = desk.run("add-records", desk.leads(), "--batch-size", "10", "--settle-after", "0", *words)
    assert json.loads(done.out)["exit_code"] == done.code


def test_quiet_says_nothing_when_all_is_well(desk: Desk) -> None:
    desk.open()
    done = desk.run("add-records", desk.leads(), "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_quiet_still_says_what_went_wrong(desk: Desk) -> None:
    desk.open("bad-token@1")
    done = desk.run("add-records", desk.leads(), "--quiet")
    assert done.code == 5
    assert done.err.startswith("Error: The API refused the token")


def test_without_a_terminal_each_batch_is_one_plain_line_with_its_time(desk: Desk) -> None:
    desk.open()
    done = desk.finish(desk.start("add-records", desk.leads(), "--batch-size", "10"))
    lines = re.findall(r"^\d\d:\d\d:\d\d (Batch .*?):", done.err, re.MULTILINE)
    assert lines == [
        "Batch 1 of 3 (10 records, rows 2-11)",
        "Batch 2 of 3 (10 records, rows 12-21)",
        "Batch 3 of 3 (10 records, rows 22-31)",
    ]
    assert "\x1b" not in done.out + done.err
    assert "\r" not in done.out + done.err
    assert "30  accepted" in done.out


def test_leads_from_standard_input_are_sent_and_reported_in_the_current_folder(desk: Desk) -> None:
    desk.open()
    text = desk.leads(bad=1).read_text()
    (desk.folder / "leads.csv").unlink()
    done = desk.run("add-records", "-", "--json", stdin=text)
    assert (done.code, done.rows) == (3, {"read": 31, "accepted": 30, "rejected": 1})
    assert (desk.folder / done.json["report"]).exists()
    assert len(desk.held()) == 30


def test_the_sandbox_option_needs_no_account_and_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()
    for name in ("WOLKVOX_TOKEN", "WOLKVOX_CAMPAIGN", "WOLKVOX_BASE_URL"):
        monkeypatch.delenv(name)
    for _ in range(2):
        done = desk.run("add-records", desk.leads(), "--sandbox", "--json")
        assert (done.code, done.json["sandbox"]) == (0, True)
        assert done.rows == {"read": 30, "accepted": 30}
    assert not desk.state.exists()


def test_the_runs_are_listed_and_shown_as_json(desk: Desk) -> None:
    desk.open("bad-token@2")
    desk.leads()
    run = desk.send().json["run"]
    (listed,) = desk.run("runs", "--json").json["runs"]
    assert (listed["run"], listed["state"], listed["stopped"]) == (run, "open", "api.auth")
    assert listed["rows"]["accepted"] == 10
    shown = desk.shown(run)
    assert [batch["batch"] for batch in shown["each_batch"]] == [1, 2, 3]
    assert run in desk.run("runs").out
    people = desk.run("runs", "show", run)
    assert f"wolkvox runs resume {run}" in people.out + people.err
