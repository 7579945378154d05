"""Columns with a country's or an area's dialling code, and the phone columns they go to."""

from collections.abc import Mapping, Sequence

import pandas as pd
import pytest

from wolkvox_cli.campaign import CampaignType
from wolkvox_cli.leads.map.mapping import MappingResult, understand_columns
from wolkvox_cli.leads.text_columns import text_frame

MOBILES = ["3001234567", "300 123 4568", "310 555 1234"]


def rows(cells: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    return text_frame(cells, range(2, 2 + len(next(iter(cells.values())))))


def understand(
    cells: Mapping[str, Sequence[str]], country: str | None = "CO", choices: Mapping[str, str] | None = None
) -> MappingResult:
    return understand_columns(
        list(cells),
        rows(cells),
        CampaignType.PREDICTIVE,
        choices=choices or {},
        constants={},
        country=country,
    )


def codes(understood: MappingResult) -> list[str]:
    """The countries' codes by which the numbers of ABROAD are read."""
    found = understood.mapping.calling_codes(rows(ABROAD))
    return found["tel1"].tolist() if "tel1" in found else []


def fields(understood: MappingResult) -> dict[str, str]:
    assert understood.error is None
    return understood.mapping.as_json()


@pytest.mark.parametrize(
    "heading",
    [
        "Indicativo",
        "Código de país",
        "country_code",
        "DDI",
        "Código DDI",
        "pais_codigo",
        "Indicativo celular",
        "Cod Pais Celular",
        "prefijo_celular",
        "country_code_1",
        "Phone Country",
        "ISD",
    ],
)
@pytest.mark.parametrize(
    "codes",
    [
        ["57", "57", "1"],
        ["+57", "+57", "+57"],
        ["", "0057", "57"],
        ["57.0", "57.0", "1.0"],
        ["'+57", "'+57", "'+1"],
        ["Colombia (+57)", "Colombia (+57)", "Estados Unidos (+1)"],
        ["57", "57", "n/a"],
    ],
)
def test_a_countrys_code_tells_the_country_of_the_numbers(heading: str, codes: list[str]) -> None:
    understood = understand({heading: codes, "Celular": MOBILES})
    assert fields(understood) == {"tel1": f"+{{{heading}}}{{Celular}}"}
    assert understood.mapping.notes == (f'"{heading}" tells the country of the numbers in "Celular".',)
    assert understood.mapping.column_of("tel1") == "Celular"
    assert understood.mapping.ignored == ()


def test_it_does_so_for_every_phone_column_and_for_one_that_the_user_chose() -> None:
    cells = {
        "DDI": ["57", "1"],
        "Línea": ["3001234567", ""],
        "Fijo": ["6014441234", "3055551234"],
        "tel_extra": ["3001234568", ""],
    }
    understood = understand(cells, choices={"tel1": "Línea"})
    assert fields(understood) == {
        "tel1": "+{DDI}{Línea}",
        "tel2": "+{DDI}{Fijo}",
        "tel_extra": "+{DDI}{tel_extra}",
    }


def test_it_does_so_where_only_later_rows_have_codes_or_other_countries() -> None:
    assert fields(understand({"DDI": ["", ""], "Celular": MOBILES[:2]})) == {"tel1": "+{DDI}{Celular}"}
    assert fields(understand({"DDI": ["57", "57"], "Celular": MOBILES[:2]})) == {"tel1": "+{DDI}{Celular}"}


def test_numbers_that_have_their_code_already_change_nothing() -> None:
    cells = {"Indicativo": ["57", "1"], "Celular": ["573001234567", "+1 3051234567"]}
    assert fields(understand(cells)) == {"tel1": "+{Indicativo}{Celular}"}


@pytest.mark.parametrize("heading", ["Indicativo", "phone_code", "DDI"])
def test_codes_of_other_countries_alone_need_a_plus_or_the_users_word(heading: str) -> None:
    phones = ["3055551234", "5512345678"]
    assert fields(understand({heading: ["+1", "+52"], "Celular": phones})) == {
        "tel1": f"+{{{heading}}}{{Celular}}"
    }
    understood = understand({heading: ["1", "52"], "Celular": phones, "Fijo": phones})
    assert understood.error is not None
    assert understood.error.code == "mapping.dialling-code"
    assert understood.error.hint == (
        f'If so: --map "tel1=+{{{heading}}}{{Celular}}" --map "tel2=+{{{heading}}}{{Fijo}}" '
        'If not: --map "tel1={Celular}" --map "tel2={Fijo}"'
    )


def test_one_cell_with_the_users_own_code_is_enough() -> None:
    cells = {"Prefijo": ["34", "34", "33", "351", "44"], "Celular": ["612345678"] * 5}
    assert fields(understand(cells, "ES")) == {"tel1": "+{Prefijo}{Celular}"}


def test_who_names_the_phone_columns_has_answered() -> None:
    cells = {"Indicativo": ["1", "52"], "Celular": ["3055551234", "5512345678"]}
    understood = understand(cells, choices={"tel1": "Celular"})
    assert fields(understood) == {"tel1": "Celular"}
    assert understood.mapping.notes == (
        '"Indicativo" is left out. If it tells the country of the numbers: '
        '--map "tel1=+{Indicativo}{Celular}"',
    )


@pytest.mark.parametrize("words", [["Sr", "Sra", "Mr"], ["SI", "NO", "SI"], ["n/a", "-", "0"]])
def test_words_that_name_no_country_are_no_codes(words: list[str]) -> None:
    cells = {"Prefijo": words, "Nombre": ["Ana"] * 3, "Celular": MOBILES}
    assert fields(understand(cells)) == {"customer_name": "Nombre", "tel1": "Celular"}


def test_a_code_is_no_document_because_it_is_named() -> None:
    cells = {"cc": ["57", "1"], "Celular": ["3001234567", "3055551234"]}
    template = "+{cc}{Celular}"
    assert fields(understand(cells, choices={"tel1": template})) == {"tel1": template}


@pytest.mark.parametrize("template", ["+{Indicativo}{Celular}", "{Celular}"])
def test_the_user_can_answer_that(template: str) -> None:
    cells = {"Indicativo": ["1", "52"], "Celular": ["3055551234", "5512345678"]}
    assert fields(understand(cells, choices={"tel1": template})) == {"tel1": template}


def test_an_area_code_that_the_numbers_begin_with_is_left_out() -> None:
    cells = {"Prefijo": ["351", "221"], "Celular": ["3514567890", "2214567890"]}
    assert fields(understand(cells, "AR")) == {"tel1": "Celular"}


def test_without_a_country_the_code_is_left_out_and_told() -> None:
    understood = understand({"Indicativo": ["57", "1"], "Celular": ["3001234567", "3051234567"]}, None)
    assert fields(understood) == {"tel1": "Celular"}
    assert understood.mapping.notes == (
        '"Indicativo" reads as countries\' dialling codes and is left out, as no country is given. '
        'Give yours (--country CO), or --map "tel1=+{Indicativo}{Celular}"',
    )


def test_of_two_columns_with_countries_codes_the_user_chooses() -> None:
    cells = {"DDI": ["57", "57"], "Country code": ["57", "1"], "Celular": MOBILES[:2]}
    understood = understand(cells)
    assert understood.error is not None
    assert understood.error.hint == (
        'Choose, for example: --map "tel1=+{DDI}{Celular}" or --map "tel1=+{Country code}{Celular}"'
    )
    assert fields(understand(cells, None)) == {"tel1": "Celular"}
    for codes in (["57", "57"], ["", ""], ["CO", "+57"]):
        assert fields(understand({**cells, "Country code": codes})) == {"tel1": "+{DDI}{Celular}"}


@pytest.mark.parametrize(
    "headings",
    [
        ("DDI1", "TEL1", "DDI2", "TEL2"),
        ("DDI1", "DDI2", "TEL1", "TEL2"),
        ("TEL1", "DDI1", "TEL2", "DDI2"),
        ("DDI", "TEL1", "DDI (2)", "TEL2"),
    ],
)
def test_several_countries_codes_go_each_to_their_own_phone(headings: tuple[str, ...]) -> None:
    codes = {"DDI": ["57", "1"], "DDI1": ["57", "1"], "DDI2": ["1", "57"], "DDI (2)": ["1", "57"]}
    cells = {heading: codes.get(heading, ["3001234567", "3055551234"]) for heading in headings}
    first, second = (heading for heading in headings if heading.startswith("DDI"))
    assert fields(understand(cells)) == {"tel1": f"+{{{first}}}{{TEL1}}", "tel2": f"+{{{second}}}{{TEL2}}"}


def test_cells_that_are_no_codes_are_left_out() -> None:
    understood = understand({"Indicativo": ["Norte", "Sur"], "Celular": MOBILES[:2]})
    assert fields(understood) == {"tel1": "Celular"}
    assert understood.mapping.ignored == ("Indicativo",)


@pytest.mark.parametrize(
    ("codes", "phones", "expected"),
    [
        (["11", "21"], ["91234-5678", "2345-6789"], "{DDD}{Telefone}"),
        (["(11)", "21"], ["912345678", ""], "{DDD}{Telefone}"),
        (["11", "21"], ["11912345678", "21912345678"], "Telefone"),
    ],
)
def test_an_area_code_goes_before_local_numbers(codes: list[str], phones: list[str], expected: str) -> None:
    understood = understand({"DDD": codes, "Telefone": phones}, None)
    assert fields(understood)["tel1"] == expected
    assert understood.mapping.column_of("tel1") == "Telefone"


@pytest.mark.parametrize(
    ("cells", "country", "expected"),
    [
        (
            {"Indicativo": ["604", "601"], "Fijo": ["4441234", "4441235"], "Celular": ["3001234567", ""]},
            "CO",
            {"tel1": "Celular", "tel2": "{Indicativo}{Fijo}"},
        ),
        (
            {"DDD1": ["11", "41"], "TEL1": ["987654320", ""], "DDD2": ["21", "11"], "TEL2": ["23456789"] * 2},
            "BR",
            {"tel1": "{DDD1}{TEL1}", "tel2": "{DDD2}{TEL2}"},
        ),
        (
            {"DDD_CEL": ["11"], "Celular": ["987654320"], "DDD_RES": ["21"], "Telefone": ["23456789"]},
            "BR",
            {"tel1": "{DDD_CEL}{Celular}", "tel2": "{DDD_RES}{Telefone}"},
        ),
        (
            {"DDI": ["55", "54"], "DDD": ["11", "11"], "Telefone": ["987654320", "43211234"]},
            "BR",
            {"tel1": "+{DDI}{DDD}{Telefone}"},
        ),
    ],
)
def test_each_code_goes_to_its_own_numbers(
    cells: dict[str, list[str]], country: str, expected: dict[str, str]
) -> None:
    assert fields(understand(cells, country)) == expected


def test_an_area_code_beside_two_local_columns_goes_to_the_next_and_the_other_is_told() -> None:
    cells = {"DDD": ["11"], "Telefone": ["91234-5678"], "Celular": ["91234-5679"]}
    understood = understand(cells, "BR")
    assert fields(understood) == {"tel1": "Celular", "tel2": "{DDD}{Telefone}"}
    assert understood.mapping.notes == (
        '"DDD" reads as a dialling code and is left out of "Celular". '
        'If it belongs before these numbers: --map "tel1={DDD}{Celular}"',
        '"DDD" goes before the numbers of "Telefone".',
    )


@pytest.mark.parametrize(
    "headings", [("telefone", "ddd", "celular", "ddd (2)"), ("telefone", "ddd", "celular")]
)
def test_an_area_code_between_two_phones_goes_to_neither(headings: tuple[str, ...]) -> None:
    cells = {heading: ["11" if "ddd" in heading else "22334450"] for heading in headings}
    assert fields(understand(cells, "BR")) == {"tel1": "celular", "tel2": "telefone"}


def test_area_codes_after_their_numbers_are_told_by_the_numbers_in_the_headings() -> None:
    cells = {"tel1": ["22334450"], "ddd1": ["11"], "tel2": ["987654300"], "ddd2": ["21"]}
    assert fields(understand(cells, "BR")) == {"tel1": "{ddd1}{tel1}", "tel2": "{ddd2}{tel2}"}


def test_an_area_code_beside_whole_numbers_is_no_countrys_code() -> None:
    understood = understand({"Lada": ["55", "33"], "Celular": ["5512345678", "3312345678"]}, "MX")
    assert (fields(understood), understood.mapping.notes) == ({"tel1": "Celular"}, ())


ABROAD = {"País": ["Colombia", "EE.UU.", "México"], "Celular": ["3001234567", "3055551234", ""]}


def test_a_number_of_a_lead_abroad_that_could_be_ones_own_is_asked_about() -> None:
    error = understand(ABROAD).error
    assert error is not None
    assert error.code == "mapping.country-column"
    assert error.message == (
        '"País" names other countries than CO, and numbers beside them could be of CO all the same, '
        "such as in row 3."
    )
    assert error.hint == (
        'To read each in its country: --map "tel1=+{País}{Celular}" If all are of CO: --map "tel1={Celular}"'
    )
    assert understand({**ABROAD, "País": ["Colombia", "COL", "co"]}).error is None
    assert understand(ABROAD, None).error is None


@pytest.mark.parametrize("template", ["Celular", "{Celular}"])
def test_who_names_the_phone_has_said_where_it_is(template: str) -> None:
    understood = understand(ABROAD, choices={"tel1": template})
    assert understood.error is None
    assert codes(understood) == []


def test_numbers_of_leads_abroad_that_are_none_of_ones_own_are_read_there() -> None:
    understood = understand({**ABROAD, "Celular": ["3001234567", "2125551234", "+57 3001234568"]})
    assert fields(understood) == {"country": "País", "tel1": "Celular"}
    assert understood.mapping.notes == (
        '"País" names other countries than CO: the numbers of these leads are read there.',
    )
    assert codes(understood) == ["", "1", "52"]


def test_a_lead_abroad_that_comes_later_in_the_file_is_read_there_too() -> None:
    understood = understand({**ABROAD, "País": ["Colombia", "", "Bogotá"]})
    assert understood.mapping.notes == ()
    assert codes(understood) == ["", "1", "52"]


def test_the_country_of_the_leads_may_be_that_of_their_numbers_too() -> None:
    cells = {"País": ["Colombia", "EE.UU."], "Celular": ["3001234567", "3055551234"]}
    understood = understand(cells, choices={"tel1": "+{País}{Celular}"})
    assert fields(understood) == {"country": "País", "tel1": "+{País}{Celular}"}
    assert understood.mapping.notes == ()


def test_a_column_that_makes_local_numbers_whole_is_asked_about() -> None:
    cells = {
        "Pref.": ["11", "341", "221", "351"],
        "Cantidad": ["1", "2", "3", "4"],
        "Teléfono": ["45010078", "4554055", "4241596", "4554394"],
    }
    error = understand(cells, "AR").error
    assert error is not None
    assert (error.code, error.hint) == (
        "mapping.area-code",
        'If so: --map "tel1={Pref.}{Teléfono}" If not: --map "tel1={Teléfono}"',
    )
    assert understand({**cells, "Pref.": ["7", "8", "9", "6"]}, "AR").error is None
    assert understand(cells, "AR", {"tel1": "{Teléfono}"}).error is None
    whole = ["1145010078", "3414554055", "2214241596", "3514554394"]
    assert understand({**cells, "Teléfono": whole}, "AR").error is None
