"""Phone cells become numbers that can be dialled: digits only, checked, the first to dial in front."""

from wolkvox_cli.leads.phones.clean import PhoneColumns, canonical, clean_phones
from wolkvox_cli.leads.phones.options import PhoneFormat, PhoneRules

__all__ = ["PhoneColumns", "PhoneFormat", "PhoneRules", "canonical", "clean_phones"]
