"""`wolkvox runs`: what was sent when, what came of it, go on, decide a doubt, drop an unfinished run."""

from typing import Annotated

import typer

from wolkvox_cli.commands.options import takes_settings
from wolkvox_cli.settings import Settings

runs = typer.Typer(help="What was sent when and what came of it; go on, decide a doubt, drop a run.")

RunId = Annotated[str, typer.Argument(metavar="ID", help="the run, or the beginning of its id")]
Arrived = Annotated[
    bool, typer.Option("--arrived", help="the Manager shows the records of the batch in doubt")
]
NotArrived = Annotated[bool, typer.Option("--not-arrived", help="the Manager does not show them")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="do not ask")]


@runs.callback(invoke_without_command=True)
@takes_settings("json", "no_color")
def list_runs(context: typer.Context, settings: Settings) -> None:
    """List the runs, the newest first; with a command after it, look at one run or decide on it."""
    if context.invoked_subcommand is not None:
        return
    from wolkvox_cli.workflow.history import list_all

    list_all(settings)


@runs.command("show")
@takes_settings("json", "no_color")
def show(run: RunId, settings: Settings) -> None:
    """Show a run, its batches, and what can be done with it."""
    from wolkvox_cli.workflow.history import show_one

    show_one(run, settings)


@runs.command("settle")
@takes_settings("json")
def settle(run: RunId, settings: Settings, arrived: Arrived = False, not_arrived: NotArrived = False) -> None:
    """Say whether the batch in doubt arrived, after looking it up in the Manager."""
    from wolkvox_cli.workflow.history import settle_doubt

    settle_doubt(run, settings, arrived=arrived, not_arrived=not_arrived)


@runs.command("discard")
@takes_settings("json", "no_input")
def discard(run: RunId, settings: Settings, yes: Yes = False) -> None:
    """Drop an unfinished run: what is left of it is not sent, what was sent stays on record."""
    from wolkvox_cli.workflow.history import discard_run

    discard_run(run, settings, yes=yes)


@runs.command("resume")
@takes_settings(
    *("campaign_status", "token_file", "profile"),
    *("on_doubt", "settle_after", "keep_going", "wait_lock", "licenses", "reserve"),
    *("report", "json", "quiet", "verbose", "no_color", "no_input"),
)
def resume(run: RunId, settings: Settings) -> None:
    """Go on with an unfinished run; needs its token, but not its file."""
    from wolkvox_cli.commands.run_command import run_command
    from wolkvox_cli.workflow.resume import resume_run

    run_command("runs resume", settings, lambda session: resume_run(session, run))
