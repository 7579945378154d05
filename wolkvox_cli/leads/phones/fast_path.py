"""Whole columns of digits become numbers, step by step as `phonenumbers.parse` goes and as `read` says."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.phones.options import PhoneFormat, PhoneRules
from wolkvox_cli.leads.phones.parse_number import (
    DUMMIES,
    FEWEST_DIGITS,
    MOST_DIGITS,
    REPAIRS,
    abroad_prefix,
    read,
)
from wolkvox_cli.leads.phones.plan import CALLING_CODES, NumberingPlan, plan_of, plan_of_code
from wolkvox_cli.leads.text_columns import Mask, mask_of, put

_DUMMIES = pa.array(sorted(DUMMIES))
_CODE = f"^(?P<code>{'|'.join(CALLING_CODES)})"


def read_digits(
    written: pa.StringArray, plus: Mask, rules: PhoneRules
) -> tuple[pa.StringArray, pa.StringArray]:
    """The canonical numbers ("" where there is none) and the digits as written, without a prefix of ours.

    The same as `reading.read` for every value.
    """
    numbers = _read(written, plus, rules)
    if not rules.prefix:
        return numbers, written
    places = np.flatnonzero(mask_of(pc.starts_with(written, rules.prefix)) & ~plus)
    if not len(places):
        return numbers, written
    shortened = pc.utf8_slice_codeunits(written.take(pa.array(places)), len(rules.prefix))
    rest = _read(shortened, np.zeros(len(places), np.bool_), rules)
    better = found(rest)
    if rules.country is not None:
        whole = numbers.take(pa.array(places))
        better &= ~found(whole) | mask_of(pc.equal(whole, rest))
    return (
        put(numbers, places[better], rest.filter(pa.array(better))),
        put(written, places[better], shortened.filter(pa.array(better))),
    )


def found(numbers: pa.StringArray) -> Mask:
    """Which of these are numbers."""
    return mask_of(pc.not_equal(numbers, ""))


def _read(written: pa.StringArray, plus: Mask, rules: PhoneRules) -> pa.StringArray:
    abroad = plus.copy()
    zero = np.flatnonzero(mask_of(pc.starts_with(written, "0")))  # as all prefixes for calls abroad begin
    if len(zero):
        abroad[zero] |= matches(written.take(pa.array(zero)), abroad_prefix(rules))
    if rules.country is None:
        return _closely_read(written, abroad, rules)
    plan = plan_of(rules.country)
    national = _plainly_own(written, plus, abroad, plan)
    numbers = _canonical(plan.code, national)
    others = np.flatnonzero(~found(national))
    if not len(others):
        return numbers
    return put(numbers, others, _closely_read(written.take(pa.array(others)), abroad[others], rules))


def _plainly_own(written: pa.StringArray, plus: Mask, abroad: Mask, plan: NumberingPlan) -> pa.StringArray:
    """The national numbers of this country that stand alone or after its code; "" for all other digits.

    Nearly all numbers are such, and the long way comes to the same for them: no prefix is to be taken off.
    """
    coded = _after_own_code(written, plus, plan)
    places = np.flatnonzero(coded)
    rest = pc.utf8_slice_codeunits(written.take(pa.array(places)), len(plan.code))
    digits = put(written, places, rest)
    plain = (coded | ~abroad) & _is_valid(digits, plan) & ~_prefixed(digits, plan)
    main = plan_of_code(plan.code)
    if main.trunk != plan.trunk:
        plain &= ~(plus & _prefixed(digits, main))
    return pc.if_else(pa.array(plain), digits, "")


def _after_own_code(written: pa.StringArray, plus: Mask, plan: NumberingPlan) -> Mask:
    """Which digits surely begin with the country's own code: those after a +, or too many for a number."""
    begun = mask_of(pc.starts_with(written, plan.code))
    length = pc.binary_length(written).to_numpy(zero_copy_only=False)
    bare = np.flatnonzero(begun & ~plus & (length > plan.longest) & ~np.isin(length, plan.short_lengths))
    coded: Mask = begun & plus
    coded[bare] = ~_dialled_abroad(written.take(pa.array(bare)), plan)
    return coded


def _closely_read(written: pa.StringArray, abroad: Mask, rules: PhoneRules) -> pa.StringArray:
    if not abroad.any():
        return _at_home(written, rules)
    places = np.flatnonzero(abroad)
    coded = unmistakable(international(written.take(pa.array(places)), rules), rules)
    if len(places) == len(written):
        return coded
    home = np.flatnonzero(~abroad)
    numbers = put(pa.repeat("", len(written)), places, coded)
    return put(numbers, home, _at_home(written.take(pa.array(home)), rules))


