"""Headings as real files have them, and what each is: heading_cases.csv.

`is` names the field; of phones it says which (phone-mobile, phone, phone-home, phone-work, phone-company,
phone-other, phone-guardian), or not-dialled for a number that is not called: fax, an adviser's, for messages.
`code` is a dialling code, `by-content` is for the cells to tell, `none` is nothing that a field takes.
"""

import csv
from pathlib import Path

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.headings import (
    Role,
    ambiguity,
    is_area_code,
    is_country_code,
    lookup,
    not_dialled,
    told_by_cells,
)

CASES = Path(__file__).with_name("heading_cases.csv")
RIGHT = 0.97
"""The share of the headings that must be understood."""

KINDS = {
    Role.MOBILE: "phone-mobile",
    Role.PHONE: "phone",
    Role.HOME: "phone-home",
    Role.WORK: "phone-work",
    Role.COMPANY: "phone-company",
    Role.OTHER: "phone-other",
    Role.GUARDIAN: "phone-guardian",
}


def cases() -> list[tuple[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [(row["heading"], row["is"]) for row in csv.DictReader(file)]


def understood(heading: str) -> str:
    """What the program makes of a heading, in the words of the table."""
    known = lookup(heading)
    if told_by_cells(heading) or ambiguity(heading):
        return "by-content"
    if known is None:
        if not_dialled(heading):
            return "not-dialled"
        return "code" if is_area_code(heading) or is_country_code(heading) else "none"
    if known.field == "tel_extra":
        return "phone-other"
    if known.field in DIAL_FIELDS:
        return KINDS.get(known.role, "phone")
    return known.field


def test_the_headings_of_real_files_are_understood() -> None:
    wrong = {heading: (said, understood(heading)) for heading, said in cases() if understood(heading) != said}
    assert len(cases()) >= 400
    assert len(wrong) <= (1 - RIGHT) * len(cases()), wrong


def test_nothing_is_dialled_that_is_no_phone_to_dial() -> None:
    dialled = [
        heading
        for heading, said in cases()
        if understood(heading).startswith("phone") and not said.startswith("phone")
    ]
    assert dialled == []
