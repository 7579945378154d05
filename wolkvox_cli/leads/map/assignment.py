"""Which of the columns found for a field fills it: the surest, parts joined, phones in dialling order.

Of several columns for a field that one wins which is filled, whose cells differ, and whose heading is the
surest. Where none does, a minor field takes the first with a note; a name or an identity is for the user.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.headings import PHONE_ROLES, Role, is_phone_role
from wolkvox_cli.leads.map.choices import quoted_list, typed
from wolkvox_cli.leads.map.column_mapping import MappedField, Why
from wolkvox_cli.leads.map.content import HALF
from wolkvox_cli.leads.map.detection import Candidate
from wolkvox_cli.leads.map.questions import Question

_EXTRA = "tel_extra"
_MAJOR = frozenset({"customer_name", "customer_last_name", "customer_id"})
"""Fields about which the user is asked in doubt."""

_DIFFERENT = _MAJOR | {"email", "address"}
"""Fields that differ from lead to lead."""

_SPARSE = 1 / 3
"""A column with this share of the cells of another gives way to it."""


@dataclass
class Assignment:
    """What automatic mapping came to; `questions` are about the fields which columns are alike for."""

    fields: list[MappedField] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def leave_out(self, candidates: Iterable[Candidate], note: str = "") -> None:
        """These columns go nowhere."""
        columns = [one.column for one in candidates]
        self.unmapped += columns
        if note and columns:
            self.notes.append(
                f"{quoted_list(columns)} {'is' if len(columns) == 1 else 'are'} left out: {note}"
            )


def assign_fields(
    candidates: Sequence[Candidate], decided: frozenset[str], allowed: frozenset[str]
) -> Assignment:
    """Give each column its field. `decided` fields are the user's, `allowed` those the campaign has."""
    assignment = Assignment()
    _assign_phones([one for one in candidates if _is_phone(one)], decided, allowed, assignment)
    others = [one for one in candidates if not _is_phone(one)]
    filled = [one for one in others if one.filled] or others
    names = {one.known.field for one in filled} | decided
    for name in dict.fromkeys(one.known.field for one in others):
        columns = [one for one in others if one.known.field == name]
        if name in decided:
            assignment.leave_out(columns)
        else:
            _assign_field(name, columns, names, assignment)
    return assignment


def _is_phone(one: Candidate) -> bool:
    return is_phone_role(one.known) or one.known.field in DIAL_FIELDS or one.known.field == _EXTRA


def _assign_field(name: str, columns: list[Candidate], names: Iterable[str], assignment: Assignment) -> None:
    heads = [one for one in columns if one.known.role in (Role.WHOLE, Role.FULL)]
    later = [one for one in columns if one not in heads]
    good = _good(name, heads)
    first_names = [one for one in good if one.known.role is Role.WHOLE]
    full_names = [one for one in good if one.known.role is Role.FULL and one.known.rank < 2]
    if full_names and first_names and "customer_last_name" in names:
        assignment.leave_out(full_names, "first and last name have columns of their own.")
        good = [one for one in good if one not in full_names]
        heads = [one for one in heads if one not in full_names]
    head = _surest(name, heads, good, assignment)
    if heads and head is None:
        assignment.leave_out([*heads, *later])
        return
    parts = _parts_for(head, later, assignment)
    chosen = [head, *parts] if head else parts
    if chosen:
        assignment.fields.append(_mapped(name, chosen))


def _good(name: str, heads: Sequence[Candidate]) -> list[Candidate]:
    """Those that are filled and, where the field differs from lead to lead, differ: all where none is."""
    most = max((one.filled for one in heads), default=0.0)
    filled = [one for one in heads if one.filled > _SPARSE * most or not most]
    differing = [one for one in filled if one.different >= HALF] if name in _DIFFERENT else filled
    return differing or filled


def _surest(
    name: str, heads: list[Candidate], good: list[Candidate], assignment: Assignment
) -> Candidate | None:
    """The one column that the field is known by best; an exact field name stands above all."""
    if not heads:
        return None
    best = min(_rank(one) for one in good)
    surest = [one for one in good if _rank(one) == best]
    if len(surest) > 1 and name in _MAJOR:
        columns = tuple(one.column for one in surest)
        assignment.questions.append(Question.between(name, columns))
        return None
    _tell_of_others(name, surest[0], heads, assignment)
    return surest[0]


def _tell_of_others(name: str, head: Candidate, heads: list[Candidate], assignment: Assignment) -> None:
    others = [one for one in heads if one is not head]
    blank = [one for one in others if head.filled and not one.filled]
    assignment.leave_out(blank)
    others = [one for one in others if one not in blank]
    instead = " or ".join(typed("--map", name, one.column) for one in others)
    assignment.leave_out(others, f'{name} is taken from "{head.column}". To take another: {instead}')


