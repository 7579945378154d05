import pandas as pd

from wolkvox_cli.leads.model import (
    Severity,
    joined_problems,
    problems_frame,
    rows_with_errors,
    with_severities,
    without_warnings,
)
from wolkvox_cli.leads.text_columns import text_series

ROWS = [2, 3, 5]
ALL_DIALABLE = pd.Series([True, True, True], index=ROWS)


def problem(code: str, severity: Severity, *rows: int) -> pd.DataFrame:
    return problems_frame(code, text_series([f"v{row}" for row in rows], rows), severity, "tel1", "Celular")


def told(problems: pd.DataFrame) -> list[tuple[int, str]]:
    return list(zip(problems["row"], problems["severity"], strict=True))


def test_a_warning_can_be_raised() -> None:
    email = problem("email.invalid", Severity.WARNING, 2, 5)
    raised = with_severities(email, {"email.invalid": Severity.ERROR}, ALL_DIALABLE)
    assert told(raised) == [(2, "error"), (5, "error")]


def test_codes_without_a_wish_keep_their_severity() -> None:
    email = problem("email.invalid", Severity.WARNING, 2)
    assert told(with_severities(email, {"age.invalid": Severity.ERROR}, ALL_DIALABLE)) == [(2, "warning")]


def test_a_wrong_number_stays_an_error_where_it_is_the_only_one() -> None:
    phone = problem("phone.invalid", Severity.ERROR, 2, 3, 5)
    dialable = pd.Series([True, False, True], index=ROWS)
    wished = with_severities(phone, {"phone.invalid": Severity.WARNING}, dialable)
    assert told(wished) == [(2, "warning"), (3, "error"), (5, "warning")]


def test_rows_with_an_error_are_found_by_their_numbers() -> None:
    problems = joined_problems([problem("x", Severity.ERROR, 5), problem("y", Severity.WARNING, 2)])
    assert rows_with_errors(problems).tolist() == [5]


def test_warnings_about_rows_that_are_not_sent_are_left_out() -> None:
    problems = joined_problems([problem("x", Severity.WARNING, 2, 3), problem("y", Severity.ERROR, 2)])
    assert told(without_warnings(problems, pd.Index([2]))) == [(3, "warning"), (2, "error")]


def test_all_warnings_stay_where_every_row_is_sent_or_rejected() -> None:
    problems = problem("x", Severity.WARNING, 2, 3)
    assert told(without_warnings(problems, pd.RangeIndex(0))) == [(2, "warning"), (3, "warning")]
