"""Counts problems by code, severity and field, with the first few rows of each as examples."""

from collections.abc import Iterable

from wolkvox_cli.leads.problems import Problems
from wolkvox_cli.spool import ProblemCount

EXAMPLES = 3


class ProblemTally:
    """Fed chunk by chunk, in row order."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str, str | None], int] = {}
        self._examples: dict[tuple[str, str, str | None], list[int]] = {}

    def add(self, problems: Iterable[Problems]) -> None:
        """Count the problems of a chunk."""
        for problem in problems:
            if not len(problem):
                continue
            key = (problem.code, str(problem.severity), problem.field)
            self._rows[key] = self._rows.get(key, 0) + len(problem)
            examples = self._examples.setdefault(key, [])
            examples += (int(row) for row in problem.rows[: EXAMPLES - len(examples)])

    def counts(self) -> tuple[ProblemCount, ...]:
        """The most frequent first."""
        ordered = sorted(self._rows.items(), key=lambda entry: (-entry[1], entry[0][0], entry[0][2] or ""))
        return tuple(
            ProblemCount(code, severity, field, rows, tuple(self._examples[code, severity, field]))
            for (code, severity, field), rows in ordered
        )
