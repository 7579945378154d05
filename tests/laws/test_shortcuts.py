"""Laws of shortcuts: a look at the bytes of a whole column comes to the same as a look at every cell."""

import re

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.leads.text_columns import error_cells, garbled, powers_of_ten, visible

SPACED = st.text(alphabet=" aé1", max_size=4)
NUMBERS = st.sampled_from(["3,00123E+09", "1.5E+10", "+", "#N/D", "#REF!", "####", "#", "a#REF!", "", "E+09"])
LETTERS = st.text(alphabet="aÃ±ÂâŒ€óñ€🙂", max_size=6)


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
