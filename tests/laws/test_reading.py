"""What must hold for reading any table at all."""

import csv
import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, cast

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.model import SourceOptions
from wolkvox_cli.leads.read import csv as csv_reading
from wolkvox_cli.leads.read.clean_cells import clean_cell, clean_column
from wolkvox_cli.leads.read.quotes import Record, is_sound, records
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
    """Headings and a few rows of any cells, none of them blank; no cell's lines could be rows."""
    width = draw(st.integers(1, 5))
    cells = CELLS.map(
        lambda cell: re.sub(r"[,;|\t]" if width > 1 else r"\n", " ", cell) if "\n" in cell else cell
    )
    row = st.lists(cells, min_size=width, max_size=width).filter(lambda cells: any(map(str.strip, cells)))
    return [HEADINGS[:width], *draw(st.lists(row, min_size=1, max_size=8))]


def read(path: Path, options: SourceOptions) -> tuple[list[list[str]], list[int]]:
    """Headings and rows, and the rows' numbers."""
    source = open_source(str(path), options)
    rows, numbers = [list(source.file.headings)], []
    for chunk in source.chunks():
        rows += chunk.cells.to_numpy().tolist()
        numbers += chunk.cells.index.tolist()
    return rows, numbers


def written(table: list[list[str]], delimiter: str, line_end: str, quoting: int) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(
        text, delimiter=delimiter, lineterminator=line_end, quoting=cast("Literal[0, 1, 2]", quoting)
    )
    writer.writerows(table)
    return text.getvalue()


def is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def outcome(path: Path, options: SourceOptions) -> list[list[str]] | FileError:
    """All cells of the rows that are not blank, or what is wrong."""
    rows = []
    try:
        for chunk in open_source(str(path), options).chunks():
            for row, *cells in chunk.cells.itertuples():
                rows.append(trimmed([*cells, *chunk.surplus.get(row, ())]))
    except FileError as error:
        return error
    return rows


