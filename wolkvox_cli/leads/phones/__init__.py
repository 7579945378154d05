"""Phone cells become numbers that can be dialled: digits only, checked, the first to dial in front."""

from wolkvox_cli.leads.phones.clean import ListedNumbers, PhoneColumns, clean_phones, listed_numbers
from wolkvox_cli.leads.phones.options import PhoneFormat, PhoneRules

__all__ = [
    "ListedNumbers",
    "PhoneColumns",
    "PhoneFormat",
    "PhoneRules",
    "clean_phones",
    "listed_numbers",
]
