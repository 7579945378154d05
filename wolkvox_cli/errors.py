"""Every error that reaches the user, and the exit code each one ends in.

WolkvoxError              message, hint, code
├── CommandError          2   the command line, the settings or the mapping need attention
├── FileError             4   the lead file cannot be used
├── RefusedError          5   the API said no
├── QuotaError            7   the daily quota is used up
├── LockedError           8   another upload is using this token
├── NothingToDoError      9   this campaign has already had this file
├── UnreachableError     10   the API could not be reached, nothing is in doubt
└── MachineError          1   this machine's fault: disk full, no permission, a damaged journal
"""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """The exit codes of the contract."""

    OK = 0
    FAULT = 1
    COMMAND = 2
    PARTIAL = 3
    FILE = 4
    REFUSED = 5
    IN_DOUBT = 6
    QUOTA = 7
    LOCKED = 8
    NOTHING_TO_DO = 9
    UNREACHABLE = 10
    INTERRUPTED = 130
    TERMINATED = 143


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
