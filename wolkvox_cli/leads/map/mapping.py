"""Headings to fields: what the user says, then the mapping file, then what the columns tell by themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wolkvox_cli.campaign import DIAL_FIELDS, LEAD_FIELDS, CampaignType
from wolkvox_cli.errors import CommandError, WolkvoxError
from wolkvox_cli.leads.headings import field_of, mended
from wolkvox_cli.leads.map.assignment import assign_fields
from wolkvox_cli.leads.map.calling_code_columns import put_codes_before_phones
from wolkvox_cli.leads.map.choices import (
    check_type,
    field_names,
    parse_choice,
    parse_constant,
    quoted_list,
    resolve,
)
from wolkvox_cli.leads.map.column_mapping import ColumnMapping, MappedField, Why
from wolkvox_cli.leads.map.content import Sample, phones_of
from wolkvox_cli.leads.map.detection import Candidate, ColumnDetector
from wolkvox_cli.leads.map.mapping_file import MappingFile
from wolkvox_cli.leads.map.phone_columns import labels_beside, sample_notes, whole_number_of
from wolkvox_cli.leads.map.questions import Question, error_of, options_of
from wolkvox_cli.leads.map.unmapped import UnmappedColumns
from wolkvox_cli.leads.phones.calling_codes import calling_code_of

__all__ = [
    "ColumnMapping",
    "MappedField",
    "MappingResult",
    "Why",
    "map_columns",
    "no_phones",
    "parse_choice",
    "parse_constant",
    "understand_columns",
]

_ORDER = {lead_field.name: index for index, lead_field in enumerate(LEAD_FIELDS)}
_SHOWN_COLUMNS = 12
_OFFERED = 5
_TO_DIAL = frozenset({*DIAL_FIELDS, "tel_extra"})


@dataclass(frozen=True)
class MappingResult:
    """The mapping as far as it is decided, and what is open: while anything is, it cannot be used."""

    mapping: ColumnMapping
    questions: tuple[Question, ...] = ()

    @property
    def error(self) -> WolkvoxError | None:
        """What is open, as an error; None where nothing is."""
        return error_of(self.questions)


@dataclass
class _Choices:
    """What the user has decided: columns for fields, fields left empty, constants, unwanted columns."""

    fields: dict[str, MappedField] = field(default_factory=dict)
    emptied: set[str] = field(default_factory=set)
    constants: dict[str, str] = field(default_factory=dict)
    unwanted: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    @property
    def taken(self) -> frozenset[str]:
        """Fields that automatic mapping may not fill.

        An emptied phone field is none of them: its column must not move on to the next phone field.
        """
        return frozenset({*self.fields, *self.constants, *(self.emptied - _TO_DIAL)})

    @property
    def columns(self) -> set[str]:
        """Columns that automatic mapping may not use. The country of the numbers may be that of the lead."""
        used = {
            column
            for mapped in self.fields.values()
            for column in mapped.columns
            if column != mapped.calling_codes or field_of(column) != "country"
        }
        return used | self.unwanted


def map_columns(
    headings: Sequence[str],
    sample: Sample,
    campaign_type: CampaignType,
    *,
    choices: Mapping[str, str],
    constants: Mapping[str, str],
    mapping_file: MappingFile | None = None,
    country: str | None = None,
) -> ColumnMapping:
    """Which column goes to which field; `sample` is some rows of text columns under `headings`.

    With a `country` its numbering tells what is a phone.
    Raises CommandError where a choice names a field or column that does not exist or where two columns
    are alike for one field, FileError where no column holds phones.
    """
    understood = understand_columns(
        headings,
        sample,
        campaign_type,
        choices=choices,
        constants=constants,
        mapping_file=mapping_file,
        country=country,
    )
    if understood.error:
        raise understood.error
    return understood.mapping


def understand_columns(
    headings: Sequence[str],
    sample: Sample,
    campaign_type: CampaignType,
    *,
    choices: Mapping[str, str],
    constants: Mapping[str, str],
    mapping_file: MappingFile | None = None,
    country: str | None = None,
) -> MappingResult:
    """The same, but with two columns for one field, or without phones, what was understood comes back too."""
    chosen = _choices_of(headings, campaign_type, choices, constants, mapping_file)
    phone_like = phones_of(country)
    detector = ColumnDetector(headings, sample, phone_like)
    detected = detector.detect([heading for heading in headings if heading not in chosen.columns])
    allowed = field_names(campaign_type)
    usable, foreign = _split(detected.candidates, allowed)
    assignment = assign_fields(usable, chosen.taken, allowed)
    automatic = [mapped for mapped in assignment.fields if mapped.field not in chosen.emptied]
    dropped = [mapped for mapped in assignment.fields if mapped.field in chosen.emptied]
    mapped = sorted([*chosen.fields.values(), *automatic], key=lambda one: _ORDER[one.field])
    with_codes = put_codes_before_phones(mapped, detected.unmapped, headings, sample, country)
    mapped = with_codes.fields
    labels = labels_beside(mapped, headings)
    used = {column for one in mapped for column in one.columns}
    nowhere = {*detected.unmapped, *assignment.unmapped, *(one.column for one in foreign), *chosen.unwanted}
    nowhere |= {column for one in dropped for column in one.columns}
    ignored = tuple(heading for heading in headings if heading in nowhere and heading not in used)
    notes = [*chosen.notes, *detected.notes, *assignment.notes, *with_codes.notes]
    notes += _foreign_notes(foreign, detector, campaign_type)
    notes += _doubtful_notes(usable, mapped)
    notes += sample_notes(mapped, labels, headings, sample)
    filled = {*chosen.taken, *(one.field for one in assignment.fields)}
    unsaid = [one for one in ignored if one in detected.unmapped and one not in labels.values()]
    notes += UnmappedColumns(unsaid, sample, phone_like, filled, allowed, notes).notes()
    mapping = ColumnMapping(
        tuple(mapped),
        chosen.constants,
        ignored,
        tuple(notes),
        whole_number=whole_number_of(country),
        residence=with_codes.residence,
        own_code=calling_code_of(country) or "",
        labels=labels,
    )
    open_now = [no_phones(mapping, detector), with_codes.question, *assignment.questions]
    return MappingResult(mapping, tuple(question for question in open_now if question))


def _choices_of(
    headings: Sequence[str],
    campaign_type: CampaignType,
    choices: Mapping[str, str],
    constants: Mapping[str, str],
    mapping_file: MappingFile | None,
) -> _Choices:
    chosen = _Choices()
    for name in choices:
        check_type(name, campaign_type, "--map")
    for name in constants:
        check_type(name, campaign_type, "--set")
        if choices.get(name):
            raise CommandError(
                "mapping.two-columns",
                f"{name} is given both by --map and by --set.",
                "Keep one of them.",
            )
    _choose(chosen, choices, headings, Why.YOU, "--map")
    chosen.constants.update(constants)
    if mapping_file:
        _add_file(chosen, mapping_file, headings, campaign_type, set(choices) | set(constants))
    chosen.constants = {
        name: chosen.constants[name] for name in sorted(chosen.constants, key=_ORDER.__getitem__)
    }
    return chosen


def _choose(
    chosen: _Choices, choices: Mapping[str, str], headings: Sequence[str], why: Why, where: str
) -> None:
    for name, text in choices.items():
        if text:
            chosen.fields[name] = MappedField.of(name, *resolve(text, headings, f"{where} {name}"), why)
        else:
            chosen.emptied.add(name)


def _add_file(
    chosen: _Choices,
    mapping_file: MappingFile,
    headings: Sequence[str],
    campaign_type: CampaignType,
    decided: set[str],
) -> None:
    """What the file says, where the command line says nothing."""
    allowed = field_names(campaign_type)
    fields = {name: text for name, text in mapping_file.fields.items() if name not in decided}
    constants = {name: text for name, text in mapping_file.constants.items() if name not in decided}
    foreign = [name for name in (*fields, *constants) if name not in allowed]
    if foreign:
        chosen.notes.append(
            f"{', '.join(foreign)} in {mapping_file.path}: {campaign_type} campaigns have no such field."
        )
    usable = {name: text for name, text in fields.items() if name in allowed}
    _choose(chosen, usable, headings, Why.FILE, mapping_file.path)
    chosen.constants.update({name: text for name, text in constants.items() if name in allowed})
    named = {column for mapped in chosen.fields.values() for column in mapped.columns}
    chosen.unwanted |= set(mapping_file.ignored) & set(headings) - named


def _split(
    candidates: Sequence[Candidate], allowed: frozenset[str]
) -> tuple[list[Candidate], list[Candidate]]:
    """Columns for fields that this type of campaign has, and those for fields that it has not."""
    usable = [one for one in candidates if one.known.field in allowed]
    return usable, [one for one in candidates if one.known.field not in allowed]


def _foreign_notes(
    foreign: Sequence[Candidate], detector: ColumnDetector, campaign_type: CampaignType
) -> list[str]:
    columns = [one.column for one in foreign if not detector.is_blank(one.column)]
    if not columns:
        return []
    return [f"{quoted_list(columns)}: left out, {campaign_type} campaigns have no such field."]


def _doubtful_notes(candidates: Sequence[Candidate], mapped: Sequence[MappedField]) -> list[str]:
    """Columns that are taken though words stand in their headings which nobody knows."""
    fields = {one.columns[0]: one.field for one in mapped}
    doubtful = [
        one.column for one in candidates if one.known.doubtful and one.column in fields and one.filled
    ]
    return [
        f'"{column}"{_read_as(column)} is taken for {fields[column]}; '
        f"--map {fields[column]}= leaves that empty."
        for column in doubtful
    ]


def _read_as(column: str) -> str:
    meant = mended(column)
    return f' (read as "{meant}")' if meant else ""


def no_phones(mapping: ColumnMapping, detector: ColumnDetector) -> Question | None:
    """The question for a mapping that gives no number to dial, naming columns that might; else None."""
    filled = {mapped.field for mapped in mapping.fields} | set(mapping.constants)
    if filled & _TO_DIAL:
        return None
    candidates = detector.phone_candidates(mapping.ignored)[:_OFFERED]
    if not candidates:
        return Question(
            "file.no-phone-column",
            "No column holds phone numbers: there is nobody to call.",
            f"{_left_over(mapping)} If one of them holds phones: --map tel1=COLUMN. "
            "If the first row is a lead and no heading: --no-header.",
        )
    answer = tuple((f"tel{number}", column) for number, column in enumerate(candidates, 1))
    return Question(
        "file.no-phone-column",
        "No column has a heading that is known for phone numbers to dial, "
        f"but what stands in {quoted_list(candidates)} reads like them.",
        f"If they are to be called: {options_of(answer)}",
        (answer,),
    )


def _left_over(mapping: ColumnMapping) -> str:
    if not mapping.ignored:
        return "All its columns went to other fields."
    more = " ..." if len(mapping.ignored) > _SHOWN_COLUMNS else ""
    return f"The columns left over are {quoted_list(mapping.ignored[:_SHOWN_COLUMNS])}{more}."
