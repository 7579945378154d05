"""Cells that hold one number in plain spelling, a whole column at once; all others are odd."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.phones.fast_path import found, matches
from wolkvox_cli.leads.phones.parse_cell import (
    AROUND_EXTENSION,
    DECIMALS,
    EXTENSIONS,
    LABEL,
    QUOTES,
    SHORT_EXTENSIONS,
)
from wolkvox_cli.leads.text_columns import Mask, Places, mask_of, put, text_bytes

_NUMBER = r"[(\[ ]*\+?[(\[ ]*\d(?:[\d ().\[\]\-]*[\d)\]])?"
_ONE_NUMBER = rf"^{_NUMBER}[ ().\[\]\-]*$"
_UNDOTTED_NUMBER = _ONE_NUMBER.replace(".", "")
_EXTENDED = (
    rf"^(?P<number>{_NUMBER})[ ,;.(\-]*(?P<extension>(?:"
    rf"(?:{EXTENSIONS})[ .:=#]*\d{{0,6}}(?: *[-,] *\d{{1,6}})*|(?:{SHORT_EXTENSIONS}|#)[ .:=]*\d{{1,6}})\)?)$"
)
_MAY_BE_EXTENDED = "[a-z#]"
_MAY_BE_TWO = 14


@dataclass(frozen=True, eq=False)
class PlainCells:
    """The spelling of a column's cells, all arrays as long as the column.

    `digits` of the number and `plus`, whether a + stands before it; `extensions`, "" where there is none;
    `odd`, which cells are not one number in plain spelling: `cells.read_cell` has to read them.
    """

    digits: pa.StringArray
    plus: Mask
    extensions: pa.StringArray
    odd: Mask

    @classmethod
    def of(cls, cells: pa.StringArray) -> "PlainCells":
        """Take the spelling of a column apart."""
        length = len(cells)
        whole = cls(cells, np.zeros(length, np.bool_), pa.repeat("", length), np.zeros(length, np.bool_))
        others = np.flatnonzero(~mask_of(pc.ascii_is_decimal(cells)))
        if not len(others):
            return whole
        signed = cells.take(pa.array(others))
        # Most cells have blanks and dashes at most, and then four of the steps below change nothing.
        simple = matches(signed, _UNDOTTED_NUMBER)
        whole = whole._with(others[simple], _simply_spelled(signed.filter(pa.array(simple))))
        return whole._with(others[~simple], _spelled(signed.filter(pa.array(~simple))))

    def _with(self, places: Places, cells: "PlainCells") -> "PlainCells":
        """The same with other cells at these places."""
        if not len(places):
            return self
        self.plus[places], self.odd[places] = cells.plus, cells.odd
        digits = put(self.digits, places, cells.digits)
        return PlainCells(digits, self.plus, put(self.extensions, places, cells.extensions), self.odd)


def _simply_spelled(cells: pa.StringArray) -> PlainCells:
    """Cells that match `_UNDOTTED_NUMBER`, as `_spelled` would have them."""
    digits = only_digits(cells)
    plus = mask_of(pc.match_substring(cells, "+"))
    return PlainCells(digits, plus, pa.repeat("", len(cells)), _too_long(digits))


def _spelled(cells: pa.StringArray) -> PlainCells:
    spelled = pc.ascii_trim(pc.ascii_lower(cells), QUOTES)
    spelled = pc.replace_substring_regex(spelled, LABEL, "", max_replacements=1)
    spelled = pc.replace_substring_regex(spelled, *DECIMALS)
    spelled, extensions = _without_extensions(spelled)
    digits = only_digits(spelled)
    plus = mask_of(pc.match_substring(spelled, "+"))
    return PlainCells(digits, plus, extensions, ~matches(spelled, _ONE_NUMBER) | _too_long(digits))


def only_digits(cells: pa.StringArray) -> pa.StringArray:
    r"""The cells without their other signs, as replacing \D would give them, byte by byte in one go."""
    contents, offsets = text_bytes(cells)
    own = contents[offsets[0] : offsets[-1]]
    kept = own - ord("0") < 10  # signs before 0 wrap around to large numbers
    ends = np.concatenate([[0], np.cumsum(kept)])[offsets - offsets[0]].astype(np.int32)
    return pa.StringArray.from_buffers(len(cells), pa.py_buffer(ends), pa.py_buffer(own[kept]))


def _too_long(digits: pa.StringArray) -> Mask:
    return mask_of(pc.greater_equal(pc.binary_length(digits), _MAY_BE_TWO))


def _without_extensions(spelled: pa.StringArray) -> tuple[pa.StringArray, pa.StringArray]:
    nothing = pa.repeat("", len(spelled))
    candidates = np.flatnonzero(matches(spelled, _MAY_BE_EXTENDED))
    if not len(candidates):
        return spelled, nothing
    parts = pc.extract_regex(spelled.take(pa.array(candidates)), _EXTENDED)
    numbers = pc.fill_null(pc.struct_field(parts, "number"), "")
    extended = found(numbers)
    extensions = pc.ascii_trim(
        pc.struct_field(parts, "extension").filter(pa.array(extended)), AROUND_EXTENSION
    )
    places = candidates[extended]
    return put(spelled, places, numbers.filter(pa.array(extended))), put(nothing, places, extensions)
