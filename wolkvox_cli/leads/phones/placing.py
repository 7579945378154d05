"""The numbers of a lead in the order they are to be dialled: each once, without gaps, tel1 first."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.phones.cleaning import CleanCells
from wolkvox_cli.leads.phones.digits import found
from wolkvox_cli.leads.text_rules import Mask, Places

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


def placed(cells: Mapping[str, CleanCells], length: int) -> Placed:
    """The numbers of `cells` (by field, in order of fields) moved up, each kept once in its lead.

    Further numbers of a cell follow after the first ones of all fields. tel_extra keeps its number unless
    nothing else can be dialled. Fields that were not given appear where numbers moved into them.
    """
    if _in_order(cells):
        outputs = {name: column.outputs for name, column in cells.items()}
        canonical = {name: column.canonical for name, column in cells.items()}
        dialable = np.zeros(length, np.bool_)
        for column in cells.values():
            dialable |= found(column.canonical)
        return Placed(outputs, canonical, dialable, ())
    return _Placing(cells, length).placed()


def _in_order(cells: Mapping[str, CleanCells]) -> bool:
    """Whether the numbers already stand as they should; a shortcut for a single column."""
    return list(cells) == [DIAL_FIELDS[0]] and not len(cells[DIAL_FIELDS[0]].extra_places)


class _Placing:
    """All numbers of a chunk in one list, by row and then in dialling order; ranks decide their fields."""

    def __init__(self, cells: Mapping[str, CleanCells], length: int) -> None:
        self._names, self._length = list(cells), length
        firsts = [np.flatnonzero(found(column.canonical)) for column in cells.values()]
        extras = [column.extra_places for column in cells.values()]
        self._row = np.concatenate([*firsts, *extras]).astype(np.int64)
        self._source = np.repeat(
            np.tile(np.arange(len(cells)), 2), [len(places) for places in (*firsts, *extras)]
        )
        self._further = np.arange(len(self._row)) >= sum(map(len, firsts))
        self._canonical = pa.concat_arrays(
            [column.canonical.filter(pc.not_equal(column.canonical, "")) for column in cells.values()]
            + [column.extra_canonical for column in cells.values()]
        )
        self._outputs = pa.concat_arrays(
            [column.outputs.filter(pc.not_equal(column.canonical, "")) for column in cells.values()]
            + [column.extra_outputs for column in cells.values()]
        )

    def placed(self) -> Placed:
        order = self._first_of_each(np.argsort(self._row, kind="stable"))
        row = self._row[order]
        extra = self._stays_extra(order, row)
        rank = _rank(row, ~extra)
        slot = np.where(extra, len(DIAL_FIELDS), rank)
        lost = ~extra & (rank >= len(DIAL_FIELDS))
        outputs, canonical = {}, {}
        for index, name in enumerate((*DIAL_FIELDS, EXTRA_FIELD)):
            chosen = order[(slot == index) & ~lost]
            if len(chosen) or name in self._names:
                outputs[name] = self._column(chosen, self._outputs)
                canonical[name] = self._column(chosen, self._canonical)
        dialable = np.zeros(self._length, np.bool_)
        dialable[row] = True
        return Placed(outputs, canonical, dialable, self._left_out(order[lost]))

    def _first_of_each(self, order: Places) -> Places:
        """`order` without numbers that the same lead has before."""
        codes = self._canonical.dictionary_encode().indices.to_numpy(zero_copy_only=False)
        keys = self._row[order] * (int(codes.max(initial=0)) + 1) + codes[order]
        _, first = np.unique(keys, return_index=True)
        return order[np.sort(first)]

    def _stays_extra(self, order: Places, row: Places) -> Mask:
        if EXTRA_FIELD not in self._names:
            return np.zeros(len(order), np.bool_)
        extra: Mask = (self._source[order] == self._names.index(EXTRA_FIELD)) & ~self._further[order]
        others = np.zeros(self._length, np.bool_)
        others[row[~extra]] = True
        return extra & others[row]

    def _column(self, chosen: Places, numbers: pa.StringArray) -> pa.StringArray:
        places = np.full(self._length, -1)
        places[self._row[chosen]] = chosen
        indices = pa.array(places, mask=places < 0)
        return pc.fill_null(numbers.take(indices), "")

    def _left_out(self, chosen: Places) -> tuple[tuple[str, Places, pa.StringArray], ...]:
        source = self._source[chosen]
        return tuple(
            (self._names[index], self._row[mine], self._outputs.take(pa.array(mine)))
            for index in np.unique(source)
            for mine in [chosen[source == index]]
        )


def _rank(row: Places, counted: Mask) -> npt.NDArray[np.int64]:
    """How many counted numbers of the same row stand before each one. `row` ascends."""
    before: npt.NDArray[np.int64] = np.cumsum(counted) - counted
    rank: npt.NDArray[np.int64] = before - before[np.searchsorted(row, row)]
    return rank
