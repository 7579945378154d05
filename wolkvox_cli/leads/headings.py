"""What a heading stands for, told from its words.

Case, accents, punctuation, spaces and small words do not count, so that "Número de teléfono",
"NUMERO_TELEFONO" and "numerotelefono" are one heading. A word for a phone ("celular", "fone") makes the
column one, whatever stands beside it, unless that says that the number is none to be dialled (fax, an
adviser's) or that the column only tells about it (its type, whether it was verified).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache

from wolkvox_cli.campaign import FIELDS_BY_NAME
from wolkvox_cli.leads import heading_table as table
from wolkvox_cli.leads.heading_words import (
    HeadingWords,
    listed,
    normalise,
    word_set,
    words_of,
)

__all__ = ["Known", "Role", "field_of", "key", "lookup", "normalise"]


class Role(Enum):
    """How a heading takes part where several columns belong to one field; of phones, in dialling order."""

    WHOLE = auto()
    SECOND = auto()
    THIRD = auto()
    FULL = auto()
    MOBILE = auto()
    PHONE = auto()
    HOME = auto()
    WORK = auto()
    COMPANY = auto()
    OTHER = auto()
    GUARDIAN = auto()


PHONE_ROLES = (Role.MOBILE, Role.PHONE, Role.HOME, Role.WORK, Role.COMPANY, Role.OTHER, Role.GUARDIAN)
"""Numbers to dial that may go to any of tel1 to tel10, in the order in which they are dialled."""


@dataclass(frozen=True)
class Known:
    """What a heading is known to be: rank 0 is surest and wins over higher ones, `number` is its own or 0.

    `doubtful` says that words stand beside which nobody knows: the cells must agree.
    """

    field: str
    role: Role = Role.WHOLE
    rank: int = 0
    number: int = 0
    doubtful: bool = False


@dataclass(frozen=True)
class NotDialled:
    """A number that is not dialled: `word` says why, such as fax or asesor."""

    word: str


_MOBILE = word_set(table.MOBILE)
_PHONE = word_set(table.PHONE)
_ADJECTIVES = word_set(table.PHONE_ADJECTIVES)
_FIXED = word_set(table.FIXED)
_NUMBER = word_set(table.NUMBER)
_CONTACT = word_set(table.CONTACT)
_TO_CALL = word_set(table.TO_CALL)
_LINE = word_set(table.LINE)
_HOME = word_set(table.HOME)
_PERSONAL = frozenset({"particular"})
"""Of a phone it says that it is the one at home, of a mobile only that it is no business one."""

_WORK = word_set(table.WORK)
_COMPANY = word_set(table.COMPANY)
_OTHER = word_set(table.OTHER)
_EXTRA = word_set(table.EXTRA)
_GUARDIANS = word_set(table.GUARDIANS)
_STRANGERS = word_set(table.STRANGERS)
_FAX = word_set(table.FAX)
_SMS = word_set(table.SMS)
_OUTDATED = word_set(table.OUTDATED)
_CALLS_TOO = word_set(table.CALLS_TOO)
_ABOUT = word_set(table.ABOUT_A_PHONE)
_PERHAPS_ABOUT = word_set(table.PERHAPS_ABOUT_A_PHONE)
_EXTENSION = word_set(table.EXTENSION)
_CODES = word_set(table.CODES)
_AREA = word_set(table.AREA)
_COUNTRY = word_set(table.COUNTRY)
_COUNTRY_ITSELF = frozenset({"pais", "country"})
_CODE_BY_ITSELF = word_set(table.CODE_BY_ITSELF)
_NOUNS = {field: word_set(words) for field, words in table.FIELD_NOUNS.items()}
_BESIDE_NOUNS = {field: word_set(words) for field, words in table.BESIDE_NOUNS.items()}
_DOCUMENT_TYPE = word_set(table.DOCUMENT_TYPE)
_DOCUMENT = word_set(table.DOCUMENT)
_NAME = word_set(table.NAME)
_FULL = word_set(table.FULL)
_PEOPLE = word_set(table.PEOPLE)
_BUSINESSES = word_set(table.BUSINESSES)
_TRADE_NAMES = word_set(table.TRADE_NAMES)
_THINGS = word_set(table.THINGS_WITH_NAMES)
_OTHER_NUMBERS = word_set(table.OTHER_NUMBERS)
_POSTCODES = word_set(table.POSTCODES)
_KIND = word_set(table.KIND)
_HOUR = word_set(table.HOUR)
_APPOINTMENT = word_set(table.APPOINTMENT)
_JOB = word_set(table.JOB)
_RECALL = word_set(table.RECALL)
_DAY = word_set(table.DAY)
_GRAMMAR = word_set(table.GRAMMAR)
_NOTHING = word_set(table.QUALIFIERS) | _GRAMMAR | table.SMALL_WORDS
"""Words that say nothing of what a column is."""


_SAYING_PHONE = (_MOBILE | _PHONE | _ADJECTIVES | _CONTACT | _TO_CALL | {"landline"}) - table.SHORT
"""Words after which nothing else can be meant."""

_BESIDE_PHONE = frozenset().union(
    *(_MOBILE, _PHONE, _ADJECTIVES, _FIXED, _NUMBER, _CONTACT, _TO_CALL, _LINE, _HOME, _WORK, _COMPANY),
    *(_OTHER, _EXTRA, _GUARDIANS, _CALLS_TOO, _CODES, _AREA, _COUNTRY, _PEOPLE, _BUSINESSES, _NOTHING),
    *(_EXTENSION, _CODE_BY_ITSELF),
)
"""Words that may stand beside a phone without making it doubtful."""

_PLACES = frozenset({"country", "state", "city", "zone"})
"""Fields of which a heading may speak as of a name: nombre de la ciudad."""

_TOGETHER = re.compile(rf"[/+&]|\b(?:{'|'.join(sorted(word_set(table.TOGETHER)))})\b")
"""Says, in a lower-case heading, that two things stand in one cell: telefone (com DDD)."""

_EITHER = re.compile(r"\s*(?:/|\(|\b(?:o|ou|or)\b)\s*", re.IGNORECASE)

_MOST_PHONES = 10
_REMEMBERED = 4_096
"""Headings whose meaning is remembered."""


def key(heading: str) -> str:
    """The form in which headings are compared: normalised, without small words and without gaps."""
    return _join(normalise(heading).split("_"))


def _join(words: list[str]) -> str:
    return "".join(word for word in words if word not in table.SMALL_WORDS) or "".join(words)


def _known_by_key() -> dict[str, Known]:
    found: dict[str, Known] = {}
    for field, parts in table.LATER_PARTS.items():
        for role, part in zip((Role.SECOND, Role.THIRD), parts, strict=True):
            found |= {key(heading): Known(field, role) for heading in listed(part)}
    for field, tiers in table.HEADINGS.items():
        for rank, tier in enumerate(tiers):
            found |= {key(heading): Known(field, rank=rank) for heading in listed(tier)}
    for rank, tier in enumerate(table.FULL_NAMES):
        found |= {key(heading): Known("customer_name", Role.FULL, rank) for heading in listed(tier)}
    return found


_TABLE = _known_by_key()
_FIELD_KEYS = {key(name): name for name in FIELDS_BY_NAME}
AMBIGUOUS: Mapping[str, tuple[str, ...]] = {
    key(heading): fields for headings, fields in table.AMBIGUOUS.items() for heading in listed(headings)
}
"""Headings that sources use for different things, by key, with the fields they may be."""

IGNORED = frozenset(key(heading) for heading in listed(table.MANAGER_RESULTS))
"""The Manager's result columns, by key: not lead data."""

