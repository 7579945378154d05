"""Phone cells become numbers that can be dialled: digits only, checked, the first to dial in front."""

from wolkvox_cli.leads.phones.clean import ListedNumbers, PhoneColumns, clean_phones, listed_numbers
from wolkvox_cli.leads.phones.options import PhoneFormat, PhoneRules
from wolkvox_cli.leads.phones.other_countries import fitting_countries
from wolkvox_cli.leads.phones.round_numbers import rounded_fields

__all__ = [
    "ListedNumbers",
    "PhoneColumns",
    "PhoneFormat",
    "PhoneRules",
    "clean_phones",
    "fitting_countries",
    "listed_numbers",
    "rounded_fields",
]