def by_blocks(path: Path, size: int) -> list[list[str]] | str:
    """The outcome without headings, read by blocks of so many bytes; of an error its message."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_reading, "BLOCK", size)
        found = outcome(path, SourceOptions(delimiter=",", no_header=True))
    return found.message if isinstance(found, FileError) else found


def trimmed(row: list[str]) -> list[str]:
    """Without blank cells at the end."""
    while row and not row[-1].strip():
        row = row[:-1]
    return row


def records_of(text: str) -> Iterator[Record]:
    return records(io.StringIO(text, newline=""), ",")


@relaxed
@given(text=SOUP, block=st.integers(2, 60))
def test_any_text_reads_as_the_csv_module_reads_it_or_not_at_all(
    tmp_path: Path, text: str, block: int
) -> None:
    file = tmp_path / "leads.csv"
    file.write_bytes(text.encode())

    rows = by_blocks(file, block)
    assume(isinstance(rows, list) and all(is_sound(record.text, ",") for record in records_of(text)))

    expected = list(map(trimmed, csv.reader(io.StringIO(text, newline=""))))
    # Quotes around a whole cell are taken off, which the csv module leaves where a blank stands before them.
    assume(not any(cell.strip()[:1] in ("'", '"', "=") for row in expected for cell in row))
    assert rows == [row for row in expected if row]


@relaxed
@given(text=SOUP, one=st.integers(2, 60), other=st.integers(2, 60))
def test_what_is_read_does_not_depend_on_the_blocks(tmp_path: Path, text: str, one: int, other: int) -> None:
    file = tmp_path / "leads.csv"
    file.write_bytes(text.encode())

    assert by_blocks(file, one) == by_blocks(file, other)


COLUMNS = {
    "Nombre": ["Ana Ruiz", "Luis Sol", "José Peña", "Ruiz, Ana", 'Bar "La 13"'],
    "Celular": ["3004567810", "+57 310 987 6543", "3204567811", "sin dato", ""],
    "Ciudad": ["Cali", "Bogotá", ""],
    "Dirección": ["Cra 7 # 1-2", "Cl 10, Apto 5", "Av 3; casa 2", "Cra 7\nApto 5", ""],
    "Notas": ["llamar tarde, por favor", "ok", ""],
}
LAYOUTS = st.sampled_from(
    [
        ["Celular"],
        ["Celular", "Nombre"],
        ["Nombre", "Celular"],
        ["Nombre", "Celular", "Ciudad"],
        ["Nombre", "Dirección", "Celular", "Notas"],
    ]
)


@st.composite
def files_with_two_quotes_more(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    """A text in which two quotes stand anywhere, and the rows that hold neither."""
    headings = draw(LAYOUTS)
    row = st.tuples(*(st.sampled_from(COLUMNS[heading]) for heading in headings)).filter(any).map(list)
    rows = draw(st.lists(row, min_size=1, max_size=6))
    style = (
        draw(st.sampled_from(",;\t|")),
        draw(st.sampled_from(["\n", "\r\n"])),
        draw(st.sampled_from([0, 1])),
    )
    lines = [written([cells], *style) for cells in [headings, *rows]]
    length = sum(map(len, lines))
    first, second = sorted([draw(st.integers(0, length)), draw(st.integers(0, length))])
    text = "".join(lines)
    ends = list(itertools.accumulate(map(len, lines)))
    untouched = [
        cells
        for cells, start, end in zip(rows, ends, ends[1:], strict=False)
        if not (start <= first <= end or start <= second <= end)
    ]
    return text[:first] + '"' + text[first:second] + '"' + text[second:], untouched


@settings(relaxed, max_examples=400)
@given(case=files_with_two_quotes_more())
def test_two_quotes_anywhere_swallow_no_row(tmp_path: Path, case: tuple[str, list[list[str]]]) -> None:
    text, untouched = case
    file = tmp_path / "leads.csv"
    file.write_bytes(text.encode())

    found = outcome(file, SourceOptions())
    if isinstance(found, FileError):
        assert found.code in ("file.quote", "file.no-header")
    else:
        assert [row for row in map(trimmed, untouched) if row not in found] == []


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

    assert rows == [list(map(clean_cell, row)) for row in table]
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

    assert rows == [list(map(clean_cell, row)) for row in table]
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
    # É… alone is the bytes of Ʌ: a file that is UTF-8 throughout is read as UTF-8. Ãª is hardly ever meant.
    assume((content.isascii() or not is_utf8(content)) and "Ãª".encode("cp1252") not in content)
    file.write_bytes(content)

    rows, _ = read(file, SourceOptions())

    assert rows == [list(map(clean_cell, row)) for row in table]


@relaxed
@given(
    rows=st.lists(st.tuples(NAMES, PHONES), min_size=1, max_size=6),
    foreign=st.integers(0x80, 0xFF),
    place=st.floats(0, 1),
)
def test_one_foreign_byte_anywhere_loses_no_row(
    tmp_path: Path, rows: list[tuple[str, str]], foreign: int, place: float
) -> None:
    file = tmp_path / "leads.csv"
    content = written([["Nombre", "Celular"], *map(list, rows)], ";", "\n", csv.QUOTE_MINIMAL).encode()
    index = int(place * len(content))
    file.write_bytes(content[:index] + bytes([foreign]) + content[index:])

    found = outcome(file, SourceOptions(delimiter=";", header_row=1))

    if isinstance(found, FileError):
        line = content[:index].count(b"\n") + 1
        assert (found.code, f": line {line} " in found.message) == ("file.encoding", True)
    else:
        assert len(found) >= len(rows)


ODD_CELLS = st.lists(
    st.sampled_from(
        ["Ã", "Â", "±", "\u00ad", "â€", "“", "ñ", "a", "A", " ", '"', "'", '="', "&amp;", "&#241;", "\ue001"]
    ),
    max_size=5,
).map("".join)


@relaxed
@given(cells=st.lists(ODD_CELLS, max_size=8), start=st.integers(0, 3))
def test_a_column_is_cleaned_as_each_of_its_cells_is(cells: list[str], start: int) -> None:
    column, _ = clean_column(pa.array(cells, pa.string()).slice(start))

    assert column.to_pylist() == list(map(clean_cell, cells[start:]))
