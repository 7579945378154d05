"""Every error that reaches the user, and the exit code each one ends in.

WolkvoxError              message, hint, code
├── CommandError          2   the command line, the settings or the mapping need attention
├── FileError             4   the lead file cannot be used
├── RefusedError          5   the API said no
├── QuotaError            7   the daily quota is used up
├── LockedError           8   another upload is using this token or campaign
├── NothingToDoError      9   this campaign has already had all of these leads
├── UnreachableError     10   the API could not be reached, nothing is in doubt
└── MachineError          1   this machine's fault: disk full, no permission, a damaged journal
"""

from enum import IntEnum
from typing import ClassVar, Self


class ExitCode(IntEnum):
    """The exit codes of the contract, each with its meaning in short."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Self:
        """The code that is this number."""
        each = int.__new__(cls, code)
        each._value_ = code
        each.meaning = meaning
        return each

    OK = 0, "every row was accepted"
    FAULT = 1, "this machine or this program failed; the same command resumes"
    COMMAND = 2, "the command, the settings or the mapping need attention"
    PARTIAL = 3, "finished; some rows were rejected, or refused under --keep-going"
    FILE = 4, "the file cannot be used"
    REFUSED = 5, "the API refused: token, campaign, parameters, capacity"
    IN_DOUBT = 6, "rows are in doubt: wolkvox runs settle decides"
    QUOTA = 7, "the daily quota is used up; the same command resumes tomorrow"
    LOCKED = 8, "another upload is using this token or campaign"
    NOTHING_TO_DO = 9, "nothing to do: this campaign has already had all of these leads"
    UNREACHABLE = 10, "the API could not be reached; the same command resumes"
    INTERRUPTED = 130, "interrupted; the same command resumes"
    TERMINATED = 143, "the same, by SIGTERM"


class WolkvoxError(Exception):
    """What happened (`message`), what to do next (`hint`), and a stable name for scripts (`code`)."""

    exit_code: ClassVar[ExitCode] = ExitCode.FAULT

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class CommandError(WolkvoxError):
    """Codes: command.*, settings.*, mapping.*, token.*."""

    exit_code = ExitCode.COMMAND


class FileError(WolkvoxError):
    """Codes: file.*."""

    exit_code = ExitCode.FILE


class RefusedError(WolkvoxError):
    """Codes: api.*."""

    exit_code = ExitCode.REFUSED


class QuotaError(WolkvoxError):
    """Code: api.quota."""

    exit_code = ExitCode.QUOTA


class LockedError(WolkvoxError):
    """Code: run.locked."""

    exit_code = ExitCode.LOCKED


class NothingToDoError(WolkvoxError):
    """Code: run.already-sent."""

    exit_code = ExitCode.NOTHING_TO_DO


class UnreachableError(WolkvoxError):
    """Code: api.unreachable."""

    exit_code = ExitCode.UNREACHABLE


class MachineError(WolkvoxError):
    """Codes: disk.*, journal.*, spool.*."""

    exit_code = ExitCode.FAULT
