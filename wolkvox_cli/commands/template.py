"""`wolkvox template`: an empty lead file with headings that are known."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from wolkvox_cli.commands import options as o


class Language(StrEnum):
    """Languages of the headings."""

    ES = "es"
    EN = "en"
    PT = "pt"


_Output = Annotated[
    Path,
    typer.Option("-o", "--output", metavar="PATH", help="file to write, .xlsx or .csv; default leads.xlsx"),
]
_Lang = Annotated[Language, typer.Option("--lang", help="language of the headings")]
_Force = Annotated[bool, typer.Option("--force", help="replace the file if it is there already")]


def template(
    output: _Output = Path("leads.xlsx"),
    lang: _Lang = Language.ES,
    type: o.Type = None,
    force: _Force = False,
    json: o.Json = None,
    quiet: o.Quiet = None,
) -> None:
    """Write an empty lead file with the right headings, to be filled in: Excel or CSV.

    The Excel form has text cells, so that no digit is lost, and a sheet that explains the columns.
    """
    from wolkvox_cli.campaign import CampaignType
    from wolkvox_cli.output.console import Talk
    from wolkvox_cli.output.json_object import print_json
    from wolkvox_cli.output.lead_template import template_columns, write_template
    from wolkvox_cli.settings import resolve

    campaign_type = CampaignType(resolve({"type": type}).type)
    write_template(output, lang, campaign_type, force=force)
    columns = template_columns(lang, campaign_type)
    if json:
        print_json("template", {"written": str(output), "headings": [column.heading for column in columns]})
    else:
        talk = Talk(quiet=bool(quiet))
        talk.say(f"Written: {output}, {len(columns)} columns. Fill it in, then: wolkvox check {output}")
