"""Cells that are not plainly one number: their spelling is read cell by cell, their digits together."""

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.phones.fast_path import read_digits
from wolkvox_cli.leads.phones.options import PhoneRules
from wolkvox_cli.leads.phones.parse_cell import (
    CONNECTIVES,
    EXTENSIONS,
    INITIALS,
    LABELS,
    LIKE_DIGITS,
    SHORT_EXTENSIONS,
    WHERE,
    PhoneCell,
    read_cell,
)
from wolkvox_cli.leads.phones.parse_number import PhoneNumber
from wolkvox_cli.leads.text_columns import EMPTY_WORDS, Mask, mask_of

_FEW = 30
"""Up to so many different cells are read faster one by one."""

_PARTS = r"[\n;|,/]| (?:y|e|o|or|-) "
_LETTER = "[a-z]"
_SEPARATOR = r"[\n\t\r\v\f;|,/\\&+#]"
_WORDS = (
    f"{CONNECTIVES}|{LIKE_DIGITS}|{LABELS}|{WHERE}|{INITIALS}|xx|n|{'|'.join(map(re.escape, EMPTY_WORDS))}"
)
_WORD = rf"(?:^|[^a-z])(?:{_WORDS})(?:[^a-z]|$)"
_EXTENSION = rf"[\d)][\s.(\-]*(?:{EXTENSIONS}|{SHORT_EXTENSIONS})(?:[^a-z]|$)"


def hopeless(cells: pa.StringArray) -> Mask:
    """Which cells are all the same to `read_cell`: one piece that has letters.

    Texts in a phone column differ from row to row and can be many, so they are not read one by one.
    """
    text = pc.ascii_lower(cells)
    return (
        mask_of(pc.string_is_ascii(text))
        & mask_of(pc.match_substring_regex(text, _LETTER))
        & ~mask_of(pc.match_substring_regex(text, _SEPARATOR))
        & ~mask_of(pc.match_substring_regex(text, _WORD))
        & ~mask_of(pc.match_substring_regex(text, _EXTENSION))
    )


def read_cells(cells: Sequence[str], rules: PhoneRules) -> list[PhoneCell]:
    """What each of these different cells holds, as `read_cell` has it.

    Many cells are gone through with the answers known so far, until none asks for another: `phonenumbers`
    takes twenty times as long for one number as a column does, though a column takes some time to begin.
    """
    if len(cells) <= _FEW:
        return [read_cell(cell, rules) for cell in cells]
    answers = _Answers(rules)
    answers.expect(pa.array(cells, pa.string()))
    read: list[PhoneCell] = [PhoneCell()] * len(cells)
    open_places: Sequence[int] = range(len(cells))
    while open_places:
        asking = []
        for place in open_places:
            answers.incomplete = False
            read[place] = read_cell(cells[place], rules, answers)
            if answers.incomplete:
                asking.append(place)
        answers.look_up()
        open_places = asking
    return read


class _Answers:
    """Answers that are known for digits, with and without +; the others are noted and looked up together."""

    def __init__(self, rules: PhoneRules) -> None:
        self._rules = rules
        self._known: dict[tuple[str, bool], PhoneNumber | None] = {}
        self._asked: dict[tuple[str, bool], None] = {}
        self.incomplete = False

    def __call__(self, digits: str, plus: bool, rules: PhoneRules) -> PhoneNumber | None:
        key = digits, plus
        if key not in self._known:
            self._asked[key] = None
            self.incomplete = True
        return self._known.get(key)

    def expect(self, cells: pa.StringArray) -> None:
        """Look up what most cells with several numbers will ask for."""
        parts = pc.list_flatten(pc.split_pattern_regex(pc.ascii_lower(cells), _PARTS))
        plus = mask_of(pc.match_substring(parts, "+")).tolist()
        digits = pc.replace_substring_regex(parts, r"[^0-9]+", "").to_pylist()
        self._asked.update(dict.fromkeys(zip(digits, plus, strict=True)))
        self.look_up()

    def look_up(self) -> None:
        """Read everything that was asked for."""
        digits = pa.array([digits for digits, _ in self._asked], pa.string())
        plus = np.array([plus for _, plus in self._asked], np.bool_)
        numbers, written = read_digits(digits, plus, self._rules)
        for key, number, spelling in zip(self._asked, numbers.to_pylist(), written.to_pylist(), strict=True):
            self._known[key] = PhoneNumber(number, spelling) if number else None
        self._asked.clear()