def unmistakable(numbers: pa.StringArray, rules: PhoneRules) -> pa.StringArray:
    """Numbers without those of other countries that, sent without their +, would ring in this one."""
    if rules.country is None or rules.format is not PhoneFormat.NATIONAL:
        return numbers
    abroad = found(numbers) & ~mask_of(pc.starts_with(numbers, plan_of(rules.country).code))
    places = np.flatnonzero(abroad)
    if not len(places):
        return numbers
    here = _read(numbers.take(pa.array(places)), np.zeros(len(places), np.bool_), rules)
    misleading = places[found(here)]
    return put(numbers, misleading, pa.repeat("", len(misleading)))


def _at_home(written: pa.StringArray, rules: PhoneRules) -> pa.StringArray:
    if rules.country is not None:
        plan = plan_of(rules.country)
        return _canonical(plan.code, _unusual(written, plan, rules))
    length = pc.binary_length(written)
    possible = pc.and_(pc.greater_equal(length, FEWEST_DIGITS), pc.less_equal(length, MOST_DIGITS))
    return pc.if_else(pc.and_not(possible, _dummy(written)), written, "")


def _unusual(written: pa.StringArray, plan: NumberingPlan, rules: PhoneRules) -> pa.StringArray:
    """National numbers of digits without + or 00 that are not plainly such."""
    dialled_abroad = _dialled_abroad(written, plan)
    national = _valid(_national(_without_own_code(written, plan), plan), plan)
    if plan.code in REPAIRS:
        national = _repaired(written, national, REPAIRS[plan.code].bare, plan)
    coded = np.flatnonzero(~found(national) & mask_of(pc.starts_with(written, plan.code)))
    if len(coded):
        rest = pc.utf8_slice_codeunits(written.take(pa.array(coded)), len(plan.code))
        national = put(national, coded, _national_of_code(rest, plan_of_code(plan.code)))
    if not dialled_abroad.any():
        return national
    places = np.flatnonzero(dialled_abroad)
    return put(national, places, _one_by_one(written.take(pa.array(places)), plan, rules))


def _dialled_abroad(written: pa.StringArray, plan: NumberingPlan) -> Mask:
    """Which digits begin with the country's own prefix for calls abroad."""
    if not plan.international_prefix:
        return np.zeros(len(written), np.bool_)
    return matches(written, f"^(?:{plan.international_prefix})(?:[1-9]|$)")


def _one_by_one(written: pa.StringArray, plan: NumberingPlan, rules: PhoneRules) -> pa.StringArray:
    """Numbers that begin with another prefix for calls abroad than 00."""
    numbers = (read(digits, False, PhoneRules(rules.country)) for digits in written.to_pylist())
    national = [number.canonical.removeprefix(plan.code) if number else "" for number in numbers]
    return pa.array(national, pa.string())


def _without_own_code(written: pa.StringArray, plan: NumberingPlan) -> pa.StringArray:
    """Digits with the country's own code before them lose it, as far as they make no sense with it."""
    places = np.flatnonzero(mask_of(pc.starts_with(written, plan.code)))
    if not len(places):
        return written
    whole = written.take(pa.array(places))
    rest = _without_trunk(pc.utf8_slice_codeunits(whole, len(plan.code)), plan)
    length = pc.binary_length(whole).to_numpy(zero_copy_only=False)
    too_long = (length > plan.lengths[-1]) & ~np.isin(length, plan.short_lengths)
    better = too_long | (~matches(whole, plan.general) & matches(rest, plan.general))
    return put(written, places[better], rest.filter(pa.array(better)))


def _national(digits: pa.StringArray, plan: NumberingPlan) -> pa.StringArray:
    """Digits without their trunk prefix, where what is left may be a number."""
    if not plan.trunk:
        return digits
    rest = _without_trunk(digits, plan)
    length = pc.binary_length(rest).to_numpy(zero_copy_only=False)
    kept = np.isin(length, plan.kept_lengths)
    return pc.if_else(pa.array(kept), rest, digits)


def _without_trunk(digits: pa.StringArray, plan: NumberingPlan) -> pa.StringArray:
    if not plan.trunk:
        return digits
    places = np.flatnonzero(matches(digits, plan.trunk))
    if not len(places):
        return digits
    before = digits.take(pa.array(places))
    after = pc.replace_substring_regex(before, plan.trunk, "", max_replacements=1)
    if plan.transform and plan.trunk_groups:
        tail = pc.replace_substring_regex(before, plan.trunk, rf"\{plan.trunk_groups}:", max_replacements=1)
        changed = pc.replace_substring_regex(before, plan.trunk, plan.transform, max_replacements=1)
        after = pc.if_else(pc.starts_with(tail, ":"), after, changed)
    spoilt = matches(before, plan.general) & ~matches(after, plan.general)
    return put(digits, places[~spoilt], after.filter(pa.array(~spoilt)))


