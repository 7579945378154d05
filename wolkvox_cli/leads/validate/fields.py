"""The rules for one field: its column comes out as it may be sent, with the places of what was wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.campaign import FIELDS_BY_NAME, FieldKind, LeadField
from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.model import Severity, problems_frame
from wolkvox_cli.leads.phones import PhoneRules, clean_phones
from wolkvox_cli.leads.text_columns import (
    Places,
    blanked,
    clean,
    converted,
    cut,
    error_cells,
    garbled,
    mask_of,
    over_long,
    powers_of_ten,
    put,
    text_frame,
    text_series,
)
from wolkvox_cli.leads.validate.catalogue import CATALOGUE, sentences
from wolkvox_cli.leads.validate.dates import DateOrder, past, read_dates, without_time

IDENTITY = "customer_id"
OLDEST_AGE = 120

_EMAIL = r"^[^@\s,;:<>]+@[^@\s,;<>.]+(?:\.[^@\s,;<>.]+)+$"
_BETWEEN_EMAILS = re.compile(r"[\s,;<>/|]+|mailto:", re.IGNORECASE)
_AGES = pa.array(["", *map(str, range(OLDEST_AGE + 1))])
_AGE = r"(?i)^0*(?P<number>\d{1,3})(?:[.,]0*)?\s*(?:a[nñ]os?|years?(?: old)?)?$"
_AGE_WITH_FRACTION = r"^0*(?P<number>\d{2,3})[.,]\d+$"
_AGENT = r"^(?P<number>\d+)(?:\.0+)?$"
_MAY_HOLD_EMAIL = r"[^@\s]@[^@\s]+\."


@dataclass(frozen=True, eq=False)
class Finding:
    """What is wrong at some places of a column; `details` are as long as `places`."""

    code: str
    severity: Severity
    places: Places
    details: pa.StringArray | None = None


@dataclass(frozen=True, eq=False)
class Checked:
    """A column after its rules, as long as before."""

    column: pa.StringArray
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class ValueRules:
    """What the user said about values; `now` is local time, as recall dates are."""

    now: datetime
    truncate: bool = False
    date_order: DateOrder | None = None


def check(field: LeadField, column: pa.StringArray, rules: ValueRules) -> Checked:
    """Apply the rules for a field that is no phone to its cleaned column.

    An unusable value is blanked or cut in any case: what keeps its row from being sent is the severity.
    """
    errors = error_cells(column)
    checked = _by_kind(field, blanked(column, errors), rules)
    return Checked(checked.column, _met(_finding("cell.error", errors), *checked.findings))


def _by_kind(field: LeadField, column: pa.StringArray, rules: ValueRules) -> Checked:
    match field.kind:
        case FieldKind.EMAIL:
            return check_email(column)
        case FieldKind.AGE:
            return check_age(column)
        case FieldKind.AGENT:
            return check_agent(column)
        case FieldKind.DATE:
            return check_date(column, rules)
        case FieldKind.TEXT | FieldKind.PHONE:
            return check_text(column, field, rules.truncate)
    assert_never(field.kind)


def check_text(column: pa.StringArray, field: LeadField, truncate: bool) -> Checked:
    """Length, lost digits and garbled letters; the ".0" that programs add to an identity number goes.

    An identity number with lost digits is an error, other text is kept.
    """
    if field.name == IDENTITY:
        column = _whole_numbers(column)
    lost = powers_of_ten(column)
    findings = [
        _finding("value.lost-digits", lost, severity=lost_digits_severity(field.name)),
        _finding("value.garbled", garbled(column)),
    ]
    if field.max_length is not None:
        places = over_long(column, field.max_length)
        cells = column.take(pa.array(places))
        details = pc.binary_join_element_wise(
            pc.utf8_length(cells).cast(pa.string()),
            f" characters where {field.max_length} are allowed",
            "",
        )
        findings.append(_finding("value.truncated" if truncate else "value.too-long", places, details))
        column = put(column, places, cut(cells, field.max_length))
    return Checked(column, _met(*findings))


def check_email(column: pa.StringArray) -> Checked:
    """An @, no blanks, a dot in the domain. Of several addresses in a cell the first valid one is kept."""
    odd = np.flatnonzero(~(mask_of(pc.match_substring_regex(column, _EMAIL)) | mask_of(pc.equal(column, ""))))
    if not len(odd):
        return Checked(column)
    cells = column.take(pa.array(odd))
    hopeful = np.flatnonzero(mask_of(pc.match_substring_regex(cells, _MAY_HOLD_EMAIL)))
    answers = pc.fill_null(converted(cells.take(pa.array(hopeful)), _first_email), "")
    found = put(pa.repeat("", len(odd)), hopeful, answers)
    usable = mask_of(pc.not_equal(found, ""))
    column = put(column, odd, found)
    several = usable & mask_of(pc.match_substring_regex(cells, r"@.*@"))
    surplus = _finding("email.surplus", odd[several], found.filter(pa.array(several)))
    return Checked(column, _met(_finding("email.invalid", odd[~usable]), surplus))


def check_age(column: pa.StringArray) -> Checked:
    """Whole years, as in "34", "34.0" or "34 años"; fractions are cut off, anything else is blanked."""
    odd = np.flatnonzero(~mask_of(pc.is_in(column, value_set=_AGES)))
    if not len(odd):
        return Checked(column)
    cells = column.take(pa.array(odd))
    whole, begun = _number_in(cells, _AGE), _number_in(cells, _AGE_WITH_FRACTION)
    found = pc.if_else(pc.equal(whole, ""), begun, whole)
    found = pc.if_else(pc.is_in(found, value_set=_AGES), found, "")
    invalid = mask_of(pc.equal(found, ""))
    rounded = ~invalid & mask_of(pc.equal(whole, ""))
    return Checked(
        put(column, odd, found),
        _met(
            _finding("age.invalid", odd[invalid]),
            _finding("age.rounded", odd[rounded], found.filter(pa.array(rounded))),
        ),
    )


def check_agent(column: pa.StringArray) -> Checked:
    """Digits only; the ".0" that spreadsheets add goes."""
    odd = np.flatnonzero(~mask_of(pc.match_substring_regex(column, r"^[0-9]*$")))
    if not len(odd):
        return Checked(column)
    found = _number_in(column.take(pa.array(odd)), _AGENT)
    column = put(column, odd, found)
    return Checked(column, _met(_finding("agent.invalid", odd[mask_of(pc.equal(found, ""))])))


def check_date(column: pa.StringArray, rules: ValueRules) -> Checked:
    """See dates.py; a date in the past is kept as it is."""
    dates = read_dates(column, rules.date_order)
    unreadable = np.flatnonzero(mask_of(pc.not_equal(dates.faults, "")))
    over = past(dates.values, rules.now)
    return Checked(
        dates.values,
        _met(
            _finding("date.unreadable", unreadable, dates.faults.take(pa.array(unreadable))),
            _finding("date.past", np.flatnonzero(over)),
            _finding("date.no-time", np.flatnonzero(without_time(dates.values, column) & ~over)),
        ),
    )


def _whole_numbers(column: pa.StringArray) -> pa.StringArray:
    """Digits without the ".0" of a program that took them for a measure."""
    if not mask_of(pc.ends_with(column, ".0")).any():
        return column
    return pc.replace_substring_regex(column, r"^(\d+)\.0$", r"\1")


def lost_digits_severity(field: str) -> Severity:
    """A person with a wrong identity number is another person; other texts lose less."""
    return Severity.ERROR if field == IDENTITY else CATALOGUE["value.lost-digits"].severity


def _finding(
    code: str, places: Places, details: pa.StringArray | None = None, severity: Severity | None = None
) -> Finding:
    return Finding(code, severity or CATALOGUE[code].severity, places, details)


def _met(*findings: Finding) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if len(finding.places))


def _first_email(cell: str) -> str | None:
    return next((part for part in _BETWEEN_EMAILS.split(cell) if re.match(_EMAIL, part)), None)


def _number_in(cells: pa.StringArray, pattern: str) -> pa.StringArray:
    """The number that the pattern finds in each cell, "" where it finds none."""
    return pc.fill_null(pc.struct_field(pc.extract_regex(cells, pattern), "number"), "")


_CUT = "value.truncated"


def checked_constants(
    constants: Mapping[str, str], phones: PhoneRules, values: ValueRules
) -> Mapping[str, str]:
    """The constants as they are sent; phone numbers stay as they are, since they join those of each row.

    Raises CommandError for one that breaks a rule.
    """
    checked = {}
    for name, value in constants.items():
        if FIELDS_BY_NAME[name].kind is FieldKind.PHONE:
            checked[name] = _checked_phone(name, value, phones)
        else:
            checked[name] = _checked_value(name, value, values)
    return checked


def _checked_value(name: str, value: str, rules: ValueRules) -> str:
    checked = check(FIELDS_BY_NAME[name], clean(pa.array([value])), rules)
    for finding in checked.findings:
        if finding.code != _CUT:
            cell = text_series([value], [1])
            detail = "" if finding.details is None else finding.details[0].as_py()
            raise _broken(name, problems_frame(finding.code, cell, Severity.ERROR, name, detail=detail))
    text: str = checked.column[0].as_py()
    return text


def _checked_phone(name: str, value: str, rules: PhoneRules) -> str:
    problems = clean_phones(text_frame({name: [value]}, [1]), rules, {name: None}).problems
    if len(problems):
        raise _broken(name, problems.head(1).assign(severity=str(Severity.ERROR)))
    return value


def _broken(name: str, problem: pd.DataFrame) -> CommandError:
    return CommandError(
        "mapping.constant",
        f"The value that every record should get in {name} cannot be used.",
        sentences(problem).iloc[0],
    )
