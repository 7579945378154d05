"""Numbering plans: what Google's metadata says of one country's numbers, as patterns and lengths."""

import re
from dataclasses import dataclass
from functools import cache, cached_property

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS, PhoneMetadata, PhoneNumberDesc

_FEW_LENGTHS = 3
_KINDS = (
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "personal_number",
    "voip",
    "pager",
    "uan",
    "voicemail",
)

CALLING_CODES = tuple(sorted(map(str, COUNTRY_CODE_TO_REGION_CODE)))
"""All country calling codes; none is the beginning of another."""

REGION_OF_CODE = {
    str(code): regions[0]
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items()
    if regions[0] in SUPPORTED_REGIONS
}
"""The main region under each calling code, without the codes that belong to no country."""


@dataclass(frozen=True)
class NumberingPlan:
    """How national numbers of one region are written. Patterns are regular expressions for RE2 and re.

    A number is of this region where both `kinds` and `shape` match; where `prefixes` (the trunk's and those
    for calls abroad; "" if there is none) matches more than nothing, its first digits may be no part of it.
    `is_main` tells the region that `phonenumbers` takes for a number after `code`, `trunk` is what is
    dialled before a national number, "" for nothing. `usual_lengths` are the
    numbers of digits of landlines and mobiles, `local_lengths` those without their area code, `longest` the
    most digits of any number in this region.
    """

    code: str
    is_main: bool
    trunk: str
    kinds: str
    shape: str
    prefixes: str
    usual_lengths: tuple[int, ...]
    local_lengths: tuple[int, ...]
    longest: int

    def is_own(self, digits: str) -> bool:
        """Whether digits are plainly a national number of this region, with no prefix before them."""
        kinds, shape, prefixes = self._compiled
        if not (kinds.match(digits) and shape.match(digits)):
            return False
        prefix = prefixes.match(digits)
        return prefix is None or not prefix.end()

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
        return re.compile(self.kinds), re.compile(self.shape), re.compile(self.prefixes)


@cache
def plan_of(region: str) -> NumberingPlan:
    """The plan of an ISO 3166 alpha-2 region."""
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.general_desc is None or metadata.country_code is None:
        raise LookupError("phonenumbers has no metadata for a region that it lists")
    general, code = metadata.general_desc, metadata.country_code
    prefixes = filter(None, (metadata.international_prefix, metadata.national_prefix_for_parsing))
    return NumberingPlan(
        code=str(code),
        is_main=COUNTRY_CODE_TO_REGION_CODE[code][0] == region,
        trunk=metadata.national_prefix or "",
        kinds=f"^(?:{'|'.join(_patterns(metadata))})$",
        shape=f"^(?:{general.national_number_pattern})$",
        prefixes=f"^(?:{'|'.join(prefixes)})",
        usual_lengths=_usual_lengths(metadata) or tuple(general.possible_length),
        local_lengths=tuple(
            length for kind in _usual_kinds(metadata) for length in kind.possible_length_local_only
        ),
        longest=max(general.possible_length),
    )


@cache
def begins_a_number(region: str, start: str) -> bool:
    """Whether any number of usual length begins so; numbers that go on in a hundred ways are tried."""
    plan = plan_of(region)
    ends = ("0" * plan.longest, "5" * plan.longest, "123456789012345")
    return any(
        plan.is_own(f"{start}{middle:02}{end}"[:length])
        for length in plan.usual_lengths
        for middle in range(100)
        for end in ends
    )


def _patterns(metadata: PhoneMetadata) -> list[str]:
    """The pattern of each kind of number that a region has."""
    kinds: list[PhoneNumberDesc | None] = [getattr(metadata, kind) for kind in _KINDS]
    patterns = [kind.national_number_pattern for kind in kinds if kind is not None]
    return [pattern for pattern in dict.fromkeys(patterns) if pattern]


def _usual_kinds(metadata: PhoneMetadata) -> list[PhoneNumberDesc]:
    return [kind for kind in (metadata.fixed_line, metadata.mobile) if kind is not None]


def _usual_lengths(metadata: PhoneMetadata) -> tuple[int, ...]:
    """The lengths of the examples, which leaves out the odd ranges, unless lengths vary in this country."""
    lengths = {length for kind in _usual_kinds(metadata) for length in kind.possible_length if length > 0}
    examples = {len(kind.example_number) for kind in _usual_kinds(metadata) if kind.example_number}
    return tuple(sorted(examples if len(lengths) <= _FEW_LENGTHS else lengths))
