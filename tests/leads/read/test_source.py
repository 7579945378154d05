"""Opening a lead file: where it comes from, what is said about it, which options fit."""

import gzip
import io
import os
import tempfile
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wolkvox_cli.errors import CommandError, FileError
from wolkvox_cli.leads.model import SourceOptions
from wolkvox_cli.leads.read.source import open_source

FILES = Path(__file__).parent / "files"
TEXT = b"Nombre,Celular\nAna,3001234567\nLuis,3109876543\n"

Read = Callable[..., Any]


def refusal(path: Path | str, options: SourceOptions | None = None, stdin: bytes | None = None) -> FileError:
    with pytest.raises(FileError) as error:
        open_source(str(path), options or SourceOptions(), stdin=None if stdin is None else io.BytesIO(stdin))
    return error.value


def complaint(name: str, options: SourceOptions) -> CommandError:
    with pytest.raises(CommandError) as error:
        open_source(str(FILES / name), options)
    return error.value


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    error = refusal(tmp_path / "leads.csv")

    assert error.code == "file.missing"
    assert "leads.csv" in error.message


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    assert refusal(tmp_path).code == "file.folder"


def test_standard_input_is_read_as_csv(read_source: Read) -> None:
    source = open_source("-", SourceOptions(), stdin=io.BytesIO(TEXT))

    assert read_source(source).rows == {2: ["Ana", "3001234567"], 3: ["Luis", "3109876543"]}
    assert source.file.path == "-"


def test_standard_input_can_be_read_twice(read_source: Read) -> None:
    source = open_source("-", SourceOptions(), stdin=io.BytesIO(TEXT))

    assert read_source(source).rows == read_source(source).rows


def test_the_copy_of_standard_input_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    source = open_source("-", SourceOptions(), stdin=io.BytesIO(TEXT))
    there = len(list(tmp_path.iterdir()))
    del source

    assert (there, list(tmp_path.iterdir())) == (1, [])


def test_empty_standard_input_is_refused() -> None:
    assert refusal("-", stdin=b"").code == "file.empty"


def test_a_file_without_header_is_read_by_places(read: Read) -> None:
    result = read("no_header.csv", SourceOptions(no_header=True))

    assert result.headings == ["Column 1", "Column 2", "Column 3", "Column 4"]
    assert result.rows[1] == ["Ana", "Muñoz", "3001234567", "ana@example.com"]
    assert result.file.header_row is None


def test_a_list_of_numbers_is_read_without_header(read: Read) -> None:
    result = read("one_column_without_header.txt", SourceOptions(no_header=True))

    assert result.rows == {1: ["3001234567"], 2: ["3109876543"], 4: ["6015551234"]}


def test_the_header_row_can_be_named(read: Read) -> None:
    result = read("no_header.csv", SourceOptions(header_row=2))

    assert result.headings == ["Luis", "Peña", "3109876543", "luis@example.com"]
    assert list(result.rows) == [3]


def test_a_header_row_counts_the_sep_line(read: Read) -> None:
    assert list(read("sep_line.csv", SourceOptions(header_row=2)).rows) == [3, 4]


def test_a_header_row_that_is_blank_is_a_mistake() -> None:
    assert (
        complaint("title_and_blank_lines_above.csv", SourceOptions(header_row=2)).code == "command.header-row"
    )


def test_a_sheet_can_be_named(read: Read) -> None:
    assert read("two_lead_sheets.xlsx", SourceOptions(sheet="cali")).column("Nombre") == ["Luis", "Eva"]


def test_a_sheet_can_be_numbered(read: Read) -> None:
    assert read("two_lead_sheets.xlsx", SourceOptions(sheet="2")).file.sheet == "Cali"


def test_a_hidden_sheet_can_be_named(read: Read) -> None:
    result = read("one_lead_sheet_among_notes_and_hidden.xlsx", SourceOptions(sheet="Oculta"))

    assert result.column("Nombre") == ["Luis"]


