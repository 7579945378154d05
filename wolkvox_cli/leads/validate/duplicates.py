"""Which leads stand in the file more than once."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import xxhash

from wolkvox_cli.campaign import DIAL_FIELDS, FIELDS_BY_NAME, FieldKind
from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.map.mapping import ColumnMapping
from wolkvox_cli.leads.model import joined_problems, problems_frame
from wolkvox_cli.leads.text_columns import (
    TEXT,
    Keys,
    RowNumbers,
    Text,
    arrow,
    byte_lengths,
    pieces_of,
    put_together,
    text_keys,
    text_series,
)
from wolkvox_cli.leads.validate.catalogue import CATALOGUE

_ShortRows = npt.NDArray[np.uint32]

_BITS = 25
"""4 MB of bits: of three million known keys they let one unknown key in twelve through."""

_FULL, _MOST_OPEN = 1 << 17, 8
"""Arrays are merged when so many are not yet full: few to search, and a merge takes little memory."""


class FirstSeen:
    """Every key with the row it was first seen in: 12 bytes each, in sorted arrays.

    Nearly every key of a lead file is new. A bit for each known key tells so at once (a Bloom filter with
    one function), and only keys that may be known are searched for.
    """

    def __init__(self) -> None:
        self._marks = np.zeros(1 << (_BITS - 3), np.uint8)
        self._full: list[tuple[Keys, _ShortRows]] = []
        self._open: list[tuple[Keys, _ShortRows]] = []

    @property
    def nbytes(self) -> int:
        """The memory it takes, in bytes."""
        arrays = (keys.nbytes + rows.nbytes for keys, rows in (*self._full, *self._open))
        return self._marks.nbytes + sum(arrays)

    def find(self, keys: Keys) -> RowNumbers:
        """The row each of the sorted keys was first seen in, 0 where it is unknown."""
        found = np.zeros(len(keys), np.int64)
        places, bits = _mark_of(keys)
        suspects = np.flatnonzero(self._marks[places] & bits)
        wanted = keys[suspects]
        for known, rows in (*self._full, *self._open):
            nearest = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
            hits = known[nearest] == wanted
            found[suspects[hits]] = rows[nearest[hits]]
        return found

    def add(self, keys: Keys, rows: RowNumbers) -> None:
        """Remember sorted, unknown keys; of equal ones the first."""
        if not len(keys):
            return
        firsts = np.append(True, keys[1:] != keys[:-1])
        keys, short = keys[firsts], rows[firsts].astype(np.uint32)
        places, bits = _mark_of(keys)
        np.bitwise_or.at(self._marks, places, bits)
        self._open.append((keys, short))
        if len(self._open) == _MOST_OPEN:
            merged = _merged(self._open)
            self._open.clear()
            (self._full if len(merged[0]) >= _FULL else self._open).append(merged)


def _mark_of(keys: Keys) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint8]]:
    """The byte and the bit that stand for each key: its first bits."""
    number = keys >> np.uint64(64 - _BITS)
    bits = np.left_shift(np.uint8(1), (number & np.uint64(7)).astype(np.uint8))
    return number >> np.uint64(3), bits


def _merged(arrays: list[tuple[Keys, _ShortRows]]) -> tuple[Keys, _ShortRows]:
    keys = np.concatenate([keys for keys, _ in arrays])
    order = np.argsort(keys)
    return keys[order], np.concatenate([rows for _, rows in arrays])[order]


_TEL_FIELDS = (*DIAL_FIELDS, "tel_extra")


class Keep(StrEnum):
    """Which of several equal leads is sent."""

    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, eq=False)
class Entries:
    """What identifies some rows in one way: a row may have no key, one, or (phone numbers) several.

    `places` says for each key which of the rows asked about it belongs to.
    """

    keys: Keys
    places: npt.NDArray[np.int64]

    @classmethod
    def of(cls, keys: Keys, filled: npt.NDArray[np.bool_] | None = None) -> "Entries":
        """One key a row, without those of rows that are not `filled`."""
        places = np.arange(len(keys)) if filled is None else np.flatnonzero(filled)
        return cls(keys[places], places)

    @classmethod
    def joined(cls, parts: Sequence["Entries"]) -> "Entries":
        """Several keys a row."""
        return cls(
            np.concatenate([np.empty(0, np.uint64), *(part.keys for part in parts)]),
            np.concatenate([np.empty(0, np.int64), *(part.places for part in parts)]),
        )

    def by_key(self) -> "Entries":
        """The same entries, ordered by key."""
        order = np.argsort(self.keys)
        return Entries(self.keys[order], self.places[order])


@dataclass(frozen=True, eq=False)
class Repeats:
    """Of the rows asked about: `sources` is the row that each repeats, 0 where it repeats none.

    `ways` tells by which of the entries it does, -1 by none, and `keys` by which key.
    """

    sources: RowNumbers
    ways: npt.NDArray[np.int8]
    keys: Keys

    @classmethod
    def none(cls, length: int) -> "Repeats":
        """So far none of them repeats another."""
        return cls(np.zeros(length, np.int64), np.full(length, -1, np.int8), np.zeros(length, np.uint64))

    def set(self, places: npt.NDArray[np.int64], sources: RowNumbers, way: int, keys: Keys) -> None:
        """Mark rows as repeating others in one way."""
        self.sources[places], self.ways[places], self.keys[places] = sources, way, keys

    def at(self, places: npt.NDArray[np.int64]) -> "Repeats":
        """What is known of some of the rows."""
        return Repeats(self.sources[places], self.ways[places], self.keys[places])


class Sieve:
    """Lets the first of several equal leads pass, chunk by chunk.

    Leads are equal if they share a key in any of several ways. A lead that does not pass leaves no
    trace: what is equal only to it passes.
    """

    def __init__(self, ways: int) -> None:
        self._seen = [FirstSeen() for _ in range(ways)]

    @property
    def nbytes(self) -> int:
        """The memory it takes, in bytes."""
        return sum(seen.nbytes for seen in self._seen)

    def sift(self, rows: RowNumbers, entries: Iterable[Entries]) -> Repeats:
        """Which of the rows, in their order, repeat one that has passed; the others pass."""
        ordered = [entry.by_key() for entry in entries]
        repeats = Repeats.none(len(rows))
        for way, (seen, entry) in enumerate(zip(self._seen, ordered, strict=True)):
            found = seen.find(entry.keys)
            hits = np.flatnonzero((found > 0) & (repeats.sources[entry.places] == 0))
            repeats.set(entry.places[hits], found[hits], way, entry.keys[hits])
        _sift_within(rows, ordered, repeats)
        for seen, entry in zip(self._seen, ordered, strict=True):
            passed = np.flatnonzero(repeats.sources[entry.places] == 0)
            seen.add(entry.keys[passed], rows[entry.places[passed]])
        return repeats


class LastOnes:
    """Finds out which rows a later one supersedes: fed the whole file first, 12 bytes a key.

    It lets the rows through a sieve from the last to the first, so that what holds for "first" holds here.
    """

    def __init__(self, ways: int) -> None:
        self._ways = ways
        self._chunks: list[list[tuple[Keys, npt.NDArray[np.uint32]]]] = []

    def add(self, rows: RowNumbers, entries: Iterable[Entries]) -> None:
        """Take the rows of a chunk that could be sent."""
        self._chunks.append([(entry.keys, rows[entry.places].astype(np.uint32)) for entry in entries])

    def superseded(self) -> "Superseded":
        """What came of it; what was fed is forgotten."""
        sieve = Sieve(self._ways)
        found: list[tuple[RowNumbers, Repeats]] = []
        while self._chunks:
            chunk = self._chunks.pop()
            rows = np.unique(np.concatenate([own.astype(np.int64) for _, own in chunk]))[::-1]
            ascending = rows[::-1]
            entries = [Entries(keys, len(rows) - 1 - np.searchsorted(ascending, own)) for keys, own in chunk]
            repeats = sieve.sift(rows, entries)
            places = np.flatnonzero(repeats.sources)[::-1]
            found.append((rows[places], repeats.at(places)))
        return Superseded.of(found[::-1])


@dataclass(frozen=True, eq=False)
class Superseded:
    """Rows, ascending, that a later row takes the place of."""

    rows: RowNumbers
    repeats: Repeats

    @classmethod
    def of(cls, found: Sequence[tuple[RowNumbers, Repeats]]) -> "Superseded":
        """All that was found, in the order of the rows."""
        none = Repeats.none(0)
        rows = np.concatenate([none.sources, *(rows for rows, _ in found)])
        repeats = [none, *(repeats for _, repeats in found)]
        sources = np.concatenate([one.sources for one in repeats])
        ways = np.concatenate([one.ways for one in repeats])
        return cls(rows, Repeats(sources, ways, np.concatenate([one.keys for one in repeats])))

    def among(self, rows: RowNumbers) -> Repeats:
        """What is known of the rows asked about."""
        repeats = Repeats.none(len(rows))
        known = np.minimum(np.searchsorted(self.rows, rows), len(self.rows) - 1)
        places = np.flatnonzero(self.rows[known] == rows) if len(self.rows) else known[:0]
        found = self.repeats.at(known[places])
        repeats.sources[places], repeats.ways[places] = found.sources, found.ways
        repeats.keys[places] = found.keys
        return repeats


def row_keys(columns: pd.DataFrame, fields: Sequence[str]) -> Keys:
    """A key for each whole record, by `fields` and all tel fields; a missing column counts as blank.

    It is made of the cells put together with nothing between them and of where each of them ends: but
    for chance, only equal records have the same.
    """
    compared = {
        field: arrow(columns[field]) for field in dict.fromkeys((*fields, *_TEL_FIELDS)) if field in columns
    }
    texts = put_together(["", *compared.values()], len(columns))
    keys = np.concatenate([np.empty(0, np.uint64), *map(text_keys, pieces_of(texts))])
    for field, column in compared.items():
        keys += byte_lengths(column).astype(np.uint64) * _weight(field)
    return keys


@cache
def _weight(field: str) -> np.uint64:
    """What every byte of a field adds to a key: an odd number of its own."""
    return np.uint64(xxhash.xxh3_64_intdigest(field.encode()) | 1)


def _sift_within(rows: RowNumbers, ordered: Sequence[Entries], repeats: Repeats) -> None:
    """Mark the rows that repeat an earlier one among those asked about.

    Whether a row counts as earlier depends on whether it passes itself, so the few rows that share
    a key are gone through one by one.
    """
    shared = sorted(_shared(ordered, repeats))
    passed: dict[tuple[int, int], int] = {}
    start = 0
    while start < len(shared):
        place, stop = shared[start][0], start
        while stop < len(shared) and shared[stop][0] == place:
            stop += 1
        own = [(way, key) for _, way, key in shared[start:stop]]
        known = next((entry for entry in own if entry in passed), None)
        if known:
            way, key = known
            repeats.sources[place], repeats.ways[place], repeats.keys[place] = passed[known], way, key
        else:
            passed |= dict.fromkeys(own, int(rows[place]))
        start = stop


def _shared(ordered: Sequence[Entries], repeats: Repeats) -> Iterable[tuple[int, int, int]]:
    """Place, way and key of every entry whose key another row that may still pass has as well."""
    for way, entry in enumerate(ordered):
        open_ = repeats.sources[entry.places] == 0
        keys, places = entry.keys[open_], entry.places[open_]
        equal = keys[1:] == keys[:-1]
        among = np.zeros(len(keys), np.bool_)
        among[1:] |= equal
        among[:-1] |= equal
        for place, key in zip(places[among].tolist(), keys[among].tolist(), strict=True):
            yield place, way, key


ANY_PHONE = "phone"
"""Unique by any number of any tel field."""

TEL_FIELDS = (*DIAL_FIELDS, "tel_extra")


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

    def entries(self, columns: pd.DataFrame, canonical: pd.DataFrame) -> list[Entries]:
        """The keys of the rows, way by way. Blank values are the same as nothing."""
        entries = [Entries.of(row_keys(columns, self.fields))]
        for name in self.unique:
            values = self._values(name, columns, canonical).values()
            entries.append(Entries.joined([_filled(column) for column in values]))
        return entries

    def problems(
        self,
        repeats: Repeats,
        columns: pd.DataFrame,
        canonical: pd.DataFrame,
        headings: Mapping[str, str | None],
    ) -> pd.DataFrame:
        """What to say of rows that repeat others; columns are of these rows alone."""
        rows = columns.index
        sources = pd.Series(repeats.sources, index=rows)
        nothing = text_series(pa.repeat("", len(rows)), rows)
        found = [_problem(None, None, nothing[repeats.ways == 0], sources)]
        for way, name in enumerate(self.unique, start=1):
            open_ = repeats.ways == way
            for field, column in self._values(name, columns, canonical).items():
                hits = open_ & (text_keys(arrow(column)) == repeats.keys)
                found.append(_problem(field, headings.get(field), columns[field][hits], sources))
                open_ &= ~hits
        return joined_problems(found)

    def _values(self, name: str, columns: pd.DataFrame, canonical: pd.DataFrame) -> Mapping[str, Text]:
        """The columns to compare by: phone numbers in the form that all their spellings share."""
        if name == ANY_PHONE:
            return {field: canonical[field] for field in TEL_FIELDS if field in canonical}
        if FIELDS_BY_NAME[name].kind is FieldKind.PHONE:
            return {name: canonical[name]} if name in canonical else {}
        return {name: columns[name]}


def _filled(column: Text) -> Entries:
    return Entries.of(text_keys(arrow(column)), (column != "").to_numpy(np.bool_))


def _problem(field: str | None, column: str | None, cells: Text, sources: "pd.Series[int]") -> pd.DataFrame:
    theirs = sources.loc[cells.index]
    number = theirs.astype(TEXT)
    detail = ("in row " + number + " already").mask(
        theirs > cells.index.to_numpy(), "later, in row " + number
    )
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
