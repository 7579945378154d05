import numpy as np

from wolkvox_cli.leads.text_columns import Keys
from wolkvox_cli.leads.validate.duplicates import FirstSeen


def keys(*values: int) -> Keys:
    return np.array(sorted(values), np.uint64)


def test_an_unknown_key_has_no_row() -> None:
    assert FirstSeen().find(keys(1, 2**63)).tolist() == [0, 0]


def test_a_key_is_found_with_the_row_it_was_added_with() -> None:
    seen = FirstSeen()
    seen.add(keys(5, 2**60 + 1, 2**64 - 1), np.array([2, 3, 4]))
    assert seen.find(keys(5, 6, 2**60 + 1, 2**64 - 1)).tolist() == [2, 0, 3, 4]


def test_of_equal_keys_the_first_row_is_remembered() -> None:
    seen = FirstSeen()
    seen.add(keys(5, 5, 7), np.array([2, 3, 4]))
    assert seen.find(keys(5, 7)).tolist() == [2, 4]


def test_keys_are_found_after_many_additions() -> None:
    rng = np.random.default_rng(4)
    everything = rng.permutation(np.unique(rng.integers(0, 2**64, 300_000, np.uint64)))
    rows = np.arange(1, len(everything) + 1)
    seen = FirstSeen()
    for part in np.array_split(np.arange(len(everything)), 37):
        order = part[np.argsort(everything[part])]
        seen.add(everything[order], rows[order])
    order = np.argsort(everything)
    assert seen.find(everything[order]).tolist() == rows[order].tolist()


def test_a_key_takes_twelve_bytes() -> None:
    seen = FirstSeen()
    empty = seen.nbytes
    for start in range(0, 200_000, 10_000):
        seen.add(np.arange(start, start + 10_000, dtype=np.uint64) << np.uint64(40), np.arange(10_000))
    assert seen.nbytes - empty == 12 * 200_000


def test_keys_that_differ_in_their_last_bits_only_are_told_apart() -> None:
    seen = FirstSeen()
    seen.add(keys(4, 6), np.array([2, 3]))
    assert seen.find(keys(3, 4, 5, 6, 7)).tolist() == [0, 2, 0, 3, 0]


def test_row_numbers_beyond_two_thousand_million_are_kept() -> None:
    seen = FirstSeen()
    seen.add(keys(9), np.array([4_000_000_000]))
    assert seen.find(keys(9)).tolist() == [4_000_000_000]
