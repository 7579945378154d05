"""What every command has in common: settings, talk, errors into exit codes, the summary at the end."""

import gc
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import typer

from wolkvox_cli.errors import ExitCode, WolkvoxError
from wolkvox_cli.output.console import Talk
from wolkvox_cli.output.summary import Failure
from wolkvox_cli.settings import Settings, resolve
from wolkvox_cli.workflow.failures import as_known, wrong_command
from wolkvox_cli.workflow.session import Session
from wolkvox_cli.workflow.signals import Interrupted, leave_at_a_signal, undisturbed

_BY_A_SIGNAL = 128
"""Exit codes above it say that a signal has ended the command; one more shall not keep it from saying so."""


def run_command(command: str, given: Mapping[str, Any], work: Callable[[Session], None]) -> NoReturn:
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
