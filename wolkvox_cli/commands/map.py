"""`wolkvox map FILE`: how columns go to fields and why; changes at the keyboard; writes a mapping file."""

from pathlib import Path
from typing import Annotated

import typer

from wolkvox_cli.commands.options import FileArgument, takes_settings
from wolkvox_cli.settings import Settings

_Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="OUT.toml", help="write a mapping file", show_default=False),
]
_Force = Annotated[bool, typer.Option("--force", help="replace the mapping file if it is there already")]


@takes_settings(
    *("type", "profile", "map", "set", "mapping"),
    *("sheet", "encoding", "delimiter", "header_row", "no_header", "skip_hidden", "country"),
    *("json", "quiet", "no_color", "no_input"),
)
def map_(file: FileArgument, settings: Settings, output: _Output = None, force: _Force = False) -> None:
    """Show which column of FILE goes to which field and why; with -o, write it down for another day.

    On a terminal, columns can be given other fields with the keyboard.
    """
    from wolkvox_cli.workflow.map import show_map

    raise typer.Exit(show_map(file, settings, output, force=force))
