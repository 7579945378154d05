"""Which of the columns found for a field fills it: the surest, parts joined, phones in dialling order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.headings import Role, is_phone_role
from wolkvox_cli.leads.map.choices import quoted_list, typed
from wolkvox_cli.leads.map.column_mapping import MappedField, Why
from wolkvox_cli.leads.map.detection import Candidate

_EXTRA = "tel_extra"


@dataclass
class Assignment:
    """What automatic mapping came to; `error` is that of the first field which two columns are alike for."""

    fields: list[MappedField] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    error: CommandError | None = None

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
    names = {one.known.field for one in others} | decided
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
    full = [one for one in columns if one.known.role is Role.FULL]
    heads = [one for one in columns if one.known.role is Role.WHOLE]
    if full and heads and "customer_last_name" in names:
        assignment.leave_out(full, "first and last name have columns of their own.")
    else:
        heads += full
    head = _surest(name, heads, assignment)
    later = [one for one in columns if one not in heads and one not in full]
    if heads and head is None:
        assignment.leave_out([*heads, *later])
        return
    parts = _parts_for(head, later, assignment)
    chosen = [head, *parts] if head else parts
    if chosen:
        assignment.fields.append(_mapped(name, chosen))


def _surest(name: str, heads: list[Candidate], assignment: Assignment) -> Candidate | None:
    """The one column that the field is known by best; an exact field name stands above all."""
    if not heads:
        return None
    best = min(_rank(one) for one in heads)
    surest = [one for one in heads if _rank(one) == best]
    if len(surest) > 1:
        assignment.error = assignment.error or _two_columns(name, surest)
        return None
    rest = [one for one in heads if one is not surest[0]]
    assignment.leave_out(rest, f'"{surest[0].column}" is the surer column for {name}.')
    return surest[0]


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
        return True
    if head is None:
        return False
    return part.known.role is Role.THIRD or head.known.rank > 0


def _mapped(name: str, chosen: Sequence[Candidate]) -> MappedField:
    columns = tuple(one.column for one in chosen)
    template = columns[0] if len(columns) == 1 else " ".join(f"{{{column}}}" for column in columns)
    why = Why.CONTENT if any(one.why is Why.CONTENT for one in chosen) else chosen[0].why
    return MappedField(name, template, columns, why)


def _two_columns(name: str, surest: Sequence[Candidate]) -> CommandError:
    columns = [one.column for one in surest]
    options = " or ".join(typed("--map", name, column) for column in columns)
    return CommandError(
        "mapping.two-columns",
        f"{len(columns)} columns could be {name}: {quoted_list(columns)}.",
        f"Choose one: {options}",
    )


def _assign_phones(
    phones: Sequence[Candidate], decided: frozenset[str], allowed: frozenset[str], assignment: Assignment
) -> None:
    """Numbered columns take their own field, the others fill the rest: mobiles first, then in file order."""
    taken = set(decided)
    waiting = []
    for one in sorted(phones, key=_is_synonym):
        wanted = _own_field(one)
        if wanted and wanted in allowed and wanted not in taken:
            taken.add(wanted)
            assignment.fields.append(_mapped(wanted, [one]))
        else:
            waiting.append(one)
    order = {one.column: index for index, one in enumerate(phones)}
    waiting.sort(key=lambda one: (_dialling_order(one), order[one.column]))
    free = _free_fields(taken, allowed)
    for one in waiting:
        wanted = next(free, None)
        if wanted is None:
            assignment.leave_out([one], "all the phone fields are taken.")
        else:
            assignment.fields.append(_mapped(wanted, [one]))


def _is_synonym(one: Candidate) -> bool:
    return one.known.role is not Role.WHOLE


def _own_field(one: Candidate) -> str | None:
    """The field a column asks for by name or number; a second home phone asks for none."""
    if one.known.role is Role.WHOLE:
        return one.known.field
    numbered = one.known.number and one.known.number <= len(DIAL_FIELDS)
    return one.known.field if numbered and one.known.role is not Role.LANDLINE else None


def _dialling_order(one: Candidate) -> int:
    if one.known.field == _EXTRA:
        return 2
    return 0 if one.known.role is Role.MOBILE else 1


def _free_fields(taken: set[str], allowed: frozenset[str]) -> Iterator[str]:
    return (name for name in (*DIAL_FIELDS, _EXTRA) if name in allowed and name not in taken)
