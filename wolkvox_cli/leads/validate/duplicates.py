"""Which leads stand in the file more than once."""

from collections.abc import Hashable, Sequence
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from numpy.typing import ArrayLike

from wolkvox_cli.leads.text_columns import Keys, RowNumbers


class Keep(StrEnum):
    """Which of several equal leads is sent."""

    FIRST = "first"
    LAST = "last"


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
        indices, bits = _mark_of(keys)
        suspects = np.flatnonzero(self._marks[indices] & bits)
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
        indices, bits = _mark_of(keys)
        np.bitwise_or.at(self._marks, indices, bits)
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


LeadKeys: TypeAlias = "pd.Series[int]"
"""What some leads are the same by: 64-bit keys by row number; a row may have none, one, or several."""

Repeats: TypeAlias = pd.DataFrame
"""By row number, of rows that repeat another: `source` is the row repeated, by this `criterion` and `key`."""


class SeenLeads:
    """Remembers the leads that were let through, chunk by chunk, by their keys.

    Leads are the same if they share a key by any of several criteria. A lead that repeats another leaves no
    trace: what is the same as it alone is let through. With `backwards` the file comes last row first.
    """

    def __init__(self, criteria: int, *, backwards: bool = False) -> None:
        self._seen = [FirstSeen() for _ in range(criteria)]
        self._backwards = backwards

    @property
    def nbytes(self) -> int:
        """The memory it takes, in bytes."""
        return sum(seen.nbytes for seen in self._seen)

    def repeats(self, keys: Sequence[LeadKeys]) -> Repeats:
        """Of leads with these keys by each criterion those that repeat another; the rest is let through."""
        ordered = [own.sort_values() for own in keys]
        known = [_known(*each) for each in zip(self._seen, ordered, range(len(keys)), strict=True)]
        before = pd.concat(known)
        before = before[~before.index.duplicated()]
        within = self._within([_without(own, before) for own in ordered])
        repeats = pd.concat([before, within]).sort_index()
        for seen, own in zip(self._seen, ordered, strict=True):
            new = _without(own, repeats)
            seen.add(np.asarray(new, np.uint64), np.asarray(new.index, np.int64))
        return repeats

    def _within(self, keys: Sequence[LeadKeys]) -> Repeats:
        """The leads that repeat another of this chunk.

        Whether a row counts as earlier depends on whether it is let through itself, so the few rows that
        share a key are gone through one by one.
        """
        shared = [
            (row, criterion, key)
            for criterion, own in enumerate(keys)
            for row, key in own[own.duplicated(keep=False)].items()
        ]
        shared.sort(key=itemgetter(0), reverse=self._backwards)
        passed: dict[tuple[int, int], Hashable] = {}
        repeats = []
        for row, group in groupby(shared, itemgetter(0)):
            own_keys = [(criterion, key) for _, criterion, key in group]
            known = next((key for key in own_keys if key in passed), None)
            if known is None:
                passed |= dict.fromkeys(own_keys, row)
            else:
                repeats.append((row, passed[known], *known))
        rows, sources, criteria, keys_ = zip(*repeats, strict=True) if repeats else ((), (), (), ())
        return _repeats(rows, sources, criteria, keys_)


def no_repeats() -> Repeats:
    """No lead repeats another."""
    return _repeats((), (), (), ())


def _without(keys: LeadKeys, repeats: Repeats) -> LeadKeys:
    """The keys of the other rows."""
    return keys if repeats.empty else keys[~keys.index.isin(repeats.index)]


def _known(seen: FirstSeen, keys: LeadKeys, criterion: int) -> Repeats:
    sources = seen.find(np.asarray(keys, np.uint64))
    hits = keys[sources > 0]
    return _repeats(np.asarray(hits.index), sources[sources > 0], [criterion] * len(hits), hits)


def _repeats(rows: ArrayLike, sources: ArrayLike, criteria: Sequence[int], keys: ArrayLike) -> Repeats:
    return pd.DataFrame(
        {
            "source": np.asarray(sources, np.int64),
            "criterion": np.asarray(criteria, np.int8),
            "key": np.asarray(keys, np.uint64),
        },
        index=pd.Index(np.asarray(rows, np.int64)),
    )


class LastLeads:
    """Finds the leads that a later one supersedes: fed the whole file first, 12 bytes a key.

    They are gone through from the last to the first, so that what holds for the first of equal leads in
    `SeenLeads` holds for the last here.
    """

    def __init__(self, criteria: int) -> None:
        self._criteria = criteria
        self._chunks: list[list[tuple[Keys, _ShortRows]]] = []

    def add(self, keys: Sequence[LeadKeys]) -> None:
        """Take the leads of a chunk that could be sent."""
        self._chunks.append([(np.asarray(own, np.uint64), np.asarray(own.index, np.uint32)) for own in keys])

    def superseded(self) -> Repeats:
        """All leads that repeat a later one; what was fed is forgotten."""
        seen = SeenLeads(self._criteria, backwards=True)
        found = [no_repeats()]
        while self._chunks:
            chunk = self._chunks.pop()
            found.append(seen.repeats([pd.Series(keys, rows.astype(np.int64)) for keys, rows in chunk]))
        return pd.concat(found[::-1])
