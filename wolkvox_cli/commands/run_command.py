"""What every command has in common: errors into exit codes, the summary at the end."""

import gc
from collections.abc import Callable, Sequence
from typing import NoReturn

import typer

from wolkvox_cli.errors import ExitCode, WolkvoxError
from wolkvox_cli.output.summary import Failure
from wolkvox_cli.settings import Settings
from wolkvox_cli.settings.wrong_values import of_bad_parameter
from wolkvox_cli.workflow.failures import as_known
from wolkvox_cli.workflow.session import Session
from wolkvox_cli.workflow.signals import Interrupted, leaving_at_a_signal, undisturbed
from wolkvox_cli.workflow.wrong_command import wrong_command

_BY_A_SIGNAL = 128
"""Exit codes above it say that a signal has ended the command; one more shall not keep it from saying so."""


def run_command(command: str, settings: Settings, work: Callable[[Session], None]) -> NoReturn:
    """Do the work, tell how it ended, leave with the contract's exit code."""
    gc.freeze()  # what starting has made stays until the end and need not be looked through
    gc.set_threshold(50_000)  # tables are many objects and hardly any garbage
    gc.enable()
    session = Session(command, settings)
    try:
        with leaving_at_a_signal(lambda number: _tell_the_end(session, number)) as watchdog:
            _do(session, work)
            watchdog.retire()
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


def _do(session: Session, work: Callable[[Session], None]) -> None:
    try:
        work(session)
    except Interrupted as interrupt:
        session.end_interrupted(interrupt.number)
    except Exception as error:  # the last net: whatever it is, the user gets a sentence and the accounts
        session.end_by(as_known(error, session.talk))


def _tell_the_end(session: Session, number: int) -> None:
    """The last words of a command that is ended in the midst of native code."""
    session.end_interrupted(number)
    session.tell()


def fail(error: Exception, command: str, words: Sequence[str]) -> int:
    """An error that reached the top, before the command began or beside it: tell it; the exit code.

    The `words` of the command line could not be read as a whole, but how to talk can be told from them.
    """
    session = Session(command, Settings(json="--json" in words, no_color="--no-color" in words))
    session.end_by(_as_known(error, command, words, session))
    try:
        session.tell()
    except WolkvoxError as lost:
        session.talk.fail(Failure.of(lost))
    return int(session.summary.exit_code)


def _as_known(error: Exception, command: str, words: Sequence[str], session: Session) -> WolkvoxError:
    # An argument that is missing is a BadParameter too, but has no value to speak of.
    if type(error) is typer.BadParameter:
        return of_bad_parameter(error)
    if isinstance(error, typer.TyperException):
        return wrong_command(error.format_message(), command, words)
    return as_known(error, session.talk)
