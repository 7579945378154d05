"""Numbering plans: Google's metadata for one country as patterns that run over whole columns."""

import re
from dataclasses import dataclass
from functools import cache, cached_property

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumberDesc

_FEW_LENGTHS = 3
_LONGEST = 64
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


@dataclass(frozen=True)
class NumberingPlan:
    """How numbers of one region are written. Patterns are regular expressions that RE2 and re both know.

    A national number is valid, in any region under the same calling code, where both `kinds` and `shapes`
    match; `general` is the shape in this region. `trunk` matches what is dialled before a national number,
    `trunk_groups` counts its groups and `transform` says what the last of them becomes. `lengths` and
    `short_lengths` are the possible numbers of digits with and without the area code, `usual_lengths` and
    `local_lengths` likewise those of landlines and mobiles alone; `longest` is the most digits of a national
    number in any region under the calling code.
    """

    code: str
    kinds: str
    shapes: str
    general: str
    international_prefix: str
    trunk: str
    trunk_groups: int
    transform: str
    lengths: tuple[int, ...]
    short_lengths: tuple[int, ...]
    usual_lengths: tuple[int, ...]
    local_lengths: tuple[int, ...]
    longest: int

    @property
    def trunk_may_be_empty(self) -> bool:
        """Whether `trunk` matches every number, taking nothing off."""
        return bool(self.trunk) and re.match(self.trunk, "") is not None

    @cached_property
    def kept_lengths(self) -> tuple[int, ...]:
        """How many digits a number may have that results from taking the trunk prefix off."""
        longer = range(self.lengths[-1] + 1, _LONGEST)
        return (*self.lengths, *(length for length in longer if length not in self.short_lengths))


@cache
def plan_of(region: str) -> NumberingPlan:
    """The plan of an ISO 3166 alpha-2 region."""
    return _plan(PhoneMetadata.metadata_for_region(region, None))


@cache
def plan_of_code(code: str) -> NumberingPlan:
    """The plan of the main region under a calling code."""
    main = COUNTRY_CODE_TO_REGION_CODE[int(code)][0]
    return _plan(PhoneMetadata.metadata_for_region_or_calling_code(int(code), main))


def _plan(metadata: PhoneMetadata | None) -> NumberingPlan:
    if metadata is None or metadata.general_desc is None or metadata.country_code is None:
        raise LookupError("phonenumbers has no metadata for a region that it lists")
    general, code = metadata.general_desc, metadata.country_code
    trunk = metadata.national_prefix_for_parsing or ""
    return NumberingPlan(
        code=str(code),
        kinds=_any_of(code, _KINDS),
        shapes=_any_of(code, ("general_desc",)),
        general=f"^(?:{general.national_number_pattern})$",
        international_prefix=metadata.international_prefix or "",
        trunk=f"^(?:{trunk})" if trunk else "",
        trunk_groups=re.compile(trunk).groups,
        transform=metadata.national_prefix_transform_rule or "",
        lengths=tuple(general.possible_length),
        short_lengths=tuple(general.possible_length_local_only),
        usual_lengths=_usual_lengths(metadata) or tuple(general.possible_length),
        local_lengths=tuple(
            length for kind in _usual_kinds(metadata) for length in kind.possible_length_local_only
        ),
        longest=max(max(desc.possible_length) for desc in _descriptions(code, "general_desc")),
    )


def _usual_kinds(metadata: PhoneMetadata) -> list[PhoneNumberDesc]:
    return [kind for kind in (metadata.fixed_line, metadata.mobile) if kind is not None]


def _usual_lengths(metadata: PhoneMetadata) -> tuple[int, ...]:
    """The lengths of the examples, which leaves out the odd ranges, unless lengths vary in this country."""
    lengths = {length for kind in _usual_kinds(metadata) for length in kind.possible_length if length > 0}
    examples = {len(kind.example_number) for kind in _usual_kinds(metadata) if kind.example_number}
    return tuple(sorted(examples if len(lengths) <= _FEW_LENGTHS else lengths))


@cache
def _any_of(code: int, kinds: tuple[str, ...]) -> str:
    patterns = dict.fromkeys(
        description.national_number_pattern for kind in kinds for description in _descriptions(code, kind)
    )
    return f"^(?:{'|'.join(filter(None, patterns))})$"


def _descriptions(code: int, kind: str) -> list[PhoneNumberDesc]:
    """What the metadata of each region under a calling code says of one kind of number."""
    regions = COUNTRY_CODE_TO_REGION_CODE[code]
    everywhere = [PhoneMetadata.metadata_for_region_or_calling_code(code, region) for region in regions]
    return [found for metadata in everywhere if (found := getattr(metadata, kind)) is not None]
