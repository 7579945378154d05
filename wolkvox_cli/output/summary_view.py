"""The summary as people see it: how it went, what became of the rows, what was wrong, what to do next."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from wolkvox_cli.output.console import Talk, counted, shown
from wolkvox_cli.output.problems_table import show_problems
from wolkvox_cli.output.summary import RowCounts, RunSummary, Status

_OUTCOMES = (
    ("accepted", "accepted", "green", "the API said yes"),
    ("rejected", "rejected", "red", "broke a rule, see the failed-row report"),
    ("duplicate", "duplicate", "yellow", "the same lead stands earlier in the file"),
    ("already_sent", "already sent", "yellow", "this campaign has had them from an earlier file"),
    ("excluded", "excluded", "yellow", "on a do-not-call list"),
    ("refused", "refused", "red", "the API said no"),
    ("in_doubt", "in doubt", "bold red", "sent, and nobody knows whether it arrived"),
    ("not_sent", "not sent", "yellow", "never left this machine"),
)
_MOST_BAR = 60
"""Characters of the bar of outcomes."""

_ABOUT_ONE_FILE = ("--sheet", "--encoding", "--delimiter", "--header-row", "--no-header", "--report")
"""Options that say how one file is written: a report on it is written in its own way."""


def show_summary(talk: Talk, summary: RunSummary) -> None:
    """Print the summary to standard output."""
    console = talk.out
    if summary.file is None:
        return
    if summary.rows.read:
        if console.is_terminal:
            console.print()
        console.print(_headline(summary, console), soft_wrap=not console.is_terminal)
        console.print(shown(_title(summary), "dim"), soft_wrap=True)
        if console.is_terminal and console.color_system:
            console.print(_bar(summary, min(console.width, _MOST_BAR)))
        console.print(_outcomes(summary))
        show_problems(console, summary.problems, summary.rows.rejected)
        console.print()
    for line in _closing_lines(summary):
        console.print(line, soft_wrap=not console.is_terminal)
    for command in _next_commands(summary):
        console.print(Text.assemble("  ", shown(command, "bold")), soft_wrap=True)


def _headline(summary: RunSummary, console: Console) -> Text:
    """How it went, in words and colour."""
    mark, style, words = _how_it_went(summary)
    if console.options.ascii_only:
        mark = {"✓": "*", "■": "#"}.get(mark, mark)
    return Text.assemble((f"{mark} ", style), shown(words, f"bold {style}"))


def _how_it_went(summary: RunSummary) -> tuple[str, str, str]:
    """A mark, a colour and a sentence."""
    rows = summary.rows
    need_you = rows.rejected + rows.refused
    but = f", but {_needing(need_you)} you." if need_you else "."
    if rows.in_doubt:
        doubtful = f"{_are(rows.in_doubt, 'lead')} in doubt"
        return "?", "red", f"{doubtful}: look in the Manager before anything is sent again."
    if summary.status is Status.INCOMPLETE:
        return "■", "yellow", f"Stopped: {_arrived(summary)}. The rest can still be sent."
    if summary.status is not Status.COMPLETE:
        return "■", "red", "Nothing was sent."
    if not rows.accepted and not rows.not_sent:
        return "!", "yellow", f"No row can be sent{but}"
    done = _arrived(summary) if summary.campaign else f"{_are(rows.not_sent, 'row')} ready to send"
    mark, style = ("!", "yellow") if need_you else ("✓", "green")
    return mark, style, f"{done}{but}"


def _are(count: int, one: str) -> str:
    return f"{counted(count, one)} {'is' if count == 1 else 'are'}"


def _needing(rows: int) -> str:
    return "1 row needs" if rows == 1 else f"{rows:,} rows need"


def _arrived(summary: RunSummary) -> str:
    """25,000 leads are in campaign 4521; "of 30,000" where others are not."""
    rows = summary.rows
    to_send = rows.accepted + rows.refused + rows.in_doubt + rows.not_sent
    of = f"{rows.accepted:,} of " if rows.accepted != to_send else ""
    where = f" in campaign {summary.campaign.id}" if summary.campaign else ""
    return f"{of}{_are(to_send, 'lead')}{where}"


def _title(summary: RunSummary) -> str:
    name = summary.file.path if summary.file else ""
    if not (summary.run and summary.campaign):
        return name
    return f"{name} → campaign {summary.campaign.id}, run {summary.run}"


def _counts(rows: RowCounts) -> Iterator[tuple[int, str, str, str]]:
    """How many rows have each outcome, its word, its colour and what it means."""
    for name, word, style, about in _OUTCOMES:
        yield getattr(rows, name), word, style, about


def _bar(summary: RunSummary, width: int) -> Text:
    """The outcomes in proportion; the smallest is seen too."""
    bar = Text()
    left, rows = width, summary.rows.read
    for count, word, style, _ in sorted(_counts(summary.rows)):
        if count:
            # The smallest first: the larger ones share what they leave.
            length = max(1, round(left * count / rows))
            bar = Text.assemble(("━" * length, "green" if _is_ready(summary, word) else style), bar)
            left, rows = left - length, rows - count
    return bar


def _outcomes(summary: RunSummary) -> Table:
    """A line for each outcome, and their sum."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(style="dim")
    for count, word, style, about in _counts(summary.rows):
        if _is_ready(summary, word):
            table.add_row(f"{count:,}", Text("ready to send", "green"), _batches_text(summary))
        elif count or (word == "accepted" and summary.campaign):
            table.add_row(f"{count:,}", Text(word, style), about)
    table.add_row(f"{summary.rows.read:,}", "rows read", style="bold")
    return table


