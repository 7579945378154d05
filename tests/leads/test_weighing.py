import numpy as np
import pyarrow as pa

from wolkvox_cli.leads.model import Problems, Severity, picked, rows_with_errors, weighed, without_warnings

ROWS = np.array([2, 3, 5])
ALL, NONE = np.ones(3, np.bool_), np.zeros(3, np.bool_)


def problem(code: str, severity: Severity, *rows: int) -> Problems:
    values = pa.array([f"v{row}" for row in rows], pa.string())
    return Problems(code, severity, "tel1", "Celular", np.array(rows), values, values)


def told(*problems: Problems) -> list[tuple[str, list[int]]]:
    return [(str(one.severity), one.rows.tolist()) for one in problems]


def test_a_warning_can_be_raised() -> None:
    email = problem("email.invalid", Severity.WARNING, 2, 5)
    assert told(*weighed([email], {"email.invalid": Severity.ERROR}, ROWS, ALL)) == [("error", [2, 5])]


def test_codes_without_a_wish_keep_their_severity() -> None:
    email = problem("email.invalid", Severity.WARNING, 2)
    assert told(*weighed([email], {"age.invalid": Severity.ERROR}, ROWS, ALL)) == [("warning", [2])]


def test_a_wrong_number_stays_an_error_where_it_is_the_only_one() -> None:
    phone = problem("phone.invalid", Severity.ERROR, 2, 3, 5)
    dialable = np.array([True, False, True])
    wished = weighed([phone], {"phone.invalid": Severity.WARNING}, ROWS, dialable)
    assert told(*wished) == [("error", [3]), ("warning", [2, 5])]


def test_rows_with_an_error_are_found_by_their_numbers() -> None:
    problems = [problem("x", Severity.ERROR, 5), problem("y", Severity.WARNING, 2)]
    assert rows_with_errors(problems, ROWS).tolist() == [False, False, True]


def test_warnings_about_rows_that_are_not_sent_are_left_out() -> None:
    problems = [problem("x", Severity.WARNING, 2, 3), problem("y", Severity.ERROR, 2)]
    unsent = np.array([True, False, False])
    assert told(*without_warnings(problems, ROWS, unsent)) == [("warning", [3]), ("error", [2])]


def test_all_warnings_stay_where_every_row_is_sent_or_rejected() -> None:
    problems = [problem("x", Severity.WARNING, 2, 3)]
    assert list(without_warnings(problems, ROWS, NONE)) == problems


def test_a_part_of_a_problem_keeps_its_values_and_details() -> None:
    part = picked(problem("x", Severity.ERROR, 2, 3, 5), np.array([True, False, True]))
    assert part.values.to_pylist() == ["v2", "v5"]
    assert pa.array(["v2", "v5"]).equals(part.details)
