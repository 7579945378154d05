"""Web pages that hold a table of leads."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.model import SourceOptions
from wolkvox_cli.leads.read.source import open_source

Read = Callable[..., Any]


@pytest.fixture
def read_page(tmp_path: Path, read_source: Read) -> Read:
    def read(page: str, options: SourceOptions | None = None) -> Any:
        place = tmp_path / "leads.xls"
        place.write_text(page, encoding="utf-8")
        return read_source(open_source(str(place), options or SourceOptions()))

    return read


def test_the_table_with_known_headings_is_taken(read_page: Read) -> None:
    page = (
        "<table><tr><td>Menu</td><td>Inicio</td></tr><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
        "<table><tr><th>Nombre</th><th>Celular</th></tr><tr><td>Ana</td><td>3001234567</td></tr></table>"
    )

    assert read_page(page).rows == {2: ["Ana", "3001234567"]}


def test_cells_over_several_columns_keep_their_neighbours_in_place(read_page: Read) -> None:
    page = (
        "<table><tr><th>Nombre<th>Apellido<th>Celular<tr><td colspan=2>Ana<td>3001234567"
        "<tr><td>Luis<td>Peña<td>3109876543</table>"
    )

    assert read_page(page).rows == {2: ["Ana", "", "3001234567"], 3: ["Luis", "Peña", "3109876543"]}


def test_scripts_and_styles_are_not_cells(read_page: Read) -> None:
    page = (
        "<html><table><tr><th>Nombre<style>td{}</style></th><th>Celular</th></tr>"
        "<tr><td>Ana<script>x()</script></td><td>3001234567</td></tr></table></html>"
    )

    assert read_page(page).headings == ["Nombre", "Celular"]


def test_bare_rows_without_headings_are_refused(read_page: Read) -> None:
    with pytest.raises(FileError) as error:
        read_page("<tr><td>Ana</td><td>3001234567</td></tr>")

    assert error.value.code == "file.not-a-table"


def test_bare_rows_without_headings_are_read_by_places(read_page: Read) -> None:
    result = read_page("<tr><td>Ana</td><td>3001234567</td></tr>", SourceOptions(no_header=True))

    assert result.rows == {1: ["Ana", "3001234567"]}
