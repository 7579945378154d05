"""Why digits are no number, in words, with the remedy where the country's rules name one."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.phones.fast_path import found, international, matches, read_digits
from wolkvox_cli.leads.phones.options import PhoneRules
from wolkvox_cli.leads.phones.parse_number import DUMMIES, FEWEST_DIGITS, MOST_DIGITS, abroad_prefix
from wolkvox_cli.leads.phones.plan import NumberingPlan, plan_of
from wolkvox_cli.leads.text_columns import Mask, mask_of, put

_DUMMIES = pa.array(sorted(DUMMIES))
_SHORTEST_LOCAL = 6
_COLOMBIAN_BEFORE_2021 = r"^(?:57)?(?:0[3579]?)?([1-8])([2-8]\d{6})$"


def reasons(digits: pa.StringArray, plus: Mask, rules: PhoneRules) -> pa.StringArray:
    """One reason for every value of `digits` that `read` finds no number in."""
    if not len(digits):
        return digits
    abroad = plus | matches(digits, abroad_prefix(rules))
    if rules.country is None:
        return _told(abroad, "no country has such a number", _sized(digits))
    plan = plan_of(rules.country)
    coded = pc.replace_substring_regex(digits, abroad_prefix(rules), r"\2", max_replacements=1)
    own = abroad & mask_of(pc.starts_with(coded, plan.code))
    local = pc.replace_substring_regex(coded, f"^{plan.code}", "", max_replacements=1)
    answers = _at_home(put(digits, np.flatnonzero(own), local.filter(pa.array(own))), plan, rules, own)
    places = np.flatnonzero(abroad & ~own)
    if len(places):
        answers = put(answers, places, _abroad(coded.take(pa.array(places)), rules))
    places = np.flatnonzero(~abroad & (_lengths(digits) > plan.usual_lengths[-1]))
    if len(places):
        unmarked = _unmarked(coded.take(pa.array(places)), answers.take(pa.array(places)), rules)
        answers = put(answers, places, unmarked)
    return answers


def _abroad(coded: pa.StringArray, rules: PhoneRules) -> pa.StringArray:
    """What to say of digits with the code of another country, or of none."""
    misread = found(read_digits(coded, np.zeros(len(coded), np.bool_), replace(rules, prefix=""))[0])
    nowhere = pa.repeat("no country has such a number", len(coded))
    return _told(misread, misleading(rules), nowhere)


def misleading(rules: PhoneRules) -> str:
    """Why a number of another country is refused that, sent without its +, would ring in the user's own."""
    return f"its digits without + are a number in {rules.country_name}"


def _unmarked(coded: pa.StringArray, answers: pa.StringArray, rules: PhoneRules) -> pa.StringArray:
    """What to say of digits that would be a number of another country with a + before them."""
    real = found(international(coded, rules))
    unmarked = pc.binary_join_element_wise(
        answers, "a number of another country needs + before its code", "; "
    )
    return pc.if_else(pa.array(real), unmarked, answers)


def _at_home(digits: pa.StringArray, plan: NumberingPlan, rules: PhoneRules, own: Mask) -> pa.StringArray:
    """What to say of national digits; `own` tells whose country code was taken off before."""
    lengths = _lengths(digits)
    after = pc.if_else(pa.array(own), f" after {plan.code}", "")
    expected = f", numbers in {rules.country_name} have {_either(plan.usual_lengths)}"
    answers = pc.binary_join_element_wise(_counted(lengths), after, expected, "")
    usual = np.isin(lengths, plan.usual_lengths)
    answers = _told(usual, f"there is no such number in {rules.country_name}", answers)
    local = np.isin(lengths, plan.local_lengths) & (lengths >= _SHORTEST_LOCAL)
    missing = (
        f"its area code is missing: numbers in {rules.country_name} have {_either(plan.usual_lengths)} digits"
    )
    answers = _told(local, missing, answers)
    bare = pc.replace_substring_regex(digits, f"^(?:0|{plan.code})", "", max_replacements=1)
    dressed = np.isin(_lengths(bare), plan.usual_lengths) & _made_up(bare)
    answers = _told(((usual | local) & _made_up(digits)) | dressed, "it looks made up", answers)
    return _colombian(digits, answers) if rules.country == "CO" else answers


def _sized(digits: pa.StringArray) -> pa.StringArray:
    lengths = _lengths(digits)
    limits = pc.binary_join_element_wise(
        _counted(lengths), f", a phone number has {FEWEST_DIGITS} to {MOST_DIGITS}", ""
    )
    possible = (lengths >= FEWEST_DIGITS) & (lengths <= MOST_DIGITS)
    return _told(possible, "it looks made up", limits)


def _colombian(digits: pa.StringArray, answers: pa.StringArray) -> pa.StringArray:
    """Since September 2021 landlines have 60 and the digit of their area before them (CRC 5826 of 2019)."""
    start = "its prefix is missing: since 2021 a landline has 60 and the digit of its area before it, "
    missing = pc.binary_join_element_wise(start + "in Bogotá 601", digits, "")
    answers = pc.if_else(pa.array(matches(digits, r"^[2-8]\d{6}$")), missing, answers)
    old = np.flatnonzero(matches(digits, _COLOMBIAN_BEFORE_2021))
    now = pc.replace_substring_regex(digits.take(pa.array(old)), _COLOMBIAN_BEFORE_2021, r"60\1\2")
    told = pc.binary_join_element_wise("it is written as before 2021, today it is ", now, "")
    return put(answers, old, told)


def _told(where: Mask, sentence: str, otherwise: pa.StringArray) -> pa.StringArray:
    return pc.if_else(pa.array(where), sentence, otherwise)


def _made_up(digits: pa.StringArray) -> Mask:
    return mask_of(pc.is_in(digits, value_set=_DUMMIES))


def _lengths(digits: pa.StringArray) -> npt.NDArray[np.int32]:
    lengths: npt.NDArray[np.int32] = pc.binary_length(digits).to_numpy(zero_copy_only=False)
    return lengths


def _counted(lengths: npt.NDArray[np.int32]) -> pa.StringArray:
    nouns = pa.array(np.where(lengths == 1, "digit", "digits"), pa.string())
    return pc.binary_join_element_wise("it has", pa.array(lengths).cast(pa.string()), nouns, " ")


def _either(lengths: tuple[int, ...]) -> str:
    texts = [str(length) for length in lengths]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} or {texts[-1]}"
