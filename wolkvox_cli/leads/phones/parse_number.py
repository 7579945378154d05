"""One number at a time, read with Google's `phonenumbers` and what it leaves out."""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from wolkvox_cli.leads.phones.options import PhoneFormat, PhoneRules
from wolkvox_cli.leads.phones.plan import CALLING_CODES, REGION_OF_CODE, plan_of

FEWEST_DIGITS, MOST_DIGITS = 7, 15
"""How many digits a number may have where its country is not known (15: ITU-T E.164)."""


@dataclass(frozen=True)
class Repair:
    r"""A form of numbers that is still written but not in the metadata, and what it is today.

    `after_code` matches the national number after the country code, `bare` the one without it;
    `now` is the replacement, with groups as \g<1>.
    """

    after_code: str
    bare: str
    now: str


_BRAZILIAN_CARRIERS = "1[245]|2[1-35]|31|4[13]|[56]5|99"
_BRAZILIAN = rf"^(?:0(?:{_BRAZILIAN_CARRIERS})?)?([1-9]\d)([6-9]\d{{7}})$"
_ARGENTINE = r"^0?9?0?(?:(11)15(\d{8})|(\d{3})15(\d{7})|(\d{4})15(\d{6}))$|^0?(\d{10})$"

REPAIRS = {
    # Mexico dropped the 1 of mobiles and the prefixes 01, 044 and 045 in August 2019 (IFT numbering plan).
    "52": Repair(r"^(?:1|01|044|045)(\d{10})$", r"^(?:01|044|045)(\d{10})$", r"\g<1>"),
    # Argentina: the 9 of calls from abroad and the 15 of those from inside, both or none of them.
    "54": Repair(_ARGENTINE, _ARGENTINE, r"9\g<1>\g<2>\g<3>\g<4>\g<5>\g<6>\g<7>"),
    # Brazil put a 9 before all mobile numbers, area by area until November 2016 (Anatel resolution 553).
    "55": Repair(_BRAZILIAN, _BRAZILIAN, r"\g<1>9\g<2>"),
    # Chile dropped the trunk prefixes 0 and 09 (Subtel, 2016); the 9 of mobiles stayed.
    "56": Repair(r"^0(\d{9})$", r"^0(\d{9})$", r"\g<1>"),
    # Colombia: a 0 before a ten-digit number, where the metadata expects a carrier after it.
    "57": Repair(r"^0(\d{10})$", r"^0(\d{10})$", r"\g<1>"),
}
"""By country code."""

COLOMBIAN_BEFORE_2021 = re.compile(r"(?:57)?(?:0[3579]?)?([1-8])([2-8]\d{6})")
"""Landlines with the digit of their area, which have 60 before it since September 2021 (CRC 5826 of 2019)."""

_ARGENTINE_MOBILE = re.compile(r"549(\d{10})")
"""The 9 stands between code and number in calls from abroad alone.

The national number has ten digits: area code and line (Plan Fundamental de Numeración Nacional, Resolución SC
46/97). From inside a mobile is reached by these, after a 0 and with a 15 before the line where the caller
pays for it; the 9 cannot be dialled there. The same ten digits are never a landline and a mobile.
"""


def _runs() -> frozenset[str]:
    ascending = "0123456789" * 3
    lines = [str(digit) * 30 for digit in range(10)] + [
        line[start:] for line in (ascending, ascending[::-1]) for start in range(10)
    ]
    return frozenset(line[:length] for line in lines for length in range(6, 18))


DUMMIES = _runs()
"""Numbers nobody has: one digit all along, or digits that count up or down."""


@dataclass(frozen=True)
class PhoneNumber:
    """A number that can be dialled.

    `e164` are its digits with the country code, or the digits alone where the country is not known;
    `dialled` are those that are sent.
    """

    e164: str
    dialled: str

    @property
    def canonical(self) -> str:
        """The same digits for all ways to write the number of one line."""
        return _canonical(self.e164)


_CodeAndNational = tuple[str, str]


@lru_cache(1_000)  # parts of one cell are read again until it is clear where its numbers end
def parse_number(digits: str, plus: bool, rules: PhoneRules) -> PhoneNumber | None:
    """The number in these digits, None if there is none. `plus`: a + stood before them.

    A prefix of ours is taken off where the digits make no number with it, or the same number. Without a
    numbering plan nothing can tell, so it is taken off wherever a number is left.
    """
    whole = _e164(digits, plus, rules)
    if rules.prefix and not plus and digits.startswith(rules.prefix):
        shortened = digits.removeprefix(rules.prefix)
        rest = _e164(shortened, False, rules)
        if rest and _canonical(rest) == _canonical(whole):
            return PhoneNumber(whole, dialled(whole, shortened, rules))
        if rest and (not whole or rules.country is None):
            return PhoneNumber(rest, dialled(rest, shortened, rules))
    return PhoneNumber(whole, dialled(whole, digits, rules)) if whole else None


