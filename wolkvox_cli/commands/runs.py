"""`wolkvox runs`: what was sent when, what came of it, go on, decide a doubt, drop an unfinished run."""

from typing import Annotated

import typer

from wolkvox_cli.commands import options as o

runs = typer.Typer(help="What was sent when and what came of it; go on, decide a doubt, drop a run.")

RunId = Annotated[str, typer.Argument(metavar="ID", help="the run, or the beginning of its id")]
Arrived = Annotated[
    bool, typer.Option("--arrived", help="the Manager shows the records of the batch in doubt")
]
NotArrived = Annotated[bool, typer.Option("--not-arrived", help="the Manager does not show them")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="do not ask")]


@runs.callback(invoke_without_command=True)
def list_runs(context: typer.Context, json: o.Json = None, no_color: o.NoColor = None) -> None:
    """List the runs, the newest first; with a command after it, look at one run or decide on it."""
    if context.invoked_subcommand is not None:
        return
    from wolkvox_cli.workflow.history import list_all

    list_all(json=bool(json), no_color=bool(no_color))


@runs.command("show")
def show(run: RunId, json: o.Json = None, no_color: o.NoColor = None) -> None:
    """Show a run, its batches, and what can be done with it."""
    from wolkvox_cli.workflow.history import show_one

    show_one(run, json=bool(json), no_color=bool(no_color))


@runs.command("settle")
def settle(
    run: RunId, arrived: Arrived = False, not_arrived: NotArrived = False, json: o.Json = None
) -> None:
    """Say whether the batch in doubt arrived, after looking it up in the Manager."""
    from wolkvox_cli.workflow.history import settle_doubt

    settle_doubt(run, arrived=arrived, not_arrived=not_arrived, json=bool(json))


@runs.command("discard")
def discard(run: RunId, yes: Yes = False, json: o.Json = None, no_input: o.NoInput = None) -> None:
    """Drop an unfinished run: what is left of it is not sent, what was sent stays on record."""
    from wolkvox_cli.workflow.history import discard_run

    discard_run(run, yes=yes, json=bool(json), no_input=bool(no_input))


@runs.command("resume")
def resume(
    run: RunId,
    campaign_status: o.CampaignStatus = None,
    token_file: o.TokenFile = None,
    profile: o.Profile = None,
    on_doubt: o.OnDoubt = None,
    settle_after: o.SettleAfter = None,
    keep_going: o.KeepGoing = None,
    wait_lock: o.WaitLock = None,
    licenses: o.Licenses = None,
    reserve: o.Reserve = None,
    report: o.Report = None,
    json: o.Json = None,
    quiet: o.Quiet = None,
    verbose: o.Verbose = None,
    no_color: o.NoColor = None,
    no_input: o.NoInput = None,
) -> None:
    """Go on with an unfinished run; needs its token, but not its file."""
    given = {name: value for name, value in locals().items() if name != "run"}

    from wolkvox_cli.commands.run_command import run_command
    from wolkvox_cli.workflow.resume import resume_run

    run_command("runs resume", given, lambda session: resume_run(session, run))
