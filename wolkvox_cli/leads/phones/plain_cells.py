"""Cells that hold one number in plain spelling, a whole column at once; all others are odd."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.phones.cells import (
    AROUND_EXTENSION,
    DECIMALS,
    EXTENSIONS,
    LABEL,
    QUOTES,
    SHORT_EXTENSIONS,
)
from wolkvox_cli.leads.phones.digits import found, matches, put
from wolkvox_cli.leads.text_rules import Mask, mask_of

_NUMBER = r"[(\[ ]*\+?[(\[ ]*\d(?:[\d ().\[\]\-]*[\d)\]])?"
_ONE_NUMBER = rf"^{_NUMBER}[ ().\[\]\-]*$"
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
        plus, odd = np.zeros(len(cells), np.bool_), np.zeros(len(cells), np.bool_)
        extensions = pa.repeat("", len(cells))
        others = np.flatnonzero(~mask_of(pc.ascii_is_decimal(cells)))
        if not len(others):
            return cls(cells, plus, extensions, odd)
        spelled = pc.ascii_trim(pc.ascii_lower(cells.take(pa.array(others))), QUOTES)
        spelled = pc.replace_substring_regex(spelled, LABEL, "", max_replacements=1)
        spelled = pc.replace_substring_regex(spelled, DECIMALS, r"\1")
        spelled, cut_off = _without_extensions(spelled)
        digits = pc.replace_substring_regex(spelled, r"\D+", "")
        plus[others] = mask_of(pc.match_substring(spelled, "+"))
        odd[others] = ~matches(spelled, _ONE_NUMBER) | mask_of(
            pc.greater_equal(pc.binary_length(digits), _MAY_BE_TWO)
        )
        return cls(put(cells, others, digits), plus, put(extensions, others, cut_off), odd)


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
