"""All rules over a chunk of leads: which may be sent, as which records, and what is wrong with the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pandas as pd
import pyarrow as pa

from wolkvox_cli.campaign import FIELDS_BY_NAME, LEAD_FIELDS, CampaignType, FieldKind
from wolkvox_cli.leads.map.mapping import ColumnMapping
from wolkvox_cli.leads.model import (
    LeadChunk,
    Severity,
    ValidatedLeads,
    joined_problems,
    no_problems,
    problems_frame,
    rows_with_errors,
    with_severities,
    without_warnings,
)
from wolkvox_cli.leads.phones import PhoneRules, clean_phones
from wolkvox_cli.leads.text_columns import Mask, Rows, Text, clean, columns_of, repeated, text_series
from wolkvox_cli.leads.validate.catalogue import CATALOGUE
from wolkvox_cli.leads.validate.dates import DateOrder
from wolkvox_cli.leads.validate.do_not_call import ExcludedNumbers, without_excluded
from wolkvox_cli.leads.validate.duplicates import Identity, Keep, LastOnes, Repeats, Sieve, Superseded
from wolkvox_cli.leads.validate.fields import IDENTITY, ValueRules, check, checked_constants

_TOLD_BY_SOURCES = frozenset({"value.lost-digits"})
"""What a source may have found in a cell before the rules do."""


@dataclass(frozen=True)
class ValidationRules:
    """What the user said about leads.

    `severities` are those of `rules.severities`, `unique` API fields or "phone" (a number of any tel
    field), `now` is local time.
    """

    campaign_type: CampaignType
    phones: PhoneRules
    now: datetime
    truncate: bool = False
    date_order: DateOrder | None = None
    severities: Mapping[str, Severity] = field(default_factory=dict)
    unique: tuple[str, ...] = ()
    keep: Keep = Keep.FIRST

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
    """A chunk after the rules that look at one lead alone. Tables are by the chunk's row numbers."""

    fields: pd.DataFrame
    canonical: pd.DataFrame
    problems: pd.DataFrame
    rejected: Rows
    excluded: Rows

    @property
    def sendable(self) -> Mask:
        """The leads that may be sent, unless they are duplicates."""
        return ~self.fields.index.isin(self.rejected.union(self.excluded))