MANAGER_ONLY = frozenset(key(heading) for heading in listed(table.MANAGER_ONLY))
"""Headings, by key, that only the Manager's own files have."""

_RECORD_NUMBERS = frozenset(
    key(heading)
    for tier in table.HEADINGS["customer_id"][table.RECORD_NUMBER_TIER :]
    for heading in listed(tier)
)


def lookup(heading: str) -> Known | None:
    """What a heading is known as, None if it is unknown or ambiguous."""
    found = _meaning(heading)
    return found if isinstance(found, Known) else None


def not_dialled(heading: str) -> str | None:
    """The word by which a phone is not to be dialled, such as fax, asesor, sms; else None."""
    found = _meaning(heading)
    return found.word if isinstance(found, NotDialled) else None


@lru_cache(_REMEMBERED)
def _meaning(heading: str) -> Known | NotDialled | None:
    whole = _whole(_join(normalise(heading).split("_")))
    if whole or key(heading) in AMBIGUOUS or key(heading) in IGNORED:
        return whole
    words = words_of(heading)
    if _says_phone(words):
        return _phone(words, heading)
    found = _reduced(words) or _by_noun(words) or _either(heading) or _recall(words) or _name(words)
    return replace(found, doubtful=found.doubtful or bool(words.mended)) if found else None


