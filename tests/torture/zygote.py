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
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import httpcore

from wolkvox_cli.cli import main
from wolkvox_cli.commands import run_command
from wolkvox_cli.spool import RunFolder
from wolkvox_cli.upload.accounts import BatchRecord, BatchState
from wolkvox_cli.upload.api import WolkvoxApi
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.upload.journal_schema import JournalFile
from wolkvox_cli.workflow import history, send, upload

_CHANGES = "openat,write,pwrite64,ftruncate,rename,link,unlink,unlinkat,rmdir,mkdir,fsync,fdatasync"
RECORDED = f"{_CHANGES},sendto,recvfrom"
"""The calls from which a power cut is rebuilt, see power.py."""

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


def work(order: dict[str, Any], ready: int) -> NoReturn:
    """In the fork: become the command, once `ready` says so."""
    code: object = 1
    try:
        os.chdir(order["folder"])
        os.environ.update(order["environment"])
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for descriptor, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), descriptor)
        os.read(ready, 1)
        os.close(ready)
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


def trace(child: int, order: dict[str, Any]) -> "subprocess.Popen[bytes]":
    """Let strace stand beside the fork before it begins; what it does lies in `trace`."""
    call = order["inject"].partition(":")[0]
    wanted = ["-e", f"trace={call}", "-e", f"inject={order['inject']}"]
    if order["inject"] == "record":
        wanted = ["-y", "-xx", "-s", "10000000", "-e", f"trace={RECORDED}"]
    words = ["strace", "-qq", "-f", "-o", str(Path(order["folder"]) / "trace"), *wanted]
    tracer = subprocess.Popen(
        [*words, "-p", str(child)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while "TracerPid:\t0\n" in Path(f"/proc/{child}/status").read_text():
        assert tracer.poll() is None, "strace may not attach"
        time.sleep(0.001)
    return tracer


def spoil(fault: str) -> None:
    """Let the program be at fault, so that it can be seen whether that is noticed."""
    match fault:
        case "believes-a-batch-was-not-sent":
            _guess(BatchState.PREPARED)
        case "believes-a-batch-has-arrived":
            _guess(BatchState.ACCEPTED)
        case "does-not-wait-for-the-disk":
            _never_sync()


def _guess(state: BatchState) -> None:
    batches = Journal.batches

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


def _never_sync() -> None:
    write = JournalFile.write

    def written(file: JournalFile, *, durable: bool = True) -> Any:
        return write(file, durable=False)

    owner: Any = JournalFile
    owner.write = written


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
        ready, go = os.pipe()
        child = os.fork()
        if not child:
            os.close(go)
            work(order, ready)
        os.close(ready)
        tracer = trace(child, order) if order["inject"] else None
        os.close(go)
        if order["delay"] is not None:
            time.sleep(order["delay"])
            os.kill(child, signal.SIGKILL)  # not reaped yet, so this can be nobody else
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if tracer is not None:
            tracer.wait()
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
