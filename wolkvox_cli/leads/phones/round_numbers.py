"""Zeros for lost digits: a spreadsheet shows 3.01E+09, and what reads that writes 3010000000."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.campaign import FIELDS_BY_NAME, FieldKind
from wolkvox_cli.leads.text_columns import Mask, Text, arrow, mask_of

_SURE_ZEROS = 6
"""Zeros at the end of a number that are hardly there by chance, even if it is alone: one in a million."""

_SHARES = {6: 0.01, 4: 0.2, 3: 0.5}
"""Of the filled cells, the share with so many zeros at their end from which on they have lost digits."""

_FEW = 2
"""Different numbers; one may be a switchboard's, however often it comes."""


def are_round(cells: pa.StringArray, zeros: int) -> Mask:
    """Which cells are numbers of nine digits or more with at least so many zeros at their end."""
    found = mask_of(pc.match_substring(cells, "0" * zeros))
    if found.any():
        few = cells.filter(pa.array(found))
        ending = mask_of(pc.match_substring_regex(few, rf"^\+?[0-9]+0{{{zeros}}}(?:[.,]0+)?$"))
        found[found] = ending & mask_of(pc.match_substring_regex(few, r"^\+?[0-9]{9}"))
    return found


def surely_round(cells: pa.StringArray) -> Mask:
    """Which cells end in so many zeros that they may have lost digits, even if they are alone."""
    return are_round(cells, _SURE_ZEROS)


def rounded_fields(leads: pd.DataFrame) -> Mapping[str, int]:
    """The phone fields of a sample of leads in which round numbers are many, for they have lost digits.

    With each field stands how many zeros tell such a number.
    """
    phones = [field for field in FIELDS_BY_NAME if FIELDS_BY_NAME[field].kind is FieldKind.PHONE]
    zeros = {field: _zeros_for_digits(leads[field]) for field in phones if field in leads}
    return {field: count for field, count in zeros.items() if count}


def _zeros_for_digits(cells: Text) -> int:
    """How many zeros tell a number that has lost digits, 0 where none is to be told."""
    filled = arrow(cells[cells != ""])
    for zeros, share in _SHARES.items():
        mask = are_round(filled, zeros)
        different = len(pc.unique(filled.filter(pa.array(mask))))
        if different >= _FEW and np.mean(mask) >= share:
            return min(zeros, 4)
    return 0
