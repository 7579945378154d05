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
    r"""A form of numbers that is still written but no longer in the metadata, and what it is today.

    `after_code` matches the national number after the country code, `bare` the one without it;
    `now` is the replacement, with groups as \g<1>.
    """

    after_code: str
    bare: str
    now: str


_BRAZILIAN_CARRIERS = "1[245]|2[1-35]|31|4[13]|[56]5|99"

REPAIRS = {
    # Mexico dropped the 1 of mobiles and the prefixes 01, 044 and 045 in August 2019 (IFT numbering plan).
    "52": Repair(r"^(?:1|01|044|045)(\d{10})$", r"^(?:01|044|045)(\d{10})$", r"\g<1>"),
    # Brazil put a 9 before all mobile numbers, area by area until November 2016 (Anatel resolution 553).
    "55": Repair(
        rf"^(?:0(?:{_BRAZILIAN_CARRIERS})?)?([1-9]\d)([6-9]\d{{7}})$",
        rf"^(?:0(?:{_BRAZILIAN_CARRIERS})?)?([1-9]\d)([6-9]\d{{7}})$",
        r"\g<1>9\g<2>",
    ),
    # Chile dropped the trunk prefixes 0 and 09 (Subtel, 2016); the 9 of mobiles stayed.
    "56": Repair(r"^0(\d{9})$", r"^0(\d{9})$", r"\g<1>"),
    # Colombia: a 0 before a ten-digit number, where the metadata expects a carrier after it.
    "57": Repair(r"^0(\d{10})$", r"^0(\d{10})$", r"\g<1>"),
}
"""By country code."""


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

    `canonical` is the same for all ways to write this number: its E.164 digits, or the digits alone where
    the country is not known. `dialled` are the digits that are sent.
    """

    canonical: str
    dialled: str


_CodeAndNational = tuple[str, str]


@lru_cache(1_000)  # parts of one cell are read again until it is clear where its numbers end
def read(digits: str, plus: bool, rules: PhoneRules) -> PhoneNumber | None:
    """The number in these digits, None if there is none. `plus`: a + stood before them.

    A prefix of ours is taken off where the digits make no number with it, or the same number. Without a
    numbering plan nothing can tell, so it is taken off wherever a number is left.
    """
    whole = _canonical(digits, plus, rules)
    if rules.prefix and not plus and digits.startswith(rules.prefix):
        shortened = digits.removeprefix(rules.prefix)
        rest = _canonical(shortened, False, rules)
        if rest and (not whole or rest == whole or rules.country is None):
            return PhoneNumber(rest, dialled(rest, shortened, rules))
    return PhoneNumber(whole, dialled(whole, digits, rules)) if whole else None


def of_any_country(digits: str) -> str:
    """The canonical form of digits that begin with a country's code, "" where they are no number."""
    return _unless_made_up(_international(digits))


def dialled(canonical: str, written: str, rules: PhoneRules) -> str:
    """The digits that are sent for a number, with the user's prefix; `written` are those in the cell."""
    if rules.format is PhoneFormat.AS_IS:
        return rules.prefix + written
    if rules.format is PhoneFormat.NATIONAL and rules.country is not None:
        return rules.prefix + canonical.removeprefix(plan_of(rules.country).code)
    return rules.prefix + canonical


def abroad_prefix(rules: PhoneRules) -> str:
    """The pattern of what is dialled before a country code: 00, and in North America also 011."""
    if rules.country is not None and plan_of(rules.country).code == "1":
        return "^(00|011)([1-9])"
    return "^(00)([1-9])"


def _canonical(digits: str, plus: bool, rules: PhoneRules) -> str:
    return _unless_made_up(_number(digits, plus, rules))


def _unless_made_up(found: _CodeAndNational | None) -> str:
    return "" if found is None or found[1] in DUMMIES else "".join(found)


def _number(written: str, plus: bool, rules: PhoneRules) -> _CodeAndNational | None:
    abroad = re.match(abroad_prefix(rules), written)
    if plus or abroad:
        found = _international(written[abroad.end(1) :] if abroad else written)
        return None if found is not None and misleads("".join(found), rules) else found
    if rules.country is not None:
        return _national(written, plan_of(rules.country).code, rules.country)
    return ("", written) if FEWEST_DIGITS <= len(written) <= MOST_DIGITS else None


def misleads(canonical: str, rules: PhoneRules) -> bool:
    """Whether a number of another country, sent without its +, would ring at somebody in the user's own."""
    if rules.country is None or rules.format is not PhoneFormat.NATIONAL:
        return False
    code = plan_of(rules.country).code
    return not canonical.startswith(code) and _national(canonical, code, rules.country) is not None


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