def _rank(one: Candidate) -> int:
    return -1 if one.why is Why.EXACT else one.known.rank


def _parts_for(head: Candidate | None, parts: list[Candidate], assignment: Assignment) -> list[Candidate]:
    """Later parts in order: those of a name in any case, a house number only behind a street."""
    parts = sorted(parts, key=lambda one: one.known.role.value)
    fitting = [one for one in parts if _fits(head, one)]
    assignment.leave_out(one for one in parts if one not in fitting)
    return fitting


def _fits(head: Candidate | None, part: Candidate) -> bool:
    if part.known.field != "address":
        return head is None or head.known.role is not Role.FULL
    if head is None:
        return False
    return part.known.role is Role.THIRD or head.known.rank > 0


def _mapped(name: str, chosen: Sequence[Candidate]) -> MappedField:
    columns = tuple(one.column for one in chosen)
    template = columns[0] if len(columns) == 1 else " ".join(f"{{{column}}}" for column in columns)
    why = Why.CONTENT if any(one.why is Why.CONTENT for one in chosen) else chosen[0].why
    return MappedField(name, template, columns, why)


def _assign_phones(
    phones: Sequence[Candidate], decided: frozenset[str], allowed: frozenset[str], assignment: Assignment
) -> None:
    """Numbered columns take their own field, the others fill the rest in dialling order.

    That is: mobiles first, then phones of which nothing is said, at home, at work, a company's, others; and
    among them in file order.
    """
    phones = _without_guardians(phones, bool(decided & {*DIAL_FIELDS}), assignment)
    taken = set(decided)
    own = _own_fields(phones, decided, allowed)
    for one in phones:
        if one.column in own:
            taken.add(own[one.column])
            assignment.fields.append(_mapped(own[one.column], [one]))
    waiting = [one for one in phones if one.column not in own]
    order = {one.column: (one.known.number, index) for index, one in enumerate(phones)}
    waiting.sort(key=lambda one: (_dialling_order(one), order[one.column]))
    free = _free_fields(taken, allowed)
    for one in waiting:
        wanted = next(free, None)
        if wanted is None:
            assignment.leave_out([one], "all the phone fields are taken.")
        else:
            assignment.fields.append(_mapped(wanted, [one]))


def _without_guardians(
    phones: Sequence[Candidate], has_decided: bool, assignment: Assignment
) -> Sequence[Candidate]:
    """Who answers for the lead is called where the lead has no phone."""
    guardians = [one for one in phones if one.known.role is Role.GUARDIAN]
    own = [one for one in phones if one not in guardians]
    if guardians and (has_decided or any(one.filled for one in own)):
        maps = " ".join(
            typed("--map", f"tel{number}", one.column)
            for number, one in enumerate(guardians, len(own) + 1)
            if number <= len(DIAL_FIELDS)
        )
        assignment.leave_out(guardians, f"the leads have phones of their own. To call these too: {maps}")
        return own
    return phones


def _own_fields(
    phones: Sequence[Candidate], decided: frozenset[str], allowed: frozenset[str]
) -> dict[str, str]:
    """The fields that columns ask for by name or number, by column.

    Where the numbers are at odds (CEL1 beside TEL1), or leave too little room before them (Celular, Teléfono,
    Teléfono 2), they only say which comes first of its kind.
    """
    named: dict[str, str] = {}
    for one in phones:
        if one.known.role is Role.WHOLE and one.known.field not in {*named.values(), *decided}:
            named[one.column] = one.known.field
    numbered = {one.column: name for one in phones if (name := _numbered_field(one))}
    wanted = [*named.values(), *numbered.values(), *decided]
    if len(set(wanted)) == len(wanted) and not _are_crowded(phones):
        named |= numbered
    return {column: name for column, name in named.items() if name in allowed}


def _are_crowded(phones: Sequence[Candidate]) -> bool:
    """Whether more phones without a number stand there than fields before the first number."""
    own = [one.known.number for one in phones if one.known.role in (Role.MOBILE, Role.PHONE)]
    first = min((number for number in own if number), default=1)
    return 1 < first <= own.count(0)


def _numbered_field(one: Candidate) -> str | None:
    """The field that a phone is numbered for; a second home phone is for none."""
    numbered = one.known.number and one.known.number <= len(DIAL_FIELDS)
    return one.known.field if numbered and one.known.role in (Role.MOBILE, Role.PHONE) else None


def _dialling_order(one: Candidate) -> int:
    roles = (*PHONE_ROLES[:-1], Role.WHOLE, Role.GUARDIAN)
    return roles.index(one.known.role)


def _free_fields(taken: set[str], allowed: frozenset[str]) -> Iterator[str]:
    return (name for name in (*DIAL_FIELDS, _EXTRA) if name in allowed and name not in taken)
