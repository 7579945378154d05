import io

import pytest
from rich.console import Console

from wolkvox_cli.output.console import Talk
from wolkvox_cli.output.file_view import columns_line, file_line, show_columns
from wolkvox_cli.spool import SourceFacts

MAPPING = {"customer_name": "Nombre", "customer_last_name": "{Apellido 1} {Apellido 2}", "tel1": "Celular"}


def shown(ignored: list[str], *, terminal: bool, width: int = 60) -> list[str]:
    said = io.StringIO()
    talk = Talk()
    talk.err = Console(file=said, width=width, force_terminal=terminal, color_system=None, emoji=False)
    show_columns(talk, MAPPING, {"country": "Colombia"}, ignored)
    return [line.rstrip() for line in said.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        (
            SourceFacts("leads.csv", "", "csv", "cp1252", ";", None, 3),
            "leads.csv: CSV, cp1252, semicolon between cells, headings in row 3",
        ),
        (
            SourceFacts("leads.xlsx", "", "xlsx", None, None, "Base", 1),
            'leads.xlsx: XLSX, sheet "Base", headings in row 1',
        ),
        (
            SourceFacts("-", "", "csv", "utf-8", "\t", None, None),
            "-: CSV, utf-8, tab between cells, no headings",
        ),
    ],
)
def test_how_a_file_is_written_is_said_in_one_line(facts: SourceFacts, line: str) -> None:
    assert file_line(facts) == line


def test_without_a_terminal_the_columns_are_one_line() -> None:
    assert shown(["Notas"], terminal=False) == [
        "Columns: Nombre → customer_name, {Apellido 1} {Apellido 2} → customer_last_name, Celular → tel1, "
        '"Colombia" → country; left out: Notas'
    ]


def test_at_a_terminal_the_columns_are_a_grid_that_fits_it() -> None:
    assert shown(["Notas"], terminal=True) == [
        "Nombre → customer_name",
        "{Apellido 1} {Apellido 2} → customer_last_name",
        "Celular → tel1",
        '"Colombia" → country',
        "Left out: Notas",
    ]
    wide = shown([], terminal=True, width=120)
    assert wide == [
        "Nombre → customer_name   {Apellido 1} {Apellido 2} → customer_last_name   "
        'Celular → tel1   "Colombia" → country'
    ]


def test_a_long_heading_is_cut_in_the_middle_and_is_no_markup() -> None:
    said = io.StringIO()
    talk = Talk()
    talk.err = Console(file=said, width=80, force_terminal=True, color_system=None)
    show_columns(talk, {"tel1": "[red]¿Cuál es tu número de celular?\x1b[2J"}, {}, [])
    assert said.getvalue().split() == "[red]¿Cuál es … celular?�[2J → tel1".split()


def test_of_many_columns_left_out_the_first_ten_are_named() -> None:
    ignored = [f"c{number}" for number in range(12)]
    assert columns_line({"tel1": "Celular"}, {}, ignored).endswith("c8, c9 and 2 more")
