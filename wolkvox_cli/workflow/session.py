"""One command at work: what it has learnt so far, and how it ends."""

import time
from dataclasses import replace
from pathlib import Path

from wolkvox_cli.campaign import Campaign
from wolkvox_cli.errors import ExitCode, WolkvoxError
from wolkvox_cli.output.console import SteadyConsole, Talk, output_lost, put_out
from wolkvox_cli.output.summary import BatchCounts, Failure, RowCounts, RunSummary, Seconds, Status
from wolkvox_cli.output.summary_view import show_summary
from wolkvox_cli.settings import Settings
from wolkvox_cli.spool import PreparedRun, SourceFacts
from wolkvox_cli.upload.accounts import Accounts, RunRecord

_OF_ANOTHER_UPLOAD = (ExitCode.LOCKED, ExitCode.NOTHING_TO_DO)
"""What these say is not about rows of this run that may be on their way just now."""


class Session:
    """One command at work. Each step adds what it has learnt to `summary`, told however the command ends.

    `resumable` says that the run is prepared and written down: the same command goes on with it.
    """

    def __init__(self, command: str, settings: Settings) -> None:
        self.settings = settings
        self.talk = Talk(
            settings.quiet, settings.verbose, settings.no_color, settings.no_input, settings.json
        )
        self.summary = RunSummary(command)
        self.resumable = False
        self._started = time.monotonic()

    # What a command learns, in the order in which it happens.

    def learn_destination(self, campaign: Campaign, *, sandbox: bool) -> None:
        """Where the leads go; the campaign's status may become known later."""
        self.summary = replace(self.summary, campaign=campaign, sandbox=sandbox)

    def learn_file(self, facts: SourceFacts) -> None:
        """How the file is written."""
        self.summary = replace(self.summary, file=facts)

    def learn_notes(self, *notes: str) -> None:
        """All that the file and its mapping give to note so far, in the order in which it is told."""
        self.summary = replace(self.summary, notes=notes)

    def learn_run(self, run: str) -> None:
        """Which run it is."""
        self.summary = replace(self.summary, run=run)

    def learn_prepared(self, prepared: PreparedRun) -> None:
        """What preparing found: nothing is sent yet."""
        self.summary = replace(
            self.summary,
            file=prepared.source,
            mapping=prepared.mapping,
            constants=prepared.constants,
            ignored_columns=prepared.ignored_columns,
            problems=prepared.problems,
            rows=_rows(prepared, not_sent=prepared.records),
            batches=BatchCounts(total=len(prepared.batches), not_sent=len(prepared.batches)),
            seconds=Seconds(prepare=prepared.seconds),
        )

    def learn_outcomes(
        self, prepared: PreparedRun | RunRecord, accounts: Accounts, seconds: float = 0.0
    ) -> None:
        """What became of the records, and how long sending them took."""
        rows, batches = accounts.rows, accounts.batches
        self.summary = replace(
            self.summary,
            rows=_rows(prepared, rows.not_sent, rows.accepted, rows.refused, rows.in_doubt),
            batches=BatchCounts(
                batches.total, batches.accepted, batches.refused, batches.in_doubt, batches.not_sent
            ),
            requests=accounts.requests,
            seconds=replace(self.summary.seconds, send=seconds),
        )

    def learn_report(self, path: Path) -> None:
        """Where the failed rows are."""
        self.summary = replace(self.summary, report=str(path))

    def learn_doubtful_list(self, path: Path) -> None:
        """Where the rows in doubt are."""
        self.summary = replace(self.summary, in_doubt_report=str(path))

    def learn_warnings_list(self, path: Path) -> None:
        """Where the rows sent with a warning are."""
        self.summary = replace(self.summary, warnings_report=str(path))

    def note(self, sentence: str) -> None:
        """Add a note to what the summary will tell, once."""
        if sentence not in self.summary.notes:
            self.learn_notes(*self.summary.notes, sentence)

    # How it ends.

    def end(
        self, status: Status, exit_code: int, error: Failure | None = None, also: tuple[str, ...] = ()
    ) -> None:
        """How the command ends; `also` is what applies besides."""
        error = error or self.summary.error
        self.summary = replace(self.summary, status=status, exit_code=exit_code, error=error, also=also)

    def end_by(self, error: WolkvoxError) -> None:
        """It ends by an error; rows in doubt weigh more than whatever it was."""
        if error.exit_code is ExitCode.NOTHING_TO_DO:
            status = Status.NOTHING_TO_DO
        else:
            status = Status.INCOMPLETE if self.resumable else Status.FAILED
        outweighed = self.summary.rows.in_doubt and error.exit_code not in _OF_ANOTHER_UPLOAD
        self.end(status, ExitCode.IN_DOUBT if outweighed else error.exit_code, Failure.of(error))

    def end_interrupted(self, number: int) -> None:
        """It ends by a signal."""
        hint = "Nothing was sent. The same command begins anew."
        if self.resumable:
            hint = "The same command goes on from here."
        self.end(Status.INCOMPLETE, 128 + number, Failure("run.interrupted", "Interrupted.", hint))

    def tell(self) -> None:
        """The end of a command: one JSON object, or the summary for people. Raises MachineError."""
        seconds = replace(self.summary.seconds, total=time.monotonic() - self._started)
        self.summary = replace(self.summary, seconds=seconds)
        summary, talk = self.summary, self.talk
        if summary.error:
            talk.fail(summary.error)
        if talk.json:
            put_out(summary.as_json())
        elif not talk.quiet or summary.exit_code:
            show_summary(talk, summary)
            if isinstance(talk.out, SteadyConsole) and talk.out.lost:
                raise output_lost(talk.out.lost)


def _rows(
    prepared: PreparedRun | RunRecord, not_sent: int, accepted: int = 0, refused: int = 0, in_doubt: int = 0
) -> RowCounts:
    return RowCounts(
        read=prepared.read,
        accepted=accepted,
        rejected=prepared.rejected,
        duplicate=prepared.duplicate,
        already_sent=prepared.already_sent,
        excluded=prepared.excluded,
        refused=refused,
        in_doubt=in_doubt,
        not_sent=not_sent,
    )
