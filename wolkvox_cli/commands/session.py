"""What every command has in common: settings, talk, errors into exit codes, the summary at the end."""

import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import typer

from wolkvox_cli.errors import CommandError, ExitCode, MachineError, WolkvoxError
from wolkvox_cli.output.console import Talk
from wolkvox_cli.output.summary import Failure, RunSummary, Status
from wolkvox_cli.output.summary_view import show_summary
from wolkvox_cli.settings import Settings, resolve

_NEVER_STARTED = {ExitCode.COMMAND, ExitCode.FILE, ExitCode.LOCKED}


class Interrupted(BaseException):
    """A signal asked the program to leave at once."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Session:
    """One command at work: what it knows so far stands in `summary`, and is told however it ends."""

    def __init__(self, command: str, talk: Talk) -> None:
        self.talk = talk
        self.settings = Settings()
        self.summary = RunSummary(command)
        self._started = time.monotonic()

    def know(self, **facts: Any) -> None:
        """Add to what the summary will tell."""
        self.summary = replace(self.summary, **facts)

    def end(self, status: Status, exit_code: int, error: Failure | None = None) -> None:
        """How the command ends."""
        self.know(status=status, exit_code=exit_code, error=error or self.summary.error)

    def took(self) -> None:
        """Write the whole time down."""
        total = time.monotonic() - self._started
        self.know(seconds=replace(self.summary.seconds, total=total))


def run_session(command: str, given: Mapping[str, Any], work: Callable[[Session], None]) -> NoReturn:
    """Resolve the settings, do the work, tell how it ended, leave with the contract's exit code."""
    session = Session(command, _talk_wanted(given))
    _leave_at_a_signal()
    try:
        session.settings = resolve(given)
        session.talk = _talk_of(session.settings)
        work(session)
    except WolkvoxError as error:
        _ended_by(session, error)
    except Interrupted as interrupt:
        _interrupted(session, interrupt.number)
    except OSError as error:
        _ended_by(session, _machine_error(error))
    except Exception as error:  # the last net: whatever it is, the user gets a sentence and the accounts
        _ended_by(session, _unexpected(error, session.talk))
    session.took()
    tell(session)
    raise typer.Exit(int(session.summary.exit_code))


def tell(session: Session) -> None:
    """The end of a command: one JSON object, or the summary for people."""
    summary, talk = session.summary, session.talk
    if summary.error:
        talk.fail(summary.error)
    if talk.json:
        sys.stdout.buffer.write(summary.as_json())
        sys.stdout.buffer.flush()
    elif not talk.quiet or summary.exit_code:
        show_summary(talk, summary)


def _talk_wanted(given: Mapping[str, Any]) -> Talk:
    """How to talk as far as the options tell, for errors in the settings themselves."""
    names = ("quiet", "verbose", "no_color", "no_input", "json")
    return Talk(**{name: bool(given.get(name)) for name in names})


def _talk_of(settings: Settings) -> Talk:
    return Talk(settings.quiet, settings.verbose, settings.no_color, settings.no_input, settings.json)


def _leave_at_a_signal() -> None:
    """Until sending begins, a signal ends the program at once: nothing has been sent."""

    def leave(number: int, _: FrameType | None) -> NoReturn:
        raise Interrupted(number)

    signal.signal(signal.SIGINT, leave)
    signal.signal(signal.SIGTERM, leave)


def _ended_by(session: Session, error: WolkvoxError) -> None:
    if error.exit_code is ExitCode.NOTHING_TO_DO:
        status = Status.NOTHING_TO_DO
    elif error.exit_code in _NEVER_STARTED or not session.summary.batches.accepted:
        status = Status.FAILED
    else:
        status = Status.INCOMPLETE
    session.end(status, error.exit_code, Failure.of(error))


def _interrupted(session: Session, number: int) -> None:
    session.end(
        Status.INCOMPLETE,
        128 + number,
        Failure("run.interrupted", "Interrupted.", "The same command goes on from here."),
    )


def _machine_error(error: OSError) -> MachineError:
    name = Path(str(error.filename)).name if error.filename else "a file"
    return MachineError(
        "disk.fault",
        f"This machine does not allow it: {error.strerror or type(error).__name__} ({name}).",
        "Mend that (space, permissions) and give the same command again: it goes on from here.",
    )


def _unexpected(error: Exception, talk: Talk) -> MachineError:
    """Type and place only: the text of an unexpected error may hold a cell of the user's file."""
    frames = traceback.extract_tb(error.__traceback__)
    for frame in frames:
        talk.detail(f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}")
    at = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
    return MachineError(
        "program.fault",
        f"A fault of this program: {type(error).__name__} at {at}.",
        "Nothing is sent twice: the same command goes on from here. Please report the line above.",
    )


def failed_outside(error: Exception, arguments: Sequence[str]) -> int:
    """An error that reached the top: tell it, as JSON where that was asked for; the exit code."""
    known = error if isinstance(error, WolkvoxError) else None
    if known is None and isinstance(error, OSError):
        known = _machine_error(error)
    return _tell_failure(known or _unexpected(error, Talk()), arguments)


def wrong_command(message: str, arguments: Sequence[str]) -> int:
    """An option or argument that does not exist or cannot be read."""
    words = [word for word in arguments[1:] if not word.startswith("-")]
    named = f" {words[0]}" if words else ""
    hint = f"See: wolkvox{named} --help"
    return _tell_failure(CommandError("command.usage", message.rstrip(".") + ".", hint), arguments)


def _tell_failure(error: WolkvoxError, arguments: Sequence[str]) -> int:
    words = [word for word in arguments[1:] if not word.startswith("-")]
    json = "--json" in arguments
    session = Session(words[0] if words else "", Talk(json=json))
    _ended_by(session, error)
    tell(session)
    return int(error.exit_code)
