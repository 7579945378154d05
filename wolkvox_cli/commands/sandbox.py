"""`wolkvox sandbox`: the loopback stand-in for the API, until it is stopped."""

from typing import Annotated

import typer

_FAULT_HELP = (
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
    fault: Annotated[list[str] | None, typer.Option(metavar="KIND@N:ARG", help=_FAULT_HELP)] = None,
    list_faults: Annotated[bool, typer.Option("--list-faults", help="Show all kinds of faults.")] = False,
) -> None:
    """Start a local stand-in for the wolkvox API, for rehearsals and tests.

    It keeps the documented rules, needs no account, and forgets everything when it stops (Ctrl-C).
    """
    from wolkvox_cli.workflow.sandbox import list_kinds_of_faults, serve_sandbox

    if list_faults:
        list_kinds_of_faults()
    else:
        serve_sandbox(port, licenses, campaign or [], capacity, delay, fault or [])
