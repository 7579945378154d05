"""The whole file decides its encoding."""

from pathlib import Path

import pytest

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.model import SourceOptions
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


def test_a_file_that_ends_within_a_letter_is_not_utf8(place: Path) -> None:
    assert encoding(place, "Nombre\nPe\u00f1a Pe".encode() + b"\xc3").shown == "windows-1252"


def test_a_damaged_utf16_file_is_refused(place: Path) -> None:
    with pytest.raises(FileError, match="is not utf-16 throughout: line 2"):
        encoding(place, "Nombre\nAna".encode("utf-16") + b"\x00\xd8a")


def test_a_bad_byte_beyond_the_first_block_is_told_with_its_line(place: Path) -> None:
    content = "Peña;300\n".encode() * 500_000 + b"Ra\xf3l;300\n"

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
