"""What was chosen for columns is kept and found again, and at a terminal what is open is asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from wolkvox_cli.errors import ExitCode

if sys.platform == "win32":
    pytest.skip("a terminal of Unix", allow_module_level=True)

import pty

if TYPE_CHECKING:
    from tests.commands.conftest import Desk

TWO_IDS = (
    "Nombre;Cedula;DNI;Uno;Celular\n"
    "Ana Prueba;52123456;40111222;x;3004567810\n"
    "Beto Ensayo;52123457;40111223;y;3124587960\n"
)
NO_PHONES = "Nombre;Dato;Otro\nAna Prueba;3004567810;a\nBeto Ensayo;3124587960;b\n"


def at_a_terminal(desk: Desk, *words: str, typed: str) -> tuple[int, str]:
    """The command at a terminal, where these lines are typed: its exit code and all that stood there."""
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "wolkvox_cli", *words],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=desk.folder,
        env={**os.environ, "COLUMNS": "200", "TERM": "dumb"},
    ) as process:
        os.close(slave)
        os.write(master, typed.encode())
        shown = b""
        while piece := _read(master):
            shown += piece
        code = process.wait(60)
    os.close(master)
    return code, shown.decode(errors="replace").replace("\r\n", "\n")


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # the other end is closed
        return b""


def object_of(desk: Desk, *words: str) -> dict[str, Any]:
    found = json.loads(desk.run(*words, "--json").out)
    assert isinstance(found, dict)
    return found


def test_a_mapping_beside_the_file_is_used_by_itself_and_told(desk: Desk) -> None:
    path = desk.write(TWO_IDS)
    desk.run("map", str(path), "--map", "customer_id=DNI", "--map", "opt1=Uno", "-o", f"{path}.map.toml")
    found = object_of(desk, "check", str(path))
    assert found["mapping"]["customer_id"] == "DNI"
    assert found["mapping"]["opt1"] == "Uno"
    assert found["notes"][0] == f"The columns go as {path}.map.toml says; --map changes that for once."


def test_an_upload_uses_it_too(desk: Desk) -> None:
    desk.open()
    path = desk.write(TWO_IDS)
    desk.run("map", str(path), "--map", "customer_id=DNI", "-o", f"{path}.map.toml")
    assert desk.send().code == 0
    assert desk.held() == ["40111222", "40111223"]


def test_a_kept_mapping_that_has_changed_makes_another_run_where_nothing_was_sent(desk: Desk) -> None:
    desk.open("bad-token@1")
    path = desk.write(TWO_IDS)
    desk.run("map", str(path), "--map", "customer_id=DNI", "-o", f"{path}.map.toml")
    assert desk.send().code == ExitCode.REFUSED
    desk.run("map", str(path), "--map", "customer_id=Cedula", "-o", f"{path}.map.toml", "--force")
    assert desk.send().code == 0
    assert desk.held() == ["52123456", "52123457"]


def test_a_mapping_that_is_given_is_used_instead(desk: Desk) -> None:
    path = desk.write(TWO_IDS)
    desk.run("map", str(path), "--map", "customer_id=DNI", "-o", f"{path}.map.toml")
    other = desk.write('[fields]\ncustomer_id = "Cedula"\n', "other.toml")
    found = object_of(desk, "check", str(path), "--mapping", str(other))
    assert found["mapping"]["customer_id"] == "Cedula"


def test_an_option_changes_a_kept_mapping_for_once(desk: Desk) -> None:
    path = desk.write(TWO_IDS)
    desk.run("map", str(path), "--map", "customer_id=DNI", "-o", f"{path}.map.toml")
    assert (
        object_of(desk, "check", str(path), "--map", "customer_id=Cedula")["mapping"]["customer_id"]
        == "Cedula"
    )


def test_the_failed_rows_of_a_file_go_as_the_file_went(desk: Desk) -> None:
    path = desk.write(TWO_IDS)
    desk.run("map", str(path), "--map", "customer_id=DNI", "-o", f"{path}.map.toml")
    report = desk.write(TWO_IDS, "leads.failed-20310102-030405-abcdef.csv")
    assert object_of(desk, "check", str(report))["mapping"]["customer_id"] == "DNI"


def test_a_mapping_kept_for_headings_is_used_for_tomorrows_file(desk: Desk) -> None:
    path = desk.write(TWO_IDS)
    code, shown = at_a_terminal(desk, "map", str(path), "--map", "customer_id=DNI", typed="\nh\n")
    assert code == 0, shown
    tomorrow = desk.write(TWO_IDS.replace("Ana", "Eva"), "tomorrow.csv")
    found = object_of(desk, "check", str(tomorrow))
    assert found["mapping"]["customer_id"] == "DNI"
    assert "mappings" in found["notes"][0]
    other = desk.write(TWO_IDS.replace("Uno", "Dos"), "other.csv")
    assert object_of(desk, "check", str(other))["error"]["code"] == "mapping.two-columns"


def test_map_asks_where_to_keep_what_was_chosen(desk: Desk) -> None:
    path = desk.write(TWO_IDS)
    code, shown = at_a_terminal(desk, "map", str(path), typed="2\ncustomer_id\n\nf\n")
    assert code == 0, shown
    assert "Keep this mapping? (f: for this file, h: for every file" in shown
    assert 'customer_id = "Cedula"  # chosen by you' in Path(f"{path}.map.toml").read_text(encoding="utf-8")


def test_map_prints_what_it_says_as_options(desk: Desk) -> None:
    path = desk.write("Nombre;Celular\nAna Prueba;3004567810\n")
    assert "As options: --map customer_name=Nombre --map tel1=Celular" in desk.run("map", str(path)).err


def test_check_asks_which_of_two_columns_is_meant(desk: Desk) -> None:
    path = desk.write(TWO_IDS)
    code, shown = at_a_terminal(desk, "check", str(path), typed="2\nn\n")
    assert code == 0, shown
    assert '2 columns could be customer_id: "Cedula", "DNI".' in shown
    assert '  2  customer_id from "DNI": 40111222 | 40111223' in shown
    assert "DNI → customer_id" in shown
    assert not Path(f"{path}.map.toml").exists()


def test_what_was_answered_is_kept_if_wanted(desk: Desk) -> None:
    path = desk.write(TWO_IDS)
    code, shown = at_a_terminal(desk, "check", str(path), typed="2\ny\n")
    assert code == 0, shown
    assert object_of(desk, "check", str(path))["mapping"]["customer_id"] == "DNI"


def test_check_asks_for_phones_where_no_heading_speaks_of_them(desk: Desk) -> None:
    path = desk.write(NO_PHONES)
    code, shown = at_a_terminal(desk, "check", str(path), typed="2\nn\n")
    assert code == 0, shown
    assert "Dato → tel1" in shown


def test_who_answers_nothing_gets_the_error(desk: Desk) -> None:
    path = desk.write(NO_PHONES)
    code, shown = at_a_terminal(desk, "check", str(path), typed="\n")
    assert code == 4, shown
    assert "If they are to be called: --map tel1=Dato" in shown


def test_an_error_shows_the_whole_command_to_type(desk: Desk) -> None:
    path = desk.write(TWO_IDS.replace("Uno", "Nombre"))
    error = object_of(desk, "check", str(path))["error"]
    answers = "--map customer_name=Nombre --map customer_id=Cedula"
    assert error["hint"] == f"Choose, for example: wolkvox check {path} --json {answers}"
