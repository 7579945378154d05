"""What must hold for reading any table at all."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, cast

import openpyxl
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from wolkvox_cli.leads.model import SourceOptions
from wolkvox_cli.leads.read.csv import Cutter, OddBlock, OverlongBlock, SoundBlock, parse_sound
from wolkvox_cli.leads.read.rows import parse_rows
from wolkvox_cli.leads.read.source import open_source

HEADINGS = ["Nombre", "Apellido", "Celular", "Correo electrónico", "Ciudad"]
SOUP = st.text(alphabet='ab1,;"\n\r ñ', max_size=120)
CELLS = st.text(alphabet="aZ09 ,;|\t\"'\n=+ñÁçü€", max_size=8)
NAMES = st.sampled_from(["Ana Muñoz", "José Peña", 'Luis "el Mono" Gil', "Inés, la de Cali", "Ramón; hijo"])
PHONES = st.sampled_from(["3001234567", "+57 310 987 6543", "'6015551234", "(601) 555-1234", "300.123.4567"])
ADDRESSES = st.sampled_from(["Cra 7 # 12-34, Apto 5", "Cl 10 | Torre 2; piso 3", "Av. Áncón 5", "", "Km 3"])
relaxed = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """Headings and a few rows of any cells, none of them blank."""
    width = draw(st.integers(1, 5))
    row = st.lists(CELLS, min_size=width, max_size=width).filter(lambda cells: any(map(str.strip, cells)))
    return [HEADINGS[:width], *draw(st.lists(row, min_size=1, max_size=8))]


def read(path: Path, options: SourceOptions) -> tuple[list[list[str]], list[int]]:
    """Headings and rows, and the rows' numbers."""
    source = open_source(str(path), options)
    rows, numbers = [list(source.file.headings)], []
    for chunk in source.chunks():
        rows += map(list, zip(*(column.to_pylist() for column in chunk.cells.columns), strict=True))
        numbers += chunk.rows.tolist()
    return rows, numbers


def written(table: list[list[str]], delimiter: str, line_end: str, quoting: int) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(
        text, delimiter=delimiter, lineterminator=line_end, quoting=cast("Literal[1, 2]", quoting)
    )
    writer.writerows(table)
    return text.getvalue()


def is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def pieces(text: bytes, size: int) -> Iterator[tuple[bytes, int]]:
    for start in range(0, len(text), size):
        yield text[start : start + size], start + size


def rows_of(text: str, size: int) -> list[list[str]] | None:
    """The rows by blocks of about `size` bytes, padded to three cells, or None where a quote never closes."""
    rows: list[list[str]] = []
    for block in Cutter(",", 3, block=size).cut(pieces(text.encode(), size)):
        match block:
            case SoundBlock():
                parsed = parse_sound(block, ",", 3)
            case OddBlock():
                parsed = parse_rows(block.rows, ",", 3)
                if block.broken:
                    return None
            case OverlongBlock():
                return None
        found = [list(row) for row in zip(*(column.to_pylist() for column in parsed.columns), strict=True)]
        for place, misfit in parsed.misfits.items():
            found[place] += misfit.surplus
        rows += found
    return rows


def trimmed(row: list[str]) -> list[str]:
    """Without blank cells at the end beyond three, and at least three cells long."""
    row = row + [""] * (3 - len(row))
    while len(row) > 3 and not row[-1].strip():
        row = row[:-1]
    return row


@settings(max_examples=300, deadline=None)
@given(text=SOUP, size=st.integers(1, 60))
def test_blocks_of_any_size_give_the_rows_of_the_csv_module(text: str, size: int) -> None:
    rows = rows_of(text, size)
    assume(rows is not None)

    assert rows == [trimmed(row) for row in csv.reader(io.StringIO(text, newline=""))]


@settings(max_examples=200, deadline=None)
@given(text=SOUP, size=st.integers(1, 60), cut=st.integers(1, 60))
def test_where_a_quote_goes_astray_does_not_depend_on_the_blocks(text: str, size: int, cut: int) -> None:
    assert (rows_of(text, size) is None) == (rows_of(text, cut) is None)


@relaxed
@given(
    table=tables(),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]),
)
def test_a_table_written_by_the_csv_module_comes_back_cell_for_cell(
    tmp_path: Path, table: list[list[str]], delimiter: str, line_end: str, quoting: int, encoding: str
) -> None:
    file = tmp_path / "leads.csv"
    file.write_bytes(written(table, delimiter, line_end, quoting).encode(encoding))

    rows, numbers = read(file, SourceOptions(encoding=encoding, delimiter=delimiter))

    assert rows == table
    assert numbers == list(range(2, len(table) + 1))


@relaxed
@given(
    leads=st.lists(st.tuples(NAMES, PHONES, ADDRESSES), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"]),
)
def test_leads_are_read_without_being_told_how_they_were_written(
    tmp_path: Path,
    leads: list[tuple[str, str, str]],
    delimiter: str,
    line_end: str,
    quoting: int,
    encoding: str,
) -> None:
    table = [["Nombre", "Celular", "Dirección"], *map(list, leads)]
    file = tmp_path / "leads.csv"
    file.write_bytes(written(table, delimiter, line_end, quoting).encode(encoding))

    rows, _ = read(file, SourceOptions())

    assert rows == table


@relaxed
@given(table=tables())
def test_a_table_written_by_openpyxl_comes_back_cell_for_cell(tmp_path: Path, table: list[list[str]]) -> None:
    table = [[cell if cell.strip() else "" for cell in row] for row in table]
    file = tmp_path / "leads.xlsx"
    book = openpyxl.Workbook()
    for number, row in enumerate(table, 1):
        for place, cell in enumerate(row, 1):
            book.worksheets[0].cell(number, place, cell).data_type = "s"
    book.save(file)

    rows, numbers = read(file, SourceOptions())

    assert rows == table
    assert numbers == list(range(2, len(table) + 1))


WORDS = st.sampled_from(
    "José Pérez Cédula Bogotá Muñoz María Raúl Güiza él área índice último ñandú Ángel Óscar Único Élida "
    "João ação coração você avô à àquele português Conceição irmã não São Antônio calle casa é Peña".split()
)
MARKED = st.sampled_from("{} “{}” ¿{}? ¡{}! {}… «{}» {}·– –{} ·{}: {}° {}ª ‘{}’".split())
PHRASES = st.lists(
    st.one_of(
        st.builds(
            lambda word, shape, change: shape.format(change(word)),
            WORDS,
            MARKED,
            st.sampled_from([str, str.upper, str.title]),
        ),
        st.sampled_from(["·", "–", "—", "“", "”", "5°", "1ª", "€", "•", "3–5"]),
    ),
    min_size=1,
    max_size=12,
).map(" ".join)


@relaxed
@given(notes=st.lists(PHRASES, min_size=1, max_size=5))
def test_words_and_punctuation_in_windows_1252_are_read_back(tmp_path: Path, notes: list[str]) -> None:
    table = [["Nombre", "Celular", "Nota"], *(["Ana", "3001234567", note] for note in notes)]
    file = tmp_path / "leads.csv"
    content = written(table, ";", "\n", csv.QUOTE_MINIMAL).encode("cp1252")
    # É… alone is the bytes of Ʌ: a file that is UTF-8 throughout is read as UTF-8.
    assume(content.isascii() or not is_utf8(content))
    file.write_bytes(content)

    rows, _ = read(file, SourceOptions())

    assert rows == table
