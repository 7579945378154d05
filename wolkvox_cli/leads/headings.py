"""What a heading stands for: how headings are compared, and the look-up in the table of known ones.

Case, accents, punctuation, spaces and small words do not count, so that "Número de teléfono",
"NUMERO_TELEFONO" and "numerotelefono" are one heading.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from wolkvox_cli.campaign import FIELDS_BY_NAME
from wolkvox_cli.leads import heading_table as table


class Role(Enum):
    """How a heading takes part where several columns belong to one field."""

    WHOLE = auto()
    SECOND = auto()
    THIRD = auto()
    FULL = auto()
    MOBILE = auto()
    PHONE = auto()
    LANDLINE = auto()


@dataclass(frozen=True)
class Known:
    """What a heading is known to be: rank 0 is surest and wins over higher ones, `number` is its own or 0."""

    field: str
    role: Role = Role.WHOLE
    rank: int = 0
    number: int = 0


_PHONES: Mapping[Role, str] = {
    Role.MOBILE: table.MOBILES,
    Role.PHONE: table.PHONES,
    Role.LANDLINE: table.LANDLINES,
}

_SPELT = 6
"""Shorter headings are too near to other words for a slip of one letter to be told."""


def normalise(heading: str) -> str:
    """Without byte-order mark, case, accents, punctuation: "Correo - Electrónico " → correo_electronico."""
    plain = heading.replace("\ufeff", "")
    # Twice, as either step may leave something to the other: a circled capital, the sharp s with an accent.
    for _ in range(2):
        plain = unicodedata.normalize("NFKD", plain).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", "_", plain).strip("_")


def key(heading: str) -> str:
    """The form in which headings are compared: normalised, without small words and without gaps."""
    return _join(normalise(heading).split("_"))


def _join(words: list[str]) -> str:
    return "".join(word for word in words if word not in table.SMALL_WORDS) or "".join(words)


def _listed(text: str) -> list[str]:
    return [" ".join(heading.split()) for heading in text.split(",") if heading.strip()]


def _all_headings() -> Iterator[str]:
    for text in (*_PHONES.values(), *table.FULL_NAMES, *_flat(table.HEADINGS), *_flat(table.LATER_PARTS)):
        yield from _listed(text)


def _flat(tiers: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    return (text for texts in tiers.values() for text in texts)


def _known_by_key() -> dict[str, Known]:
    found: dict[str, Known] = {}
    for role, phones in _PHONES.items():
        field = "tel2" if role is Role.LANDLINE else "tel1"
        found |= {key(heading): Known(field, role) for heading in _listed(phones)}
    for field, parts in table.LATER_PARTS.items():
        for role, part in zip((Role.SECOND, Role.THIRD), parts, strict=True):
            found |= {key(heading): Known(field, role) for heading in _listed(part)}
    for field, tiers in table.HEADINGS.items():
        for rank, tier in enumerate(tiers):
            found |= {key(heading): Known(field, rank=rank) for heading in _listed(tier)}
    for rank, tier in enumerate(table.FULL_NAMES):
        found |= {key(heading): Known("customer_name", Role.FULL, rank) for heading in _listed(tier)}
    return found


_TABLE = _known_by_key()
_SPELLINGS = {key(heading): heading for heading in _all_headings() if len(key(heading)) >= _SPELT}
_FIELD_KEYS = {key(name): name for name in FIELDS_BY_NAME}
AMBIGUOUS: Mapping[str, tuple[str, ...]] = {
    key(heading): fields for headings, fields in table.AMBIGUOUS.items() for heading in _listed(headings)
}
"""Headings that sources use for different things, by key, with the fields they may be."""

IGNORED = frozenset(key(heading) for heading in _listed(table.MANAGER_RESULTS))
"""The Manager's result columns, by key: not lead data."""

_AREA_CODES = frozenset(key(heading) for heading in _listed(table.AREA_CODES))
_COUNTRY_CODES = frozenset(key(heading) for heading in _listed(table.COUNTRY_CODES))
_WHOSE_CODE = re.compile(rf"(?:{table.WHOSE_CODE})?\d*$")

MANAGER_ONLY = frozenset(key(heading) for heading in _listed(table.MANAGER_ONLY))
"""Headings, by key, that only the Manager's own files have."""


_RECORD_NUMBERS = frozenset(
    key(heading)
    for tier in table.HEADINGS["customer_id"][table.RECORD_NUMBER_TIER :]
    for heading in _listed(tier)
)


