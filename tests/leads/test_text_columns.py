from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from wolkvox_cli.leads.text_columns import (
    TEXT,
    Text,
    arrow,
    clean,
    converted,
    error_cells,
    powers_of_ten,
    put,
    text_bytes,
    text_frame,
    text_series,
)


def column(cells: Sequence[str]) -> Text:
    return text_series(cells, range(2, 2 + len(cells)))


def cleaned(cell: str) -> str:
    return clean(column([cell])).item()


def test_a_table_of_texts_has_its_row_numbers() -> None:
    table = text_frame({"Nombre": ["Ana", "Eva"], "Celular": ["1", ""]}, [2, 5])
    assert table.loc[5].to_dict() == {"Nombre": "Eva", "Celular": ""}
    assert table.dtypes.to_dict() == {"Nombre": TEXT, "Celular": TEXT}


def test_what_is_arrow_is_not_copied() -> None:
    cells = pa.array(["Ana", "Eva"])
    assert np.shares_memory(text_bytes(arrow(text_series(cells, [2, 3])))[0], text_bytes(cells)[0])


def test_a_column_in_pieces_becomes_one_array() -> None:
    assert arrow(pd.concat([column(["a"]), column([]), column(["b"])])).equals(pa.array(["a", "b"]))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Calle 1\r\nApto 2", "Calle 1 Apto 2"),
        ("Calle 1 \t Apto 2", "Calle 1 Apto 2"),
        ("Ana\x00María", "Ana María"),
        ("Ana\x7f", "Ana"),
        ("Ana\x85Pérez", "Ana Pérez"),
        ("\u2028Ana", "Ana"),
    ],
)
def test_control_characters_and_line_breaks_become_one_space(cell: str, expected: str) -> None:
    assert cleaned(cell) == expected


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u202f", "\u3000", "\u1680", "\u205f"])
def test_odd_spaces_become_plain_ones_and_go_at_the_ends(space: str) -> None:
    assert cleaned(f"{space}Ana{space}María{space}") == "Ana María"


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u200e", "\u202c"])
def test_characters_that_nobody_sees_go(unseen: str) -> None:
    assert cleaned(f"{unseen}An{unseen}a{unseen}") == "Ana"


def test_spaces_inside_a_value_stay_as_the_user_wrote_them() -> None:
    assert cleaned("  Ana  María ") == "Ana  María"


@pytest.mark.parametrize("text", ["Nº 5", "Peñón", "¿Qué?", "“Ana” – 1ª", "Ωμέγα", "名前", "🙂"])
def test_other_characters_stay(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize(
    "word",
    ["nan", "NaN", "None", "NONE", "NULL", "null", "NaT", "N/A", "n/a", "#N/A", "#N/D", "-", " - ", "nan\t"],
)
def test_words_for_nothing_are_empty(word: str) -> None:
    assert cleaned(word) == ""


@pytest.mark.parametrize("word", ["Nan Pérez", "nana", "--", "na", "#N", "N/A.", "nulo"])
def test_only_whole_cells_are_words_for_nothing(word: str) -> None:
    assert cleaned(word) == word


def test_a_part_of_a_column_is_cleaned_like_a_column_of_its_own() -> None:
    cells = column(["\x01", " Ana", "nan", "Eva\u00a0", "x"]).iloc[1:4]
    assert clean(cells).to_dict() == {3: "Ana", 4: "", 5: "Eva"}


def test_an_empty_column_stays_empty() -> None:
    assert clean(column([])).tolist() == []


@pytest.mark.parametrize("cell", ["3.00123E+09", "1,05E+13", "1.2E+10", "9.87654E+99", "1.02030405e+09"])
def test_powers_of_ten_are_found(cell: str) -> None:
    assert powers_of_ten(column(["x", cell])).tolist() == [False, True]


@pytest.mark.parametrize(
    "cell", ["", "E+09", "12.5E+09", "1.5E-09", "1.5E+9", "1E+09", "A1.5E+09", "1.5E+099"]
)
def test_other_texts_are_no_powers_of_ten(cell: str) -> None:
    assert powers_of_ten(column(["1", cell])).tolist() == [False, False]


@pytest.mark.parametrize(
    "cell", ["#REF!", "#VALUE!", "#¡VALOR!", "#¿NOMBRE?", "#DIV/0!", "#NÚM!", "########"]
)
def test_spreadsheet_errors_are_found(cell: str) -> None:
    assert error_cells(column(["", cell])).tolist() == [False, True]


@pytest.mark.parametrize("cell", ["#5", "# 12-30", "#", "", "REF!", "#REF! 2"])
def test_other_texts_are_no_errors(cell: str) -> None:
    assert error_cells(column(["x", cell])).tolist() == [False, False]


def test_cells_are_replaced_at_their_places() -> None:
    cells = put(pa.array(["a", "b", "c"]), np.array([0, 2]), pa.array(["x", "z"]))
    assert cells.to_pylist() == ["x", "b", "z"]


def test_every_different_value_is_converted_once() -> None:
    asked: list[str] = []

    def convert(value: str) -> str:
        asked.append(value)
        return value.upper()

    assert converted(column(["a", "b", "a", "b"]), convert).to_dict() == {2: "A", 3: "B", 4: "A", 5: "B"}
    assert sorted(asked) == ["a", "b"]
