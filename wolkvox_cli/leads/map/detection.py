"""What each column could be: by its heading and, where that leaves doubt, by what it holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.headings import (
    AMBIGUOUS,
    IGNORED,
    MANAGER_ONLY,
    Known,
    Role,
    ambiguity,
    holds_other_numbers,
    is_country_code,
    is_phone_role,
    is_record_number,
    key,
    lookup,
    may_hold_whole_phones,
    never_phones,
    normalise,
    not_dialled,
    speaks_of_phones,
    speaks_of_work,
    told_by_cells,
)
from wolkvox_cli.leads.map.choices import typed
from wolkvox_cli.leads.map.column_mapping import Why
from wolkvox_cli.leads.map.content import (
    FEW,
    HALF,
    Cells,
    Holds,
    PhoneLike,
    Sample,
    all_cells,
    are_calling_codes,
    are_codes,
    are_country_codes,
    are_short,
    are_words,
    content_of,
    different_share,
    filled_share,
    have_phones,
    known_share,
    sample_of,
)
from wolkvox_cli.leads.map.place_names import COMPANY_DEPARTMENTS, DEPARTMENTS
from wolkvox_cli.leads.model import REPORT_COLUMNS

_MANAGER_HEADINGS = 3
"""With this many headings of the Manager's own, a file is its template or export."""

_WEAKEST = 9
_REPEATED = re.compile(r"(.+?)(?: \(\d+\)|\.\d+)")
"""How reading, and pandas, write the headings that stand there a second time: Celular (2), Celular.1."""

_STREETS = frozenset({"calle", "rua", "logradouro", "street", "callenomb", "nombrecalle"})
_FLATS = _STREETS | {"altura", "piso"}
"""Beside these, "depto" is a flat and no state."""

_PLACE_FIELDS = frozenset({"country", "city"})
_NAMED_PLACES = frozenset({"country", "state", "city"})
"""Fields that the agent reads by name: a code says nothing there."""

_PHONE_FIELDS = frozenset({*DIAL_FIELDS, "tel_extra"})
_MEANINGS = {Holds.EMAILS: "email", Holds.STATES: "state", Holds.DOCUMENT_TYPES: "id_type"}
_MANAGER_MEANING = {"id": "customer_id", "departamento": "state"}
_NUMBERS = ("numero", "numeros", "nro", "num", "number", "numbers")
_DEPARTMENTS = ("departamento", "depto")
_FEW_ROWS = 3
"""Fewer rows than this do not show whether a column differs from row to row."""


@dataclass(frozen=True)
class Candidate:
    """A column, the field its heading or its cells speak for, and which of both does.

    `filled` is the share of rows in which it stands, `different` the share of its cells that differ.
    """

    column: str
    known: Known
    why: Why
    filled: float = 1.0
    different: float = 1.0


