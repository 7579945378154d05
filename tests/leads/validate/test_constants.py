from datetime import datetime

import pytest

from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.phones import PhoneRules
from wolkvox_cli.leads.validate.fields import ValueRules, checked_constants

RULES = ValueRules(datetime(2026, 11, 23, 9, 0))


def checked(field: str, value: str) -> str:
    return checked_constants({field: value}, PhoneRules.of("CO"), RULES)[field]


def test_a_constant_is_cleaned_like_a_cell() -> None:
    assert checked("country", "\u00a0Colombia\n") == "Colombia"


def test_a_constant_date_is_written_as_the_campaign_wants_it() -> None:
    assert checked("recall_date", "2026-12-01 10:00") == "20261201100000"


def test_a_constant_phone_stays_for_the_rows_to_clean() -> None:
    assert checked("tel2", "601 234 5670") == "601 234 5670"


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("opt1", "x" * 101, "101 characters where 100 are allowed"),
        ("email", "ana@", "is not an e-mail address"),
        ("age", "200", "is not an age"),
        ("recall_date", "mañana", "cannot be read as a date"),
        ("recall_date", "2020-01-01 10:00", "lies in the past"),
        ("tel2", "12", "is not a phone number"),
    ],
)
def test_a_constant_that_breaks_a_rule_stops_the_command(field: str, value: str, hint: str) -> None:
    with pytest.raises(CommandError) as caught:
        checked(field, value)
    assert caught.value.code == "mapping.constant"
    assert hint in caught.value.hint


def test_a_long_constant_is_cut_on_wish() -> None:
    rules = ValueRules(RULES.now, truncate=True)
    assert checked_constants({"opt1": "x" * 101}, PhoneRules(), rules) == {"opt1": "x" * 100}
