"""From the user's file and settings to a prepared run."""

import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import orjson

from wolkvox_cli import __version__
from wolkvox_cli.errors import CommandError, FileError
from wolkvox_cli.leads.batch.batches import BatchLimits
from wolkvox_cli.leads.batch.bodies import Stamp
from wolkvox_cli.leads.do_not_call_files import read_lists
from wolkvox_cli.leads.map.column_mapping import ColumnMapping
from wolkvox_cli.leads.map.content import first_rows
from wolkvox_cli.leads.model import LeadChunk, LeadSource
from wolkvox_cli.leads.phones import PhoneRules, fitting_countries, rounded_fields
from wolkvox_cli.leads.phones.options import COUNTRY_NAMES
from wolkvox_cli.leads.prepare import PreparePlan, PrepareProgress, prepare
from wolkvox_cli.leads.validate.already_sent import SentLeads
from wolkvox_cli.leads.validate.catalogue import severities
from wolkvox_cli.leads.validate.dates import DateOrder, DateOrderEvidence
from wolkvox_cli.leads.validate.do_not_call import ExcludedNumbers
from wolkvox_cli.leads.validate.duplicates import Keep
from wolkvox_cli.leads.validate.validator import ValidationRules, Validator
from wolkvox_cli.output.console import Talk
from wolkvox_cli.output.display import LookingDisplay, ReadingDisplay
from wolkvox_cli.output.file_view import file_line, show_columns
from wolkvox_cli.settings import Settings
from wolkvox_cli.spool import PreparedRun, ProblemCount, RunFolder
from wolkvox_cli.workflow.lead_file import LeadFile
from wolkvox_cli.workflow.map_columns import map_leads
from wolkvox_cli.workflow.sent_before import earlier_runs_note
from wolkvox_cli.workflow.session import Session

_ID_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_MEGABYTE = 1_000_000
_DATE_FIELD = "recall_date"
_STAMP_FIELDS = tuple(f"opt{number}" for number in range(12, 0, -1))

_ALWAYS_DIGESTED = frozenset(
    "type map set sheet encoding delimiter header_row no_header country phone_format phone_prefix date_order "
    "unique keep exclude_account truncate severity all_fields stamp".split()
)
"""What version 0.1.0 digested of every run. Not to be changed."""


@dataclass(frozen=True)
class RunName:
    """A run's id, `YYYYMMDD-HHMMSS-` and six letters, and the moment it was made, in UTC."""

    id: str
    created: str

    @classmethod
    def new(cls) -> "RunName":
        """The name of a run that begins now."""
        now = datetime.now(UTC)
        letters = "".join(secrets.choice(_ID_LETTERS) for _ in range(6))
        return cls(f"{now:%Y%m%d-%H%M%S}-{letters}", now.isoformat(timespec="seconds"))


