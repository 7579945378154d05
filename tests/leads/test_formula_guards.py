import pyarrow as pa
import pytest

from wolkvox_cli.leads.text_columns import guard, unguard


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("+573001234567", "'+573001234567"),
        ("=1+1", "'=1+1"),
        ("-5", "'-5"),
        ("@cmd", "'@cmd"),
        ("\tx", "'\tx"),
        ("'+57", "''+57"),
        ("''=1", "'''=1"),
    ],
)
def test_a_cell_that_a_spreadsheet_would_compute_or_that_looks_guarded_gets_one_guard(
    cell: str, written: str
) -> None:
    assert guard(pa.array([cell])).to_pylist() == [written]


@pytest.mark.parametrize("cell", ["", "'", "''", "'3001234567", "Ana = Eva", "3+4", "ñ", " =1"])
def test_any_other_cell_is_neither_guarded_nor_unguarded(cell: str) -> None:
    assert guard(pa.array([cell])).to_pylist() == [cell]
    assert unguard(pa.array([cell])).to_pylist() == [cell]


def test_a_slice_of_a_column_is_guarded_by_its_own_cells() -> None:
    column = pa.array(["=a", "b", "=c", "d"]).slice(1, 2)
    assert guard(column).to_pylist() == ["b", "'=c"]


def test_only_one_guard_is_taken_off() -> None:
    assert unguard(pa.array(["''+57", "'+57", "+57"])).to_pylist() == ["'+57", "+57", "+57"]


def test_an_empty_column_stays_empty() -> None:
    assert guard(pa.array([], pa.string())).to_pylist() == []
