"""The rules for one field: its column comes out as it may be sent, with the places of what was wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

import numpy as np
import pandas as pd

from wolkvox_cli.campaign import FIELDS_BY_NAME, FieldKind, LeadField
from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.model import Severity, problems_frame
from wolkvox_cli.leads.phones import PhoneRules, clean_phones
from wolkvox_cli.leads.text_columns import (
    TEXT,
    Mask,
    RowMask,
    Text,
    clean,
    converted,
    error_cells,
    garbled,
    having,
    powers_of_ten,
    repeated,
    text_frame,
    text_series,
)
from wolkvox_cli.leads.validate.catalogue import CATALOGUE, sentences
from wolkvox_cli.leads.validate.dates import DateOrder, past, read_dates
from wolkvox_cli.leads.validate.identity import IDENTITY

OLDEST_AGE = 120

_EMAIL = r"[^@\s,;:<>]+@[^@\s,;<>.]+(?:\.[^@\s,;<>.]+)+"
_WORDS = frozenset({"customer_name", "customer_last_name", "gender", "country", "state", "city"})
"""Fields that hold words."""

_NO_WORDS = r"^(?:[+(]?\d[\d\s().\-]{6,}|\S+@\S+\.\w+)$"
"""A phone or an address of e-mail where words should be."""

_NO_WORDS_SIGNS = [b"@", *(b"%d" % digit for digit in range(10))]

_NO_DIGITS = r"\p{L}[\p{L}\s.]{2,}"
"""Words where the number of an identity document should be."""

_ODD_ONES = 0.5
"""Up to this share of the cells they are the odd ones out."""

_BETWEEN_EMAILS = re.compile(r"[\s,;<>/|]+|mailto:", re.IGNORECASE)
_NAMES = ("customer_name", "customer_last_name", "city", "state")
_QUESTION_IN_NAME = r"^[^¿]*\p{L}\?"
_AGES = list(map(str, range(OLDEST_AGE + 1)))
_AGE = r"(?i)^0*(?P<number>\d{1,3})(?:[.,]0*)?\s*(?:a[nñ]os?|years?(?: old)?)?$"
_AGE_WITH_FRACTION = r"^0*(?P<number>\d{2,3})[.,]\d+$"
_AGENT = r"^(?P<number>\d+)(?:\.0+)?$"


@dataclass(frozen=True, eq=False)
class Finding:
    """What is wrong with some cells of a column; a `detail` that varies is as long as the column."""

    code: str
    cells: RowMask | Mask
    detail: Text | str = ""

    def problems(self, column: Text, field: str, heading: str | None) -> pd.DataFrame:
        """The same as problems of the column, whose cells are quoted as they were before the rules."""
        detail = self.detail if isinstance(self.detail, str) else self.detail[self.cells]
        severity = CATALOGUE[self.code].severity
        return problems_frame(self.code, column[self.cells], severity, field, heading, detail)


@dataclass(frozen=True, eq=False)
class Checked:
    """A column after its rules, by the same rows."""

    column: Text
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, column: Text, *findings: Finding) -> "Checked":
        """With those findings that concern any cell."""
        return cls(column, tuple(finding for finding in findings if finding.cells.any()))


@dataclass(frozen=True)
class ValueRules:
    """What the user said about values; `now` is local time, as recall dates are."""

    now: datetime
    truncate: bool = False
    date_order: DateOrder | None = None


def check(field: LeadField, column: Text, rules: ValueRules) -> Checked:
    """Apply the rules for a field that is no phone to its cleaned column.

    An unusable value is blanked or cut in any case: what keeps its row from being sent is the severity.
    """
    errors = error_cells(column)
    checked = _by_kind(field, column.mask(errors, "") if errors.any() else column, rules)
    return Checked.of(checked.column, Finding("cell.error", errors), *checked.findings)


def _by_kind(field: LeadField, column: Text, rules: ValueRules) -> Checked:
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
            if field.name == IDENTITY:
                return check_identity(column)
            return check_text(column, field, rules.truncate)
    assert_never(field.kind)


def check_identity(column: Text) -> Checked:
    """The ".0" that programs add goes; a number that has lost digits is another person's and is blanked."""
    lost, spoilt = powers_of_ten(column), garbled(column)
    if lost.any():
        column = column.mask(lost, "")
    if column.str.endswith(".0").any():
        column = column.str.replace(r"^(\d+)\.0$", r"\1", regex=True)
    slipped = _minority(column.str.fullmatch(_NO_DIGITS).to_numpy(np.bool_))
    return Checked.of(
        column,
        Finding("id.lost-digits", lost),
        Finding("value.garbled", spoilt),
        Finding("value.misplaced", slipped),
    )


