"""The summary as people see it: what became of the rows, what was wrong, where the report is, what to do."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from wolkvox_cli.leads.validate.catalogue import REASONS
from wolkvox_cli.output.console import Talk, counted, shown
from wolkvox_cli.output.summary import RunSummary
from wolkvox_cli.spool import ProblemCount, SourceFacts

MOST_PROBLEMS = 5

_OUTCOMES = (
    ("accepted", "accepted", "green", "the API said yes"),
    ("rejected", "rejected", "red", "broke a rule, see the failed-row report"),
    ("duplicate", "duplicate", "yellow", "the same lead stands earlier in the file"),
    ("excluded", "excluded", "yellow", "on a do-not-call list"),
    ("refused", "refused", "red", "the API said no"),
    ("in_doubt", "in doubt", "bold red", "sent, and nobody knows whether it arrived"),
    ("not_sent", "not sent", "yellow", "never left this machine"),
)

_WHAT_HAPPENED = {
    "cell.error": "left empty",
    "date.no-time": "sent as 00:00",
    "date.past": "sent as it is",
    "value.garbled": "sent as it is",
    "value.lost-digits": "sent as it is",
    "value.truncated": "cut",
}
"""What became of a cell with a warning, where it is not just left out or changed."""


def show_summary(talk: Talk, summary: RunSummary) -> None:
    """Print the summary to standard output, or to standard error when the command has failed."""
    console = talk.out
    if summary.file is None:
        return
    if summary.rows.read:
        console.print(shown(_title(summary)), style="bold", soft_wrap=True)
        console.print(_outcomes(summary))
        show_problems(console, summary.problems)
    for line in _closing_lines(summary):
        console.print(shown(line), soft_wrap=True)


def show_problems(console: Console, problems: tuple[ProblemCount, ...]) -> None:
    """What was wrong, the worst first; nothing where nothing was."""
    if problems:
        console.print("\n" + _problems_title(problems), style="bold")
        console.print(_problems(problems), "")


def _title(summary: RunSummary) -> str:
    name = summary.file.path if summary.file else ""
    if not (summary.run and summary.campaign):
        return name
    return f"{name} → campaign {summary.campaign.id}, run {summary.run}"


def _outcomes(summary: RunSummary) -> Table:
    checked_only = summary.campaign is None
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    table.add_column(style="dim")
    table.add_row(f"{summary.rows.read:,}", "rows read", "")
    always = "not_sent" if checked_only else "accepted"
    for name, word, style, about in _OUTCOMES:
        count = getattr(summary.rows, name)
        if not count and name != always:
            continue
        if name == "not_sent" and checked_only:
            word, style, about = "ready to send", "green", _batches_text(summary)
        table.add_row(f"{count:,}", f"[{style}]{word}[/{style}]", about)
    return table


def _batches_text(summary: RunSummary) -> str:
    count = summary.batches.total
    return f"in {counted(count, 'batch', 'batches')}, {counted(count, 'request')} of the daily quota"


def _problems_title(problems: tuple[ProblemCount, ...]) -> str:
    more = len(problems) - MOST_PROBLEMS
    return "What was wrong" + (f" ({MOST_PROBLEMS} of {len(problems)}, see --json)" if more > 0 else "")


def _worst_first(problems: tuple[ProblemCount, ...]) -> list[ProblemCount]:
    """What kept rows from being sent before what only changed them; each by frequency."""
    return sorted(problems, key=lambda problem: (problem.severity == "warning", -problem.rows))


def _problems(problems: tuple[ProblemCount, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("rows", justify="right")
    table.add_column("problem", overflow="fold")
    table.add_column("field")
    table.add_column("what happened")
    table.add_column("for example row")
    for problem in _worst_first(problems)[:MOST_PROBLEMS]:
        table.add_row(
            f"{problem.rows:,}",
            REASONS.get(problem.code, problem.code),
            problem.field or "",
            _WHAT_HAPPENED.get(problem.code, "left out or changed")
            if problem.severity == "warning"
            else "row not sent",
            ", ".join(str(row) for row in problem.examples),
        )
    return table


def _closing_lines(summary: RunSummary) -> list[str]:
    lines = [f"Note: {note}" for note in summary.notes]
    if summary.report and summary.campaign is None:
        lines.append(f"Rows that would fail: {summary.report} - mend them in your file or there.")
    elif summary.report:
        lines.append(f"Failed rows: {summary.report} - mend them there and upload that file.")
    if summary.in_doubt_report:
        lines.append(f"Rows in doubt: {summary.in_doubt_report} - do not upload that file.")
    if summary.warnings_report:
        lines.append(f"Rows sent with a warning: {summary.warnings_report} - do not upload that file.")
    lines += [f"Also: {entry}" for entry in summary.also]
    if summary.requests:
        lines.append(_took(summary))
    return lines


def _took(summary: RunSummary) -> str:
    seconds = summary.seconds
    requests = counted(summary.requests, "request")
    return f"{requests}; prepared in {seconds.prepare:.1f} s, sent in {seconds.send:.1f} s."


_MOST_NAMES = 10
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}


def file_line(facts: SourceFacts) -> str:
    """How the file is written: "leads.csv: CSV, windows-1252, semicolons, headings in row 3"."""
    parts = [facts.format.upper()]
    if facts.encoding:
        parts.append(facts.encoding)
    if facts.delimiter:
        parts.append(f"{_DELIMITERS.get(facts.delimiter, facts.delimiter)} between cells")
    if facts.sheet:
        parts.append(f'sheet "{facts.sheet}"')
    parts.append(f"headings in row {facts.header_row}" if facts.header_row else "no headings")
    return f"{facts.path}: {', '.join(parts)}"


def columns_line(mapping: Mapping[str, str], constants: Mapping[str, str], ignored: Sequence[str]) -> str:
    """Which column goes where: "Columns: Nombre → customer_name, Celular → tel1; left out: Notas"."""
    sent = [f"{template} → {field}" for field, template in mapping.items()]
    sent += [f'"{value}" → {field}' for field, value in constants.items()]
    more = len(ignored) - _MOST_NAMES
    names = ", ".join(ignored[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
    left_out = f"; left out: {names}" if ignored else ""
    return f"Columns: {', '.join(sent)}{left_out}"