def _is_ready(summary: RunSummary, word: str) -> bool:
    """Whether these rows would be sent: nothing was to be sent by this command."""
    return word == "not sent" and summary.campaign is None


def _batches_text(summary: RunSummary) -> str:
    count = summary.batches.total
    return f"in {counted(count, 'batch', 'batches')}, {counted(count, 'request')} of the daily quota"


def _closing_lines(summary: RunSummary) -> Iterator[Text]:
    for note in summary.notes:
        yield Text.assemble(("Note: ", "yellow"), shown(note))
    for entry in summary.also:
        yield shown(f"Also: {entry}")
    if summary.warnings_report:
        yield _file("Rows sent with a warning: ", summary.warnings_report, " - do not upload that file.")
    if summary.in_doubt_report:
        yield _file("Rows in doubt: ", summary.in_doubt_report, " - do not upload that file.")
    if summary.report and summary.campaign is None:
        yield _file("Rows that would fail: ", summary.report, " - mend them in your file or there.")
    elif summary.report:
        yield _file("Failed rows: ", summary.report, " - mend them there and upload that file.")
    if summary.requests:
        yield shown(_took(summary), "dim")


def _file(before: str, path: str, after: str) -> Text:
    """A sentence about a file that a terminal may open."""
    link = Path(path).absolute().as_uri()
    return Text.assemble(before, shown(path, f"link {link}"), after)


def _took(summary: RunSummary) -> str:
    seconds = summary.seconds
    requests = counted(summary.requests, "request")
    return f"{requests}; prepared in {seconds.prepare:.1f} s, sent in {seconds.send:.1f} s."


def _next_commands(summary: RunSummary) -> Iterator[str]:
    """What to type next, each ready to be copied."""
    if summary.rows.in_doubt and summary.run:
        yield f"wolkvox runs settle {summary.run} --arrived"
        yield f"wolkvox runs settle {summary.run} --not-arrived"
    elif summary.status is Status.INCOMPLETE and summary.run and not summary.sandbox:
        yield f"wolkvox runs resume {summary.run}"
    elif summary.file and summary.report and summary.campaign:
        yield from _typed_command(summary.file.path, summary.report, of=summary.file.path)
    elif summary.file and summary.command == "check" and summary.rows.not_sent:
        yield from _typed_command("check", "add-records", of=summary.file.path)


def _typed_command(old: str, new: str, *, of: str) -> Iterator[str]:
    """The command as it was typed, with `new` for `old`, unless it says something of the one `file` alone."""
    words = sys.argv[1:]
    if of in words and old in words and not any(word.startswith(_ABOUT_ONE_FILE) for word in words):
        yield typed(["wolkvox", *(new if word == old else word for word in words)])


def typed(words: Sequence[str]) -> str:
    """Words as they are typed into a terminal."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
