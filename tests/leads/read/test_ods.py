"""What an OpenDocument spreadsheet tells beyond its cells, and its rows as a person sees them."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.model import SourceOptions
from wolkvox_cli.leads.read.source import open_source

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "style", "table", "text")
)
CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
BLANK = "<table:table-cell/>"
HIDDEN_STYLE = (
    '<style:style style:name="ta2" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
)


def text(words: str, attributes: str = "") -> str:
    cell = f'<table:table-cell office:value-type="string" {attributes}>'
    return f"{cell}<text:p>{words}</text:p></table:table-cell>"


def number(value: str, shown: str | None = None) -> str:
    cell = f'<table:table-cell office:value-type="float" office:value="{value}">'
    return f"{cell}<text:p>{shown or value}</text:p></table:table-cell>"


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


HEADINGS = row(text("Nombre"), text("Celular"), text("Ciudad"))
ANA = row(text("Ana Ruiz"), number("3001234567"), text("Cali"))
LUIS = row(text("Luis Sol"), number("3109876543"), text("Bogotá"))


Written = Callable[..., Path]
Seen = Callable[..., Any]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """A document with these rows in one sheet, and whatever else."""

    def write(*rows: str, more: str = "") -> Path:
        sheet = f'<table:table table:name="Base">{"".join(rows)}</table:table>'
        body = f"<office:body><office:spreadsheet>{sheet}{more}</office:spreadsheet></office:body>"
        styles = f"<office:automatic-styles>{HIDDEN_STYLE}</office:automatic-styles>"
        place = tmp_path / "leads.ods"
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr(
                "content.xml",
                f"<office:document-content {NAMESPACES} {CALCEXT}>{styles}{body}</office:document-content>",
            )
            archive.writestr("META-INF/manifest.xml", "<manifest/>")
        return place

    return write


@pytest.fixture
def seen(written: Written, read_source: Callable[..., Any]) -> Seen:
    """What is read of a document with these rows below the headings."""

    def read(*rows: str, more: str = "", skip_hidden: bool = False) -> Any:
        options = SourceOptions(skip_hidden=skip_hidden)
        return read_source(open_source(str(written(HEADINGS, *rows, more=more)), options))

    return read


@pytest.mark.parametrize("how", ["collapse", "filter"])
def test_hidden_rows_are_told(how: str, seen: Seen) -> None:
    hidden = LUIS.replace("<table:table-row", f'<table:table-row table:visibility="{how}"')
    rest = row(BLANK, attributes='table:number-rows-repeated="1048000" table:visibility="collapse"')

    assert seen(ANA, hidden, rest).file.notes == (
        "1 row of the sheet is hidden and read like the others; --skip-hidden leaves them out.",
    )
    assert list(seen(ANA, hidden, rest, skip_hidden=True).rows) == [2]


def test_merged_cells_are_filled_in_each_of_their_rows(seen: Seen) -> None:
    above = row(text("Ana Ruiz", 'table:number-rows-spanned="2"'), number("3001234567"), text("Cali"))
    below = row("<table:covered-table-cell/>", number("3109876543"), text("Pasto"))

    assert seen(above, below).rows == {
        2: ["Ana Ruiz", "3001234567", "Cali"],
        3: ["Ana Ruiz", "3109876543", "Pasto"],
    }


@pytest.mark.parametrize(
    "attributes",
    ['table:formula="of:=1/0" office:string-value="" calcext:value-type="error"', 'table:formula="of:=1/0"'],
)
@pytest.mark.parametrize("error", ["#DIV/0!", "#N/A", "#REF!", "#NAME?", "Err:508"])
def test_an_error_cell_is_a_problem(attributes: str, error: str, seen: Seen) -> None:
    result = seen(ANA, row(text("Luis Sol"), number("3109876543"), text(error, attributes)))

    assert result.problems == [("cell.error", "Ciudad", [3], [error], [""])]


def test_a_formula_without_a_result_is_named_with_the_remedy(seen: Seen) -> None:
    formula = '<table:table-cell table:formula="of:=[.B2]"/>'

    result = seen(ANA, row(text("Luis Sol"), formula, text("Cali")))

    assert result.problems == [("cell.no-result", "Celular", [3], [""], [""])]
    assert result.file.notes == (
        "1 formula has no result in the file (Celular). Open it in Excel, save it and upload that copy.",
    )


def test_zeros_that_only_the_format_shows_are_read(seen: Seen) -> None:
    rows = [
        row(text("Ana"), number("601234567", shown), text("x")) for shown in ("0601234567", "601.234.567")
    ]

    assert seen(*rows).column("Celular") == ["0601234567", "601234567"]


def test_a_phone_that_is_formatted_as_duration_is_the_number_that_was_typed(seen: Seen) -> None:
    duration = '<table:table-cell office:value-type="time" office:time-value="PT1080000H00M00S"/>'

    assert seen(row(text("Ana"), duration, duration)).rows[2] == ["Ana", "45000", "45000"]


def test_rows_and_cells_that_are_written_as_one_are_counted(seen: Seen) -> None:
    gap = row(BLANK, attributes='table:number-rows-repeated="7"')
    cells = '<table:table-cell table:number-columns-repeated="2"/>'
    result = seen(ANA, gap, row(cells, text("#N/A", 'table:formula="x"')), LUIS)

    assert list(result.rows) == [2, 11]
    assert result.file.notes == ("1 row with nothing but errors of formulas, from row 10 on: left out.",)


def test_a_comment_is_no_part_of_its_cell(seen: Seen) -> None:
    comment = "<office:annotation><text:p>#N/A</text:p></office:annotation>"
    cell = f'<table:table-cell table:formula="x">{comment}</table:table-cell>'

    assert seen(row(text("Ana"), number("3001234567"), cell)).problems[0][0] == "cell.no-result"


def test_a_hidden_sheet_is_not_read_and_told(seen: Seen) -> None:
    hidden = f'<table:table table:name="Viejos" table:style-name="ta2">{HEADINGS}{LUIS}</table:table>'

    assert seen(ANA, more=hidden).file.notes == ("Hidden sheets were not read: Viejos.",)


def test_a_stray_cell_in_the_last_corner_is_told_and_not_read(written: Written) -> None:
    gap = row(BLANK, attributes='table:number-rows-repeated="1048573"')
    far = row('<table:table-cell table:number-columns-repeated="16383"/>', text("x"))

    with pytest.raises(FileError) as error:
        open_source(str(written(HEADINGS, ANA, gap, far)), SourceOptions())

    assert error.value.code == "file.too-large"
    assert "row 1,048,576 and column 16,384" in error.value.message


def test_an_empty_rest_of_the_sheet_does_no_harm(seen: Seen) -> None:
    rest = row(
        '<table:table-cell table:style-name="ce1" table:number-columns-repeated="16384"/>',
        attributes='table:number-rows-repeated="1048574"',
    )

    assert list(seen(ANA, rest).rows) == [2]
