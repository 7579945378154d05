"""Countries' calling codes as they stand in a column of their own."""

import re
from dataclasses import replace
from functools import cache

import pyarrow as pa
from phonenumbers import country_code_for_region

from wolkvox_cli.leads.phones.options import PhoneFormat, PhoneRules
from wolkvox_cli.leads.phones.parse_cell import PhoneCell, Unreadable, parse_cell, plain_text
from wolkvox_cli.leads.phones.parse_number import PhoneNumber, dialled, misleads
from wolkvox_cli.leads.phones.plan import REGION_OF_CODE, plan_of
from wolkvox_cli.leads.phones.reasons import misleading
from wolkvox_cli.leads.text_columns import EMPTY_WORDS

NO_CODE = "?"
"""What a cell names that names no country."""

_ONE_NUMBER = re.compile(r"\D*?0*(\d{1,3})(?:[.,]0+)?\D*")
_WITH_MORE = re.compile(r"\D*?(?:00)?(?:(?P<america>1)\D*\d{3}|(?P<mexico>52)\D*1|(?P<argentina>54)\D*9)\D*")
"""1-809, +52 1, +54 9: the countries that share the code 1 go by their area, and mobiles had a digit more."""

_WORDS = re.compile(r"codigo|cod|code|ddi|indicativo|prefijo|republicade|repde|republica")
_NO_ANSWERS = frozenset("na sn sd nd no si x ninguno ninguna noaplica nohay otro otros outro".split())
"""What people write where there is no code."""

_NAMES = """AR argentina, arg; AU australia, aus; BO bolivia, bol; BR brasil, brazil, bra; BZ belice, belize,
    blz; CA canada, can; CL chile, chl; CN china, chn; CO colombia, col; CR costa rica, cri; CU cuba, cub;
    DE alemania, alemanha, germany, deu; DO dominicana, rep dominicana, dominican republic, dom;
    EC ecuador, equador, ecu; ES espana, espanha, spain, esp; FR francia, franca, france, fra;
    GB reino unido, united kingdom, inglaterra, uk, gbr; GT guatemala, gtm; HN honduras, hnd; HT haiti, hti;
    IT italia, italy, ita; JM jamaica, jam; JP japon, japao, japan, jpn; MX mexico, mex; NI nicaragua, nic;
    NL paises bajos, holanda, netherlands, nld; PA panama, pan; PE peru, per; PR puerto rico, pri;
    PT portugal, prt; PY paraguay, paraguai, pry; SV el salvador, slv; US estados unidos,
    estados unidos de america, eeuu, eua, usa, united states, united states of america; UY uruguay, uruguai,
    ury; VE venezuela, ven"""
"""Countries as lead files call them, without accents. No more codes of two letters: si and no are some."""


def calling_code_of(country: str | None) -> str | None:
    """The calling code of a country, "57" for CO. Raises CommandError for a country that there is not."""
    region = PhoneRules.of(country).country
    return plan_of(region).code if region else None


def calling_codes(cells: pa.StringArray) -> pa.StringArray:
    """The code each cell names: 57 for +57, 0057, 57.0, CO, Colombia (+57); "" for a blank one; NO_CODE."""
    encoded = cells.dictionary_encode()
    named = pa.array([_code_in(cell or "") for cell in encoded.dictionary.to_pylist()], pa.string())
    return named.take(encoded.indices)


def parse_coded_cell(cell: str, code: str, rules: PhoneRules) -> PhoneCell:
    """One cell read in the country that the code beside it names, in the user's own where it is blank.

    A number that says its country itself (+1 305 ...) is read by that, and one of another country is sent
    with its code, unless it would ring in the user's own.
    """
    named = _code_in(code)
    if not named or named == calling_code_of(rules.country):
        return parse_cell(cell, rules)
    if named == NO_CODE:
        why = f'"{code}" beside it is no country\'s code'
        return PhoneCell(unreadable=(Unreadable("", why),)) if cell else PhoneCell()
    abroad = replace(rules, country=REGION_OF_CODE[named], format=PhoneFormat.INTERNATIONAL)
    read = parse_cell(cell, abroad)
    numbers = [number.e164 for number in read.numbers if not misleads(number.e164, rules)]
    misled = [Unreadable("", misleading(rules))] if len(numbers) < len(read.numbers) else []
    return PhoneCell(
        tuple(PhoneNumber(number, dialled(number, number, rules)) for number in numbers),
        (*read.unreadable, *misled),
        read.left_out,
        read.lost_digits,
    )


def _code_in(cell: str) -> str:
    text = plain_text(cell)
    if text in EMPTY_WORDS or not any(map(str.isalnum, text)):
        return ""
    words = _WORDS.sub("", _letters(text))
    has_digits = re.search("[1-9]", text) is not None
    if not has_digits and (not words or words in _NO_ANSWERS):
        return ""
    if more := _WITH_MORE.fullmatch(text):
        return str(more[more.lastgroup or 0])
    if one := _ONE_NUMBER.fullmatch(text):
        strange = words and "+" not in text and _codes_by_name().get(words) != one[1]
        return one[1] if one[1] in REGION_OF_CODE and not strange else NO_CODE
    return NO_CODE if has_digits else _codes_by_name().get(words, NO_CODE)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text)


@cache
def _codes_by_name() -> dict[str, str]:
    """Calling codes by the letters of the countries' names and ISO 3166 codes."""
    codes: dict[str, str] = {}
    for country in _NAMES.split(";"):
        region, names = country.split(maxsplit=1)
        code = str(country_code_for_region(region))
        codes |= {_letters(name): code for name in (region.lower(), *names.split(","))}
    return codes
