"""Locks between real processes: one at a time, and none left behind by the dead."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from wolkvox_cli.errors import LockedError, MachineError
from wolkvox_cli.upload.clock import Clock, StopRequest
from wolkvox_cli.upload.locking import Holder, hold, read_holder

NAME = "f1n6e2p21n7"

HOLDER = """
import sys, threading
from pathlib import Path
from wolkvox_cli.upload.clock import StopRequest, SystemClock
from wolkvox_cli.upload.locking import hold
with hold(Path(sys.argv[1]), sys.argv[2], SystemClock(StopRequest())) as lock:
    lock.name_run("20261123-031500-7k2m9q")
    print("held", flush=True)
    sys.stdin.read()
"""


class ManualClock(Clock, Protocol):
    waits: list[float]
    on_wait: Callable[[], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "locks"


@pytest.fixture
def other(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the lock."""
    command = [sys.executable, "-c", HOLDER, str(folder), NAME]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"held"
        yield process
        process.kill()


def test_a_lock_that_nobody_holds_is_taken_and_given_back(folder: Path, clock: Clock) -> None:
    for _ in range(2):
        with hold(folder, NAME, clock):
            assert (folder / f"{NAME}.lock").exists()


def test_a_lock_that_another_process_holds_is_refused(
    folder: Path, clock: Clock, other: subprocess.Popen[bytes]
) -> None:
    with pytest.raises(LockedError) as caught, hold(folder, NAME, clock):
        pass
    assert "run 20261123-031500-7k2m9q, started 2" in caught.value.message
    assert f"(process {other.pid})" in caught.value.message
    assert caught.value.code == "run.locked"


def test_a_killed_process_leaves_no_lock(folder: Path, clock: Clock, other: subprocess.Popen[bytes]) -> None:
    os.kill(other.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    other.wait()
    assert read_holder(folder / f"{NAME}.holder") is not None
    with hold(folder, NAME, clock):
        pass


def test_a_lock_with_another_name_is_another_lock(
    folder: Path, clock: Clock, other: subprocess.Popen[bytes]
) -> None:
    assert other.pid
    with hold(folder, "20261123-031500-7k2m9q", clock):
        pass


def test_waiting_for_a_lock_ends_after_the_seconds_given(
    folder: Path, clock: ManualClock, other: subprocess.Popen[bytes]
) -> None:
    assert other.pid
    with pytest.raises(LockedError), hold(folder, NAME, clock, wait=3.1):
        pass
    assert sum(clock.waits) == pytest.approx(3.1)


def test_waiting_for_a_lock_ends_when_it_is_given_back(
    folder: Path, clock: ManualClock, other: subprocess.Popen[bytes]
) -> None:
    def let_go() -> None:
        assert other.stdin is not None
        if not other.stdin.closed:
            other.stdin.close()
            other.wait()

    clock.on_wait = let_go
    with hold(folder, NAME, clock, wait=60):
        assert len(clock.waits) == 1


def test_a_wish_to_stop_ends_the_waiting(
    folder: Path, clock: ManualClock, other: subprocess.Popen[bytes]
) -> None:
    assert other.pid
    stop = StopRequest()
    clock.on_wait = lambda: stop.wish(2)
    with pytest.raises(LockedError), hold(folder, NAME, clock, wait=60, stop=stop):
        pass
    assert len(clock.waits) == 1


def test_the_holder_s_note_names_process_start_and_run(folder: Path, clock: Clock) -> None:
    with hold(folder, NAME, clock) as lock:
        lock.name_run("run-1")
        holder = read_holder(folder / f"{NAME}.holder")
    assert holder == Holder(os.getpid(), "2026-11-23 03:15:00 UTC", "run-1")


def test_the_note_is_gone_with_the_lock(folder: Path, clock: Clock) -> None:
    with hold(folder, NAME, clock):
        pass
    assert read_holder(folder / f"{NAME}.holder") is None


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"process": 1', b'{"other": 1}'])
def test_a_damaged_note_only_makes_the_message_shorter(
    folder: Path, clock: Clock, other: subprocess.Popen[bytes], content: bytes
) -> None:
    assert other.pid
    (folder / f"{NAME}.holder").write_bytes(content)
    with pytest.raises(LockedError) as caught, hold(folder, NAME, clock):
        pass
    assert caught.value.message == "Another upload is running. Nothing was sent."


@pytest.mark.parametrize("name", ["", "../outside", "a b"])
def test_a_lock_never_lies_outside_its_folder(folder: Path, clock: Clock, name: str) -> None:
    with pytest.raises(ValueError, match="named by letters"), hold(folder, name, clock):
        pass


def test_a_folder_that_cannot_be_made_is_a_fault_of_the_machine(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "state").write_text("no folder")
    with pytest.raises(MachineError) as caught, hold(tmp_path / "state" / "locks", NAME, clock):
        pass
    assert caught.value.code == "disk.state-folder"


def test_of_many_processes_at_once_exactly_one_gets_the_lock(folder: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(folder), NAME]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for _ in range(4)
    ]
    lines = [process.stdout.readline() for process in processes if process.stdout]
    for process in processes:
        process.communicate()
    assert sorted(line.strip() for line in lines) == [b"", b"", b"", b"held"]
