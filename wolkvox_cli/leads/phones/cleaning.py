"""One phone column at a time: plain cells together, odd ones one by one, each different one once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.phones.fast_path import found, read_digits
from wolkvox_cli.leads.phones.odd_cells import hopeless, read_cells
from wolkvox_cli.leads.phones.options import PhoneFormat, PhoneRules
from wolkvox_cli.leads.phones.parse_cell import LETTERS, PhoneCell, Unreadable
from wolkvox_cli.leads.phones.plain_cells import PlainCells
from wolkvox_cli.leads.phones.plan import plan_of
from wolkvox_cli.leads.phones.reasons import reasons
from wolkvox_cli.leads.text_columns import Places, blanked, mask_of, put

_NOWHERE = np.zeros(0, np.int64)
_NOTHING = pa.array([], pa.string())


@dataclass(frozen=True, eq=False)
class CleanCells:
    """A phone column, read. All places count from 0 and ascend.

    `canonical` and `outputs` hold the first number of each cell, "" where there is none. `extra_*` are
    further numbers of a cell, in order, `bad_places` the cells with a piece that is no number and
    `reasons` why, `lost_places` those a spreadsheet rounded, `extension_places` those whose extension was
    dropped.
    """

    canonical: pa.StringArray
    outputs: pa.StringArray
    extra_places: Places
    extra_canonical: pa.StringArray
    extra_outputs: pa.StringArray
    bad_places: Places
    reasons: pa.StringArray
    lost_places: Places
    extension_places: Places
    extensions: pa.StringArray


def clean_cells(cells: pa.StringArray, rules: PhoneRules) -> CleanCells:
    """Every cell of a column read; equal to `cells.read_cell` for each of them."""
    filled = np.flatnonzero(mask_of(pc.not_equal(cells, "")))
    chosen = cells if len(filled) == len(cells) else cells.take(pa.array(filled))
    spelling = PlainCells.of(chosen)
    plain = ~spelling.odd
    # The few odd cells go along as blanks: to take the others out and put them back costs more.
    digits = blanked(spelling.digits, np.flatnonzero(spelling.odd))
    numbers, written = read_digits(digits, spelling.plus & plain, rules)
    column = _Column(len(cells), rules)
    column.plain(filled, numbers, written)
    column.extended(filled, blanked(spelling.extensions, np.flatnonzero(spelling.odd)))
    bad = np.flatnonzero(~found(numbers) & plain)
    column.bad(filled[bad], reasons(digits.take(pa.array(bad)), spelling.plus[bad], rules))
    odd_places, odd_cells = filled[np.flatnonzero(spelling.odd)], chosen.filter(pa.array(spelling.odd))
    wordy = hopeless(odd_cells)
    column.bad(odd_places[wordy], pa.repeat(LETTERS, int(wordy.sum())))
    column.odd(odd_places[~wordy], odd_cells.filter(pa.array(~wordy)))
    return column.cells()


def refused(cells: pa.StringArray, whys: pa.StringArray) -> CleanCells:
    """A column in which no filled cell is a number, with the reason for each cell."""
    nothing = pa.repeat("", len(cells))
    filled = mask_of(pc.not_equal(cells, ""))
    return CleanCells(
        canonical=nothing,
        outputs=nothing,
        extra_places=_NOWHERE,
        extra_canonical=_NOTHING,
        extra_outputs=_NOTHING,
        bad_places=np.flatnonzero(filled),
        reasons=whys.filter(pa.array(filled)),
        lost_places=_NOWHERE,
        extension_places=_NOWHERE,
        extensions=_NOTHING,
    )


def together(parts: Sequence[tuple[Places, CleanCells]], length: int) -> CleanCells:
    """Parts of a column of `length` cells, each with the places of its cells, as one column."""
    canonical = sent = pa.repeat("", length)
    for places, part in parts:
        canonical, sent = put(canonical, places, part.canonical), put(sent, places, part.outputs)
    numbers = [(places[part.extra_places], part.extra_canonical) for places, part in parts]
    spelled = [(places[part.extra_places], part.extra_outputs) for places, part in parts]
    bad = [(places[part.bad_places], part.reasons) for places, part in parts]
    extended = [(places[part.extension_places], part.extensions) for places, part in parts]
    lost = np.sort(np.concatenate([places[part.lost_places] for places, part in parts]))
    return CleanCells(
        canonical,
        sent,
        *in_order(numbers),
        in_order(spelled)[1],
        *in_order(bad),
        lost,
        *in_order(extended),
    )


class _Column:
    """Gathers what was read of a column, plain cells and odd ones."""

    def __init__(self, length: int, rules: PhoneRules) -> None:
        self._rules, self._length = rules, length
        self._canonical = pa.repeat("", length)
        self._outputs = self._canonical
        self._bad: list[tuple[Places, pa.StringArray]] = []
        self._extra: tuple[Places, pa.StringArray, pa.StringArray] = (_NOWHERE, _NOTHING, _NOTHING)
        self._extended: list[tuple[Places, pa.StringArray]] = []
        self._lost = _NOWHERE

    def plain(self, places: Places, numbers: pa.StringArray, written: pa.StringArray) -> None:
        self._canonical = put(self._canonical, places, numbers)
        self._outputs = put(self._outputs, places, outputs(numbers, written, self._rules))

    def bad(self, places: Places, whys: pa.StringArray) -> None:
        self._bad.append((places, whys))

    def extended(self, places: Places, extensions: pa.StringArray) -> None:
        some = found(extensions)
        self._extended.append((places[some], extensions.filter(pa.array(some))))

    def odd(self, places: Places, cells: pa.StringArray) -> None:
        if not len(places):
            return
        encoded = cells.dictionary_encode()
        which = encoded.indices.to_numpy(zero_copy_only=False)
        read = read_cells(encoded.dictionary.to_pylist(), self._rules)
        self._take_numbers(places, which, read)
        self._take_unreadable(places, which, read)
        self._lost = places[np.array([cell.lost_digits for cell in read], np.bool_)[which]]
        extensions = pa.array([cell.extension for cell in read], pa.string()).take(encoded.indices)
        self.extended(places, extensions)

    def _take_numbers(self, places: Places, which: Places, read: Sequence[PhoneCell]) -> None:
        numbers = [number for cell in read for number in cell.numbers]
        counts = np.array([len(cell.numbers) for cell in read])
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        canonical = pa.array([number.canonical for number in numbers], pa.string())
        written = pa.array([number.written for number in numbers], pa.string())
        sent = outputs(canonical, written, self._rules)
        some = counts[which] > 0
        first = pa.array(starts[which][some])
        self._canonical = put(self._canonical, places[some], canonical.take(first))
        self._outputs = put(self._outputs, places[some], sent.take(first))
        more = np.maximum(counts[which] - 1, 0)
        steps = np.arange(more.sum()) - np.repeat(np.cumsum(more) - more, more)
        further = pa.array(np.repeat(starts[which], more) + 1 + steps)
        self._extra = (np.repeat(places, more), canonical.take(further), sent.take(further))

    def _take_unreadable(self, places: Places, which: Places, read: Sequence[PhoneCell]) -> None:
        firsts = [cell.unreadable[0] if cell.unreadable else Unreadable("", reason="") for cell in read]
        told = [piece.reason for piece in firsts]
        asked = [place for place, reason in enumerate(told) if reason is None]
        digits = pa.array([firsts[place].digits for place in asked], pa.string())
        plus = np.array([firsts[place].plus for place in asked], np.bool_)
        for place, reason in zip(asked, reasons(digits, plus, self._rules).to_pylist(), strict=True):
            told[place] = reason
        whys = pa.array(told, pa.string()).take(pa.array(which))
        self.bad(places[found(whys)], whys.filter(pc.not_equal(whys, "")))

    def cells(self) -> CleanCells:
        return CleanCells(
            self._canonical,
            self._outputs,
            *self._extra,
            *in_order(self._bad),
            self._lost,
            *in_order(self._extended),
        )


def in_order(lists: Sequence[tuple[Places, pa.StringArray]]) -> tuple[Places, pa.StringArray]:
    """Several lists of places and what is told of them as one, by place."""
    places = np.concatenate([places for places, _ in lists])
    order = np.argsort(places, kind="stable")
    return places[order], pa.concat_arrays([texts for _, texts in lists]).take(pa.array(order))


def outputs(numbers: pa.StringArray, written: pa.StringArray, rules: PhoneRules) -> pa.StringArray:
    """Canonical numbers as they are sent: digits, with the prefix; "" stays ""."""
    digits = numbers
    if rules.format is PhoneFormat.AS_IS:
        digits = pc.if_else(pc.equal(numbers, ""), "", written)
    elif rules.format is PhoneFormat.NATIONAL and rules.country is not None:
        code = plan_of(rules.country).code
        national = pc.utf8_slice_codeunits(numbers, len(code))
        digits = pc.if_else(pc.starts_with(numbers, code), national, numbers)
    if not rules.prefix:
        return digits
    return pc.if_else(pc.equal(digits, ""), "", pc.binary_join_element_wise(rules.prefix, digits, ""))
