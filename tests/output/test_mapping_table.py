import io

import pytest
from rich.console import Console

from wolkvox_cli.leads.map.column_mapping import ColumnMapping, MappedField, Why
from wolkvox_cli.output.mapping_table import ColumnView, show_mapping

COLUMNS = [
    ColumnView("Nombre", ("Ana", "Luis Fernando de la Rosa y Peña", "Íngrid")),
    ColumnView("Fecha rellamada", ("2027-03-01 10:00",)),
    ColumnView("Notas", ("llamar\nluego [red]\x1b[2J",)),
]
MAPPING = ColumnMapping(
    (
        MappedField("customer_last_name", "Nombre", ("Nombre",), Why.KNOWN),
        MappedField("recall_date", "Fecha rellamada", ("Fecha rellamada",), Why.KNOWN),
    ),
    {},
    ("Notas",),
)


def shown(width: int, columns: list[ColumnView] = COLUMNS) -> list[str]:
    said = io.StringIO()
    console = Console(file=said, width=width, force_terminal=True, color_system=None, emoji=False)
    show_mapping(console, columns, MAPPING)
    return [line.rstrip() for line in said.getvalue().splitlines()]


def test_each_column_is_one_line_with_some_of_its_values_its_field_and_why() -> None:
    assert shown(80)[:4] == [
        "#  Column           Values                     Field               Why",
        "1  Nombre           Ana | Luis Fernando de l…  customer_last_name  known heading",
        "2  Fecha rellamada  2027-03-01 10:00           recall_date         known heading",
        "3  Notas            llamar luego [red]�…       -                   left out",
    ]


def test_on_a_narrow_terminal_the_values_give_way() -> None:
    assert shown(60)[:4] == [
        "#  Column           Field               Why",
        "1  Nombre           customer_last_name  known heading",
        "2  Fecha rellamada  recall_date         known heading",
        "3  Notas            -                   left out",
    ]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_long_heading_takes_several_lines_and_pushes_nothing_out(width: int) -> None:
    heading = "¿Cuál es el número de celular / WhatsApp al que le podemos llamar por la tarde?"
    lines = shown(width, [*COLUMNS, ColumnView(heading, ("3001112233",))])
    assert max(map(len, lines)) <= width
    assert "customer_last_name  known heading" in lines[1]
