from datetime import datetime

import numpy as np
import pytest

from wolkvox_cli.campaign import FIELDS_BY_NAME
from wolkvox_cli.leads.model import Severity
from wolkvox_cli.leads.text_columns import text_series
from wolkvox_cli.leads.validate.catalogue import CATALOGUE
from wolkvox_cli.leads.validate.fields import Checked, ValueRules, check

NOW = datetime(2026, 11, 23, 9, 0)


def checked(field: str, *cells: str, truncate: bool = False) -> Checked:
    column = text_series(cells, range(len(cells)))
    return check(FIELDS_BY_NAME[field], column, ValueRules(NOW, truncate))


def found(result: Checked) -> list[tuple[str, list[int]]]:
    return [(one.code, np.flatnonzero(one.cells).tolist()) for one in result.findings]


def details(result: Checked) -> list[str]:
    detail = result.findings[0].detail
    return [] if isinstance(detail, str) else detail[result.findings[0].cells].tolist()


@pytest.mark.parametrize(("field", "limit"), [("opt1", 100), ("opt6", 100), ("opt7", 200), ("opt12", 200)])
def test_an_option_field_has_its_documented_length(field: str, limit: int) -> None:
    result = checked(field, "x" * limit, "x" * (limit + 1))
    assert found(result) == [("value.too-long", [1])]
    assert details(result) == [f"{limit + 1} characters where {limit} are allowed"]


def test_other_text_fields_have_no_limit() -> None:
    assert found(checked("address", "x" * 5_000)) == []


def test_a_long_value_is_cut_on_wish_and_that_is_told() -> None:
    result = checked("opt1", "x" * 99 + " y", truncate=True)
    assert result.column.tolist() == ["x" * 99]
    assert found(result) == [("value.truncated", [0])]


def test_an_identity_number_with_lost_digits_is_left_empty_with_a_warning() -> None:
    result = checked("customer_id", "1020304050", "1,05E+13")
    assert result.column.tolist() == ["1020304050", ""]
    assert found(result) == [("id.lost-digits", [1])]
    assert CATALOGUE["id.lost-digits"].severity is Severity.WARNING


def test_another_text_with_lost_digits_is_kept_with_a_warning() -> None:
    result = checked("opt1", "3.00123E+09")
    assert result.column.tolist() == ["3.00123E+09"]
    assert found(result) == [("value.lost-digits", [0])]


def test_a_spreadsheets_error_is_blanked_in_any_field() -> None:
    result = checked("customer_name", "Ana", "#REF!")
    assert result.column.tolist() == ["Ana", ""]
    assert found(result) == [("cell.error", [1])]


@pytest.mark.parametrize(
    ("cell", "age"),
    [
        ("34", "34"),
        ("0", "0"),
        ("120", "120"),
        ("34.0", "34"),
        ("34,00", "34"),
        ("034", "34"),
        ("34 años", "34"),
        ("34 AnOS", "34"),
        ("1 año", "1"),
        ("34 years old", "34"),
        ("", ""),
    ],
)
def test_an_age_is_whole_years(cell: str, age: str) -> None:
    result = checked("age", cell)
    assert (result.column.tolist(), found(result)) == ([age], [])


@pytest.mark.parametrize(("cell", "age"), [("34.5", "34"), ("67.99", "67"), ("43,123456789", "43")])
def test_the_fraction_of_a_year_is_cut_off_with_a_warning(cell: str, age: str) -> None:
    result = checked("age", cell)
    assert (result.column.tolist(), found(result)) == ([age], [("age.rounded", [0])])
    assert details(result) == [age]


@pytest.mark.parametrize(
    "cell", ["121", "-1", "1.985", "150.0", "150.5", "treinta", "34 meses", "1990-05-01", "1e2"]
)
def test_another_age_is_blanked_with_a_warning(cell: str) -> None:
    result = checked("age", "20", cell)
    assert result.column.tolist() == ["20", ""]
    assert found(result) == [("age.invalid", [1])]


@pytest.mark.parametrize(
    "cell", ["ana@ejemplo.com", "a.b+c@x.co", "ANA@EJEMPLO.COM.CO", "ana@ñandú.cl", "o'neil@x.org", ""]
)
def test_usual_addresses_are_kept(cell: str) -> None:
    result = checked("email", cell)
    assert (result.column.tolist(), found(result)) == ([cell], [])


@pytest.mark.parametrize(
    "cell",
    ["ana", "ana@", "@ejemplo.com", "ana@ejemplo", "ana@@ejemplo.com", "ana@.com", "ana@x..com", "@@@@"],
)
def test_what_is_no_address_is_blanked_with_a_warning(cell: str) -> None:
    result = checked("email", cell)
    assert result.column.tolist() == [""]
    assert found(result) == [("email.invalid", [0])]


@pytest.mark.parametrize(
    "cell", ["ana@x.co; eva@y.co", "ana@x.co eva@y.co", "ana@, ana@x.co", "ana@x.co/eva@y.co"]
)
def test_of_several_addresses_the_first_valid_one_is_kept(cell: str) -> None:
    result = checked("email", cell)
    assert result.column.tolist() == ["ana@x.co"]
    assert found(result) == [("email.surplus", [0])]
    assert details(result) == ["ana@x.co"]


