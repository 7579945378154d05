"""The `wolkvox` command put together; imports nothing heavy, so that --help is instant."""

import sys

import typer

from wolkvox_cli import __version__
from wolkvox_cli.commands.add_records import add_records
from wolkvox_cli.commands.check import check
from wolkvox_cli.commands.fields import fields
from wolkvox_cli.commands.map import map_
from wolkvox_cli.commands.runs import runs
from wolkvox_cli.commands.sandbox import sandbox
from wolkvox_cli.commands.template import template

app = typer.Typer(
    name="wolkvox",
    help="Put lead files into wolkvox campaigns, each lead exactly once.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("add-records", short_help="Put a file's leads into a campaign.")(add_records)
app.command("check", short_help="Check a file, send nothing.")(check)
app.command("map", short_help="Show and choose how columns map to fields.")(map_)
app.command("fields", short_help="The fields and headings a campaign knows.")(fields)
app.command("template", short_help="Write an empty lead file.")(template)
app.add_typer(runs, name="runs", short_help="What was sent, and what came of it.")
app.command("sandbox", short_help="Start a local stand-in for the API.")(sandbox)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"wolkvox {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: bool = typer.Option(
        False, "--version", help="Show the version.", is_eager=True, callback=_show_version
    ),
) -> None:
    """Put lead files into wolkvox campaigns, each lead exactly once."""


def main() -> None:
    """The console script: every error becomes a sentence and the contract's exit code."""
    program = typer.main.get_command(app)  # with the options that install shell completion
    assert isinstance(program, typer.core.TyperGroup)
    # Drawing the list of commands with rich would take longer than all the rest of --help.
    program.rich_markup_mode = None
    try:
        code = program(standalone_mode=False)
    except typer.Abort:
        code = 130
    except typer.TyperException as error:
        from wolkvox_cli.commands.session import wrong_command

        code = wrong_command(error.format_message(), sys.argv)
    except Exception as error:
        from wolkvox_cli.commands.session import failed_outside

        code = failed_outside(error, sys.argv)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