def of_any_country(digits: str) -> str:
    """The E.164 digits of a number that begins with a country's code, "" where there is none."""
    return _unless_made_up(_international(digits))


def dialled(e164: str, written: str, rules: PhoneRules) -> str:
    """The digits that are sent for a number, with the user's prefix; `written` are those in the cell."""
    if rules.format is PhoneFormat.AS_IS:
        return rules.prefix + written
    if rules.format is PhoneFormat.NATIONAL and rules.country is not None:
        code = plan_of(rules.country).code
        if e164.startswith(code):
            return rules.prefix + _canonical(e164).removeprefix(code)
    return rules.prefix + e164


def abroad_prefix(rules: PhoneRules) -> str:
    """The pattern of what is dialled before a country code: 00, and in North America also 011."""
    if rules.country is not None and plan_of(rules.country).code == "1":
        return "^(00|011)([1-9])"
    return "^(00)([1-9])"


def misleads(e164: str, rules: PhoneRules) -> bool:
    """Whether a number of another country, sent without its +, would ring at somebody in the user's own."""
    if rules.country is None or rules.format is not PhoneFormat.NATIONAL:
        return False
    code = plan_of(rules.country).code
    return not e164.startswith(code) and _national(e164, code, rules.country) is not None


def _canonical(e164: str) -> str:
    mobile = _ARGENTINE_MOBILE.fullmatch(e164)
    return f"54{mobile[1]}" if mobile else e164


def _e164(digits: str, plus: bool, rules: PhoneRules) -> str:
    found = _unless_made_up(_number(digits, plus, rules))
    return found or (_formerly(digits, rules) if rules.generous else "")


def _unless_made_up(found: _CodeAndNational | None) -> str:
    return "" if found is None or found[1] in DUMMIES else "".join(found)


def _formerly(digits: str, rules: PhoneRules) -> str:
    """What digits were a number of, or are with a + before them."""
    old = COLOMBIAN_BEFORE_2021.fullmatch(digits) if rules.country == "CO" else None
    if old:
        return of_any_country(f"5760{old[1]}{old[2]}")
    return of_any_country(digits) if rules.country is not None else ""


def _number(written: str, plus: bool, rules: PhoneRules) -> _CodeAndNational | None:
    abroad = re.match(abroad_prefix(rules), written)
    if plus or abroad:
        found = _international(written[abroad.end(1) :] if abroad else written)
        return None if found is not None and misleads("".join(found), rules) else found
    if rules.country is not None:
        return _national(written, plan_of(rules.country).code, rules.country)
    return ("", written) if FEWEST_DIGITS <= len(written) <= MOST_DIGITS else None


def _international(digits: str) -> _CodeAndNational | None:
    code = next((code for code in CALLING_CODES if digits.startswith(code)), "")
    national = digits.removeprefix(code)
    if code in REGION_OF_CODE and plan_of(REGION_OF_CODE[code]).is_own(national):
        return code, national
    found = _parsed("+" + digits, None)
    if found is not None or code not in REPAIRS:
        return found
    return _repaired(national, code, REPAIRS[code].after_code)


def _national(digits: str, code: str, country: str) -> _CodeAndNational | None:
    plan = plan_of(country)
    if plan.is_own(digits):
        return code, digits
    if plan.is_main and len(digits) > plan.longest and plan.is_own(digits.removeprefix(code)):
        return code, digits.removeprefix(code)
    found = _parsed(digits, country)
    # A number of another country can come of a prefix for calls abroad that a mistyped number begins with.
    if found is not None and found[0] == code:
        return found
    found = _repaired(digits, code, REPAIRS[code].bare) if code in REPAIRS else None
    return _international(digits) if found is None and digits.startswith(code) else found


def _repaired(digits: str, code: str, pattern: str) -> _CodeAndNational | None:
    if not re.match(pattern, digits):
        return None
    today = code, re.sub(pattern, REPAIRS[code].now, digits)
    return today if _parsed("+" + "".join(today), None) == today else None


def _parsed(text: str, region: str | None) -> _CodeAndNational | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(number.country_code), phonenumbers.national_significant_number(number)
