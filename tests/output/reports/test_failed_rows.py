import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from wolkvox_cli.errors import MachineError
from wolkvox_cli.leads.kept_rows import ROW
from wolkvox_cli.output.reports.csv_files import ReportShape
from wolkvox_cli.output.reports.failed_rows import merge_by_row, write_report

Stored = Callable[..., list[pa.RecordBatch]]
HEADINGS = ("Nombre", "Celular")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "leads.failed-20261123-031500-7k2m9q.csv"


def read(path: Path, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def test_the_users_columns_come_first_then_row_field_and_error(path: Path, stored: Stored) -> None:
    batches = stored(HEADINGS, [["Ana", "12"]], {2: ("Celular", "12")})
    write_report(path, ReportShape(HEADINGS), lambda: batches)
    assert read(path) == [
        ["Nombre", "Celular", "wolkvox_row", "wolkvox_field", "wolkvox_error"],
        [
            "Ana",
            "12",
            "2",
            "Celular",
            '"12" is not a phone number that can be dialled. Write it in full, with its area code.',
        ],
    ]


def test_no_failed_row_means_no_report(path: Path) -> None:
    assert write_report(path, ReportShape(HEADINGS), list) is None
    assert not path.exists()


def test_the_rows_are_counted(path: Path, stored: Stored) -> None:
    batches = stored(HEADINGS, [["Ana", "1"], ["Eva", "2"]])
    written = write_report(path, ReportShape(HEADINGS), lambda: batches)
    assert written is not None
    assert (written.path, written.rows, written.note) == (path, 2, "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "ascii", None])
def test_a_utf8_source_gets_a_byte_order_mark(path: Path, stored: Stored, encoding: str | None) -> None:
    write_report(path, ReportShape(HEADINGS, encoding=encoding), lambda: stored(HEADINGS, [["Ñusta", "1"]]))
    assert path.read_bytes().startswith(b"\xef\xbb\xbfNombre,Celular,")
    assert read(path)[1][0] == "Ñusta"


def test_a_windows_1252_source_with_semicolons_gets_its_like(path: Path, stored: Stored) -> None:
    shape = ReportShape(HEADINGS, encoding="cp1252", delimiter=";")
    write_report(path, shape, lambda: stored(HEADINGS, [["Ñusta – €", "1"]]))
    assert path.read_bytes().startswith(b"Nombre;Celular;wolkvox_row")
    assert read(path, "cp1252", ";")[1][:2] == ["Ñusta – €", "1"]


def test_a_utf16_source_with_tabs_gets_its_like_with_one_byte_order_mark(path: Path, stored: Stored) -> None:
    shape = ReportShape(HEADINGS, encoding="utf-16-le", delimiter="\t")
    write_report(path, shape, lambda: stored(HEADINGS, [["Ñusta", "1"]]))
    assert path.read_bytes().count(b"\xff\xfe") == 1
    assert read(path, "utf-16", "\t")[1][:2] == ["Ñusta", "1"]


def test_a_letter_the_encoding_lacks_turns_the_whole_report_to_utf8_and_says_so(
    path: Path, stored: Stored
) -> None:
    first = stored(HEADINGS, [["Ñusta", "1"]])
    second = stored(HEADINGS, [["Ana 📞", "2"]], rows=[3])
    third = stored(HEADINGS, [["José", "3"]], rows=[4])
    written = write_report(path, ReportShape(HEADINGS, encoding="cp1252"), lambda: [*first, *second, *third])
    assert written is not None
    assert "is written in UTF-8" in written.note
    assert path.read_bytes().startswith(b"\xef\xbb\xbfNombre")
    assert [row[0] for row in read(path)] == ["Nombre", "Ñusta", "Ana 📞", "José"]


def test_lines_end_in_cr_lf(path: Path, stored: Stored) -> None:
    write_report(path, ReportShape(HEADINGS), lambda: stored(HEADINGS, [["Ana", "1"]]))
    assert path.read_bytes().count(b"\r\n") == 2
    assert path.read_bytes().endswith(b"\r\n")


def test_only_cells_that_need_it_are_quoted(path: Path, stored: Stored) -> None:
    cells = [["a;b", "1"], ['say "x"', " 2"], ["two\nlines", "3 "], ["plain, one", ""]]
    write_report(path, ReportShape(HEADINGS, delimiter=";"), lambda: stored(HEADINGS, cells))
    lines = path.read_bytes().decode("utf-8-sig").split("\r\n")
    assert [line.split(";;")[0].rsplit(";", 1)[0] for line in lines[1:4]] == [
        '"a;b";1',
        '"say ""x"""; 2',
        '"two\nlines";3 ',
    ]
    assert lines[4] == "plain, one;;5;;"


def test_cells_that_a_spreadsheet_would_compute_are_guarded(path: Path, stored: Stored) -> None:
    write_report(path, ReportShape(HEADINGS), lambda: stored(HEADINGS, [["=cmd()", "+573001234567"]]))
    assert read(path)[1][:2] == ["'=cmd()", "'+573001234567"]


def test_cells_beyond_the_last_heading_stand_to_the_right_of_our_columns(path: Path, stored: Stored) -> None:
    cells = [["Ana", "1"], ["Eva", "2"], ["Luz", "3"]]
    write_report(path, ReportShape(HEADINGS), lambda: stored(HEADINGS, cells, surplus={3: ("x,y", "=z")}))
    assert [row[5:] for row in read(path)] == [[], [], ["x,y", "'=z"], []]


def test_the_columns_of_an_earlier_report_appear_once(path: Path, stored: Stored) -> None:
    headings = ("Celular", "wolkvox_row", "wolkvox_field", "wolkvox_error")
    write_report(path, ReportShape(headings), lambda: stored(headings, [["1", "9", "Celular", "old"]]))
    assert read(path) == [list(headings), ["1", "2", "", ""]]


def test_an_earlier_report_of_the_run_is_replaced(path: Path, stored: Stored) -> None:
    path.write_text("old", encoding="utf-8")
    write_report(path, ReportShape(HEADINGS), lambda: stored(HEADINGS, [["Ana", "1"]]))
    assert len(read(path)) == 2


def test_a_report_that_breaks_off_leaves_nothing_behind(path: Path, stored: Stored) -> None:
    def breaking() -> Iterator[pa.RecordBatch]:
        yield from stored(HEADINGS, [["Ana", "1"]])
        raise MachineError("spool.rows-gone", "gone")

    with pytest.raises(MachineError):
        write_report(path, ReportShape(HEADINGS), breaking)
    assert not list(path.parent.glob("*.csv"))
    assert not list(path.parent.glob("*.tmp"))


def test_a_folder_that_is_gone_is_told_with_the_remedy(path: Path, stored: Stored) -> None:
    batches = stored(HEADINGS, [["Ana", "1"]])
    with pytest.raises(MachineError) as caught:
        write_report(path.parent / "gone" / "r.csv", ReportShape(HEADINGS), lambda: batches)
    assert caught.value.code == "disk.report"
    assert "--report" in caught.value.hint


def numbers(batches: Sequence[pa.RecordBatch]) -> list[int | None]:
    return [row for batch in batches for row in batch.columns[ROW].to_pylist()]


def test_rejected_and_refused_rows_are_merged_by_row(stored: Stored) -> None:
    rejected = stored(HEADINGS, [["a", "1"], ["b", "2"], ["c", "3"]], rows=[3, 7, 20])
    rejected += stored(HEADINGS, [["d", "4"]], rows=[30])
    refused = stored(HEADINGS, [["e", "5"], ["f", "6"]], rows=[2, 4])
    refused += stored(HEADINGS, [["g", "7"], ["h", "8"]], rows=[21, 40])
    merged = list(merge_by_row([rejected, refused]))
    assert numbers(merged) == [2, 3, 4, 7, 20, 21, 30, 40]
    assert [cell for batch in merged for cell in batch.columns[0].to_pylist()] == list("eafbcgdh")


def test_a_single_stream_passes_unchanged(stored: Stored) -> None:
    batches = stored(HEADINGS, [["a", "1"], ["b", "2"]])
    assert numbers(list(merge_by_row([batches, []]))) == [2, 3]


def test_nothing_merges_to_nothing() -> None:
    assert list(merge_by_row([[], []])) == []
