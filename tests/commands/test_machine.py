"""A machine that fails: a disk that is full, a state folder that cannot be written, a clock that jumps."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from wolkvox_cli.upload.clock import SystemClock
from wolkvox_cli.upload.journal import Journal

if TYPE_CHECKING:
    from pathlib import Path

    from tests.commands.conftest import Desk

EVERY_LEAD = [f"ID{n}" for n in range(1, 31)]
SMALL = ("--batch-size", "10", "--settle-after", "0", "--json")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for the size of files")
@pytest.mark.parametrize("limit", [0, 4_096, 30_000, 60_000])
def test_on_a_disk_that_takes_only_so_much_nothing_is_lost_and_nothing_sent_twice(
    desk: Desk, limit: int
) -> None:
    desk.open()
    file = desk.leads(300)

    def limited() -> None:
        import resource
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    words = ("add-records", str(file), "--batch-size", "100", "--settle-after", "0", "--json")
    done = subprocess.run(
        [sys.executable, "-m", "wolkvox_cli", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        preexec_fn=limited,
        timeout=60,
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)
    told = json.loads(done.stdout)
    assert told["error"]["code"].startswith(("disk.", "journal.", "spool."))
    accounts = told["rows"]
    held = len(desk.held())
    assert accounts["accepted"] <= held <= accounts["accepted"] + accounts["in_doubt"]
    resumed = desk.send("leads.csv", batch_size=100)
    if resumed.code == 6:
        arrived = "--arrived" if held > accounts["accepted"] else "--not-arrived"
        assert desk.run("runs", "settle", resumed.json["run"], arrived).code == 0
        resumed = desk.send("leads.csv", batch_size=100)
    assert resumed.code == 0
    assert desk.held() == [f"ID{n}" for n in range(1, 301)]


@pytest.mark.parametrize("moment", ["begin", "accept"])
@pytest.mark.parametrize("batch", [1, 2, 3])
def test_a_journal_that_cannot_be_written_stops_the_run_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, moment: str, batch: int
) -> None:
    desk.open()
    desk.leads()
    with monkeypatch.context() as patch:
        break_journal(patch, moment, batch)
        done = desk.send()
    sent = moment == "accept"
    assert (done.code, desk.posts) == ((6, batch) if sent else (1, batch - 1))
    assert done.json["error"]["code"].startswith("journal.")
    in_doubt = 10 if sent else 0
    assert done.rows["read"] == 30
    assert done.rows.get("accepted", 0) == 10 * (batch - 1)
    assert done.rows.get("in_doubt", 0) == in_doubt
    again = desk.send()
    if again.code == 6:
        assert desk.run("runs", "settle", done.json["run"], "--arrived").code == 0
        again = desk.send()
    assert (again.code, desk.posts, desk.held()) == (0, 3, EVERY_LEAD)


def break_journal(patch: pytest.MonkeyPatch, moment: str, batch: int) -> None:
    original = getattr(Journal, moment)
    calls = 0

    def breaking(self: Journal, *args: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == batch:
            self.file._connection.execute("PRAGMA query_only=1")
        return original(self, *args)

    patch.setattr(Journal, moment, breaking)


@pytest.mark.parametrize("part", ["state", "state/locks", "state/runs", "state/journal.sqlite3"])
def test_a_state_folder_that_cannot_be_written_is_named_and_nothing_is_sent(desk: Desk, part: str) -> None:
    desk.open()
    desk.leads()
    path = desk.folder / part
    path.parent.mkdir(exist_ok=True)
    if part.endswith("sqlite3"):
        path.mkdir()
    else:
        path.write_text("a file where a folder should be")
    done = desk.send()
    assert (done.code, desk.sandbox.requests) == (1, [])
    assert done.json["error"]["code"].startswith(("disk.", "journal.", "spool."))
    assert done.json["error"]["hint"]
    assert "Traceback" not in done.err


def test_a_report_that_cannot_be_written_beside_the_file_goes_elsewhere_or_is_told(desk: Desk) -> None:
    desk.open()
    file = desk.leads(bad=1)
    done = desk.send(file, "--report", desk.folder / "nowhere" / "report.csv")
    assert done.code in (1, 2, 3)
    assert (desk.posts == 0) == (done.code != 3)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_jumps_a_day_between_two_commands_changes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    desk.open("reset@2", "bad-token@3")
    desk.leads()
    assert desk.send("leads.csv", "--on-doubt", "stop").code == 6
    now = SystemClock.now
    monkeypatch.setattr(SystemClock, "now", lambda clock: now(clock) + timedelta(days=days))
    assert desk.send().code == 5
    assert (desk.send().code, desk.held()) == (0, EVERY_LEAD)
    assert desk.send().code == 9


@pytest.fixture
def interrupted(desk: Desk) -> Path:
    """The journal of a run whose first batch arrived and whose second is in doubt."""
    desk.open("reset-applied@2", "information-fails@2+")
    desk.leads()
    assert desk.send().code == 6
    assert desk.posts == 2
    return desk.state / "journal.sqlite3"


@pytest.mark.parametrize("share", [0.0, 0.0001, 0.01, 0.3, 0.6, 0.9, 0.9999])
def test_a_journal_that_was_cut_anywhere_sends_nothing(desk: Desk, interrupted: Path, share: float) -> None:
    content = interrupted.read_bytes()
    interrupted.write_bytes(content[: int(share * len(content))])
    done = desk.send()
    assert (done.code, desk.posts) == (1, 2)
    assert done.json["error"]["code"].startswith("journal.")
    for words in (("runs",), ("runs", "show", "2"), ("runs", "resume", "2"), ("runs", "discard", "2")):
        assert desk.run(*words, "--json").code == 1
    interrupted.write_bytes(content)
    desk.sandbox.faults.clear()
    run = desk.run("runs", "--json").json["runs"][0]["run"]
    assert desk.run("runs", "settle", run, "--arrived").code == 0
    assert (desk.send().code, desk.held()) == (0, EVERY_LEAD)


def test_a_journal_that_is_gone_is_not_begun_anew_by_itself(desk: Desk, interrupted: Path) -> None:
    interrupted.unlink()
    done = desk.send()
    assert (done.code, done.json["error"]["code"], desk.posts) == (1, "journal.gone", 2)


def test_a_journal_from_a_backup_is_noticed(desk: Desk, interrupted: Path) -> None:
    old = interrupted.read_bytes()
    desk.sandbox.faults.clear()
    run = desk.run("runs", "--json").json["runs"][0]["run"]
    assert desk.run("runs", "settle", run, "--arrived").code == 0
    assert desk.send().code == 0
    posts = desk.posts
    for path in desk.state.glob("journal.sqlite3-*"):
        path.unlink()
    interrupted.write_bytes(old)
    done = desk.send()
    assert (done.code, done.json["error"]["code"], desk.posts) == (1, "journal.damaged", posts)


def test_a_journal_of_a_newer_program_is_refused_by_name(desk: Desk, interrupted: Path) -> None:
    import sqlite3

    with sqlite3.connect(interrupted) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    done = desk.send()
    assert (done.code, done.json["error"]["code"], desk.posts) == (1, "journal.newer", 2)
