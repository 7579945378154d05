"""`wolkvox sandbox`: the loopback stand-in for the API, until it is stopped."""

import gc
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import threading

    from wolkvox_cli.sandbox.server import Sandbox

FAULT_HELP = (
    "What shall go wrong, and when; repeatable. 502@2 answers the second batch with a 502, "
    "hang-applied@*:5 leaves every batch without an answer for 5 seconds. --list-faults shows all kinds."
)


def sandbox(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 0,
    licenses: Annotated[int, typer.Option(min=0, help="The daily quota is licenses x 1000 requests.")] = 10,
    campaign: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID:TYPE:STATUS", help="A campaign of the account, such as 7:preview:stop; repeatable."
        ),
    ] = None,
    capacity: Annotated[
        int | None,
        typer.Option(min=0, help="How many records a campaign has room for; without it any number."),
    ] = None,
    delay: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="How long every request takes at least.")
    ] = 0.0,
    fault: Annotated[list[str] | None, typer.Option(metavar="KIND@N:ARG", help=FAULT_HELP)] = None,
    list_faults: Annotated[bool, typer.Option("--list-faults", help="Show all kinds of faults.")] = False,
) -> None:
    """Start a local stand-in for the wolkvox API, for rehearsals and tests.

    It keeps the documented rules, needs no account, and forgets everything when it stops (Ctrl-C).
    """
    if list_faults:
        from wolkvox_cli.sandbox.faults import listing

        typer.echo(listing())
        return
    gc.enable()
    stopped = _stop_at_signal()
    served = _start(port, licenses, campaign or [], capacity, delay, fault or [])
    try:
        _introduce(served)
        while not stopped.wait(0.2):  # without a time-out, Windows would not let Ctrl-C through
            pass
    finally:
        served.close()


def _start(
    port: int, licenses: int, campaigns: list[str], capacity: int | None, delay: float, faults: list[str]
) -> "Sandbox":
    from wolkvox_cli.errors import CommandError
    from wolkvox_cli.sandbox.account import Account, parse_campaign
    from wolkvox_cli.sandbox.server import Sandbox

    try:
        chosen = [parse_campaign(text) for text in campaigns]
        account = Account(chosen, licenses=licenses, capacity=capacity)
        return Sandbox(account, faults, port, delay=delay, log=_say).start()
    except ValueError as wrong:
        raise CommandError(
            "command.sandbox", str(wrong), "Correct the option and start the sandbox again."
        ) from None
    except OSError as taken:
        raise CommandError(
            "command.port",
            f"The sandbox cannot use port {port}: {taken.strerror or taken}.",
            "Choose another --port, or leave it out to get a free one.",
        ) from None


def _introduce(served: "Sandbox") -> None:
    first = next(iter(served.account.campaigns))
    _say(f"The sandbox answers at {served.url} (Ctrl-C stops it). In another terminal, type:")
    settings = {
        "WOLKVOX_BASE_URL": served.url,
        "WOLKVOX_TOKEN": served.account.token,
        "WOLKVOX_CAMPAIGN": first,
    }
    if sys.platform == "win32":
        _say("  " + "; ".join(f'$env:{name}="{value}"' for name, value in settings.items()))
    else:
        _say("  export " + " ".join(f"{name}={value}" for name, value in settings.items()))
    for each in served.account.campaigns.values():
        _say(f"Campaign {each.id}: {each.type}, status {each.status}")


def _say(line: str) -> None:
    # Whoever read the lines may be gone (`wolkvox sandbox | head -1`); the sandbox goes on.
    with suppress(OSError, ValueError):
        typer.echo(line)


def _stop_at_signal() -> "threading.Event":
    import signal
    import threading

    stopped = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stopped.set())
    return stopped
