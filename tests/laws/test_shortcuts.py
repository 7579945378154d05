"""Laws of shortcuts: a look at the bytes of a whole column comes to the same as a look at every cell."""

import re

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.leads.read import csv
from wolkvox_cli.leads.read.csv import holds_line_breaks
from wolkvox_cli.leads.text_columns import error_cells, garbled, powers_of_ten, visible

SPACED = st.text(alphabet=" aé1", max_size=4)
NUMBERS = st.sampled_from(["3,00123E+09", "1.5E+10", "+", "#N/D", "#REF!", "####", "#", "a#REF!", "", "E+09"])
LETTERS = st.text(alphabet="aÃ±ÂâŒ€óñ€🙂", max_size=6)
BREAKS = st.sampled_from(["\n", "\r", "\r\n"])
LINED_CELLS = st.lists(st.sampled_from("ab"), min_size=1, max_size=3).flatmap(
    lambda words: st.just("".join(words)) | BREAKS.map(lambda sign: sign.join((*words, "c")))
)


@settings(max_examples=200, deadline=None)
@given(cells=st.lists(SPACED, max_size=8), start=st.integers(0, 3))
def test_spaces_go_from_the_ends_of_every_cell(cells: list[str], start: int) -> None:
    column = pa.array(cells, pa.string()).slice(start)
    assert visible(column).to_pylist() == [cell.strip(" ") for cell in cells[start:]]


@settings(max_examples=100, deadline=None)
@given(cells=st.lists(NUMBERS, max_size=6), start=st.integers(0, 3))
def test_spoilt_cells_are_found_among_others_as_they_are_alone(cells: list[str], start: int) -> None:
    column = pa.array(cells, pa.string()).slice(start)
    for rule in (error_cells, powers_of_ten):
        alone = [place for place, cell in enumerate(cells[start:]) if len(rule(pa.array([cell])))]
        assert rule(column).tolist() == alone


@settings(max_examples=300, deadline=None)
@given(cells=st.lists(LETTERS, max_size=6), start=st.integers(0, 3))
def test_garbled_cells_are_found_among_others_as_their_letters_say(cells: list[str], start: int) -> None:
    signs = re.compile("Ã[±€Œ]|Â±|[aóñâ]Ã[aóñâ]|â€")
    column = pa.array(cells, pa.string()).slice(start)
    expected = [place for place, cell in enumerate(cells[start:]) if signs.search(cell)]
    assert garbled(column).tolist() == expected


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(st.tuples(LINED_CELLS, BREAKS), max_size=6),
    finished=st.booleans(),
    piece=st.integers(1, 40),
)
def test_a_text_with_more_lines_than_rows_has_a_cell_of_several_lines(
    rows: list[tuple[str, str]], finished: bool, piece: int
) -> None:
    text = "".join(f'"{cell}"{end}' for cell, end in rows)
    if rows and not finished:
        text = text.removesuffix(rows[-1][1])
    expected = any("\n" in cell or "\r" in cell for cell, _ in rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv, "_PIECE", piece)
        assert holds_line_breaks(memoryview(text.encode()), len(rows)) == expected
