from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from wolkvox_cli.leads.text_columns import columns_of, text_frame, text_series
from wolkvox_cli.leads.validate.identity import ComparedLeads, Identity, canonical_id, row_keys


def row_key(**cells: str) -> int:
    row = text_frame({name: [cell] for name, cell in cells.items()}, [2])
    return int(row_keys(columns_of(row), 1)[0])


def test_a_blank_column_more_or_less_is_the_same_row() -> None:
    assert row_key(name="Ana", tel1="300") == row_key(name="Ana", tel1="300", tel2="")


def test_a_value_in_another_column_makes_another_row() -> None:
    assert row_key(name="Ana", city="") != row_key(name="", city="Ana")


def test_where_one_cell_ends_and_the_next_begins_makes_another_row() -> None:
    assert row_key(name="Ana", city="Cali") != row_key(name="AnaC", city="ali")


def test_rows_without_any_column_have_keys() -> None:
    assert len(row_keys({}, 3)) == 3


def ids(cells: Sequence[str]) -> list[str]:
    return canonical_id(text_series(cells, range(len(cells)))).tolist()


@pytest.mark.parametrize(
    "cell",
    [
        *("1020304050", "1.020.304.050", "1,020,304,050", "1020304050.0", "1020304050,00", "1 020 304 050"),
        *("1.020.304.050.0", "01020304050", "1-020-304-050", "1020304050 ", "#1020304050"),
    ],
)
def test_an_identity_number_is_one_however_it_is_written(cell: str) -> None:
    assert ids([cell]) == ["1020304050"]


def test_letters_of_an_identity_number_count_in_any_case() -> None:
    assert ids(["12.345.678-K", "12345678k", "V-12345678", "v 12.345.678"]) == [
        "12345678k",
        "12345678k",
        "v12345678",
        "v12345678",
    ]


def test_thousands_are_no_decimals() -> None:
    assert ids(["1.020.000", "1.020.304.000", "0", "000"]) == ["1020000", "1020304000", "0", "000"]


def compared(cells: dict[str, list[str]], canonical: dict[str, list[str]], *unread: int) -> ComparedLeads:
    rows = range(2, 2 + len(next(iter(cells.values()))))
    numbers = text_frame(canonical, rows)
    sendable = np.ones(len(rows), np.bool_)
    return ComparedLeads(text_frame(cells, rows), numbers, numbers, sendable, pd.Index(unread, dtype="int64"))


IDENTITY = Identity((), frozenset({"Celular"}))


def are_same(leads: ComparedLeads) -> bool:
    (keys,) = IDENTITY.keys(leads)
    return keys.nunique() == 1


def test_rows_that_differ_in_any_column_of_the_file_are_different() -> None:
    cells = {"Colegio": ["Norte", "Sur"], "Celular": ["300", "300"]}
    assert not are_same(compared(cells, {"tel1": ["57300", "57300"]}))


def test_a_number_is_the_same_in_any_spelling() -> None:
    cells = {"Colegio": ["Norte", "Norte"], "Celular": ["300", "+57 300"]}
    assert are_same(compared(cells, {"tel1": ["57300", "57300"]}))


def test_phone_cells_that_could_not_be_read_count_as_they_stand() -> None:
    cells = {"Colegio": ["Norte", "Norte"], "Celular": ["300 ext 4", "300 ext 5"]}
    canonical = {"tel1": ["57300", "57300"]}
    assert not are_same(compared(cells, canonical, 2, 3))


def test_the_columns_that_a_report_added_make_no_difference() -> None:
    cells = {"Celular": ["300", "300"], "wolkvox_row": ["17", "18"], "wolkvox_error": ["x", "y"]}
    assert are_same(compared(cells, {"tel1": ["57300", "57300"]}))
