"""Post what is left of a prepared run, batch by batch, and show how it goes."""

from wolkvox_cli.output.display import SendingDisplay
from wolkvox_cli.spool import PreparedRun
from wolkvox_cli.upload.events import RunStopped
from wolkvox_cli.upload.post import OnDoubt, SendingOptions, post
from wolkvox_cli.workflow.open_upload import Upload
from wolkvox_cli.workflow.preflight import Preflight


def post_batches(upload: Upload, prepared: PreparedRun, start: Preflight) -> RunStopped | None:
    """What stopped the run; None when every batch was answered."""
    session, settings = upload.session, upload.session.settings
    options = SendingOptions(
        token=upload.target.token.fingerprint,
        on_doubt=OnDoubt(settings.on_doubt),
        settle_after=settings.settle_after,
        keep_going=settings.keep_going,
        quota=start.quota,
    )
    events = post(
        prepared,
        upload.spool.folder(prepared.id),
        start.campaign,
        upload.api,
        upload.journal,
        options=options,
        clock=upload.clock,
        stop=upload.stop,
        counter=start.counter,
    )
    stopped: RunStopped | None = None
    left = [record.batch for record in upload.journal.batches(prepared.id) if not record.is_done]
    with SendingDisplay(session.talk, prepared, left) as display:
        for event in events:
            display.show(event)
            if isinstance(event, RunStopped):
                stopped = event
    return stopped
