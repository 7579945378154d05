"""The runs of the journal as tables and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from rich.table import Table
from rich.text import Text

from wolkvox_cli.output.console import Talk, cut_in_the_middle, shown
from wolkvox_cli.upload.accounts import Accounts, BatchRecord, BatchState, RunRecord, RunState

_COUNTS = ("accepted", "refused", "in_doubt", "not_sent")
_GAP = "  "
_SHORTEST_NAME = 12
"""Characters of a file's name that are shown however narrow the terminal is."""
_STATE_WORDS = {
    BatchState.PREPARED: "not sent",
    BatchState.SENDING: "in doubt",
    BatchState.ACCEPTED: "accepted",
    BatchState.REFUSED: "refused",
    BatchState.IN_DOUBT: "in doubt",
}


@dataclass(frozen=True)
class RunView:
    """A run with its accounts."""

    record: RunRecord
    accounts: Accounts


def run_facts(view: RunView, batches: Sequence[BatchRecord] | None = None) -> dict[str, Any]:
    """A run for scripts, with its batches if they are given."""
    record = view.record
    facts: dict[str, Any] = {
        "run": record.id,
        "created": record.created,
        "finished": record.finished.isoformat() if record.finished else None,
        "state": record.state,
        "stopped": record.stopped,
        "file": {"name": record.file, "sha256": record.sha256},
        "campaign": {
            "server": record.campaign.server,
            "id": record.campaign.id,
            "type": record.campaign.type,
        },
        "rows": {
            "read": record.read,
            "rejected": record.rejected,
            "duplicate": record.duplicate,
            "already_sent": record.already_sent,
            "excluded": record.excluded,
            **asdict(view.accounts.rows),
        },
        "batches": {"total": view.accounts.batches.total, **asdict(view.accounts.batches)},
        "requests": view.accounts.requests,
    }
    if batches is not None:
        facts["each_batch"] = [_batch_facts(batch) for batch in batches]
    return facts


def show_runs(talk: Talk, views: Sequence[RunView]) -> None:
    """One line for every run, the newest first."""
    if not views:
        talk.say("No runs yet. Begin one with: wolkvox add-records FILE")
        return
    talk.out.print(_runs_table(views, talk.out.width))


def _runs_table(views: Sequence[RunView], width: int) -> Table:
    """Counts that are zero in every run have no column; names give way in their middle."""
    counts = [name for name in _COUNTS if name == "accepted" or any(_count(view, name) for view in views)]
    headings = [name.replace("_", " ") for name in counts]
    states = [state_words(view).replace("(api.", "(") for view in views]
    campaigns = _campaigns(views)
    taken = [
        len(views[0].record.id),
        max(map(len, [*campaigns, "campaign"])),
        max(map(len, states)),
        *map(len, headings),
    ]
    room = max(width - sum(taken) - len(_GAP) * len(taken), _SHORTEST_NAME)
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, len(_GAP), 0, 0))
    table.add_column("run", no_wrap=True, min_width=taken[0])  # to be copied whole
    for heading in ("file", "campaign", "state"):
        table.add_column(heading, overflow="fold")
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True, min_width=len(heading))
    for view, campaign, state in zip(views, campaigns, states, strict=True):
        table.add_row(
            view.record.id,
            shown(cut_in_the_middle(view.record.file, room)),
            shown(campaign),
            shown(state, "" if view.record.state is RunState.COMPLETE else "bold"),
            *(_number(_count(view, name), name) for name in counts),
        )
    return table


def _campaigns(views: Sequence[RunView]) -> list[str]:
    """The campaigns of the runs, with their servers where there is more than one."""
    campaigns = [view.record.campaign for view in views]
    if len({campaign.server for campaign in campaigns}) == 1:
        return [campaign.id for campaign in campaigns]
    return [f"{campaign.id} on {campaign.server}" for campaign in campaigns]


def _count(view: RunView, name: str) -> int:
    count: int = getattr(view.accounts.rows, name)
    return count


def _number(count: int, name: str) -> Text:
    """Bright what needs a person, dim what is usual."""
    return Text(f"{count:,}", "" if name == "accepted" else "bold yellow" if count else "dim")


def show_run(talk: Talk, view: RunView, batches: Sequence[BatchRecord]) -> None:
    """A run, its batches, and what can be done with it."""
    record = view.record
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in _facts_for_people(view):
        table.add_row(name, shown(value))
    talk.out.print(table)
    if batches:
        talk.out.print(_batch_table(batches))
    for line in next_steps(view):
        talk.say(line)
    if record.state is RunState.OPEN and record.stopped and not view.accounts.rows.in_doubt:
        talk.detail(f"It was stopped by: {record.stopped}")


def state_words(view: RunView) -> str:
    """How a run stands."""
    if view.record.state is not RunState.OPEN:
        return view.record.state.value
    if view.accounts.batches.in_doubt:
        return "in doubt"
    return f"open ({view.record.stopped})" if view.record.stopped else "open"


def next_steps(view: RunView) -> list[str]:
    """The commands that lead on from how a run stands."""
    run = view.record.id
    if view.record.state is not RunState.OPEN:
        return []
    steps = [f"Go on with it: wolkvox runs resume {run}"]
    if view.accounts.batches.in_doubt:
        steps.append(f"Decide the doubt: wolkvox runs settle {run} --arrived | --not-arrived")
    return [*steps, f"Give it up: wolkvox runs discard {run}"]


def _local_time(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"


def _facts_for_people(view: RunView) -> list[tuple[str, str]]:
    record, rows = view.record, view.accounts.rows
    campaign = record.campaign
    kept_out = (
        f"{record.rejected:,} rejected, {record.duplicate:,} duplicate, "
        f"{record.already_sent:,} already sent, {record.excluded:,} excluded"
    )
    sent = ", ".join(f"{getattr(rows, name):,} {name.replace('_', ' ')}" for name in _COUNTS)
    return [
        ("run", record.id),
        ("state", state_words(view)),
        ("begun", _local_time(record.created)),
        ("file", record.file),
        ("campaign", f"{campaign.id} ({campaign.type}) on {campaign.server}"),
        ("rows read", f"{record.read:,}: {kept_out}"),
        ("rows to send", f"{rows.total:,}: {sent}"),
        ("requests", f"{view.accounts.requests:,}"),
    ]


def _batch_table(batches: Sequence[BatchRecord]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", title="", title_justify="left")
    for heading in ("batch", "records", "rows", "tries", "seconds"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("state", no_wrap=True)
    if any(record.words for record in batches):
        table.add_column("what was said", overflow="fold")
    for record in batches:
        batch = record.batch
        usual = record.state is BatchState.ACCEPTED
        table.add_row(
            f"{batch.number:,}",
            f"{batch.records:,}",
            f"{batch.first_row:,}-{batch.last_row:,}",
            f"{record.attempts:,}",
            "" if record.seconds is None else f"{record.seconds:.1f}",
            Text(_STATE_WORDS[record.state], "" if usual else "bold yellow"),
            *([shown(record.words)] if record.words else []),
        )
    return table


def _batch_facts(record: BatchRecord) -> dict[str, Any]:
    batch = record.batch
    return {
        "batch": batch.number,
        "state": _STATE_WORDS[record.state].replace(" ", "_"),
        "records": batch.records,
        "accepted": record.accepted,
        "first_row": batch.first_row,
        "last_row": batch.last_row,
        "attempts": record.attempts,
        "seconds": record.seconds,
        "reason": record.reason,
        "words": record.words,
    }
