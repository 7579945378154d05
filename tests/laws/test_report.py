"""Whatever the user's cells hold, the report gives them back: to other programs and to our own reader."""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import pyarrow as pa
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from wolkvox_cli.leads.kept_rows import ROW, KeptRowsWriter, read_kept_rows
from wolkvox_cli.leads.model import LeadChunk, Severity, SourceOptions, problems_frame
from wolkvox_cli.leads.read.source import open_source
from wolkvox_cli.leads.text_columns import guard, text_frame, unguard
from wolkvox_cli.leads.validate.catalogue import sentences
from wolkvox_cli.output.reports.csv_files import ReportShape
from wolkvox_cli.output.reports.failed_rows import merge_by_row, write_report

HEADINGS = ("Nombre", "Celular", "Correo")
PIECES = st.sampled_from(
    ["'", "=", "+", "-", "@", '"', ",", ";", "\t", "\n", "\r\n", " ", "57", "a", "ñ", "&", "_x0041_"]
)
# No source gives a cell with a NUL: reading takes it out.
# A source in UTF-16 with many control characters is taken for no text at all.
CONTROLS = set(map(chr, [*range(32), *range(127, 160)])) - {"\t", "\n", "\r"}
CELLS = st.one_of(
    st.lists(PIECES, max_size=5).map("".join),
    st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=6),
)
TABLES = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5)
LATIN = st.text(st.characters(codec="cp1252"), max_size=8)
EXAMPLES = settings(max_examples=40, deadline=None)
NO_XML = {*map(chr, range(32)), "\ufffe", "\uffff"} - {"\t", "\n", "\r"}
Table = Sequence[Sequence[str]]


def stored(
    path: Path, table: Table, surplus: dict[int, tuple[str, ...]] | None = None
) -> Iterator[pa.RecordBatch]:
    columns = dict(zip(HEADINGS, zip(*table, strict=True), strict=True))
    cells = text_frame(columns, range(2, 2 + len(table)))
    problem = problems_frame("phone.invalid", cells["Celular"], Severity.ERROR, "tel1", "Celular")
    with KeptRowsWriter(path / "rejected.leads", HEADINGS, sentences) as writer:
        writer.write(LeadChunk(cells, surplus=surplus or {}), cells.index, problem)
    yield from read_kept_rows(path / "rejected.leads")


def written(
    folder: Path,
    table: Table,
    kind: str,
    encoding: str = "utf-8",
    delimiter: str = ",",
    surplus: dict[int, tuple[str, ...]] | None = None,
) -> Path:
    shape = ReportShape(HEADINGS, kind, encoding, delimiter)
    batches = list(stored(folder, table, surplus))
    report = write_report(folder / f"leads.failed.{kind}", shape, lambda: batches)
    assert report is not None
    return report.path


def read_by_us(path: Path) -> tuple[list[list[str]], dict[int, tuple[str, ...]]]:
    source = open_source(str(path), SourceOptions())
    assert source.file.is_report
    cells: list[list[str]] = []
    surplus: dict[int, tuple[str, ...]] = {}
    for chunk in source.chunks():
        cells += chunk.cells.iloc[:, :3].to_numpy().tolist()
        surplus |= {row: trimmed(beyond) for row, beyond in chunk.surplus.items()}
    return cells, surplus


def trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    """The cells without empty ones at the end, which do not count."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


@EXAMPLES
@given(st.lists(CELLS, max_size=6))
def test_a_guard_taken_off_leaves_the_cell_as_it_was(cells: list[str]) -> None:
    column = pa.array(cells, pa.string())
    assert unguard(guard(column)).to_pylist() == cells


@EXAMPLES
@given(st.lists(CELLS, max_size=6))
def test_no_guarded_cell_begins_like_a_formula(cells: list[str]) -> None:
    guarded = guard(pa.array(cells, pa.string())).to_pylist()
    assert [cell for cell in guarded if str(cell)[:1] in set("=+-@\t\r")] == []


@EXAMPLES
@given(TABLES, st.sampled_from([",", ";", "\t", "|"]))
def test_the_csv_module_reads_the_guarded_cells_from_a_csv_report(table: Table, delimiter: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), table, "csv", delimiter=delimiter)
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=delimiter))
    expected = [guard(pa.array(row, pa.string())).to_pylist() for row in table]
    assert [row[:3] for row in rows[1:]] == expected
    assert {len(row) for row in rows} == {6}


@EXAMPLES
@example([("", "\x1f\x1f", "\x1f\x08")], ",", "utf-8")
@given(TABLES, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-16"]))
def test_our_own_reader_reads_the_users_cells_from_a_csv_report(
    table: Table, delimiter: str, encoding: str
) -> None:
    assume(encoding == "utf-8" or not any(CONTROLS & set(cell) for row in table for cell in row))
    with tempfile.TemporaryDirectory() as folder:
        cells, surplus = read_by_us(written(Path(folder), table, "csv", encoding, delimiter))
    assert cells == [list(row) for row in table]
    assert surplus == {}


SURPLUS = st.lists(CELLS.filter(lambda cell: cell.strip() != ""), min_size=1, max_size=3).map(tuple)


@settings(max_examples=25, deadline=None)
@given(TABLES, st.dictionaries(st.integers(2, 6), SURPLUS), st.sampled_from(["csv", "xlsx"]))
def test_cells_beyond_the_last_heading_are_beyond_it_again(
    table: Table, surplus: dict[int, tuple[str, ...]], kind: str
) -> None:
    surplus = {row: cells for row, cells in surplus.items() if row < 2 + len(table)}
    assume(
        kind == "csv" or not any(NO_XML & set(cell) for row in [*table, *surplus.values()] for cell in row)
    )
    with tempfile.TemporaryDirectory() as folder:
        cells, found = read_by_us(written(Path(folder), table, kind, surplus=surplus))
    assert cells == [list(row) for row in table]
    assert found == surplus


@EXAMPLES
@given(st.lists(st.tuples(LATIN, LATIN, LATIN), min_size=1, max_size=5))
def test_a_windows_1252_report_holds_the_users_cells(table: Table) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), table, "csv", "cp1252", ";")
        with path.open(encoding="cp1252", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))
    assert [row[:3] for row in rows[1:]] == [guard(pa.array(row, pa.string())).to_pylist() for row in table]


@settings(max_examples=15, deadline=None)
@given(TABLES)
def test_our_own_reader_reads_the_users_cells_from_an_excel_report(table: Table) -> None:
    assume(not any(NO_XML & set(cell) for row in table for cell in row))
    with tempfile.TemporaryDirectory() as folder:
        cells, surplus = read_by_us(written(Path(folder), table, "xlsx"))
    assert cells == [list(row) for row in table]
    assert surplus == {}


@settings(max_examples=15, deadline=None)
@given(TABLES)
def test_no_cell_of_an_excel_report_is_a_formula(table: Table) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sheet = openpyxl.load_workbook(written(Path(folder), table, "xlsx")).worksheets[0]
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []


@EXAMPLES
@given(st.lists(st.integers(2, 60), unique=True, min_size=1), st.data())
def test_merged_rows_ascend_and_none_is_lost(rows: list[int], data: st.DataObject) -> None:
    streams: list[list[int]] = [[], [], []]
    for row in sorted(rows):
        streams[data.draw(st.integers(0, 2))].append(row)
    size = data.draw(st.integers(1, 4))
    batches = [[batch_of(part) for part in parts(stream, size)] for stream in streams]
    merged = [row for batch in merge_by_row(batches) for row in batch.columns[ROW].to_pylist()]
    assert merged == sorted(rows)


def parts(rows: list[int], size: int) -> list[list[int]]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def batch_of(rows: list[int]) -> pa.RecordBatch:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.leads"
        with KeptRowsWriter(path, ["Celular"], sentences) as writer:
            chunk = LeadChunk(text_frame({"Celular": list(map(str, rows))}, rows))
            writer.write(chunk, chunk.cells.index)
        (batch,) = read_kept_rows(path)
    return batch