def check_text(column: Text, field: LeadField, truncate: bool) -> Checked:
    """Lost digits and garbled letters, which are kept, and the length."""
    lost = Finding("value.lost-digits", powers_of_ten(column))
    spoilt = Finding("value.garbled", garbled(column) | _lost_letters(column, field))
    if field.max_length is None:
        signs = _NO_WORDS_SIGNS if field.name in _WORDS else []
        slipped = Finding("value.misplaced", _minority(having(column, _NO_WORDS, signs)))
        return Checked.of(column, lost, spoilt, slipped)
    lengths = column.str.len()
    too_long = lengths > field.max_length
    if not too_long.any():
        return Checked.of(column, lost, spoilt)
    code = "value.truncated" if truncate else "value.too-long"
    detail = lengths.astype(TEXT) + f" characters where {field.max_length} are allowed"
    short = column.str.slice(0, field.max_length).str.rstrip(" ")
    return Checked.of(short, lost, spoilt, Finding(code, too_long, detail))


def _lost_letters(column: Text, field: LeadField) -> Mask:
    """The names with a question mark at the end of a word, such as Jos?."""
    return having(column, _QUESTION_IN_NAME, [b"?"] if field.name in _NAMES else [])


def check_email(column: Text) -> Checked:
    """An @, no blanks, a dot in the domain. Of several addresses in a cell the first valid one is kept."""
    odd = ~column.str.fullmatch(_EMAIL) & (column != "")
    if not odd.any():
        return Checked(column)
    found = column.mask(odd, converted(column[odd], _first_email))
    several = odd & (found != "") & column.str.contains("@.*@")
    words = odd & (found != "") & ~several & ~column.str.contains("<|:|/|;|,")
    return Checked.of(
        found,
        Finding("email.invalid", odd & (found == "")),
        Finding("email.surplus", several, found),
        Finding("email.words", words, found),
    )


def check_age(column: Text) -> Checked:
    """Whole years, as in "34", "34.0" or "34 años"; fractions are cut off, anything else is blanked."""
    odd = ~column.isin([*_AGES, ""])
    if not odd.any():
        return Checked(column)
    whole, begun = _number_in(column[odd], _AGE), _number_in(column[odd], _AGE_WITH_FRACTION)
    years = whole.where(whole != "", begun)
    found = column.mask(odd, years.where(years.isin(_AGES), ""))
    rounded = odd & (found != "") & column.index.isin(whole.index[whole == ""])
    return Checked.of(
        found, Finding("age.invalid", odd & (found == "")), Finding("age.rounded", rounded, found)
    )


def check_agent(column: Text) -> Checked:
    """Digits only; the ".0" that spreadsheets add goes."""
    odd = ~column.str.fullmatch("[0-9]*")
    if not odd.any():
        return Checked(column)
    found = column.mask(odd, _number_in(column[odd], _AGENT))
    return Checked.of(found, Finding("agent.invalid", odd & (found == "")))


def check_date(column: Text, rules: ValueRules) -> Checked:
    """See dates.py; a date in the past is kept as it is."""
    dates = read_dates(column, rules.date_order)
    over = past(dates.values, rules.now)
    return Checked.of(
        dates.values,
        Finding("date.unreadable", dates.faults != "", dates.faults),
        Finding("date.past", over),
        Finding("date.no-time", (dates.values != "") & ~dates.has_time & ~over),
    )


def _minority(mask: Mask) -> Mask:
    """The odd ones out; none where most cells are so: then that is what the column holds."""
    return mask if len(mask) and mask.mean() <= _ODD_ONES else mask & False


def _first_email(cell: str) -> str:
    return next((part for part in _BETWEEN_EMAILS.split(cell) if re.fullmatch(_EMAIL, part)), "")


def _number_in(cells: Text, pattern: str) -> Text:
    """The number that the pattern finds in each cell, "" where it finds none."""
    return cells.str.extract(pattern)["number"].fillna("")


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
    cell = text_series([value], [1])
    checked = check(FIELDS_BY_NAME[name], clean(cell), rules)
    for finding in checked.findings:
        if finding.code != _CUT:
            raise _broken(finding.problems(cell, name, None))
    return checked.column.iloc[0]


def _checked_phone(name: str, value: str, rules: PhoneRules) -> str:
    problems = clean_phones(text_frame({name: [value]}, [1]), rules, {name: None}).problems
    if len(problems):
        raise _broken(problems)
    return value


def _broken(problems: pd.DataFrame) -> CommandError:
    told = sentences(problems.assign(severity=repeated(Severity.ERROR, len(problems))))
    return CommandError(
        "mapping.constant",
        f"The value that every record should get in {problems['field'].iloc[0]} cannot be used.",
        told.iloc[0],
    )
