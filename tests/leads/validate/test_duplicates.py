from collections.abc import Sequence

import numpy as np
import pandas as pd

from wolkvox_cli.leads.text_columns import arrow, text_keys, text_series
from wolkvox_cli.leads.validate.duplicates import LastLeads, LeadKeys, Repeats, SeenLeads, no_repeats


def keys(values: Sequence[str], first_row: int = 2) -> LeadKeys:
    """A key for each value; blank ones have none."""
    column = text_series(values, range(first_row, first_row + len(values)))
    filled = column[column != ""]
    return pd.Series(text_keys(arrow(filled)), index=filled.index)


def sources(seen: SeenLeads, first_row: int, *criteria: Sequence[str]) -> dict[int, int]:
    """The rows that repeat another, with that row; a list of values by each criterion."""
    repeats = seen.repeats([keys(values, first_row) for values in criteria])
    return {int(row): source for row, source in zip(repeats.index, repeats["source"], strict=True)}


def test_a_repeated_key_names_the_first_row() -> None:
    assert sources(SeenLeads(1), 2, ["a", "b", "a", "a"]) == {4: 2, 5: 2}


def test_a_key_is_known_in_later_chunks() -> None:
    seen = SeenLeads(1)
    sources(seen, 2, ["a", "b"])
    assert sources(seen, 4, ["c", "b", "a"]) == {5: 3, 6: 2}


def test_rows_without_a_key_repeat_nothing() -> None:
    assert sources(SeenLeads(1), 2, ["", "", "a", ""]) == {}


def test_any_of_several_criteria_makes_a_row_a_repeat() -> None:
    assert sources(SeenLeads(2), 2, ["a", "b", "c"], ["x", "x", "y"]) == {3: 2}


def test_keys_of_different_criteria_do_not_meet() -> None:
    assert sources(SeenLeads(2), 2, ["a", "b"], ["b", "a"]) == {}


def test_a_row_that_is_left_out_takes_no_other_with_it() -> None:
    seen = SeenLeads(2)
    assert sources(seen, 2, ["a", "a", "b"], ["x", "y", "y"]) == {3: 2}
    assert sources(seen, 5, ["c"], ["y"]) == {5: 4}


def test_a_row_may_have_several_keys_of_one_criterion() -> None:
    two = pd.concat([keys(["1", "2", "3"]), keys(["8", "9", "1"])])
    assert SeenLeads(1).repeats([two])["source"].to_dict() == {4: 2}


def test_the_same_number_twice_in_a_row_is_no_repeat() -> None:
    assert SeenLeads(1).repeats([pd.concat([keys(["1"]), keys(["1"])])]).empty


def test_repeats_tell_the_criterion_and_the_key() -> None:
    repeats = SeenLeads(2).repeats([keys(["a", "b"]), keys(["x", "x"])])
    assert repeats["criterion"].to_dict() == {3: 1}
    assert repeats["key"].to_dict() == keys(["x"], 3).to_dict()


def test_a_row_takes_twelve_bytes_however_many_chunks_there_are() -> None:
    seen = SeenLeads(1)
    empty = seen.nbytes
    rng = np.random.default_rng(7)
    for start in range(0, 100_000, 20_000):
        drawn = rng.integers(0, 2**64, 20_000, np.uint64)
        seen.repeats([pd.Series(drawn, index=range(start + 2, start + 20_002))])
    assert seen.nbytes - empty == 1_200_000


def superseded(*chunks: tuple[int, list[list[str]]]) -> Repeats:
    last = LastLeads(len(chunks[0][1]))
    for first_row, criteria in chunks:
        last.add([keys(values, first_row) for values in criteria])
    return last.superseded()


def test_the_last_of_equal_rows_can_be_kept() -> None:
    assert superseded((2, [["a", "b", "a", "a"]]))["source"].to_dict() == {2: 5, 4: 5}


def test_a_later_chunk_supersedes_an_earlier_one() -> None:
    assert superseded((2, [["a", "b"]]), (4, [["b", "c"]]))["source"].to_dict() == {3: 4}


def test_a_superseded_row_supersedes_none() -> None:
    assert superseded((2, [["a", "b", "b"], ["x", "x", "y"]]))["source"].to_dict() == {3: 4}


def test_superseded_rows_stand_in_the_order_of_the_file() -> None:
    found = superseded((2, [["a", "b", "a"]]), (5, [["c", "d", "c"]]))
    assert found.index.tolist() == [2, 5]


def test_rows_that_are_not_superseded_are_not_mentioned() -> None:
    assert LastLeads(1).superseded().equals(no_repeats())
