"""What every command has in common: settings, talk, errors into exit codes, the summary at the end."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NoReturn

import typer

from wolkvox_cli.commands.failing import as_known, wrong_command
from wolkvox_cli.commands.interrupting import Interrupted, leave_at_a_signal, undisturbed
from wolkvox_cli.errors import ExitCode, WolkvoxError
from wolkvox_cli.output.console import SteadyConsole, Talk, output_lost, put_out
from wolkvox_cli.output.summary import Failure, RunSummary, Status
from wolkvox_cli.output.summary_view import show_summary
from wolkvox_cli.settings import Settings, resolve

_BY_A_SIGNAL = 128
"""Exit codes above it say that a signal has ended the command; one more shall not keep it from saying so."""

_LIGHTER_THAN_DOUBT = (ExitCode.FAULT, ExitCode.REFUSED, ExitCode.QUOTA, ExitCode.UNREACHABLE)


class Session:
    """One command at work: what it knows so far stands in `summary`, and is told however it ends.

    `resumable` says that the run is prepared and written down: the same command goes on with it.
    """

    def __init__(self, command: str, talk: Talk) -> None:
        self.talk = talk
        self.settings = Settings()
        self.summary = RunSummary(command)
        self.resumable = False
        self._started = time.monotonic()

    def know(self, **facts: Any) -> None:
        """Add to what the summary will tell."""
        self.summary = replace(self.summary, **facts)

    def note(self, sentence: str) -> None:
        """Add a note to what the summary will tell, once."""
        if sentence not in self.summary.notes:
            self.know(notes=(*self.summary.notes, sentence))

    def end(self, status: Status, exit_code: int, error: Failure | None = None) -> None:
        """How the command ends."""
        self.know(status=status, exit_code=exit_code, error=error or self.summary.error)

    def end_by(self, error: WolkvoxError) -> None:
        """It ends by an error; rows in doubt weigh more than whatever it was."""
        if error.exit_code is ExitCode.NOTHING_TO_DO:
            status = Status.NOTHING_TO_DO
        else:
            status = Status.INCOMPLETE if self.resumable else Status.FAILED
        outweighed = self.summary.rows.in_doubt and error.exit_code in _LIGHTER_THAN_DOUBT
        self.end(status, ExitCode.IN_DOUBT if outweighed else error.exit_code, Failure.of(error))

    def end_interrupted(self, number: int) -> None:
        """It ends by a signal."""
        hint = "Nothing was sent. The same command begins anew."
        if self.resumable:
            hint = "The same command goes on from here."
        self.end(Status.INCOMPLETE, 128 + number, Failure("run.interrupted", "Interrupted.", hint))

    def tell(self) -> None:
        """The end of a command: one JSON object, or the summary for people. Raises MachineError."""
        total = time.monotonic() - self._started
        self.know(seconds=replace(self.summary.seconds, total=total))
        summary, talk = self.summary, self.talk
        if summary.error:
            talk.fail(summary.error)
        if talk.json:
            put_out(summary.as_json())
        elif not talk.quiet or summary.exit_code:
            show_summary(talk, summary)
            if isinstance(talk.out, SteadyConsole) and talk.out.lost:
                raise output_lost(talk.out.lost)


def run_session(command: str, given: Mapping[str, Any], work: Callable[[Session], None]) -> NoReturn:
    """Resolve the settings, do the work, tell how it ended, leave with the contract's exit code."""
    gc.freeze()  # what starting has made stays until the end and need not be looked through
    gc.enable()
    session = Session(command, _talk_wanted(given))
    try:
        leave_at_a_signal()
        _do(session, given, work)
        with undisturbed(session.summary.exit_code > _BY_A_SIGNAL):
            session.tell()
    except Interrupted as interrupt:
        # While telling, or once more while the first interruption was being tidied up.
        raise typer.Exit(128 + interrupt.number) from None
    except WolkvoxError as error:
        session.talk.fail(Failure.of(error))
        if session.summary.exit_code != ExitCode.IN_DOUBT:
            raise typer.Exit(int(error.exit_code)) from error
    raise typer.Exit(int(session.summary.exit_code))


def _do(session: Session, given: Mapping[str, Any], work: Callable[[Session], None]) -> None:
    try:
        session.settings = resolve(given)
        session.talk = _talk_of(session.settings)
        work(session)
    except Interrupted as interrupt:
        session.end_interrupted(interrupt.number)
    except Exception as error:  # the last net: whatever it is, the user gets a sentence and the accounts
        session.end_by(as_known(error, session.talk))


def _talk_wanted(given: Mapping[str, Any]) -> Talk:
    """How to talk as far as the options tell, for errors in the settings themselves."""
    names = ("quiet", "verbose", "no_color", "no_input", "json")
    return Talk(**{name: bool(given.get(name)) for name in names})


def _talk_of(settings: Settings) -> Talk:
    return Talk(settings.quiet, settings.verbose, settings.no_color, settings.no_input, settings.json)


def fail_outside(error: Exception, command: str, *, json: bool) -> int:
    """An error that reached the top: tell it, as JSON where that was asked for; the exit code."""
    return _tell_failure(as_known(error, Talk()), command, json=json)


def fail_usage(message: str, command: str, *, json: bool) -> int:
    """A command line that cannot be read: the same."""
    return _tell_failure(wrong_command(message, command), command, json=json)


def _tell_failure(error: WolkvoxError, command: str, *, json: bool) -> int:
    session = Session(command, Talk(json=json))
    session.end_by(error)
    try:
        session.tell()
    except WolkvoxError as lost:
        session.talk.fail(Failure.of(lost))
    return int(error.exit_code)