def _whole(heading_key: str) -> Known | None:
    if heading_key in _FIELD_KEYS:
        return Known(_FIELD_KEYS[heading_key])
    return None if heading_key in AMBIGUOUS else _TABLE.get(heading_key)


def _says_phone(words: HeadingWords) -> bool:
    """Whether the heading speaks of a phone at all."""
    if words.have(_MOBILE, _PHONE, _FAX):
        return True
    if words.have(_ADJECTIVES) and words.have(_NUMBER, _LINE, _CONTACT):
        return True
    rest = words.without(_BESIDE_PHONE, _SMS, _STRANGERS, _OUTDATED)
    if words.have(_CODES, _CODE_BY_ITSELF) or any(not word.isdecimal() for word in rest.words):
        return False
    return words.have(_FIXED) or (words.have(_NUMBER, _LINE) and words.have(_CONTACT, _TO_CALL, _SMS))


def _phone(words: HeadingWords, heading: str) -> Known | NotDialled | None:
    """Whose phone it is and of which kind; None where the column only tells about a phone."""
    together = _TOGETHER.search(" ".join(normalise(heading).split("_")) + re.sub(r"[^/+&]", "", heading))
    if not together and (_is_code(words) or words.have(_EXTENSION) or words.have(_COUNTRY_ITSELF)):
        return None
    if words.have(_ABOUT - _CALLS_TOO if words.have(_CALLS_TOO) and words.have(_SMS) else _ABOUT):
        return None
    if word := _reason_not_to_dial(words):
        return NotDialled(word)
    if words.have(_RECALL):
        return Known("recall_telephone", rank=1)
    if words.have(_EXTRA):
        return Known("tel_extra", rank=1)
    role = _phone_role(words)
    number = _number_of(words)
    field = f"tel{number}" if 0 < number <= _MOST_PHONES else "tel1"
    if not number and (role not in (Role.MOBILE, Role.PHONE) or words.have(_FIXED)):
        field = "tel2"
    strange = words.without(_BESIDE_PHONE).words
    doubtful = bool(words.mended) or any(not word.isdecimal() for word in strange)
    doubtful |= not words.have(_SAYING_PHONE) and len(words.words) > 1
    return Known(field, role, number=number, doubtful=doubtful)


def _reason_not_to_dial(words: HeadingWords) -> str:
    """The word that says fax, messages only, an old or wrong number, or somebody else's; "" if none does."""
    if any(f" {phrase} " in f" {' '.join(words.words)} " for phrase in table.DO_NOT_CALL):
        return "no llamar"
    sms = "" if words.have(_CALLS_TOO) else words.first_of(_SMS)
    return words.first_of(_FAX) or sms or words.first_of(_OUTDATED, _STRANGERS)


def _phone_role(words: HeadingWords) -> Role:
    for role, said in ((Role.GUARDIAN, _GUARDIANS), (Role.OTHER, _OTHER), (Role.COMPANY, _COMPANY)):
        if words.have(said):
            return role
    if words.have(_WORK) or words.words[-1] == "com":
        return Role.WORK
    mobile = words.have(_MOBILE)
    if words.have(_HOME - _PERSONAL if mobile else _HOME):
        return Role.HOME
    return Role.MOBILE if mobile else Role.PHONE


def _number_of(words: HeadingWords) -> int:
    """The number of a column, as in Teléfono 2; not how many digits a phone has."""
    numbers = [int(word) for word in words.words if word.isdecimal() and len(word) <= 2]
    return numbers[-1] if numbers and not words.have(table.DIGITS) else 0


def _reduced(words: HeadingWords) -> Known | None:
    """A listed heading beside words that say nothing of it: Apellidos (obligatorio), ciudad_cliente."""
    if words.have(_STRANGERS, table.NOT_THE_LEADS):
        return None
    kept = HeadingWords(tuple(word for word in words.words if word != "1"), words.mended)
    more = ((), (_BUSINESSES,), (_NUMBER,), (_HOME,))
    for without in ((), *((_PEOPLE, _NOTHING, *others) for others in more)):
        rest = list(kept.without(*without).words)
        found = _whole(_join(rest)) if rest else None
        if found and not words.have(_GUARDIANS):
            return replace(found, rank=found.rank + 1)
    rest = list(kept.without(_PEOPLE, _NOTHING, _NAME).words)
    found = _whole(_join(rest)) if rest else None
    return replace(found, rank=found.rank + 1) if found and found.field in _PLACES else None