def test_words_before_an_address_are_told_as_they_may_be_part_of_it() -> None:
    result = checked("email", "ana ruiz@example.com", "luis@example.com")
    assert result.column.tolist() == ["ruiz@example.com", "luis@example.com"]
    assert found(result) == [("email.words", [0])]


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ("city", ["Cali", "Pasto", "300 456 7810"]),
        ("customer_name", ["Ana", "Luis", "eva@example.com"]),
        ("state", ["Cauca", "Meta", "+57 3004567810"]),
        ("customer_id", ["52123456", "AB-12", "Cali"]),
    ],
)
def test_a_value_of_another_column_is_kept_with_a_warning(field: str, cells: list[str]) -> None:
    result = checked(field, *cells)
    assert (result.column.tolist(), found(result)) == (cells, [("value.misplaced", [2])])


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ("city", ["Cali", "Bogotá 11", "7 de Agosto", "222"]),
        ("customer_name", ["3004567810", "3004567811", "Ana"]),
        ("customer_id", ["ANA", "EVA", "1"]),
        ("zone", ["Norte", "1234567"]),
    ],
)
def test_a_value_that_may_stand_there_is_no_slip(field: str, cells: list[str]) -> None:
    assert found(checked(field, *cells)) == []


@pytest.mark.parametrize("cell", ["mailto:ana@x.co", "Ana <ana@x.co>", "ana@x.co,"])
def test_an_address_is_taken_out_of_what_surrounds_it(cell: str) -> None:
    result = checked("email", cell)
    assert (result.column.tolist(), found(result)) == (["ana@x.co"], [])


def test_an_agent_is_digits() -> None:
    result = checked("agent_id", "101", "102.0", "", "Luisa")
    assert result.column.tolist() == ["101", "102", "", ""]
    assert found(result) == [("agent.invalid", [3])]


def test_a_column_of_agents_without_anything_odd_stays_as_it_is() -> None:
    assert checked("agent_id", "101", "").column.tolist() == ["101", ""]


def test_dates_become_fourteen_digits_and_say_what_is_wrong() -> None:
    result = checked("recall_date", "2026-12-01 10:00", "mañana", "2020-01-01 10:00", "")
    assert result.column.tolist() == ["20261201100000", "", "20200101100000", ""]
    assert found(result) == [("date.unreadable", [1]), ("date.past", [2])]


@pytest.mark.parametrize("field", ["gender", "id_type", "country", "zone"])
def test_free_fields_pass_through(field: str) -> None:
    assert checked(field, "F", "cualquiera").column.tolist() == ["F", "cualquiera"]


def test_problems_quote_the_cells_as_they_were_and_have_the_usual_severity_of_their_rule() -> None:
    raw = text_series([" x "], [7])
    (finding,) = check(FIELDS_BY_NAME["email"], text_series(["x"], [7]), ValueRules(NOW)).findings
    problem = finding.problems(raw, "email", "Correo").iloc[0].to_dict()
    assert problem == {
        "row": 7,
        "field": "email",
        "column": "Correo",
        "code": "email.invalid",
        "severity": "warning",
        "value": " x ",
        "detail": "",
    }


def test_an_identity_number_loses_the_zero_that_a_program_added() -> None:
    result = checked("customer_id", "1018234567.0", "1.018.0", "A.0")
    assert result.column.tolist() == ["1018234567", "1.018.0", "A.0"]


@pytest.mark.parametrize(
    "cell", ["MuÃ±oz", "PEÃ‘A", "MartÃnez", "JosÃ©", "Calle 5 NÂ° 3", "Peral â€“ Ruiz", "LÃ³pez"]
)
def test_garbled_letters_are_kept_with_a_warning(cell: str) -> None:
    result = checked("customer_name", "Ana", cell)
    assert result.column.tolist() == ["Ana", cell]
    assert found(result) == [("value.garbled", [1])]


@pytest.mark.parametrize("cell", ["JOÃO", "MÃE", "“MANHÔ", "CÂMARA", "Ângela", "Muñoz", "N° 3", "3 â 4 €"])
def test_letters_of_portuguese_are_not_garbled(cell: str) -> None:
    assert found(checked("customer_name", cell)) == []


@pytest.mark.parametrize("cell", ["2026-11-30", "30/11/2026", "20261130", "46356", "30 de noviembre de 2026"])
def test_a_call_back_without_a_time_is_told(cell: str) -> None:
    assert found(checked("recall_date", cell)) == [("date.no-time", [0])]


@pytest.mark.parametrize(
    "cell",
    ["2026-11-30 00:00", "30/11/2026 0:00:00", "30/11/2026 12:00 a. m.", "20261130000000", "46356.5", ""],
)
def test_a_call_back_at_midnight_is_not_told_as_one_without_a_time(cell: str) -> None:
    assert found(checked("recall_date", cell)) == []
