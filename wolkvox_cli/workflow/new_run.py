"""A new run: the file prepared, the user asked where much is rejected, the run written into the journal."""

from contextlib import suppress

from wolkvox_cli.errors import CommandError, ExitCode
from wolkvox_cli.leads.validate.already_sent import SentLeads
from wolkvox_cli.output.problems_table import show_problems
from wolkvox_cli.output.summary import Failure, Status
from wolkvox_cli.spool import PreparedRun, RunFolder
from wolkvox_cli.upload.asking import ask
from wolkvox_cli.upload.lookup_replies import LookUpFailed
from wolkvox_cli.workflow.find_run import find_run_of_same_leads, refuse_changed_file
from wolkvox_cli.workflow.lead_file import LeadFile
from wolkvox_cli.workflow.open_upload import Upload
from wolkvox_cli.workflow.preflight import note_emptied_campaign
from wolkvox_cli.workflow.prepare import RunName, prepare_file, refuse_too_many_rejects
from wolkvox_cli.workflow.report import write_rejected_rows
from wolkvox_cli.workflow.sent_before import nothing_new
from wolkvox_cli.workflow.session import Session

MANY_REJECTS = 0.05
"""From this share of rejected rows on, a person at a terminal is asked before anything is sent."""


def prepare_new_run(upload: Upload, file: LeadFile) -> PreparedRun | None:
    """Prepare the file; None when there is nothing to send, which the session then says.

    It is another run than a new one where an unfinished run turns out to hold the very same records.
    """
    name = RunName.new()
    upload.hold_run(name.id)
    folder = upload.spool.create(name.id)
    kept = False
    try:
        prepared = prepare_file(
            upload.session,
            file,
            folder,
            name,
            account_list=_account_list(upload),
            sent=_sent_before(upload),
            bodies=True,
        )
        file.refuse_if_changed()
        if prepared.batches and (earlier := find_run_of_same_leads(upload, prepared, file.name)):
            return earlier
        refuse_changed_file(upload, file)
        if not _is_to_be_sent(upload, prepared, folder):
            return None
        upload.sent_before.keep(prepared.id, folder)
        kept = True  # before the journal knows it: a folder too many is removed later, one too few is missed
        upload.journal.add_run(prepared, upload.target.campaign)
        return prepared
    finally:
        if not kept:
            folder.remove()


def _sent_before(upload: Upload) -> SentLeads:
    campaign = upload.target.campaign
    if upload.session.settings.again:
        return upload.sent_before.nothing_to(campaign)
    return upload.sent_before.to(campaign)


def _is_to_be_sent(upload: Upload, prepared: PreparedRun, folder: RunFolder) -> bool:
    """Whether anything is, after the rejected rows were written down.

    Raises FileError for too many rejected rows, NothingToDoError where the campaign has had all leads.
    """
    session = upload.session
    write_rejected_rows(session, prepared, folder)
    refuse_too_many_rejects(session.settings, prepared)
    if prepared.already_sent and not prepared.batches and not prepared.rejected:
        _look_for_emptied_campaign(upload)
        raise nothing_new(prepared, upload.target.campaign)
    if not prepared.batches:
        session.end(Status.COMPLETE, ExitCode.PARTIAL if prepared.rejected else ExitCode.OK)
        return False
    if not _user_agrees(session, prepared):
        declined = Failure("run.declined", "Nothing was sent, as you wished.")
        session.end(Status.FAILED, ExitCode.COMMAND, declined)
        return False
    return True


def _look_for_emptied_campaign(upload: Upload) -> None:
    with suppress(LookUpFailed):  # a convenience: there is nothing to do either way
        note_emptied_campaign(upload, upload.api.campaign_info(upload.target.campaign.id))


def _user_agrees(session: Session, prepared: PreparedRun) -> bool:
    many = prepared.rejected > MANY_REJECTS * prepared.read
    if not many or session.settings.max_rejects is not None or not session.talk.may_ask:
        return True
    show_problems(session.talk.err, prepared.problems, prepared.rejected)
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
        return ask(upload.api.do_not_call, upload.clock, upload.stop)
    except LookUpFailed as failure:
        raise CommandError(
            "api.do-not-call",
            f"The account's do-not-call list cannot be had: {failure}.",
            "Nothing was sent. Try again later, or export the list and give it with --exclude FILE.",
        ) from failure
