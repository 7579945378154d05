import orjson
import pandas as pd
import pytest

from wolkvox_cli.leads.batch.json_records import encode_records
from wolkvox_cli.leads.text_columns import text_frame


def table(**columns: list[str]) -> pd.DataFrame:
    return text_frame(columns, range(2, 2 + len(next(iter(columns.values())))))


def test_a_record_is_a_flat_object_with_a_comma_before_it() -> None:
    records = table(customer_name=["Ana", "Luz"], tel1=["3001234567", "3001234568"])
    assert encode_records(records, ("customer_name", "tel1")).to_pylist() == [
        ',{"customer_name":"Ana","tel1":"3001234567"}',
        ',{"customer_name":"Luz","tel1":"3001234568"}',
    ]


def test_fields_come_in_the_order_asked_for_and_blank_without_a_column() -> None:
    records = table(tel1=["3001234567"], customer_name=["Ana"], ignored=["x"])
    assert encode_records(records, ("customer_name", "email", "tel1")).to_pylist() == [
        ',{"customer_name":"Ana","email":"","tel1":"3001234567"}'
    ]


def test_without_any_column_every_record_is_blank() -> None:
    assert encode_records(table(ignored=["x", "y"]), ("email",)).to_pylist() == [',{"email":""}'] * 2


def test_no_rows_give_no_records() -> None:
    assert encode_records(table(tel1=[]), ("tel1",)).to_pylist() == []


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('says "hi"', r"says \"hi\""),
        ("C:\\leads", r"C:\\leads"),
        ("two\nlines\r\n", r"two\nlines\r\n"),
        ("\t\b\f", r"\t\b\f"),
        ("\x00\x1f", r"\u0000\u001f"),
        ("\x7f\u2028/ñ😀", "\x7f\u2028/ñ😀"),
    ],
)
def test_signs_that_json_cannot_hold_are_escaped_as_orjson_does(cell: str, text: str) -> None:
    plain, record = encode_records(table(city=["plain", cell]), ("city",)).to_pylist()
    assert plain == ',{"city":"plain"}'
    assert record == ',{"city":"' + text + '"}'
    assert record[1:].encode() == orjson.dumps({"city": cell})


def test_a_slice_of_a_table_is_read_from_its_own_rows_on() -> None:
    records = table(city=["Cali", 'the "middle"', "Tunja"]).iloc[1:2]
    assert encode_records(records, ("city",)).to_pylist() == [r',{"city":"the \"middle\""}']
    assert encode_records(table(city=["Cali", '"']).iloc[:1], ("city",)).to_pylist() == [',{"city":"Cali"}']
