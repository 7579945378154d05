"""All rules over a chunk of leads: which may be sent, as which records, and what is wrong with the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
import pyarrow as pa

from wolkvox_cli.campaign import FIELDS_BY_NAME, LEAD_FIELDS, CampaignType, FieldKind
from wolkvox_cli.leads.map.mapping import ColumnMapping
from wolkvox_cli.leads.model import (
    LeadChunk,
    Problems,
    RowNumbers,
    Severity,
    ValidatedLeads,
    picked,
    rows_with_errors,
    weighed,
    without_warnings,
)
from wolkvox_cli.leads.phones import PhoneRules, clean_phones
from wolkvox_cli.leads.text_columns import Mask, Places, blanked, clean, mask_at
from wolkvox_cli.leads.validate.catalogue import CATALOGUE
from wolkvox_cli.leads.validate.dates import DateOrder
from wolkvox_cli.leads.validate.do_not_call import ExcludedNumbers, spare
from wolkvox_cli.leads.validate.duplicates import Identity, Keep, LastOnes, Repeats, Sieve, Superseded, taken
from wolkvox_cli.leads.validate.fields import ValueRules, check, checked_constants, lost_digits_severity

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
class _Judged:
    """A chunk after the rules that look at one lead alone. Columns are as long as the chunk."""

    rows: RowNumbers
    columns: Mapping[str, pa.StringArray]
    canonical: Mapping[str, pa.StringArray]
    problems: tuple[Problems, ...]
    rejected: Mask
    excluded: Mask

    @property
    def candidates(self) -> Places:
        """The places of the leads that may be sent, unless they are duplicates."""
        return np.flatnonzero(~(self.rejected | self.excluded))


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
        judged = self._judge(chunk)
        places = judged.candidates
        entries = self._identity.entries(judged.columns, judged.canonical, places)
        self._last.add(chunk.rows[places], entries)

    def validate(self, chunk: LeadChunk) -> ValidatedLeads:
        """Every lead of the chunk ends as a record to send, rejected, excluded or duplicate."""
        judged = self._judge(chunk)
        places = judged.candidates
        repeats = self._repeats(judged, places)
        again = repeats.sources > 0
        told = self._told_of_repeats(judged, places[again], repeats.at(np.flatnonzero(again)))
        kept = places[~again]
        unsent = judged.excluded | mask_at(places[again], len(chunk))
        return ValidatedLeads(
            records=self._records(judged.columns, kept),
            rows=chunk.rows[kept],
            positions=kept,
            rejected=chunk.rows[judged.rejected],
            duplicate=chunk.rows[places[again]],
            excluded=chunk.rows[judged.excluded],
            problems=tuple(without_warnings([*judged.problems, *told], chunk.rows, unsent)),
        )

    def _judge(self, chunk: LeadChunk) -> _Judged:
        problems = self._problems_of_source(chunk)
        cells = self._cells(chunk)
        fields = self._mapping.apply(cells)
        columns = dict(zip(fields.schema.names, fields.columns, strict=True))
        columns |= {name: pa.repeat(value, len(chunk)) for name, value in self._constants.items()}
        numbers = {name: column for name, column in columns.items() if _is_phone(name)}
        phones = clean_phones(
            numbers,
            chunk.rows,
            self._rules.phones,
            self._headings,
            codes=self._mapping.calling_codes(cells),
            spill=self._rules.may_spill,
        )
        values = {
            name: column if name in self._constants else self._checked(name, column, chunk.rows, problems)
            for name, column in columns.items()
            if name not in numbers
        }
        found = [*problems, *phones.problems]
        weighed_ = tuple(weighed(found, self._rules.severities, chunk.rows, phones.dialable))
        judged = _Judged(
            chunk.rows,
            {**values, **phones.columns},
            phones.canonical,
            weighed_,
            rows_with_errors(weighed_, chunk.rows),
            np.zeros(len(chunk), np.bool_),
        )
        return self._spared(judged) if len(self._excluded) else judged

    def _checked(
        self, name: str, column: pa.StringArray, rows: RowNumbers, problems: list[Problems]
    ) -> pa.StringArray:
        """The column after the rules for its field; what was wrong is added to the problems."""
        checked = check(FIELDS_BY_NAME[name], clean(column), self._rules.values)
        told = [rows[:0], *(p.rows for p in problems if p.field == name and p.code in _TOLD_BY_SOURCES)]
        for found in checked.findings:
            new = Problems(
                found.code,
                found.severity,
                name,
                self._headings[name],
                rows[found.places],
                column.take(pa.array(found.places)),
                found.details,
            )
            if found.code in _TOLD_BY_SOURCES:
                new = picked(new, ~np.isin(new.rows, np.concatenate(told)))
            problems.extend([new] if len(new) else [])
        return checked.column

    def _cells(self, chunk: LeadChunk) -> pa.RecordBatch:
        """The cells, blank where a spreadsheet has an error, cleaned where they become part of a text."""
        cells = chunk.cells
        parts = {column for one in self._mapping.fields if one.is_composed for column in one.columns}
        errors = {p.column: p.rows for p in chunk.problems if p.code == "cell.error" and p.column}
        for name in parts | errors.keys():
            index = cells.schema.get_field_index(name)
            column = cells.column(index)
            if name in errors:
                column = blanked(column, np.searchsorted(chunk.rows, errors[name]))
            cells = cells.set_column(index, name, clean(column) if name in parts else column)
        return cells

    def _problems_of_source(self, chunk: LeadChunk) -> list[Problems]:
        """Those met while reading that concern a whole row or a column that is sent, under its field."""
        whole_rows = [problem for problem in chunk.problems if problem.column is None]
        return whole_rows + [
            _in_field(problem, one.field)
            for problem in chunk.problems
            for one in self._mapping.fields
            if problem.column in one.columns
        ]

    def _spared(self, judged: _Judged) -> _Judged:
        """Without the excluded numbers; leads that have no other number are excluded."""
        spared = spare(judged.columns, judged.canonical, self._excluded)
        if spared is None:
            return judged
        rows, problems = judged.rows, list(judged.problems)
        excluded = spared.undialable & ~judged.rejected
        for name, mask in spared.taken.items():
            places = np.flatnonzero(mask & ~excluded)
            problems.append(self._problem("phone.excluded", name, rows, places, judged.columns[name]))
        no_values = pa.repeat("", len(rows))
        problems.append(self._problem("row.excluded", None, rows, np.flatnonzero(excluded), no_values))
        dialable = np.ones(len(rows), np.bool_)
        told = tuple(weighed(filter(len, problems), self._rules.severities, rows, dialable))
        rejected = rows_with_errors((one for one in told if one.code != "row.excluded"), rows)
        return _Judged(rows, {**judged.columns, **spared.columns}, spared.canonical, told, rejected, excluded)

    def _problem(
        self, code: str, name: str | None, rows: RowNumbers, places: Places, values: pa.StringArray
    ) -> Problems:
        heading = self._headings.get(name) if name else None
        cells = values.take(pa.array(places))
        return Problems(code, CATALOGUE[code].severity, name, heading, rows[places], cells)

    def _repeats(self, judged: _Judged, places: Places) -> Repeats:
        """Which of the candidates are there twice."""
        rows = judged.rows[places]
        if self.needs_survey:
            self._superseded = self._superseded or self._last.superseded()
            return self._superseded.among(rows)
        return self._sieve.sift(rows, self._identity.entries(judged.columns, judged.canonical, places))

    def _told_of_repeats(self, judged: _Judged, places: Places, repeats: Repeats) -> list[Problems]:
        if not len(places):
            return []
        columns = taken(judged.columns, places)
        canonical = taken(judged.canonical, places)
        return self._identity.problems(repeats, judged.rows[places], columns, canonical, self._headings)

    def _records(self, columns: Mapping[str, pa.StringArray], places: Places) -> pa.RecordBatch:
        names = [one.name for one in LEAD_FIELDS if one.name in columns]
        kept = taken(columns, places)
        return pa.RecordBatch.from_arrays([kept[name] for name in names], names=names)


def _is_phone(name: str) -> bool:
    return FIELDS_BY_NAME[name].kind is FieldKind.PHONE


def _in_field(problem: Problems, name: str) -> Problems:
    """A problem of a column, in the field that the column goes to."""
    if problem.code != "value.lost-digits":
        return replace(problem, field=name)
    if _is_phone(name):
        return replace(problem, field=name, code="phone.lost-digits")
    return replace(problem, field=name, severity=lost_digits_severity(name))
