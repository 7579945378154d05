import json

from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.leads.batch.json_records import encode_records
from wolkvox_cli.leads.text_columns import text_frame

CELLS = st.text(max_size=12) | st.sampled_from(['"', "\\", '\\"', "\x00", "\x1f", "\x7f", " ", "ñ", "😀", ""])
FIELDS = ("customer_name", "tel1", "opt1")


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(CELLS.filter(str.isprintable), CELLS), min_size=1, max_size=20),
    before=st.integers(0, 3),
)
def test_records_joined_by_columns_are_the_records_that_json_would_write(
    rows: list[tuple[str, str]], before: int
) -> None:
    # Cut out of longer arrays, whose bytes before and after are not to be looked at.
    around = [("\x01", '"')] * before
    names, notes = zip(*around, *rows, *around, strict=True)
    records = text_frame({"customer_name": names, "opt1": notes}, range(len(names)))
    records = records.iloc[before : before + len(rows)]

    texts = list(map(str, encode_records(records, FIELDS)))

    expected = [{"customer_name": name, "tel1": "", "opt1": note} for name, note in rows]
    assert json.loads("[" + "".join(texts)[1:] + "]") == expected
    assert all(text.startswith(',{"customer_name":"') for text in texts)
