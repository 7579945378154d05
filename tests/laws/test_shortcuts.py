"""Laws of the kernels: a look at the bytes of a whole column comes to the same as the plain way."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.leads.text_columns import (
    EMPTY_WORDS,
    ERROR_CELL,
    GARBLED,
    ODD_SPACES,
    POWER_OF_TEN,
    UNSEEN,
    Text,
    arrow,
    byte_lengths,
    clean,
    error_cells,
    garbled,
    joined_bytes,
    may_need_escapes,
    powers_of_ten,
    text_bytes,
    text_keys,
    text_series,
    visible,
)

SIGNS = " a1é\x00\t\x7f\x85\u00a0\u200b\u00ad\u2003\u2028\u3000\ufeff\u1680€ñ🙂"
HIDDEN = st.text(alphabet=SIGNS, max_size=6)
WORDS = st.sampled_from(["nan", " NaN\u00a0", "N/A", "-", "(Null)", "\\N", "nana", "--", "", "<NULL>"])
NUMBERS = st.sampled_from(["3,00123E+09", "1.5E+10", "+", "#N/D", "#REF!", "####", "#", "a#REF!", "", "E+09"])
LETTERS = st.text(alphabet="aÃ±ÂâŒ€óñ€🙂\u00c2\u00bf?\ufffd/", max_size=6)
ANY = st.text(max_size=5) | st.sampled_from(['"', "\\", "\x1f", "\x00"])


def columns(cells: st.SearchStrategy[str]) -> st.SearchStrategy[Text]:
    """Columns that are part of a longer one, whose bytes before and after are not to be looked at."""
    return st.builds(
        lambda drawn, start, stop: text_series(drawn, range(len(drawn))).iloc[start : max(start, stop)],
        st.lists(cells, max_size=9),
        st.integers(0, 3),
        st.integers(0, 9),
    )


def plainly_visible(column: Text) -> Text:
    return column.str.replace(UNSEEN, "", regex=True).str.replace(ODD_SPACES, " ", regex=True).str.strip(" ")


@settings(max_examples=300, deadline=None)
@given(columns(HIDDEN | WORDS))
def test_hidden_characters_go_from_every_cell(column: Text) -> None:
    assert visible(column).to_dict() == plainly_visible(column).to_dict()


@settings(max_examples=300, deadline=None)
@given(columns(HIDDEN | WORDS))
def test_words_for_nothing_go_from_every_cell(column: Text) -> None:
    seen = plainly_visible(column)
    plain = seen.mask(seen.str.lower().isin(EMPTY_WORDS), "")
    assert clean(column).to_dict() == plain.to_dict()


@settings(max_examples=200, deadline=None)
@given(columns(NUMBERS))
def test_spoilt_cells_are_those_that_look_so(column: Text) -> None:
    assert error_cells(column).tolist() == column.str.contains(ERROR_CELL).tolist()
    assert powers_of_ten(column).tolist() == column.str.contains(POWER_OF_TEN).tolist()


@settings(max_examples=300, deadline=None)
@given(columns(LETTERS))
def test_garbled_cells_are_those_with_garbled_letters(column: Text) -> None:
    assert garbled(column).tolist() == column.str.contains(GARBLED).tolist()


@settings(max_examples=200, deadline=None)
@given(columns(ANY))
def test_the_bytes_of_a_column_are_those_of_its_cells(column: Text) -> None:
    encoded = [cell.encode() for cell in column]
    cells = arrow(column)
    contents, offsets = text_bytes(cells)
    bounds = list(pairwise(offsets))
    assert [bytes(contents[start:stop]) for start, stop in bounds] == encoded
    assert byte_lengths(cells).tolist() == list(map(len, encoded))
    assert bytes(joined_bytes(cells)[0]) == b"".join(encoded)


@settings(max_examples=200, deadline=None)
@given(columns(ANY))
def test_a_column_needs_escapes_if_one_of_its_cells_does(column: Text) -> None:
    assert may_need_escapes(arrow(column)) == column.str.contains(r'["\\\x00-\x1f]').any()


@settings(max_examples=200, deadline=None)
@given(columns(ANY))
def test_texts_have_equal_keys_if_and_only_if_they_are_equal(column: Text) -> None:
    keys = text_keys(arrow(column)).tolist()
    assert len(set(keys)) == column.nunique()
    assert len(set(zip(keys, column, strict=True))) == column.nunique()
