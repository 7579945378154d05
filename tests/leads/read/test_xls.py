"""What an old Excel workbook tells beyond its cells, and its rows as a person sees them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from wolkvox_cli.leads.model import SourceOptions
from wolkvox_cli.leads.read.file_bytes import LeadBytes
from wolkvox_cli.leads.read.sheet_facts import Merged, SheetFacts
from wolkvox_cli.leads.read.xls import XlsParts

NAME = "hidden_merged_and_formatted.xls"
FILES = Path(__file__).parent / "files"

Read = Callable[..., Any]


def test_what_a_sheet_tells_beyond_its_cells_is_gathered() -> None:
    assert XlsParts(LeadBytes(FILES / NAME, NAME)).facts("Base") == SheetFacts(
        height=6,
        width=4,
        hidden_rows={4},
        merged=[Merged(top=2, left=0, bottom=3, right=0)],
        shown={(5, 3): "0601234567"},
    )


def test_hidden_rows_and_merged_cells_are_told(read: Read) -> None:
    assert read(NAME).file.notes == (
        "Hidden sheets were not read: Viejos.",
        "1 row got what a cell shows that is merged over several rows: Nombre.",
        "1 row of the sheet is hidden and read like the others; --skip-hidden leaves them out.",
    )


def test_hidden_rows_are_left_out_if_that_is_wished(read: Read) -> None:
    assert list(read(NAME, SourceOptions(skip_hidden=True)).rows) == [2, 3, 5, 6]


def test_an_error_cell_is_a_problem(read: Read) -> None:
    assert read(NAME).problems == [("cell.error", "Celular", [6], ["#N/A"], [""])]


def test_of_what_is_no_workbook_nothing_is_told() -> None:
    assert XlsParts(LeadBytes(FILES / "a_pdf.csv", "a_pdf.csv")).sheets == []