def _either(heading: str) -> Known | None:
    """Two words for one field: Ciudad/Municipio, Nombre o razón social."""
    parts = [key(part) for part in _EITHER.split(heading) if key(part)]
    found = [_whole(part) for part in parts]
    fields = {one.field if one else "" for one in found}
    first = found[0] if found else None
    return replace(first, rank=first.rank + 1) if first and len(found) > 1 and len(fields) == 1 else None


def _by_noun(words: HeadingWords) -> Known | None:
    """A field by a noun of it, where nothing strange stands beside: Correo personal, DNI/CUIT, Patient ID."""
    if words.have(_STRANGERS, table.NOT_THE_LEADS):
        return None
    if words.have(_DOCUMENT_TYPE) and words.have(_DOCUMENT):
        return Known("id_type", rank=1)
    if words.have(_PEOPLE) and set(words.without(_PEOPLE, _NOTHING).words) == {"id"}:
        return Known("customer_id", rank=1)
    for field, nouns in _NOUNS.items():
        if words.have(nouns):
            rest = words.without(nouns, _BESIDE_NOUNS[field], _PEOPLE, _NOTHING, _BUSINESSES)
            rest = rest.without(_GUARDIANS) if field == "email" else rest.without(_HOME)
            if set(rest.words) <= {"1"}:
                return Known(field, rank=2)
    return None


def _recall(words: HeadingWords) -> Known | None:
    if not words.have(_RECALL) or not words.have(_DAY):
        return None
    rest = words.without(_RECALL, _DAY, _NOTHING, _TO_CALL, _CALLS_TOO)
    return None if rest.words else Known("recall_date", rank=1)


def _name(words: HeadingWords) -> Known | None:
    """The name of whoever is called: a person's, a business's; the surest first."""
    if words.have(_STRANGERS, _GUARDIANS, _THINGS, table.NOT_THE_LEADS):
        return None
    if words.have(_NAME) and _ambiguous_place(words):
        return None
    strange = words.without(_NAME, _FULL, _PEOPLE, _BUSINESSES, _TRADE_NAMES, _NOTHING, _CONTACT).words
    if not words.have(_NAME):
        alone = words.have(_BUSINESSES, _PEOPLE - _NOTHING) and not strange
        rank = 4 if alone else 5 if words.first_of(table.HOLDERS) in words.words[:1] else None
        return Known("customer_name", Role.FULL, rank, doubtful=True) if rank else None
    if strange:
        return Known("customer_name", Role.FULL, 5, doubtful=True)
    if words.have(_TRADE_NAMES):
        return Known("customer_name", Role.FULL, 3 if words.have(table.BY_TRADE) else 2)
    if words.have(_BUSINESSES):
        return Known("customer_name", Role.FULL, 2)
    return Known("customer_name", Role.FULL if words.have(_FULL) else Role.WHOLE, 1)


def ambiguity(heading: str) -> str | None:
    """The key in AMBIGUOUS under which a heading stands, with or without "cliente" and the like beside it."""
    if lookup(heading) or not_dialled(heading):
        return None
    words = HeadingWords(tuple(word for word in words_of(heading).words if word != "1"))
    bare = words.without(_NOTHING if words.have(_NUMBER) else _PEOPLE | _NOTHING)
    forms = [key(heading), *(_join(list(form.words)) for form in (words, bare) if form.words)]
    return next((form for form in forms if form in AMBIGUOUS), None) or _ambiguous_place(bare)


def _ambiguous_place(words: HeadingWords) -> str | None:
    """The ambiguous heading of a place that is left without the word for a name: nombre del departamento."""
    rest = _join(list(words.without(_NAME, _PEOPLE, _NOTHING).words))
    return rest if rest in AMBIGUOUS and set(AMBIGUOUS[rest]) <= _PLACES else None


def told_by_cells(heading: str) -> bool:
    """Whether it may be a phone or something else: celular validado (a number, or yes), cliente fijo."""
    known, words = lookup(heading), words_of(heading)
    if known is None or not is_phone_role(known):
        return False
    return words.have(_PERHAPS_ABOUT) or (known.doubtful and not words.have(_SAYING_PHONE))


def field_of(heading: str) -> str | None:
    """The field a heading stands for beyond doubt, taken by itself; None if unknown or ambiguous."""
    known = lookup(heading)
    return known.field if known else None


def is_known(heading: str) -> bool:
    """Whether a text is a heading, all its words being known, and no sentence."""
    if key(heading) in IGNORED or _whole(key(heading)) or key(heading) in AMBIGUOUS:
        return True
    words = words_of(heading)
    if words.unknown or words.mended or not words.words or words.have(_GRAMMAR - _NUMBER):
        return False
    if not _says_phone(words) and words.have(table.SMALL_WORDS):
        return False
    return (
        _meaning(heading) not in (None, NotDialled("fax"))
        or ambiguity(heading) is not None
        or _is_code(words)
    )


