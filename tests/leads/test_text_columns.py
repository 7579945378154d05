import numpy as np
import pyarrow as pa
import pytest

from wolkvox_cli.leads.text_columns import (
    blanked,
    clean,
    converted,
    cut,
    digits_as_numbers,
    error_cells,
    over_long,
    powers_of_ten,
    put,
)


def cleaned(cell: str) -> str:
    text: str = clean(pa.array([cell]))[0].as_py()
    return text


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
    column = pa.array(["\x01", " Ana", "nan", "Eva\u00a0", "x"]).slice(1, 3)
    assert clean(column).to_pylist() == ["Ana", "", "Eva"]


def test_an_empty_column_stays_empty() -> None:
    assert clean(pa.array([], pa.string())).to_pylist() == []


def test_lengths_count_characters_and_not_bytes() -> None:
    assert over_long(pa.array(["ñ" * 100, "ñ" * 101, "x"]), 100).tolist() == [1]


def test_a_cut_value_has_no_space_at_its_new_end() -> None:
    assert cut(pa.array(["Ana María"]), 4).to_pylist() == ["Ana"]


@pytest.mark.parametrize("cell", ["3.00123E+09", "1,05E+13", "1.2E+10", "9.87654E+99", "1.02030405e+09"])
def test_powers_of_ten_are_found(cell: str) -> None:
    assert powers_of_ten(pa.array(["x", cell])).tolist() == [1]


@pytest.mark.parametrize(
    "cell", ["", "E+09", "12.5E+09", "1.5E-09", "1.5E+9", "1E+09", "A1.5E+09", "1.5E+099"]
)
def test_other_texts_are_no_powers_of_ten(cell: str) -> None:
    assert powers_of_ten(pa.array(["1", cell])).tolist() == []


@pytest.mark.parametrize(
    "cell", ["#REF!", "#VALUE!", "#¡VALOR!", "#¿NOMBRE?", "#DIV/0!", "#NÚM!", "########"]
)
def test_spreadsheet_errors_are_found(cell: str) -> None:
    assert error_cells(pa.array(["", cell])).tolist() == [1]


@pytest.mark.parametrize("cell", ["#5", "# 12-30", "#", "", "REF!", "#REF! 2"])
def test_other_texts_are_no_errors(cell: str) -> None:
    assert error_cells(pa.array(["x", cell])).tolist() == []


def test_leading_zeros_keep_numbers_apart() -> None:
    assert digits_as_numbers(pa.array(["0300", "300", ""])).tolist() == [10300, 1300, 0]


def test_cells_are_replaced_at_their_places() -> None:
    column = put(pa.array(["a", "b", "c"]), np.array([0, 2]), pa.array(["x", "z"]))
    assert column.to_pylist() == ["x", "b", "z"]


def test_cells_are_blanked_at_their_places() -> None:
    assert blanked(pa.array(["a", "b", "c"]), np.array([1])).to_pylist() == ["a", "", "c"]


def test_every_different_value_is_converted_once() -> None:
    asked: list[str] = []

    def convert(value: str) -> str | None:
        asked.append(value)
        return None if value == "b" else value.upper()

    assert converted(pa.array(["a", "b", "a", "b"]), convert).to_pylist() == ["A", None, "A", None]
    assert sorted(asked) == ["a", "b"]
