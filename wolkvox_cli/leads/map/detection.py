"""What each column is taken for by its heading and, where that is ambiguous, by what it holds."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.headings import (
    AMBIGUOUS,
    IGNORED,
    MANAGER_ONLY,
    Known,
    Role,
    ambiguity,
    field_of,
    is_country_code,
    is_phone_role,
    is_record_number,
    key,
    lookup,
    misspelt,
    never_phones,
    normalise,
)
from wolkvox_cli.leads.map.choices import typed
from wolkvox_cli.leads.map.column_mapping import Why
from wolkvox_cli.leads.map.content import (
    Cells,
    Holds,
    PhoneLike,
    Sample,
    all_cells,
    are_calling_codes,
    are_country_codes,
    are_short,
    content_of,
    looks_like_a_phone,
    mostly,
    sample_of,
)
from wolkvox_cli.leads.model import REPORT_COLUMNS

_MANAGER_HEADINGS = 3
"""With this many headings of the Manager's own, a file is its template or export."""

_WEAKEST = 9
_REPEATED = re.compile(r"(.+) \(\d+\)")
"""How reading writes the headings that stand there a second time."""

_STREETS = frozenset({"calle", "rua", "logradouro", "street", "callenomb", "nombrecalle"})
_FLATS = _STREETS | {"altura", "piso"}
"""Beside these, "depto" is a flat and no state."""

_PLACE_FIELDS = frozenset({"country", "city"})
_MEANINGS = {Holds.EMAILS: "email", Holds.STATES: "state", Holds.DOCUMENT_TYPES: "id_type"}
_MANAGER_MEANING = {"id": "customer_id", "departamento": "state"}


@dataclass(frozen=True)
class Candidate:
    """A column, the field its heading or its cells speak for, and which of both does."""

    column: str
    known: Known
    why: Why


@dataclass
class DetectedColumns:
    """What all columns are taken for, in file order: `candidates` for fields, `unmapped` the others."""

    candidates: list[Candidate] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class ColumnDetector:
    """Looks at one file's headings and a sample of its cells."""

    def __init__(self, headings: Sequence[str], sample: Sample, phone_like: PhoneLike | None) -> None:
        self._headings = headings
        self._sample = sample
        self._phone_like = phone_like
        self._keys = frozenset(key(heading) for heading in headings)
        self._from_manager = len(self._keys & MANAGER_ONLY) >= _MANAGER_HEADINGS

    def detect(self, headings: Sequence[str]) -> DetectedColumns:
        """What these columns are, as far as that is certain."""
        detected = DetectedColumns()
        ambiguous: list[tuple[str, str]] = []
        for heading in headings:
            name = self._repeated(heading) or heading
            known, doubt = lookup(name), ambiguity(name)
            if name != heading and self._adds_nothing(heading, name):
                self._leave_unmapped(heading, detected)
            elif known:
                detected.candidates.append(Candidate(heading, known, _why(name, known)))
            elif doubt:
                ambiguous.append((heading, doubt))
            elif not self._is_silent(heading):
                self._leave_unmapped(heading, detected)
        for heading, doubt in ambiguous:
            self._decide(heading, doubt, detected)
        self._tell_record_number(detected)
        order = {heading: index for index, heading in enumerate(self._headings)}
        detected.candidates.sort(key=lambda one: order[one.column])
        detected.unmapped.sort(key=lambda column: order[column])
        return detected

    def _repeated(self, heading: str) -> str | None:
        """The heading that this one repeats: "Nombre (2)" is no second given name. Phones may be several."""
        match = _REPEATED.fullmatch(heading)
        if match is None or match[1] not in self._headings:
            return None
        known = lookup(match[1])
        return None if known and is_phone_role(known) else match[1]

    def _adds_nothing(self, heading: str, repeated: str) -> bool:
        """Whether a repeated column is blank, or has the same cells as the first."""
        same = all_cells(self._sample, heading).equals(all_cells(self._sample, repeated))
        return same or self.is_blank(heading)

    def is_blank(self, heading: str) -> bool:
        """Whether the sample of this column is empty."""
        return sample_of(self._sample, heading).empty

    def phone_candidates(self, headings: Sequence[str]) -> list[str]:
        """Columns that hold what reads as phones though their headings do not say so."""
        return [
            heading for heading in headings if not never_phones(heading) and self._might_be_phone(heading)
        ]

    def _might_be_phone(self, heading: str) -> bool:
        near = field_of(misspelt(heading) or "") or ""
        values = sample_of(self._sample, heading)
        # whatever the country: here the user decides
        return content_of(values) is Holds.PHONES or (near.startswith("tel") and not values.empty)

    def _content(self, heading: str) -> Holds | None:
        return content_of(sample_of(self._sample, heading), self._phone_like)

    def _is_silent(self, heading: str) -> bool:
        """The report's own columns, and the Manager's results where it is sure that they are that."""
        name = key(heading)
        is_result = name in IGNORED and (self._from_manager or name in MANAGER_ONLY)
        return is_result or heading in REPORT_COLUMNS

    def _leave_unmapped(self, heading: str, detected: DetectedColumns) -> None:
        detected.unmapped.append(heading)
        meant = misspelt(heading)
        if meant:
            option = typed("--map", field_of(meant) or "", heading)
            detected.notes.append(f'"{heading}" is left out. Did you mean "{meant}"? Then give {option}')

    def _decide(self, heading: str, doubt: str, detected: DetectedColumns) -> None:
        known, why = self._meaning(heading, doubt, detected)
        if known is None:
            detected.unmapped.append(heading)
            if not self.is_blank(heading) and not self._is_calling_code(heading):
                detected.notes.append(_left_out(heading, doubt, self._content(heading)))
            return
        if doubt == "id" and not self._from_manager and not _has(detected, known.field):
            detected.notes.append(_taken_for_identity(heading))
        detected.candidates.append(Candidate(heading, known, why))

    def _is_calling_code(self, heading: str) -> bool:
        """Whether it is a matter of phone numbers; see `dialling_codes`."""
        return is_country_code(heading) and are_calling_codes(sample_of(self._sample, heading))

    def _tell_record_number(self, detected: DetectedColumns) -> None:
        """Where the only customer_id is a number that another program gave its record."""
        numbers = [one for one in detected.candidates if one.known.field == "customer_id"]
        if self._from_manager or len(numbers) != 1:
            return
        if is_record_number(numbers[0].column):
            detected.notes.append(_taken_for_identity(numbers[0].column))

    def _meaning(self, heading: str, doubt: str, detected: DetectedColumns) -> tuple[Known | None, Why]:
        if self._from_manager and doubt in _MANAGER_MEANING:
            return Known(_MANAGER_MEANING[doubt]), Why.KNOWN
        if doubt == "id":
            return Known("customer_id", rank=_WEAKEST), Why.KNOWN
        if doubt in ("departamento", "depto"):
            return self._department(detected), Why.KNOWN
        return self._by_content(heading, doubt, detected), Why.CONTENT

    def _department(self, detected: DetectedColumns) -> Known | None:
        """A state where the country or the city stands beside it, unless a street makes it a flat."""
        fields = {one.known.field for one in detected.candidates}
        if "state" in fields or not fields & _PLACE_FIELDS or self._keys & _FLATS:
            return None
        return Known("state")

    def _by_content(self, heading: str, doubt: str, detected: DetectedColumns) -> Known | None:
        values = sample_of(self._sample, heading)
        fields = AMBIGUOUS[doubt]
        holds = content_of(values, self._phone_like)
        if doubt == "countrycode" and are_country_codes(values):
            return Known("country", rank=1)
        if "address" in fields and self._keys & _STREETS and are_short(values):
            return Known("address", Role.SECOND)
        if holds is Holds.PHONES and "tel1" in fields and not _is_document_number(doubt, detected):
            return Known("tel1", Role.PHONE)
        if holds is Holds.NAMES and "customer_name" in fields and not _has(detected, "customer_name"):
            return Known("customer_name", Role.FULL)
        meaning = _MEANINGS.get(holds) if holds else None
        if meaning in fields and not _has(detected, meaning):
            return Known(meaning)
        return None


