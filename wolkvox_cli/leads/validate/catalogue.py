"""The catalogue of everything that can be wrong with a lead, and the sentence each problem is told in."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from wolkvox_cli.campaign import FIELDS_BY_NAME, FieldKind
from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.model import Severity
from wolkvox_cli.leads.text_columns import Text, text_series, visible

LONGEST_QUOTED_VALUE = 60
"""How many characters of a user's value a sentence quotes."""

_GAP = re.compile(r"\{(value|detail)\}")
_DONE = re.compile(r"\[([^\]]*)\]")
_ERROR, _WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True)
class Rule:
    """One thing that can be wrong: what it is called, how serious it is, and how it is told.

    `sentence` says what is wrong and what to do; its gaps are {value}, {detail} and {name} (of the field, for
    the user). What stands in square brackets was done so that the row could be sent: it is said of warnings
    only. `plain` is used instead where the whole row is meant or no detail is known.
    `final` rules cannot be taken less seriously: there
    is nothing that could be sent.
    """

    code: str
    severity: Severity
    sentence: str
    plain: str = ""
    final: bool = False


_RULES = (
    Rule(
        "phone.missing",
        _ERROR,
        "This lead has no phone number that can be dialled: {detail}. Fill in a phone number.",
        "This lead has no phone number that can be dialled. Fill in a phone number.",
        final=True,
    ),
    Rule(
        "phone.invalid",
        _WARNING,
        '"{value}" is not a phone number that can be dialled: {detail}. Correct it.',
        '"{value}" is not a phone number that can be dialled. Write it in full, with its area code.',
    ),
    Rule(
        "phone.lost-digits",
        _ERROR,
        '"{value}" has lost its last digits in Excel: {detail}. Type the phone number again, as text.',
        '"{value}" has lost its last digits in Excel. Type the phone number again, as text.',
    ),
    Rule(
        "phone.extension",
        _WARNING,
        'Beside the number in "{value}", "{detail}" cannot be dialled[ and was left out].',
        'The extension in "{value}" cannot be dialled[ and was left out].',
    ),
    Rule(
        "phone.round",
        _WARNING,
        '"{value}" ends in many zeros[; it was kept as it is]. If its last digits are lost, type it again.',
    ),
    Rule(
        "phone.surplus",
        _WARNING,
        'No phone field is left for {detail} of "{value}"[; left out].',
        '"{value}" holds more phone numbers than there are phone fields[; the last were left out].',
    ),
    Rule(
        "phone.excluded",
        _WARNING,
        '"{value}" is on a do-not-call list ({detail})[ and was left out].',
        '"{value}" is on a do-not-call list[ and was left out].',
    ),
    Rule(
        "value.too-long",
        _ERROR,
        '"{value}" has {detail}[ and was cut]. Shorten it, or let --truncate cut it.',
        '"{value}" is too long for this field[ and was cut]. Shorten it, or let --truncate cut it.',
    ),
    Rule(
        "value.truncated",
        _WARNING,
        '"{value}" has {detail}[ and was cut].',
        '"{value}" is too long for this field[ and was cut].',
    ),
    Rule(
        "value.lost-digits",
        _WARNING,
        '"{value}" has lost its last digits in Excel: {detail}. Type it again, as text.',
        '"{value}" has lost its last digits in Excel. Type it again, as text.',
    ),
    Rule(
        "id.lost-digits",
        _WARNING,
        '"{value}" has lost its last digits in Excel: {detail}[; it was left out]. Type it again, as text.',
        '"{value}" has lost its last digits in Excel[ and was left out]. Type it again, as text.',
    ),
    Rule(
        "value.garbled",
        _WARNING,
        '"{value}" has garbled letters, like Ã± or ? for ñ[; it was kept as it is]. Correct them.',
    ),
    Rule(
        "value.misplaced",
        _WARNING,
        '"{value}" looks as if it belonged in another column[; it was kept as it is]. '
        "See whether the values of this row have slipped.",
    ),
    Rule(
        "date.unreadable",
        _ERROR,
        '"{value}" cannot be read as a date: {detail}[; it was left out]. Write it as 2026-11-30 14:30.',
        '"{value}" cannot be read as a date[ and was left out]. Write it as 2026-11-30 14:30.',
    ),
    Rule(
        "date.past",
        _WARNING,
        '"{value}" lies in the past[; the call-back was kept as it is]. Check the date.',
    ),
    Rule(
        "date.no-time",
        _WARNING,
        '"{value}" names no time[; the call-back was set to 00:00]. Write a time, as in 2026-11-30 14:30.',
    ),
    Rule(
        "email.invalid",
        _WARNING,
        '"{value}" is not an e-mail address[ and was left out]. Correct it.',
    ),
    Rule(
        "email.surplus",
        _WARNING,
        '"{value}" holds more than one e-mail address[; only {detail} was kept]. Keep one.',
        '"{value}" holds more than one e-mail address[; only the first was kept]. Keep one.',
    ),
    Rule(
        "email.words",
        _WARNING,
        'Beside the address in "{value}" stand words[; {detail} was kept]. See whether they belong to it.',
        'Beside the address in "{value}" stand words[; they were left out]. See whether they belong to it.',
    ),
    Rule(
        "age.invalid",
        _WARNING,
        '"{value}" is not an age from 0 to 120[ and was left out]. Write whole years.',
    ),
    Rule(
        "age.rounded",
        _WARNING,
        '"{value}" is not an age in whole years[; it was cut to {detail}].',
        '"{value}" is not an age in whole years[ and was cut to them].',
    ),
    Rule(
        "agent.invalid",
        _ERROR,
        '"{value}" is not the number of an agent[ and was left out]. Write digits only, or leave it empty.',
    ),
    Rule(
        "cell.error",
        _WARNING,
        'The cell holds the spreadsheet error "{value}"[ and was left empty]. Correct its formula.',
    ),
    Rule(
        "cell.no-result",
        _ERROR,
        "The cell holds a formula whose result is not in the file. Open the file in Excel, save it and "
        "upload that copy.",
    ),
    Rule(
        "row.ragged",
        _ERROR,
        "This row {detail}, so its values may stand in the wrong columns. Correct the row.",
        "This row has another number of cells than the header, so its values may stand in the wrong "
        "columns. Correct the row.",
    ),
    Rule(
        "row.duplicate",
        _ERROR,
        'A lead with the same {name}, "{value}", stands {detail}, so this one is not sent.',
        "The same lead stands {detail}, so it is not sent again.",
        final=True,
    ),
    Rule(
        "row.excluded",
        _ERROR,
        "Every phone number of this lead is on a do-not-call list, so it is not sent.",
        final=True,
    ),
    Rule(
        "record.too-large",
        _ERROR,
        "This lead alone is larger than a request may be ({detail}). Shorten its texts.",
        "This lead alone is larger than a request may be. Shorten its texts.",
        final=True,
    ),
)

