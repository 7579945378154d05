"""The rules as the settings want them, ready for the first chunk of a file."""

from collections.abc import Sequence
from datetime import datetime

from wolkvox_cli.leads.chunks import LeadSource
from wolkvox_cli.leads.columns.mapped import ColumnMapping
from wolkvox_cli.leads.judging.dates import DateOrder, DateOrderEvidence
from wolkvox_cli.leads.judging.duplicates import Keep
from wolkvox_cli.leads.judging.exclusion import ExcludedNumbers
from wolkvox_cli.leads.judging.rules import severities
from wolkvox_cli.leads.judging.validating import ValidationRules, Validator
from wolkvox_cli.leads.phones import PhoneRules
from wolkvox_cli.settings import Settings

_DATE_FIELD = "recall_date"


def validator_for(
    source: LeadSource, mapping: ColumnMapping, settings: Settings, account_list: Sequence[str]
) -> Validator:
    """The rules, having looked through the file first where that is needed to judge its rows.

    Raises CommandError and FileError.
    """
    phones = PhoneRules.of(settings.country, settings.phone_format, settings.phone_prefix)
    rules = ValidationRules(
        campaign_type=settings.campaign_type,
        phones=phones,
        now=datetime.now(),
        truncate=settings.truncate,
        date_order=_date_order(source, mapping, settings),
        severities=severities(dict(settings.severity)),
        unique=settings.unique,
        keep=Keep(settings.keep),
    )
    excluded = ExcludedNumbers.of_files([str(path) for path in settings.exclude], phones)
    if account_list:
        excluded = excluded.joined(ExcludedNumbers.of_numbers(account_list, phones))
    validator = Validator(mapping, rules, excluded)
    if validator.needs_survey:
        for chunk in source.chunks():
            validator.survey(chunk)
    return validator


def _date_order(source: LeadSource, mapping: ColumnMapping, settings: Settings) -> DateOrder | None:
    """Whether days or months come first in the file's recall dates: as told, else as all of them show."""
    if settings.date_order:
        return DateOrder(settings.date_order)
    if mapping.column_of(_DATE_FIELD) is None:
        return None
    evidence = DateOrderEvidence()
    for chunk in source.chunks():
        evidence.add(mapping.apply(chunk.cells).column(_DATE_FIELD), chunk.rows)
    return evidence.order()
