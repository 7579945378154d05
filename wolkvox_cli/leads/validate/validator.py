"""All rules over a chunk of leads: which may be sent, as which records, and what is wrong with the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import pandas as pd
import pyarrow as pa

from wolkvox_cli.campaign import FIELDS_BY_NAME, LEAD_FIELDS, CampaignType, FieldKind
from wolkvox_cli.leads.map.mapping import ColumnMapping
from wolkvox_cli.leads.model import (
    LeadChunk,
    Severity,
    ValidatedLeads,
    joined_problems,
    no_numbers,
    no_problems,
    problems_frame,
    rows_with_errors,
    with_severities,
    without_warnings,
)
from wolkvox_cli.leads.phones import PhoneRules, clean_phones
from wolkvox_cli.leads.text_columns import Rows, Text, clean, columns_of, frame_of, repeated, text_series
from wolkvox_cli.leads.validate.already_sent import SentLeads
from wolkvox_cli.leads.validate.catalogue import CATALOGUE
from wolkvox_cli.leads.validate.dates import DateOrder
from wolkvox_cli.leads.validate.do_not_call import ExcludedNumbers, without_excluded
from wolkvox_cli.leads.validate.duplicates import Keep, LastLeads, Repeats, SeenLeads
from wolkvox_cli.leads.validate.fields import ValueRules, check, checked_constants
from wolkvox_cli.leads.validate.identity import IDENTITY, ComparedLeads, Identity

_UNREAD = ("phone.invalid", "phone.lost-digits", "phone.extension", "phone.surplus")
"""What is told of phone cells that hold more, or something else, than the numbers that were read."""


@dataclass(frozen=True)
class ValidationRules:
    """What the user said about leads.

    `severities` are those of `rules.severities`, `unique` API fields or "phone" (a number of any tel
    field), `now` is local time, `rounded` those of `phones.rounded_fields`.
    """

    campaign_type: CampaignType
    phones: PhoneRules
    now: datetime
    truncate: bool = False
    date_order: DateOrder | None = None
    severities: Mapping[str, Severity] = field(default_factory=dict)
    unique: tuple[str, ...] = ()
    keep: Keep = Keep.FIRST
    rounded: Mapping[str, int] = field(default_factory=dict)

    @property
    def may_spill(self) -> bool:
        """Whether campaigns of this type have tel_extra for an eleventh number."""
        return self.campaign_type in FIELDS_BY_NAME["tel_extra"].types

    @property
    def values(self) -> ValueRules:
        """The part that single values are checked by."""
        return ValueRules(self.now, self.truncate, self.date_order)


@dataclass(frozen=True, eq=False)
class _CheckedLeads:
    """A chunk after the rules that look at one lead alone. Tables are by the chunk's row numbers.

    `numbers` are the phones as they compare, `canonical` those of them that may be called.
    """

    cells: pd.DataFrame
    fields: pd.DataFrame
    numbers: pd.DataFrame
    canonical: pd.DataFrame
    problems: pd.DataFrame
    rejected: Rows
    excluded: Rows

    @property
    def compared(self) -> ComparedLeads:
        """The leads as they are compared: those that may be sent unless they are duplicates."""
        sendable = ~self.fields.index.isin(self.rejected.union(self.excluded))
        unread = self.problems["row"][self.problems["code"].isin(_UNREAD)]
        return ComparedLeads(self.cells, self.fields, self.canonical, sendable, pd.Index(unread))


class Validator:
    """Applies the rules chunk by chunk and remembers every lead, so that it knows those that come again.

    With `keep` LAST the whole file must be surveyed before the first chunk is validated. Raises
    CommandError for a constant that breaks a rule, and for a unique field that no column goes to.
    """

    def __init__(
        self,
        mapping: ColumnMapping,
        rules: ValidationRules,
        excluded: ExcludedNumbers | None = None,
        sent: SentLeads | None = None,
    ) -> None:
        self._sent = sent
        self._mapping = mapping
        self._rules = rules
        self._excluded = excluded or ExcludedNumbers.none()
        self._constants = checked_constants(mapping.constants, rules.phones, rules.values)
        self._identity = Identity.of(mapping, rules.unique)
        self._seen = SeenLeads(self._identity.criteria)
        self._last = LastLeads(self._identity.criteria)
        self._superseded: Repeats | None = None
        self._headings = {name: mapping.column_of(name) for name in FIELDS_BY_NAME}

    @property
    def earlier_runs(self) -> tuple[str, ...]:
        """What `ValidatedLeads.already_sent` counts in."""
        return self._sent.runs if self._sent else ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What of the do-not-call lists could not be used."""
        return self._excluded.notes

    @property
    def needs_survey(self) -> bool:
        """Whether `survey` must see the whole file first."""
        return self._rules.keep is Keep.LAST

    def survey(self, chunk: LeadChunk) -> None:
        """Note which leads of a chunk could be sent, for a later one to take their place."""
        self._last.add(self._identity.keys(self._check(chunk).compared))

    def validate(self, chunk: LeadChunk) -> ValidatedLeads:
        """Every lead of the chunk ends as a record to send, rejected, excluded or duplicate."""
        checked = self._check(chunk)
        leads = checked.compared
        repeats = self._repeats(leads)
        told = self._identity.problems(repeats, leads, self._headings) if len(repeats) else no_problems()
        problems = joined_problems([checked.problems, told])
        records = leads.fields[leads.sendable & ~leads.fields.index.isin(repeats.index)]
        digests = self._digests(records, checked)
        return ValidatedLeads(
            records=records[[one.name for one in LEAD_FIELDS if one.name in records]],
            rejected=checked.rejected,
            duplicate=repeats.index,
            excluded=checked.excluded,
            problems=without_warnings(problems, checked.excluded.union(repeats.index)),
            digests=digests,
            already_sent=self._sent.sources_of(digests) if self._sent else digests,
        )

    def _digests(self, records: pd.DataFrame, checked: _CheckedLeads) -> "pd.Series[int]":
        """By what the campaign knows the records again: with all their numbers, excluded ones too."""
        if self._sent is None:
            return no_numbers()
        return self._sent.digests_of(records, checked.numbers.loc[records.index])

    def _check(self, chunk: LeadChunk) -> _CheckedLeads:
        known = self._problems_of_source(chunk)
        written = self._without_error_cells(chunk)
        rows = chunk.cells.index
        cells = frame_of({name: clean(column) for name, column in columns_of(written).items()}, rows)
        fields, as_written = self._fields(cells, known), self._mapping.apply(written)
        phones = clean_phones(
            self._phone_cells(as_written, fields),
            self._rules.phones,
            self._headings,
            codes=self._mapping.calling_codes(cells),
            rounded=self._rules.rounded,
            spill=self._rules.may_spill,
        )
        values, found = self._checked_values(fields, as_written, known)
        problems = joined_problems([known, *found, phones.problems])
        problems = with_severities(problems, self._rules.severities, phones.dialable)
        checked = _CheckedLeads(
            cells,
            frame_of(values | columns_of(phones.columns), rows),
            phones.canonical,
            phones.canonical,
            problems,
            rows_with_errors(problems),
            pd.RangeIndex(0),
        )
        return self._spared(checked) if len(self._excluded) else checked

    def _fields(self, cells: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
        """The fields of all records, cleaned, without identity numbers that are known to be damaged."""
        fields = self._mapping.apply(cells)
        for one in self._mapping.fields:
            if one.is_composed:
                fields[one.field] = clean(fields[one.field])
        for name, value in self._constants.items():
            fields[name] = repeated(value, len(cells))
        damaged = known["row"][known["code"] == "id.lost-digits"]
        if len(damaged):
            fields[IDENTITY] = fields[IDENTITY].mask(fields.index.isin(damaged), "")
        return fields

    def _phone_cells(self, as_written: pd.DataFrame, fields: pd.DataFrame) -> pd.DataFrame:
        """The cells of phone fields: as they were written, where that is what the field is made of."""
        plain = {one.field for one in self._mapping.fields if not one.is_composed}
        columns = {
            name: as_written[name] if name in plain and name not in self._constants else column
            for name, column in columns_of(fields).items()
            if _is_phone(name)
        }
        return frame_of(columns, fields.index)

    def _checked_values(
        self, fields: pd.DataFrame, written: pd.DataFrame, known: pd.DataFrame
    ) -> tuple[dict[str, Text], list[pd.DataFrame]]:
        """The fields that are no phones after their rules, and what was wrong that is not known already."""
        values: dict[str, Text] = {}
        found: list[pd.DataFrame] = []
        for name, column in columns_of(fields).items():
            if name in self._constants and not _is_phone(name):
                values[name] = column
            elif not _is_phone(name):
                checked = check(FIELDS_BY_NAME[name], column, self._rules.values)
                values[name] = checked.column
                for finding in checked.findings:
                    problems = finding.problems(written[name], name, self._headings[name])
                    found.append(_not_known_already(problems, known))
        return values, found

    def _without_error_cells(self, chunk: LeadChunk) -> pd.DataFrame:
        """The cells as they were written, blank where a spreadsheet has an error."""
        errors = chunk.problems[chunk.problems["code"] == "cell.error"]
        if errors.empty:
            return chunk.cells
        cells = chunk.cells.copy(deep=False)
        for name, found in errors.groupby("column"):
            cells[name] = cells[name].mask(cells.index.isin(found["row"]), "")
        return cells

    def _problems_of_source(self, chunk: LeadChunk) -> pd.DataFrame:
        """Those met while reading that concern a whole row or a column that is sent, under its field."""
        found = chunk.problems
        if not len(found):
            return found
        in_fields = [
            _in_field(found[found["column"].isin(one.columns)], one.field) for one in self._mapping.fields
        ]
        return joined_problems([found[found["column"] == ""], *in_fields])

    def _spared(self, checked: _CheckedLeads) -> _CheckedLeads:
        """Without the excluded numbers; leads that have no other number are excluded."""
        left = without_excluded(checked.fields, checked.canonical, self._excluded)
        if left is None:
            return checked
        rows = checked.fields.index
        excluded = left.undialable & ~rows.isin(checked.rejected)
        found = [checked.problems]
        for name, mask in left.taken.items():
            cells = checked.fields[name][mask & ~excluded]
            found.append(self._problem("phone.excluded", cells, name))
        nothing = text_series(pa.repeat("", int(excluded.sum())), rows[excluded])
        problems = joined_problems([*found, self._problem("row.excluded", nothing, None)])
        problems = with_severities(problems, self._rules.severities, pd.Series(True, index=rows))
        rejected = rows_with_errors(problems[problems["code"] != "row.excluded"])
        return replace(
            checked,
            fields=left.columns,
            canonical=left.canonical,
            problems=problems,
            rejected=rejected,
            excluded=rows[excluded],
        )

    def _problem(self, code: str, cells: Text, name: str | None) -> pd.DataFrame:
        heading = self._headings.get(name) if name else None
        return problems_frame(code, cells, CATALOGUE[code].severity, name, heading)

    def _repeats(self, leads: ComparedLeads) -> Repeats:
        """Which of the leads that may be sent are there twice."""
        if not self.needs_survey:
            return self._seen.repeats(self._identity.keys(leads))
        if self._superseded is None:
            self._superseded = self._last.superseded()
        return self._superseded[self._superseded.index.isin(leads.cells.index)]


def _is_phone(name: str) -> bool:
    return FIELDS_BY_NAME[name].kind is FieldKind.PHONE


def _not_known_already(problems: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Without those that the source has told of the same cells."""
    if known.empty:
        return problems
    told = known.merge(problems[["row", "field", "code"]])["row"]
    return problems[~problems["row"].isin(told)]


def _in_field(problems: pd.DataFrame, name: str) -> pd.DataFrame:
    """Problems of a column, in the field that the column goes to."""
    lost = problems["code"] == "value.lost-digits"
    kind = "phone" if _is_phone(name) else "id" if name == IDENTITY else "value"
    code = f"{kind}.lost-digits"
    return problems.assign(
        field=repeated(name, len(problems)),
        code=problems["code"].mask(lost, code),
        severity=problems["severity"].mask(lost, str(CATALOGUE[code].severity)),
    )