def _prefixed(digits: pa.StringArray, plan: NumberingPlan) -> Mask:
    """Which of these begin as if dialled with a prefix, so that they need a closer look."""
    abroad = f"^(?:{plan.international_prefix})" if plan.international_prefix else ""
    if not plan.trunk_may_be_empty:
        prefixes = "|".join(filter(None, [abroad, plan.trunk]))
        return matches(digits, prefixes) if prefixes else np.zeros(len(digits), np.bool_)
    rest = pc.replace_substring_regex(digits, plan.trunk, "", max_replacements=1)
    prefixed = mask_of(pc.not_equal(rest, digits))
    return prefixed | matches(digits, abroad) if abroad else prefixed


def international(digits: pa.StringArray, rules: PhoneRules) -> pa.StringArray:
    """Digits that begin with a country code, with or without 00 before it."""
    zero = np.flatnonzero(mask_of(pc.starts_with(digits, "0")))
    if len(zero):
        cells = digits.take(pa.array(zero))
        cells = pc.replace_substring_regex(cells, abroad_prefix(rules), r"\2", max_replacements=1)
        digits = put(digits, zero, cells)
    if rules.country is None:
        return _by_code(digits)
    # Most such numbers are the country's own; no other code begins with its code.
    code = plan_of(rules.country).code
    own = mask_of(pc.starts_with(digits, code))
    home, others = np.flatnonzero(own), np.flatnonzero(~own)
    rest = pc.utf8_slice_codeunits(digits.take(pa.array(home)), len(code))
    numbers = put(pa.repeat("", len(digits)), home, _of_code(rest, plan_of_code(code)))
    return put(numbers, others, _by_code(digits.take(pa.array(others)))) if len(others) else numbers


def _by_code(digits: pa.StringArray) -> pa.StringArray:
    """Digits that begin with the code of any country."""
    codes = pc.struct_field(pc.extract_regex(digits, _CODE), "code").dictionary_encode()
    which = codes.indices.fill_null(len(codes.dictionary)).to_numpy(zero_copy_only=False)
    order = np.argsort(which, kind="stable")
    digits = digits.take(pa.array(order))
    ends = np.searchsorted(which[order], np.arange(len(codes.dictionary)), side="right")
    numbers, start = [], 0
    for code, end in zip(codes.dictionary.to_pylist(), ends.tolist(), strict=True):
        rest = pc.utf8_slice_codeunits(digits.slice(start, end - start), len(code))
        numbers.append(_of_code(rest, plan_of_code(code)))
        start = end
    numbers.append(pa.repeat("", len(digits) - start))
    return pa.concat_arrays(numbers).take(pa.array(np.argsort(order)))


def _of_code(rest: pa.StringArray, plan: NumberingPlan) -> pa.StringArray:
    return _canonical(plan.code, _national_of_code(rest, plan))


def _national_of_code(rest: pa.StringArray, plan: NumberingPlan) -> pa.StringArray:
    """The valid national numbers in what stands after a country code."""
    national = _valid(_national(rest, plan), plan)
    if plan.code not in REPAIRS:
        return national
    return _repaired(rest, national, REPAIRS[plan.code].after_code, plan)


def _repaired(
    digits: pa.StringArray, national: pa.StringArray, pattern: str, plan: NumberingPlan
) -> pa.StringArray:
    """`national` with the old forms of `digits` that are still in use written as they are today."""
    places = np.flatnonzero(~found(national) & matches(digits, pattern))
    if not len(places):
        return national
    now = REPAIRS[plan.code].now.replace(r"\g<1>", r"\1").replace(r"\g<2>", r"\2")
    today = pc.replace_substring_regex(digits.take(pa.array(places)), pattern, now)
    return put(national, places, _valid(today, plan))


def _valid(national: pa.StringArray, plan: NumberingPlan) -> pa.StringArray:
    return pc.if_else(pa.array(_is_valid(national, plan)), national, "")


def _is_valid(national: pa.StringArray, plan: NumberingPlan) -> Mask:
    return matches(national, plan.kinds) & matches(national, plan.shapes)


def _canonical(code: str, national: pa.StringArray) -> pa.StringArray:
    real = pc.and_not(pc.not_equal(national, ""), _dummy(national))
    return pc.if_else(real, pc.binary_join_element_wise(code, national, ""), "")


def _dummy(national: pa.StringArray) -> pa.BooleanArray:
    return pc.is_in(national, value_set=_DUMMIES)


def matches(column: pa.StringArray, pattern: str) -> Mask:
    """Which of the values a regular expression of RE2 finds something in."""
    return mask_of(pc.match_substring_regex(column, pattern))
