"""What makes two leads the same: the whole record, and whatever else the user calls unique."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.campaign import DIAL_FIELDS, FIELDS_BY_NAME, FieldKind
from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.columns.mapping import ColumnMapping
from wolkvox_cli.leads.judging.duplicates import Entries, Repeats, row_keys, text_keys
from wolkvox_cli.leads.judging.rules import CATALOGUE
from wolkvox_cli.leads.judging.seen import Keys
from wolkvox_cli.leads.judging.text_rules import Places, mask_of
from wolkvox_cli.leads.problems import Problems, RowNumbers

ANY_PHONE = "phone"
"""Unique by any number of any tel field."""

TEL_FIELDS = (*DIAL_FIELDS, "tel_extra")

Columns = Mapping[str, pa.StringArray]


@dataclass(frozen=True)
class Identity:
    """The ways in which leads can be the same: the whole record is way 0, `unique` are the others.

    `fields` are those that a record is compared by.
    """

    fields: tuple[str, ...]
    unique: tuple[str, ...]

    @classmethod
    def of(cls, mapping: ColumnMapping, unique: Sequence[str]) -> "Identity":
        """Checks what is to be unique. Raises CommandError for a field that no column goes to."""
        mapped = [one.field for one in mapping.fields]
        for name in unique:
            if name not in mapped and name != ANY_PHONE:
                raise _not_mapped(name, mapped)
        return cls(tuple(mapped), tuple(dict.fromkeys(unique)))

    @property
    def ways(self) -> int:
        """How many there are."""
        return 1 + len(self.unique)

    def entries(self, columns: Columns, canonical: Columns, places: Places) -> list[Entries]:
        """The keys of the rows at `places`, way by way. Blank values are the same as nothing."""
        entries = [Entries.of(self._whole(columns, places))]
        for name in self.unique:
            values = [_taken_at(column, places) for column in self._values(name, columns, canonical).values()]
            entries.append(Entries.joined([_filled(column) for column in values]))
        return entries

    def problems(
        self,
        repeats: Repeats,
        rows: RowNumbers,
        columns: Columns,
        canonical: Columns,
        headings: Mapping[str, str | None],
    ) -> list[Problems]:
        """What to say of rows that repeat others; columns are as long as `rows`."""
        found = [
            _problem(None, None, np.flatnonzero(repeats.ways == 0), repeats, rows, pa.repeat("", len(rows)))
        ]
        for way, name in enumerate(self.unique, start=1):
            open_ = repeats.ways == way
            for field, column in self._values(name, columns, canonical).items():
                hits = open_ & (text_keys(column) == repeats.keys)
                found.append(
                    _problem(field, headings.get(field), np.flatnonzero(hits), repeats, rows, columns[field])
                )
                open_ &= ~hits
        return [problem for problem in found if len(problem)]

    def _whole(self, columns: Columns, places: Places) -> Keys:
        """The keys of whole records. To drop some keys costs less than to take all other rows before."""
        if not len(places) or not columns:
            return row_keys({}, self.fields, len(places))
        length = len(next(iter(columns.values())))
        return row_keys(columns, self.fields, length)[places]

    def _values(self, name: str, columns: Columns, canonical: Columns) -> Columns:
        """The columns to compare by: phone numbers in the form that all their spellings share."""
        if name == ANY_PHONE:
            return {field: canonical[field] for field in TEL_FIELDS if field in canonical}
        if FIELDS_BY_NAME[name].kind is FieldKind.PHONE:
            return {name: canonical[name]} if name in canonical else {}
        return {name: columns[name]}


def _filled(column: pa.StringArray) -> Entries:
    return Entries.of(text_keys(column), mask_of(pc.not_equal(column, "")))


def taken(columns: Columns, places: Places) -> Columns:
    """The columns at some places; as they are where that is all of them."""
    return {field: _taken_at(column, places) for field, column in columns.items()}


def _taken_at(column: pa.StringArray, places: Places) -> pa.StringArray:
    return column if len(places) == len(column) else column.take(pa.array(places))


def _problem(
    field: str | None,
    column: str | None,
    places: Places,
    repeats: Repeats,
    rows: RowNumbers,
    values: pa.StringArray,
) -> Problems:
    sources = pa.array(repeats.sources[places]).cast(pa.string())
    later = pa.array(repeats.sources[places] > rows[places])
    before, after = pc.if_else(later, "later, in row ", "in row "), pc.if_else(later, "", " already")
    return Problems(
        "row.duplicate",
        CATALOGUE["row.duplicate"].severity,
        field,
        column,
        rows[places],
        values.take(pa.array(places)),
        pc.binary_join_element_wise(before, sources, after, ""),
    )


def _not_mapped(name: str, mapped: Sequence[str]) -> CommandError:
    if name in FIELDS_BY_NAME:
        return CommandError(
            "command.unique",
            f"Leads cannot be told apart by {name}: no column of the file goes to it.",
            f'Choose its column with --map "{name}=COLUMN", or leave --unique {name} out.',
        )
    near = difflib.get_close_matches(name, [*mapped, ANY_PHONE], n=1, cutoff=0.0)
    return CommandError(
        "command.unique", f'There is no field "{name}".', f"The nearest known one is {near[0]}."
    )
