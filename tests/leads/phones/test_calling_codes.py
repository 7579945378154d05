"""What a cell with a country's calling code names, and numbers read by the code beside them."""

import pyarrow as pa
import pytest

from wolkvox_cli.leads.phones import PhoneRules, clean_phones
from wolkvox_cli.leads.phones.calling_codes import NO_CODE, calling_code_of, calling_codes, parse_coded_cell
from wolkvox_cli.leads.phones.parse_cell import PhoneCell
from wolkvox_cli.leads.text_columns import text_frame


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("57", ["57", "+57", "0057", "057", "57.0", "57,00", "(57)", "57-", "'+57", "CO", "co", "Colombia"]),
        ("57", ["Colombia (+57)", "57 Colombia", "CO +57", "+57 Col", "５７"]),
        ("1", ["1", "001", "US", "EE.UU.", "Estados Unidos", "USA +1", "1-809", "+1 (787)", "1787"]),
        ("57", ["COL", "República de Colombia", "Rep. de Colombia", "Cod. 57"]),
        ("52", ["México", "MEXICO", "MEX", "52", "+52 1", "521", "(52) 1"]),
        ("54", ["+54 9", "549"]),
        ("1", ["República Dominicana", "Rep. Dominicana"]),
        ("", ["", " ", "+", "-", "nan", "N/A", "#N/A", "0", "00", "NA", "S/N", "s/d", "No", "SI", "ninguno"]),
        (
            NO_CODE,
            [
                "601",
                "Sr",
                "Mr.",
                "Sra",
                "no 57 1",
                "999",
                "57 1",
                "573001234567",
                "Norte",
                "57 Norte",
                "001-A",
                "12345",
            ],
        ),
    ],
)
def test_the_code_that_a_cell_names(code: str, cells: list[str]) -> None:
    assert calling_codes(pa.array(cells)).to_pylist() == [code] * len(cells)


def test_the_code_of_a_country() -> None:
    assert (calling_code_of("co"), calling_code_of("DO"), calling_code_of(None)) == ("57", "1", None)


def sent(cells: list[str], codes: list[str], rules: PhoneRules) -> list[list[str]]:
    """The numbers of each row."""
    phones = clean_phones(
        text_frame({"tel1": cells}, range(len(cells))),
        rules,
        {"tel1": "Celular"},
        codes=text_frame({"tel1": codes}, range(len(cells))),
    )
    return [[number for number in row if number] for row in phones.columns.to_numpy().tolist()]


@pytest.mark.parametrize(
    ("cell", "code", "expected"),
    [
        ("300 123 4567", "57", ["3001234567"]),
        ("3001234567", "", ["3001234567"]),
        ("573001234567", "57", ["3001234567"]),
        ("0057 300 1234567", "57", ["3001234567"]),
        ("(305) 555-1234", "1", ["13055551234"]),
        ("13055551234", "1", ["13055551234"]),
        ("3055551234 / 3055551235", "+1", ["13055551234", "13055551235"]),
        ("cel 5512345678", "52", ["525512345678"]),
        ("+57 300 123 4567", "1", ["3001234567"]),
        ("+1 305 555 1234", "57", ["13055551234"]),
        ("3001234567", "1", []),
        ("3001234567", "601", []),
        ("", "57", []),
    ],
)
def test_a_number_is_read_in_the_country_of_the_code_beside_it(
    cell: str, code: str, expected: list[str]
) -> None:
    assert sent([cell], [code], PhoneRules.of("CO")) == [expected]


def test_a_number_keeps_its_code_however_the_users_own_are_written() -> None:
    cells, codes = ["300 123 4567", "305 555 1234"], ["57", "1"]
    assert sent(cells, codes, PhoneRules.of("CO", "international")) == [["573001234567"], ["13055551234"]]
    assert sent(cells, codes, PhoneRules.of("CO", "as-is")) == [["3001234567"], ["13055551234"]]
    assert sent(cells, codes, PhoneRules.of("CO", None, "9")) == [["93001234567"], ["913055551234"]]
    assert sent(cells, codes, PhoneRules.of(None)) == [["573001234567"], ["13055551234"]]


def test_a_number_that_would_ring_in_the_users_own_country_is_refused_as_with_a_plus() -> None:
    cells = ["987651234 / 956123456", "987651235"]
    assert sent(cells, ["51", "51"], PhoneRules.of("BR")) == [[], []]
    assert sent(cells, ["51", "51"], PhoneRules.of("BR", "international")) == [
        ["51987651234", "51956123456"],
        ["51987651235"],
    ]
    read = parse_coded_cell(cells[1], "51", PhoneRules.of("BR"))
    assert [piece.reason for piece in read.unreadable] == ["its digits without + are a number in Brazil"]


def test_a_code_that_is_none_is_told() -> None:
    read = parse_coded_cell("3001234567", "601", PhoneRules.of("CO"))
    assert [piece.reason for piece in read.unreadable] == ['"601" beside it is no country\'s code']


def test_a_code_that_is_none_beside_a_blank_cell_is_no_matter() -> None:
    assert parse_coded_cell("", "601", PhoneRules.of("CO")) == PhoneCell()
