"""`wolkvox template`: an empty lead file with headings that are known."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from wolkvox_cli.commands.options import takes_settings
from wolkvox_cli.settings import Settings


class Language(StrEnum):
    """Languages of the headings."""

    ES = "es"
    EN = "en"
    PT = "pt"


_Output = Annotated[Path, typer.Option("-o", "--output", metavar="PATH", help="file to write, .xlsx or .csv")]
_Lang = Annotated[Language, typer.Option("--lang", help="language of the headings")]
_Force = Annotated[bool, typer.Option("--force", help="replace the file if it is there already")]


@takes_settings("type", "profile", "json", "quiet")
def template(
    settings: Settings,
    output: _Output = Path("leads.xlsx"),
    lang: _Lang = Language.ES,
    force: _Force = False,
) -> None:
    """Write an empty lead file with the right headings, to be filled in: Excel or CSV.

    The Excel form has text cells, so that no digit is lost, and a sheet that explains the columns.
    """
    from wolkvox_cli.workflow.template import write_empty_file

    write_empty_file(output, lang, settings, force=force)
