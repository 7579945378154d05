"""A memory of keys and the rows they were first seen in, small enough for millions of rows."""

import numpy as np
import numpy.typing as npt

from wolkvox_cli.leads.problems import RowNumbers

Keys = npt.NDArray[np.uint64]
"""64-bit stand-ins for values, spread evenly over their range."""

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
