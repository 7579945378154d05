"""Find the run that a file already is: to go on with, to replace, or to refuse."""

from wolkvox_cli.errors import CommandError, NothingToDoError
from wolkvox_cli.spool import PreparedRun
from wolkvox_cli.upload.accounts import RunRecord, RunState, Tally
from wolkvox_cli.workflow.kept_mapping import use_kept_mapping
from wolkvox_cli.workflow.lead_file import LeadFile
from wolkvox_cli.workflow.open_upload import Upload
from wolkvox_cli.workflow.prepare import options_digest


def remove_leftovers(upload: Upload) -> None:
    """Remove the folders of runs that are over, or that a killed process never prepared to the end."""
    open_runs = {record.id for record in upload.journal.runs() if record.state is RunState.OPEN}
    for folder in upload.spool.folders():
        if folder.path.name not in open_runs and upload.nobody_works_on(folder.path.name):
            folder.remove()
    upload.sent_before.forget_unknown()


def find_run(upload: Upload, file: LeadFile) -> PreparedRun | None:
    """The run that this very command began earlier; None where the file is to be prepared.

    Raises CommandError and NothingToDoError where the file must not be sent again.
    """
    settings, campaign = upload.session.settings, upload.target.campaign
    options = options_digest(use_kept_mapping(settings, file))
    earlier = upload.journal.find(campaign, sha256=file.sha256, selection=settings.selection)
    for record in earlier:
        if record.state is not RunState.OPEN:
            continue
        if record.options == options:
            return _go_on(upload, record)
        _refuse_or_drop(upload, record)
    if not settings.again:
        _refuse_second_time(upload, earlier, file.name)
    return None


def find_run_of_same_leads(upload: Upload, prepared: PreparedRun, name: str) -> PreparedRun | None:
    """The unfinished run that holds the very same records, though the file is another one.

    Raises NothingToDoError where a run that is over has sent them.
    """
    campaign = upload.target.campaign
    for record in upload.journal.find(campaign, content=prepared.content, state=RunState.OPEN):
        return _go_on(upload, record)
    if not upload.session.settings.again:
        _refuse_second_time(upload, upload.journal.find(campaign, content=prepared.content), name)
    return None


def refuse_changed_file(upload: Upload, file: LeadFile) -> None:
    """Raises CommandError where a file of this name is half sent: what it has sent would go out once more."""
    if upload.session.settings.again or file.path is None:
        return
    for record in upload.journal.find(upload.target.campaign, state=RunState.OPEN):
        rows = upload.journal.accounts(record.id).rows
        is_other_table = record.sha256 == file.sha256
        if record.file == file.path.name and not is_other_table and (rows.accepted or rows.in_doubt):
            raise CommandError(
                "run.unfinished",
                f"{file.path.name} has changed since its run {record.id}, begun {record.begun}, which is not "
                f"finished: {rows.accepted + rows.in_doubt:,} of its leads have arrived, or may have. "
                "Sent as it is now, they could arrive twice. Nothing was sent now.",
                f"Finish that run; it needs no file: wolkvox runs resume {record.id}. Then send what is "
                "new as a file of its own. If this file holds other leads altogether, add --again.",
            )


def _go_on(upload: Upload, record: RunRecord) -> PreparedRun:
    upload.hold_run(record.id)
    prepared = upload.spool.folder(record.id).prepared()
    upload.session.learn_prepared(prepared)
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


def _refuse_second_time(upload: Upload, records: list[RunRecord], name: str) -> None:
    """Raises NothingToDoError when the campaign has had these leads, wholly or in part."""
    for record in records:
        rows = upload.journal.accounts(record.id).rows
        if rows.accepted or rows.in_doubt:
            upload.session.learn_run(record.id)
            raise NothingToDoError(
                "run.already-sent",
                f"Campaign {record.campaign.id} has already had {name}: run {record.id}, begun "
                f"{record.begun}, {record.state}, sent {_how_many(rows)} leads. Nothing was sent now.",
                "To mend failed rows upload the failed-row report. To send the whole file again add --again.",
            )


def _how_many(rows: Tally) -> str:
    doubt = f" ({rows.in_doubt:,} more are in doubt)" if rows.in_doubt else ""
    return f"{rows.accepted:,}{doubt} of its {rows.total:,}"
