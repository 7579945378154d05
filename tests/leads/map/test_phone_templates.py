"""Codes and constants before phone numbers, as they reach the phone rules."""

from collections.abc import Mapping, Sequence

import pytest

from wolkvox_cli.campaign import CampaignType
from wolkvox_cli.leads.map.mapping import map_columns
from wolkvox_cli.leads.text_columns import text_frame


def numbers(
    cells: Mapping[str, Sequence[str]], country: str | None, choices: Mapping[str, str] | None = None
) -> list[str]:
    """What tel1 becomes, row by row."""
    frame = text_frame(cells, range(2, 2 + len(next(iter(cells.values())))))
    mapping = map_columns(
        list(cells), frame, CampaignType.PREDICTIVE, choices=choices or {}, constants={}, country=country
    )
    return mapping.apply(frame)["tel1"].tolist()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("55", "5545258448"),
        ("(55)", "5545258448"),
        ("55.0", "5545258448"),
        ("01 55", "015545258448"),
        ("Lada 55", "5545258448"),
        ("", "45258448"),
        ("s/d", "45258448"),
    ],
)
def test_an_area_code_goes_before_a_local_number_however_it_is_written(code: str, expected: str) -> None:
    cells = {"Lada": [code, "55", "33"], "Teléfono": ["45258448", "45258449", "36130508"]}
    assert numbers(cells, "MX")[0] == expected


def test_a_brazilian_code_may_have_the_letters_for_a_carrier() -> None:
    cells = {"DDD": ["0xx11", "0xx21"], "Fone": ["98123-4567", "98123-4568"]}
    assert numbers(cells, "BR") == ["01198123-4567", "02198123-4568"]


def test_a_whole_number_among_local_ones_gets_no_code() -> None:
    cells = {"Lada": ["55", "33", "81"], "Teléfono": ["45258448", "3336130508", "+52 81 4525 8440"]}
    assert numbers(cells, "MX") == ["5545258448", "3336130508", "+52 81 4525 8440"]


def test_a_code_under_a_heading_of_its_own_kind_is_found() -> None:
    cells = {"Cod_tel": ["11", "2281", "291", "s/d"], "Teléfono": ["45010078", "424409", "4554055", "s/d"]}
    assert numbers(cells, "AR") == ["1145010078", "2281424409", "2914554055", "s/d"]


def test_a_code_goes_before_each_number_of_a_cell() -> None:
    cells = {"DDD": ["11", "21"], "Fone": ["4612-2629; 4637-1489", "4982-6529 / 4865-1471"]}
    assert numbers(cells, "BR") == ["114612-2629; 114637-1489", "214982-6529; 214865-1471"]


def test_what_a_template_says_goes_before_each_number_of_a_cell() -> None:
    cells = {"TEL": ["4612-2629; 4637-1489", "4301-0142", "11 4301-0143", ""]}
    assert numbers(cells, "AR", {"tel1": "11{TEL}"}) == [
        "114612-2629; 114637-1489",
        "114301-0142",
        "11 4301-0143",
        "",
    ]


def test_an_area_within_the_countrys_code_goes_before_the_number() -> None:
    cells = {
        "Código País": ["1-809", "1809", "1", "57"],
        "Teléfono": ["5551234", "5552345", "8295553456", "3004567810"],
    }
    assert numbers(cells, "DO") == ["8095551234", "8095552345", "8295553456", "3004567810"]


def test_phones_joined_by_the_user_stay_apart() -> None:
    cells = {"Celular": ["3001234567"], "Otro": ["6014242400"]}
    assert numbers(cells, "CO", {"tel1": "{Celular} {Otro}"}) == ["3001234567 6014242400"]


def test_a_number_that_its_label_calls_a_fax_is_not_dialled() -> None:
    cells = {
        "Phone 1 - Label": ["Mobile", "Work Fax", ""],
        "Phone 1 - Value": ["300 456 7810", "601 424 2499", "3124587960"],
    }
    assert numbers(cells, "CO") == ["300 456 7810", "", "3124587960"]


def test_a_type_beside_a_phone_may_call_it_a_fax_too() -> None:
    cells = {"tipo_telefono": ["celular", "FAX"], "telefono": ["3004567810", "6014242499"]}
    assert numbers(cells, "CO") == ["3004567810", ""]
