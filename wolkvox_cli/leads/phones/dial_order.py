"""The numbers of a lead in the order they are to be dialled: each once, without gaps, tel1 first."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.phones.cleaning import CleanCells
from wolkvox_cli.leads.phones.fast_path import found
from wolkvox_cli.leads.text_columns import Mask, Places, mask_at, mask_of, put

EXTRA_FIELD = "tel_extra"


@dataclass(frozen=True, eq=False)
class Placed:
    """Where the numbers of a chunk went.

    `outputs` and `canonical` by field, `dialable` which rows have a number, `surplus` for each field the
    places of numbers that found no free field, and these numbers.
    """

    outputs: Mapping[str, pa.StringArray]
    canonical: Mapping[str, pa.StringArray]
    dialable: Mask
    surplus: tuple[tuple[str, Places, pa.StringArray], ...]


def placed(cells: Mapping[str, CleanCells], length: int, spill: bool = False) -> Placed:
    """The numbers of `cells` (by field, in order of fields) moved up, each kept once in its lead.

    Further numbers of a cell follow after the first ones of all fields. tel_extra keeps its number unless
    nothing else can be dialled; where it is empty and mapped, or `spill` allows it, it takes a number that
    finds no other field. Fields that were not given appear where numbers moved into them.
    """
    filled = {name: found(column.canonical) for name, column in cells.items()}
    outputs = {name: column.outputs for name, column in cells.items()}
    canonical = {name: column.canonical for name, column in cells.items()}
    dialable = np.logical_or.reduce([*filled.values(), np.zeros(length, np.bool_)])
    untidy = _untidy(cells, filled, length)
    if not untidy.any():
        return Placed(outputs, canonical, dialable, ())
    placing = _Placing(cells, untidy, spill)
    nothing = pa.repeat("", length)
    for name, (numbers, spelled) in placing.columns().items():
        canonical[name] = put(canonical.get(name, nothing), np.flatnonzero(untidy), numbers)
        outputs[name] = put(outputs.get(name, nothing), np.flatnonzero(untidy), spelled)
    order = [name for name in (*DIAL_FIELDS, EXTRA_FIELD) if name in outputs]
    return Placed(
        {name: outputs[name] for name in order},
        {name: canonical[name] for name in order},
        dialable,
        placing.surplus(),
    )


def _untidy(cells: Mapping[str, CleanCells], filled: Mapping[str, Mask], length: int) -> Mask:
    """The rows with a gap before a number, the same number twice, or a cell with several numbers."""
    untidy = np.zeros(length, np.bool_)
    for column in cells.values():
        untidy[column.extra_places] = True
    nothing, before = np.zeros(length, np.bool_), np.ones(length, np.bool_)
    for name in DIAL_FIELDS:
        untidy |= filled.get(name, nothing) & ~before
        before = filled.get(name, nothing)
    untidy |= filled.get(EXTRA_FIELD, nothing) & ~filled.get(DIAL_FIELDS[0], nothing)
    for one, other in combinations(cells, 2):
        same = mask_of(pc.equal(cells[one].canonical, cells[other].canonical))
        untidy |= same & filled[one]
    return untidy


class _Placing:
    """The numbers of untidy rows in one list, by row and in dialling order; ranks decide their fields."""

    def __init__(self, cells: Mapping[str, CleanCells], untidy: Mask, spill: bool) -> None:
        self._spill = spill or EXTRA_FIELD in cells
        self._names, self._rows = list(cells), np.flatnonzero(untidy)
        columns = list(cells.values())
        firsts = [np.flatnonzero(untidy & found(column.canonical)) for column in columns]
        extras = [column.extra_places for column in columns]
        self._canonical = pa.concat_arrays(
            [column.canonical.take(pa.array(places)) for column, places in zip(columns, firsts, strict=True)]
            + [column.extra_canonical for column in columns]
        )
        self._outputs = pa.concat_arrays(
            [column.outputs.take(pa.array(places)) for column, places in zip(columns, firsts, strict=True)]
            + [column.extra_outputs for column in columns]
        )
        place = np.concatenate([*firsts, *extras])
        self._row = np.searchsorted(self._rows, place)
        self._source = np.repeat(np.tile(np.arange(len(cells)), 2), [len(one) for one in (*firsts, *extras)])
        self._further = np.arange(len(place)) >= sum(map(len, firsts))
        self._order = self._first_of_each(np.argsort(self._row, kind="stable"))
        self._slot = self._slots()

    def columns(self) -> Mapping[str, tuple[pa.StringArray, pa.StringArray]]:
        """The canonical numbers and those to send of the untidy rows, by field."""
        taken = np.unique(self._slot)
        return {
            name: (self._column(index, self._canonical), self._column(index, self._outputs))
            for index, name in enumerate((*DIAL_FIELDS, EXTRA_FIELD))
            if name in self._names or index in taken
        }

    def surplus(self) -> tuple[tuple[str, Places, pa.StringArray], ...]:
        """By field, the places of numbers that are left out and these numbers."""
        left = self._order[self._slot < 0]
        source = self._source[left]
        return tuple(
            (self._names[index], self._rows[self._row[mine]], self._outputs.take(pa.array(mine)))
            for index in np.unique(source)
            for mine in [left[source == index]]
        )

    def _first_of_each(self, order: Places) -> Places:
        """`order` without numbers that the same lead has before."""
        codes = self._canonical.dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
        keys = self._row[order] * (codes.max(initial=0) + 1) + codes[order]
        _, first = np.unique(keys, return_index=True)
        return order[np.sort(first)]

    def _slots(self) -> npt.NDArray[np.int64]:
        """For each number in order: the index of its field, -1 where none is left."""
        row = self._row[self._order]
        extra = np.zeros(len(row), np.bool_)
        if EXTRA_FIELD in self._names:
            extra = self._source[self._order] == self._names.index(EXTRA_FIELD)
            extra &= ~self._further[self._order]
            extra &= mask_at(row[~extra], len(self._rows))[row]
        before: npt.NDArray[np.int64] = np.cumsum(~extra) - ~extra
        rank: npt.NDArray[np.int64] = before - before[np.searchsorted(row, row)]
        # The first number without a tel field has the rank, and so the place, of tel_extra.
        last = len(DIAL_FIELDS) + self._spill - mask_at(row[extra], len(self._rows))[row]
        rank[rank >= np.maximum(last, len(DIAL_FIELDS))] = -1
        return np.where(extra, len(DIAL_FIELDS), rank)

    def _column(self, index: int, numbers: pa.StringArray) -> pa.StringArray:
        chosen = self._order[self._slot == index]
        places = np.full(len(self._rows), -1)
        places[self._row[chosen]] = chosen
        return pc.fill_null(numbers.take(pa.array(places, mask=places < 0)), "")
