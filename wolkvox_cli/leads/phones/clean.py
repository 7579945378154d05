"""The phone columns of a chunk: every cell read, the numbers put in the order they are to be dialled."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.model import Severity, joined_problems, problems_frame
from wolkvox_cli.leads.phones.calling_codes import calling_code_of, calling_codes, parse_coded_cell
from wolkvox_cli.leads.phones.dial_order import EXTRA_FIELD, DialOrder, dial_order
from wolkvox_cli.leads.phones.fast_path import plain_numbers
from wolkvox_cli.leads.phones.options import PhoneFormat, PhoneRules
from wolkvox_cli.leads.phones.parse_cell import PhoneCell, parse_cell
from wolkvox_cli.leads.phones.parse_number import DUMMIES, FEWEST_DIGITS, PhoneNumber
from wolkvox_cli.leads.phones.plan import plan_of
from wolkvox_cli.leads.phones.round_numbers import are_round, surely_round
from wolkvox_cli.leads.text_columns import (
    Mask,
    RowMask,
    Rows,
    Text,
    arrow,
    mask_of,
    put,
    text_frame,
    text_series,
)

RECALL_FIELD = "recall_telephone"
_REMEMBERED = 20_000
"""Cells whose reading is kept from chunk to chunk: some 10 MB."""


@dataclass(frozen=True, eq=False)
class PhoneColumns:
    """The phones of one chunk.

    `columns` holds digits ready to send by field, "" where there are none: tel1..tel10 with the valid
    numbers moved up, tel_extra, recall_telephone; `canonical` the same numbers as they compare (E.164
    digits where the country is known). Fields that were not given appear where numbers moved into them.
    `dialable` says which rows have a number in tel1..tel10.
    """

    columns: pd.DataFrame
    canonical: pd.DataFrame
    problems: pd.DataFrame
    dialable: RowMask


@dataclass(frozen=True, eq=False)
class ReadColumn:
    """A phone column, read: the first number of each cell as it compares and as it is sent, "" for none.

    `odd` has, by position, the cells that are more or less than one number in plain spelling.
    """

    canonical: pa.StringArray
    dialled: pa.StringArray
    odd: Mapping[int, PhoneCell]

    def numbers(self, position: int) -> tuple[PhoneNumber, ...]:
        """All numbers of one cell."""
        if position in self.odd:
            return self.odd[position].numbers
        canonical = _text(self.canonical, position)
        return (PhoneNumber(canonical, _text(self.dialled, position)),) if canonical else ()

    @property
    def filled(self) -> Mask:
        """Which cells hold a number."""
        return mask_of(pc.not_equal(self.canonical, pa.scalar("")))


@dataclass(frozen=True, eq=False)
class ListedNumbers:
    """The numbers on a do-not-call list as they compare, by the row each stands in.

    `unread` are the rows of cells whose digits are no number, or not all of them: they may be somebody's.
    """

    numbers: Text
    unread: Rows


def clean_phones(
    numbers: pd.DataFrame,
    rules: PhoneRules,
    headings: Mapping[str, str | None],
    *,
    codes: pd.DataFrame | None = None,
    rounded: Mapping[str, int] | None = None,
    spill: bool = False,
) -> PhoneColumns:
    """The phone columns of a chunk, cleaned, by the same row numbers.

    `numbers` holds the cells of tel1..tel10, tel_extra and recall_telephone as far as they are mapped,
    `headings` the user's heading of each, `codes` the cells with countries' calling codes beside some of
    them; `rounded` tells of some fields how many zeros at its end a number has that has lost its digits;
    `spill` lets an eleventh number go to tel_extra without a column.
    """
    rows = numbers.index
    fields = {str(name): arrow(cells) for name, cells in numbers.items()}
    beside = {} if codes is None else {str(name): arrow(cells) for name, cells in codes.items()}
    read = {
        name: read_column(cells, rules, beside.get(name), zeros=(rounded or {}).get(name, 0))
        for name, cells in fields.items()
    }
    dialled = {name: read[name] for name in (*DIAL_FIELDS, EXTRA_FIELD) if name in read}
    dialable = np.logical_or.reduce(
        [np.zeros(len(rows), np.bool_), *(one.filled for one in dialled.values())]
    )
    moved = {
        position: dial_order({name: one.numbers(position) for name, one in dialled.items()}, spill)
        for position in np.flatnonzero(_untidy(dialled, len(rows))).tolist()
    }
    canonical = _moved_up({name: one.canonical for name, one in read.items()}, moved, "canonical", len(rows))
    sent = _moved_up({name: one.dialled for name, one in read.items()}, moved, "dialled", len(rows))
    telling = _Telling(fields, rows, headings)
    problems = [*telling.of_cells(dialled, dialable), *telling.of_missing(dialled, dialable)]
    problems += telling.of_surplus(moved)
    if RECALL_FIELD in read:
        problems += telling.of_recall(read[RECALL_FIELD])
    return PhoneColumns(
        text_frame(sent, rows),
        text_frame(canonical, rows),
        joined_problems(problems),
        pd.Series(dialable, index=rows, dtype=bool),
    )


def listed_numbers(cells: Text, rules: PhoneRules) -> ListedNumbers:
    """Every number in some cells of a do-not-call list, read as generously as can be."""
    generous = replace(rules, generous=True)
    read = read_column(arrow(cells), generous)
    found = text_series(read.canonical, cells.index)
    further = [
        (cells.index[position], number.canonical)
        for position, cell in read.odd.items()
        for number in cell.numbers[1:]
    ]
    unread = [
        position
        for position, cell in read.odd.items()
        if (cell.unreadable or cell.lost_digits) and _may_be_a_number(cells.iloc[position])
    ]
    numbers = [
        found[found != ""],
        text_series([number for _, number in further], [row for row, _ in further]),
    ]
    return ListedNumbers(pd.concat(numbers), cells.index[unread])


def _may_be_a_number(cell: str) -> bool:
    digits = "".join(filter(str.isdecimal, cell))
    return len(digits) >= FEWEST_DIGITS and digits not in DUMMIES


def read_column(
    cells: pa.StringArray,
    rules: PhoneRules,
    codes: pa.StringArray | None = None,
    *,
    zeros: int = 0,
) -> ReadColumn:
    """Every cell of a column read, in the country of the code beside it if there is a column of `codes`.

    Numbers that end in so many `zeros`, if any are given, have lost their digits.
    """
    own = np.ones(len(cells), np.bool_)
    if codes is not None:
        named = calling_codes(codes)
        own = mask_of(pc.is_in(named, value_set=pa.array(["", calling_code_of(rules.country) or ""])))
    plain = plain_numbers(cells, rules)
    left = mask_of(pc.equal(plain, pa.scalar(""))) & mask_of(pc.not_equal(cells, pa.scalar("")))
    lost = are_round(cells, zeros) if zeros else np.zeros(len(cells), np.bool_)
    positions = np.flatnonzero(left | ~own | lost)
    odd: dict[int, PhoneCell] = {}
    for position in positions.tolist():
        if lost[position]:
            odd[position] = PhoneCell(lost_digits=True)
        elif own[position]:
            odd[position] = _remembered(_text(cells, position), rules)
        elif codes is not None:
            odd[position] = parse_coded_cell(_text(cells, position), _text(codes, position), rules)
    first = [one.numbers[0] if one.numbers else _NO_NUMBER for one in odd.values()]
    dialled = pa.array([number.dialled for number in first], pa.string())
    compared = pa.array([number.canonical for number in first], pa.string())
    return ReadColumn(
        put(_before(plain, _code_of(rules)), positions, compared),
        put(_before(plain, _start_of(rules)), positions, dialled),
        odd,
    )


_NO_NUMBER = PhoneNumber("", "")
_remembered = lru_cache(_REMEMBERED)(parse_cell)


def _text(cells: pa.StringArray, position: int) -> str:
    return cells[position].as_py() or ""


def _code_of(rules: PhoneRules) -> str:
    return plan_of(rules.country).code if rules.country else ""


def _start_of(rules: PhoneRules) -> str:
    """What is sent before a national number."""
    return rules.prefix + (_code_of(rules) if rules.format is PhoneFormat.INTERNATIONAL else "")


def _before(numbers: pa.StringArray, start: str) -> pa.StringArray:
    """The numbers with the same digits before each; "" stays ""."""
    if not start:
        return numbers
    return pc.replace_substring_regex(numbers, "^([0-9])", rf"{start}\1")


def _untidy(read: Mapping[str, ReadColumn], length: int) -> Mask:
    """The rows with a gap before a number, the same number twice, or a cell with several numbers."""
    untidy = np.zeros(length, np.bool_)
    for column in read.values():
        untidy[[position for position, cell in column.odd.items() if len(cell.numbers) > 1]] = True
    nothing, before = np.zeros(length, np.bool_), np.ones(length, np.bool_)
    filled = {name: column.filled for name, column in read.items()}
    for name in DIAL_FIELDS:
        untidy |= filled.get(name, nothing) & ~before
        before = filled.get(name, nothing)
    untidy |= filled.get(EXTRA_FIELD, nothing) & ~filled.get(DIAL_FIELDS[0], nothing)
    for one, other in combinations(read, 2):
        untidy |= filled[one] & mask_of(pc.equal(read[one].canonical, read[other].canonical))
    return untidy


def _moved_up(
    columns: Mapping[str, pa.StringArray], moved: Mapping[int, DialOrder], form: str, length: int
) -> dict[str, pa.StringArray]:
    """The columns with the numbers of some rows in their new fields, in one of their two forms."""
    positions = np.array(list(moved), np.int64)
    taken = {name for order in moved.values() for name in order.numbers}
    ordered = {}
    for name in (*DIAL_FIELDS, EXTRA_FIELD):
        if name in columns or name in taken:
            numbers = [getattr(order.numbers.get(name, _NO_NUMBER), form) for order in moved.values()]
            column = columns.get(name, pa.repeat("", length))
            ordered[name] = put(column, positions, pa.array(numbers, pa.string()))
    return ordered | {name: column for name, column in columns.items() if name == RECALL_FIELD}


class _Telling:
    """Makes the problems of a chunk: knows its cells, row numbers and headings."""

    def __init__(
        self, fields: Mapping[str, pa.StringArray], rows: Rows, columns: Mapping[str, str | None]
    ) -> None:
        self._fields, self._rows, self._columns = fields, rows, columns

    def of_cells(self, read: Mapping[str, ReadColumn], dialable: Mask) -> Iterator[pd.DataFrame]:
        """Invalid cells (an error where nothing else can be dialled), lost digits and extensions."""
        for name, column in read.items():
            whys = {
                position: cell.unreadable[0].reason
                for position, cell in column.odd.items()
                if cell.unreadable
            }
            alone = {position: why for position, why in whys.items() if not dialable[position]}
            beside = {position: why for position, why in whys.items() if dialable[position]}
            lost = {position: "" for position, cell in column.odd.items() if cell.lost_digits}
            extended = {position: cell.left_out for position, cell in column.odd.items() if cell.left_out}
            yield from self._problem("phone.invalid", Severity.ERROR, name, alone)
            yield from self._problem("phone.invalid", Severity.WARNING, name, beside)
            yield from self._problem("phone.lost-digits", Severity.ERROR, name, lost)
            yield from self._problem("phone.extension", Severity.WARNING, name, extended)
            yield from self._problem("phone.round", Severity.WARNING, name, self._round_numbers(name, column))

    def _round_numbers(self, name: str, column: ReadColumn) -> dict[int, str]:
        """The numbers that end in zeros, of those that are dialled."""
        mask = surely_round(self._fields[name]) & column.filled
        return dict.fromkeys(np.flatnonzero(mask).tolist(), "")

    def of_missing(self, read: Mapping[str, ReadColumn], dialable: Mask) -> Iterator[pd.DataFrame]:
        """Rows without any phone."""
        silent = ~dialable
        for column in read.values():
            told = [position for position, cell in column.odd.items() if cell.unreadable or cell.lost_digits]
            silent[told] = False
        missing = dict.fromkeys(np.flatnonzero(silent).tolist(), "")
        yield from self._problem("phone.missing", Severity.ERROR, next(iter(read), DIAL_FIELDS[0]), missing)

    def of_surplus(self, moved: Mapping[int, DialOrder]) -> Iterator[pd.DataFrame]:
        """Numbers for which no field was left, those of one cell together."""
        left: dict[str, dict[int, str]] = {}
        for position, order in moved.items():
            for name, numbers in order.surplus.items():
                left.setdefault(name, {})[position] = ", ".join(number.dialled for number in numbers)
        for name, details in left.items():
            yield from self._problem("phone.surplus", Severity.WARNING, name, details)

    def of_recall(self, column: ReadColumn) -> Iterator[pd.DataFrame]:
        """What is wrong with callback numbers, of which there is one."""
        yield from self.of_cells({RECALL_FIELD: column}, np.ones(len(self._rows), np.bool_))
        surplus = {
            position: ", ".join(number.dialled for number in cell.numbers[1:])
            for position, cell in column.odd.items()
            if len(cell.numbers) > 1
        }
        yield from self._problem("phone.surplus", Severity.WARNING, RECALL_FIELD, surplus)

    def _problem(
        self, code: str, severity: Severity, name: str, found: Mapping[int, str]
    ) -> Iterator[pd.DataFrame]:
        """One problem at some positions, with the detail of each."""
        if not found:
            return
        positions = np.array(sorted(found), np.int64)
        details = [found[position] for position in positions.tolist()]
        given = name in self._fields
        values = self._fields[name].take(positions) if given else pa.repeat("", len(positions))
        rows = self._rows[positions]
        yield problems_frame(
            code,
            text_series(values, rows),
            severity,
            name,
            self._columns.get(name),
            text_series(details, rows),
        )
