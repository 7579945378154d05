"""Why digits are no number, in words, with the remedy where the country's rules name one."""

import re
from collections.abc import Sequence
from dataclasses import replace

from wolkvox_cli.leads.phones.options import PhoneRules
from wolkvox_cli.leads.phones.parse_number import (
    COLOMBIAN_BEFORE_2021,
    DUMMIES,
    FEWEST_DIGITS,
    MOST_DIGITS,
    abroad_prefix,
    of_any_country,
    parse_number,
)
from wolkvox_cli.leads.phones.plan import NumberingPlan, begins_a_number, plan_of

AREA_MISSING = "its area code is missing"
PREFIX_MISSING = "its prefix is missing"
OLD_FORM = "it is written as before 2021"

_SHORTEST_LOCAL = 6
"""Digits of a number without its area code; fewer are taken for a slip."""

_PREFIX = 3
"""Digits at the start of a number that are told where no number begins with them."""

_ARGENTINE_LOCAL_MOBILE = re.compile(r"15\d{6,8}")
_NOWHERE = "no country has such a number"
_MADE_UP = "it looks made up"
_COLOMBIAN_LOCAL = re.compile(r"[2-8]\d{6}")


def reason(digits: str, plus: bool, rules: PhoneRules) -> str:
    """Why `parse_number` finds no number in these digits. `plus`: a + stood before them."""
    prefix = re.match(abroad_prefix(rules), digits)
    coded = digits[prefix.end(1) :] if prefix else digits
    abroad = plus or prefix is not None
    if rules.country is None:
        return _NOWHERE if abroad else _without_a_country(digits)
    plan = plan_of(rules.country)
    if abroad and coded.startswith(plan.code):
        return _at_home(coded.removeprefix(plan.code), plan, rules, f" after {plan.code}")
    if abroad:
        here = parse_number(coded, False, replace(rules, prefix=""))
        return misleading(rules) if here else _NOWHERE
    answer = _at_home(digits, plan, rules)
    if len(digits) > plan.usual_lengths[-1] and of_any_country(digits):
        return f"{answer}; a number of another country needs + before its code"
    return answer


def misleading(rules: PhoneRules) -> str:
    """Why a number of another country is refused that, sent without its +, would ring in the user's own."""
    return f"its digits without + are a number in {rules.country_name}"


def _without_a_country(digits: str) -> str:
    if FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        return _MADE_UP
    return f"{_counted(digits)}, a phone number has {FEWEST_DIGITS} to {MOST_DIGITS}"


def _at_home(digits: str, plan: NumberingPlan, rules: PhoneRules, after: str = "") -> str:
    """What to say of national digits; `after` tells of the country code that was taken off before."""
    if rules.country == "CO" and (colombian := _colombian(digits)):
        return colombian
    if _is_made_up(digits, plan):
        return _MADE_UP
    trunk = _trunk_of(digits, plan)
    bare = digits.removeprefix(trunk)
    lengths = _either(plan.usual_lengths)
    if _is_local(bare, plan) or (rules.country == "AR" and _ARGENTINE_LOCAL_MOBILE.fullmatch(digits)):
        return f"{AREA_MISSING}: numbers in {rules.country_name} have {lengths} digits"
    if len(bare) not in plan.usual_lengths:
        after = f" after {trunk}" if trunk else after
        return f"{_counted(bare)}{after}, numbers in {rules.country_name} have {lengths}"
    if begins_a_number(rules.country or "", bare[:_PREFIX]):
        return f"there is no such number in {rules.country_name}"
    return f"no number in {rules.country_name} begins with {trunk}{bare[:_PREFIX]}"


def _trunk_of(digits: str, plan: NumberingPlan) -> str:
    """What is dialled before the number. A 1 may be its own first digit, as a 0 never is."""
    whole = plan.trunk != "0" and len(digits) in plan.usual_lengths
    begins = digits.startswith(plan.trunk) and len(digits) > _SHORTEST_LOCAL
    return plan.trunk if begins and not whole else ""


def _is_local(digits: str, plan: NumberingPlan) -> bool:
    return len(digits) in plan.local_lengths and len(digits) >= _SHORTEST_LOCAL


def _is_made_up(digits: str, plan: NumberingPlan) -> bool:
    """Whether digits of a possible length count up or down, also after the country code or a 0."""
    bare = re.sub(f"^(?:0|{plan.code})", "", digits)
    possible = len(digits) in plan.usual_lengths or _is_local(digits, plan)
    return (possible and digits in DUMMIES) or (len(bare) in plan.usual_lengths and bare in DUMMIES)


def _colombian(digits: str) -> str:
    """Since September 2021 landlines have 60 and the digit of their area before them (CRC 5826 of 2019)."""
    if old := COLOMBIAN_BEFORE_2021.fullmatch(digits):
        return f"{OLD_FORM}, today it is 60{old[1]}{old[2]}"
    if _COLOMBIAN_LOCAL.fullmatch(digits):
        return (
            f"{PREFIX_MISSING}: since 2021 a landline has 60 and the digit of its area before it, "
            f"in Bogotá 601{digits}"
        )
    return ""


def _counted(digits: str) -> str:
    return f"it has {len(digits)} {'digit' if len(digits) == 1 else 'digits'}"


def _either(lengths: Sequence[int]) -> str:
    texts = [str(length) for length in lengths]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} or {texts[-1]}"
