from collections.abc import Mapping, Sequence

import pandas as pd
import pytest

from wolkvox_cli.campaign import CampaignType, fields_of
from wolkvox_cli.errors import CommandError, ExitCode, FileError
from wolkvox_cli.leads.map.mapping import ColumnMapping, MappingResult, Why, map_columns, understand_columns
from wolkvox_cli.leads.map.mapping_file import MappingFile
from wolkvox_cli.leads.text_columns import text_frame

PREDICTIVE = CampaignType.PREDICTIVE
MANAGER = (
    "NOMBRE;APELLIDO;TIPOID;ID;EDAD;SEXO;PAIS;DEPARTAMENTO;CIUDAD;ZONA;DIRECCION;"
    + ";".join(f"OPT{n}" for n in range(1, 13))
    + ";"
    + ";".join(f"TEL{n}" for n in range(1, 11))
    + ";OTROSTEL;EMAIL;RECALL-INFO;AGENTE;RESULTADOREG;FECHAFINREG;LLAMADAS;IDCALL;COD01;DESC1;COD02;DESC2;"
    "COMENTARIOSACUMULADOS;DATE_RECALL;COUNT_RECALL;TEL_RECALL;LAST_DIAL_TEL;HISTORY_TEL"
).split(";")
EXPORT = (
    "nombre_cliente,apellido_cliente,tipo_doc,id_cliente,edad,sexo,pais,departamento,ciudad,zona,direccion,opt1,"
    "tel1,tel_extra,email,id_agent,resultado,fecha,llamadas,id_call,cod_rslt1,description_cod1,comentarios,"
    "rellamada,rellamada_count,rellamada_tel"
).split(",")


