import pytest

from wolkvox_cli.campaign import CampaignType
from wolkvox_cli.leads.map.mapping import ColumnMapping, map_columns
from wolkvox_cli.leads.text_columns import text_frame

SHOWN = '"{0}" is left out; to show it to the agent: --map opt1={0}'


def mapping(
    cells: dict[str, list[str]], country: str | None = None, choices: dict[str, str] | None = None
) -> ColumnMapping:
    sample = text_frame(cells, range(2, 2 + len(next(iter(cells.values())))))
    return map_columns(
        list(cells),
        sample,
        CampaignType.PREDICTIVE,
        choices=choices or {},
        constants={},
        country=country,
    )


def notes(
    heading: str, cell: str, country: str | None = None, choices: dict[str, str] | None = None
) -> tuple[str, ...]:
    return mapping({"Celular": ["3001234567"], heading: [cell]}, country, choices).notes


@pytest.mark.parametrize(
    "heading",
    ["Tel casa", "Tel oficina", "Tel trabajo", "Fono", "Línea", "ANI", "Teléfono casa", "Línea fija"],
)
def test_a_second_phone_column_follows_the_mobile(heading: str) -> None:
    found = mapping({heading: ["6012345679"], "Celular": ["3001234567"]})
    assert found.as_json() == {"tel1": "Celular", "tel2": heading}


def test_msisdn_is_a_mobile() -> None:
    assert mapping({"MSISDN": ["573001234567"]}).as_json() == {"tel1": "MSISDN"}


def test_a_product_line_is_no_phone() -> None:
    assert mapping({"Celular": ["3001234567"], "Línea": ["Hogar"]}).as_json() == {"tel1": "Celular"}


def test_a_phone_of_somebody_else_is_told() -> None:
    assert notes("Tel vecina", "6012345679") == (
        '"Tel vecina" is not dialled, as its heading says "vecina"; '
        'to call all the same: --map "tel2=Tel vecina"',
    )


def test_a_column_of_phones_that_goes_nowhere_is_told() -> None:
    assert notes("Linea vieja", "6012345679") == (
        '"Linea vieja" reads like phones and is left out; to call them: --map "tel2=Linea vieja"',
    )


def test_with_a_country_its_numbering_tells_phones_under_any_heading() -> None:
    assert notes("Vecina", "6012345679", "CO") == (
        '"Vecina" reads like phones and is left out; to call them: --map tel2=Vecina',
    )


def test_digits_that_are_no_number_of_the_country_are_not_told_as_phones() -> None:
    assert notes("Vecina", "1018234567", "CO") == (SHOWN.format("Vecina"),)


def test_without_a_country_digits_alone_are_not_told_as_phones() -> None:
    assert notes("Vecina", "6012345679") == (SHOWN.format("Vecina"),)


@pytest.mark.parametrize("heading", ["Cuenta", "Saldo", "IMEI"])
def test_numbers_that_are_something_else_are_not_told_as_phones(heading: str) -> None:
    assert notes(heading, "6012345679", "CO") == (SHOWN.format(heading),)


def test_a_fax_is_told() -> None:
    assert notes("Fax", "6012345679", "CO") == (
        '"Fax" is not dialled, as its heading says "fax"; to call all the same: --map tel2=Fax',
    )


def test_a_column_that_the_user_left_empty_is_not_told() -> None:
    assert notes("Tel casa", "6012345679", choices={"tel2": ""}) == ()


def test_the_number_of_a_record_elsewhere_is_told_where_it_becomes_the_identity() -> None:
    assert notes("Record ID", "991") == (
        '"Record ID" is taken for customer_id; --map customer_id= leaves that empty.',
    )