def test_an_unknown_sheet_is_answered_with_the_sheets() -> None:
    error = complaint("two_lead_sheets.xlsx", SourceOptions(sheet="Medellín"))

    assert error.hint == "The sheets are: 1 Bogotá, 2 Cali."


def test_several_lead_sheets_are_listed_with_their_rows() -> None:
    assert "Bogotá (1 row), Cali (2 rows)" in refusal(FILES / "two_lead_sheets.xlsx").message


def test_a_sheet_of_a_text_file_is_a_mistake() -> None:
    assert complaint("commas.csv", SourceOptions(sheet="Cali")).code == "command.sheet"


def test_an_encoding_of_a_workbook_is_a_mistake() -> None:
    assert complaint("two_lead_sheets.xlsx", SourceOptions(encoding="utf-8")).code == "command.encoding"


def test_an_encoding_that_does_not_exist_is_a_mistake() -> None:
    assert complaint("commas.csv", SourceOptions(encoding="utf-9")).code == "command.encoding"


def test_an_encoding_that_does_not_fit_is_told_with_the_line() -> None:
    error = refusal(FILES / "windows_1252_letters_only_at_the_end.csv", SourceOptions(encoding="utf-8"))

    assert error.code == "file.encoding"
    assert "line 202" in error.message


def test_a_named_encoding_overrides_the_guess(read: Read) -> None:
    result = read("macroman.csv", SourceOptions(encoding="cp850"))

    assert result.file.encoding == "cp850"
    assert result.rows[2][0] != "Ramón"


def test_a_delimiter_of_two_characters_is_a_mistake() -> None:
    assert complaint("commas.csv", SourceOptions(delimiter=";;")).code == "command.delimiter"


def test_a_named_delimiter_overrides_the_guess(read: Read) -> None:
    result = read("semicolons_with_commas_inside.csv", SourceOptions(delimiter=",", header_row=1))

    assert result.headings == ["Nombre;Apellido;Celular;Dirección"]


@pytest.mark.parametrize("name", ["commas.csv", "zipped.zip", "gzipped.csv.gz", "workbook_called_csv.csv"])
def test_the_last_chunk_stands_at_the_end_of_the_file(name: str, read: Read) -> None:
    assert read(name).positions[-1] == (FILES / name).stat().st_size


def test_a_name_that_lies_is_said(read: Read) -> None:
    assert read("html_table.xls").file.notes == (
        "The name ends in .xls, but the file is a web page; it was read as that.",
    )


def test_a_guessed_encoding_is_said(read: Read) -> None:
    assert "MacRoman" in read("macroman.csv").file.notes[0]


def test_a_totals_row_is_said(read: Read) -> None:
    assert "Row 4 holds totals and was left out." in read("totals_row.csv").file.notes


def test_a_skipped_title_is_said(read: Read) -> None:
    assert read("title_and_blank_lines_above.csv").file.notes == (
        "The headings were found in row 4; what stands above them was skipped.",
    )


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "leads.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("leads.csv", TEXT)
    content = bytearray(place.read_bytes())
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    place.write_bytes(content)

    assert refusal(place).code == "file.encrypted"


def test_an_encrypted_workbook_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "leads.xlsx"
    place.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    )

    assert refusal(place).code == "file.encrypted"


def test_a_workbook_that_unpacks_to_next_to_nothing_else_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "leads.xlsx"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(101):
                sheet.write(bytes(1 << 20))

    assert refusal(place).code == "file.too-large"


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "leads.xlsx"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")

    assert refusal(place).code == "file.damaged"


def test_an_endless_line_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "leads.csv"
    place.write_bytes(b"Nombre;Celular," * (18 << 20 >> 4))

    assert refusal(place).code == "file.too-long-line"


