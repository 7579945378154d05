"""Sifting whole columns says the same as going through the rows one by one."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.leads.validate.duplicates import Entries, LastOnes, Sieve

Row = tuple[int, tuple[int, ...]]
"""A key in the first way, and any number of keys in the second."""

ROWS = st.lists(st.tuples(st.integers(0, 8), st.lists(st.integers(0, 8), max_size=3).map(tuple)), max_size=40)


def one_by_one(rows: Sequence[Row]) -> list[bool]:
    """Whether each row repeats one that has passed."""
    passed: set[tuple[int, int]] = set()
    answers = []
    for first, second in rows:
        own = {(0, first), *((1, key) for key in second)}
        answers.append(bool(own & passed))
        if not answers[-1]:
            passed |= own
    return answers


def entries(rows: Sequence[Row]) -> list[Entries]:
    firsts = Entries.of(np.array([first for first, _ in rows], np.uint64) * np.uint64(2**60 + 1))
    places = [place for place, (_, second) in enumerate(rows) for _ in second]
    keys = [key for _, second in rows for key in second]
    return [firsts, Entries(np.array(keys, np.uint64), np.array(places, np.int64))]


def cut(rows: Sequence[Row], size: int) -> list[tuple[int, Sequence[Row]]]:
    return [(start, rows[start : start + size]) for start in range(0, len(rows), size)]


@settings(max_examples=100, deadline=None)
@given(ROWS, st.integers(1, 15))
def test_the_first_of_equal_rows_passes(rows: list[Row], size: int) -> None:
    sieve = Sieve(2)
    answers: list[bool] = []
    for start, part in cut(rows, size):
        numbers = np.arange(start + 2, start + 2 + len(part))
        answers += (sieve.sift(numbers, entries(part)).sources > 0).tolist()
    assert answers == one_by_one(rows)


@settings(max_examples=100, deadline=None)
@given(ROWS, st.integers(1, 15))
def test_keeping_the_last_is_keeping_the_first_of_the_file_backwards(rows: list[Row], size: int) -> None:
    last = LastOnes(2)
    for start, part in cut(rows, size):
        last.add(np.arange(start + 2, start + 2 + len(part)), entries(part))
    repeats = last.superseded().among(np.arange(2, len(rows) + 2))
    assert (repeats.sources > 0).tolist() == one_by_one(rows[::-1])[::-1]


def test_a_chain_of_rows_that_share_keys_is_followed_to_its_end() -> None:
    chain: list[Row] = [(place // 2, ((place + 1) // 2,)) for place in range(2_000)]
    numbers = np.arange(2, 2_002)
    assert (Sieve(2).sift(numbers, entries(chain)).sources > 0).tolist() == one_by_one(chain)
