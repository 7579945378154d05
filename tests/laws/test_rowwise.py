"""Laws of putting cells together: taken row by row they are the same as joined one by one."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.leads import text_columns
from wolkvox_cli.leads.text_columns import put_together

CELLS = st.text(max_size=5)
PARTS = st.lists(st.booleans(), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None)
@given(
    data=st.data(),
    fixed=PARTS,
    length=st.integers(0, 12),
    at_once=st.integers(1, 5),
    before=st.integers(0, 2),
)
def test_rows_are_their_cells_in_order(
    data: st.DataObject, fixed: list[bool], length: int, at_once: int, before: int
) -> None:
    drawn = [[data.draw(CELLS)] * length if same else data.draw(columns(length)) for same in fixed]
    parts = [
        (cells[0] if cells else "")
        if same
        else pa.array(["x"] * before + cells + ["y"], pa.string()).slice(before, length)
        for same, cells in zip(fixed, drawn, strict=True)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_columns, "_ROWS", at_once)
        together = put_together(parts, length)
    assert together.to_pylist() == ["".join(cells) for cells in zip(*drawn, strict=True)]


def columns(length: int) -> st.SearchStrategy[list[str]]:
    return st.lists(CELLS, min_size=length, max_size=length)
