"""What the XML of an .xlsx workbook tells: how far a sheet reaches, and what in it is no value."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.model import SourceOptions
from wolkvox_cli.leads.read import xlsx
from wolkvox_cli.leads.read.file_bytes import bytes_of
from wolkvox_cli.leads.read.sheet_facts import Merged, SheetFacts
from wolkvox_cli.leads.read.source import open_source
from wolkvox_cli.leads.read.xlsx import XlsxParts

Read = Callable[..., Any]
Rewrite = Callable[..., Path]

END = b"</sheetData>"
FAR = b'<row r="1048576"><c r="XFD1048576"%b</c></row>' + END

PREFIXED = (
    b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
    b'<x:row r="3" hidden="1"><x:c r="C3" t="e"><x:v>#REF!</x:v></x:c></x:row>'
    b"</x:sheetData></x:worksheet>"
)
PREFIXED_FACTS = SheetFacts(height=3, width=3, hidden_rows={3}, errors={(3, 2): "#REF!"})


@pytest.fixture
def book() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Nombre", "Celular"])
    book.worksheets[0].append(["Ana", "3001234567"])
    return book


@pytest.fixture
def rewritten(book: openpyxl.Workbook, tmp_path: Path) -> Rewrite:
    """The workbook, saved with pieces of its sheet's XML replaced by others: old, new, old, new."""

    def rewrite(*pieces: bytes) -> Path:
        book.save(tmp_path / "first.xlsx")
        place = tmp_path / "leads.xlsx"
        with zipfile.ZipFile(tmp_path / "first.xlsx") as first, zipfile.ZipFile(place, "w") as second:
            for name in first.namelist():
                content = first.read(name)
                for old, new in zip(pieces[::2], pieces[1::2], strict=True):
                    content = content.replace(old, new) if "sheet1" in name else content
                second.writestr(name, content)
        return place

    return rewrite


def facts_of(place: Path) -> SheetFacts | None:
    parts = XlsxParts(bytes_of(str(place), None))
    return parts.facts(parts.sheets[0].name)


def refusal(place: Path) -> FileError:
    with pytest.raises(FileError) as error:
        open_source(str(place), SourceOptions())
    return error.value


def test_a_stray_cell_in_the_last_corner_is_told_and_not_read(
    book: openpyxl.Workbook, tmp_path: Path
) -> None:
    book.worksheets[0].cell(1_048_576, 16_384, "x")
    book.save(tmp_path / "leads.xlsx")

    error = refusal(tmp_path / "leads.xlsx")

    assert error.code == "file.too-large"
    assert "row 1,048,576 and column 16,384" in error.message


@pytest.mark.parametrize("cell", [b"><v>1</v>", b' t="str"><v></v>', b' t="inlineStr"><is><t>x</t></is>'])
def test_a_stray_cell_of_which_the_sheet_does_not_tell_is_told_and_not_read(
    cell: bytes, rewritten: Rewrite
) -> None:
    assert refusal(rewritten(END, FAR % cell)).code == "file.too-large"


def test_a_formatted_empty_cell_in_the_last_corner_does_no_harm(
    book: openpyxl.Workbook, tmp_path: Path
) -> None:
    book.worksheets[0].cell(1_048_576, 16_384).font = Font(bold=True)
    book.save(tmp_path / "leads.xlsx")

    source = open_source(str(tmp_path / "leads.xlsx"), SourceOptions())

    assert [chunk.cells.index.tolist() for chunk in source.chunks()] == [[2]]


@pytest.mark.parametrize("cell", [b' s="0" t="n">', b' s="0" t="n"><v></v>', b' s="0"><v/>'])
def test_an_empty_cell_in_the_last_corner_does_no_harm_however_it_is_written(
    cell: bytes, rewritten: Rewrite, read_source: Read
) -> None:
    source = open_source(str(rewritten(END, FAR % cell)), SourceOptions())

    assert read_source(source).rows == {2: ["Ana", "3001234567"]}


@pytest.mark.parametrize(
    "address", [b"ZZZZ3", b"XFE3", b"A1048577", b"A99999999999", b"?3", b"3", b"A", b"A0"]
)
def test_a_cell_at_an_address_that_no_sheet_has_is_named(address: bytes, rewritten: Rewrite) -> None:
    error = refusal(rewritten(END, b'<row><c r="%b"><v>1</v></c></row>' % address + END))

    assert error.code == "file.damaged"
    assert f"a cell at {address.decode()}," in error.message


def test_cells_without_addresses_are_counted(rewritten: Rewrite) -> None:
    facts = facts_of(rewritten(END, b'<row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row>' + END))

    assert facts == SheetFacts(height=3, width=2, errors={(3, 1): "#N/A"})


def test_a_prefix_before_all_names_changes_nothing(rewritten: Rewrite) -> None:
    assert facts_of(rewritten(b"</worksheet>", b"-->", b"<worksheet", PREFIXED + b"<!--")) == PREFIXED_FACTS


def test_what_a_sheet_tells_beyond_its_cells_is_gathered(book: openpyxl.Workbook, tmp_path: Path) -> None:
    sheet = book.worksheets[0]
    sheet.append(["=A2", '=IF(TRUE,"","x")'])
    sheet.row_dimensions[2].hidden = True
    sheet.merge_cells("A4:B5")
    sheet["AB7"] = "#N/A"
    book.save(tmp_path / "leads.xlsx")

    assert facts_of(tmp_path / "leads.xlsx") == SheetFacts(
        height=7,
        width=28,
        hidden_rows={2},
        merged=[Merged(top=4, left=0, bottom=5, right=1)],
        errors={(7, 27): "#N/A"},
        without_result=[(3, 0), (3, 1)],
    )


