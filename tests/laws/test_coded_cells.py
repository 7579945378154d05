"""What must hold for phone cells with a country's calling code beside them."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.leads.phones import PhoneRules
from wolkvox_cli.leads.phones.cleaning import clean_cells
from wolkvox_cli.leads.phones.coded_cells import clean_coded_cells

COLOMBIA = PhoneRules.of("CO")
PHONES = [
    "3001234567",
    "(305) 555-1234",
    "+57 310 456 7891",
    "3055551234 / 3055551235",
    "cel 5512345678 ext 4",
    "987651234",
    "1.19876E+10",
    "no tiene",
    "12",
    "",
]
CODES = ["57", "+57", "", "1", "1.0", "+52", "51", "0034", "Estados Unidos", "601", "n/a", "BR"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(PHONES), st.sampled_from(CODES)), min_size=1, max_size=12),
    st.sampled_from([COLOMBIA, PhoneRules.of("BR", None, "0"), PhoneRules.of(None)]),
)
def test_rows_are_read_together_as_each_by_itself(rows: list[tuple[str, str]], rules: PhoneRules) -> None:
    cells, codes = [pa.array(list(column), pa.string()) for column in zip(*rows, strict=True)]
    whole = clean_coded_cells(cells, codes, rules)
    for place in range(len(rows)):
        one = clean_coded_cells(cells.slice(place, 1), codes.slice(place, 1), rules)
        mine = whole.extra_places == place
        bad, extended = whole.bad_places == place, whole.extension_places == place
        assert whole.canonical[place] == one.canonical[0]
        assert whole.outputs[place] == one.outputs[0]
        assert whole.extra_canonical.filter(pa.array(mine)) == one.extra_canonical
        assert whole.extra_outputs.filter(pa.array(mine)) == one.extra_outputs
        assert whole.reasons.filter(pa.array(bad)) == one.reasons
        assert (place in whole.lost_places) == (len(one.lost_places) > 0)
        assert whole.extensions.filter(pa.array(extended)) == one.extensions
    assert all((np.diff(places) >= 0).all() for places in (whole.extra_places, whole.lost_places))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PHONES), st.sampled_from(["57", "+57", "", "CO"])), min_size=1))
def test_the_users_own_code_changes_nothing(rows: list[tuple[str, str]]) -> None:
    cells, codes = [pa.array(list(column), pa.string()) for column in zip(*rows, strict=True)]
    coded, plain = (
        clean_coded_cells(cells, codes, PhoneRules.of("CO")),
        clean_cells(cells, PhoneRules.of("CO")),
    )
    assert coded.outputs == plain.outputs
    assert coded.reasons == plain.reasons
    assert coded.extra_outputs == plain.extra_outputs
