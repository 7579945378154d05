"""Why a run stops before its last batch, in words: what happened and what to do next."""

from wolkvox_cli.errors import MachineError
from wolkvox_cli.spool import Batch
from wolkvox_cli.upload.events import RunStopped, StopReason
from wolkvox_cli.upload.outcomes import RefusalReason, Refused

_AGAIN = "Then repeat the same command: it goes on where it stopped."

_REFUSALS: dict[RefusalReason, tuple[str, str, str]] = {
    RefusalReason.TOKEN: (
        "api.auth",
        "The API refused the token",
        f"Check the token and that it belongs to this server. {_AGAIN}",
    ),
    RefusalReason.QUOTA: (
        "api.quota",
        "The token's requests of the day are used up",
        "Repeat the same command tomorrow: it goes on where it stopped.",
    ),
    RefusalReason.SIMULTANEOUS: (
        "api.simultaneous",
        "Somebody else keeps using the same token at the same time",
        f"Wait until the other program has finished, or use a token of your own. {_AGAIN}",
    ),
    RefusalReason.MAINTENANCE: (
        "api.maintenance",
        "The API is closed for maintenance",
        "Repeat the same command later: it goes on where it stopped.",
    ),
    RefusalReason.BUSY: (
        "api.busy",
        "The API keeps asking to be left in peace",
        "Repeat the same command later: it goes on where it stopped.",
    ),
    RefusalReason.CAPACITY: (
        "api.capacity",
        "The campaign is full",
        f"Make room in the campaign in the Manager, or send the rest to another campaign. {_AGAIN}",
    ),
    RefusalReason.CAMPAIGN: (
        "api.campaign",
        "The API does not know the campaign",
        f"Check the campaign's id and the server. {_AGAIN}",
    ),
    RefusalReason.PARAMETERS: (
        "api.parameters",
        "The API did not accept the request's form",
        f"Check the campaign's type and status, or leave a refused batch out with --keep-going. {_AGAIN}",
    ),
    RefusalReason.SIZE: (
        "api.size",
        "The batch is too large for the server",
        "Repeat the same command with --keep-going: it goes on with the other batches, and the failed-row "
        "report then holds the rows of the refused ones; upload that with a smaller --max-batch-mb. If "
        "nothing has arrived yet, drop this run with wolkvox runs discard, and send the file itself so.",
    ),
    RefusalReason.REDIRECT: (
        "api.redirect",
        "The server sends to another address, where the token does not go",
        f"Check --server or --base-url. {_AGAIN}",
    ),
    RefusalReason.UNKNOWN: (
        "api.refused",
        "The API refused the batch",
        f"Ask the vendor what the message means, or leave a refused batch out with --keep-going. {_AGAIN}",
    ),
}

CONCERNS_ONE_BATCH = frozenset({RefusalReason.PARAMETERS, RefusalReason.SIZE, RefusalReason.UNKNOWN})
"""Refusals after which another batch may well be accepted; after the others it can not."""


def refused(batch: Batch, refusal: Refused) -> RunStopped:
    """The API said no for good."""
    code, what, hint = _REFUSALS[refusal.reason]
    reason = StopReason.QUOTA if refusal.reason is RefusalReason.QUOTA else StopReason.REFUSED
    words = f' It said: "{refusal.message}".' if refusal.message else ""
    return RunStopped(reason, code, f"{what}; batch {batch.number} was refused.{words}", hint)


def unreachable(batch: Batch, reason: str) -> RunStopped:
    """The API could not be reached, however often it was tried."""
    return RunStopped(
        StopReason.UNREACHABLE,
        "api.unreachable",
        f"The API could not be reached: {reason}. Batch {batch.number} was not sent.",
        "Check the network, the server's name, and whether the operation's IP list has this address. "
        + _AGAIN,
    )


def never_arrives(batch: Batch, times: int) -> RunStopped:
    """The answer was lost again and again, and each time the batch had not arrived."""
    return RunStopped(
        StopReason.UNREACHABLE,
        "api.unreachable",
        f"Batch {batch.number} was sent {times} times; each time the answer was lost and the batch did not "
        "arrive.",
        "Try again later, with a smaller --batch-size if it was the size. " + _AGAIN,
    )


def quota_used_up(batch: Batch) -> RunStopped:
    """By our own count the next request would pass what may be used today."""
    return RunStopped(
        StopReason.QUOTA,
        "api.quota",
        f"The requests that may be used today are used up before batch {batch.number}.",
        "Repeat the same command tomorrow, or with a smaller --reserve: it goes on where it stopped.",
    )


def interrupted(batch: Batch) -> RunStopped:
    """The user wanted to stop; what was in flight has been waited for."""
    return RunStopped(
        StopReason.INTERRUPTED,
        "run.interrupted",
        f"Stopped as you wished, before batch {batch.number} was sent.",
        "Repeat the same command: it goes on where it stopped.",
    )


def interrupted_in_doubt(batch: Batch, run: str) -> RunStopped:
    """The user wanted to stop while it was being found out whether the batch had arrived."""
    return RunStopped(
        StopReason.INTERRUPTED,
        "run.interrupted",
        f"Stopped as you wished; whether batch {batch.number} arrived is not known yet.",
        f"Repeat the same command to find out, or decide it with: wolkvox runs settle {run} "
        "--arrived | --not-arrived",
    )


def in_doubt(
    batch: Batch, run: str, reason: str, look_for: str, personal: str, accepted: int = 0
) -> RunStopped:
    """A batch may have arrived or not. `look_for` and `personal` say what to look up in the Manager.

    `accepted` of its records have arrived for certain, by the API's own word.
    """
    settle = f"wolkvox runs settle {run}"
    decide = f"If they are there: {settle} --arrived. If not: {settle} --not-arrived."
    if accepted:
        rest = batch.records - accepted
        decide = (
            f"If all {batch.records:,} are there: {settle} --arrived. If no more than {accepted:,}: "
            f"{settle} --not-arrived; the other {rest:,} then count as refused."
        )
    return RunStopped(
        StopReason.IN_DOUBT,
        "api.in-doubt",
        f"Whether batch {batch.number} arrived is not known: {reason}. It is not sent again on a guess.",
        f"{look_for} {decide} Then repeat the same command.",
        personal,
    )


def outcome_not_written(batch: Batch, run: str, outcome: str, fault: MachineError) -> MachineError:
    """The API has answered, but the journal could not take its answer down."""
    settle = f"wolkvox runs settle {run} --arrived | --not-arrived"
    return MachineError(
        fault.code,
        f"Batch {batch.number} {outcome}, but that could not be written down. {fault.message}",
        f"{fault.hint} Then tell the program what happened: {settle}",
    )
