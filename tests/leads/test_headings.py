import pytest

from wolkvox_cli.campaign import LEAD_FIELDS
from wolkvox_cli.leads import heading_table
from wolkvox_cli.leads.headings import (
    ambiguity,
    field_of,
    headings_for,
    is_known,
    lookup,
    mended,
    never_phones,
    normalise,
)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("\ufeffNOMBRE", "nombre"),
        ("  Correo   Electrónico ", "correo_electronico"),
        ("Teléfono / Celular", "telefono_celular"),
        ("E-mail 1 - Value", "e_mail_1_value"),
        ("Nro.Oficial", "nro_oficial"),
        ("Años*", "anos"),
        ("¿Cuál es tu ciudad?", "cual_es_tu_ciudad"),
        ("Fecha\nde rellamada", "fecha_de_rellamada"),
        ("ＴＥＬ１", "tel1"),
        ("***", ""),
    ],
)
def test_a_heading_is_compared_without_case_accents_and_punctuation(heading: str, expected: str) -> None:
    assert normalise(heading) == expected


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("customer_name", "customer_name"),
        ("Customer Name", "customer_name"),
        ("NOMBRES Y APELLIDOS", "customer_name"),
        ("First Name", "customer_name"),
        ("Razão Social", "customer_name"),
        ("Sobrenome", "customer_last_name"),
        ("Apellido-Paterno", "customer_last_name"),
        ("TIPO DE DOCUMENTO", "id_type"),
        ("Nº documento", "customer_id"),
        ("N° Documento", "customer_id"),
        ("Cédula de ciudadanía", "customer_id"),
        ("CPF/CNPJ", "customer_id"),
        ("CUIL", "customer_id"),
        ("RUT", "customer_id"),
        ("Años", "age"),
        ("Gênero", "gender"),
        ("País de residencia", "country"),
        ("Country/Region", "country"),
        ("UF", "state"),
        ("State/Province", "state"),
        ("Município", "city"),
        ("Bairro", "zone"),
        ("Dirección del cliente", "address"),
        ("Endereço", "address"),
        ("OPT 3", "opt3"),
        ("Opción 12", "opt12"),
        ("Celular", "tel1"),
        ("numerotelefono", "tel1"),
        ("Número de teléfono", "tel1"),
        ("WhatsApp", "tel1"),
        ("TELÉFONO SEDE", "tel1"),
        ("Phone 1 - Value", "tel1"),
        ("Teléfono fijo", "tel2"),
        ("alt_phone", "tel2"),
        ("Teléfono 2", "tel2"),
        ("telefono_02", "tel2"),
        ("Teléfono 3", "tel3"),
        ("cel_10", "tel10"),
        ("OTROSTEL", "tel_extra"),
        ("E-mail Address", "email"),
        ("correo-e", "email"),
        ("Endereço eletrônico", "email"),
        ("DATE_RECALL", "recall_date"),
        ("rellamada", "recall_date"),
        ("rellamada_tel", "recall_telephone"),
        ("AGENTE", "agent_id"),
    ],
)
def test_a_known_heading_stands_for_its_field(heading: str, field: str) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(
    "heading",
    [
        *("Fax", "Home Fax", "Business Fax", "Pager", "Created At", "created_time", "Subscription Date"),
        *(
            "Data de Nascimento",
            "Fecha",
            "Fecha de nacimiento",
            "ad_id",
            "form_name",
            "Número",
            "id",
            "Estado",
        ),
        *("contacto", "Departamento", "Tipo", "Cliente", "country_code", "DDD", "Phone 1 - Type", "CEP", ""),
    ],
)
def test_a_heading_that_is_not_certain_stands_for_no_field(heading: str) -> None:
    assert field_of(heading) is None


@pytest.mark.parametrize(
    "heading", ["Celular", "Estado", "id", "RESULTADOREG", "recall-info", "fecha", "DDD"]
)
def test_mapped_ambiguous_and_result_headings_are_all_known(heading: str) -> None:
    assert is_known(heading)


@pytest.mark.parametrize("heading", ["Ana", "3001234567", "Saldo", "", "Fax", "Antioquia"])
def test_other_words_are_not_known_headings(heading: str) -> None:
    assert not is_known(heading)


@pytest.mark.parametrize("heading", ["Home Fax", "Pager", "CPF", "CUIT", "RUT", "Cédula"])
def test_fax_pager_and_document_columns_are_never_phones(heading: str) -> None:
    assert never_phones(heading)


def test_every_listed_heading_leads_back_to_its_own_field() -> None:
    wrong = {
        (field, heading): field_of(heading)
        for field in heading_table.HEADINGS
        for heading in headings_for(field)
        if field_of(heading) != field
    }
    assert wrong == {}


def test_every_phone_heading_is_listed_for_a_phone_field() -> None:
    wrong = [
        heading for field in ("tel1", "tel2", "tel3") for heading in headings_for(field)
        if not (field_of(heading) or "").startswith("tel")
    ]  # fmt: skip
    assert wrong == []


def test_every_field_has_headings_it_is_known_by() -> None:
    assert [field.name for field in LEAD_FIELDS if not headings_for(field.name)] == []


def test_no_ambiguous_heading_is_listed_as_certain() -> None:
    assert [
        heading for field in LEAD_FIELDS for heading in headings_for(field.name) if ambiguity(heading)
    ] == []


def test_words_that_say_whose_it_is_make_a_heading_less_sure() -> None:
    plain, qualified = lookup("Correo"), lookup("Correo sede")
    assert plain is not None
    assert qualified is not None
    assert (plain.rank, qualified.rank) == (0, 1)


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("Tlefono", "telefono"),
        ("Telefonno", "telefono"),
        ("Celulaar", "celular"),
        ("Cleular", "celular"),
        ("Apellldos", "apellidos"),
        ("Direcion", "direccion"),
    ],
)
def test_a_slip_of_one_letter_is_recognised(heading: str, meant: str) -> None:
    assert mended(heading) == meant


@pytest.mark.parametrize("heading", ["Celular", "Saldo", "Tele", "Producto", "xyz", ""])
def test_other_headings_are_no_slips(heading: str) -> None:
    assert mended(heading) is None


@pytest.mark.parametrize("heading", ["E-mail 2 Address", "Rector", "Telefono_A2"])
def test_another_word_or_number_is_no_slip(heading: str) -> None:
    assert mended(heading) is None