CATALOGUE: Mapping[str, Rule] = {rule.code: rule for rule in _RULES}
"""Every rule by its code. A severity here is the usual one; a rule may be applied more strictly."""


def sentences(problems: pd.DataFrame) -> Text:
    """What is wrong with each row and what to do about it, by the index of `problems`."""
    alike = problems.groupby(["code", "severity", "field", "column", problems["detail"] != ""], sort=False)
    told = [_told(same) for _, same in alike]
    return pd.concat(told).reindex(problems.index) if told else problems["code"]


def _told(problems: pd.DataFrame) -> Text:
    """The sentences about problems that differ in nothing but their values and the words of their details."""
    first = problems.iloc[0]
    template = _template(CATALOGUE[first["code"]], first)
    gaps = {"value": shortened(problems["value"]), "detail": problems["detail"]}
    told = text_series(pa.repeat("", len(problems)), problems.index)
    for place, part in enumerate(_GAP.split(template)):
        told = told + (gaps[part] if place % 2 else part)
    return told


def shortened(values: Text) -> Text:
    """The values in one line and at most `LONGEST_QUOTED_VALUE` characters each."""
    values = visible(values)
    return values.mask(
        values.str.len() > LONGEST_QUOTED_VALUE, values.str.slice(0, LONGEST_QUOTED_VALUE - 1) + "…"
    )


