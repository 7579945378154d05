"""What must hold for phone cells with a country's calling code beside them."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.leads.phones import PhoneRules
from wolkvox_cli.leads.phones.calling_codes import parse_coded_cell
from wolkvox_cli.leads.phones.clean import read_column
from wolkvox_cli.leads.phones.parse_cell import parse_cell

PHONES = [
    "3001234567",
    "(305) 555-1234",
    "+57 310 456 7891",
    "3055551234 / 3055551235",
    "cel 5512345678 ext 4",
    "987651234",
    "1.19876E+10",
    "no tiene",
    "12",
    "",
]
CODES = ["57", "+57", "", "1", "1.0", "+52", "51", "0034", "Estados Unidos", "601", "n/a", "BR"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(PHONES), st.sampled_from(CODES)), min_size=1, max_size=12),
    st.sampled_from([PhoneRules.of("CO"), PhoneRules.of("BR", None, "0"), PhoneRules.of(None)]),
)
def test_rows_are_read_together_as_each_by_itself(rows: list[tuple[str, str]], rules: PhoneRules) -> None:
    cells, codes = [pa.array(list(column), pa.string()) for column in zip(*rows, strict=True)]
    column = read_column(cells, rules, codes)
    for position, (cell, code) in enumerate(rows):
        assert column.numbers(position) == parse_coded_cell(cell, code, rules).numbers


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(PHONES), st.sampled_from(["57", "+57", "", "CO"]))
def test_the_users_own_code_changes_nothing(cell: str, code: str) -> None:
    rules = PhoneRules.of("CO")
    assert parse_coded_cell(cell, code, rules) == parse_cell(cell, rules)
