"""The whole file decides its encoding."""

import codecs
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wolkvox_cli.errors import CommandError, FileError
from wolkvox_cli.leads.model import LeadSource, SourceOptions
from wolkvox_cli.leads.read.encoding import Encoding, encoding_of
from wolkvox_cli.leads.read.file_bytes import LeadBytes
from wolkvox_cli.leads.read.source import open_source


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "leads.csv"


def encoding(place: Path, content: bytes, wanted: str | None = None) -> Encoding:
    place.write_bytes(content)
    return encoding_of(LeadBytes(place, "leads.csv"), wanted, content[:4096])


@pytest.mark.parametrize(
    ("codec", "shown"),
    [
        ("ascii", "utf-8"),
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
        ("cp1252", "windows-1252"),
        ("mac_roman", "macroman"),
        ("cp850", "cp850"),
    ],
)
def test_an_encoding_is_found(codec: str, shown: str, place: Path) -> None:
    text = "Nombre;Celular\nJose Nunez;3001234567\n"
    if codec != "ascii":
        text += "José Núñez;3109876543\nRamón Ibáñez;6015551234\nMaría Peña;6015551235\n"

    assert encoding(place, text.encode(codec)).shown == shown


def test_a_letter_cut_by_a_block_is_whole(place: Path) -> None:
    assert encoding(place, b"a" * ((4 << 20) - 1) + "ñandú\n".encode()).note is None


def test_a_file_that_ends_within_a_letter_is_refused(place: Path) -> None:
    with pytest.raises(FileError, match="is not UTF-8 throughout: line 3"):
        encoding(place, "Nombre\nPeña\nPeña Pe".encode() + b"\xc3")


def test_a_damaged_utf16_file_is_refused(place: Path) -> None:
    with pytest.raises(FileError, match="is not utf-16 throughout: line 2"):
        encoding(place, "Nombre\nAna".encode("utf-16") + b"\x00\xd8a")


def test_a_bad_byte_beyond_the_first_block_is_told_with_its_line(place: Path) -> None:
    content = "Peña;300\n".encode() * 500_000 + b"Ra\xc3l;300\n"

    with pytest.raises(FileError, match="line 500001 "):
        encoding(place, content)


@pytest.mark.parametrize(
    "content",
    [
        b"Nombre;C\xe9dula;Celular;Correo\nJos\xe9;1;xx;a@b\nAna P\xe9rez;2;3001234568;\n",
        b"Nombre;Celular;Nota\nJos\xe9;3001234567;a \xb7 b\n",
        b"Nombre;Celular;Nota\nJose;3001234567;a \xb7 b\n",
        b"Nombre;Celular;Nota\nJos\xe9;3001234567;dijo \x93hola\x94 \x96 luego\n",
        b"Nombre;Celular;Nota\nJose;3001234567;\x93hola\x94 N\xb0 5\x85\n",
        b"Nombre;Celular;Nota\nJose;3001234567;\xbfya? \xa1no!\n",
    ],
)
def test_punctuation_does_not_count_against_windows_1252(content: bytes, place: Path) -> None:
    assert encoding(place, content).shown == "windows-1252"


@pytest.mark.parametrize("codec", ["cp1252", "cp850", "mac_roman"])
def test_the_sign_between_two_mistakes_tells_a_reports_encoding(codec: str, place: Path) -> None:
    text = "Nombre;wolkvox_row;wolkvox_field;wolkvox_error\nÉ;2;;no number · no name\n"

    assert encoding(place, text.encode(codec)).codec == codec


@pytest.mark.parametrize("codec", ["cp850", "mac_roman"])
@pytest.mark.parametrize("name", ["José", "María", "Hernández", "Muñoz", "RAMÓN", "MUÑOZ", "João"])
def test_one_accented_name_tells_an_old_encoding(codec: str, name: str, place: Path) -> None:
    if codec == "cp850" or name != "João":
        assert encoding(place, f"Nombre;Celular\n{name};3001234567\n".encode(codec)).codec == codec


def test_letters_beyond_latin_1_do_not_make_utf_16_binary(place: Path) -> None:
    place.write_text("nombre\tcelular\tnota\nAna\t3005550101\tĀĀāăĀ\n", encoding="utf-16")
    source = open_source(str(place), SourceOptions())
    assert [chunk.cells["nota"].tolist() for chunk in source.chunks()] == [["ĀĀāăĀ"]]


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("between", [0, 200_000])
def test_each_line_is_read_by_its_own_encoding(
    mark: bytes, between: int, place: Path, read_source: Callable[[LeadSource], Any]
) -> None:
    lines = ["Nombre;Celular\nMaría Peña;3004567810\n".encode(), b"Ana Sol;3204567811\n" * between]
    place.write_bytes(mark + b"".join(lines) + "José Muñoz, N° 5;3124587960\n".encode("cp1252"))

    result = read_source(open_source(str(place), SourceOptions()))

    names = result.column("Nombre")
    assert (names[0], names[-1]) == ("María Peña", "José Muñoz, N° 5")
    number = between + 3
    assert result.file.notes == (
        f"Line {number} is not UTF-8 like the rest of the file; it was read as Windows-1252.",
    )


def test_lines_in_utf8_among_many_that_are_not_are_read_as_utf8(
    place: Path, read_source: Callable[[LeadSource], Any]
) -> None:
    lines = ["Jos\u00e9 N\u00fa\u00f1ez;3004567810\n".encode("cp1252")] * 9
    place.write_bytes(b"Nombre;Celular\n" + b"".join(lines) + "Íñigo Peña;3124587960\n".encode())

    result = read_source(open_source(str(place), SourceOptions()))

    assert result.column("Nombre") == ["José Núñez"] * 9 + ["Íñigo Peña"]
    assert result.file.notes[0].startswith("Lines 2, 3, 4, 5, 6 and 4 more are not UTF-8 ")


def test_the_encoding_suggested_is_one_that_reads_the_file(place: Path) -> None:
    content = "Nombre;Celular\nRamón Ibáñez;3004567810\n".encode("mac_roman")

    with pytest.raises(FileError) as error:
        encoding(place, content, "utf-8")

    assert error.value.hint.endswith("--encoding macroman.")


@pytest.mark.parametrize("name", ["idna", "punycode", "base64", "rot13", "undefined", "", "unicode_escape"])
def test_what_is_no_encoding_of_files_is_a_mistake(name: str, place: Path) -> None:
    with pytest.raises(CommandError) as error:
        encoding(place, b"Nombre;Celular\nAna;3004567810\n", name)

    assert error.value.code == "command.encoding"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark_may_be_named(codec: str, place: Path) -> None:
    assert encoding(place, "Nombre;Celular\nPeña;300\n".encode(codec), "utf-16").codec == codec


def test_a_file_that_is_no_utf16_is_refused_as_such(place: Path) -> None:
    with pytest.raises(FileError, match="is not utf-16 throughout"):
        encoding(place, b"Nombre;Celular\nAna;300\n" + b"\xd8\xd8\xd8", "utf-16")
