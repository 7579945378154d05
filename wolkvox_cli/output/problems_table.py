"""What was wrong with rows: why some were rejected, and what was changed in others that are sent."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from wolkvox_cli.leads.validate.catalogue import REASONS
from wolkvox_cli.output.console import counted
from wolkvox_cli.spool import ProblemCount

MOST_PROBLEMS = 5
"""Kinds of problem that are listed, of each sort."""

_LEFT_OUT = ("row.duplicate", "row.excluded")
"""Not sent either, but counted by themselves: such rows are not rejected."""

_WHAT_HAPPENED = {
    "cell.error": "left empty",
    "date.no-time": "sent as 00:00",
    "date.past": "sent as it is",
    "email.words": "only the address sent",
    "value.garbled": "sent as it is",
    "value.lost-digits": "sent as it is",
    "value.misplaced": "sent as it is",
    "value.truncated": "cut",
}
"""What became of a cell with a warning, where it is not just left out or changed."""


def show_problems(console: Console, problems: Sequence[ProblemCount], rejected: int) -> None:
    """Why rows were not sent, then what was changed in the others; nothing where nothing was wrong."""
    errors = [problem for problem in problems if problem.severity == "error"]
    warnings = [problem for problem in problems if problem.severity == "warning"]
    if errors:
        console.print(Text("\nWhy rows are not sent", "bold"))
        console.print(_table(errors))
        if sum_line := _sum_line(errors, rejected):
            console.print(Text(sum_line, "dim"))
    if warnings:
        console.print(Text("\nWhat was left out or changed", "bold"))
        console.print(_table(warnings))


def _table(problems: Sequence[ProblemCount]) -> Table:
    warned = problems[0].severity == "warning"
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("rows", justify="right", no_wrap=True)
    table.add_column("problem", overflow="fold")
    table.add_column("field", overflow="fold")
    if warned:
        table.add_column("what happened")
    table.add_column("e.g. rows")
    for problem in problems[:MOST_PROBLEMS]:
        happened = [_WHAT_HAPPENED.get(problem.code, "left out or changed")] if warned else []
        examples = ", ".join(map(str, problem.examples))
        reason = REASONS.get(problem.code, problem.code)
        table.add_row(f"{problem.rows:,}", reason, problem.field or "", *happened, examples)
    if more := problems[MOST_PROBLEMS:]:
        rows = sum(problem.rows for problem in more)
        table.add_row(f"{rows:,}", f"of {counted(len(more), 'other kind')}, see --json", style="dim")
    return table


def _sum_line(errors: Sequence[ProblemCount], rejected: int) -> str:
    """How the counts add up to the rejected rows; empty where they simply do."""
    found = sum(problem.rows for problem in errors if problem.code not in _LEFT_OUT)
    if found <= rejected:
        return ""
    return f"{found:,} problems in {counted(rejected, 'rejected row')}: some rows have more than one."
