"""Countries' calling codes as they stand in a column of their own."""

import re
from functools import cache

import pyarrow as pa
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS, country_code_for_region

from wolkvox_cli.leads.judging.text_rules import EMPTY_WORDS
from wolkvox_cli.leads.phones.cells import plain_text
from wolkvox_cli.leads.phones.options import PhoneRules
from wolkvox_cli.leads.phones.plan import plan_of

NO_CODE = "?"
"""What a cell names that names no country."""

REGION_OF_CODE = {
    str(code): regions[0]
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items()
    if regions[0] in SUPPORTED_REGIONS
}
"""The main region under each calling code, without the codes that belong to no country."""

_ONE_NUMBER = re.compile(r"\D*?0*(\d{1,3})(?:[.,]0+)?\D*")
_WITH_AREA = re.compile(r"\D*?(?:00)?1\D*\d{3}\D*")
"""1-809, +1 (787): the countries that share the code 1 go by their area."""

_NAMES = """AR argentina; AU australia; BO bolivia; BR brasil, brazil; BZ belice, belize; CA canada; CL chile;
    CN china; CO colombia; CR costa rica; CU cuba; DE alemania, alemanha, germany; DO republica dominicana,
    rep dominicana, dominican republic; EC ecuador, equador; ES espana, espanha, spain; FR francia, franca,
    france; GB reino unido, united kingdom, inglaterra, uk; GT guatemala; HN honduras; HT haiti; IT italia,
    italy; JM jamaica; JP japon, japao, japan; MX mexico; NI nicaragua; NL paises bajos, holanda, netherlands;
    PA panama; PE peru; PR puerto rico; PT portugal; PY paraguay, paraguai; SV el salvador; US estados unidos,
    estados unidos de america, eeuu, eua, usa, united states, united states of america; UY uruguay, uruguai;
    VE venezuela"""
"""Countries as Spanish, Portuguese and English lead files call them, without accents."""


def calling_code_of(country: str | None) -> str | None:
    """The calling code of a country, "57" for CO. Raises CommandError for a country that there is not."""
    region = PhoneRules.of(country).country
    return plan_of(region).code if region else None


def calling_codes(cells: pa.StringArray) -> pa.StringArray:
    """The code each cell names: 57 for +57, 0057, 57.0, CO, Colombia (+57); "" for a blank one; NO_CODE."""
    encoded = cells.dictionary_encode()
    named = pa.array(list(map(_code_in, encoded.dictionary.to_pylist())), pa.string())
    return named.take(encoded.indices)


def _code_in(cell: str) -> str:
    text = plain_text(cell)
    if text in EMPTY_WORDS or not any(map(str.isalnum, text)):
        return ""
    words = _letters(text)
    if one := _ONE_NUMBER.fullmatch(text):
        strange = words and "+" not in text and _codes_by_name().get(words) != one[1]
        return one[1] if one[1] in REGION_OF_CODE and not strange else NO_CODE
    if _WITH_AREA.fullmatch(text):
        return "1"
    return NO_CODE if re.search(r"\d", text) else _codes_by_name().get(words, NO_CODE)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text)


@cache
def _codes_by_name() -> dict[str, str]:
    """Calling codes by the letters of countries' names and of their ISO 3166 codes."""
    codes = {region.lower(): str(country_code_for_region(region)) for region in SUPPORTED_REGIONS}
    for country in _NAMES.split(";"):
        region, names = country.split(maxsplit=1)
        codes |= {_letters(name): codes[region.lower()] for name in names.split(",")}
    return codes
