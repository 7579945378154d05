"""What to say of columns that go nowhere and might matter, each with the option that would use it."""

import re
from collections.abc import Iterable, Sequence

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.headings import (
    holds_other_numbers,
    is_area_code,
    is_country_code,
    never_phones,
    normalise,
    not_dialled,
    speaks_of_phones,
)
from wolkvox_cli.leads.map.choices import quoted_list, typed
from wolkvox_cli.leads.map.content import (
    Cells,
    Holds,
    PhoneLike,
    Sample,
    content_of,
    looks_like_a_phone,
    mostly,
    sample_of,
)

_SHOWN = 6
"""Columns that are named with an option each; of more, only how many."""

_SAYS_PHONE = re.compile(r"(?:^|_)(?:tel|cel|fon|phone|mov|mobil|whats|wsp|fijo|line|contact|llamar|call)")


class UnmappedColumns:
    """The columns that go nowhere, and what is free for them: `taken` fields and `allowed` ones."""

    def __init__(
        self,
        columns: Iterable[str],
        sample: Sample,
        phone_like: PhoneLike | None,
        taken: Iterable[str],
        allowed: Iterable[str],
        notes: Sequence[str],
    ) -> None:
        told = " ".join(notes)
        self._columns = [
            one for one in columns if f'"{one}"' not in told and not sample_of(sample, one).empty
        ]
        self._sample = sample
        self._phone_like = phone_like
        self._free = set(allowed) - set(taken)

    def notes(self) -> list[str]:
        """Phones that are not dialled, columns that read like phones, and all others for the agent to see.

        Columns that the notes given name already are passed over.
        """
        phones = [name for name in (*DIAL_FIELDS, "tel_extra") if name in self._free]
        if not any(name in DIAL_FIELDS and name not in self._free for name in DIAL_FIELDS):
            phones = []  # nobody is called yet: the error says what could be
        refused = [one for one in self._columns if not_dialled(one)]
        alike = [one for one in self._columns if one not in refused and self._reads_as_phones(one)]
        others = [one for one in self._columns if one not in {*refused, *alike} and not _is_code(one)]
        return [*_refused_note(refused, phones), *_alike_notes(alike, phones), *self._shown_note(others)]

    def _reads_as_phones(self, column: str) -> bool:
        """Whether the cells are phones and the heading says of nothing else.

        With a country its numbering decides, without one the heading must speak of phones as well.
        """
        if never_phones(column) or (holds_other_numbers(column) and not speaks_of_phones(column)):
            return False
        return _hold_phones(column, sample_of(self._sample, column), self._phone_like)

    def _shown_note(self, columns: Sequence[str]) -> list[str]:
        """How the agent would see the other columns."""
        free = [name for name in (f"opt{n}" for n in range(1, 13)) if name in self._free]
        shown = list(zip(columns[:_SHOWN], free, strict=False))
        if not shown:
            return []
        more = len(columns) - len(shown)
        names = quoted_list(column for column, _ in shown) + (f" and {more} more" if more else "")
        verb = "is" if len(columns) == 1 else "are"
        maps = " ".join(typed("--map", name, column) for column, name in shown)
        pronoun = "it" if len(columns) == 1 else "them"
        return [f"{names} {verb} left out; to show {pronoun} to the agent: {maps}"]


def _is_code(column: str) -> bool:
    return is_area_code(column) or is_country_code(column)


def _hold_phones(heading: str, cells: Cells, phone_like: PhoneLike | None) -> bool:
    if not mostly(looks_like_a_phone(cells)):
        return False
    if phone_like is None or phone_like is looks_like_a_phone:
        named = _SAYS_PHONE.search(normalise(heading)) is not None
        return named or mostly(cells.str.match(r"\s*\+\d"))
    return content_of(cells, phone_like) is Holds.PHONES


def _refused_note(columns: Sequence[str], free: Sequence[str]) -> list[str]:
    if not columns:
        return []
    verb = "is" if len(columns) == 1 else "are"
    words = quoted_list(dict.fromkeys(not_dialled(column) or "" for column in columns))
    maps = " ".join(typed("--map", name, column) for column, name in zip(columns, free, strict=False))
    call = f"; to call all the same: {maps}" if maps else ""
    says = "its heading says" if len(columns) == 1 else "their headings say"
    return [f"{quoted_list(columns)} {verb} not dialled, as {says} {words}{call}"]


def _alike_notes(columns: Sequence[str], free: Sequence[str]) -> list[str]:
    return [
        f'"{column}" reads like phones and is left out; to call them: {typed("--map", name, column)}'
        for column, name in zip(columns, free, strict=False)
    ]
