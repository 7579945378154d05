"""Cells are read as a person sees them, in every column and in the headings."""

from collections.abc import Callable
from typing import Any

import pytest

from wolkvox_cli.leads.read.clean_cells import clean_cell

Read = Callable[..., Any]


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        ('="0012345678"', "0012345678"),
        ('="El ""Tornillo"""', 'El "Tornillo"'),
        ("Sean O&#039;Connor", "Sean O'Connor"),
        ("Pe&ntilde;a &amp; Hijos", "Peña & Hijos"),
        ("O&amp;#x27;Brien", "O'Brien"),
        ("AT&T Sol", "AT&T Sol"),
        ("AT&T; Sol", "AT&T; Sol"),
        ("&copyright; Ruiz", "&copyright; Ruiz"),
        ("'Luis Sol'", "Luis Sol"),
        ('"Luis Sol"', "Luis Sol"),
        ("“Luis Sol”", "Luis Sol"),
        ("D'Angelo", "D'Angelo"),
        ("'3004567810", "'3004567810"),
        ('"El Tornillo" y "La 13"', '"El Tornillo" y "La 13"'),
        ('Ferretería "El Tornillo"', 'Ferretería "El Tornillo"'),
        ("\ue0b0 33 3613 0508", "33 3613 0508"),
        ("Ana\ue0b0Ruiz", "Ana Ruiz"),
        ("Ana\u200b Ru\u00adiz", "Ana Ruiz"),
        ("JosÃ© MuÃ±oz", "José Muñoz"),
        ("MedellÃ\u00adn", "Medellín"),
        ("Ã\u0081ngela PeÃƒÂ±a", "Ángela Peña"),
        ("Peral â€“ Ruiz, NÂ° 5", "Peral – Ruiz, N° 5"),
        ("AMANHÃ…", "AMANHÃ…"),
        ("JOÃO CÂMARA", "JOÃO CÂMARA"),
    ],
)
def test_a_cell_is_read_as_a_person_sees_it(cell: str, seen: str) -> None:
    assert clean_cell(cell) == seen


def test_every_column_is_cleaned(read_text: Read) -> None:
    result = read_text(
        'Nombre;Cédula;Celular\nAna Ruiz;="0012345678";="3004567810"\n'
        'Luis Sol;"=""1020304050""";"=""+57-312-4587960"""\n'
    )

    assert result.column("Cédula") == ["0012345678", "1020304050"]
    assert result.column("Celular") == ["3004567810", "+57-312-4587960"]


def test_text_encoded_twice_is_read_right_in_headings_and_cells_and_said(read_text: Read) -> None:
    result = read_text("Nombre;TelÃ©fono\nAna Sol;3004567810\nAna PeÃ±a;3204567811\nJosÃ© Ruiz;3124587960\n")

    assert result.headings == ["Nombre", "Teléfono"]
    assert result.column("Nombre") == ["Ana Sol", "Ana Peña", "José Ruiz"]
    assert result.file.notes == ("Rows 3, 4 were encoded twice (Ã± for ñ) and read right.",)


def test_icons_before_the_phones_do_not_hide_the_headings(read_text: Read) -> None:
    rows = [f"Persona {n},\ue0b0 33 3613 05{n}" for n in range(10, 15)]

    result = read_text("\n".join(["Empresa X,Fono raro", *rows]))

    assert result.file.header_row == 1
    assert result.column("Fono raro")[0].strip() == "33 3613 0510"
