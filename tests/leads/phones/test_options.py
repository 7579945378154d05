import pytest

from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.phones import PhoneFormat, PhoneRules


def test_the_default_with_a_country_is_national() -> None:
    assert PhoneRules.of("co") == PhoneRules("CO", PhoneFormat.NATIONAL, "")


def test_the_default_without_a_country_is_as_is() -> None:
    assert PhoneRules.of() == PhoneRules(None, PhoneFormat.AS_IS, "")


@pytest.mark.parametrize(
    ("country", "near"),
    [
        ("Colombia", "CO (Colombia)"),
        ("COL", "CO (Colombia)"),
        ("57", "CO (Colombia)"),
        ("+52", "MX (Mexico)"),
        ("Brasil", "BR (Brazil)"),
        ("UK", "GB (the United Kingdom)"),
        ("méxico", "MX (Mexico)"),
    ],
)
def test_an_unknown_country_is_answered_with_the_nearest_one(country: str, near: str) -> None:
    with pytest.raises(CommandError) as caught:
        PhoneRules.of(country)
    assert near in caught.value.hint


def test_national_numbers_need_a_country() -> None:
    with pytest.raises(CommandError, match="when the country is known"):
        PhoneRules.of(None, "national")


def test_an_unknown_format_is_answered_with_the_known_ones() -> None:
    with pytest.raises(CommandError) as caught:
        PhoneRules.of("CO", "e164")
    assert caught.value.hint == "Write national, international or as-is."


@pytest.mark.parametrize("prefix", ["+57", "9a", "12345678901", "٩"])
def test_a_prefix_is_a_few_digits(prefix: str) -> None:
    with pytest.raises(CommandError, match="cannot be put before"):
        PhoneRules.of("CO", prefix=prefix)


def test_a_prefix_for_calls_abroad_needs_international_numbers() -> None:
    with pytest.raises(CommandError, match="expects a country code"):
        PhoneRules.of("CO", prefix="00")


def test_a_prefix_for_calls_abroad_may_stand_before_international_numbers() -> None:
    assert PhoneRules.of("CO", "international", "00").prefix == "00"
