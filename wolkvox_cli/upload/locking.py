"""One upload per token, and one process per run, by locks that the kernel drops with their process.

Beside each lock file lies a note of its holder, for the message only: whether the lock is held is the
kernel's word, so a note that a killed process left behind deceives nobody.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
from filelock import FileLock, Timeout

from wolkvox_cli.errors import LockedError, MachineError
from wolkvox_cli.spool import file_mode, private_file, private_folder
from wolkvox_cli.upload.clock import Clock, StopRequest

POLL_SECONDS = 0.2
_SAFE_NAME = re.compile(r"[0-9A-Za-z_-]+")


@dataclass(frozen=True)
class Holder:
    """Who holds a lock: `run` is "" while it is being prepared, `started` a time in UTC."""

    process: int
    started: str
    run: str = ""

    def __str__(self) -> str:
        run = f"run {self.run}" if self.run else "a run that is still being prepared"
        return f"{run}, started {self.started} (process {self.process})"


class HeldLock:
    """A lock in our hands."""

    def __init__(self, note: Path, holder: Holder) -> None:
        self._note = note
        self._holder = holder
        self.name_run("")

    def name_run(self, run: str) -> None:
        """Let those who wait know which run holds the lock."""
        content = orjson.dumps(asdict(Holder(self._holder.process, self._holder.started, run)))
        temporary = self._note.with_suffix(".new")
        with suppress(OSError):
            with private_file(temporary) as file:
                file.write(content)
            temporary.replace(self._note)

    def forget(self) -> None:
        """Take the note away."""
        with suppress(OSError):
            self._note.unlink(missing_ok=True)


@contextmanager
def hold(
    folder: Path, name: str, clock: Clock, *, wait: float = 0.0, stop: StopRequest | None = None
) -> Iterator[HeldLock]:
    """Hold the lock `name` (a token's fingerprint, or a run's id) below `folder`.

    Waits up to `wait` seconds for another process to let it go.

    Raises:
        LockedError: Another process holds it; the message names its run and when that started.
        MachineError: The folder cannot be written.
    """
    if not _SAFE_NAME.fullmatch(name):
        raise ValueError("a lock is named by letters, digits, - and _")
    note = folder / f"{name}.holder"
    lock = _acquire(folder / f"{name}.lock", note, clock, wait, stop)
    try:
        held = HeldLock(note, Holder(os.getpid(), f"{clock.now():%Y-%m-%d %H:%M:%S} UTC"))
        try:
            yield held
        finally:
            held.forget()
    finally:
        lock.release()


def _acquire(path: Path, note: Path, clock: Clock, wait: float, stop: StopRequest | None) -> FileLock:
    deadline = clock.monotonic() + wait
    while True:
        try:
            private_folder(path.parent)
            lock = FileLock(path, blocking=False, mode=file_mode(path.parent), fallback_to_soft=False)
            lock.acquire()
            return lock
        except Timeout as error:
            left = deadline - clock.monotonic()
            if left <= 0 or stop:
                raise _locked(note) from error
            clock.wait(min(POLL_SECONDS, left))
        except (OSError, NotImplementedError) as error:
            raise MachineError(
                "disk.state-folder",
                f"The lock {path} cannot be taken: {error}.",
                "Mend the permissions of the state folder, or set WOLKVOX_HOME to a folder on a local disk.",
            ) from error


def _locked(note: Path) -> LockedError:
    holder = read_holder(note)
    who = f": {holder}" if holder else ""
    return LockedError(
        "run.locked",
        f"Another upload is running{who}. Nothing was sent.",
        "Wait until it has finished, or let this command wait with --wait-lock SECONDS.",
    )


def read_holder(note: Path) -> Holder | None:
    """Who wrote a note, None if there is none or it cannot be read."""
    try:
        return Holder(**orjson.loads(note.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
