"""Runs that version 0.1.0 began are brought to their end by this one.

The state folders in earlier_version/ were left by that version itself, killed while it sent the eight good
rows of a file of nine in batches of three, to a sandbox on this port: once after the first answer was
written down, once while the second batch had no answer yet.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from wolkvox_cli.sandbox.server import Sandbox

STATES = Path(__file__).parent / "earlier_version"
PORT = 18437


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(port=PORT) as sandbox:
        yield sandbox


def state_after(name: str, folder: Path) -> str:
    """Unpack a state folder; the id of its run."""
    shutil.unpack_archive(STATES / f"{name}.zip", folder / "state")
    (folder / "state").chmod(0o700)
    return next((folder / "state" / "runs").iterdir()).name


def run(folder: Path, sandbox: Sandbox, *words: str) -> "subprocess.CompletedProcess[str]":
    own = {name: value for name, value in os.environ.items() if not name.startswith("WOLKVOX_")}
    given = {
        "WOLKVOX_HOME": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "WOLKVOX_TOKEN": sandbox.account.token,
    }
    command = [sys.executable, "-m", "wolkvox_cli", *words]
    return subprocess.run(
        command, cwd=folder, env=own | given, capture_output=True, text=True, timeout=60, check=False
    )


def sent_ids(sandbox: Sandbox) -> list[str]:
    return [record["customer_id"] for record in sandbox.account.records("1")]


def test_a_run_killed_between_two_batches_sends_exactly_the_rest(tmp_path: Path, sandbox: Sandbox) -> None:
    name = state_after("killed_between_batches", tmp_path)
    done = run(tmp_path, sandbox, "runs", "resume", name, "--json")
    assert done.returncode == 3, done.stderr
    assert sent_ids(sandbox) == ["ID4", "ID5", "ID6", "ID7", "ID8"]
    rows = json.loads(done.stdout)["rows"]
    assert (rows["read"], rows["accepted"], rows["rejected"]) == (9, 8, 1)


def test_what_a_discarded_run_had_not_sent_is_written_to_a_file(tmp_path: Path, sandbox: Sandbox) -> None:
    name = state_after("killed_between_batches", tmp_path)
    done = run(tmp_path, sandbox, "runs", "discard", name, "--yes", "--json")
    assert done.returncode == 0, done.stderr
    (unsent,) = tmp_path.glob("*.csv")
    assert [line.split(";")[1] for line in unsent.read_text("utf-8-sig").splitlines()] == [
        *("Cedula", "ID4", "ID5", "ID6", "ID7", "ID8")
    ]


def test_a_run_killed_amid_a_batch_is_in_doubt_for_its_counter_alone_proves_nothing(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    name = state_after("killed_amid_a_batch", tmp_path)
    done = run(tmp_path, sandbox, "runs", "resume", name, "--json", "--settle-after", "0")
    assert done.returncode == 6, done.stderr
    assert run(tmp_path, sandbox, "runs", "settle", name, "--arrived").returncode == 0
    assert run(tmp_path, sandbox, "runs", "resume", name).returncode == 3
    assert sent_ids(sandbox) == ["ID7", "ID8"]
