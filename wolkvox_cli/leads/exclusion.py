"""Do-not-call lists: the numbers on them, and what is left of leads that have such numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.campaign import DIAL_FIELDS, FIELDS_BY_NAME, FieldKind
from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.chunks import LeadChunk, SourceOptions
from wolkvox_cli.leads.columns.headings import field_of
from wolkvox_cli.leads.phones import PhoneRules, clean_phones
from wolkvox_cli.leads.sources.opening import open_source
from wolkvox_cli.leads.text_rules import Mask, digits_as_numbers, mask_of

Columns = Mapping[str, pa.StringArray]
"""Phone columns by API field."""

_SAMPLE = 1_000
_HEADING_ROWS = 20
_USUAL = 0.5
"""A column without a heading holds phones if this share of its cells are: rather too many than too few."""

_EXTRA = "tel_extra"


@dataclass(frozen=True, eq=False)
class ExcludedNumbers:
    """The numbers that must not be called, 8 bytes each: sorted, as `digits_as_numbers` gives them."""

    numbers: npt.NDArray[np.int64]

    @classmethod
    def none(cls) -> "ExcludedNumbers":
        """An empty list."""
        return cls(np.empty(0, np.int64))

    @classmethod
    def of_files(cls, paths: Sequence[str], rules: PhoneRules) -> "ExcludedNumbers":
        """The numbers in lead files or plain lists, with or without headings.

        Raises FileError for one that cannot be read or holds no phone number.
        """
        return cls(_distinct([_numbers_in_file(path, rules) for path in paths]))

    @classmethod
    def of_numbers(cls, numbers: Sequence[str], rules: PhoneRules) -> "ExcludedNumbers":
        """The numbers themselves; what is no phone number is passed over."""
        return cls(_distinct([_numbers_in(pa.array(numbers, pa.string()), rules)]))

    def joined(self, other: "ExcludedNumbers") -> "ExcludedNumbers":
        """Both lists as one."""
        return ExcludedNumbers(_distinct([self.numbers, other.numbers]))

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


def _distinct(numbers: Iterable[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    joined = np.unique(np.concatenate([np.empty(0, np.int64), *numbers]))
    return joined[joined > 0]


def _numbers_in_file(path: str, rules: PhoneRules) -> npt.NDArray[np.int64]:
    found: list[npt.NDArray[np.int64]] = []
    columns: list[int] = []
    for chunk in open_source(path, SourceOptions(no_header=True)).chunks():
        columns = columns or _phone_columns(chunk, rules)
        found += [_numbers_in(chunk.cells.column(column), rules) for column in columns]
    numbers = _distinct(found)
    if not len(numbers):
        raise FileError(
            "file.exclude",
            f"No phone number was found in the do-not-call list {path}.",
            "Nothing was sent. Check that it is the right file and that it has a column of phone numbers.",
        )
    return numbers


def _phone_columns(chunk: LeadChunk, rules: PhoneRules) -> list[int]:
    """The columns that hold phones: by the first row that has headings of such, else by their content."""
    sample = chunk.cells.slice(0, _SAMPLE)
    for row in zip(*(column.slice(0, _HEADING_ROWS).to_pylist() for column in sample.columns), strict=True):
        headed = [place for place, cell in enumerate(row) if _is_phone_heading(cell)]
        if headed and not len(_numbers_in(pa.array(row, pa.string()), rules)):
            return headed
    return [place for place, column in enumerate(sample.columns) if _holds_phones(column, rules)]


def _is_phone_heading(cell: str) -> bool:
    field = field_of(cell)
    return field is not None and FIELDS_BY_NAME[field].kind is FieldKind.PHONE


def _holds_phones(cells: pa.StringArray, rules: PhoneRules) -> bool:
    filled = cells.filter(pc.not_equal(pc.utf8_trim_whitespace(cells), ""))
    if not len(filled):
        return False
    numbers = _cleaned(filled, rules)["tel1"]
    return bool(mask_of(pc.not_equal(numbers, "")).mean() >= _USUAL)


def _numbers_in(cells: pa.StringArray, rules: PhoneRules) -> npt.NDArray[np.int64]:
    """Every number in the cells, several in one included."""
    return _distinct(digits_as_numbers(numbers) for numbers in _cleaned(cells, rules).values())


def _cleaned(cells: pa.StringArray, rules: PhoneRules) -> Columns:
    rows = np.arange(1, len(cells) + 1)
    return clean_phones({"tel1": cells}, rows, rules, {"tel1": None}).canonical
