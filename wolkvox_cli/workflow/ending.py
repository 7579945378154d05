"""How an upload ends: the accounts as the journal has them, and the exit code."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from wolkvox_cli.errors import ExitCode
from wolkvox_cli.output.summary import Failure, RowCounts, Status
from wolkvox_cli.spool import PreparedRun
from wolkvox_cli.upload.events import RunStopped, StopReason
from wolkvox_cli.workflow.open_upload import Upload
from wolkvox_cli.workflow.signals import undisturbed

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


@contextmanager
def accounts_taken(upload: Upload, prepared: PreparedRun, started: float) -> Iterator[None]:
    """Take the accounts at the end, however it comes; `started` is when sending began (monotonic seconds)."""
    try:
        yield
    finally:
        with undisturbed():
            accounts = upload.journal.accounts(prepared.id)
            upload.session.learn_outcomes(prepared, accounts, time.monotonic() - started)


def end_upload(upload: Upload, stopped: RunStopped | None) -> None:
    """Settle status, exit code and what to say; `stopped` is None where every batch was answered."""
    session = upload.session
    rows = session.summary.rows
    codes = _codes(rows, stopped)
    code: int = next(code for code in _ORDER if code in codes)
    if stopped is not None and stopped.reason is StopReason.INTERRUPTED and upload.stop.signal:
        code = 128 + upload.stop.signal
    if stopped is not None and stopped.personal:
        session.talk.insist(stopped.personal)
    failure = Failure(stopped.code, stopped.message, stopped.hint) if stopped else None
    session.end(
        Status.INCOMPLETE if stopped else Status.COMPLETE, code, failure, also=_also(codes, code, rows)
    )


def _codes(rows: RowCounts, stopped: RunStopped | None) -> set[ExitCode]:
    """All exit codes that apply."""
    codes = {ExitCode.OK}
    if rows.in_doubt:
        codes.add(ExitCode.IN_DOUBT)
    if rows.rejected or (rows.refused and stopped is None):
        codes.add(ExitCode.PARTIAL)
    if stopped is not None and stopped.reason is not StopReason.INTERRUPTED:
        codes.add(_EXIT_CODES[stopped.reason])
    return codes


def _also(codes: set[ExitCode], chosen: int, rows: RowCounts) -> tuple[str, ...]:
    """What else applies besides what the exit code says."""
    said = []
    if ExitCode.PARTIAL in codes and chosen not in (ExitCode.PARTIAL, ExitCode.OK):
        said.append(f"{rows.rejected:,} rows were rejected before anything was sent")
    if rows.in_doubt and chosen != ExitCode.IN_DOUBT:
        said.append(f"{rows.in_doubt:,} rows are in doubt")
    return tuple(said)
