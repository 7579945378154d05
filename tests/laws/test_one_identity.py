"""A line has one identity: each way to write its number, on either side of --unique and --exclude."""

import csv
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import pytest

from wolkvox_cli.campaign import CampaignType
from wolkvox_cli.leads.map.column_mapping import ColumnMapping, MappedField, Why
from wolkvox_cli.leads.model import LeadChunk
from wolkvox_cli.leads.phones import PhoneRules
from wolkvox_cli.leads.text_columns import text_frame
from wolkvox_cli.leads.validate.do_not_call import ExcludedNumbers
from wolkvox_cli.leads.validate.validator import ValidationRules, Validator

CASES = Path(__file__).parent.parent / "leads" / "phones" / "phone_cases.csv"
PHONE = ColumnMapping((MappedField("tel1", "Celular", ("Celular",), Why.YOU),))
NOW = datetime(2026, 11, 23, 9, 0)
OLD_FORMS = [
    ("CO", ["6014242400"], ["1 4242400", "031 4242400", "(1) 424 24 00", "+57 1 4242400", "57 1 4242400"]),
    ("CO", ["6043507050"], ["4 3507050", "034 350 70 50"]),
    ("CO", ["+52 55 1245 8790"], ["525512458790", "5215512458790"]),
]
"""What was a number once, or lacks its +: by country, what leads have and what a list may have of it."""


def cells_by_line() -> list[tuple[str, list[str]]]:
    cells = defaultdict(list)
    with CASES.open(encoding="utf-8", newline="") as lines:
        for case in csv.DictReader(lines):
            if case["national"]:
                cells[case["country"], case["national"]].append(case["input"])
    return [(country, found) for (country, _), found in cells.items()]


def first(value: str | list[str]) -> str:
    """What a test's name says of a country, or of cells."""
    return value if isinstance(value, str) else value[0]


def chunk(cells: list[str]) -> LeadChunk:
    return LeadChunk(text_frame({"Celular": cells}, range(2, 2 + len(cells))))


@pytest.mark.parametrize(("country", "cells"), cells_by_line(), ids=first)
def test_of_all_ways_to_write_a_number_one_lead_is_sent(country: str, cells: list[str]) -> None:
    rules = ValidationRules(CampaignType.PREDICTIVE, PhoneRules.of(country), NOW, unique=("phone",))
    leads = Validator(PHONE, rules).validate(chunk(cells))
    assert list(leads.records.index) == [2]
    assert len(leads.duplicate) == len(cells) - 1


@pytest.mark.parametrize(
    ("country", "leads", "listed"),
    [*((country, cells, cells) for country, cells in cells_by_line()), *OLD_FORMS],
    ids=first,
)
def test_each_way_to_write_a_number_on_a_list_excludes_all_others(
    country: str, leads: list[str], listed: list[str]
) -> None:
    phones = PhoneRules.of(country)
    for entry in listed:
        excluded = ExcludedNumbers.of_numbers([entry], phones)
        rules = ValidationRules(CampaignType.PREDICTIVE, phones, NOW)
        found = Validator(PHONE, rules, excluded).validate(chunk(leads))
        assert (entry, list(found.records.index)) == (entry, [])
        assert len(found.excluded) == len(leads)
