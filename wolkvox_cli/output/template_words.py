"""What the empty lead file says in Spanish, English and Portuguese."""

from collections.abc import Mapping
from dataclasses import dataclass

from wolkvox_cli.campaign import FieldKind, LeadField


@dataclass(frozen=True)
class TemplateWords:
    """One language. A name ending in # stands for all the fields that differ in their number only."""

    headings: Mapping[str, str]
    abouts: Mapping[str, str]
    limits: Mapping[FieldKind, str]
    at_most: str
    leads_sheet: str
    help_sheet: str
    help_headings: tuple[str, str, str]
    introduction: tuple[str, ...]
    delimiter: str

    def heading(self, name: str) -> str:
        """The heading for a field."""
        return _filled(self.headings, name)

    def about(self, field: LeadField) -> str:
        """What a field is for."""
        return _filled(self.abouts, field.name)

    def limit(self, field: LeadField) -> str:
        """What its values may be; empty where nothing is documented."""
        if field.max_length:
            return self.at_most.format(field.max_length)
        return self.limits.get(field.kind, "")


def _filled(texts: Mapping[str, str], name: str) -> str:
    if name in texts:
        return texts[name]
    stem = name.rstrip("0123456789")
    return texts[f"{stem}#"].replace("#", name.removeprefix(stem))


_ES = TemplateWords(
    headings={
        "customer_name": "Nombre",
        "customer_last_name": "Apellido",
        "id_type": "Tipo de documento",
        "customer_id": "Número de documento",
        "age": "Edad",
        "gender": "Sexo",
        "country": "País",
        "state": "Estado o departamento",
        "city": "Ciudad",
        "zone": "Zona",
        "address": "Dirección",
        "opt#": "Opción #",
        "tel#": "Teléfono #",
        "tel_extra": "Otros teléfonos",
        "email": "Correo electrónico",
        "recall_date": "Fecha de rellamada",
        "recall_telephone": "Teléfono de rellamada",
        "agent_id": "Agente",
    },
    abouts={
        "customer_name": "Nombre o nombres de pila",
        "customer_last_name": "Uno o dos apellidos",
        "id_type": "Clase de documento: CC, DNI, RUT...",
        "customer_id": "Número del documento de identidad",
        "age": "Edad en años",
        "gender": "Sexo o género",
        "country": "País donde vive",
        "state": "Estado, departamento o provincia donde vive",
        "city": "Ciudad donde vive",
        "zone": "Barrio o zona",
        "address": "Dirección donde vive",
        "opt#": "Información adicional que verá el agente",
        "tel1": "El primer número que se marca; cada fila necesita al menos un teléfono",
        "tel#": "El número que se marca en el turno #",
        "tel_extra": "Un teléfono más",
        "email": "Donde recibe correos electrónicos",
        "recall_date": "Cuándo volver a llamar; vacío si no se prometió nada",
        "recall_telephone": "A qué número volver a llamar",
        "agent_id": "Agente que recibe el registro",
    },
    limits={
        FieldKind.PHONE: "De 7 a 15 dígitos; los espacios y guiones no molestan",
        FieldKind.EMAIL: "Una sola dirección",
        FieldKind.DATE: "Por ejemplo 2027-03-31 15:30",
        FieldKind.AGE: "De 0 a 120",
        FieldKind.AGENT: "Solo dígitos",
    },
    at_most="Máximo {} caracteres",
    leads_sheet="Leads",
    help_sheet="Ayuda",
    help_headings=("En esta columna", "Qué va aquí", "Límite"),
    introduction=(
        "Escriba una persona por fila en la hoja Leads. Las columnas sin uso pueden quedar vacías.",
        "Las celdas son de texto, para que Excel no cambie los números.",
    ),
    delimiter=";",
)

