"""How serious problems are: the user's severities, which rows that rejects, which warnings still matter."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pyarrow as pa

from wolkvox_cli.leads.judging.text_rules import Mask
from wolkvox_cli.leads.problems import Problems, RowNumbers, Severity

Severities = Mapping[str, Severity]
"""What the user wants, by code; see `rules.severities`."""


def weighed(
    problems: Iterable[Problems], severities: Severities, rows: RowNumbers, dialable: Mask
) -> Iterator[Problems]:
    """The problems under the user's severities.

    A phone problem stays an error where the lead has no other number: there is nothing to dial.
    """
    for problem in problems:
        wish = severities.get(problem.code, problem.severity)
        if wish is problem.severity:
            yield problem
        elif wish is Severity.WARNING and problem.code.startswith("phone."):
            other = dialable[np.searchsorted(rows, problem.rows)]
            yield from _filled(picked(problem, ~other), picked(problem, other).with_severity(wish))
        else:
            yield problem.with_severity(wish)


def rows_with_errors(problems: Iterable[Problems], rows: RowNumbers) -> Mask:
    """Which of the rows may not be sent."""
    mask = np.zeros(len(rows), np.bool_)
    for problem in problems:
        if problem.severity is Severity.ERROR:
            mask[np.searchsorted(rows, problem.rows)] = True
    return mask


def without_warnings(problems: Iterable[Problems], rows: RowNumbers, unsent: Mask) -> Iterator[Problems]:
    """Leave out what would be changed in rows that are not sent anyway: duplicates and excluded ones."""
    for problem in problems:
        if problem.severity is Severity.ERROR or not unsent.any():
            yield problem
        else:
            yield from _filled(picked(problem, ~unsent[np.searchsorted(rows, problem.rows)]))


def picked(problem: Problems, mask: Mask) -> Problems:
    """The problem for some of its rows."""
    if mask.all():
        return problem
    chosen = pa.array(mask)
    details = None if problem.details is None else problem.details.filter(chosen)
    return Problems(
        problem.code,
        problem.severity,
        problem.field,
        problem.column,
        problem.rows[mask],
        problem.values.filter(chosen),
        details,
    )


def _filled(*problems: Problems) -> Iterator[Problems]:
    return (problem for problem in problems if len(problem))