@dataclass
class DetectedColumns:
    """What all columns are taken for, in file order: `candidates` for fields, `unmapped` the others.

    `not_dialled` are the phones among the unmapped that are not the lead's own to call.
    """

    candidates: list[Candidate] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    not_dialled: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether a column for this field was found."""
        return any(one.known.field == name for one in self.candidates)


class ColumnDetector:
    """Looks at one file's headings and a sample of its cells."""

    def __init__(self, headings: Sequence[str], sample: Sample, phone_like: PhoneLike | None) -> None:
        self._headings = headings
        self._sample = sample
        self._phone_like = phone_like
        self._looked_at: dict[str, Cells] = {}
        self._keys = frozenset(key(heading) for heading in headings)
        self._from_manager = len(self._keys & MANAGER_ONLY) >= _MANAGER_HEADINGS

    def detect(self, headings: Sequence[str]) -> DetectedColumns:
        """What these columns are, as far as that is certain."""
        detected = DetectedColumns()
        ambiguous: list[tuple[str, str]] = []
        for heading in headings:
            name = self._repeated(heading) or heading
            known, doubt = self._known(heading, name), ambiguity(name)
            if name != heading and self._adds_nothing(heading, name):
                detected.unmapped.append(heading)
            elif known:
                self._add(heading, known, _why(name, known), detected)
            elif doubt:
                ambiguous.append((heading, doubt))
            elif not self._is_silent(heading):
                detected.unmapped.append(heading)
        for heading, doubt in ambiguous:
            self._decide(heading, doubt, detected)
        self._tell_record_number(detected)
        detected.not_dialled = [
            one for one in detected.unmapped if not_dialled(one) and not self.is_blank(one)
        ]
        order = {heading: index for index, heading in enumerate(self._headings)}
        detected.candidates.sort(key=lambda one: order[one.column])
        detected.unmapped.sort(key=lambda column: order[column])
        return detected

    def _add(self, heading: str, known: Known, why: Why, detected: DetectedColumns) -> None:
        """A column whose heading is known, unless its cells contradict it."""
        if reason := self._contradiction(heading, known):
            detected.unmapped.append(heading)
            if reason != "-":
                detected.notes.append(
                    f'"{heading}" is left out: {reason}. To send it: {typed("--map", known.field, heading)}'
                )
            return
        detected.candidates.append(self._candidate(heading, known, why))

    def _cells(self, heading: str) -> Cells:
        if heading not in self._looked_at:
            self._looked_at[heading] = sample_of(self._sample, heading)
        return self._looked_at[heading]

    def _candidate(self, heading: str, known: Known, why: Why) -> Candidate:
        cells = self._cells(heading)
        return Candidate(
            heading,
            known,
            why,
            filled_share(self._sample, heading),
            different_share(cells) if len(cells) >= _FEW_ROWS else 1.0,
        )

    def _contradiction(self, heading: str, known: Known) -> str:
        """What the cells say against the heading, "-" where that needs no word, "" where they agree."""
        cells = self._cells(heading)
        if cells.empty:
            return ""
        least = HALF if told_by_cells(heading) else FEW
        if known.doubtful and is_phone_role(known) and not have_phones(cells, least):
            return "-"
        if known.doubtful and known.field == "customer_name" and not self._are_names(heading):
            return "-"
        if known.field in _NAMED_PLACES and known.rank >= 0 and are_codes(cells):
            return f"its cells are codes and no names, which say nothing as {known.field}"
        return ""

    def _are_names(self, heading: str) -> bool:
        cells = self._cells(heading)
        differs = len(cells) < _FEW_ROWS or different_share(cells) >= HALF
        return differs and are_words(cells)

    def _known(self, heading: str, name: str) -> Known | None:
        """What the heading is known as; under one of an area's code may stand whole phones."""
        known = lookup(name)
        if known is None and may_hold_whole_phones(name):
            return Known("tel1", Role.PHONE) if self._content(heading) is Holds.PHONES else None
        return known

    def _repeated(self, heading: str) -> str | None:
        """The heading that this one repeats: "Nombre (2)" is no second given name."""
        match = _REPEATED.fullmatch(heading)
        return match[1] if match and match[1] in self._headings else None

    def _adds_nothing(self, heading: str, repeated: str) -> bool:
        """Whether a repeated column is blank, or has the same cells as the first. Phones may be several."""
        known = lookup(repeated)
        if known and is_phone_role(known):
            return False
        same = all_cells(self._sample, heading).equals(all_cells(self._sample, repeated))
        return same or self.is_blank(heading)

    def is_blank(self, heading: str) -> bool:
        """Whether the sample of this column is empty."""
        return self._cells(heading).empty

    def phone_candidates(self, headings: Sequence[str]) -> list[str]:
        """Columns that read as phones though their headings do not say so, else those of somebody else."""
        possible = [one for one in headings if not never_phones(one) and not holds_other_numbers(one)]
        alike = [heading for heading in possible if self._might_be_phone(heading)]
        return alike or [one for one in headings if not_dialled(one) and self._holds_numbers(one)]

    def _holds_numbers(self, heading: str) -> bool:
        return speaks_of_phones(heading) and have_phones(self._cells(heading), HALF)

    def _might_be_phone(self, heading: str) -> bool:
        values = self._cells(heading)
        # whatever the country: here the user decides
        return content_of(values) is Holds.PHONES or (
            "tel1" in AMBIGUOUS.get(ambiguity(heading) or "", ()) and have_phones(values)
        )

    def _content(self, heading: str) -> Holds | None:
        return content_of(self._cells(heading), self._phone_like)

    def _is_silent(self, heading: str) -> bool:
        """The report's own columns, and the Manager's results where it is sure that they are that."""
        name = key(heading)
        is_result = name in IGNORED and (self._from_manager or name in MANAGER_ONLY)
        return is_result or heading in REPORT_COLUMNS

    def _decide(self, heading: str, doubt: str, detected: DetectedColumns) -> None:
        known, why = self._meaning(heading, doubt, detected)
        if known is None:
            detected.unmapped.append(heading)
            if (
                key(heading) in AMBIGUOUS
                and not self.is_blank(heading)
                and not self._is_calling_code(heading)
            ):
                detected.notes.append(_left_out(heading, doubt, self._content(heading)))
            return
        if doubt == "id" and not self._from_manager and not detected.has(known.field):
            detected.notes.append(_taken_for_identity(heading))
        detected.candidates.append(self._candidate(heading, known, why))

    def _is_calling_code(self, heading: str) -> bool:
        """Whether it is a matter of phone numbers; see `calling_code_columns`."""
        return is_country_code(heading) and are_calling_codes(self._cells(heading))

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
        if doubt in _DEPARTMENTS:
            return self._department(heading, detected), Why.KNOWN
        return self._by_content(heading, doubt, detected), Why.CONTENT

    def _department(self, heading: str, detected: DetectedColumns) -> Known | None:
        """A state by its name or by the country or city beside it; not a flat, not a company's."""
        if detected.has("state"):
            return None
        cells = self._cells(heading)
        if known_share(cells, DEPARTMENTS) >= HALF:
            return Known("state")
        if known_share(cells, COMPANY_DEPARTMENTS) >= HALF or are_codes(cells):
            return None
        beside = any(detected.has(name) for name in _PLACE_FIELDS)
        if not beside or self._keys & _FLATS or any(map(speaks_of_work, self._headings)):
            return None
        return Known("state")

    def _by_content(self, heading: str, doubt: str, detected: DetectedColumns) -> Known | None:
        values = self._cells(heading)
        fields = AMBIGUOUS[doubt]
        holds = content_of(values, self._phone_like)
        if doubt == "countrycode" and are_country_codes(values):
            return Known("country", rank=1)
        if "address" in fields and self._keys & _STREETS and are_short(values):
            return Known("address", Role.SECOND)
        if "tel1" in fields and self._holds_phones(doubt, holds, values, detected):
            return Known("tel1", Role.PHONE)
        if holds is Holds.NAMES and "customer_name" in fields and not detected.has("customer_name"):
            return Known("customer_name", Role.FULL)
        meaning = _MEANINGS.get(holds) if holds else None
        if meaning in fields and not detected.has(meaning):
            return Known(meaning)
        return None

    def _holds_phones(self, doubt: str, holds: Holds | None, cells: Cells, detected: DetectedColumns) -> bool:
        """Whether an ambiguous column is one of phones; a mere number only where no surer phone stands."""
        if holds is not Holds.PHONES:
            return False
        if doubt not in _NUMBERS:
            return True
        surer = any(is_phone_role(one.known) and one.filled for one in detected.candidates)
        surer |= any(one.known.field in _PHONE_FIELDS and one.filled > 0 for one in detected.candidates)
        return not surer and not _is_document_number(detected)


def _taken_for_identity(heading: str) -> str:
    return f'"{heading}" is taken for customer_id; --map customer_id= leaves that empty.'


def _why(heading: str, known: Known) -> Why:
    return Why.EXACT if normalise(heading) == known.field else Why.KNOWN


def _is_document_number(detected: DetectedColumns) -> bool:
    """A "número" beside the kind of document, with no other column for the document itself."""
    return detected.has("id_type") and not detected.has("customer_id")


def _left_out(heading: str, doubt: str, holds: Holds | None) -> str:
    seen = f" (its cells read as {holds})" if holds else ""
    maps = " or ".join(typed("--map", name, heading) for name in AMBIGUOUS[doubt])
    return f'"{heading}" is left out: such a heading means different things{seen}. If it is wanted: {maps}'
