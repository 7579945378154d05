"""Prepare a file, or find the run it already is, and send it: `add-records`."""

from wolkvox_cli.errors import CommandError, ExitCode, NothingToDoError
from wolkvox_cli.output.summary import Failure, Status
from wolkvox_cli.output.summary_view import show_problems
from wolkvox_cli.spool import PreparedRun
from wolkvox_cli.upload.accounts import RunRecord, RunState, Tally
from wolkvox_cli.upload.lookup_replies import LookUpFailed
from wolkvox_cli.workflow.lead_file import LeadFile, lead_file
from wolkvox_cli.workflow.prepare import (
    RunName,
    know_prepared,
    options_digest,
    prepare_file,
    refuse_too_many_rejects,
)
from wolkvox_cli.workflow.report import write_rejected_rows
from wolkvox_cli.workflow.resources import Upload, destination, opened
from wolkvox_cli.workflow.send import send_run
from wolkvox_cli.workflow.session import Session

MANY_REJECTS = 0.05
"""From this share of rejected rows on, a person at a terminal is asked before anything is sent."""


def upload_file(session: Session, name: str) -> None:
    """Send the file, each lead exactly once; the same file, options and campaign are the same run."""
    settings = session.settings
    with (
        lead_file(name) as file,
        destination(settings) as target,
        opened(session, target) as upload,
    ):
        _sweep(upload)
        prepared = _find_unfinished(upload, file) or _prepare(upload, file)
        if prepared is not None:
            send_run(upload, prepared)


def _find_unfinished(upload: Upload, file: LeadFile) -> PreparedRun | None:
    """The run that this very command began earlier. Raises where the file must not be sent again."""
    options = options_digest(upload.session.settings)
    campaign = upload.target.campaign
    for record in upload.journal.find(campaign, sha256=file.sha256, state=RunState.OPEN):
        if record.options == options:
            return _resumed(upload, record)
        _refuse_or_drop(upload, record)
    if not upload.session.settings.again:
        _refuse_second_time(upload, upload.journal.find(campaign, sha256=file.sha256), file.name)
    return None


def _resumed(upload: Upload, record: RunRecord) -> PreparedRun:
    upload.hold_run(record.id)
    prepared = upload.spool.folder(record.id).prepared()
    know_prepared(upload.session, prepared)
    upload.session.talk.say(f"Going on with run {record.id}, begun {record.begun}.")
    return prepared


def _refuse_or_drop(upload: Upload, record: RunRecord) -> None:
    """An unfinished run of the same file with other options: refuse if anything of it may have arrived.

    Raises LockedError while another process, with another token, works on it.
    """
    upload.hold_run(record.id)
    rows = upload.journal.accounts(record.id).rows
    if rows.accepted or rows.in_doubt:
        raise CommandError(
            "run.unfinished",
            f"This file has the unfinished run {record.id}, begun with other options: "
            f"{rows.accepted + rows.in_doubt:,} of its leads have arrived, or may have.",
            f"Go on with it: wolkvox runs resume {record.id}. "
            f"Or give it up: wolkvox runs discard {record.id}, and send the rest as a file of its own.",
        )
    upload.journal.discard(record.id)
    upload.spool.folder(record.id).remove()
    upload.session.talk.say(f"Run {record.id} of the same file had sent nothing; it is replaced.")


def _refuse_changed_file(upload: Upload, file: LeadFile) -> None:
    """Raises CommandError where a file of this name is half sent: what it has sent would go out once more."""
    if upload.session.settings.again or file.path is None:
        return
    for record in upload.journal.find(upload.target.campaign, state=RunState.OPEN):
        rows = upload.journal.accounts(record.id).rows
        if record.file == file.path.name and (rows.accepted or rows.in_doubt):
            raise CommandError(
                "run.unfinished",
                f"{file.path.name} has changed since its run {record.id}, begun {record.begun}, which is not "
                f"finished: {rows.accepted + rows.in_doubt:,} of its leads have arrived, or may have. "
                "Sent as it is now, they could arrive twice. Nothing was sent now.",
                f"Finish that run; it needs no file: wolkvox runs resume {record.id}. Then send what is "
                "new as a file of its own. If this file holds other leads altogether, add --again.",
            )


