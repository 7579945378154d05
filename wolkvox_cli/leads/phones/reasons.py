"""Why digits are no number, in words, with the remedy where the country's rules name one."""

import re
from collections.abc import Sequence
from dataclasses import replace

from wolkvox_cli.leads.phones.options import PhoneRules
from wolkvox_cli.leads.phones.parse_number import (
    DUMMIES,
    FEWEST_DIGITS,
    MOST_DIGITS,
    abroad_prefix,
    of_any_country,
    read,
)
from wolkvox_cli.leads.phones.plan import NumberingPlan, plan_of

_SHORTEST_LOCAL = 6
"""Digits of a number without its area code; fewer are taken for a slip."""

_NOWHERE = "no country has such a number"
_MADE_UP = "it looks made up"
_COLOMBIAN_BEFORE_2021 = re.compile(r"(?:57)?(?:0[3579]?)?([1-8])([2-8]\d{6})")
_COLOMBIAN_LOCAL = re.compile(r"[2-8]\d{6}")


def reason(digits: str, plus: bool, rules: PhoneRules) -> str:
    """Why `read` finds no number in these digits. `plus`: a + stood before them."""
    prefix = re.match(abroad_prefix(rules), digits)
    coded = digits[prefix.end(1) :] if prefix else digits
    abroad = plus or prefix is not None
    if rules.country is None:
        return _NOWHERE if abroad else _without_a_country(digits)
    plan = plan_of(rules.country)
    if abroad and coded.startswith(plan.code):
        return _at_home(coded.removeprefix(plan.code), plan, rules, f" after {plan.code}")
    if abroad:
        here = read(coded, False, replace(rules, prefix=""))
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
    usual = len(digits) in plan.usual_lengths
    local = len(digits) in plan.local_lengths and len(digits) >= _SHORTEST_LOCAL
    bare = re.sub(f"^(?:0|{plan.code})", "", digits)
    if (digits in DUMMIES and (usual or local)) or (bare in DUMMIES and len(bare) in plan.usual_lengths):
        return _MADE_UP
    lengths = _either(plan.usual_lengths)
    if local:
        return f"its area code is missing: numbers in {rules.country_name} have {lengths} digits"
    if usual:
        return f"there is no such number in {rules.country_name}"
    return f"{_counted(digits)}{after}, numbers in {rules.country_name} have {lengths}"


def _colombian(digits: str) -> str:
    """Since September 2021 landlines have 60 and the digit of their area before them (CRC 5826 of 2019)."""
    if old := _COLOMBIAN_BEFORE_2021.fullmatch(digits):
        return f"it is written as before 2021, today it is 60{old[1]}{old[2]}"
    if _COLOMBIAN_LOCAL.fullmatch(digits):
        return (
            "its prefix is missing: since 2021 a landline has 60 and the digit of its area before it, "
            f"in Bogotá 601{digits}"
        )
    return ""


def _counted(digits: str) -> str:
    return f"it has {len(digits)} {'digit' if len(digits) == 1 else 'digits'}"


def _either(lengths: Sequence[int]) -> str:
    texts = [str(length) for length in lengths]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} or {texts[-1]}"
