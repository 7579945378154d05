"""Looking for repeats in whole columns says the same as going through the rows one by one."""

from collections.abc import Sequence

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.leads.validate.duplicates import LastLeads, LeadKeys, Repeats, SeenLeads, no_repeats

Row = tuple[int, tuple[int, ...]]
"""A key by the first criterion, and any number of keys by the second."""

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


def keys(rows: Sequence[Row], first_row: int = 2) -> list[LeadKeys]:
    numbers = range(first_row, first_row + len(rows))
    spread = [(first * (2**60 + 1) % 2**64, second) for first, second in rows]
    firsts = pd.Series([first for first, _ in spread], index=numbers, dtype="uint64")
    pairs = [(row, key) for row, (_, own) in zip(numbers, spread, strict=True) for key in own]
    seconds = pd.Series([key for _, key in pairs], index=[row for row, _ in pairs], dtype="uint64")
    return [firsts, seconds]


def cut(rows: Sequence[Row], size: int) -> list[list[LeadKeys]]:
    return [keys(rows[start : start + size], 2 + start) for start in range(0, len(rows), size)]


def answers(rows: Sequence[Row], repeats: Repeats) -> list[bool]:
    return pd.Index(range(2, 2 + len(rows))).isin(repeats.index).tolist()


@settings(max_examples=100, deadline=None)
@given(ROWS, st.integers(1, 15))
def test_the_first_of_equal_rows_is_let_through(rows: list[Row], size: int) -> None:
    seen = SeenLeads(2)
    repeats = pd.concat([no_repeats(), *(seen.repeats(part) for part in cut(rows, size))])
    assert answers(rows, repeats) == one_by_one(rows)


@settings(max_examples=100, deadline=None)
@given(ROWS, st.integers(1, 15))
def test_keeping_the_last_is_keeping_the_first_of_the_file_backwards(rows: list[Row], size: int) -> None:
    last = LastLeads(2)
    for part in cut(rows, size):
        last.add(part)
    assert answers(rows, last.superseded()) == one_by_one(rows[::-1])[::-1]


def test_a_chain_of_rows_that_share_keys_is_followed_to_its_end() -> None:
    chain: list[Row] = [(place // 2, ((place + 1) // 2,)) for place in range(2_000)]
    assert answers(chain, SeenLeads(2).repeats(keys(chain))) == one_by_one(chain)
