from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
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
    write_report(path, ReportShape(headings, "xlsx"), batches)


def rows_of(path: Path) -> list[list[object]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def sheet_of(path: Path, place: int = 0) -> Worksheet:
    return openpyxl.load_workbook(path).worksheets[place]


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
    written = write_report(path, ReportShape(HEADINGS, "xlsx"), batches)
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
    monkeypatch.setattr("wolkvox_cli.output.reports.workbook.MAX_ROWS", 2)
    batches = stored(HEADINGS, [["Ana", "1"], ["Eva", "2"], ["Luz", "3"]])
    written = write_report(path, ReportShape(HEADINGS, "xlsx"), batches)
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
