"""The short form of `make torture`, and proof that it would notice."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither SIGKILL nor fork")
needs_strace = pytest.mark.skipif(not shutil.which("strace"), reason="there is no strace to disturb the disk")


def torture(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tests.torture.torture", "--quiet", *words],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.parametrize(
    ("part", "times"),
    [
        ("kills", 25),
        pytest.param("disk", 10, marks=needs_strace),
        ("hosts", 2),
        pytest.param("cuts", 12, marks=needs_strace),
    ],
)
def test_whatever_befalls_it_every_lead_arrives_once(part: str, times: int) -> None:
    done = torture(f"--{part}", str(times))
    assert done.returncode == 0, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)[part]
    assert (figures["disturbances"], figures["doubled"], figures["lost"]) == (times, 0, 0)


@pytest.mark.parametrize(
    ("fault", "part", "times"),
    [
        ("believes-a-batch-was-not-sent", "kills", 200),
        ("believes-a-batch-has-arrived", "kills", 200),
        pytest.param("does-not-wait-for-the-disk", "cuts", 100, marks=needs_strace),
    ],
)
def test_a_program_at_fault_is_found_out(fault: str, part: str, times: int) -> None:
    done = torture(f"--{part}", str(times), "--seed", "1", "--with", fault)
    assert done.returncode == 1
    assert "WRONG: " in done.stderr
