"""The work of `wolkvox fields`: the fields of a campaign, for people or for scripts."""

from dataclasses import asdict

from wolkvox_cli.output.console import Talk
from wolkvox_cli.output.fields_table import field_facts, show_fields
from wolkvox_cli.output.json_object import print_json
from wolkvox_cli.settings import Settings


def list_fields(settings: Settings) -> None:
    """Show the fields of the campaign type."""
    if settings.json:
        facts = [asdict(fact) for fact in field_facts(settings.type)]
        print_json("fields", {"type": settings.type, "fields": facts})
    else:
        show_fields(Talk(no_color=settings.no_color), settings.type)
