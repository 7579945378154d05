"""Which leads stand in the file more than once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import xxhash

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.judging.seen import FirstSeen, Keys
from wolkvox_cli.leads.judging.text_rules import byte_lengths
from wolkvox_cli.leads.problems import RowNumbers
from wolkvox_cli.leads.rowwise import put_together

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


def row_keys(columns: Mapping[str, pa.StringArray], fields: Sequence[str], length: int) -> Keys:
    """A key for each whole record, by `fields` and all tel fields; a missing column counts as blank.

    It is made of the cells put together with nothing between them and of where each of them ends: but
    for chance, only equal records have the same.
    """
    compared = [field for field in dict.fromkeys((*fields, *_TEL_FIELDS)) if field in columns]
    texts = put_together(["", *(columns[field] for field in compared)], length)
    keys = np.concatenate([np.empty(0, np.uint64), *map(text_keys, texts.chunks)])
    for field in compared:
        keys += byte_lengths(columns[field]).astype(np.uint64) * _weight(field)
    return keys


@cache
def _weight(field: str) -> np.uint64:
    """What every byte of a field adds to a key: an odd number of its own."""
    return np.uint64(xxhash.xxh3_64_intdigest(field.encode()) | 1)


def text_keys(values: pa.StringArray) -> Keys:
    """A key for each text."""
    _, offsets, contents = values.buffers()
    stops = np.frombuffer(offsets, np.int32)[values.offset : values.offset + len(values) + 1].tolist()
    view = memoryview(contents if contents is not None else b"")
    hashed = xxhash.xxh3_64_intdigest
    keys = (hashed(view[start:stop]) for start, stop in pairwise(stops))
    return np.fromiter(keys, np.uint64, len(values))


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
