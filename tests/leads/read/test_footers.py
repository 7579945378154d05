"""Totals, rulers and the end of an export are told from leads."""

from collections.abc import Callable
from typing import Any

import pytest

from wolkvox_cli.leads.read.footers import ends_an_export, is_totals_row

Read = Callable[..., Any]

HEADINGS = ("Nombre", "Celular", "Saldo", "Ciudad")


def is_total(*cells: str) -> bool:
    return is_totals_row(cells, HEADINGS)


@pytest.mark.parametrize(
    "label", ["Total", "TOTAL:", "Total general", "Suma", "Totales", "Total registros", "Soma"]
)
def test_a_label_and_a_sum_are_totals(label: str) -> None:
    assert is_total(label, "", "125000", "")


def test_a_count_in_the_phone_column_is_a_total() -> None:
    assert is_total("Total", "1250", "", "")


def test_a_lead_named_total_with_a_phone_is_a_lead() -> None:
    assert not is_total("Total", "3001234567", "", "")


def test_a_lead_whose_name_begins_with_total_is_a_lead() -> None:
    assert not is_total("Total Play SA", "", "", "")


def test_a_full_row_is_a_lead() -> None:
    assert not is_total("Total", "", "125000", "Cali")


def test_subtotals_among_leads_are_no_leads(read_text: Read) -> None:
    result = read_text(
        "Nombre;Celular;Ciudad;Saldo\nAna;3001234567;Cali;10\nSubtotal Cali;;;10\nLuis;3109876543;Pasto;20\n"
        "SUBTOTAL:;;;20\nTotal general;;;30\n"
    )

    assert list(result.rows) == [2, 4]
    assert result.problems == []
    assert result.file.notes == ("Rows 3, 5, 6 hold totals and were left out.",)


@pytest.mark.parametrize(
    "end",
    [
        "Fin del reporte",
        "*** FIN ***",
        "(3 rows)",
        "(3 rows affected)",
        "3 filas",
        "Total: 12",
        "Total registros: 12",
        "Generado el 2026-11-03 a las 10:15",
        "Página 1 de 1",
        "Fuente: CRM",
    ],
)
def test_the_end_of_an_export_is_no_lead(end: str, read_text: Read) -> None:
    result = read_text(f"Nombre;Celular;Ciudad\nAna;3001234567;Cali\nLuis;3109876543;Pasto\n\n{end}\n")

    assert list(result.rows) == [2, 3]
    assert result.problems == []
    assert len(result.file.notes) == 1


def test_the_lines_under_headings_and_table_are_no_leads(read_text: Read) -> None:
    result = read_text("Nombre|Celular\n------|----------\nAna|3001234567\n------|----------\n(1 row)\n")

    assert list(result.rows) == [3]


def test_a_last_lead_with_nothing_but_a_name_is_a_lead(read_text: Read) -> None:
    assert list(read_text("Nombre;Celular\nAna;3001234567\nFina Estrada;\n").rows) == [2, 3]


def test_a_phone_below_an_unknown_heading_makes_a_lead_of_total() -> None:
    assert not is_totals_row(("Total", "3001234567", "", ""), ("Nombre", "Contacto X", "Saldo", "Ciudad"))


@pytest.mark.parametrize("cell", ["Final Fantasía SAS", "Página Blanca Ltda", "3 Amigos", "Ana"])
def test_names_do_not_end_an_export(cell: str) -> None:
    assert not ends_an_export((cell, "", "", ""))
