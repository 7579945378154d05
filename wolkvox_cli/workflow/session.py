"""One command at work: what it knows so far, and how it ends."""

import time
from dataclasses import replace
from typing import Any

from wolkvox_cli.errors import ExitCode, WolkvoxError
from wolkvox_cli.output.console import SteadyConsole, Talk, output_lost, put_out
from wolkvox_cli.output.summary import Failure, RunSummary, Status
from wolkvox_cli.output.summary_view import show_summary
from wolkvox_cli.settings import Settings

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
