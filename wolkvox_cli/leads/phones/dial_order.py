"""The numbers of a lead in the order they are to be dialled: each once, without gaps, tel1 first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.phones.parse_number import PhoneNumber

EXTRA_FIELD = "tel_extra"

Numbers = Mapping[str, Sequence[PhoneNumber]]
"""The numbers in each phone cell of a lead, by field, in order."""


@dataclass(frozen=True)
class DialOrder:
    """The fields of one lead's numbers, and by field of their cells those that found none."""

    numbers: Mapping[str, PhoneNumber]
    surplus: Mapping[str, Sequence[PhoneNumber]]


def dial_order(cells: Numbers, spill: bool = False) -> DialOrder:
    """The numbers of one lead moved up, each kept once.

    Further numbers of a cell follow after the first ones of all fields. tel_extra keeps its number unless
    nothing else can be dialled; where it is empty and mapped, or `spill` allows it, it takes a number that
    finds no other field.
    """
    sources = _in_turn(cells)
    fields = list(DIAL_FIELDS)
    extra = _own_extra(cells, sources)
    if extra is None and (spill or EXTRA_FIELD in cells):
        fields.append(EXTRA_FIELD)
    waiting = [number for number in sources.values() if number[1] is not extra]
    numbers = {field: number for field, (_, number) in zip(fields, waiting, strict=False)}
    if extra is not None:
        numbers[EXTRA_FIELD] = extra
    surplus: dict[str, list[PhoneNumber]] = {}
    for source, number in waiting[len(fields) :]:
        surplus.setdefault(source, []).append(number)
    return DialOrder(numbers, surplus)


def _in_turn(cells: Numbers) -> dict[str, tuple[str, PhoneNumber]]:
    """The different numbers in their turn, with the field of their cell, by their canonical form."""
    names = [name for name in (*DIAL_FIELDS, EXTRA_FIELD) if cells.get(name)]
    firsts = [(name, cells[name][0]) for name in names]
    further = [(name, number) for name in names for number in cells[name][1:]]
    found: dict[str, tuple[str, PhoneNumber]] = {}
    for name, number in firsts + further:
        found.setdefault(number.canonical, (name, number))
    return found


def _own_extra(cells: Numbers, sources: Mapping[str, tuple[str, PhoneNumber]]) -> PhoneNumber | None:
    """The number that stays in tel_extra: the first of its cell, if another is there to be dialled."""
    mine = cells.get(EXTRA_FIELD) or ()
    if not mine or len(sources) == 1:
        return None
    name, number = sources[mine[0].canonical]
    return number if name == EXTRA_FIELD else None
