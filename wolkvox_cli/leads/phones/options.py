"""What the user said about phone numbers: their country, how to write them, and what to put before them."""

import difflib
from dataclasses import dataclass
from enum import StrEnum

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS

from wolkvox_cli.errors import CommandError

LONGEST_PREFIX = 10

COUNTRY_NAMES = {
    "AR": "Argentina",
    "BO": "Bolivia",
    "BR": "Brazil",
    "CA": "Canada",
    "CL": "Chile",
    "CO": "Colombia",
    "CR": "Costa Rica",
    "CU": "Cuba",
    "DE": "Germany",
    "DO": "the Dominican Republic",
    "EC": "Ecuador",
    "ES": "Spain",
    "FR": "France",
    "GB": "the United Kingdom",
    "GT": "Guatemala",
    "HN": "Honduras",
    "IT": "Italy",
    "MX": "Mexico",
    "NI": "Nicaragua",
    "PA": "Panama",
    "PE": "Peru",
    "PR": "Puerto Rico",
    "PT": "Portugal",
    "PY": "Paraguay",
    "SV": "El Salvador",
    "US": "the United States",
    "UY": "Uruguay",
    "VE": "Venezuela",
}
"""Names for messages; countries that are missing here go by their code."""

_OTHER_NAMES = {
    "UK": "GB",
    "USA": "US",
    "BRASIL": "BR",
    "ESPAÑA": "ES",
    "MÉXICO": "MX",
    "PERÚ": "PE",
    "PANAMÁ": "PA",
    "EEUU": "US",
}


class PhoneFormat(StrEnum):
    """How numbers are written: without the code of their own country, with it, or as they came."""

    NATIONAL = "national"
    INTERNATIONAL = "international"
    AS_IS = "as-is"


@dataclass(frozen=True)
class PhoneRules:
    """How phone cells are read and written; make one with `PhoneRules.of`, which checks its values.

    `country` is an ISO 3166 alpha-2 code or None. "National" is the national significant number of
    Google's metadata: what follows the country code, without a trunk 0, and in Argentina without the 9,
    which is dialled from abroad alone. `prefix` is put before every number. `generous` rules, for lists of
    numbers that must not be called, also take what was a number once, or is one with a + before it.
    """

    country: str | None = None
    format: PhoneFormat = PhoneFormat.AS_IS
    prefix: str = ""
    generous: bool = False

    @classmethod
    def of(
        cls,
        country: str | None = None,
        phone_format: PhoneFormat | str | None = None,
        prefix: str | None = None,
    ) -> "PhoneRules":
        """The rules for these options. Raises CommandError for one that makes no sense."""
        region = _region(country) if country and country.strip() else None
        wanted = _format(phone_format, region)
        return cls(region, wanted, _prefix(prefix or "", wanted))

    @property
    def country_name(self) -> str:
        """The country for messages: its name where known, else its code."""
        return COUNTRY_NAMES.get(self.country or "", self.country or "")


def _region(country: str) -> str:
    region = country.strip().upper()
    if region in SUPPORTED_REGIONS:
        return region
    raise CommandError(
        "command.country", f'There is no country "{country}".', f"Write its two letters: {_nearest(region)}."
    )


def _nearest(country: str) -> str:
    names = {name.upper(): region for region, name in COUNTRY_NAMES.items()} | _OTHER_NAMES
    code = country.lstrip("+0")
    if code.isdecimal() and int(code) in COUNTRY_CODE_TO_REGION_CODE:
        found = list(COUNTRY_CODE_TO_REGION_CODE[int(code)][:3])
    else:
        found = [names[near] for near in difflib.get_close_matches(country, names, n=2, cutoff=0.6)]
        found += difflib.get_close_matches(country, sorted(SUPPORTED_REGIONS), n=3, cutoff=0.5)
    suggestions = list(dict.fromkeys(found))[:3] or ["CO", "MX", "BR"]
    return ", ".join(
        f"{region} ({COUNTRY_NAMES[region]})" if region in COUNTRY_NAMES else region for region in suggestions
    )


def _format(wanted: PhoneFormat | str | None, region: str | None) -> PhoneFormat:
    if wanted is None:
        return PhoneFormat.NATIONAL if region else PhoneFormat.AS_IS
    try:
        chosen = PhoneFormat(wanted)
    except ValueError as error:
        raise CommandError(
            "command.phone-format",
            f'"{wanted}" is not a way to write phone numbers.',
            "Write national, international or as-is.",
        ) from error
    if chosen is PhoneFormat.NATIONAL and region is None:
        raise CommandError(
            "command.phone-format",
            "National numbers can only be told from others when the country is known.",
            "Give the country too, for example --country CO.",
        )
    return chosen


def _prefix(prefix: str, wanted: PhoneFormat) -> str:
    digits = prefix.strip()
    if (digits and not (digits.isascii() and digits.isdecimal())) or len(digits) > LONGEST_PREFIX:
        raise CommandError(
            "command.phone-prefix",
            f'"{prefix}" cannot be put before phone numbers.',
            f"A prefix has at most {LONGEST_PREFIX} digits and nothing else, for example --phone-prefix 9.",
        )
    if digits.startswith("00") and wanted is not PhoneFormat.INTERNATIONAL:
        raise CommandError(
            "command.phone-prefix",
            f"After the prefix {digits} a dialler expects a country code.",
            "Give --phone-format international too, or another prefix.",
        )
    return digits
