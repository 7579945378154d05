from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pyarrow as pa
import pytest
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from wolkvox_cli.errors import MachineError
from wolkvox_cli.leads.kept_rows import with_error
from wolkvox_cli.output.reports.csv_files import ReportShape
from wolkvox_cli.output.reports.failed_rows import write_report

Stored = Callable[..., list[pa.RecordBatch]]
HEADINGS = ("Nombre", "Celular")
SENTENCE = '"12" is not a phone number that can be dialled. Write it in full, with its area code.'
RED = "00FFC7CE"
YELLOW = "00FFEB9C"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "leads.failed-20261123-031500-7k2m9q.xlsx"


def report(path: Path, batches: list[pa.RecordBatch], headings: tuple[str, ...] = HEADINGS) -> None:
    write_report(path, ReportShape(headings, "xlsx"), lambda: batches)


def rows_of(path: Path) -> list[list[object]]:
    """The cells as Excel shows them; openpyxl leaves the codes of characters alone."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [
        [unescape(cell.value) if isinstance(cell.value, str) else cell.value for cell in row]
        for row in sheet.iter_rows()
    ]


def sheet_of(path: Path, index: int = 0) -> Worksheet:
    return openpyxl.load_workbook(path).worksheets[index]


def test_the_users_columns_come_first_then_row_field_and_error(path: Path, stored: Stored) -> None:
    report(path, stored(HEADINGS, [["Ana", "12"]], {2: ("Celular", "12")}))
    assert rows_of(path) == [
        ["Nombre", "Celular", "wolkvox_row", "wolkvox_field", "wolkvox_error"],
        ["Ana", "12", 2, "Celular", SENTENCE],
    ]


def test_the_cell_at_fault_is_red_and_has_a_note_with_the_sentence(path: Path, stored: Stored) -> None:
    report(path, stored(HEADINGS, [["Ana", "12"], ["Eva", "3"]], {2: ("Celular", "12")}))
    sheet = sheet_of(path)
    assert sheet["B2"].fill.fgColor.rgb == RED
    assert sheet["B2"].comment.text == SENTENCE
    assert [sheet[cell].fill.fgColor.rgb for cell in ("A2", "B3")] == ["00000000", "00000000"]
    assert sheet["B3"].comment is None


def test_a_problem_of_the_whole_row_colours_its_sentence(path: Path, stored: Stored) -> None:
    batches = [with_error(batch, "It said no.") for batch in stored(HEADINGS, [["Ana", "12"]])]
    report(path, batches)
    assert sheet_of(path)["E2"].fill.fgColor.rgb == YELLOW


def test_phones_are_text_and_stay_text_when_typed_again(path: Path, stored: Stored) -> None:
    report(path, stored(HEADINGS, [["Ana", "0057300"], ["Eva", ""]]))
    sheet = sheet_of(path)
    assert [sheet["B2"].value, sheet["B2"].data_type, sheet["B2"].number_format] == ["0057300", "s", "@"]
    assert sheet["B3"].number_format == "@"


def test_the_header_stays_in_sight_and_filters_are_on(path: Path, stored: Stored) -> None:
    report(path, stored(HEADINGS, [["Ana", "1"], ["Eva", "2"]]))
    sheet = sheet_of(path)
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E3"


def test_columns_are_as_wide_as_what_they_hold_within_reason(path: Path, stored: Stored) -> None:
    report(path, stored(HEADINGS, [["x" * 25, "1"], ["y" * 500, "2"]]))
    columns = sheet_of(path).column_dimensions
    assert columns["A"].width == 40
    assert columns["B"].width == 11


def test_a_row_is_as_high_as_its_sentence_needs(path: Path, stored: Stored) -> None:
    report(path, [with_error(batch, "word " * 40) for batch in stored(HEADINGS, [["Ana", "1"]])])
    assert sheet_of(path).row_dimensions[2].height == 45


@pytest.mark.parametrize("cell", ["=1+1", "+573001234567", "-5", "@cmd"])
def test_text_that_begins_like_a_formula_is_text_with_excels_own_guard(
    path: Path, stored: Stored, cell: str
) -> None:
    report(path, stored(HEADINGS, [[cell, "1"]]))
    written = sheet_of(path)["A2"]
    assert [written.value, written.data_type, written.quotePrefix] == [cell, "s", True]


def test_text_that_only_looks_guarded_gets_one_guard_more(path: Path, stored: Stored) -> None:
    report(path, stored(HEADINGS, [["'+57", "'300"]]))
    assert rows_of(path)[1][:2] == ["''+57", "'300"]


def test_a_red_cell_that_begins_like_a_formula_is_both(path: Path, stored: Stored) -> None:
    report(path, stored(HEADINGS, [["Ana", "+57"]], {2: ("Celular", "+57")}))
    cell = sheet_of(path)["B2"]
    assert [cell.fill.fgColor.rgb, cell.quotePrefix] == [RED, True]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("Ortiz & Cía <SAS>", "Ortiz & Cía <SAS>"),
        ("two\r\nlines", "two\r\nlines"),
        ("  blanks  ", "  blanks  "),
        ("bell\x07here", "bell here"),
        ("nul\x00", "nul "),
        ("not a character \uffff", "not a character  "),
        ("📞 ñ", "📞 ñ"),
    ],
)
def test_any_text_comes_back_but_characters_that_a_workbook_cannot_hold_are_blanks(
    path: Path, stored: Stored, cell: str, read: str
) -> None:
    report(path, stored(HEADINGS, [[cell, "1"]]))
    assert rows_of(path)[1][0] == read


def test_text_beyond_excels_limit_is_cut(path: Path, stored: Stored) -> None:
    report(path, stored(HEADINGS, [["x" * 40_000, "1"], ["é" * 32_767, "2"]]))
    rows = rows_of(path)
    assert rows[1][0] == "x" * 16_000 + "…"
    assert rows[2][0] == "é" * 32_767


def test_cells_beyond_the_last_heading_stand_to_the_right_of_our_columns(path: Path, stored: Stored) -> None:
    cells = [["Ana", "1"], ["Eva", "2"]]
    report(path, stored(HEADINGS, cells, surplus={3: ("more", "=z")}))
    assert [row[5:] for row in rows_of(path)] == [[None, None], [None, None], ["more", "=z"]]


def test_only_the_first_5000_notes_are_written_and_the_report_says_so(path: Path, stored: Stored) -> None:
    rows = [["Ana", "12"]] * 5_001
    batches = stored(HEADINGS, rows, dict.fromkeys(range(2, 5003), ("Celular", "12")))
    written = write_report(path, ReportShape(HEADINGS, "xlsx"), lambda: batches)
    assert written is not None
    assert written.note == "Only the first 5,000 red cells have a note; for the others see the last column."
    sheet = sheet_of(path)
    assert sheet["B5001"].comment is not None
    assert sheet["B5002"].comment is None
    assert sheet["B5002"].fill.fgColor.rgb == RED


def test_the_summary_counts_each_problem_in_each_column(path: Path, stored: Stored) -> None:
    cells = [["Ana", "12"], ["Eva", "13"], ["7", "3001112233"]]
    batches = stored(HEADINGS, cells, {2: ("Celular", "12"), 3: ("Celular", "13"), 4: ("Nombre", "7")})
    batches += [with_error(batch, "It said no.") for batch in stored(HEADINGS, [["Luz", "1"]], rows=[9])]
    report(path, batches)
    sheet = sheet_of(path, 1)
    assert sheet["A1"].value == "4 rows of your file were not sent"
    assert [[cell.value for cell in row[:3]] for row in sheet.iter_rows(min_row=9)] == [
        ["What is wrong", "How many rows", "First row"],
        ["Celular: not a phone number that can be dialled", 2, 2],
        ["Nombre: not a phone number that can be dialled", 1, 4],
        ["Refused by the API", 1, 9],
    ]


def test_the_summary_is_a_table_with_a_bar_chart(path: Path, stored: Stored) -> None:
    report(path, stored(HEADINGS, [["Ana", "12"]], {2: ("Celular", "12")}))
    sheet = sheet_of(path, 1)
    assert sheet.title == "Summary"
    assert sheet.tables["Reasons"].ref == "A9:D10"
    assert len(sheet._charts) == 1


def test_more_rows_than_excel_can_hold_become_a_csv_file_and_it_is_said(
    path: Path, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wolkvox_cli.output.reports.report_workbook.MAX_ROWS", 2)
    batches = stored(HEADINGS, [["Ana", "1"], ["Eva", "2"], ["Luz", "3"]])
    written = write_report(path, ReportShape(HEADINGS, "xlsx"), lambda: batches)
    assert written is not None
    assert written.path == path.with_suffix(".csv")
    assert written.note.startswith("Excel cannot hold 3 rows, so the report is a CSV file: ")
    assert written.path.read_text(encoding="utf-8-sig").count("\n") == 4
    assert not path.exists()


def test_many_batches_become_one_sheet(path: Path, stored: Stored) -> None:
    batches = stored(HEADINGS, [["Ana", "1"]]) + stored(HEADINGS, [["Eva", "2"]], rows=[3])
    report(path, batches)
    assert [row[:3] for row in rows_of(path)[1:]] == [["Ana", "1", 2], ["Eva", "2", 3]]


def test_no_failed_row_means_no_workbook(path: Path) -> None:
    report(path, [])
    assert not path.exists()


def test_a_folder_that_is_gone_is_told_with_the_remedy(path: Path, stored: Stored) -> None:
    batches = stored(HEADINGS, [["Ana", "1"]])
    with pytest.raises(MachineError) as caught:
        report(path.parent / "gone" / "r.xlsx", batches)
    assert caught.value.code == "disk.report"


def test_nothing_is_left_behind_beside_the_workbook(path: Path, stored: Stored) -> None:
    report(path, stored(HEADINGS, [["Ana", "1"]]))
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name, "stored.leads"]


def test_opened_the_sheet_shows_the_first_cell_to_mend_and_beside_it_what_to_do(
    path: Path, stored: Stored
) -> None:
    headings = ("Nombre", "Notas", "Dirección", "Ciudad", "Zona", "Celular")
    cells = [["Ana", *["x" * 50] * 4, "3001112233"], ["Eva", *["y" * 50] * 4, "12"]]
    report(path, stored(headings, cells[1:], {2: ("Celular", "12")}), headings)
    sheet = sheet_of(path)
    view = sheet.sheet_view
    assert (view.selection[0].activeCell, view.topLeftCell, view.pane.topLeftCell) == ("F2", "C1", "C2")
    (message,) = sheet.data_validations.dataValidation
    assert (str(message.sqref), message.promptTitle) == ("F2", "What to do on this sheet")
    assert len(message.prompt) <= 255


def test_what_keeps_a_row_from_being_sent_is_mended_before_what_was_only_left_out(
    path: Path, stored: Stored
) -> None:
    batches = stored(
        ("Correo", "Celular"), [["no", "12"]], {2: ("Celular", "12")}, warned={2: ("Correo", "no")}
    )
    report(path, batches, ("Correo", "Celular"))
    assert sheet_of(path).sheet_view.selection[0].activeCell == "B2"


def test_where_a_whole_row_is_meant_its_sentence_is_in_view(path: Path, stored: Stored) -> None:
    report(path, [with_error(batch, "It said no.") for batch in stored(HEADINGS, [["Ana", "12"]])])
    assert sheet_of(path).sheet_view.selection[0].activeCell == "E2"


def test_excel_does_not_warn_of_phones_stored_as_text(path: Path, stored: Stored) -> None:
    report(path, stored(HEADINGS, [["Ana", "1"], ["Eva", "2"]], surplus={3: ("x", "y")}))
    with ZipFile(path) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert '<ignoredError sqref="A1:G3" numberStoredAsText="1" />' in sheet


@pytest.mark.parametrize("cell", ["  ", "\n", " \t "])
def test_a_cell_of_nothing_but_blanks_keeps_them(path: Path, stored: Stored, cell: str) -> None:
    report(path, stored(HEADINGS, [[cell, "1"]]))
    assert rows_of(path)[1][0] == cell


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "true", "2026-01-01"])
def test_text_that_looks_like_another_kind_of_value_is_text(path: Path, stored: Stored, cell: str) -> None:
    report(path, stored(HEADINGS, [[cell, "1"]]))
    assert (sheet_of(path)["A2"].value, sheet_of(path)["A2"].data_type) == (cell, "s")


def test_text_that_reads_like_the_code_of_a_character_stays_as_it_is(path: Path, stored: Stored) -> None:
    report(path, stored(HEADINGS, [["a_x0041_b", "1"]]))
    assert sheet_of(path)["A2"].value == "a_x005F_x0041_b"


def test_a_row_with_two_problems_in_a_cell_counts_once_and_has_one_note(path: Path, stored: Stored) -> None:
    batches = stored(HEADINGS, [["Ana", "12"]], {2: ("Celular", "12")}, warned={2: ("Celular", "12")})
    report(path, batches)
    assert len(sheet_of(path)["B2"].comment.text.split("\n")) == 2
    assert [row[1].value for row in sheet_of(path, 1).iter_rows(min_row=10)] == [1]


def test_progress_is_told_while_the_rows_are_written(path: Path, stored: Stored) -> None:
    batches = stored(HEADINGS, [["Ana", "1"]] * 2_500)
    told: list[int] = []
    write_report(path, ReportShape(HEADINGS, "xlsx"), lambda: batches, told.append)
    assert told == [1_000, 2_000, 2_500]


def test_a_workbook_that_breaks_off_leaves_nothing_behind(
    path: Path, stored: Stored, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = stored(HEADINGS, [["Ana", "1"]])
    temporary = tmp_path_factory.mktemp("machine")
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    opened = 0

    def breaking() -> Iterator[pa.RecordBatch]:
        nonlocal opened
        opened += 1
        yield from batches
        if opened == 3:  # counted, measured, and now written
            raise MachineError("spool.rows-gone", "gone")

    with pytest.raises(MachineError):
        write_report(path, ReportShape(HEADINGS, "xlsx"), breaking)
    assert sorted(file.name for file in path.parent.iterdir()) == ["stored.leads"]
    assert list(temporary.iterdir()) == []
