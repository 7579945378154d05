"""The work of `wolkvox template`: write an empty lead file and say what to do with it."""

from pathlib import Path

from wolkvox_cli.output.console import Talk
from wolkvox_cli.output.json_object import print_json
from wolkvox_cli.output.lead_template import template_columns, write_template
from wolkvox_cli.settings import Settings


def write_empty_file(output: Path, language: str, settings: Settings, *, force: bool) -> None:
    """Write it. Raises CommandError where the path cannot be written, or is there and not to be replaced."""
    write_template(output, language, settings.type, force=force)
    columns = template_columns(language, settings.type)
    if settings.json:
        print_json("template", {"written": str(output), "headings": [column.heading for column in columns]})
    else:
        talk = Talk(quiet=settings.quiet)
        talk.say(f"Written: {output}, {len(columns)} columns. Fill it in, then: wolkvox check {output}")
