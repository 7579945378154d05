"""Do-not-call lists: the numbers on them, and what is left of leads that have such numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.phones import PhoneRules, listed_numbers
from wolkvox_cli.leads.text_columns import RowMask, Text, text_series

_EXTRA = "tel_extra"

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ExcludedNumbers:
    """The numbers that must not be called, 8 bytes each: sorted, as `as_numbers` gives them."""

    numbers: Numbers
    notes: tuple[str, ...] = ()
    """What of the lists could not be used, in sentences."""

    @classmethod
    def none(cls) -> "ExcludedNumbers":
        """An empty list."""
        return cls(np.empty(0, np.int64))

    @classmethod
    def of_numbers(cls, numbers: Sequence[str], rules: PhoneRules) -> "ExcludedNumbers":
        """The account's own numbers; those that are no phone numbers are told of in a note."""
        listed = listed_numbers(text_series(list(numbers), range(len(numbers))), rules)
        count = len(listed.unread)
        note = f"{count:,} of the account's do-not-call numbers cannot be read, and exclude no lead."
        return cls(distinct([as_numbers(listed.numbers)]), (note,) if count else ())

    def joined(self, other: "ExcludedNumbers") -> "ExcludedNumbers":
        """Both lists as one."""
        return ExcludedNumbers(distinct([self.numbers, other.numbers]), (*self.notes, *other.notes))

    def __len__(self) -> int:
        return len(self.numbers)

    def hold(self, canonical: Text) -> RowMask:
        """Which of the numbers, in their canonical form, are on the list."""
        wanted = as_numbers(canonical)
        after = np.searchsorted(self.numbers, wanted, side="right")
        held = np.append(0, self.numbers)[after] == wanted
        return pd.Series(held & (wanted > 0), index=canonical.index)


@dataclass(frozen=True, eq=False)
class WithoutExcluded:
    """Phone columns without the excluded numbers: `taken` tells by field which rows lost one there."""

    columns: pd.DataFrame
    canonical: pd.DataFrame
    taken: Mapping[str, RowMask]

    @property
    def undialable(self) -> RowMask:
        """The rows that lost numbers and have none left."""
        lost = pd.DataFrame(self.taken).any(axis=1)
        return lost & ~(self.columns[_dialled(self.columns)] != "").any(axis=1)


def without_excluded(
    columns: pd.DataFrame, canonical: pd.DataFrame, excluded: ExcludedNumbers
) -> WithoutExcluded | None:
    """Take the excluded numbers out; those after them move up. None where there are no such numbers."""
    held = {str(field): excluded.hold(numbers) for field, numbers in canonical.items()}
    taken = {field: mask for field, mask in held.items() if mask.any()}
    if not taken:
        return None
    touched = pd.DataFrame(taken).any(axis=1)
    left, known = _without(columns, taken), _without(canonical, taken)
    order = _order(left[touched])
    _move_up(left, touched, order)
    _move_up(known, touched, order)
    return WithoutExcluded(left, known, taken)


def _without(columns: pd.DataFrame, taken: Mapping[str, RowMask]) -> pd.DataFrame:
    return columns.assign(**{field: columns[field].mask(mask, "") for field, mask in taken.items()})


def _order(columns: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Which dial field each one's number comes from: rows by fields.

    The extra number moves up only where it is the last one left.
    """
    blank = (columns[_dialled(columns)] == "").to_numpy(np.bool_)
    if _EXTRA in columns:
        blank[:, -1] |= ~blank[:, :-1].all(axis=1)
    return np.argsort(blank, axis=1, kind="stable")


def _move_up(columns: pd.DataFrame, touched: RowMask, order: npt.NDArray[np.int64]) -> None:
    fields = _dialled(columns)
    numbers = columns.loc[touched, fields].to_numpy(object)
    moved = np.take_along_axis(numbers, order, axis=1)
    for place, field in enumerate(fields):
        found = text_series(moved[:, place].tolist(), columns.index[touched])
        columns[field] = found.reindex(columns.index).fillna(columns[field])


def _dialled(columns: pd.DataFrame) -> list[str]:
    return [field for field in (*DIAL_FIELDS, _EXTRA) if field in columns]


def as_numbers(canonical: Text) -> Numbers:
    """Up to 17 digits as one number, 0 where blank; a 1 in front keeps leading zeros apart."""
    digits = ("1" + canonical).mask(canonical == "", "0")
    return np.asarray(digits.astype("int64"), np.int64)


def distinct(numbers: Iterable[Numbers]) -> Numbers:
    """All of them once, in order."""
    joined = np.unique(np.concatenate([np.empty(0, np.int64), *numbers]))
    return joined[joined > 0]
