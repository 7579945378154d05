"""Which column goes to which field in files that are no template: conditions of real ones."""

from collections.abc import Mapping, Sequence

import pytest

from wolkvox_cli.campaign import CampaignType
from wolkvox_cli.leads.map.mapping import MappingResult, understand_columns
from wolkvox_cli.leads.text_columns import text_frame

NAMES = ["Ana Prueba", "Beto Ensayo", "Ceci Muestra", "Dora Inventada", "Eva Ficticia", "Fito Ejemplo"]
PHONES = [f"300456781{n}" for n in range(6)]


def understand(cells: Mapping[str, Sequence[str]], country: str | None = None) -> MappingResult:
    """What is made of six rows; a text stands in all of them."""
    columns = {name: [values] * 6 if isinstance(values, str) else values for name, values in cells.items()}
    return understand_columns(
        list(columns),
        text_frame(columns, range(2, 8)),
        CampaignType.PREDICTIVE,
        choices={},
        constants={},
        country=country,
    )


def mapped(cells: Mapping[str, Sequence[str]]) -> dict[str, str]:
    result = understand(cells)
    assert result.error is None
    return result.mapping.as_json()


def dialled(*headings: str) -> list[str]:
    """The columns of phones in the order in which they are dialled."""
    found = mapped(dict.fromkeys(headings, PHONES))
    return [column for field, column in found.items() if field.startswith("tel")]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (("celular_avisos", "telefono_trabajo"), ["celular_avisos", "telefono_trabajo"]),
        (("TELEFONO HAB", "Tel"), ["Tel", "TELEFONO HAB"]),
        (("Celular Institucional", "Celular Particular"), ["Celular Particular", "Celular Institucional"]),
        (("Work Phone", "Home Phone", "Other Phone", "Phone", "Cell"),
         ["Cell", "Phone", "Home Phone", "Work Phone", "Other Phone"]),
        (("Teléfono empresa", "Teléfono oficina", "Celular"),
         ["Celular", "Teléfono oficina", "Teléfono empresa"]),
        (("Teléfono fijo #", "N° de contacto", "Celular (10 dígitos)*"),
         ["Celular (10 dígitos)*", "Teléfono fijo #", "N° de contacto"]),
        (("Phone Number", "Mobile Phone Number", "Phone Number (2)"),
         ["Mobile Phone Number", "Phone Number", "Phone Number (2)"]),
        (("CEL1", "CEL2", "TELEFONO1", "TEL_OFI"), ["CEL1", "CEL2", "TELEFONO1", "TEL_OFI"]),
        (("Telefone", "Telefone 2", "Whats"), ["Whats", "Telefone", "Telefone 2"]),
        (("Celular", "Teléfono 2", "Teléfono 3"), ["Celular", "Teléfono 2", "Teléfono 3"]),
        (("TEL1", "CEL2", "CEL1"), ["TEL1", "CEL1", "CEL2"]),
        (("Celular.1", "Celular"), ["Celular.1", "Celular"]),
        (("Celular", "Celular.1", "Tel"), ["Celular", "Celular.1", "Tel"]),
        (("Teléfono asesor", "Celular", "Fax", "Teléfono fiador", "sms_number"), ["Celular"]),
        (("Celular acudiente", "Celular"), ["Celular"]),
        (("Estudiante", "Celular acudiente"), ["Celular acudiente"]),
    ],
)  # fmt: skip
def test_phones_are_dialled_in_the_order_in_which_they_reach_the_lead(
    headings: tuple[str, ...], expected: list[str]
) -> None:
    assert dialled(*headings) == expected


def test_a_phone_of_whoever_answers_for_the_lead_is_told_where_it_is_not_called() -> None:
    assert understand({"Celular": PHONES, "Celular acudiente": PHONES}).mapping.notes == (
        '"Celular acudiente" is left out: the leads have phones of their own. '
        'To call these too: --map "tel2=Celular acudiente"',
    )


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("Celular marca china", "Zeta X1"), ("Celular con datos", "Sí"), ("Cel empresa", "no")],
)
def test_a_column_without_numbers_is_no_phone_for_a_word_in_its_heading(heading: str, cell: str) -> None:
    assert mapped({heading + " xyz": cell, "Teléfono": PHONES})["tel1"] == "Teléfono"


def test_a_guarantors_number_under_a_code_is_told_and_not_dialled() -> None:
    result = understand({"CEL": PHONES, "COD_CEL": PHONES}, "CO")
    assert result.mapping.as_json() == {"tel1": "CEL"}
    assert result.mapping.notes == (
        '"COD_CEL" reads like phones and is left out; to call them: --map tel2=COD_CEL',
    )


def test_whole_phones_under_an_area_code_are_phones() -> None:
    assert mapped({"DDD celular": [f"1198123456{n}" for n in range(6)]}) == {"tel1": "DDD celular"}


def test_an_unknown_word_beside_a_phone_is_told() -> None:
    assert understand({"celular_avisos": PHONES}).mapping.notes == (
        '"celular_avisos" is taken for tel1; --map tel1= leaves that empty.',
    )


def test_a_number_beside_a_phone_is_none() -> None:
    cells = {"Nombre": NAMES, "Número": [f"4567812{n}" for n in range(6)], "Teléfono": PHONES}
    result = understand(cells, "GT")
    assert result.mapping.as_json() == {"customer_name": "Nombre", "tel1": "Teléfono"}
    assert "--map customer_id=Número" in result.mapping.notes[0]


