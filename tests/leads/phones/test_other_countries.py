"""The countries that are named where most numbers of a file are not of the one that was given."""

import pytest

from wolkvox_cli.leads.phones import PhoneRules, fitting_countries
from wolkvox_cli.leads.text_columns import text_frame


def named(cells: list[str], country: str | None) -> list[str]:
    leads = text_frame({"customer_name": cells, "tel1": cells}, range(2, 2 + len(cells)))
    return list(fitting_countries(leads, PhoneRules.of(country)))


def like(start: str, digits: int) -> list[str]:
    """Thirty numbers that begin alike."""
    return [f"{start}{7654321 + 13 * number:0{digits}}"[: len(start) + digits] for number in range(30)]


@pytest.mark.parametrize(
    ("cells", "country", "expected"),
    [
        (like("119", 8), "CO", ["BR"]),
        (like("9", 8), "CO", ["PE"]),
        (like("0414", 7), "CO", ["BR", "VE"]),
        (like("31", 8), None, ["CO"]),
    ],
)
def test_a_country_whose_numbers_they_could_be_is_named(
    cells: list[str], country: str | None, expected: list[str]
) -> None:
    assert set(expected) <= set(named(cells, country))
    assert len(named(cells, country)) <= 3


@pytest.mark.parametrize(
    ("cells", "country"),
    [
        (like("4", 7), "AR"),
        (like("15", 8), "AR"),
        (like("52", 5), "CO"),
        (like("14", 6), "CO"),
        (["sin dato"] * 30, "CO"),
        (["7654321", "8654321"], "MX"),
        (["12345"] * 30, "CO"),
        ([], "CO"),
    ],
)
def test_none_is_named_for_lack_of_an_area_code_or_of_numbers(cells: list[str], country: str) -> None:
    assert named(cells, country) == []
