"""Ctrl-C and SIGTERM: the batch in flight is waited for; a second signal leaves at once."""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.commands.conftest import Desk

EVERY_LEAD = [f"ID{n}" for n in range(1, 31)]
SMALL = ("--batch-size", "10", "--settle-after", "0", "--json")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals to send")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_batch_in_flight_is_waited_for_and_recorded(desk: Desk, number: int, code: int) -> None:
    desk.open("slow@2:0.7")
    process = desk.start("add-records", desk.leads(), *SMALL)
    desk.wait_for_batch(2)
    process.send_signal(number)
    done = desk.finish(process)
    assert (done.code, done.json["exit_code"], done.json["status"]) == (code, code, "incomplete")
    assert done.rows == {"read": 30, "accepted": 20, "not_sent": 10}
    assert done.json["error"]["code"] == "run.interrupted"
    assert desk.held() == EVERY_LEAD[:20]
    resumed = desk.send()
    assert (resumed.code, resumed.json["run"]) == (0, done.json["run"])
    assert desk.held() == EVERY_LEAD


def test_a_second_signal_leaves_at_once_and_the_batch_in_flight_is_in_doubt(desk: Desk) -> None:
    desk.open("slow@2:30")
    process = desk.start("add-records", desk.leads(), *SMALL)
    desk.wait_for_batch(2)
    process.send_signal(signal.SIGINT)
    with pytest.raises(Exception, match="timed out"):
        process.wait(0.5)
    process.send_signal(signal.SIGINT)
    done = desk.finish(process)
    assert done.code == 130
    assert done.rows == {"read": 30, "accepted": 10, "in_doubt": 10, "not_sent": 10}
    desk.wait_for(lambda: len(desk.held()) == 20, "the batch in flight")
    resumed = desk.send()
    assert (resumed.code, resumed.rows) == (0, {"read": 30, "accepted": 30})
    assert desk.held() == EVERY_LEAD


def test_a_wait_before_a_retry_ends_at_the_first_signal(desk: Desk) -> None:
    desk.open("429@2+:100")
    process = desk.start("add-records", desk.leads(), *SMALL)
    desk.wait_for(lambda: any(r.status == 429 for r in desk.sandbox.requests), "the refusal")
    process.send_signal(signal.SIGTERM)
    done = desk.finish(process)
    assert (done.code, done.rows) == (143, {"read": 30, "accepted": 10, "not_sent": 20})


def test_the_wait_of_a_doubt_ends_at_the_first_signal_and_the_doubt_stays(desk: Desk) -> None:
    desk.open("reset@2")
    words = ("--batch-size", "10", "--settle-after", "300", "--json")
    process = desk.start("add-records", desk.leads(), *words)
    # The counter is asked before the run, after the first batch, and once the answer is lost.
    desk.wait_for(lambda: sum(r.api == "campaigns" for r in desk.sandbox.requests) == 3, "the look-up")
    process.send_signal(signal.SIGINT)
    done = desk.finish(process)
    assert (done.code, desk.posts) == (130, 2)
    assert done.rows == {"read": 30, "accepted": 10, "in_doubt": 10, "not_sent": 10}
    assert desk.send().code == 0
    assert desk.held() == EVERY_LEAD


def test_ctrl_c_while_the_file_is_read_ends_the_program_and_nothing_is_sent(desk: Desk) -> None:
    desk.open()
    process = desk.start("add-records", "-", *SMALL, stdin=-1)
    assert process.stdin is not None
    process.stdin.write("ID;3005550100\n" * 50_000)  # more than a pipe holds: the command is reading
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    done = desk.finish(process)
    assert (done.code, done.json["exit_code"]) == (130, 130)
    assert "Traceback" not in done.err
    assert desk.sandbox.requests == []


def test_sigkill_between_two_batches_and_the_same_command_brings_every_lead_once(desk: Desk) -> None:
    desk.open("slow@2:0.4")
    process = desk.start("add-records", desk.leads(), *SMALL)
    desk.wait_for_batch(2)
    process.kill()
    desk.finish(process)
    desk.wait_for(lambda: all(r.seconds for r in desk.sandbox.requests), "the sandbox to come to rest")
    done = desk.finish(desk.start("add-records", desk.folder / "leads.csv", *SMALL))
    assert (done.code, done.rows) == (0, {"read": 30, "accepted": 30})
    assert desk.held() == EVERY_LEAD


NATIVE = """
import hashlib, sys
from wolkvox_cli.workflow import new_run

def in_native_code(*_, **__):
    sys.stderr.write("in native code\\n")
    sys.stderr.flush()
    hashlib.pbkdf2_hmac("sha256", b"", b"", 2_000_000_000)

new_run.prepare_file = in_native_code
from wolkvox_cli.cli import main
main()
"""
"""The command, with code in place of its preparing that Python cannot be called away from for an hour."""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_program_also_while_native_code_holds_it_back(
    desk: Desk, number: int, code: int
) -> None:
    desk.open()
    process = desk.start("add-records", desk.leads(), *SMALL, program=NATIVE)
    assert process.stderr is not None
    while "in native code" not in process.stderr.readline():
        assert process.poll() is None
    began = time.monotonic()
    process.send_signal(number)
    done = desk.finish(process)
    assert time.monotonic() - began < 10  # two seconds, and what a busy machine adds
    assert (done.code, done.json["exit_code"], done.json["error"]["code"]) == (code, code, "run.interrupted")
    assert desk.sandbox.requests == []


def test_a_batch_in_flight_is_waited_for_longer_than_native_code_is(desk: Desk) -> None:
    desk.open("slow@2:3")
    process = desk.start("add-records", desk.leads(), *SMALL)
    desk.wait_for_batch(2)
    process.send_signal(signal.SIGTERM)
    done = desk.finish(process)
    assert (done.code, done.rows) == (143, {"read": 30, "accepted": 20, "not_sent": 10})
