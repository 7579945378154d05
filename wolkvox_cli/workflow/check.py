"""The story of `check`: prepare and report; it needs no network and leaves no run."""

import tempfile
from pathlib import Path

from wolkvox_cli.errors import ExitCode
from wolkvox_cli.output.summary import Status
from wolkvox_cli.spool import Spool
from wolkvox_cli.workflow.lead_file import lead_file
from wolkvox_cli.workflow.prepare import RunName, prepare_file, refuse_too_many_rejects
from wolkvox_cli.workflow.report import write_rejected_rows
from wolkvox_cli.workflow.sent_before import nothing_new, sent_to_campaign
from wolkvox_cli.workflow.session import Session


def check_file(session: Session, name: str) -> None:
    """Say what would be sent, what would be rejected and why."""
    run = RunName.new()
    with (
        lead_file(name) as file,
        tempfile.TemporaryDirectory(prefix="wolkvox-check-") as temporary,
        sent_to_campaign(session.settings) as sent,
    ):
        folder = Spool(Path(temporary)).create(run.id)
        prepared = prepare_file(session, file, folder, run, account_list=[], sent=sent, bodies=False)
        write_rejected_rows(session, prepared, folder)
    refuse_too_many_rejects(session.settings, prepared)
    if prepared.already_sent and not prepared.batches and not prepared.rejected:
        raise nothing_new(prepared, session.settings.destination())
    session.end(Status.COMPLETE, ExitCode.PARTIAL if prepared.rejected else ExitCode.OK)
