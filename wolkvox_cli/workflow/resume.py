"""The story of `runs resume`: find the run in the journal, open its campaign, send what is left."""

from dataclasses import replace

from wolkvox_cli.campaign import CampaignStatus
from wolkvox_cli.errors import NothingToDoError
from wolkvox_cli.settings import Settings, state_folder
from wolkvox_cli.upload.accounts import RunRecord, RunState
from wolkvox_cli.upload.clock import StopRequest, SystemClock
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.workflow.open_upload import Destination, open_upload
from wolkvox_cli.workflow.session import Session
from wolkvox_cli.workflow.upload import send_run


def resume_run(session: Session, name: str) -> None:
    """Send what is left of a run. Raises CommandError if there is none, NothingToDoError if it is over."""
    record = _recorded(session, name)
    session.learn_run(record.id)
    session.learn_destination(record.campaign, sandbox=False)
    target = _destination(record, session.settings)
    with open_upload(session, target) as upload:
        upload.hold_run(record.id)
        prepared = upload.spool.folder(record.id).prepared()
        session.learn_prepared(prepared)
        session.talk.say(f"Going on with run {record.id}, begun {record.begun}.")
        send_run(upload, prepared)


def _recorded(session: Session, name: str) -> RunRecord:
    with Journal.open(state_folder() / "journal.sqlite3", SystemClock(StopRequest())) as journal:
        record = journal.run(name)
        session.learn_outcomes(record, journal.accounts(record.id))
    if record.state is not RunState.OPEN:
        raise NothingToDoError(
            "run.over",
            f"Run {record.id} is {record.state}: nothing is left to send.",
            f"Look at it with: wolkvox runs show {record.id}",
        )
    return record


def _destination(record: RunRecord, settings: Settings) -> Destination:
    """The run's own campaign, whatever the settings say now; the token may be another than before."""
    status = None if settings.campaign_status == "auto" else CampaignStatus(settings.campaign_status)
    return Destination(replace(record.campaign, status=status), settings.token(), state_folder())
