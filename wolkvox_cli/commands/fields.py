"""`wolkvox fields`: the fields of a campaign, their limits and the headings they are known by."""

from wolkvox_cli.commands.options import takes_settings
from wolkvox_cli.settings import Settings


@takes_settings("type", "profile", "json", "no_color")
def fields(settings: Settings) -> None:
    """The fields that a campaign knows, their limits, and the headings they are known by."""
    from wolkvox_cli.workflow.fields import list_fields

    list_fields(settings)
