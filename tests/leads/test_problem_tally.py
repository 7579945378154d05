from collections.abc import Sequence

import pandas as pd

from wolkvox_cli.leads.model import Severity, joined_problems, problems_frame
from wolkvox_cli.leads.prepare import ProblemTally
from wolkvox_cli.leads.text_columns import text_series
from wolkvox_cli.spool import ProblemCount


def problems(
    code: str, rows: Sequence[int], field: str | None = "tel1", severity: Severity = Severity.ERROR
) -> pd.DataFrame:
    return problems_frame(code, text_series([""] * len(rows), rows), severity, field)


def counted(*chunks: Sequence[pd.DataFrame]) -> tuple[ProblemCount, ...]:
    tally = ProblemTally()
    for chunk in chunks:
        tally.add(joined_problems(chunk))
    return tally.counts()


def test_problems_are_counted_across_chunks_with_the_first_rows_as_examples() -> None:
    found = counted([problems("phone.invalid", [2, 9])], [problems("phone.invalid", [50_002, 50_003])])
    assert found == (ProblemCount("phone.invalid", "error", "tel1", 4, (2, 9, 50_002)),)


def test_code_field_and_severity_are_counted_apart() -> None:
    found = counted(
        [
            problems("phone.invalid", [2]),
            problems("phone.invalid", [2, 3], "tel2"),
            problems("phone.invalid", [4, 5, 6], "tel2", Severity.WARNING),
        ]
    )
    assert [(each.field, each.severity, each.rows) for each in found] == [
        ("tel2", "warning", 3),
        ("tel2", "error", 2),
        ("tel1", "error", 1),
    ]


def test_the_most_frequent_comes_first_and_ties_are_in_order_of_their_names() -> None:
    found = counted(
        [
            problems("row.ragged", [2], None),
            problems("age.invalid", [3], "age"),
            problems("date.past", [4, 5]),
        ]
    )
    assert [each.code for each in found] == ["date.past", "age.invalid", "row.ragged"]


def test_a_problem_that_no_row_has_is_not_counted() -> None:
    assert counted([problems("phone.invalid", [])], []) == ()


def test_a_row_counts_once_for_a_problem_that_it_has_twice() -> None:
    found = counted([problems("phone.surplus", [4, 2, 2]), problems("phone.surplus", [2])])
    assert found == (ProblemCount("phone.surplus", "error", "tel1", 2, (2, 4)),)
