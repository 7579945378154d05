"""Why the journal cannot be used, in words: what happened and what to do next."""

import sqlite3
from pathlib import Path

from wolkvox_cli.errors import MachineError


def damaged(path: Path, why: str) -> MachineError:
    """Nobody can say what was sent: `why` tells how that is known."""
    return MachineError(
        "journal.damaged",
        f"The journal {path} is damaged: {why}. Without it nobody knows what was sent, so nothing is sent.",
        "Put back a whole copy if there is one. Otherwise look in the Manager which files have arrived, "
        f"then move all {path.stem}.* files out of {path.parent}: a new journal begins, without memory.",
    )


_FAULTS: dict[str, tuple[str, str, str]] = {
    "SQLITE_FULL": ("journal.full", "the disk is full", "Free some space, then repeat the command."),
    "SQLITE_READONLY": (
        "journal.read-only",
        "it may not be written",
        "Mend the permissions of the file and its folder, or set WOLKVOX_HOME to another folder.",
    ),
    "SQLITE_CANTOPEN": (
        "journal.read-only",
        "it cannot be opened",
        "Mend the permissions of the file and its folder, or set WOLKVOX_HOME to another folder.",
    ),
    "SQLITE_BUSY": (
        "journal.locked",
        "another program holds it",
        "Wait until the other program has finished, then repeat the command.",
    ),
}


def unusable(path: Path, error: sqlite3.Error) -> MachineError:
    """What an error of SQLite means for the user."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_FORMAT")):
        return damaged(path, str(error))
    for prefix, (code, why, hint) in _FAULTS.items():
        if name.startswith(prefix):
            return MachineError(code, f"The journal {path} cannot be written: {why}.", hint)
    return MachineError(
        "journal.fault",
        f"The journal {path} cannot be used: {error}.",
        "Check the disk and the permissions of the state folder, then repeat the command.",
    )
