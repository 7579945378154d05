"""Do-not-call lists: the numbers on them, and what is left of leads that have such numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.phones import PhoneRules, clean_phones
from wolkvox_cli.leads.text_columns import Mask, digits_as_numbers, mask_of

Columns = Mapping[str, pa.StringArray]
"""Phone columns by API field."""

_EXTRA = "tel_extra"

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ExcludedNumbers:
    """The numbers that must not be called, 8 bytes each: sorted, as `digits_as_numbers` gives them."""

    numbers: npt.NDArray[np.int64]
    notes: tuple[str, ...] = ()
    """What of the lists could not be used, in sentences."""

    @classmethod
    def none(cls) -> "ExcludedNumbers":
        """An empty list."""
        return cls(np.empty(0, np.int64))

    @classmethod
    def of_numbers(cls, numbers: Sequence[str], rules: PhoneRules) -> "ExcludedNumbers":
        """The numbers themselves; what is no phone number is passed over."""
        return cls(distinct([numbers_in(pa.array(numbers, pa.string()), rules)]))

    def joined(self, other: "ExcludedNumbers") -> "ExcludedNumbers":
        """Both lists as one."""
        return ExcludedNumbers(distinct([self.numbers, other.numbers]), (*self.notes, *other.notes))

    def __len__(self) -> int:
        return len(self.numbers)

    def hold(self, canonical: pa.StringArray) -> Mask:
        """Which of the numbers, in their canonical form, are on the list."""
        if not len(self.numbers):
            return np.zeros(len(canonical), np.bool_)
        wanted = digits_as_numbers(canonical)
        places = np.minimum(np.searchsorted(self.numbers, wanted), len(self.numbers) - 1)
        held: Mask = (self.numbers[places] == wanted) & (wanted > 0)
        return held


@dataclass(frozen=True, eq=False)
class Spared:
    """Phone columns without the excluded numbers: `taken` tells by field which rows lost one there."""

    columns: Columns
    canonical: Columns
    taken: Mapping[str, Mask]

    @property
    def undialable(self) -> Mask:
        """The rows that lost numbers and have none left."""
        lost = np.logical_or.reduce(list(self.taken.values()))
        left = [mask_of(pc.not_equal(self.columns[field], "")) for field in _dialled(self.columns)]
        undialable: Mask = lost & ~np.logical_or.reduce(left)
        return undialable


def spare(columns: Columns, canonical: Columns, excluded: ExcludedNumbers) -> Spared | None:
    """Take the excluded numbers out; those after them move up. None where there are no such numbers."""
    taken = {field: excluded.hold(numbers) for field, numbers in canonical.items()}
    taken = {field: mask for field, mask in taken.items() if mask.any()}
    if not taken:
        return None
    left, known = _without(columns, taken), _without(canonical, taken)
    order = _order(left, np.logical_or.reduce(list(taken.values())))
    return Spared({**left, **_moved_up(left, order)}, {**known, **_moved_up(known, order)}, taken)


def _without(columns: Columns, taken: Mapping[str, Mask]) -> Columns:
    return {
        field: pc.if_else(pa.array(taken[field]), "", column) if field in taken else column
        for field, column in columns.items()
    }


def _order(columns: Columns, touched: Mask) -> npt.NDArray[np.int8]:
    """Which dial field each one's number comes from: rows by fields. Only touched rows change.

    The extra number moves up only where it is the last one left.
    """
    blank = np.column_stack([mask_of(pc.equal(columns[field], "")) for field in _dialled(columns)])
    if _EXTRA in columns:
        blank[:, -1] |= ~blank[:, :-1].all(axis=1)
    order = np.argsort(blank, axis=1, kind="stable")
    return np.where(touched[:, None], order, np.arange(order.shape[1])).astype(np.int8)


def _moved_up(columns: Columns, order: npt.NDArray[np.int8]) -> Columns:
    fields = _dialled(columns)
    choices = [columns[field] for field in fields]
    return {field: pc.choose(pa.array(order[:, place]), *choices) for place, field in enumerate(fields)}


def _dialled(columns: Columns) -> list[str]:
    return [field for field in (*DIAL_FIELDS, _EXTRA) if field in columns]


def numbers_in(cells: pa.StringArray, rules: PhoneRules) -> Numbers:
    """Every number in the cells, several in one included."""
    return distinct(digits_as_numbers(numbers) for numbers in cleaned(cells, rules).values())


def distinct(numbers: Iterable[Numbers]) -> Numbers:
    """All of them once, in order."""
    joined = np.unique(np.concatenate([np.empty(0, np.int64), *numbers]))
    return joined[joined > 0]


def cleaned(cells: pa.StringArray, rules: PhoneRules) -> Mapping[str, pa.StringArray]:
    """The canonical numbers of the cells, in as many columns as one cell of them holds numbers."""
    rows = np.arange(1, len(cells) + 1)
    return clean_phones({"tel1": cells}, rows, rules, {"tel1": None}).canonical
