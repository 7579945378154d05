"""Where the header is, and that no lead is ever taken for one."""

import time

import pytest

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.model import SourceOptions
from wolkvox_cli.leads.read.header import find_header, looks_like_data, no_header, table_of, unique


def rows(*lines: str) -> list[list[str]]:
    return [line.split(";") for line in lines]


def test_a_row_of_known_headings_is_the_header() -> None:
    assert find_header(rows("Base 2026", "", "Nombre;Celular", "Ana;3001234567")) == 2


def test_a_title_that_is_also_a_heading_is_not_the_header() -> None:
    assert find_header(rows("Cliente", "Nombre;Celular;Correo", "Ana;3001234567;a@example.com")) == 1


def test_words_above_numbers_are_the_header() -> None:
    assert find_header(rows("Fono uno X;Dato raro", "3001234567;a", "3109876543;b")) == 0


def test_a_lead_is_not_the_header() -> None:
    assert find_header(rows("Ana;3001234567", "Luis;3109876543")) is None


def test_a_lead_without_phone_is_not_the_header() -> None:
    assert find_header(rows("Ana;;Cali", "Luis;3109876543;Cali")) is None


def test_a_lead_whose_city_is_a_heading_is_not_the_header() -> None:
    assert (
        find_header(rows("Ana;;Cliente;x", "Luis;3109876543;Cliente;y", "Eva;3001112233;Cliente;z")) is None
    )


def test_words_above_words_are_not_surely_a_header() -> None:
    assert find_header(rows("Ana;Cali", "Luis;Bogotá")) is None


def test_repeated_words_are_not_surely_a_header() -> None:
    assert find_header(rows("Sí;Sí", "3001234567;3001234567")) is None


def test_headings_may_be_years_among_words() -> None:
    assert find_header(rows("Nombre;Celular;Correo;Saldo;Ciudad;2025", "Ana;3001234567;;;;5")) == 0


def test_without_a_header_the_remedy_is_named() -> None:
    with pytest.raises(FileError) as error:
        table_of(rows("Ana;3001234567"), 1, SourceOptions(), "leads.csv")

    assert "--no-header" in error.value.hint
    assert "--header-row" in error.value.hint


def test_repeated_headings_are_numbered() -> None:
    assert unique(["Tel", "Tel", "Tel (2)", "Tel"]) == ("Tel", "Tel (3)", "Tel (2)", "Tel (4)")


def test_the_hint_for_a_file_without_headings_names_the_column_of_phones() -> None:
    alone = no_header("leads.csv", [["3001234567"], ["3109876543"]])
    third = no_header("leads.csv", [["Ana", "1", "3001234567"], ["Luz", "2", "3109876543"]])

    assert alone.hint.endswith('--no-header --map "tel1=Column 1".')
    assert third.hint.endswith('--no-header --map "tel1=Column 3".')
    assert third.message == "No row of headings was found in leads.csv, which has 3 columns."


def test_the_row_proposed_for_the_headings_is_the_first_that_holds_but_words() -> None:
    leads = rows("Base 2026", "Persona A;Cali", "Persona B;3001234567")

    assert "--header-row 2." in no_header("leads.csv", leads).hint
    assert "--header-row 3." in no_header("leads.csv", leads, 2).hint


@pytest.mark.parametrize("start", [0, 1])
def test_a_column_that_only_counts_the_rows_shifts_no_heading(start: int) -> None:
    leads = rows(
        "Nombre;Celular;Ciudad", f"{start};Ana;3001234567;Cali", f"{start + 1};Luis;3109876543;Pasto"
    )

    table = table_of(leads, 1, SourceOptions(), "leads.csv")

    assert table.headings == ("Column 1", "Nombre", "Celular", "Ciudad")
    assert table.notes == (
        "The first column only counts the rows and has no heading; the headings begin after it.",
    )


def test_cells_too_many_that_count_nothing_shift_no_heading() -> None:
    leads = rows("Nombre;Celular;Ciudad", "7;Ana;3001234567;Cali", "9;Luis;3109876543;Pasto")

    assert table_of(leads, 1, SourceOptions(), "leads.csv").headings == ("Nombre", "Celular", "Ciudad")


@pytest.mark.parametrize("cell", ["x" * 200_000, "1" * 200_000 + "x", "a@" * 100_000, "+" * 200_000])
def test_a_cell_of_any_length_is_told_from_data_in_no_time(cell: str) -> None:
    started = time.process_time()

    assert not looks_like_data(cell)
    assert time.process_time() - started < 1