def _refuse_second_time(upload: Upload, records: list[RunRecord], name: str) -> None:
    """Raises NothingToDoError when the campaign has had these leads, wholly or in part."""
    for record in records:
        rows = upload.journal.accounts(record.id).rows
        if rows.accepted or rows.in_doubt:
            upload.session.know(run=record.id)
            raise NothingToDoError(
                "run.already-sent",
                f"Campaign {record.campaign.id} has already had {name}: run {record.id}, begun "
                f"{record.begun}, {record.state}, sent {_so_many(rows)} leads. Nothing was sent now.",
                "To mend failed rows upload the failed-row report. To send the whole file again add --again.",
            )


def _so_many(rows: Tally) -> str:
    doubt = f" ({rows.in_doubt:,} more are in doubt)" if rows.in_doubt else ""
    return f"{rows.accepted:,}{doubt} of its {rows.total:,}"


def _prepare(upload: Upload, file: LeadFile) -> PreparedRun | None:
    """A new run, prepared and written into the journal; None when there is nothing to send."""
    session = upload.session
    name = RunName.new()
    upload.hold_run(name.id)
    folder = upload.spool.create(name.id)
    kept = False
    try:
        account_list = _account_list(upload)
        prepared = prepare_file(session, file, folder, name, account_list=account_list, bodies=True)
        if prepared.batches and (earlier := _same_content(upload, prepared, file.name)):
            return earlier
        _refuse_changed_file(upload, file)
        write_rejected_rows(session, prepared, folder)
        refuse_too_many_rejects(session.settings, prepared)
        if not prepared.batches:
            session.end(Status.COMPLETE, ExitCode.PARTIAL if prepared.rejected else ExitCode.OK)
            return None
        if not _user_agrees(session, prepared):
            session.end(
                Status.FAILED, ExitCode.COMMAND, Failure("run.declined", "Nothing was sent, as you wished.")
            )
            return None
        kept = True  # before the journal knows it: a folder too many is swept away, one too few is missed
        upload.journal.add_run(prepared, upload.target.campaign)
        return prepared
    finally:
        if not kept:
            folder.remove()


def _same_content(upload: Upload, prepared: PreparedRun, name: str) -> PreparedRun | None:
    """The unfinished run that holds the very same records, though the file is another one."""
    campaign = upload.target.campaign
    for record in upload.journal.find(campaign, content=prepared.content, state=RunState.OPEN):
        return _resumed(upload, record)
    if not upload.session.settings.again:
        _refuse_second_time(upload, upload.journal.find(campaign, content=prepared.content), name)
    return None


def _sweep(upload: Upload) -> None:
    """Remove the folders of runs that are over, or that a killed process never prepared to the end."""
    open_runs = {record.id for record in upload.journal.runs() if record.state is RunState.OPEN}
    for folder in upload.spool.folders():
        if folder.path.name not in open_runs and upload.nobody_works_on(folder.path.name):
            folder.remove()


def _user_agrees(session: Session, prepared: PreparedRun) -> bool:
    many = prepared.rejected > MANY_REJECTS * prepared.read
    if not many or session.settings.max_rejects is not None or not session.talk.may_ask:
        return True
    show_problems(session.talk.err, prepared.problems)
    if session.summary.report:
        session.talk.say(f"The rejected rows are in {session.summary.report}.")
    return session.talk.ask(
        f"{prepared.rejected:,} of {prepared.read:,} rows were rejected. Send the other {prepared.records:,}?"
    )


def _account_list(upload: Upload) -> list[str]:
    """The account's own do-not-call list. Raises CommandError when the API does not give it."""
    if not upload.session.settings.exclude_account:
        return []
    try:
        return upload.api.do_not_call()
    except LookUpFailed as failure:
        raise CommandError(
            "api.do-not-call",
            f"The account's do-not-call list cannot be had: {failure}.",
            "Nothing was sent. Try again later, or export the list and give it with --exclude FILE.",
        ) from failure