@pytest.mark.parametrize(
    ("result", "without"),
    [
        (b' t="str"><f>A2</f><v></v>', []),
        (b' t="str"><f>A2</f><v>x</v>', []),
        (b"><f>A2</f><v>7</v>", []),
        (b"><f>A2</f><v></v>", [(3, 0)]),
        (b"><f>A2</f>", [(3, 0)]),
        (b'><f t="shared" si="0"/>', [(3, 0)]),
    ],
)
def test_a_formula_without_a_saved_result_is_found(
    result: bytes, without: list[tuple[int, int]], rewritten: Rewrite
) -> None:
    facts = facts_of(rewritten(END, b'<row r="3"><c r="A3"%b</c><c r="B3"/></row>' % result + END))

    assert facts is not None
    assert facts.without_result == without


def test_error_cells_far_down_are_found(book: openpyxl.Workbook, tmp_path: Path) -> None:
    sheet = book.worksheets[0]
    for number in range(3, 30_000):
        sheet.append(["Luis", "#REF!" if number % 10_000 == 0 else "3109876543"])
    book.save(tmp_path / "leads.xlsx")

    facts = facts_of(tmp_path / "leads.xlsx")

    assert facts is not None
    assert facts.errors == {(10_000, 1): "#REF!", (20_000, 1): "#REF!"}


@pytest.mark.parametrize(
    "text", ["#GETTING_DATA", "#SPILL!", "#CALC!", "#CONNECT!", "#BUSY!", "#FIELD!", "#UNKNOWN!", "#¡NUEVO!"]
)
def test_an_error_cell_of_a_newer_kind_is_an_error_cell(
    text: str, rewritten: Rewrite, read_source: Read
) -> None:
    row = f'<row r="3"><c r="A3" t="e"><v>{text}</v></c><c r="B3"><v>3109876543</v></c></row>'
    result = read_source(open_source(str(rewritten(END, row.encode() + END)), SourceOptions()))

    assert result.rows[3] == ["", "3109876543"]
    assert result.problems == [("cell.error", "Nombre", [3], [text], [""])]


def test_a_sheet_without_errors_has_none(book: openpyxl.Workbook, tmp_path: Path) -> None:
    book.save(tmp_path / "leads.xlsx")

    assert facts_of(tmp_path / "leads.xlsx") == SheetFacts(height=2, width=2)


def test_a_large_sheet_with_nothing_but_values_is_not_looked_through(
    book: openpyxl.Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "_SMALL", 100)
    book.save(tmp_path / "leads.xlsx")

    assert facts_of(tmp_path / "leads.xlsx") is None


@pytest.mark.parametrize(
    "telling",
    [
        b'<row r="3" hidden="1"/>',
        b'<row r="3"><c r="A3" t="e"><v>#N/A</v></c></row>',
        b'<row r="3"><c r="A3"><f>A2</f></c></row>',
        b'<row r="3"><c r="A3"><f\n/></c></row>',
    ],
)
def test_a_large_sheet_with_something_to_tell_is_looked_through(
    telling: bytes, rewritten: Rewrite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "_SMALL", 100)
    monkeypatch.setattr(xlsx, "_BLOCK", 7)

    facts = facts_of(rewritten(END, telling + END))

    assert facts is not None
    assert facts != SheetFacts(height=2, width=2)


@pytest.mark.parametrize(
    "xml", [PREFIXED, PREFIXED.replace(b"x:", b"").replace(b":x", b"").replace(b'"', b"'")]
)
def test_a_large_sheet_that_is_written_unusually_is_looked_through(
    xml: bytes, rewritten: Rewrite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "_SMALL", 100)

    assert facts_of(rewritten(b"</worksheet>", b"-->", b"<worksheet", xml + b"<!--")) == PREFIXED_FACTS


def test_a_workbook_in_the_strict_form_is_looked_through(
    book: openpyxl.Workbook, tmp_path: Path, read_source: Read
) -> None:
    book.worksheets[0].row_dimensions[2].hidden = True
    book.save(tmp_path / "first.xlsx")
    old, strict = b"schemas.openxmlformats.org/officeDocument/2006", b"purl.oclc.org/ooxml/officeDocument"
    with (
        zipfile.ZipFile(tmp_path / "first.xlsx") as first,
        zipfile.ZipFile(tmp_path / "leads.xlsx", "w") as second,
    ):
        for name in first.namelist():
            second.writestr(name, first.read(name).replace(old, strict))

    result = read_source(open_source(str(tmp_path / "leads.xlsx"), SourceOptions()))

    assert result.rows == {2: ["Ana", "3001234567"]}
    assert "1 row of the sheet is hidden" in result.file.notes[0]


def test_of_a_sheet_that_is_not_there_nothing_is_told(book: openpyxl.Workbook, tmp_path: Path) -> None:
    book.save(tmp_path / "leads.xlsx")

    assert XlsxParts(bytes_of(str(tmp_path / "leads.xlsx"), None)).facts("Otra") is None


def test_a_hidden_sheet_is_not_read_and_told(book: openpyxl.Workbook, tmp_path: Path) -> None:
    book.create_sheet("Viejos").sheet_state = "hidden"
    book.save(tmp_path / "leads.xlsx")

    source = open_source(str(tmp_path / "leads.xlsx"), SourceOptions())

    assert source.file.notes == ("Hidden sheets were not read: Viejos.",)
