"""Which rows go into which file: the failed-row report, the in-doubt list, the list of warnings."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from wolkvox_cli.errors import CommandError, MachineError, WolkvoxError
from wolkvox_cli.leads.kept_rows import StoredRows, read_kept_rows, with_error
from wolkvox_cli.leads.model import REPORT_COLUMNS
from wolkvox_cli.output.display import WritingDisplay
from wolkvox_cli.output.reports.csv_files import ReportShape
from wolkvox_cli.output.reports.failed_rows import OpenRows, merge_by_row, write_report
from wolkvox_cli.output.reports.report_file import mode_like
from wolkvox_cli.output.reports.report_paths import report_kind, report_path, sibling
from wolkvox_cli.output.reports.sent_rows import write_in_doubt, write_warnings
from wolkvox_cli.spool import PreparedRun, RunFolder
from wolkvox_cli.upload.accounts import BatchRecord, BatchState
from wolkvox_cli.upload.events import RunStopped
from wolkvox_cli.workflow.failures import as_known
from wolkvox_cli.workflow.open_upload import Upload
from wolkvox_cli.workflow.session import Session

_UNSENT = "This lead was not sent: its run was discarded. Upload this file to send it."


def write_rejected_rows(session: Session, prepared: PreparedRun, folder: RunFolder) -> None:
    """Right after preparing: the rows our own rules said no to. A report nobody mended breeds no other."""
    if prepared.rejected == prepared.read and set(REPORT_COLUMNS) <= set(prepared.headings):
        session.note(
            f"Nothing is mended yet in {prepared.source.path}: correct the cells there as wolkvox_error "
            "says, save it, and give the same command again."
        )
        return
    _write(session, prepared, lambda: _stored(folder.rejected_path), prepared.rejected)


def report_run(upload: Upload, prepared: PreparedRun, stopped: RunStopped | None) -> None:
    """After sending: list the rows in doubt; a run that is over is reported and leaves the disk."""
    accounts = upload.journal.accounts(prepared.id)
    if accounts.rows.in_doubt:
        _list_doubtful_rows(upload, prepared)
    if stopped is None:
        _report_the_end(upload, prepared)
        upload.journal.finish(prepared.id)
        upload.spool.folder(prepared.id).remove()


def _report_the_end(upload: Upload, prepared: PreparedRun) -> None:
    try:
        _write_final_report(upload, prepared)
    except CommandError as wrong:
        # Something has been sent by now, so that this is no longer an error of the command alone.
        hint = f"{wrong.hint} Then repeat the same command: it only writes the report."
        raise MachineError("disk.report", wrong.message, hint) from wrong


def _write_final_report(upload: Upload, prepared: PreparedRun) -> None:
    """After the last batch: add the rows the API refused, and list those sent with a warning.

    A report that an earlier command wrote may be half mended by now: refused rows then get a file of
    their own beside it. Of a batch that arrived in part nobody knows which rows did: they are no failed
    rows, to be uploaded again, but listed as those in doubt.
    """
    session, folder = upload.session, upload.spool.folder(prepared.id)
    declined = [
        record for record in upload.journal.batches(prepared.id) if record.state is BatchState.REFUSED
    ]
    refused = [record for record in declined if not record.accepted]
    in_part = [record for record in declined if record.accepted]
    place = _place(session, prepared)
    if refused:
        count = sum(record.batch.records for record in refused)

        def rows() -> StoredRows:
            # Batches follow one another in the file, so that one at a time need be held.
            return chain.from_iterable(_refused_rows(folder, record) for record in refused)

        def all_rows() -> StoredRows:
            return merge_by_row([_stored(folder.rejected_path), rows()])

        if session.summary.report is None and place.exists():
            _write(session, prepared, rows, count, _numbered(place))
        else:
            _write(session, prepared, all_rows, count + prepared.rejected, place)
    elif prepared.rejected and place.exists():
        session.learn_report(place)
    if in_part:
        _write_doubtful(session, prepared, folder, in_part)
    if folder.warnings_path.exists():
        written = write_warnings(
            sibling(place, "warnings"), _shape(session, prepared), lambda: _stored(folder.warnings_path)
        )
        session.learn_warnings_list(written.path)


def _list_doubtful_rows(upload: Upload, prepared: PreparedRun) -> None:
    """The rows of batches that may have arrived."""
    session, folder = upload.session, upload.spool.folder(prepared.id)
    doubtful = [record for record in upload.journal.batches(prepared.id) if record.is_doubtful]
    # What stopped the run, and how to settle it, must be told even where the list cannot be written.
    try:
        _write_doubtful(session, prepared, folder, doubtful)
    except (WolkvoxError, OSError) as fault:
        known = as_known(fault, session.talk)
        session.note(f"The rows in doubt could not be listed in a file. {known.message}")


def _write_doubtful(
    session: Session, prepared: PreparedRun, folder: RunFolder, records: Sequence[BatchRecord]
) -> None:
    path = sibling(_place(session, prepared), "in-doubt")

    def batches() -> Iterator[tuple[int, StoredRows]]:
        for record in records:
            yield record.batch.number, _stored(folder.leads_path(record.batch.number))

    written = write_in_doubt(path, _shape(session, prepared), batches)
    session.learn_doubtful_list(written.path)


def write_unsent_rows(
    prepared: PreparedRun, folder: RunFolder, records: Sequence[BatchRecord]
) -> Path | None:
    """The rows that a run given up half-way has not sent, as a lead file of their own."""
    states = (BatchState.PREPARED, BatchState.REFUSED)
    unsent = [record for record in records if record.state in states and not record.accepted]
    source = prepared.source
    place = report_path(_source_path(prepared), prepared.id, None, source.format)
    shape = ReportShape(
        prepared.headings, "csv", source.encoding, source.delimiter, mode_like(_source_path(prepared))
    )

    def rows() -> StoredRows:
        for record in unsent:
            for batch in _stored(folder.leads_path(record.batch.number)):
                yield with_error(batch, _UNSENT, "run.discarded")

    written = write_report(sibling(place, "not-sent"), shape, rows)
    return written.path if written else None


def _refused_rows(folder: RunFolder, record: BatchRecord) -> StoredRows:
    words = record.words or record.reason
    sentence = f'The API refused batch {record.batch.number} with this row in it. It said: "{words}".'
    for batch in _stored(folder.leads_path(record.batch.number)):
        yield with_error(batch, sentence)


def _write(
    session: Session, prepared: PreparedRun, rows: OpenRows, count: int, choice: Path | None = None
) -> None:
    place, shape = _place(session, prepared, choice), _shape(session, prepared, choice)
    with WritingDisplay(session.talk, place.name, count) as display:
        written = write_report(place, shape, rows, display.show)
    if written:
        session.learn_report(written.path)
        if written.note:
            session.note(written.note)


def _place(session: Session, prepared: PreparedRun, choice: Path | None = None) -> Path:
    chosen = choice or session.settings.report
    return report_path(_source_path(prepared), prepared.id, chosen, prepared.source.format)


def _source_path(prepared: PreparedRun) -> Path | None:
    return None if prepared.source.path == "-" else Path(prepared.source.path)


def _shape(session: Session, prepared: PreparedRun, choice: Path | None = None) -> ReportShape:
    source = prepared.source
    kind = report_kind(source.format, choice or session.settings.report)
    mode = mode_like(_source_path(prepared))
    return ReportShape(prepared.headings, kind, source.encoding, source.delimiter, mode)


def _stored(path: Path) -> StoredRows:
    if path.exists():
        yield from read_kept_rows(path)


def _numbered(path: Path) -> Path:
    """A free name beside a report: NAME-2.csv."""
    number = 2
    while (free := path.with_stem(f"{path.stem}-{number}")).exists():
        number += 1
    return free
