"""What `wolkvox runs` does with the journal; nothing here sends anything."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from wolkvox_cli.errors import CommandError, MachineError
from wolkvox_cli.output.console import Talk
from wolkvox_cli.output.json_object import print_json
from wolkvox_cli.output.runs_table import RunView, run_facts, show_run, show_runs
from wolkvox_cli.settings import Settings, state_folder
from wolkvox_cli.spool import RunFolder, Spool
from wolkvox_cli.upload.accounts import BatchRecord, BatchState, RunState
from wolkvox_cli.upload.clock import StopRequest, SystemClock
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.upload.locking import hold
from wolkvox_cli.upload.settle import rows_of

USERS_WORD = "decided by the user, who looked it up"


@dataclass(frozen=True)
class _OneRun:
    """A run that nobody else works on while we have it."""

    journal: Journal
    id: str
    folder: RunFolder

    @property
    def view(self) -> RunView:
        return RunView(self.journal.run(self.id), self.journal.accounts(self.id))

    @property
    def batches(self) -> list[BatchRecord]:
        return self.journal.batches(self.id)


def list_all(settings: Settings) -> None:
    """All runs, the newest first."""
    with _opened_journal() as journal:
        views = [RunView(record, journal.accounts(record.id)) for record in journal.runs()]
    if settings.json:
        print_json("runs", {"runs": [run_facts(view) for view in views]})
    else:
        show_runs(Talk(no_color=settings.no_color), views)


def show_one(name: str, settings: Settings) -> None:
    """One run with its batches."""
    with _opened_journal() as journal:
        record = journal.run(name)
        view, batches = RunView(record, journal.accounts(record.id)), journal.batches(record.id)
    if settings.json:
        print_json("runs show", run_facts(view, batches))
    else:
        show_run(Talk(no_color=settings.no_color), view, batches)


def settle_doubt(name: str, settings: Settings, *, arrived: bool, not_arrived: bool) -> None:
    """Take the user's word for what became of the batches in doubt."""
    with _held_run(name) as run:
        if run.view.record.state is RunState.DISCARDED:
            raise CommandError(
                "run.over",
                f"Run {run.id} was discarded: what was in doubt of it can no longer be settled.",
                f"Which rows that is: wolkvox runs show {run.id}",
            )
        doubtful = [record for record in run.batches if record.is_doubtful]
        if not doubtful:
            raise CommandError(
                "run.no-doubt",
                f"Nothing of run {run.id} is in doubt.",
                f"Look at it with: wolkvox runs show {run.id}",
            )
        if arrived is not_arrived:
            raise _neither_arrived_nor_not(run.id, doubtful)
        for record in doubtful:
            run.journal.settle(run.id, record.batch, arrived=arrived, evidence=_evidence(record, arrived))
            if arrived:
                run.folder.drop_batch(record.batch.number)
        _finish_if_over(run)
        _tell(run, settings.json, command="runs settle", text=_settled_text(run, doubtful, arrived))


def discard_run(name: str, settings: Settings, *, yes: bool) -> None:
    """Drop an unfinished run and its bodies; asks first where it can, and always about a doubt."""
    talk = Talk(json=settings.json, no_input=settings.no_input)
    with _held_run(name) as run:
        if run.view.record.state is not RunState.OPEN:
            raise CommandError(
                "run.over",
                f"Run {run.id} is {run.view.record.state} already.",
                "There is nothing left of it to drop.",
            )
        losses = _losses(run)
        in_doubt = run.view.accounts.rows.in_doubt > 0
        agreed = talk.ask(f"{losses} Discard run {run.id}?") if talk.may_ask and not yes else not in_doubt
        if not yes and not agreed:
            raise CommandError("run.kept", f"{losses} Run {run.id} is kept.", "To discard it add --yes.")
        kept = _keep_unsent(run)
        run.journal.discard(run.id)
        run.folder.remove()
        _tell(run, settings.json, command="runs discard", text=f"Run {run.id} is discarded. {losses}{kept}")


@contextmanager
def _opened_journal() -> Iterator[Journal]:
    with Journal.open(state_folder() / "journal.sqlite3", SystemClock(StopRequest())) as journal:
        yield journal


@contextmanager
def _held_run(name: str) -> Iterator[_OneRun]:
    state = state_folder()
    with _opened_journal() as journal:
        run = journal.run(name).id
        with hold(state / "locks", run, SystemClock(StopRequest())):
            yield _OneRun(journal, run, Spool(state / "runs").folder(run))


def _finish_if_over(run: _OneRun) -> None:
    # Refused rows and warnings still have to get into a report, which is the work of `runs resume`.
    batches = run.batches
    if (
        all(record.state is BatchState.ACCEPTED for record in batches)
        and not run.folder.warnings_path.exists()
    ):
        run.journal.finish(run.id)
        run.folder.remove()


def _keep_unsent(run: _OneRun) -> str:
    """Write the rows that were not sent beside the file, where others were; a sentence about it."""
    # It needs pandas, which no other look at runs does.
    from wolkvox_cli.workflow.report import write_unsent_rows

    rows = run.view.accounts.rows
    if not (rows.accepted or rows.in_doubt):
        return ""
    try:
        path = write_unsent_rows(run.folder.prepared(), run.folder, run.batches)
    except MachineError as error:
        return f" The rows not sent could not be written to a file: {error.message}"
    return f" Those not sent are in {path}, ready to be uploaded." if path else ""


def _evidence(record: BatchRecord, arrived: bool) -> str:
    if record.accepted and not arrived:
        return (
            f"only {record.accepted:,} of the {record.batch.records:,} records of this batch were added, "
            "and it is not known which: look this one up before you upload it again"
        )
    return USERS_WORD


def _settled_text(run: _OneRun, doubtful: list[BatchRecord], arrived: bool) -> str:
    numbers = ", ".join(str(record.batch.number) for record in doubtful)
    what = "arrived" if arrived else "did not arrive"
    if run.view.record.state is RunState.COMPLETE:
        return f"Batch {numbers} {what}. Run {run.id} is complete."
    return f"Batch {numbers} {what}. Go on with: wolkvox runs resume {run.id}"


def _losses(run: _OneRun) -> str:
    rows = run.view.accounts.rows
    text = (
        f"Of {rows.total:,} leads {rows.accepted:,} have arrived, {rows.not_sent + rows.refused:,} have not."
    )
    doubtful = [record.batch for record in run.batches if record.is_doubtful]
    if doubtful:
        where = ", ".join(rows_of(batch) for batch in doubtful)
        text += f" In doubt: {rows.in_doubt:,} ({where} of the file); that can then not be settled any more."
    return text


def _neither_arrived_nor_not(run: str, doubtful: list[BatchRecord]) -> CommandError:
    where = ", ".join(
        f"batch {record.batch.number} ({rows_of(record.batch)} of the file)" for record in doubtful
    )
    return CommandError(
        "command.settle",
        f"In doubt of run {run}: {where}. Say what the Manager shows.",
        f"wolkvox runs settle {run} --arrived, or wolkvox runs settle {run} --not-arrived",
    )


def _tell(run: _OneRun, json: bool, *, command: str, text: str) -> None:
    if json:
        print_json(command, run_facts(run.view))
    else:
        Talk().say(text)
