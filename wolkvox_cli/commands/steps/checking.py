"""Prepare a file and report, without sending: `check`, and `add-records --dry-run`."""

import tempfile
from pathlib import Path

from wolkvox_cli.commands.session import Session
from wolkvox_cli.commands.steps.opening import lead_file
from wolkvox_cli.commands.steps.preparation import RunName, prepare_file, refuse_too_many_rejects
from wolkvox_cli.commands.steps.reports import write_rejected_rows
from wolkvox_cli.errors import ExitCode
from wolkvox_cli.output.summary import Status
from wolkvox_cli.spool import Spool


def check_file(session: Session, name: str) -> None:
    """Say what would be sent, what would be rejected and why; needs no network and leaves no run."""
    run = RunName.new()
    with lead_file(name) as file, tempfile.TemporaryDirectory(prefix="wolkvox-check-") as temporary:
        folder = Spool(Path(temporary)).create(run.id)
        prepared = prepare_file(session, file, folder, run, account_list=[], bodies=False)
        write_rejected_rows(session, prepared, folder)
    session.know(run=None)  # there is none to show or resume
    refuse_too_many_rejects(session.settings, prepared)
    session.end(Status.COMPLETE, ExitCode.PARTIAL if prepared.rejected else ExitCode.OK)
