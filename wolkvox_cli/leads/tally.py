"""Counts rows with problems by code, severity and field, with the first few of each as examples."""

from collections.abc import Iterable

import numpy as np

from wolkvox_cli.leads.problems import Problems, RowNumbers
from wolkvox_cli.spool import ProblemCount

EXAMPLES = 3


class ProblemTally:
    """Fed chunk by chunk, in row order."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str, str | None], int] = {}
        self._examples: dict[tuple[str, str, str | None], list[int]] = {}

    def add(self, problems: Iterable[Problems]) -> None:
        """Count the problems of a chunk."""
        found: dict[tuple[str, str, str | None], list[RowNumbers]] = {}
        for problem in problems:
            if len(problem):
                found.setdefault((problem.code, str(problem.severity), problem.field), []).append(
                    problem.rows
                )
        for key, parts in found.items():
            rows = np.unique(np.concatenate(parts))
            self._rows[key] = self._rows.get(key, 0) + len(rows)
            examples = self._examples.setdefault(key, [])
            examples += rows[: EXAMPLES - len(examples)].tolist()

    def counts(self) -> tuple[ProblemCount, ...]:
        """The most frequent first."""
        ordered = sorted(self._rows.items(), key=lambda entry: (-entry[1], entry[0][0], entry[0][2] or ""))
        return tuple(
            ProblemCount(code, severity, field, rows, tuple(self._examples[code, severity, field]))
            for (code, severity, field), rows in ordered
        )
