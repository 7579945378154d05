"""Send a prepared run and account for it: used by `add-records` and `runs resume`."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from wolkvox_cli.errors import CommandError, ExitCode, MachineError, WolkvoxError
from wolkvox_cli.output.display import SendingDisplay
from wolkvox_cli.output.summary import BatchCounts, Failure, RowCounts, Status
from wolkvox_cli.spool import PreparedRun
from wolkvox_cli.upload.events import RunStopped, StopReason
from wolkvox_cli.upload.post import OnDoubt, SendingOptions, post
from wolkvox_cli.workflow.failures import as_known
from wolkvox_cli.workflow.preflight import look_at_campaign, quota_now, tell_plan
from wolkvox_cli.workflow.report import write_doubtful_rows, write_final_report
from wolkvox_cli.workflow.resources import Upload
from wolkvox_cli.workflow.session import Session
from wolkvox_cli.workflow.signals import Interrupted, stopping_politely, undisturbed

_EXIT_CODES = {
    StopReason.FAULT: ExitCode.FAULT,
    StopReason.REFUSED: ExitCode.REFUSED,
    StopReason.QUOTA: ExitCode.QUOTA,
    StopReason.UNREACHABLE: ExitCode.UNREACHABLE,
    StopReason.IN_DOUBT: ExitCode.IN_DOUBT,
}
_ORDER = (
    ExitCode.IN_DOUBT,
    ExitCode.FAULT,
    ExitCode.REFUSED,
    ExitCode.QUOTA,
    ExitCode.UNREACHABLE,
    ExitCode.PARTIAL,
    ExitCode.OK,
)
"""When several apply, the first of these is the exit code."""


def send_run(upload: Upload, prepared: PreparedRun) -> None:
    """Post what is left of the run, then write reports and accounts. The run's lock is held."""
    session = upload.session
    upload.hold_run(prepared.id)
    session.resumable = True
    session.know(run=prepared.id)
    stopped: RunStopped | None = None
    started = time.monotonic()
    try:
        with _accounting(upload, prepared, started), stopping_politely(upload.stop, session.talk):
            for event in _events(upload, prepared):
                if isinstance(event, RunStopped):
                    stopped = event
    except Interrupted:
        # The signal may have come just before the accounts were taken; they are taken in any case.
        with _accounting(upload, prepared, started):
            raise
    _conclude(upload, prepared, stopped)
    _end(session, upload, stopped)


def _events(upload: Upload, prepared: PreparedRun) -> Iterator[object]:
    """Ask, plan, post; every event is drawn and handed on."""
    session, settings = upload.session, upload.session.settings
    accounts = upload.journal.accounts(prepared.id)
    left = accounts.batches.total - accounts.batches.accepted
    campaign, info = look_at_campaign(upload)
    session.know(campaign=campaign)
    quota = quota_now(upload, left)
    tell_plan(upload, prepared, info, quota(), left)
    options = SendingOptions(
        token=upload.target.token.fingerprint,
        on_doubt=OnDoubt(settings.on_doubt),
        settle_after=settings.settle_after,
        keep_going=settings.keep_going,
        quota=quota,
    )
    folder = upload.spool.folder(prepared.id)
    with SendingDisplay(session.talk, prepared, accounts.rows.accepted) as display:
        for event in post(
            prepared,
            folder,
            campaign,
            upload.api,
            upload.journal,
            options=options,
            clock=upload.clock,
            stop=upload.stop,
            counter=info.records if info else None,
        ):
            display.show(event)
            yield event


@contextmanager
def _accounting(upload: Upload, prepared: PreparedRun, started: float) -> Iterator[None]:
    """Take the accounts at the end, however it comes."""
    try:
        yield
    finally:
        with undisturbed():
            _account(upload, prepared, time.monotonic() - started)


def _account(upload: Upload, prepared: PreparedRun, seconds: float) -> None:
    """The accounts as the journal has them, whatever has happened."""
    session = upload.session
    accounts = upload.journal.accounts(prepared.id)
    rows, batches = accounts.rows, accounts.batches
    session.know(
        rows=RowCounts(
            read=prepared.read,
            accepted=rows.accepted,
            rejected=prepared.rejected,
            duplicate=prepared.duplicate,
            excluded=prepared.excluded,
            refused=rows.refused,
            in_doubt=rows.in_doubt,
            not_sent=rows.not_sent,
        ),
        batches=BatchCounts(
            total=batches.total,
            accepted=batches.accepted,
            refused=batches.refused,
            in_doubt=batches.in_doubt,
            not_sent=batches.not_sent,
        ),
        requests=accounts.requests,
        seconds=replace(session.summary.seconds, send=seconds),
    )


def _conclude(upload: Upload, prepared: PreparedRun, stopped: RunStopped | None) -> None:
    """Write the reports; a run that is over leaves the disk."""
    accounts = upload.journal.accounts(prepared.id)
    if accounts.rows.in_doubt:
        _list_doubtful_rows(upload, prepared)
    if stopped is None:
        _report(upload, prepared)
        upload.journal.finish(prepared.id)
        upload.spool.folder(prepared.id).remove()


def _list_doubtful_rows(upload: Upload, prepared: PreparedRun) -> None:
    # What stopped the run, and how to settle it, must be told even where the list cannot be written.
    try:
        write_doubtful_rows(upload, prepared)
    except (WolkvoxError, OSError) as fault:
        known = as_known(fault, upload.session.talk)
        upload.session.note(f"The rows in doubt could not be listed in a file. {known.message}")


def _report(upload: Upload, prepared: PreparedRun) -> None:
    try:
        write_final_report(upload, prepared)
    except CommandError as wrong:
        # Something has been sent by now, so that this is no longer an error of the command alone.
        hint = f"{wrong.hint} Then repeat the same command: it only writes the report."
        raise MachineError("disk.report", wrong.message, hint) from wrong


def _end(session: Session, upload: Upload, stopped: RunStopped | None) -> None:
    rows = session.summary.rows
    codes = {ExitCode.OK}
    if rows.in_doubt:
        codes.add(ExitCode.IN_DOUBT)
    if rows.rejected or (rows.refused and stopped is None):
        codes.add(ExitCode.PARTIAL)
    failure = None
    if stopped is not None:
        failure = Failure(stopped.code, stopped.message, stopped.hint)
        if stopped.personal:
            session.talk.insist(stopped.personal)
        if stopped.reason is not StopReason.INTERRUPTED:
            codes.add(_EXIT_CODES[stopped.reason])
    code: int = next(code for code in _ORDER if code in codes)
    if stopped is not None and stopped.reason is StopReason.INTERRUPTED and upload.stop.signal:
        code = 128 + upload.stop.signal
    session.know(also=_also(codes, code, rows))
    session.end(Status.INCOMPLETE if stopped else Status.COMPLETE, code, failure)


def _also(codes: set[ExitCode], chosen: int, rows: RowCounts) -> tuple[str, ...]:
    """What else applies besides what the exit code says."""
    said = []
    if ExitCode.PARTIAL in codes and chosen not in (ExitCode.PARTIAL, ExitCode.OK):
        said.append(f"{rows.rejected:,} rows were rejected before anything was sent")
    if rows.in_doubt and chosen != ExitCode.IN_DOUBT:
        said.append(f"{rows.in_doubt:,} rows are in doubt")
    return tuple(said)