_EN = TemplateWords(
    headings={
        "customer_name": "First name",
        "customer_last_name": "Last name",
        "id_type": "Document type",
        "customer_id": "Document number",
        "age": "Age",
        "gender": "Gender",
        "country": "Country",
        "state": "State",
        "city": "City",
        "zone": "Zone",
        "address": "Address",
        "opt#": "Option #",
        "tel#": "Phone #",
        "tel_extra": "Additional phone",
        "email": "Email",
        "recall_date": "Callback date",
        "recall_telephone": "Callback phone",
        "agent_id": "Agent",
    },
    abouts={
        "customer_name": "First name of the person",
        "customer_last_name": "Last name of the person",
        "id_type": "Kind of identity document",
        "customer_id": "Number of the identity document",
        "age": "Age in years",
        "gender": "Sex or gender",
        "country": "Country of residence",
        "state": "State, department or province of residence",
        "city": "City of residence",
        "zone": "Neighbourhood or area",
        "address": "Street and number where the person lives",
        "opt#": "Additional information that the agent will see",
        "tel1": "The first number to dial; every row needs at least one phone",
        "tel#": "The number to dial in turn #",
        "tel_extra": "One more phone number",
        "email": "Where e-mail reaches the person",
        "recall_date": "When to call back; blank if nothing was promised",
        "recall_telephone": "Which number to call back",
        "agent_id": "Agent who gets the record",
    },
    limits={
        FieldKind.PHONE: "7 to 15 digits; spaces and dashes do no harm",
        FieldKind.EMAIL: "One address only",
        FieldKind.DATE: "For example 2027-03-31 15:30",
        FieldKind.AGE: "0 to 120",
        FieldKind.AGENT: "Digits only",
    },
    at_most="At most {} characters",
    leads_sheet="Leads",
    help_sheet="Help",
    help_headings=("In this column", "What goes here", "Limit"),
    introduction=(
        "Write one person per row into the sheet Leads. Unused columns may be deleted or stay blank.",
        "The cells are text, so that Excel leaves the numbers alone.",
    ),
    delimiter=",",
)

_PT = TemplateWords(
    headings={
        "customer_name": "Nome",
        "customer_last_name": "Sobrenome",
        "id_type": "Tipo de documento",
        "customer_id": "Número do documento",
        "age": "Idade",
        "gender": "Gênero",
        "country": "País",
        "state": "Estado (UF)",
        "city": "Cidade",
        "zone": "Bairro",
        "address": "Endereço",
        "opt#": "Opção #",
        "tel#": "Telefone #",
        "tel_extra": "Outros telefones",
        "email": "E-mail",
        "recall_date": "Data de retorno",
        "recall_telephone": "Telefone de retorno",
        "agent_id": "Agente",
    },
    abouts={
        "customer_name": "Nome da pessoa",
        "customer_last_name": "Sobrenome da pessoa",
        "id_type": "Tipo de documento: CPF, RG...",
        "customer_id": "Número do documento de identidade",
        "age": "Idade em anos",
        "gender": "Sexo ou gênero",
        "country": "País onde mora",
        "state": "Estado onde mora",
        "city": "Cidade onde mora",
        "zone": "Bairro ou zona",
        "address": "Endereço onde mora",
        "opt#": "Informação adicional que o agente verá",
        "tel1": "O primeiro número a discar; cada linha precisa de pelo menos um telefone",
        "tel#": "O número a discar na vez #",
        "tel_extra": "Mais um telefone",
        "email": "Onde recebe e-mails",
        "recall_date": "Quando ligar de volta; vazio se nada foi prometido",
        "recall_telephone": "Para qual número ligar de volta",
        "agent_id": "Agente que recebe o registro",
    },
    limits={
        FieldKind.PHONE: "De 7 a 15 dígitos, com DDD; espaços e traços não atrapalham",
        FieldKind.EMAIL: "Um só endereço",
        FieldKind.DATE: "Por exemplo 2027-03-31 15:30",
        FieldKind.AGE: "De 0 a 120",
        FieldKind.AGENT: "Só dígitos",
    },
    at_most="No máximo {} caracteres",
    leads_sheet="Leads",
    help_sheet="Ajuda",
    help_headings=("Nesta coluna", "O que vai aqui", "Limite"),
    introduction=(
        "Escreva uma pessoa por linha na planilha Leads. Colunas sem uso podem ser apagadas ou ficar vazias.",
        "As células são de texto, para que o Excel não altere os números.",
    ),
    delimiter=";",
)

WORDS: Mapping[str, TemplateWords] = {"es": _ES, "en": _EN, "pt": _PT}
"""By language."""
