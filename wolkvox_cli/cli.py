"""The `wolkvox` command put together; imports nothing heavy, so that --help is instant."""

import gc
import os
import sys
from typing import Any, cast

import typer

from wolkvox_cli import __version__
from wolkvox_cli.commands.add_records import add_records
from wolkvox_cli.commands.check import check
from wolkvox_cli.commands.exit_code_help import EXIT_CODES
from wolkvox_cli.commands.fields import fields
from wolkvox_cli.commands.map import map_
from wolkvox_cli.commands.runs import runs
from wolkvox_cli.commands.sandbox import sandbox
from wolkvox_cli.commands.template import template

app = typer.Typer(
    name="wolkvox",
    help="Put lead files into wolkvox campaigns, each lead exactly once.",
    epilog=EXIT_CODES,
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

_NO_COMMAND = 2
_INTERRUPTED = 130


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"wolkvox {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _program(
    context: typer.Context,
    version: bool = typer.Option(
        False, "--version", help="Show the version.", is_eager=True, callback=_show_version
    ),
) -> None:
    """Put lead files into wolkvox campaigns, each lead exactly once."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(_NO_COMMAND)


def main() -> None:
    """The console script: every error becomes a sentence and the contract's exit code."""
    gc.disable()  # Starting makes many objects and no garbage; commands that go on for long enable it.
    program = typer.main.get_command(app)  # with the options that install shell completion
    assert isinstance(program, typer.core.TyperGroup)
    if "_WOLKVOX_COMPLETE" in os.environ:
        _convert_no_values()
    # Drawing the list of commands with rich would take longer than all the rest of --help.
    program.rich_markup_mode = None
    try:
        code = program(prog_name="wolkvox", standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        code = _INTERRUPTED
    except Exception as error:
        code = _failed(error, _command_of(program, sys.argv[1:]))
    sys.exit(code if isinstance(code, int) else 0)


def _convert_no_values() -> None:
    """For completion, which needs none: typer would load pydantic for it, longer than all the rest takes."""

    def as_it_is(self: object, context: object, value: object) -> object:
        return value

    for kind in (typer.core.TyperOption, typer.core.TyperArgument):
        cast("Any", kind).process_value = as_it_is


def _failed(error: Exception, command: str) -> int:
    from wolkvox_cli.commands.run_command import fail

    return fail(error, command, sys.argv[1:])


def _command_of(program: Any, arguments: list[str]) -> str:
    """The command that was meant, such as "runs show"; "" where none of ours was."""
    names: list[str] = []
    for word in arguments:
        program = getattr(program, "commands", {}).get(word)
        if program is None:
            break
        names.append(word)
    return " ".join(names)


if __name__ == "__main__":
    main()
