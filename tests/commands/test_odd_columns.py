"""What arrives of files whose columns beside the phones say something of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.commands.conftest import Desk


def sent(desk: Desk, text: str, *words: str) -> list[list[str]]:
    """The phones of each record that arrived, in the order in which they are dialled."""
    desk.open()
    desk.write(text)
    desk.send("leads.csv", *words)
    return [
        [record[name] for name in ("tel1", "tel2", "tel3") if record.get(name)]
        for record in desk.sandbox.account.records("1")
    ]


def test_a_number_that_its_label_calls_a_fax_is_not_dialled(desk: Desk) -> None:
    text = (
        "Name,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\n"
        "Ana Prueba,Mobile,300 456 7810,Work Fax,601 424 2499\n"
        "Beto Ensayo,Work Fax,601 424 2498,Mobile,3124587960\n"
    )
    assert sent(desk, text, "--country", "CO") == [["3004567810"], ["3124587960"]]


def test_an_area_within_the_countrys_code_is_part_of_the_number(desk: Desk) -> None:
    text = (
        "Nombre;Código País;Teléfono\nAna Prueba;1-809;5551234\nBeto Ensayo;1809;5552345\n"
        "Ceci Muestra;1;8295553456\nDora Inventada;57;3004567810\n"
    )
    assert sent(desk, text, "--country", "DO") == [
        ["8095551234"],
        ["8095552345"],
        ["8295553456"],
        ["573004567810"],
    ]


def test_an_area_code_beside_goes_before_local_numbers_only(desk: Desk) -> None:
    text = (
        "Nombre;Lada;Teléfono\nAna Prueba;55;45258448\nBeto Ensayo;(662);2137890\n"
        "Ceci Muestra;01 55;45258449 / 45258450\nDora Inventada;55;5545258440\n"
    )
    assert sent(desk, text, "--country", "MX") == [
        ["5545258448"],
        ["6622137890"],
        ["5545258449", "5545258450"],
        ["5545258440"],
    ]


def test_a_lead_abroad_is_not_called_at_home_however_late_in_the_file(desk: Desk) -> None:
    # More than is looked at before the columns are understood.
    home = "".join(f"Lead {n};300555{n:04};Colombia;{'x' * 1_000}\n" for n in range(4_500))
    text = f"Nombre;Teléfono;País;Notas\n{home}Zoe Prueba;3221245879;México;\nYan Ensayo;300555;México;\n"
    arrived = sent(desk, text, "--country", "CO")
    assert len(arrived) == 4_501
    assert arrived[-1] == ["523221245879"]


def test_a_phone_of_somebody_else_is_not_called(desk: Desk) -> None:
    text = (
        "Nombre;Teléfono asesor;Teléfono fiador;Fax;celular_avisos\n"
        "Ana Prueba;6014242401;6014242402;6014242403;3004567810\n"
    )
    assert sent(desk, text, "--country", "CO") == [["3004567810"]]
