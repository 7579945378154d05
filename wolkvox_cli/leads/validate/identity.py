"""By what two leads are the same: the whole row of the file, or the fields the user names."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import xxhash

from wolkvox_cli.campaign import DIAL_FIELDS, FIELDS_BY_NAME, FieldKind
from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.map.mapping import ColumnMapping
from wolkvox_cli.leads.model import REPORT_COLUMNS, joined_problems, problems_frame
from wolkvox_cli.leads.text_columns import (
    TEXT,
    Keys,
    Mask,
    Rows,
    Text,
    arrow,
    byte_lengths,
    columns_of,
    pieces_of,
    put_together,
    text_keys,
    text_series,
)
from wolkvox_cli.leads.validate.catalogue import CATALOGUE
from wolkvox_cli.leads.validate.duplicates import LeadKeys, Repeats

IDENTITY = "customer_id"

ANY_PHONE = "phone"
"""Unique by any number of any tel field."""

TEL_FIELDS = (*DIAL_FIELDS, "tel_extra")


@dataclass(frozen=True, eq=False)
class ComparedLeads:
    """The leads of a chunk as they are compared; all tables are by the same rows.

    `cells` are those of the file, cleaned; `fields` the records, `canonical` their phones as they compare.
    `sendable` are the leads to compare, `unread` rows with phone cells that are not wholly in `canonical`.
    """

    cells: pd.DataFrame
    fields: pd.DataFrame
    canonical: pd.DataFrame
    sendable: Mask
    unread: Rows


@dataclass(frozen=True)
class Identity:
    """The criteria by which leads are the same: the first is the whole row, `unique` are the others.

    `phones` are the columns that phone fields are made of.
    """

    unique: tuple[str, ...]
    phones: frozenset[str]

    @classmethod
    def of(cls, mapping: ColumnMapping, unique: Sequence[str]) -> "Identity":
        """Checks what is to be unique. Raises CommandError for a field that no column goes to."""
        mapped = [one.field for one in mapping.fields]
        for name in unique:
            if name not in mapped and name != ANY_PHONE:
                raise _not_mapped(name, mapped)
        phones = {name for one in mapping.fields if _is_phone(one.field) for name in one.columns}
        return cls(tuple(dict.fromkeys(unique)), frozenset(phones))

    @property
    def criteria(self) -> int:
        """How many there are."""
        return 1 + len(self.unique)

    def keys(self, leads: ComparedLeads) -> list[LeadKeys]:
        """The keys of the leads by each criterion. Blank values are the same as nothing."""
        # To drop some keys costs less than to take the cells of all other rows before.
        whole = row_keys(self._whole(leads), len(leads.cells))
        keys = [pd.Series(whole, index=leads.cells.index)[leads.sendable]]
        for name in self.unique:
            columns = self._values(name, leads).values()
            filled = [column[leads.sendable & (column != "")] for column in columns]
            keys.append(pd.concat([pd.Series(text_keys(arrow(own)), index=own.index) for own in filled]))
        return keys

    def problems(
        self, repeats: Repeats, leads: ComparedLeads, headings: Mapping[str, str | None]
    ) -> pd.DataFrame:
        """What to say of those leads that repeat others."""
        whole = repeats.index[repeats["criterion"] == 0]
        found = [_problem(None, None, text_series([""] * len(whole), whole), repeats)]
        for criterion, name in enumerate(self.unique, start=1):
            open_ = repeats[repeats["criterion"] == criterion]
            for field, column in self._values(name, leads).items():
                hits = open_["key"] == text_keys(arrow(column.loc[open_.index]))
                cells = leads.fields[field].loc[open_.index[hits]]
                found.append(_problem(field, headings.get(field), cells, repeats))
                open_ = open_[~hits]
        return joined_problems(found)

    def _whole(self, leads: ComparedLeads) -> dict[str, Text]:
        """What a whole row is compared by: its cells, and of phones the number, however it is written.

        Phone cells count as they stand where they hold more, or something else, than the numbers that were
        read.
        """
        compared = {f"number {name}": column for name, column in columns_of(leads.canonical).items()}
        for name, column in columns_of(leads.cells).items():
            if name not in self.phones and name not in REPORT_COLUMNS:
                compared[f"cell {name}"] = column
            elif len(leads.unread) and name in self.phones:
                compared[f"cell {name}"] = column.where(column.index.isin(leads.unread), "")
        return compared

    def _values(self, name: str, leads: ComparedLeads) -> Mapping[str, Text]:
        """The columns to compare by, each value in the form that all its spellings share."""
        if name == ANY_PHONE:
            return {field: leads.canonical[field] for field in TEL_FIELDS if field in leads.canonical}
        if _is_phone(name):
            return {name: leads.canonical[name]} if name in leads.canonical else {}
        if name == IDENTITY:
            return {name: canonical_id(leads.fields[name])}
        return {name: leads.fields[name]}


def canonical_id(column: Text) -> Text:
    """Identity numbers as they compare: 1.020.304.050, "1020304050.0" and 01020304050 are one number.

    Without what stands between digits, the ".0" of a program that took them for a measure, and the zeros in
    front that a number has lost; letters in lower case.
    """
    odd = ~column.str.fullmatch("[1-9][0-9]*")
    bare = column[odd].str.replace(r"[.,]0{1,2}$", "", regex=True).str.replace(r"[^\pL\pN]+", "", regex=True)
    return column.mask(odd, bare.str.lower().str.replace(r"^0+([1-9][0-9]*)$", r"\1", regex=True))


def row_keys(columns: Mapping[str, Text], length: int) -> Keys:
    """A key for each whole row of `length` rows; a missing column counts as blank.

    It is made of the cells put together with nothing between them and of where each of them ends: but
    for chance, only equal rows have the same.
    """
    arrays = {name: arrow(column) for name, column in columns.items()}
    texts = put_together(["", *arrays.values()], length)
    keys = np.concatenate([np.empty(0, np.uint64), *map(text_keys, pieces_of(texts))])
    for name, cells in arrays.items():
        keys += byte_lengths(cells).astype(np.uint64) * _weight(name)
    return keys


@cache
def _weight(name: str) -> np.uint64:
    """What every byte of a column adds to a key: an odd number of its own."""
    return np.uint64(xxhash.xxh3_64_intdigest(name.encode()) | 1)


def _is_phone(field: str) -> bool:
    return FIELDS_BY_NAME[field].kind is FieldKind.PHONE


def _problem(field: str | None, column: str | None, cells: Text, repeats: Repeats) -> pd.DataFrame:
    source = repeats["source"].loc[cells.index]
    row = source.astype(TEXT)
    detail = ("in row " + row + " already").mask(source > cells.index, "later, in row " + row)
    code = "row.duplicate"
    return problems_frame(code, cells, CATALOGUE[code].severity, field, column, detail)


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
