"""The short form of `make torture`, and proof that it would notice."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TORTURE = Path(__file__).parent / "torture.py"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither SIGKILL nor fork")


def torture(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(TORTURE), "--quiet", *words], capture_output=True, text=True, timeout=200
    )


def test_however_often_it_is_killed_every_lead_arrives_once() -> None:
    done = torture("--kills", "25")
    assert done.returncode == 0, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)
    assert (figures["kills"], figures["doubled"], figures["lost"]) == (25, 0, 0)


@pytest.mark.parametrize("fault", ["believes-a-batch-was-not-sent", "believes-a-batch-has-arrived"])
def test_a_program_that_guesses_is_found_out(fault: str) -> None:
    done = torture("--kills", "200", "--seed", "1", "--with", fault)
    assert done.returncode == 1
    assert "WRONG: " in done.stderr
