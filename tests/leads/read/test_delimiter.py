"""The delimiter is the one under which the rows make a table."""

from collections.abc import Callable
from typing import Any

import pytest

from wolkvox_cli.leads.model import SourceOptions

Read = Callable[..., Any]


def test_commas_in_dates_do_not_hide_the_semicolons_of_a_file_without_headings(read_text: Read) -> None:
    lines = [f"marzo {day}, 2026;30045678{day};Persona {day};{'x;' * (day % 3)}" for day in range(10, 30)]

    result = read_text("\n".join(lines), SourceOptions(no_header=True))

    assert result.file.delimiter == ";"
    assert result.column("Column 2")[:2] == ["3004567810", "3004567811"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_two_columns_without_headings_are_two(delimiter: str, read_text: Read) -> None:
    rows = [f"Persona {n}{delimiter}30045678{n}" for n in range(10, 20)]

    assert read_text("\n".join(rows), SourceOptions(no_header=True)).file.delimiter == delimiter


def test_headings_speak_for_a_delimiter_where_notes_are_full_of_another(read_text: Read) -> None:
    text = "Nombre|Celular|Nota\nAna||hoy, si puede\nLuis|sin dato|nunca, dijo\nEva\nLuz|3004567810|ok, ya\n"

    assert read_text(text).headings == ["Nombre", "Celular", "Nota"]