def _taken_for_identity(heading: str) -> str:
    return f'"{heading}" is taken for customer_id; --map customer_id= leaves that empty.'


def _why(heading: str, known: Known) -> Why:
    return Why.EXACT if normalise(heading) == known.field else Why.KNOWN


def _has(detected: DetectedColumns, name: str) -> bool:
    return any(one.known.field == name for one in detected.candidates)


def _is_document_number(doubt: str, detected: DetectedColumns) -> bool:
    """A "número" beside the kind of document, with no other column for the document itself."""
    numbers = ("numero", "nro", "num", "number")
    return doubt in numbers and _has(detected, "id_type") and not _has(detected, "customer_id")


def _left_out(heading: str, doubt: str, holds: Holds | None) -> str:
    seen = f" (its cells read as {holds})" if holds else ""
    maps = " or ".join(typed("--map", name, heading) for name in AMBIGUOUS[doubt])
    return f'"{heading}" is left out: such a heading means different things{seen}. If it is wanted: {maps}'


_SAYS_PHONE = re.compile(r"(?:^|_)(?:tel|cel|fon|phone|mov|mobil|whats|wsp|fijo|line|contact|llamar|call)")
_OTHER_NUMBERS = re.compile(
    r"(?:^|_)(?:id|ids|doc|documento|cedula|nit|cuenta|account|factura|invoice|contrato|contract|poliza|pedido"
    r"|orden|order|tarjeta|card|saldo|valor|monto|total|precio|fecha|date|codigo|code|cod|ref|referencia"
    r"|radicado|solicitud|credito|obligacion|serial|imei|iccid|sim|placa|matricula|ticket|caso|case)(?:_|$)"
)


def unmapped_phone_notes(
    columns: Iterable[str],
    sample: Sample,
    phone_like: PhoneLike | None,
    free: Sequence[str],
    notes: Sequence[str],
) -> list[str]:
    """What to say of `columns` left over that read as phones; `free` are the phone fields they could go to.

    Columns that `notes` name already are passed over. So are those whose digits may be anything else: with a
    country its numbering decides, without one the heading must speak of phones as well.
    """
    told = " ".join(notes)
    unnamed = [column for column in columns if f'"{column}"' not in told and not _other_numbers(column)]
    found = [column for column in unnamed if _reads_as_phones(column, sample_of(sample, column), phone_like)]
    return [_note(column, field) for column, field in zip(found, free, strict=False)]


def _other_numbers(heading: str) -> bool:
    return never_phones(heading) or _OTHER_NUMBERS.search(normalise(heading)) is not None


def _reads_as_phones(heading: str, cells: Cells, phone_like: PhoneLike | None) -> bool:
    if not mostly(looks_like_a_phone(cells)):
        return False
    if phone_like is None or phone_like is looks_like_a_phone:
        named = _SAYS_PHONE.search(normalise(heading)) is not None
        return named or mostly(cells.str.match(r"\s*\+\d"))
    return content_of(cells, phone_like) is Holds.PHONES


def free_phone_fields(taken: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """The fields for numbers to dial that no column goes to, in dialling order."""
    return [name for name in (*DIAL_FIELDS, "tel_extra") if name in set(allowed) - set(taken)]


def _note(column: str, field: str) -> str:
    return f'"{column}" reads like phones and is left out; to call them: {typed("--map", field, column)}'
