"""`wolkvox map FILE`: how columns go to fields and why; changes at the keyboard; writes a mapping file."""

from pathlib import Path
from typing import Annotated

import typer

from wolkvox_cli.commands import options as o

_Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="OUT.toml", help="write a mapping file", show_default=False),
]
_Force = Annotated[bool, typer.Option("--force", help="replace the mapping file if it is there already")]


def map_(
    file: o.FileArgument,
    output: _Output = None,
    force: _Force = False,
    type: o.Type = None,
    profile: o.Profile = None,
    map: o.Map = None,
    set: o.Set = None,
    mapping: o.Mapping = None,
    sheet: o.Sheet = None,
    encoding: o.Encoding = None,
    delimiter: o.Delimiter = None,
    header_row: o.HeaderRow = None,
    no_header: o.NoHeader = None,
    country: o.Country = None,
    json: o.Json = None,
    quiet: o.Quiet = None,
    no_color: o.NoColor = None,
    no_input: o.NoInput = None,
) -> None:
    """Show which column of FILE goes to which field and why; with -o, write it down for another day.

    On a terminal, columns can be given other fields with the keyboard.
    """
    given = {name: value for name, value in locals().items() if name not in ("file", "output", "force")}

    from wolkvox_cli.workflow.map import show_map

    raise typer.Exit(show_map(file, given, output, force=force))
