"""Asks at the keyboard which column goes to which field."""

from collections.abc import Callable, Sequence

from rich.prompt import Prompt

from wolkvox_cli.campaign import CampaignType, fields_of
from wolkvox_cli.leads.map.choices import nearest_field
from wolkvox_cli.leads.map.column_mapping import ColumnMapping, assign
from wolkvox_cli.output.console import Talk, shown
from wolkvox_cli.output.mapping_table import ColumnView, show_mapping

Ask = Callable[[str], str]
"""Puts a question and returns the line that was typed."""

_AS_IT_IS, _NOWHERE = "", "-"


def ask_for_changes(
    talk: Talk,
    columns: Sequence[ColumnView],
    mapping: ColumnMapping,
    campaign_type: CampaignType,
    ask: Ask | None = None,
) -> ColumnMapping:
    """Show the mapping and let the user change it, column by column, until Enter ends it."""
    put = ask or (
        lambda question: Prompt.ask(shown(question), console=talk.err, default="", show_default=False)
    )
    headings = [column.heading for column in columns]
    while True:
        show_mapping(talk.err, columns, mapping)
        heading = _ask_column(talk, headings, put)
        if heading is None:
            return mapping
        field = _ask_field(talk, heading, campaign_type, put)
        if field != _AS_IT_IS:
            mapping = assign(mapping, headings, heading, None if field == _NOWHERE else field)


def _ask_column(talk: Talk, headings: Sequence[str], put: Ask) -> str | None:
    while True:
        typed = put("Number of a column to change (Enter: it is right)").strip()
        if not typed:
            return None
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(headings):
            return headings[int(typed) - 1]
        talk.say(f"A number from 1 to {len(headings)}, please.")


def _ask_field(talk: Talk, heading: str, campaign_type: CampaignType, put: Ask) -> str:
    names = [field.name for field in fields_of(campaign_type)]
    while True:
        typed = put(f'Field for "{heading}" (Enter: as it is, -: leave out, ?: list them)')
        typed = typed.strip().casefold()
        if typed in (_AS_IT_IS, _NOWHERE, *names):
            return typed
        meant = None if typed == "?" else nearest_field(typed)
        if typed != "?":
            talk.say(f"There is no field {typed}." + (f" Did you mean {meant}?" if meant else ""))
        if not meant:
            talk.say(", ".join(names))
