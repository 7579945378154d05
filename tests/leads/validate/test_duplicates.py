import numpy as np
import pyarrow as pa

from wolkvox_cli.leads.text_columns import text_frame, text_keys
from wolkvox_cli.leads.validate.duplicates import Entries, LastOnes, Repeats, Sieve, row_keys


def entries(*values: str) -> Entries:
    column = pa.array(values)
    return Entries.of(text_keys(column), np.array([bool(value) for value in values]))


def sifted(sieve: Sieve, first_row: int, *ways: list[str]) -> list[int]:
    rows = np.arange(first_row, first_row + len(ways[0]))
    sources: list[int] = sieve.sift(rows, [entries(*way) for way in ways]).sources.tolist()
    return sources


def test_equal_texts_have_equal_keys() -> None:
    keys = text_keys(pa.array(["Ana", "Eva", "Ana", ""]))
    assert keys[0] == keys[2]
    assert len(set(keys.tolist())) == 3


def test_a_part_of_a_column_has_the_keys_of_its_cells() -> None:
    whole = pa.array(["a", "b", "c"])
    assert text_keys(whole.slice(1, 2)).tolist() == text_keys(pa.array(["b", "c"])).tolist()


def test_a_column_of_blanks_has_keys() -> None:
    assert len(text_keys(pa.array(["", ""]))) == 2


def test_a_repeated_key_names_the_first_row() -> None:
    assert sifted(Sieve(1), 2, ["a", "b", "a", "a"]) == [0, 0, 2, 2]


def test_a_key_is_known_in_later_chunks() -> None:
    sieve = Sieve(1)
    sifted(sieve, 2, ["a", "b"])
    assert sifted(sieve, 4, ["c", "b", "a"]) == [0, 3, 2]


def test_rows_without_a_key_repeat_nothing() -> None:
    assert sifted(Sieve(1), 2, ["", "", "a", ""]) == [0, 0, 0, 0]


def test_any_of_several_ways_makes_a_row_a_repeat() -> None:
    assert sifted(Sieve(2), 2, ["a", "b", "c"], ["x", "x", "y"]) == [0, 2, 0]


def test_keys_of_different_ways_do_not_meet() -> None:
    assert sifted(Sieve(2), 2, ["a", "b"], ["b", "a"]) == [0, 0]


def test_a_row_that_does_not_pass_takes_no_other_with_it() -> None:
    sieve = Sieve(2)
    assert sifted(sieve, 2, ["a", "a", "b"], ["x", "y", "y"]) == [0, 2, 0]
    assert sifted(sieve, 5, ["c"], ["y"]) == [4]


def test_a_row_may_have_several_keys_of_one_way() -> None:
    two = Entries.joined([entries("1", "2", "3"), entries("8", "9", "1")])
    assert Sieve(1).sift(np.array([2, 3, 4]), [two]).sources.tolist() == [0, 0, 2]


def test_the_same_number_twice_in_a_row_is_no_repeat() -> None:
    two = Entries.joined([entries("1"), entries("1")])
    assert Sieve(1).sift(np.array([2]), [two]).sources.tolist() == [0]


def test_repeats_tell_the_way_and_the_key() -> None:
    repeats = Sieve(2).sift(np.array([2, 3]), [entries("a", "b"), entries("x", "x")])
    assert repeats.ways.tolist() == [-1, 1]
    assert repeats.keys[1] == text_keys(pa.array(["x"]))[0]


def test_a_row_takes_twelve_bytes_however_many_chunks_there_are() -> None:
    sieve = Sieve(1)
    empty = sieve.nbytes
    rng = np.random.default_rng(7)
    for start in range(0, 100_000, 20_000):
        keys = rng.integers(0, 2**64, 20_000, np.uint64)
        sieve.sift(np.arange(start + 2, start + 20_002), [Entries.of(keys)])
    assert sieve.nbytes - empty == 1_200_000


def last_ones(*chunks: tuple[int, list[list[str]]]) -> Repeats:
    last = LastOnes(len(chunks[0][1]))
    everything = []
    for first_row, ways in chunks:
        rows = np.arange(first_row, first_row + len(ways[0]))
        everything.extend(rows.tolist())
        last.add(rows, [entries(*way) for way in ways])
    return last.superseded().among(np.array(everything))


def test_the_last_of_equal_rows_can_be_kept() -> None:
    assert last_ones((2, [["a", "b", "a", "a"]])).sources.tolist() == [5, 0, 5, 0]


def test_a_later_chunk_supersedes_an_earlier_one() -> None:
    repeats = last_ones((2, [["a", "b"]]), (4, [["b", "c"]]))
    assert repeats.sources.tolist() == [0, 4, 0, 0]


def test_a_superseded_row_supersedes_none() -> None:
    repeats = last_ones((2, [["a", "b", "b"], ["x", "x", "y"]]))
    assert repeats.sources.tolist() == [0, 4, 0]


def test_rows_that_are_not_superseded_are_not_mentioned() -> None:
    assert len(LastOnes(1).superseded().rows) == 0


def test_a_record_is_the_same_whether_a_chunk_has_a_further_tel_field_or_not() -> None:
    narrow = text_frame({"customer_name": ["Ana"], "tel1": ["300"]}, [2])
    wide = text_frame({"customer_name": ["Ana"], "tel1": ["300"], "tel2": [""]}, [2])
    fields = ("customer_name", "tel1")
    assert row_keys(narrow, fields)[0] == row_keys(wide, fields)[0]


def test_a_value_in_another_field_makes_another_record() -> None:
    one = text_frame({"customer_name": ["Ana"], "city": [""]}, [2])
    other = text_frame({"customer_name": [""], "city": ["Ana"]}, [2])
    fields = ("customer_name", "city")
    assert row_keys(one, fields)[0] != row_keys(other, fields)[0]


def test_where_one_cell_ends_and_the_next_begins_makes_another_record() -> None:
    one = text_frame({"customer_name": ["Ana"], "city": ["Cali"]}, [2])
    other = text_frame({"customer_name": ["AnaC"], "city": ["ali"]}, [2])
    fields = ("customer_name", "city")
    assert row_keys(one, fields)[0] != row_keys(other, fields)[0]


def test_numbers_in_different_tel_fields_make_different_records() -> None:
    one = text_frame({"tel1": ["300"], "tel3": ["301"]}, [2])
    other = text_frame({"tel1": ["300"], "tel2": ["301"]}, [2])
    assert row_keys(one, ("tel1",))[0] != row_keys(other, ("tel1",))[0]


def test_records_without_any_column_have_keys() -> None:
    assert len(row_keys(text_frame({}, [2, 3, 4]), ())) == 3
