import pyarrow as pa
import pytest

from wolkvox_cli.leads.records import encode_records


def encoded(*cells: str) -> list[str]:
    records = pa.RecordBatch.from_arrays([pa.array(cells, pa.string())], names=["opt1"])
    texts: list[str] = encode_records(records, ["opt1", "opt2"]).to_pylist()
    return texts


def test_a_field_without_a_column_is_sent_empty() -> None:
    assert encoded("Ana") == [',{"opt1":"Ana","opt2":""}']


@pytest.mark.parametrize(
    ("cell", "written"), [('2" pipe', r"2\" pipe"), ("a\\b", r"a\\b"), ("a\tb", r"a\tb"), ("\x01", r"\u0001")]
)
def test_signs_that_json_reserves_are_escaped(cell: str, written: str) -> None:
    assert encoded("plain", cell) == [
        ',{"opt1":"plain","opt2":""}',
        f',{{"opt1":"{written}","opt2":""}}',
    ]


def test_records_without_any_column_are_all_alike() -> None:
    rows = pa.RecordBatch.from_arrays([pa.array(["x", "y"])], names=["opt3"])
    assert encode_records(rows, ["opt1"]).to_pylist() == [',{"opt1":""}'] * 2
