"""Every row of phone_cases.csv: what people write, what it is, and the numbering rule that says so."""

import csv
from pathlib import Path

import pytest

from wolkvox_cli.leads.phones import PhoneRules
from wolkvox_cli.leads.phones.parse_cell import parse_cell

with Path(__file__).with_name("phone_cases.csv").open(encoding="utf-8", newline="") as lines:
    CASES = list(csv.DictReader(lines))


def name(case: dict[str, str]) -> str:
    return f"{case['country'] or 'anywhere'} {case['input']!r}: {case['source']}"


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_number_is_recognised_as_its_numbering_plan_says(case: dict[str, str]) -> None:
    wanted = "international" if case["e164"] else None
    found = parse_cell(case["input"], PhoneRules.of(case["country"], wanted)).numbers
    assert [number.dialled for number in found] == [case["e164"].removeprefix("+")][: bool(case["e164"])]


@pytest.mark.parametrize("case", [case for case in CASES if case["national"]], ids=name)
def test_a_number_is_sent_as_it_is_dialled_in_its_country(case: dict[str, str]) -> None:
    found = parse_cell(case["input"], PhoneRules.of(case["country"])).numbers
    assert [number.dialled for number in found] == [case["national"]]


def test_the_cases_cover_at_least_ten_countries() -> None:
    assert len({case["country"] for case in CASES} - {""}) >= 10


def test_there_are_at_least_three_hundred_cases() -> None:
    assert len({(case["country"], case["input"]) for case in CASES}) >= 300
