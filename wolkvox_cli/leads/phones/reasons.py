"""Why digits are no number, in words, with the remedy where the country's rules name one."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.phones.digits import put
from wolkvox_cli.leads.phones.options import PhoneRules
from wolkvox_cli.leads.phones.plan import NumberingPlan, plan_of
from wolkvox_cli.leads.phones.reading import DUMMIES, FEWEST_DIGITS, MOST_DIGITS, abroad_prefix
from wolkvox_cli.leads.text_rules import Mask, mask_of

_DUMMIES = pa.array(sorted(DUMMIES))


def reasons(digits: pa.StringArray, plus: Mask, rules: PhoneRules) -> pa.StringArray:
    """One reason for every value of `digits` that `read` finds no number in."""
    answers = pc.if_else(pc.is_in(digits, value_set=_DUMMIES), "it looks made up", _by_length(digits, rules))
    if rules.country is not None:
        answers = _hints(digits, answers, plan_of(rules.country), rules)
    abroad = plus | mask_of(pc.match_substring_regex(digits, abroad_prefix(rules)))
    return pc.if_else(pa.array(abroad), "no country has such a number", answers)


def _by_length(digits: pa.StringArray, rules: PhoneRules) -> pa.StringArray:
    fewest, most, owner = FEWEST_DIGITS, MOST_DIGITS, "a phone number"
    if rules.country is not None:
        plan = plan_of(rules.country)
        fewest, most, owner = plan.lengths[0], plan.lengths[-1], f"a number of {rules.country_name}"
    lengths = pc.binary_length(digits).to_numpy(zero_copy_only=False)
    counted = pc.binary_join_element_wise("it has ", pa.array(lengths).cast(pa.string()), " digits, ", "")
    limits = np.where(lengths < fewest, f"{owner} has at least {fewest}", f"{owner} has at most {most}")
    sized = pc.binary_join_element_wise(counted, pa.array(limits, pa.string()), "")
    inside = pa.array((lengths >= fewest) & (lengths <= most))
    return pc.if_else(inside, f"there is no such number in {rules.country_name or 'any country'}", sized)


def _hints(
    digits: pa.StringArray, answers: pa.StringArray, plan: NumberingPlan, rules: PhoneRules
) -> pa.StringArray:
    lengths = pc.binary_length(digits).to_numpy(zero_copy_only=False)
    local = np.isin(lengths, plan.local_lengths)
    answers = pc.if_else(pa.array(local), f"its area code is missing: in {rules.country_name} "
                         f"numbers have {_either(plan.lengths)} digits", answers)  # fmt: skip
    if rules.country == "CO":
        answers = _colombian(digits, answers)
    return answers


def _colombian(digits: pa.StringArray, answers: pa.StringArray) -> pa.StringArray:
    """Since September 2021 landlines have 60 and the digit of their area before them (CRC 5826 of 2019)."""
    seven = pa.array(mask_of(pc.match_substring_regex(digits, r"^[2-8]\d{6}$")))
    start = "its prefix is missing: since 2021 a landline has 60 and the digit of its area before it, "
    missing = pc.binary_join_element_wise(start + "in Bogotá 601", digits, "")
    answers = pc.if_else(seven, missing, answers)
    old = np.flatnonzero(mask_of(pc.match_substring_regex(digits, r"^(?:57)?(?:0[3579]?)?[1-8][2-8]\d{6}$")))
    if not len(old):
        return answers
    now = pc.replace_substring_regex(
        digits.take(pa.array(old)), r"^(?:57)?(?:0[3579]?)?([1-8])([2-8]\d{6})$", r"60\1\2"
    )
    told = pc.binary_join_element_wise("it is written as before 2021, today it is ", now, "")
    return put(answers, old, told)


def _either(lengths: tuple[int, ...]) -> str:
    texts = [str(length) for length in lengths]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} or {texts[-1]}"
