"""A totals row is told from a lead."""

import pytest

from wolkvox_cli.leads.read.header import is_totals_row

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
