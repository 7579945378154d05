"""Whole columns of plain numbers of the user's own country: all other cells are left to `parse_cell`."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.phones.options import PhoneFormat, PhoneRules
from wolkvox_cli.leads.phones.parse_number import DUMMIES, FEWEST_DIGITS, MOST_DIGITS
from wolkvox_cli.leads.phones.plan import NumberingPlan, plan_of
from wolkvox_cli.leads.text_columns import Mask, Offsets, mask_of, text_bytes

_PLAIN = r"^\+?[0-9][0-9 -]*[0-9]$"
_LIKE_A_DATE = r"^[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,4}$"
_DUMMIES = pa.array(sorted(DUMMIES))


def plain_numbers(cells: pa.StringArray, rules: PhoneRules) -> pa.StringArray:
    """The national number of each cell that is plainly one of the user's own country, else "".

    Plain are digits with blanks and dashes between them, without any prefix but the country's own code, and
    without the 9 of Argentina's mobiles; with no country the digits alone. What is found here,
    `parse_cell.parse_cell` finds too: a law over all regions.
    """
    plain = _matches(cells, _PLAIN) & ~_matches(cells, _LIKE_A_DATE)
    if rules.prefix and (rules.country is None or rules.format is PhoneFormat.AS_IS):
        plain &= ~_begins(cells, rules.prefix)
    if rules.country is None:
        possible = _matches(cells, rf"^[0-9]{{{FEWEST_DIGITS},{MOST_DIGITS}}}$")
        return _chosen(cells, plain & possible & ~_begins(cells, "00"))
    plan = plan_of(rules.country)
    digits, coded = _without_code(cells, plan)
    if rules.country == "AR":
        plain &= ~_begins(digits, "9")
    plain &= coded | ~_begins(cells, "+")
    if rules.format is PhoneFormat.AS_IS:
        plain &= ~coded
    return _chosen(digits, plain & _are_own(digits, plan))


def _without_code(cells: pa.StringArray, plan: NumberingPlan) -> tuple[pa.StringArray, Mask]:
    """The digits of each cell without the country's code, and which cells had it before them.

    It is there after a +, or where there are more digits than in any number of the country.
    """
    contents, offsets = text_bytes(cells)
    contents = contents[offsets[0] : offsets[-1]]
    offsets = offsets - offsets[0]
    kept = contents - ord("0") < 10  # bytes before "0" wrap around to large numbers
    coded = _begins(cells, f"+{plan.code}")
    coded |= _begins(cells, plan.code) & (np.diff(_count_before(kept, offsets)) > plan.longest)
    coded &= plan.is_main
    first = offsets[:-1][coded]
    first += ~kept[first]  # the + before the code
    for digit in range(len(plan.code)):
        kept[first + digit] = False
    ends = pa.py_buffer(_count_before(kept, offsets).data)
    return pa.StringArray.from_buffers(len(cells), ends, pa.py_buffer(contents[kept].data)), coded


def _count_before(kept: Mask, offsets: Offsets) -> npt.NDArray[np.int32]:
    """How many bytes are kept before each offset."""
    counts: npt.NDArray[np.int32] = np.concatenate([[0], np.cumsum(kept, dtype=np.int32)])[offsets]
    return counts.astype(np.int32, copy=False)


def _are_own(digits: pa.StringArray, plan: NumberingPlan) -> Mask:
    """`plan.is_own` for each."""
    unprefixed = pc.replace_substring_regex(digits, plan.prefixes, "", max_replacements=1)
    own = _matches(digits, plan.kinds) & _matches(digits, plan.shape)
    return own & mask_of(pc.equal(unprefixed, digits))


def _chosen(digits: pa.StringArray, plain: Mask) -> pa.StringArray:
    """The digits of the plain cells that are not made up."""
    plain = plain & ~mask_of(pc.is_in(digits, value_set=_DUMMIES))
    numbers: pa.StringArray = pc.if_else(pa.array(plain), digits, pa.scalar(""))
    return numbers


def _begins(cells: pa.StringArray, start: str) -> Mask:
    return mask_of(pc.starts_with(cells, start))


def _matches(cells: pa.StringArray, pattern: str) -> Mask:
    return mask_of(pc.match_substring_regex(cells, pattern))
