"""A dialling code in a column of its own goes before the numbers of the one phone column without it.

Either an area code (DDD, LADA) before local numbers, or a country's code (DDI, indicativo) before national
ones: without it a number of another country would be dialled as one of the user's own.
"""

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.columns.content import are_calling_codes, digits_of, mostly, sample_of
from wolkvox_cli.leads.columns.headings import AREA_CODES, COUNTRY_CODES, key
from wolkvox_cli.leads.columns.mapped import MappedField, Why

_LONGEST_AREA_CODE = 4
_LONGEST_LOCAL = 9
"""Digits of the longest local number that still needs a code before it: Brazil's mobiles."""

_SHORTEST_NATIONAL = 7
_LONGEST_NATIONAL = 11


def with_code(
    phones: Sequence[MappedField], headings: Sequence[str], sample: pa.RecordBatch, own_code: str | None
) -> tuple[MappedField | None, list[str]]:
    """The phone field with its code in front where that is beyond doubt, else None; and what to say of it.

    `headings` are columns that go nowhere, `own_code` is the calling code of the user's country.
    """
    area_codes = [
        heading
        for heading in headings
        if key(heading) in AREA_CODES and _digits_at_most(sample_of(sample, heading), _LONGEST_AREA_CODE)
    ]
    local = [one for one in phones if _digits_at_most(sample_of(sample, one.columns[0]), _LONGEST_LOCAL)]
    if area_codes and local:
        return _joined(local[0], area_codes, certain=len(phones) == 1)
    country_codes = [
        heading
        for heading in headings
        if key(heading) in COUNTRY_CODES and are_calling_codes(sample_of(sample, heading))
    ]
    if not country_codes or not phones:
        return None, []
    own = pc.equal(digits_of(sample_of(sample, country_codes[0])), own_code or "")
    numbers = sample_of(sample, phones[0].columns[0])
    a_countrys = key(country_codes[0]) not in AREA_CODES or pc.mean(own).as_py() >= 0.5
    certain = bool(own_code) and a_countrys and len(phones) == 1 and _are_national(numbers, own_code or "")
    if not certain and pc.all(own).as_py():
        return None, []  # the column says nothing that the user's country does not say
    return _joined(phones[0], country_codes, certain=certain)


def _joined(
    phone: MappedField, codes: Sequence[str], *, certain: bool
) -> tuple[MappedField | None, list[str]]:
    column = phone.columns[0]
    template = f"{{{codes[0]}}}{{{column}}}"
    if certain and len(codes) == 1 and not phone.is_template:
        joined = replace(phone, template=template, columns=(column, codes[0]), why=Why.CONTENT)
        return joined, [f'"{codes[0]}" goes before the numbers of "{column}".']
    return None, [
        f'"{codes[0]}" reads as a dialling code and is left out. If it belongs before a number: '
        f'--map "{phone.field}={template}"'
    ]


def _digits_at_most(values: pa.StringArray, most: int) -> bool:
    """Whether nine in ten cells have no more digits than that, and no other content."""
    return mostly(pc.match_substring_regex(digits_of(values), rf"^\d{{1,{most}}}$"))


def _are_national(values: pa.StringArray, own_code: str) -> bool:
    """Whether the numbers, be some of them wrong, have no country's code before them."""
    lengths = f"{_SHORTEST_NATIONAL},{_LONGEST_NATIONAL}"
    plain = pc.match_substring_regex(digits_of(values), rf"^\d{{{lengths}}}$")
    coded = pc.match_substring_regex(values, rf"^\W*(?:\+|00)|^\D*{own_code}\D*(?:\d\D*){{8,}}$")
    return mostly(pc.invert(coded)) and pc.mean(plain).as_py() >= 0.5