def rows(headings: Sequence[str], cells: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Text columns under the headings; those without cells are blank."""
    height = max((len(values) for values in cells.values()), default=1)
    columns = {heading: list(cells.get(heading, [""] * height)) for heading in headings}
    return text_frame(columns, range(2, 2 + height))


def understand(
    headings: str | Sequence[str],
    cells: Mapping[str, Sequence[str]] | None = None,
    campaign_type: CampaignType = PREDICTIVE,
    choices: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
    mapping_file: MappingFile | None = None,
    country: str | None = None,
) -> MappingResult:
    names = [name.strip() for name in headings.split(",")] if isinstance(headings, str) else headings
    return understand_columns(
        names,
        rows(names, cells or {}),
        campaign_type,
        choices=choices or {},
        constants=constants or {},
        mapping_file=mapping_file,
        country=country,
    )


def mapped(
    headings: str | Sequence[str],
    cells: Mapping[str, Sequence[str]] | None = None,
    choices: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
    mapping_file: MappingFile | None = None,
) -> dict[str, str]:
    understood = understand(headings, cells, PREDICTIVE, choices, constants, mapping_file)
    if understood.error:
        raise understood.error
    return understood.mapping.as_json()


def why(mapping: ColumnMapping, name: str) -> Why:
    return next(field.why for field in mapping.fields if field.field == name)


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (
            "first_name,last_name,company_name,address,city,county,state,zip,phone1,phone2,email,web",
            {
                "customer_name": "first_name",
                "customer_last_name": "last_name",
                "state": "state",
                "city": "city",
                "address": "address",
                "tel1": "phone1",
                "tel2": "phone2",
                "email": "email",
            },
        ),
        (
            "Index,Customer Id,First Name,Last Name,Company,City,Country,Phone 1,Phone 2,Email,Website",
            {
                "customer_name": "First Name",
                "customer_last_name": "Last Name",
                "country": "Country",
                "customer_id": "Customer Id",
                "city": "City",
                "tel1": "Phone 1",
                "tel2": "Phone 2",
                "email": "Email",
            },
        ),
        (
            "Name,Title,Company,Email,Phone,Country,Source,Created At",
            {"customer_name": "Name", "country": "Country", "tel1": "Phone", "email": "Email"},
        ),
        (
            "id,created_time,ad_id,ad_name,form_id,is_organic,platform,full_name,email,phone_number,city",
            {
                "customer_name": "full_name",
                "customer_id": "id",
                "city": "city",
                "tel1": "phone_number",
                "email": "email",
            },
        ),
        (
            "id,created_time,form_id,nombre_completo,correo_electrónico,número_de_teléfono,ciudad",
            {
                "customer_name": "nombre_completo",
                "customer_id": "id",
                "city": "ciudad",
                "tel1": "número_de_teléfono",
                "email": "correo_electrónico",
            },
        ),
        (
            "ID,Name,E-mail Address,Mobile Phone,Home Phone,Home Phone 2,Business Phone,Business Phone 2,"
            "Other Phone,Home Fax,Business Fax,Pager,Home Address,Company,Job Title,Notes",
            {
                "customer_name": "Name",
                "customer_id": "ID",
                "address": "Home Address",
                "tel1": "Mobile Phone",
                "tel2": "Home Phone",
                "tel3": "Home Phone 2",
                "tel4": "Business Phone",
                "tel5": "Business Phone 2",
                "tel6": "Other Phone",
                "email": "E-mail Address",
            },
        ),
        (
            "First Name,Middle Name,Last Name,E-mail Address,Home Street,Home Street 2,Home City,Home State,"
            "Business Street,Business City,Mobile Phone",
            {
                "customer_name": "{First Name} {Middle Name}",
                "customer_last_name": "Last Name",
                "state": "Home State",
                "city": "Home City",
                "address": "{Home Street} {Home Street 2}",
                "tel1": "Mobile Phone",
                "email": "E-mail Address",
            },
        ),
        (
            "Name,Given Name,Additional Name,Family Name,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,"
            "Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,Organization 1 - Name,Address 1 - Street",
            {
                "customer_name": "{Given Name} {Additional Name}",
                "customer_last_name": "Family Name",
                "address": "Address 1 - Street",
                "tel1": "Phone 1 - Value",
                "tel2": "Phone 2 - Value",
                "email": "E-mail 1 - Value",
            },
        ),
        (
            "Record ID,First Name,Last Name,Phone Number,Mobile Phone Number,Email,Street Address,City,"
            "State/Region,Country/Region,Contact owner,Lead Status,Create Date",
            {
                "customer_name": "First Name",
                "customer_last_name": "Last Name",
                "customer_id": "Record ID",
                "country": "Country/Region",
                "state": "State/Region",
                "city": "City",
                "address": "Street Address",
                "tel1": "Mobile Phone Number",
                "tel2": "Phone Number",
                "email": "Email",
            },
        ),
        (
            "First Name,Last Name,Title,Company / Account,Email,Phone,Mobile,Street,City,State/Province,"
            "Country,Zip/Postal Code,Lead Source,Lead Status,Lead Owner,Created Date",
            {
                "customer_name": "First Name",
                "customer_last_name": "Last Name",
                "country": "Country",
                "state": "State/Province",
                "city": "City",
                "address": "Street",
                "tel1": "Mobile",
                "tel2": "Phone",
                "email": "Email",
            },
        ),
        (
            "vendor_lead_code,source_id,list_id,phone_code,phone_number,title,first_name,middle_initial,last_name,"
            "address1,address2,address3,city,state,province,postal_code,country_code,gender,date_of_birth,"
            "alt_phone,email,security_phrase,comments",
            {
                "customer_name": "{first_name} {middle_initial}",
                "customer_last_name": "last_name",
                "customer_id": "vendor_lead_code",
                "gender": "gender",
                "state": "state",
                "city": "city",
                "address": "{address1} {address2} {address3}",
                "tel1": "phone_number",
                "tel2": "alt_phone",
                "email": "email",
            },
        ),
        (
            "cuil,name,email,direccion,ciudad,provincia,mobile,linkMaps",
            {
                "customer_name": "name",
                "customer_id": "cuil",
                "state": "provincia",
                "city": "ciudad",
                "address": "direccion",
                "tel1": "mobile",
                "email": "email",
            },
        ),
        (
            "ID_Cliente,Nombre,Email,Edad,Telefono,Ingresos_Anuales",
            {
                "customer_name": "Nombre",
                "customer_id": "ID_Cliente",
                "age": "Edad",
                "tel1": "Telefono",
                "email": "Email",
            },
        ),
        (
            "CPF,Nome,Email,Telefone,Endereço,Idade,Renda_Mensal,Data_de_Nascimento,Data_de_Cadastro,ID_Cliente",
            {
                "customer_name": "Nome",
                "customer_id": "CPF",
                "age": "Idade",
                "address": "Endereço",
                "tel1": "Telefone",
                "email": "Email",
            },
        ),
        (
            "COD,NOMES CLIENTES,NUMEROS TELEFONE",
            {"customer_name": "NOMES CLIENTES", "tel1": "NUMEROS TELEFONE"},
        ),
        (
            "objeto,calle_nomb,altura,barrio,comuna,telefono,codigo_pos",
            {
                "city": "comuna",
                "zone": "barrio",
                "address": "{calle_nomb} {altura}",
                "tel1": "telefono",
            },
        ),
        (
            "NOMBRE SEDE,DIRECCION SEDE,BARRIO,TELÉFONO SEDE,RECTOR,ID",
            {
                "customer_name": "NOMBRE SEDE",
                "customer_id": "ID",
                "zone": "BARRIO",
                "address": "DIRECCION SEDE",
                "tel1": "TELÉFONO SEDE",
            },
        ),
        (
            "CNPJ,Razão Social,Nome Fantasia,Bairro,Cidade,UF,CEP,Telefone,Fax,Endereço eletrônico",
            {
                "customer_name": "Razão Social",
                "customer_id": "CNPJ",
                "state": "UF",
                "city": "Cidade",
                "zone": "Bairro",
                "tel1": "Telefone",
                "email": "Endereço eletrônico",
            },
        ),
        (
            "Tipo ID,Cédula,País,Departamento,Ciudad,Zona,Dirección,Celular,Teléfono 2,Correo,Producto,Saldo",
            {
                "id_type": "Tipo ID",
                "customer_id": "Cédula",
                "country": "País",
                "state": "Departamento",
                "city": "Ciudad",
                "zone": "Zona",
                "address": "Dirección",
                "tel1": "Celular",
                "tel2": "Teléfono 2",
                "email": "Correo",
            },
        ),
        (
            "Teléfono / Celular,Correo electrónico",
            {"tel1": "Teléfono / Celular", "email": "Correo electrónico"},
        ),
        (
            " first_name ,LAST NAME, email,phone number ",
            {
                "customer_name": "first_name",
                "customer_last_name": "LAST NAME",
                "tel1": "phone number",
                "email": "email",
            },
        ),
    ],
)
def test_a_real_kind_of_file_finds_its_fields(headings: str, expected: dict[str, str]) -> None:
    assert mapped(headings) == expected


def test_the_managers_template_maps_whole_and_without_a_word() -> None:
    mapping = understand(MANAGER).mapping
    assert tuple(mapping.as_json()) == tuple(field.name for field in fields_of(PREDICTIVE))
    assert mapping.as_json()["customer_id"] == "ID"
    assert mapping.as_json()["state"] == "DEPARTAMENTO"
    assert mapping.as_json()["tel_extra"] == "OTROSTEL"
    assert mapping.notes == ()
    assert mapping.ignored == ("AGENTE",)


def test_the_managers_template_gives_a_preview_campaign_its_agent() -> None:
    mapping = understand(MANAGER, campaign_type=CampaignType.PREVIEW).mapping
    assert mapping.as_json()["agent_id"] == "AGENTE"
    assert mapping.ignored == ("OTROSTEL", "EMAIL", "DATE_RECALL", "TEL_RECALL")


def test_the_managers_export_maps_and_its_results_are_ignored_without_a_word() -> None:
    understood = understand(EXPORT)
    assert understood.error is None
    assert understood.mapping.as_json()["recall_date"] == "rellamada"
    assert understood.mapping.as_json()["customer_id"] == "id_cliente"
    assert understood.mapping.ignored == ("id_agent",)


def test_everyday_columns_named_like_results_are_told_in_other_files() -> None:
    assert understand("nombre,celular,fecha,comentarios").mapping.ignored == ("fecha", "comentarios")


def test_the_reports_own_columns_are_neither_mapped_nor_told() -> None:
    mapping = understand("nombre,celular,wolkvox_row,wolkvox_field,wolkvox_error").mapping
    assert mapping.as_json() == {"customer_name": "nombre", "tel1": "celular"}
    assert mapping.ignored == ()


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("Teléfono fijo,Celular", {"tel1": "Celular", "tel2": "Teléfono fijo"}),
        ("Celular,Teléfono 2", {"tel1": "Celular", "tel2": "Teléfono 2"}),
        ("Teléfono 1,Teléfono 2,Celular", {"tel1": "Teléfono 1", "tel2": "Teléfono 2", "tel3": "Celular"}),
        ("Celular 1,Celular 2,Fijo", {"tel1": "Celular 1", "tel2": "Celular 2", "tel3": "Fijo"}),
        ("Teléfono,Celular,WhatsApp", {"tel1": "Celular", "tel2": "WhatsApp", "tel3": "Teléfono"}),
        (
            "Cell phone,Work phone,Home phone",
            {"tel1": "Cell phone", "tel2": "Home phone", "tel3": "Work phone"},
        ),
        ("tel2,celular", {"tel1": "celular", "tel2": "tel2"}),
        ("tel1,celular", {"tel1": "tel1", "tel2": "celular"}),
        ("telefono_2,celular_2", {"tel1": "celular_2", "tel2": "telefono_2"}),
        ("Teléfono 3", {"tel3": "Teléfono 3"}),
        ("celular,otros teléfonos", {"tel1": "celular", "tel_extra": "otros teléfonos"}),
        ("celular,otrostel", {"tel1": "celular", "tel_extra": "otrostel"}),
        (
            "celular,otrostel,teléfono adicional",
            {"tel1": "celular", "tel2": "teléfono adicional", "tel_extra": "otrostel"},
        ),
    ],
)
def test_several_phone_columns_fill_the_phone_fields(headings: str, expected: dict[str, str]) -> None:
    assert mapped(headings) == expected


def test_an_eleventh_phone_column_goes_to_the_extra_field_and_a_twelfth_is_told() -> None:
    headings = [f"Teléfono {n}" for n in range(1, 13)]
    mapping = understand(headings).mapping
    assert mapping.as_json()["tel_extra"] == "Teléfono 11"
    assert mapping.ignored == ("Teléfono 12",)
    assert mapping.notes == ('"Teléfono 12" is left out: all the phone fields are taken.',)


def test_documents_faxes_and_pagers_are_never_phones() -> None:
    headings = "CUIT,Fax,Pager,Celular"
    cells = {
        "CUIT": ["20123456789"],
        "Fax": ["6012345678"],
        "Pager": ["6012345679"],
        "Celular": ["3001234567"],
    }
    assert mapped(headings, cells) == {"customer_id": "CUIT", "tel1": "Celular"}


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (
            "Apellido paterno,Apellido materno,Nombres,Celular",
            {"customer_name": "Nombres", "customer_last_name": "{Apellido paterno} {Apellido materno}"},
        ),
        (
            "Segundo nombre,Primer nombre,Segundo apellido,Primer apellido,Celular",
            {
                "customer_name": "{Primer nombre} {Segundo nombre}",
                "customer_last_name": "{Primer apellido} {Segundo apellido}",
            },
        ),
        ("Nombre completo,Celular", {"customer_name": "Nombre completo"}),
        ("Name,Full name,Celular", {"customer_name": "Full name"}),
        (
            "Nombre completo,Apellido,Celular",
            {"customer_name": "Nombre completo", "customer_last_name": "Apellido"},
        ),
        ("Apellido materno,Celular", {"customer_last_name": "Apellido materno"}),
    ],
)
def test_the_parts_of_a_name_join(headings: str, expected: dict[str, str]) -> None:
    found = mapped(headings)
    assert {name: column for name, column in found.items() if name != "tel1"} == expected


def test_a_full_name_beside_first_and_last_name_is_left_out_with_a_note() -> None:
    mapping = understand("Nombre,Apellido,Nombre completo,Celular").mapping
    assert mapping.as_json()["customer_name"] == "Nombre"
    assert mapping.notes == ('"Nombre completo" is left out: first and last name have columns of their own.',)


def test_a_house_number_does_not_join_a_whole_address() -> None:
    mapping = understand("Dirección,Calle,Altura,Celular").mapping
    assert mapping.as_json()["address"] == "Dirección"
    assert mapping.ignored == ("Calle", "Altura")


def test_the_exact_field_name_wins_over_another_heading_with_a_note() -> None:
    mapping = understand("correo,email,celular").mapping
    assert mapping.as_json()["email"] == "email"
    assert mapping.notes == (
        '"correo" is left out: email is taken from "email". To take another: --map email=correo',
    )


def test_two_headings_that_are_known_alike_are_an_error_with_the_options_to_type() -> None:
    error = understand("nombre,cédula,número documento,celular").error
    assert isinstance(error, CommandError)
    assert error.code == "mapping.two-columns"
    assert error.message == '2 columns could be customer_id: "cédula", "número documento".'
    assert error.hint == 'Choose one: --map customer_id=cédula or --map "customer_id=número documento"'


def test_what_was_understood_comes_with_the_error() -> None:
    understood = understand("nombre,cedula,dni,celular")
    assert understood.mapping.as_json() == {"customer_name": "nombre", "tel1": "celular"}
    assert understood.mapping.ignored == ("cedula", "dni")


@pytest.mark.parametrize("choice", [{"customer_id": "dni"}, {"customer_id": ""}])
def test_a_choice_settles_two_columns_for_one_field(choice: dict[str, str]) -> None:
    assert understand("nombre,cedula,dni,celular", choices=choice).error is None


def test_a_constant_settles_two_columns_for_one_field() -> None:
    understood = understand("nombre,cedula,dni,celular", constants={"customer_id": "none"})
    assert understood.error is None
    assert understood.mapping.ignored == ("cedula", "dni")


@pytest.mark.parametrize(
    ("heading", "cells", "field"),
    [
        ("contacto", ["3001234567", "+57 301 234 5678", "6012345678"], "tel1"),
        ("Contacto", ["ana@example.com", "luis@example.com"], "email"),
        ("contacto", ["Ana Paz", "Luis Rey", "Eva Sol Mar"], "customer_name"),
        ("Cliente", ["Ana Paz", "Luis Rey", "Eva Sol Mar"], "customer_name"),
        ("Número", ["3001234567", "300 123 4568"], "tel1"),
        ("Estado", ["Jalisco", "Sonora", "Nuevo León", "CDMX"], "state"),
        ("Estado", ["SP", "RJ", "MG"], "state"),
        ("Tipo", ["CC", "CE", "NIT", "cc"], "id_type"),
        ("country_code", ["COL", "MEX"], "country"),
    ],
)
def test_an_ambiguous_heading_is_decided_by_what_the_column_holds(
    heading: str, cells: list[str], field: str
) -> None:
    mapping = understand([heading, "tel5"], {heading: cells, "tel5": [""] * len(cells)}).mapping
    assert mapping.as_json()[field] == heading
    assert why(mapping, field) is Why.CONTENT


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("contacto", ["Sí", "No", "Sí", "No"]),
        ("contacto", ["3001234567", "llamar luego", "ana@example.com"]),
        ("contacto", ["2026-01-05", "2026-01-06"]),
        ("Estado", ["Activo", "Potencial", "Activo"]),
        ("Número", ["1", "2", "3"]),
        ("Número", ["1.032.456.789", "52.345.678"]),
        ("Región", ["Norte", "Sur"]),
        ("Tipo", ["Frío", "Caliente"]),
        ("country_code", ["CCS", "57", "001-A"]),
        ("operador", ["Claro", "Tigo"]),
        ("Departamento", ["Ventas", "Compras"]),
    ],
)
def test_an_ambiguous_heading_in_doubt_is_left_out_with_a_message(heading: str, cells: list[str]) -> None:
    mapping = understand([heading, "celular"], {heading: cells, "celular": [""] * len(cells)}).mapping
    assert mapping.as_json() == {"tel1": "celular"}
    assert mapping.ignored == (heading,)
    assert len(mapping.notes) == 1
    assert mapping.notes[0].startswith(f'"{heading}" is left out: such a heading means different things')


def test_a_number_beside_the_kind_of_document_is_no_phone() -> None:
    cells = {"Tipo documento": ["CC", "CC"], "Número": ["1032456789", "1032456780"], "celular": ["", ""]}
    assert "tel2" not in mapped("Tipo documento,Número,celular", cells)


def test_a_house_number_joins_its_street() -> None:
    cells = {"Número": ["12", "5", "100"], "Logradouro": ["Rua A", "Rua B", "Rua C"], "celular": [""] * 3}
    assert (
        mapped("Logradouro,Número,Complemento,celular", cells)["address"]
        == "{Logradouro} {Número} {Complemento}"
    )


def test_a_heading_that_stands_there_twice_is_for_the_user_to_choose() -> None:
    cells = {"nombre": ["Ana"], "celular": [""], "nombre (2)": ["Agente"]}
    error = understand(list(cells), cells).error
    assert isinstance(error, CommandError)
    assert error.message == '2 columns could be customer_name: "nombre", "nombre (2)".'
    assert understand(list(cells), {**cells, "nombre (2)": [""]}).mapping.as_json() == {
        "customer_name": "nombre",
        "tel1": "celular",
    }
    again = understand(list(cells), {**cells, "nombre (2)": ["Ana"]})
    assert (again.error, again.mapping.ignored) == (None, ("nombre (2)",))
    assert mapped("nombre,nombre 2,celular")["customer_name"] == "{nombre} {nombre 2}"
    assert mapped(["celular", "celular (2)"]) == {"tel1": "celular", "tel2": "celular (2)"}


def test_words_that_say_nothing_of_a_column_do_no_harm() -> None:
    assert mapped("Número de celular (WhatsApp),Correo (opcional)") == {
        "tel1": "Número de celular (WhatsApp)",
        "email": "Correo (opcional)",
    }


def test_an_id_is_taken_for_the_document_and_told() -> None:
    mapping = understand("id,nombre,celular").mapping
    assert mapping.as_json()["customer_id"] == "id"
    assert mapping.notes == ('"id" is taken for customer_id; --map customer_id= leaves that empty.',)


def test_an_id_gives_way_to_a_document() -> None:
    mapping = understand("id,cedula,celular").mapping
    assert mapping.as_json()["customer_id"] == "cedula"
    assert mapping.ignored == ("id",)


def test_a_department_among_street_and_floor_is_a_flat_and_no_state() -> None:
    assert "state" not in mapped("Calle,Altura,Piso,Depto,Ciudad,Celular")


def test_a_department_beside_a_province_is_left_out() -> None:
    assert mapped("Provincia,Departamento,Ciudad,Celular")["state"] == "Provincia"


def test_without_a_phone_column_the_columns_that_read_like_phones_are_offered() -> None:
    cells = {"Column 1": ["Ana Paz", "Luis Rey"], "Column 2": ["3001234567", "3001234568"]}
    error = understand("Column 1,Column 2", cells).error
    assert isinstance(error, FileError)
    assert (error.code, error.exit_code) == ("file.no-phone-column", ExitCode.FILE)
    assert '"Column 2" reads like them' in error.message
    assert error.hint == 'If they are to be called: --map "tel1=Column 2"'


def test_without_any_phones_the_error_lists_the_columns() -> None:
    error = understand("ID,Nombre,Ciudad,Notas", {"Notas": ["nada"]}).error
    assert error is not None
    assert error.code == "file.no-phone-column"
    assert '"Notas"' in error.hint


def test_a_misspelt_heading_is_understood_and_told() -> None:
    cells = {"Nombre": ["Ana"], "Tlefono": ["3001234567"], "Direcion": ["Calle 1"]}
    understood = understand(list(cells), cells)
    assert understood.mapping.as_json() == {
        "customer_name": "Nombre",
        "address": "Direcion",
        "tel1": "Tlefono",
    }
    assert understood.mapping.notes == (
        '"Tlefono" (read as "telefono") is taken for tel1; --map tel1= leaves that empty.',
        '"Direcion" (read as "direccion") is taken for address; --map address= leaves that empty.',
    )


def test_two_columns_for_a_minor_field_stop_no_file() -> None:
    cells = {"celular": ["3001234567"] * 2, "barrio": ["Sol", "Luna"], "colonia": ["Centro", "Norte"]}
    understood = understand(list(cells), cells)
    assert understood.error is None
    assert understood.mapping.as_json() == {"zone": "barrio", "tel1": "celular"}
    assert understood.mapping.notes == (
        '"colonia" is left out: zone is taken from "barrio". To take another: --map zone=colonia',
    )


def test_all_that_is_open_is_one_message() -> None:
    understood = understand(
        "nombre,nombre (2),cedula,dni,celular", {"nombre (2)": ["Eva"], "nombre": ["Ana"]}
    )
    error = understood.error
    assert isinstance(error, CommandError)
    assert error.message == (
        '2 columns could be customer_name: "nombre", "nombre (2)". '
        '2 columns could be customer_id: "cedula", "dni".'
    )
    assert error.hint == "Choose, for example: --map customer_name=nombre --map customer_id=cedula"


def test_faxes_and_documents_are_not_offered_as_phones() -> None:
    cells = {"Fax": ["6012345678"], "CPF": ["12345678901"], "nome": [""]}
    error = understand("nome,Fax,CPF", cells).error
    assert error is not None
    assert error.message == "No column holds phone numbers: there is nobody to call."


def test_a_constant_phone_is_phone_enough() -> None:
    assert understand("nombre", constants={"tel1": "3001234567"}).error is None


def test_the_extra_phone_alone_is_phone_enough() -> None:
    assert understand("nombre,numero extra", choices={"tel_extra": "numero extra"}).error is None


def test_a_choice_wins_over_the_heading() -> None:
    mapping = understand("nombre,celular,telefono", choices={"tel1": "telefono"}).mapping
    assert mapping.as_json() == {"customer_name": "nombre", "tel1": "telefono", "tel2": "celular"}
    assert why(mapping, "tel1") is Why.YOU


def test_a_field_left_empty_does_not_hand_its_column_on() -> None:
    mapping = understand("nombre,celular,fijo", choices={"tel2": ""}).mapping
    assert mapping.as_json() == {"customer_name": "nombre", "tel1": "celular"}
    assert mapping.ignored == ("fijo",)


def test_a_template_takes_the_files_own_headings() -> None:
    mapping = understand(
        "Nombre,APELLIDO 1,Apellido 2,celular", choices={"customer_name": "{nombre}, {apellido-1}"}
    )
    field = mapping.mapping.fields[0]
    assert (field.template, field.columns) == ("{Nombre}, {APELLIDO 1}", ("Nombre", "APELLIDO 1"))


def test_a_column_may_fill_two_fields_by_choice() -> None:
    found = mapped("celular,nombre", choices={"tel1": "celular", "opt1": "celular"})
    assert found == {"customer_name": "nombre", "opt1": "celular", "tel1": "celular"}


def test_columns_without_headings_are_named_by_number() -> None:
    assert mapped("Column 1,Column 2,Column 3", choices={"tel1": "3", "customer_name": "1"}) == {
        "customer_name": "Column 1",
        "tel1": "Column 3",
    }


def test_a_heading_that_is_a_number_comes_before_the_column_of_that_number() -> None:
    assert mapped("a,b,1", choices={"tel1": "1"}) == {"tel1": "1"}


def test_a_constant_takes_the_place_of_a_column() -> None:
    mapping = understand("celular,pais", constants={"country": "Colombia"}).mapping
    assert mapping.as_json() == {"tel1": "celular"}
    assert dict(mapping.constants) == {"country": "Colombia"}
    assert mapping.ignored == ("pais",)


@pytest.mark.parametrize(
    ("choices", "constants"), [({"agent_id": "asesor"}, {}), ({}, {"agent_id": "1007"})], ids=["map", "set"]
)
def test_a_field_that_the_campaign_lacks_is_an_error_on_the_command_line(
    choices: dict[str, str], constants: dict[str, str]
) -> None:
    headings = ["celular", "asesor"]
    with pytest.raises(CommandError) as caught:
        map_columns(headings, rows(headings, {}), PREDICTIVE, choices=choices, constants=constants)
    assert caught.value.code == "mapping.unknown-field"
    assert "predictive campaigns have no field agent_id" in caught.value.message


def test_a_column_for_a_field_that_the_campaign_lacks_is_left_out_with_a_note() -> None:
    cells = {"celular": [""], "correo": ["ana@example.com"], "otro correo": [""]}
    mapping = understand("celular,correo", cells, CampaignType.PREVIEW).mapping
    assert mapping.as_json() == {"tel1": "celular"}
    assert mapping.notes == ('"correo": left out, preview campaigns have no such field.',)


def test_a_field_given_by_map_and_set_is_an_error() -> None:
    with pytest.raises(CommandError, match="both by --map and by --set"):
        understand("celular,pais", choices={"country": "pais"}, constants={"country": "Colombia"})


def test_an_unknown_column_names_the_nearest() -> None:
    with pytest.raises(CommandError) as caught:
        understand("Celular,Nombre", choices={"tel1": "Celuar"})
    assert caught.value.code == "mapping.unknown-column"
    assert caught.value.message == "--map tel1: the file has no column 'Celuar'."
    assert caught.value.hint == "Did you mean 'Celular'?"


def test_a_mapping_file_decides_and_the_command_line_decides_over_it() -> None:
    file = MappingFile(
        "m.toml", {"tel1": "fijo", "customer_name": "alias"}, {"country": "Chile"}, ("celular",)
    )
    mapping = understand(
        "alias,nombre,celular,fijo,correo", choices={"customer_name": "nombre"}, mapping_file=file
    ).mapping
    assert mapping.as_json() == {"customer_name": "nombre", "tel1": "fijo", "email": "correo"}
    assert dict(mapping.constants) == {"country": "Chile"}
    assert mapping.ignored == ("alias", "celular")
    assert why(mapping, "tel1") is Why.FILE


def test_a_mapping_file_that_names_a_column_the_file_lacks_is_an_error() -> None:
    with pytest.raises(CommandError) as caught:
        understand("nombre,celular", mapping_file=MappingFile("m.toml", {"tel1": "Teléfono"}))
    assert caught.value.message == "m.toml tel1: the file has no column 'Teléfono'."


def test_a_mapping_file_may_name_fields_of_the_other_type() -> None:
    file = MappingFile("m.toml", {"tel1": "celular", "email": "correo"})
    mapping = understand("correo,celular", None, CampaignType.PREVIEW, mapping_file=file).mapping
    assert mapping.as_json() == {"tel1": "celular"}
    assert mapping.notes[0] == "email in m.toml: preview campaigns have no such field."


def test_every_column_is_mapped_ignored_or_silent() -> None:
    headings = [*MANAGER[:20], "Extra", "sds", "Fax"]
    mapping = understand(headings).mapping
    used = {column for field in mapping.fields for column in field.columns}
    assert used | set(mapping.ignored) == set(headings)


def test_joined_columns_leave_no_gap() -> None:
    cells = {"n": ["Ana ", "", " ", "Luis"], "s": ["María", "Eva", "", ""], "celular": [""] * 4}
    mapping = understand("n,s,celular", cells, choices={"customer_name": "{n} {s}"}).mapping
    found = mapping.apply(rows(["n", "s", "celular"], cells))
    assert found["customer_name"].tolist() == ["Ana María", "Eva", "", "Luis"]


def test_a_template_with_words_is_empty_where_its_columns_are() -> None:
    cells = {"calle": ["Calle 5", "", "Calle 6"], "num": ["12", "", ""], "celular": [""] * 3}
    mapping = understand("calle,num,celular", cells, choices={"address": "{calle} # {num}"}).mapping
    found = mapping.apply(rows(["calle", "num", "celular"], cells))
    assert found["address"].tolist() == ["Calle 5 # 12", "", "Calle 6 #"]


def test_a_plain_column_is_passed_on_as_it_is() -> None:
    cells = {"celular": [" 300 123  4567 "]}
    mapping = understand("celular", cells).mapping
    assert mapping.apply(rows(["celular"], cells))["tel1"].tolist() == [" 300 123  4567 "]


def test_a_problem_points_at_the_first_column_of_a_joined_field() -> None:
    mapping = understand("Apellido paterno,Apellido materno,celular").mapping
    assert mapping.column_of("customer_last_name") == "Apellido paterno"
    assert mapping.column_of("email") is None


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{a}{b}", ["11912345678", "912345678", ""]),
        ("{a}{b} {a}", ["11912345678 11", "912345678", ""]),
        ("{a} - {b}", ["11 - 912345678", "- 912345678", ""]),
        ("Sr. {a}", ["Sr. 11", "", ""]),
    ],
)
def test_a_template_puts_its_columns_where_it_says(template: str, expected: list[str]) -> None:
    cells = {"a": ["11", "", ""], "b": ["912345678", "912345678", ""], "celular": [""] * 3}
    mapping = understand("a,b,celular", cells, choices={"opt1": template}).mapping
    assert mapping.apply(rows(["a", "b", "celular"], cells))["opt1"].tolist() == expected
