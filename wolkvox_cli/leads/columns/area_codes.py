"""A dialling code in a column of its own (DDD, LADA) goes before the one phone column without it."""

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.columns.content import mostly, sample_of
from wolkvox_cli.leads.columns.headings import AREA_CODES, key
from wolkvox_cli.leads.columns.mapped import MappedField, Why

_LONGEST_CODE = 4
_LONGEST_LOCAL = 9
"""Digits of the longest local number that still needs a code before it: Brazil's mobiles."""


def with_area_code(
    phones: Sequence[MappedField], headings: Sequence[str], sample: pa.RecordBatch
) -> tuple[MappedField | None, list[str]]:
    """The phone field with its code in front where that is beyond doubt, else None; and what to say of it."""
    codes = [heading for heading in headings if key(heading) in AREA_CODES]
    codes = [heading for heading in codes if _digits_at_most(sample_of(sample, heading), _LONGEST_CODE)]
    local = [one for one in phones if _digits_at_most(sample_of(sample, one.columns[0]), _LONGEST_LOCAL)]
    if not codes or not local:
        return None, []
    phone = local[0]
    if len(phones) == 1 and len(codes) == 1 and not phone.is_template:
        columns = (codes[0], *phone.columns)
        joined = replace(phone, template=f"{{{codes[0]}}}{{{columns[1]}}}", columns=columns, why=Why.CONTENT)
        return joined, [f'"{codes[0]}" goes before the numbers of "{columns[1]}".']
    return None, [
        f'"{codes[0]}" reads as a dialling code and is left out. If it belongs before a number: '
        f'--map "{phone.field}={{{codes[0]}}}{{{phone.columns[-1]}}}"'
    ]


def _digits_at_most(values: pa.StringArray, most: int) -> bool:
    """Whether nine in ten cells have no more digits than that, and no other content."""
    plain = pc.replace_substring_regex(pc.replace_substring_regex(values, r"\.0$", ""), r"[\s().\-+]", "")
    return mostly(pc.match_substring_regex(plain, rf"^\d{{1,{most}}}$"))
