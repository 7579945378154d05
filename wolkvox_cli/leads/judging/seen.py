"""A memory of keys and the rows they were first seen in, small enough for millions of rows."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from wolkvox_cli.leads.problems import RowNumbers

Keys = npt.NDArray[np.uint64]
"""64-bit stand-ins for values, spread evenly over their range."""

_ShortRows = npt.NDArray[np.uint32]

_SHELVES = 16
_SHELF_STARTS = np.arange(1, _SHELVES, dtype=np.uint64) << np.uint64(60)


class FirstSeen:
    """Every key with the row it was first seen in: 12 bytes each, in sorted arrays that merge as they grow.

    The keys stand on 16 shelves by their first bits, so that merging takes little memory besides.
    """

    def __init__(self) -> None:
        self._shelves: list[list[tuple[Keys, _ShortRows]]] = [[] for _ in range(_SHELVES)]

    @property
    def nbytes(self) -> int:
        """The memory it takes, in bytes."""
        return sum(keys.nbytes + rows.nbytes for shelf in self._shelves for keys, rows in shelf)

    def find(self, keys: Keys) -> RowNumbers:
        """The row each of the sorted keys was first seen in, 0 where it is unknown."""
        found = np.zeros(len(keys), np.int64)
        for shelf, part in zip(self._shelves, _parts(keys), strict=True):
            for known, rows in shelf:
                places = np.minimum(np.searchsorted(known, keys[part]), len(known) - 1)
                hits = np.flatnonzero(known[places] == keys[part])
                found[part.start + hits] = rows[places[hits]]
        return found

    def add(self, keys: Keys, rows: RowNumbers) -> None:
        """Remember sorted, unknown keys; of equal ones the first."""
        firsts = _firsts(keys)
        keys, short = keys[firsts], rows[firsts].astype(np.uint32)
        for shelf, part in zip(self._shelves, _parts(keys), strict=True):
            if part.start < part.stop:
                shelf.append((keys[part].copy(), short[part].copy()))
                _merge(shelf)


def _parts(keys: Keys) -> Iterator[slice]:
    """The slices of sorted keys that belong to each shelf."""
    starts = [0, *np.searchsorted(keys, _SHELF_STARTS).tolist(), len(keys)]
    return (slice(start, stop) for start, stop in pairwise(starts))


def _firsts(keys: Keys) -> npt.NDArray[np.bool_]:
    """True for the first of each run of equal keys."""
    firsts = np.ones(len(keys), np.bool_)
    firsts[1:] = keys[1:] != keys[:-1]
    return firsts


def _merge(shelf: list[tuple[Keys, _ShortRows]]) -> None:
    """Join neighbours until each array is at least twice as long as the next: look-ups stay few."""
    while len(shelf) > 1 and len(shelf[-2][0]) < 2 * len(shelf[-1][0]):
        (keys, rows), (more_keys, more_rows) = shelf[-2:]
        places = np.searchsorted(keys, more_keys)
        shelf[-2:] = [(np.insert(keys, places, more_keys), np.insert(rows, places, more_rows))]