@pytest.mark.parametrize("options", [SourceOptions(), SourceOptions(header_row=1)])
def test_a_long_cell_in_the_first_row_hides_no_rows(options: SourceOptions, read_text: Read) -> None:
    long = "x" * 300_000
    read = read_text(f'Nombre,Celular,Nota\nAna,3001234501,"{long}"\nBob,3001234502,a\n', options)
    assert read.column("Nombre") == ["Ana", "Bob"]


def test_many_blank_lines_below_the_headings_hide_no_rows(read_text: Read) -> None:
    read = read_text("Nombre,Celular\n" + "\n" * 2_000 + "Ana,3001234501\n")
    assert read.rows == {2_002: ["Ana", "3001234501"]}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_read_like_standard_input(tmp_path: Path, read_source: Read) -> None:
    pipe = tmp_path / "leads.csv"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(TEXT,))
    writer.start()

    source = open_source(str(pipe), SourceOptions())
    writer.join()

    assert list(read_source(source).rows) == [2, 3]


def test_a_zip_inside_a_gzip_is_unpacked(tmp_path: Path, read_source: Read) -> None:
    place = tmp_path / "leads.zip.gz"
    place.write_bytes(gzip.compress((FILES / "zipped.zip").read_bytes()))

    assert list(read_source(open_source(str(place), SourceOptions())).rows) == [2, 3]


def test_packings_without_end_are_refused(tmp_path: Path) -> None:
    content = TEXT
    for _ in range(5):
        content = gzip.compress(content)
    (tmp_path / "leads.csv.gz").write_bytes(content)

    assert refusal(tmp_path / "leads.csv.gz").code == "file.not-a-table"


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"Rar!\x1a\x07\x01\x00", "a RAR archive"),
        (b"SQLite format 3\x00", "a database"),
        (b'{"nombre": "Ana"}\n', "a JSON file"),
        (b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana Ruiz\r\nEND:VCARD\r\n", "contact cards (vCard)"),
        (b"\xef\xbb\xbfBEGIN:VCARD\nFN:Ana Ruiz\nEND:VCARD\n", "contact cards (vCard)"),
        ("BEGIN:VCARD\nFN:Ana Ruiz\nEND:VCARD\n".encode("utf-16"), "contact cards (vCard)"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<table>", "a web archive (.mhtml)"),
        (b"From: <Saved by Blink>\nSnapshot-Content-Location: x\n", "a web archive (.mhtml)"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "a calendar"),
        (b"[InternetShortcut]\nURL=https://example.com\n", "a link to a web page"),
        (b'{"url":"https://docs.google.com/spreadsheets/d/1"}', "a link to a Google sheet"),
        (b"INSERT INTO leads VALUES (1,'Ana');\n", "a script for a data base"),
        (b"leads.csv" + bytes(248) + b"ustar\x0000", "a TAR archive"),
        (b"<?xml version='1.0'?><leads/>", "an XML or web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "a Word document"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(start: bytes, what: str, tmp_path: Path) -> None:
    place = tmp_path / "leads.csv"
    place.write_bytes(start)

    error = refusal(place)

    assert (error.code, what in error.message) == ("file.not-a-table", True)


@pytest.mark.parametrize("name", ["~$leads.xlsx", ".~lock.leads.xlsx#"])
def test_a_lock_file_names_the_file_that_is_open(name: str, tmp_path: Path) -> None:
    place = tmp_path / name
    place.write_bytes(b"\x04Ana " + bytes(160))

    error = refusal(place)

    assert (error.code, error.hint) == ("file.not-a-table", "Close leads.xlsx there and upload that file.")


def test_an_unfinished_download_is_called_so(tmp_path: Path) -> None:
    place = tmp_path / "leads.csv.crdownload"
    place.write_bytes(TEXT)

    assert "a download that has not ended" in refusal(place).message


def test_a_million_columns_are_no_table_of_leads(tmp_path: Path) -> None:
    place = tmp_path / "leads.csv"
    place.write_bytes(b"Celular," * 1_000_000 + b"\n" + b"3001234567," * 1_000_000)

    assert refusal(place).code == "file.too-large"
