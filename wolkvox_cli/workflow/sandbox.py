"""The work of `wolkvox sandbox`: a stand-in for the API that answers until it is stopped."""

import gc
import signal
import sys
import threading
from contextlib import suppress

from wolkvox_cli.errors import CommandError, MachineError
from wolkvox_cli.output.console import put_out
from wolkvox_cli.sandbox.account import Account, parse_campaign
from wolkvox_cli.sandbox.faults import listing
from wolkvox_cli.sandbox.server import Sandbox


def serve_sandbox(
    port: int, licenses: int, campaigns: list[str], capacity: int | None, delay: float, faults: list[str]
) -> None:
    """Answer until Ctrl-C or SIGTERM. Raises CommandError for an option that cannot be used."""
    gc.enable()
    stopped = _stop_at_signal()
    served = _start(port, licenses, campaigns, capacity, delay, faults)
    try:
        _introduce(served)
        while not stopped.wait(0.2):  # without a time-out, Windows would not let Ctrl-C through
            pass
    finally:
        served.close()


def list_kinds_of_faults() -> None:
    """Show what can go wrong on demand."""
    put_out(f"{listing()}\n".encode())


def _start(
    port: int, licenses: int, campaigns: list[str], capacity: int | None, delay: float, faults: list[str]
) -> Sandbox:
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


def _introduce(served: Sandbox) -> None:
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
    with suppress(MachineError, OSError, ValueError):
        put_out(f"{line}\n".encode())


def _stop_at_signal() -> threading.Event:
    stopped = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stopped.set())
    return stopped