def mended(heading: str) -> str | None:
    """What a heading with a slip of a letter in it is taken for; None where there is no slip."""
    words = words_of(heading)
    return " ".join(words.words) if words.mended else None


def is_phone_role(known: Known) -> bool:
    """Whether the column holds numbers to dial that may go to any of tel1 to tel10."""
    return known.role in PHONE_ROLES


def never_phones(heading: str) -> bool:
    """Whether the heading says that its numbers are not for calling: fax, identity documents, postcodes."""
    return field_of(heading) == "customer_id" or words_of(heading).have(_FAX, _POSTCODES)


def holds_other_numbers(heading: str) -> bool:
    """Whether the heading speaks of numbers that may look like phones: accounts, contracts, codes."""
    return words_of(heading).have(_OTHER_NUMBERS)


def is_area_code(heading: str) -> bool:
    """Whether area codes may stand under the heading: DDD, lada, indicativo; also DDD 1, cod_tel."""
    words = words_of(heading)
    return _is_code(words) and not words.have(_COUNTRY)


def is_country_code(heading: str) -> bool:
    """Whether countries' calling codes may: DDI, código de país, indicativo, country_code_1."""
    words = words_of(heading)
    if words.have(_COUNTRY) and words.have(_MOBILE, _PHONE) and not words.have(_ABOUT):
        return True
    return _is_code(words) and not words.have(_AREA)


def _is_code(words: HeadingWords) -> bool:
    """Whether the heading names a dialling code and nothing that is none."""
    if not words.have(_CODE_BY_ITSELF) and not (
        words.have(_CODES) and words.have(_AREA, _COUNTRY, _PHONE, _MOBILE, _ADJECTIVES)
    ):
        return False
    rest = words.without(_BESIDE_PHONE).words
    return all(word.isdecimal() for word in rest)


def is_fax_label(cell: str) -> bool:
    """Whether a cell beside a number says that it is no number to call: Work Fax, pager."""
    return words_of(cell).have(_FAX)


def is_label_of(label: str, phone: str) -> bool:
    """Whether a column says what kind of number another holds: Phone 2 - Type beside Phone 2 - Value."""
    words, others = words_of(label), words_of(phone)
    if not words.have(_KIND) or not speaks_of_phones(label):
        return False
    without = (_KIND, _NUMBER, _NOTHING)
    return sorted(words.without(*without).words) == sorted(others.without(*without).words)


def is_hour(heading: str) -> bool:
    """Whether a column may hold the time of day of a call: Hora, hora de rellamada, Callback time."""
    words = words_of(heading)
    rest = words.without(_HOUR, _RECALL, _TO_CALL, _CALLS_TOO, _NOTHING, _CONTACT, _APPOINTMENT)
    return words.have(_HOUR) and not rest.words


def may_hold_whole_phones(heading: str) -> bool:
    """Whether area codes or whole phones may stand there: DDD telefone, lada celular; not cod_tel."""
    words = words_of(heading)
    return is_area_code(heading) and words.have(_MOBILE, _PHONE) and not words.have(_CODES)


def speaks_of_phones(heading: str) -> bool:
    """Whether a word for a phone is in the heading, whatever else is."""
    return words_of(heading).have(_MOBILE, _PHONE)


def speaks_of_work(heading: str) -> bool:
    """Whether the heading tells of somebody's job: puesto, cargo, organización."""
    return words_of(heading).have(_JOB)


def is_record_number(heading: str) -> bool:
    """Whether a customer_id is rather the number of a record in another program: Record ID, lead id."""
    return key(heading) in _RECORD_NUMBERS


def headings_for(field: str) -> tuple[str, ...]:
    """Headings that a field is known by, surest first; for tel1 to tel10 those of tel1 and tel2."""
    tiers = list(table.HEADINGS.get(field, ()))
    if field == "customer_name":
        tiers[1:1] = table.FULL_NAMES
    if field in table.EXAMPLES:
        tiers.append(table.EXAMPLES[field])
    elif field.startswith("tel") and field[3:].isdigit():
        tiers += [f"teléfono {field[3:]}, celular {field[3:]}, phone {field[3:]}, telefone {field[3:]}"]
    tiers += table.LATER_PARTS.get(field, ())
    return tuple(heading for tier in tiers for heading in listed(tier))
