"""Whose numbers a file holds, where they are not of the country that the user gave."""

from collections.abc import Iterable, Sequence
from itertools import islice

import pandas as pd

from wolkvox_cli.campaign import FIELDS_BY_NAME, FieldKind
from wolkvox_cli.leads.phones.options import COUNTRY_NAMES, PhoneFormat, PhoneRules
from wolkvox_cli.leads.phones.parse_cell import PhoneCell, parse_cell
from wolkvox_cli.leads.phones.parse_number import FEWEST_DIGITS
from wolkvox_cli.leads.phones.plan import plan_of
from wolkvox_cli.leads.phones.reasons import AREA_MISSING, OLD_FORM, PREFIX_MISSING

_CELLS = 60
"""Numbers that are tried in each country."""

_FEWEST = 5
"""Fewer numbers may fit a country by chance."""

_MOST = 0.8
"""The share of them that must be numbers of another country before it is named."""

_FAR = frozenset({"DE", "ES", "FR", "GB", "IT", "PT"})
"""Countries that are named only where none of America fits; many numbers are possible there."""

_NAMED = 3
"""More countries than these have numbers of that shape: they tell nothing."""


def fitting_countries(leads: pd.DataFrame, rules: PhoneRules) -> Sequence[str]:
    """The countries in which most numbers of a sample could be dialled that cannot in the user's own.

    None where numbers just lack their area code, and none where many countries have such numbers.
    """
    cells = list(islice(_without_home(leads, rules), _CELLS))
    if len(cells) < _FEWEST:
        return []
    others = [region for region in COUNTRY_NAMES if region != rules.country and _fits(region, cells)]
    found = [region for region in others if region not in _FAR] or others
    return found if len(found) <= _NAMED else []


def _without_home(leads: pd.DataFrame, rules: PhoneRules) -> Iterable[str]:
    """The different phone cells that are no number of the user's country, with or without an area code."""
    phones = [field for field in leads if FIELDS_BY_NAME[str(field)].kind is FieldKind.PHONE]
    for cell in dict.fromkeys(str(cell) for field in phones for cell in leads[field]):
        digits = sum(map(str.isdecimal, cell))
        if digits >= FEWEST_DIGITS and (rules.country is None or _is_nowhere(parse_cell(cell, rules))):
            yield cell


def _is_nowhere(cell: PhoneCell) -> bool:
    known = (AREA_MISSING, PREFIX_MISSING, OLD_FORM)
    lacking = any(piece.reason.startswith(known) for piece in cell.unreadable)
    return not cell.numbers and not lacking


def _fits(region: str, cells: Sequence[str]) -> bool:
    return sum(_is_usual(cell, region) for cell in cells) >= _MOST * len(cells)


def _is_usual(cell: str, region: str) -> bool:
    """Whether a cell holds a number of this country as it is written there today, with its code or not."""
    plan = plan_of(region)
    numbers = parse_cell(cell, PhoneRules.of(region, PhoneFormat.INTERNATIONAL)).numbers
    national = [number.e164.removeprefix(plan.code) for number in numbers]
    return any(plan.is_own(digits) and digits in "".join(filter(str.isdecimal, cell)) for digits in national)