class Validator:
    """Applies the rules chunk by chunk and remembers every lead, so that it knows those that come again.

    With `keep` LAST the whole file must be surveyed before the first chunk is validated. Raises
    CommandError for a constant that breaks a rule, and for a unique field that no column goes to.
    """

    def __init__(
        self, mapping: ColumnMapping, rules: ValidationRules, excluded: ExcludedNumbers | None = None
    ) -> None:
        self._mapping = mapping
        self._rules = rules
        self._excluded = excluded or ExcludedNumbers.none()
        self._constants = checked_constants(mapping.constants, rules.phones, rules.values)
        self._identity = Identity.of(mapping, rules.unique)
        self._sieve = Sieve(self._identity.ways)
        self._last = LastOnes(self._identity.ways)
        self._superseded: Superseded | None = None
        self._headings = {name: mapping.column_of(name) for name in FIELDS_BY_NAME}

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
        checked = self._check(chunk)
        fields, canonical = (
            _picked(table, checked.sendable) for table in (checked.fields, checked.canonical)
        )
        self._last.add(fields.index.to_numpy(), self._identity.entries(fields, canonical))

    def validate(self, chunk: LeadChunk) -> ValidatedLeads:
        """Every lead of the chunk ends as a record to send, rejected, excluded or duplicate."""
        checked = self._check(chunk)
        fields, canonical = (
            _picked(table, checked.sendable) for table in (checked.fields, checked.canonical)
        )
        repeats = self._repeats(fields, canonical)
        again = repeats.sources > 0
        duplicate = fields.index[again]
        told = self._told_of_repeats(fields[again], canonical[again], repeats.at(np.flatnonzero(again)))
        problems = joined_problems([checked.problems, told])
        return ValidatedLeads(
            records=self._records(_picked(fields, ~again)),
            rejected=checked.rejected,
            duplicate=duplicate,
            excluded=checked.excluded,
            problems=without_warnings(problems, checked.excluded.union(duplicate)),
        )

    def _check(self, chunk: LeadChunk) -> _CheckedLeads:
        known = self._problems_of_source(chunk)
        cells = self._cells(chunk)
        fields = self._mapping.apply(cells)
        for name, value in self._constants.items():
            fields[name] = repeated(value, len(chunk))
        damaged = known["row"][known["code"] == "id.lost-digits"]
        if len(damaged):
            fields[IDENTITY] = fields[IDENTITY].mask(fields.index.isin(damaged), "")
        phones = clean_phones(
            fields[[name for name in columns_of(fields) if _is_phone(name)]],
            self._rules.phones,
            self._headings,
            codes=self._mapping.calling_codes(cells),
            spill=self._rules.may_spill,
        )
        values, found = self._checked_values(fields, known)
        problems = joined_problems([known, *found, phones.problems])
        problems = with_severities(problems, self._rules.severities, phones.dialable)
        checked = _CheckedLeads(
            pd.concat([values, phones.columns], axis=1),
            phones.canonical,
            problems,
            rows_with_errors(problems),
            pd.RangeIndex(0),
        )
        return self._spared(checked) if len(self._excluded) else checked

    def _checked_values(
        self, fields: pd.DataFrame, known: pd.DataFrame
    ) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
        """The fields that are no phones after their rules, and what was wrong that is not known already."""
        values: dict[str, Text] = {}
        found: list[pd.DataFrame] = []
        for name, column in columns_of(fields).items():
            if name in self._constants and not _is_phone(name):
                values[name] = column
            elif not _is_phone(name):
                values[name], problems = self._checked(name, column)
                told = known["row"][(known["field"] == name) & known["code"].isin(_TOLD_BY_SOURCES)]
                again = problems["code"].isin(_TOLD_BY_SOURCES) & problems["row"].isin(told)
                found.append(problems[~again])
        return pd.DataFrame(values, index=fields.index), found

    def _checked(self, name: str, column: Text) -> tuple[Text, pd.DataFrame]:
        """The column after the rules for its field, and what was wrong, with the cells as they were."""
        checked = check(FIELDS_BY_NAME[name], clean(column), self._rules.values)
        heading = self._headings[name]
        return checked.column, joined_problems(
            finding.problems(column, name, heading) for finding in checked.findings
        )

    def _cells(self, chunk: LeadChunk) -> pd.DataFrame:
        """The cells, blank where a spreadsheet has an error, cleaned where they become part of a text."""
        cells = chunk.cells.copy(deep=False)
        errors = chunk.problems[chunk.problems["code"] == "cell.error"]
        for name, found in errors.groupby("column"):
            cells[name] = cells[name].mask(cells.index.isin(found["row"]), "")
        for name in {column for one in self._mapping.fields if one.is_composed for column in one.columns}:
            cells[name] = clean(cells[name])
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
        return _CheckedLeads(left.columns, left.canonical, problems, rejected, rows[excluded])

    def _problem(self, code: str, cells: Text, name: str | None) -> pd.DataFrame:
        heading = self._headings.get(name) if name else None
        return problems_frame(code, cells, CATALOGUE[code].severity, name, heading)

    def _repeats(self, fields: pd.DataFrame, canonical: pd.DataFrame) -> Repeats:
        """Which of the leads that may be sent are there twice."""
        rows = fields.index.to_numpy()
        if self.needs_survey:
            self._superseded = self._superseded or self._last.superseded()
            return self._superseded.among(rows)
        return self._sieve.sift(rows, self._identity.entries(fields, canonical))

    def _told_of_repeats(
        self, fields: pd.DataFrame, canonical: pd.DataFrame, repeats: Repeats
    ) -> pd.DataFrame:
        if not len(fields):
            return no_problems()
        return self._identity.problems(repeats, fields, canonical, self._headings)

    def _records(self, fields: pd.DataFrame) -> pd.DataFrame:
        return fields[[one.name for one in LEAD_FIELDS if one.name in fields]]


def _is_phone(name: str) -> bool:
    return FIELDS_BY_NAME[name].kind is FieldKind.PHONE


def _picked(table: pd.DataFrame, mask: Mask) -> pd.DataFrame:
    """Some rows; the table itself where that is all of them."""
    return table if mask.all() else table[mask]


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
