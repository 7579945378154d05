"""Columns in which a spreadsheet has put zeros for lost digits."""

import pytest

from wolkvox_cli.leads.phones import PhoneRules, clean_phones, rounded_fields
from wolkvox_cli.leads.text_columns import text_frame

ORDINARY = [f"31245879{number:02}" for number in range(98)]


def rounded(cells: list[str]) -> list[str]:
    """The phone fields of leads with these numbers that have lost digits."""
    leads = text_frame({"customer_name": cells, "tel1": cells}, range(2, 2 + len(cells)))
    return sorted(rounded_fields(leads))


@pytest.mark.parametrize(
    "cells",
    [
        ["573004000000", "573015000000", "573102000000", "3010000000", "3124587960"],
        ["573004000000.0", "573015000000.0"],
        ["+573004000000", "+573015000000", *ORDINARY],
        ["3104560000", "3104570000", "3124587960"],
        ["573004567000", "573015678000", "573124587960", ""],
    ],
)
def test_many_numbers_that_end_in_zeros_have_lost_their_digits(cells: list[str]) -> None:
    assert rounded(cells) == ["tel1"]


@pytest.mark.parametrize(
    "cells",
    [
        ["573004000000", *ORDINARY],
        ["6014000000", "3124587960"],
        ["3104560000", "6014570000", *ORDINARY],
        ["22220000", "22230000", "22240000"],
        ["3124587960", "3124587900", "3124587000"],
        ["573004000000", "573004000000", "573004000000"],
        ["3124587000", "3134587000", *ORDINARY],
        ["1000000", "2000000"],
        [""],
        [],
    ],
)
def test_one_round_number_among_others_has_not(cells: list[str]) -> None:
    assert rounded(cells) == []


def test_the_round_numbers_of_such_a_column_are_rejected_and_the_others_sent() -> None:
    numbers = text_frame({"tel1": ["573004000000", "3124587960"], "tel2": ["", "3010000000"]}, [2, 3])
    phones = clean_phones(numbers, PhoneRules.of("CO"), {}, rounded={"tel1": 4})
    told = phones.problems[["code", "row", "field"]].itertuples(index=False, name=None)
    assert phones.columns["tel1"].tolist() == ["", "3124587960"]
    assert list(told) == [("phone.lost-digits", 2, "tel1"), ("phone.round", 3, "tel2")]


def test_a_round_number_alone_is_sent_with_a_warning() -> None:
    numbers = text_frame({"tel1": ["6014000000", "6014570000"]}, [2, 3])
    phones = clean_phones(numbers, PhoneRules.of("CO"), {})
    assert phones.columns["tel1"].tolist() == ["6014000000", "6014570000"]
    assert phones.problems[["code", "row"]].to_numpy().tolist() == [["phone.round", 2]]