def options_digest(settings: Settings) -> str:
    """Identifies all settings that shape the records, with the content of the files they name.

    A setting that 0.1.0 did not have counts only where it is not the default: earlier runs keep their digest.
    """
    usual = Settings().shaping()
    shaping = {
        name: value
        for name, value in settings.shaping().items()
        if name in _ALWAYS_DIGESTED or value != usual[name]
    }
    files = [settings.mapping, *settings.exclude] if settings.mapping else list(settings.exclude)
    shaping["files"] = [_digest_of(path) for path in files]
    text = orjson.dumps(shaping, default=dict, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(text).hexdigest()[:32]


def prepare_file(
    session: Session,
    file: LeadFile,
    folder: RunFolder,
    name: RunName,
    *,
    account_list: list[str],
    sent: SentLeads | None,
    bodies: bool,
) -> PreparedRun:
    """Read, map, validate and batch the file into the folder.

    Raises FileError and CommandError; whatever is known by then stands in the session's summary.
    """
    settings = session.settings
    source = file.open(settings)
    facts = file.facts(source.file)
    session.learn_file(facts)
    session.learn_notes(*source.file.notes)
    session.talk.say(file_line(facts))
    mapping = map_leads(session, file, source)
    settings = session.settings  # with the mapping that was kept for the file
    _refuse_stamp_over(mapping, settings.stamp)
    show_columns(session.talk, mapping.as_json(), mapping.constants, mapping.ignored)
    session.learn_notes(*source.file.notes, *mapping.notes)
    looked = partial(_looked_through, session.talk, Path(file.name).name, source)
    validator = validator_for(source, mapping, settings, account_list, sent, looked)
    with ReadingDisplay(session.talk, Path(file.name).name, source.size) as display:

        def tell(progress: PrepareProgress) -> None:
            display.show(progress.position, progress.rows, progress.rejected)

        plan = _plan(settings, name, bodies=bodies)
        prepared = prepare(source, facts, mapping, validator, folder, plan, tell)
    # Read again: a totals row at the end is noted only now.
    session.learn_notes(*source.file.notes, *mapping.notes, *validator.notes, *earlier_runs_note(prepared))
    session.learn_prepared(prepared)
    if note := _country_note(prepared, source, mapping, settings):
        session.note(note)
    return prepared


def _plan(settings: Settings, name: RunName, *, bodies: bool) -> PreparePlan:
    return PreparePlan(
        run_id=name.id,
        created=name.created,
        program=__version__,
        campaign_type=settings.type,
        options=options_digest(settings),
        selection=settings.selection,
        again=settings.again,
        all_fields=settings.all_fields,
        limits=BatchLimits(settings.batch_size, int(settings.max_batch_mb * _MEGABYTE)),
        stamp=Stamp(settings.stamp, name.id) if settings.stamp else None,
        bodies=bodies,
        warnings=settings.report_warnings,
    )


def _country_note(
    prepared: PreparedRun, source: LeadSource, mapping: ColumnMapping, settings: Settings
) -> str | None:
    """What to say of --country: numbers went unchecked without it, or most are another country's."""
    rules = PhoneRules.of(settings.country, settings.phone_format, settings.phone_prefix)
    failed = [problem.rows for problem in prepared.problems if _is_bad_number(problem)]
    most_failed = 2 * min(max(failed, default=0), prepared.rejected) > prepared.read
    if not prepared.read or (rules.country and not most_failed):
        return None
    countries = fitting_countries(mapping.apply(first_rows(source)), rules)
    if rules.country is None:
        return (
            "No --country was given, so phone numbers were not checked, and one that is written in two ways "
            f"counts as two. Give it, for example --country {' or '.join(countries or ('CO',))}."
        )
    names = " or ".join(COUNTRY_NAMES[country] for country in countries)
    return (
        f"More than half of the rows have no number that can be dialled in {rules.country_name}, but most "
        f"could be dialled in {names}: check --country {' or '.join(countries)}."
        if countries
        else None
    )


def refuse_too_many_rejects(settings: Settings, prepared: PreparedRun) -> None:
    """Raises FileError when more rows are rejected than --max-rejects allows."""
    if settings.max_rejects is None:
        return
    limit = settings.max_rejects
    allowed = float(limit[:-1]) / 100 * prepared.read if limit.endswith("%") else float(limit)
    if prepared.rejected > allowed:
        raise FileError(
            "file.too-many-rejects",
            f"{prepared.rejected:,} of {prepared.read:,} rows are rejected; --max-rejects allows {limit}.",
            "Nothing was sent. Mend the rows in the failed-row report, or allow more.",
        )


def _refuse_stamp_over(mapping: ColumnMapping, stamp: str | None) -> None:
    used = mapping.as_json() | dict(mapping.constants)
    if stamp in used:
        raise CommandError(
            "mapping.stamp",
            f'--stamp {stamp} would overwrite what goes there already: "{used[stamp]}".',
            "Stamp a field that is free, such as --stamp "
            f"{next((name for name in _STAMP_FIELDS if name not in used), 'opt12')}, or map that to another.",
        )


def _is_bad_number(problem: ProblemCount) -> bool:
    return problem.code == "phone.invalid" and problem.severity == "error"


def _digest_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""  # reading it properly, a moment later, says what is wrong


def validator_for(
    source: LeadSource,
    mapping: ColumnMapping,
    settings: Settings,
    account_list: Sequence[str],
    sent: SentLeads | None,
    looked_through: Callable[[], Iterator[LeadChunk]],
) -> Validator:
    """The rules, having looked through the file first where that is needed to judge its rows.

    Raises CommandError and FileError.
    """
    phones = PhoneRules.of(settings.country, settings.phone_format, settings.phone_prefix)
    rules = ValidationRules(
        campaign_type=settings.type,
        phones=phones,
        now=datetime.now(),
        truncate=settings.truncate,
        date_order=_date_order(looked_through, mapping, settings),
        severities=severities(dict(settings.severity)),
        unique=settings.unique,
        keep=Keep(settings.keep),
        rounded=rounded_fields(mapping.apply(first_rows(source))),
    )
    excluded = read_lists([str(path) for path in settings.exclude], phones)
    if account_list:
        excluded = excluded.joined(ExcludedNumbers.of_numbers(account_list, phones))
    validator = Validator(mapping, rules, excluded, sent)
    if validator.needs_survey:
        for chunk in looked_through():
            validator.survey(chunk)
    return validator


def _looked_through(talk: Talk, name: str, source: LeadSource) -> Iterator[LeadChunk]:
    """All rows of the file, and a display for as long as that takes."""
    with LookingDisplay(talk, name, source.size) as display:
        for chunk in source.chunks():
            yield chunk
            display.show(chunk.position)


def _date_order(
    looked_through: Callable[[], Iterator[LeadChunk]], mapping: ColumnMapping, settings: Settings
) -> DateOrder | None:
    """Whether days or months come first in the file's recall dates: as told, else as all of them show."""
    if settings.date_order:
        return DateOrder(settings.date_order)
    if mapping.column_of(_DATE_FIELD) is None:
        return None
    evidence = DateOrderEvidence()
    for chunk in looked_through():
        evidence.add(mapping.apply(chunk.cells)[_DATE_FIELD])
    return evidence.order()
