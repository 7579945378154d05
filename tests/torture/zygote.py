"""Runs the real command again and again in forks of one warm process, each to be killed where it is told.

Every line on standard input is an order (see `Order` in torture.py), every line on standard output how
the command ended: its exit code, or the negative number of the signal that killed it.
"""

import contextlib
import io
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn

import httpcore

from wolkvox_cli.cli import main
from wolkvox_cli.commands import run_command
from wolkvox_cli.spool import RunFolder
from wolkvox_cli.upload.accounts import BatchRecord, BatchState
from wolkvox_cli.upload.api import WolkvoxApi
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.workflow import history, send, upload

WARM = (httpcore, history, run_command, send, upload)
"""What the commands import when they begin."""

CALLS: dict[str, tuple[Any, str]] = {
    "seal": (RunFolder, "seal"),
    "add-run": (Journal, "add_run"),
    "intent": (Journal, "begin"),
    "answer": (WolkvoxApi, "add_records"),
    "outcome": (Journal, "accept"),
    "drop": (RunFolder, "drop_batch"),
    "doubt": (Journal, "doubt"),
    "campaign-look-up": (WolkvoxApi, "campaign_info"),
    "record-look-up": (WolkvoxApi, "find_record"),
    "settling": (Journal, "settle"),
    "finish": (Journal, "finish"),
    "removal": (RunFolder, "remove"),
    # Every entry of the journal notes its time in the midst of its transaction.
    "entry": (Journal, "_now"),
}


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def mine(point: str, nth: int) -> None:
    """Lay the mine: the `nth` time the process comes to the point, it is killed there."""
    if point in ("during-body", "after-body"):
        _mine_body(half=point == "during-body", count=_countdown(nth))
        return
    side, _, call = point.partition("-")
    owner, name = CALLS[call]
    original = getattr(owner, name)
    is_due = _countdown(nth)

    def mined(*args: Any, **options: Any) -> Any:
        due = is_due()
        if due and side == "before":
            die()
        result = original(*args, **options)
        if due:
            die()
        return result

    setattr(owner, name, mined)


def _mine_body(*, half: bool, count: Callable[[], bool]) -> None:
    original = socket.socket.send

    def send(self: socket.socket, data: bytes, *flags: int) -> int:
        if bytes(data[:2]) != b"[{" or not count():
            return original(self, data, *flags)
        self.setblocking(True)
        self.sendall(data[: len(data) // 2] if half else data)
        die()
        return 0

    owner: Any = socket.socket
    owner.send = send


def _countdown(nth: int) -> Callable[[], bool]:
    left = nth

    def count() -> bool:
        nonlocal left
        left -= 1
        return left == 0

    return count


def work(order: dict[str, Any]) -> NoReturn:
    """In the fork: become the command."""
    code: object = 1
    try:
        os.chdir(order["folder"])
        os.environ.update(order["environment"])
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for descriptor, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), descriptor)
        sys.argv = ["wolkvox", *order["words"]]
        if order["point"]:
            mine(order["point"], order["nth"])
        main()
    except SystemExit as left:
        code = left.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def spoil(fault: str) -> None:
    """Let the program guess where it should not, so that it can be seen whether that is noticed."""
    batches = Journal.batches
    state = BatchState.PREPARED if fault == "believes-a-batch-was-not-sent" else BatchState.ACCEPTED

    def guessed(journal: Journal, run: str) -> list[BatchRecord]:
        records = batches(journal, run)
        for record in records:
            if record.is_doubtful:
                with journal.file.write() as database:
                    database.execute(
                        "UPDATE batches SET state = ? WHERE run = ? AND number = ?",
                        (state.value, run, record.batch.number),
                    )
        return batches(journal, run)

    owner: Any = Journal
    owner.batches = guessed


def warm_up() -> None:
    """Let a command that touches nothing import what reading a command line takes."""
    given, sys.argv = sys.argv, ["wolkvox", "fields"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        main()
    sys.argv = given


def serve() -> None:
    """Take orders until there are no more."""
    warm_up()
    if len(sys.argv) > 1:
        spoil(sys.argv[1])
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            work(order)
        if order["delay"] is not None:
            time.sleep(order["delay"])
            os.kill(child, signal.SIGKILL)  # not reaped yet, so this can be nobody else
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
