"""The fields of a campaign as a table: what they hold, how much, and the headings they are known by."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table

from wolkvox_cli.campaign import CampaignType, FieldKind, LeadField, fields_of
from wolkvox_cli.leads.headings import headings_for
from wolkvox_cli.output.console import Talk, shown

_SHOWN_HEADINGS = 4
_LIMITS = {
    FieldKind.PHONE: "7 to 15 digits",
    FieldKind.DATE: "a date and time",
    FieldKind.AGE: "0 to 120",
    FieldKind.AGENT: "digits",
    FieldKind.EMAIL: "one address",
    FieldKind.TEXT: "",
}
_RUNS = (("opt", 1, 6), ("opt", 7, 12), ("tel", 3, 10))
"""Fields that differ in their number only and share a line."""


@dataclass(frozen=True)
class FieldFacts:
    """One field as `wolkvox fields --json` tells it."""

    name: str
    about: str
    limit: str
    max_length: int | None
    headings: tuple[str, ...]


def field_facts(campaign_type: CampaignType) -> list[FieldFacts]:
    """The fields of a campaign type, in request order."""
    return [
        FieldFacts(field.name, field.about, limit_of(field), field.max_length, headings_for(field.name))
        for field in fields_of(campaign_type)
    ]


def limit_of(field: LeadField) -> str:
    """What a value of the field may be, in words; empty where nothing is documented."""
    return f"{field.max_length} characters" if field.max_length else _LIMITS[field.kind]


def show_fields(talk: Talk, campaign_type: CampaignType) -> None:
    """Print the fields to standard output."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Field", no_wrap=True)
    table.add_column("Holds")
    table.add_column("At most", no_wrap=True)
    table.add_column("Known by headings such as")
    for name, facts in _lines(field_facts(campaign_type)):
        table.add_row(name, facts.about, facts.limit, shown(_headings(facts.headings)))
    talk.out.print(table)
    talk.out.print(
        "Capitals, accents, spaces and punctuation do not matter. All known headings: wolkvox fields --json",
        soft_wrap=not talk.out.is_terminal,
    )


def _lines(facts: Sequence[FieldFacts]) -> list[tuple[str, FieldFacts]]:
    """Every field, or the first of a run under the name of the whole run."""
    followers = {f"{stem}{n}" for stem, first, last in _RUNS for n in range(first + 1, last + 1)}
    names = {f"{stem}{first}": f"{stem}{first} ... {stem}{last}" for stem, first, last in _RUNS}
    return [(names.get(one.name, one.name), one) for one in facts if one.name not in followers]


def _headings(headings: Sequence[str]) -> str:
    shown = ", ".join(headings[:_SHOWN_HEADINGS])
    return f"{shown}, ..." if len(headings) > _SHOWN_HEADINGS else shown