def test_a_number_alone_is_the_phone() -> None:
    assert mapped({"mensaje": "Hola", "numero": PHONES}) == {"tel1": "numero"}


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"nombre_establecimiento": NAMES}, "nombre_establecimiento"),
        ({"nom_estab": NAMES}, "nom_estab"),
        ({"Negocio": NAMES}, "Negocio"),
        ({"Nome Parlamentar": NAMES}, "Nome Parlamentar"),
        ({"Company name": NAMES}, "Company name"),
        ({"Company name": NAMES, "First Name": NAMES}, "First Name"),
        ({"Denominacion": NAMES, "Titular": ["Privado", "Público"] * 3}, "Denominacion"),
        ({"Nome / Razão Social": NAMES, "Nome Fantasia": ["", "", "SOL", "", "", ""]}, "Nome / Razão Social"),
        ({"nombre": "", "RAZON SOCIAL": NAMES}, "RAZON SOCIAL"),
        ({"Nombre asesor": NAMES, "Nombre del alumno": NAMES}, "Nombre del alumno"),
    ],
)
def test_the_name_is_that_of_whoever_is_called(cells: dict[str, Sequence[str]], column: str) -> None:
    assert mapped({**cells, "Celular": PHONES})["customer_name"] == column


@pytest.mark.parametrize(
    "heading", ["Nombre del producto", "ad_name", "Nombre asesor", "Nome da mãe", "Sede"]
)
def test_the_name_of_something_else_is_no_leads_name(heading: str) -> None:
    assert "customer_name" not in mapped({heading: "Plan Sol", "Celular": PHONES})


def test_a_name_that_gives_way_is_told() -> None:
    cells = {"First Name": NAMES, "Company name": "Empresa Inventada", "Phone": PHONES}
    assert understand(cells).mapping.notes == (
        '"Company name" is left out: customer_name is taken from "First Name". '
        'To take another: --map "customer_name=Company name"',
    )


@pytest.mark.parametrize("heading", ["localidad", "Ciudad", "Provincia"])
def test_codes_are_no_names_of_places(heading: str) -> None:
    result = understand({heading: [f"{n}22" for n in range(6)], "Celular": PHONES})
    assert result.mapping.as_json() == {"tel1": "Celular"}
    assert result.mapping.notes[0].startswith(f'"{heading}" is left out: its cells are codes')


def test_a_department_of_a_company_is_no_state() -> None:
    cells = {"Organización": "Sol", "Puesto": "Jefa", "Ciudad": "Cali", "Celular": PHONES}
    result = understand({**cells, "Departamento": ["Ventas", "Compras"] * 3})
    assert "state" not in result.mapping.as_json()
    assert any("--map state=Departamento" in note for note in result.mapping.notes)


@pytest.mark.parametrize(
    "cells", [{"Municipio": "Cali", "Departamento": "Otro"}, {"Departamento": ["Antioquia", "Cauca"] * 3}]
)
def test_a_department_by_its_name_or_beside_a_city_is_the_state(cells: dict[str, Sequence[str]]) -> None:
    assert mapped({**cells, "Celular": PHONES})["state"] == "Departamento"


def test_postcodes_are_not_offered_as_phones() -> None:
    error = understand({"Nome": NAMES, "CEP": [f"8907052{n}" for n in range(6)]}).error
    assert error is not None
    assert error.message == "No column holds phone numbers: there is nobody to call."


def test_what_reads_like_phones_is_offered_each_for_a_field_of_its_own() -> None:
    error = understand({"Nome": NAMES, "Uno": PHONES, "Dos": PHONES}).error
    assert error is not None
    assert error.hint == "If they are to be called: --map tel1=Uno --map tel2=Dos"


def test_where_only_phones_of_somebody_else_are_there_they_are_offered() -> None:
    error = understand({"Nome": NAMES, "Tel/Fax": PHONES, "Fax": PHONES}).error
    assert error is not None
    assert error.hint == "If they are to be called: --map tel1=Tel/Fax"


def test_other_columns_are_offered_for_the_agent_to_see() -> None:
    cells = {"Celular": PHONES, "Saldo": ["10"] * 6, "Obligación": ["A1"] * 6, "Vacía": [""] * 6}
    assert understand(cells).mapping.notes == (
        '"Saldo", "Obligación" are left out; '
        "to show them to the agent: --map opt1=Saldo --map opt2=Obligación",
    )


def test_of_many_other_columns_six_are_named() -> None:
    cells = {"Celular": PHONES} | {f"Dato {n}a": "x" for n in range(1, 10)}
    (note,) = understand(cells).mapping.notes
    assert '"Dato 6a" and 3 more are left out' in note
    assert '--map "opt6=Dato 6a"' in note


def test_one_number_in_most_rows_is_told() -> None:
    assert understand({"Celular": "3004567810"}).mapping.notes == (
        '"Celular" has one and the same number in 6 of 6 rows. To send each number once: --unique phone',
    )


def test_the_hour_of_a_call_is_offered() -> None:
    cells = {"Celular": PHONES, "Fecha de rellamada": "2031-05-02", "Hora": "14:30"}
    assert understand(cells).mapping.notes[0] == (
        '"Fecha de rellamada" has no hour. To call back at that of "Hora": '
        '--map "recall_date={Fecha de rellamada} {Hora}"'
    )