@cache
def lookup(heading: str) -> Known | None:
    """What a heading is known as beyond doubt, None if it is unknown or ambiguous."""
    words = normalise(heading).split("_")
    found = _find(_join(words))
    bare = [word for word in words if word not in table.QUALIFIERS]
    if found is None and bare and len(bare) < len(words):
        qualified = _find(_join(bare))
        if qualified is not None:
            return Known(qualified.field, qualified.role, qualified.rank + 1, qualified.number)
    return found


def _find(heading_key: str) -> Known | None:
    if heading_key in _FIELD_KEYS:
        return Known(_FIELD_KEYS[heading_key])
    if heading_key in AMBIGUOUS:
        return None
    return _TABLE.get(heading_key) or _numbered_phone(heading_key)


def _numbered_phone(heading_key: str) -> Known | None:
    match = re.fullmatch(r"(\D+)0*([1-9]\d?)", heading_key)
    known = _TABLE.get(match[1]) if match else None
    if match is None or known is None or known.role not in _PHONES:
        return None
    number = int(match[2])
    return Known(f"tel{number}" if number <= 10 else "tel1", known.role, number=number)


def ambiguity(heading: str) -> str | None:
    """The key in AMBIGUOUS under which a heading stands, with or without "cliente" and the like beside it."""
    words = normalise(heading).split("_")
    bare = [word for word in words if word not in table.QUALIFIERS]
    forms = (_join(words), _join(bare))
    return None if lookup(heading) else next((form for form in forms if form in AMBIGUOUS), None)


def field_of(heading: str) -> str | None:
    """The field a heading stands for beyond doubt, taken by itself; None if unknown or ambiguous."""
    known = lookup(heading)
    return known.field if known else None


def is_known(heading: str) -> bool:
    """Whether any table knows the heading: mapped, ambiguous, or one of the Manager's result columns."""
    if lookup(heading) is not None or ambiguity(heading) is not None:
        return True
    return key(heading) in IGNORED or is_area_code(heading) or is_country_code(heading)


@cache
def misspelt(heading: str) -> str | None:
    """The known heading that an unknown one is a slip of one letter away from."""
    name = key(heading)
    if len(name) < _SPELT - 1 or is_known(heading):
        return None
    return next((known for known_key, known in _SPELLINGS.items() if _one_slip(name, known_key)), None)


def _one_slip(one: str, other: str) -> bool:
    """Whether a letter added, left out or changed, or two swapped, make one of the other.

    Not the first letter, with which another word begins, and no digit, which tells columns apart.
    """
    if abs(len(one) - len(other)) > 1 or one[0] != other[0] or re.search(r"\d", one):
        return False
    pairs = enumerate(zip(one, other, strict=False))
    start = next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def is_phone_role(known: Known) -> bool:
    """Whether the column holds numbers to dial that may go to any of tel1 to tel10."""
    return known.role in _PHONES


def never_phones(heading: str) -> bool:
    """Whether the heading says that its numbers are not for calling: fax, pager, identity documents."""
    if table.NOT_FOR_CALLS & set(normalise(heading).split("_")):
        return True
    return field_of(heading) == "customer_id"


def is_area_code(heading: str) -> bool:
    """Whether area codes may stand under the heading: DDD, lada, indicativo; also DDD 1, DDD celular."""
    return _is_code(heading, _AREA_CODES)


def is_country_code(heading: str) -> bool:
    """Whether countries' calling codes may: DDI, código de país, indicativo, country_code_1."""
    return _is_code(heading, _COUNTRY_CODES)


def _is_code(heading: str, keys: frozenset[str]) -> bool:
    name = key(heading)
    return name in keys or _WHOSE_CODE.sub("", name) in keys


def is_record_number(heading: str) -> bool:
    """Whether a customer_id is rather the number of a record in another program: Record ID, lead id."""
    return key(heading) in _RECORD_NUMBERS


def headings_for(field: str) -> tuple[str, ...]:
    """The headings a field is known by, surest first; for tel1 to tel10 those of tel1 and tel2."""
    tiers = list(table.HEADINGS.get(field, ()))
    if field == "customer_name":
        tiers[1:1] = table.FULL_NAMES
    if field == "tel1":
        tiers += [_PHONES[Role.MOBILE], _PHONES[Role.PHONE]]
    elif field == "tel2":
        tiers += ["teléfono 2, celular 2, phone 2, telefone 2", _PHONES[Role.LANDLINE]]
    elif field.startswith("tel") and field[3:].isdigit():
        tiers += [f"teléfono {field[3:]}, celular {field[3:]}, phone {field[3:]}, telefone {field[3:]}"]
    tiers += table.LATER_PARTS.get(field, ())
    return tuple(heading for tier in tiers for heading in _listed(tier))
