"""The story of `add-records`: open, find the run or prepare it, preflight, send, report.

Each step is a module of its name: open_upload, find_run, new_run (with prepare), preflight, send, report,
ending. `runs resume` joins it once it has its run.
"""

import time

from wolkvox_cli.spool import PreparedRun
from wolkvox_cli.workflow.ending import accounts_taken, end_upload
from wolkvox_cli.workflow.find_run import find_run, remove_leftovers
from wolkvox_cli.workflow.lead_file import lead_file
from wolkvox_cli.workflow.new_run import prepare_new_run
from wolkvox_cli.workflow.open_upload import Upload, destination, open_upload
from wolkvox_cli.workflow.preflight import preflight
from wolkvox_cli.workflow.report import report_run
from wolkvox_cli.workflow.send import post_batches
from wolkvox_cli.workflow.session import Session
from wolkvox_cli.workflow.signals import Interrupted, stopping_politely


def upload_file(session: Session, name: str) -> None:
    """Send the file, each lead exactly once; the same file, options and campaign are the same run."""
    with (
        lead_file(name) as file,
        destination(session.settings) as target,
        open_upload(session, target) as upload,
    ):
        remove_leftovers(upload)
        prepared = find_run(upload, file) or prepare_new_run(upload, file)
        if prepared is not None:
            send_run(upload, prepared)


def send_run(upload: Upload, prepared: PreparedRun) -> None:
    """Post what is left of the run, then write reports and accounts."""
    session = upload.session
    upload.hold_run(prepared.id)
    upload.sent_before.refuse_if_overtaken(prepared, upload.target.campaign)
    session.resumable = True
    session.learn_run(prepared.id)
    started = time.monotonic()
    try:
        with accounts_taken(upload, prepared, started), stopping_politely(upload.stop, session.talk):
            start = preflight(upload, prepared)
            stopped = post_batches(upload, prepared, start)
    except Interrupted:
        # The signal may have come just before the accounts were taken; they are taken in any case.
        with accounts_taken(upload, prepared, started):
            raise
    report_run(upload, prepared, stopped)
    end_upload(upload, stopped)