def severities(overrides: Mapping[str, str]) -> Mapping[str, Severity]:
    """The severities a user asked for, by code. Raises CommandError where one is not possible."""
    return {_known(code).code: _severity(_known(code), wish) for code, wish in overrides.items()}


def _template(rule: Rule, problem: Text) -> str:
    whole_row = not problem["field"] and "{value}" in rule.sentence
    chosen = rule.plain if rule.plain and (whole_row or not problem["detail"]) else rule.sentence
    told = _DONE.sub(r"\1" if problem["severity"] == _WARNING else "", chosen)
    return told.replace("{name}", _name(problem["field"], problem["column"]))


def _name(field: str, column: str) -> str:
    """What a field is called: a phone field like any other, so that its heading would say too much."""
    known = FIELDS_BY_NAME.get(field)
    if known is not None and known.kind is FieldKind.PHONE:
        return "phone number"
    return column or field or "value"


def _known(code: str) -> Rule:
    if code in CATALOGUE:
        return CATALOGUE[code]
    near = difflib.get_close_matches(code, CATALOGUE, n=1, cutoff=0.0)[0]
    raise CommandError(
        "settings.severity", f'There is no problem code "{code}".', f'The nearest known one is "{near}".'
    )


def _severity(rule: Rule, wish: str) -> Severity:
    try:
        severity = Severity(wish.strip().lower())
    except ValueError as error:
        raise CommandError(
            "settings.severity",
            f'"{wish}" is not a severity for {rule.code}.',
            'Write "error" (the row is not sent) or "warning" (it is sent, and counted).',
        ) from error
    if rule.final and severity is not rule.severity:
        raise CommandError(
            "settings.severity",
            f"{rule.code} cannot be a warning: such a row cannot be sent.",
            f"Take {rule.code} out of the severities of the profile.",
        )
    return severity


REASONS: Mapping[str, str] = {
    "age.invalid": "age not from 0 to 120",
    "age.rounded": "age was not in whole years",
    "agent.invalid": "agent number with other than digits",
    "cell.error": "spreadsheet error in the cell",
    "cell.no-result": "formula without a result in the file",
    "date.no-time": "call-back date without a time",
    "date.past": "date in the past",
    "date.unreadable": "unreadable date",
    "email.invalid": "not an e-mail address",
    "email.surplus": "more than one e-mail address",
    "email.words": "words beside the e-mail address",
    "value.misplaced": "looks like another column's value",
    "id.lost-digits": "identity number damaged by a spreadsheet",
    "phone.excluded": "number on a do-not-call list",
    "phone.extension": "extension or remark left out",
    "phone.invalid": "not a phone number that can be dialled",
    "phone.lost-digits": "phone number damaged by a spreadsheet",
    "phone.missing": "no phone number",
    "phone.round": "phone number that ends in many zeros",
    "phone.surplus": "more numbers than phone fields",
    "record.too-large": "record larger than a request",
    "row.duplicate": "the same lead stands in another row",
    "row.excluded": "all its numbers are on a do-not-call list",
    "row.ragged": "too many or too few cells",
    "value.garbled": "garbled letters, like Ã± or ? for ñ",
    "value.lost-digits": "number damaged by a spreadsheet",
    "value.too-long": "too long for its field",
    "value.truncated": "cut to the field's length",
    "api.refused": "refused by the API",
}


def reason(code: str, column: str | None = None) -> str:
    """The problem in a few words, after the user's column where it is in one."""
    words = REASONS.get(code, code)
    if column and code == "row.duplicate":
        words = "a lead with the same value stands in another row"
    return f"{column}: {words}" if column else words[:1].upper() + words[1:]
