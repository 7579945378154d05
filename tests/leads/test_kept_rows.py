import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from wolkvox_cli.errors import MachineError
from wolkvox_cli.leads.kept_rows import (
    ERROR,
    FIELD,
    PROBLEMS,
    ROW,
    SURPLUS,
    KeptRowsWriter,
    headings_of,
    read_kept_rows,
    user_columns,
    with_error,
)
from wolkvox_cli.leads.model import LeadChunk, Severity, joined_problems, problems_frame
from wolkvox_cli.leads.text_columns import Text, text_frame, text_series

HEADINGS = ("Nombre", "Celular", "Correo")


def chunk(
    cells: Sequence[Sequence[str]],
    first_row: int = 2,
    headings: Sequence[str] = HEADINGS,
    surplus: Mapping[int, tuple[str, ...]] | None = None,
) -> LeadChunk:
    columns = dict(zip(headings, zip(*cells, strict=True), strict=True))
    table = text_frame(columns, range(first_row, first_row + len(cells)))
    return LeadChunk(table, surplus=surplus or {})


def problems(
    rows: Sequence[int],
    values: Sequence[str],
    column: str | None = "Celular",
    field: str | None = "tel1",
    severity: Severity = Severity.ERROR,
    code: str = "phone.invalid",
) -> pd.DataFrame:
    return problems_frame(code, text_series(values, rows), severity, field, column)


def sentences(about: pd.DataFrame) -> Text:
    return about["code"] + " " + about["value"]


def stored(path: Path, piece: LeadChunk, rows: Sequence[int], *wrong: pd.DataFrame) -> pa.RecordBatch:
    with KeptRowsWriter(path, list(map(str, piece.cells)), sentences) as writer:
        writer.write(piece, pd.Index(rows), joined_problems(wrong) if wrong else None)
    (batch,) = read_kept_rows(path)
    return batch


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rejected.leads"


THREE = [["Ana", "1", "a@x.co"], ["Eva", "2", "e@x.co"], ["Luz", "3", "l@x.co"]]


@pytest.mark.skipif(os.name == "nt", reason="there every path is text")
def test_a_folder_whose_name_is_no_text_holds_rows_too(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"leads-\xff")
    folder.mkdir()
    assert stored(folder / "rejected.leads", chunk(THREE), [3]).column(ROW).to_pylist() == [3]


@pytest.mark.parametrize("missing", [(4,), (0, 9), (2, 4, 6), ()])
def test_rows_that_stand_between_kept_ones_do_not_come_back(path: Path, missing: Sequence[int]) -> None:
    many = [[f"Ana {number}", str(number), "a@x.co"] for number in range(10)]
    kept = [number for number in range(10) if number not in missing]
    batch = stored(path, chunk(many), [number + 2 for number in kept])
    assert batch.column(ROW).to_pylist() == [number + 2 for number in kept]
    assert user_columns(batch)[0].to_pylist() == [f"Ana {number}" for number in kept]


def test_the_kept_rows_come_back_unchanged_with_their_row_numbers(path: Path) -> None:
    batch = stored(path, chunk(THREE), [2, 4])
    assert [column.to_pylist() for column in user_columns(batch)] == [
        ["Ana", "Luz"],
        ["1", "3"],
        ["a@x.co", "l@x.co"],
    ]
    assert batch.columns[ROW].to_pylist() == [2, 4]


def test_rows_without_problems_have_empty_words(path: Path) -> None:
    batch = stored(path, chunk(THREE), [2, 3, 4])
    assert batch.columns[FIELD].to_pylist() == ["", "", ""]
    assert batch.columns[ERROR].to_pylist() == ["", "", ""]


def test_all_problems_of_a_row_stand_together_errors_first_then_from_left_to_right(path: Path) -> None:
    wrong = [
        problems([3], ["mail"], "Correo", "email", Severity.WARNING, "email.invalid"),
        problems([3, 4], ["zwei", "drei"]),
        problems([3], ["Eva"], "Nombre", "customer_name", Severity.WARNING, "value.odd"),
    ]
    batch = stored(path, chunk(THREE), [3, 4], *wrong)
    assert batch.columns[ERROR].to_pylist() == [
        "Celular: phone.invalid zwei · Nombre: value.odd Eva · Correo: email.invalid mail",
        "phone.invalid drei",
    ]
    assert batch.columns[FIELD].to_pylist() == ["Nombre, Celular, Correo", "Celular"]


def test_problems_of_rows_that_are_not_kept_are_passed_over(path: Path) -> None:
    batch = stored(path, chunk(THREE), [3], problems([2, 3, 4], ["a", "b", "c"]))
    assert batch.columns[ERROR].to_pylist() == ["phone.invalid b"]


def test_a_column_with_two_problems_is_named_once(path: Path) -> None:
    wrong = [problems([2], ["1"]), problems([2], ["1"], code="phone.short")]
    batch = stored(path, chunk(THREE), [2], *wrong)
    assert batch.columns[FIELD].to_pylist() == ["Celular"]
    assert batch.columns[ERROR].to_pylist() == ["Celular: phone.invalid 1 · Celular: phone.short 1"]


def test_a_field_without_a_column_is_named_itself(path: Path) -> None:
    batch = stored(path, chunk(THREE), [2], problems([2], [""], None, "tel1", code="phone.missing"))
    assert batch.columns[FIELD].to_pylist() == ["tel1"]


def test_a_problem_of_the_whole_row_names_no_field(path: Path) -> None:
    batch = stored(path, chunk(THREE), [2], problems([2], [""], None, None, code="row.ragged"))
    assert batch.columns[FIELD].to_pylist() == [""]


def test_each_problem_keeps_the_place_of_its_cell(path: Path) -> None:
    wrong = [problems([2], ["1"]), problems([2], [""], None, None, code="row.ragged")]
    batch = stored(path, chunk(THREE), [2], *wrong)
    assert batch.columns[PROBLEMS].to_pylist() == [
        [
            {"column": -1, "code": "row.ragged", "note": "row.ragged "},
            {"column": 1, "code": "phone.invalid", "note": "phone.invalid 1"},
        ]
    ]


def test_cells_beyond_the_last_heading_are_kept(path: Path) -> None:
    batch = stored(path, chunk(THREE, surplus={3: ("x", "y")}), [2, 3])
    assert batch.columns[SURPLUS].to_pylist() == [[], ["x", "y"]]


def test_the_first_cell_that_a_short_row_lacks_says_so(path: Path) -> None:
    piece = replace(chunk([["Ana", "", ""], ["Eva", "2", ""], ["Luz", "3", ""]]), short={2: 1, 4: 2})
    batch = stored(path, piece, [2, 3, 4])
    mark = "(no cell here: fill it in or empty it)"
    assert [column.to_pylist() for column in user_columns(batch)] == [
        ["Ana", "Eva", "Luz"],
        [mark, "2", "3"],
        ["", "", mark],
    ]


def test_the_columns_of_an_earlier_report_are_left_out(path: Path) -> None:
    headings = ["Celular", "wolkvox_row", "wolkvox_field", "wolkvox_error"]
    batch = stored(path, chunk([["1", "17", "Celular", "too short"]], headings=headings), [2])
    assert headings_of(batch) == ["Celular"]
    assert batch.columns[ROW].to_pylist() == [2]


def test_many_chunks_come_back_in_order(path: Path) -> None:
    with KeptRowsWriter(path, HEADINGS, sentences) as writer:
        writer.write(chunk(THREE, first_row=2), pd.Index([2, 3, 4]))
        writer.write(chunk(THREE, first_row=5), pd.Index([6]))
    assert [batch.columns[ROW].to_pylist() for batch in read_kept_rows(path)] == [[2, 3, 4], [6]]


def test_a_file_without_rows_reads_as_nothing(path: Path) -> None:
    with KeptRowsWriter(path, HEADINGS, sentences) as writer:
        writer.write(chunk(THREE), pd.RangeIndex(0))
    assert list(read_kept_rows(path)) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_owner_may_read_the_rows(path: Path) -> None:
    stored(path, chunk(THREE), [2])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_missing_file_is_told_with_its_run(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="run 20260101-000000-abc"):
        list(read_kept_rows(tmp_path / "20260101-000000-abc" / "rejected.leads"))


def test_a_damaged_file_is_told(path: Path) -> None:
    stored(path, chunk(THREE), [2])
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(MachineError):
        list(read_kept_rows(path))


def test_refused_rows_carry_the_words_of_the_api(path: Path) -> None:
    batch = with_error(stored(path, chunk(THREE), [2, 3]), "The API refused it: CAMPAIGN IS FULL")
    assert batch.columns[ERROR].to_pylist() == ["The API refused it: CAMPAIGN IS FULL"] * 2
    assert batch.columns[PROBLEMS].to_pylist()[1] == [
        {"column": -1, "code": "api.refused", "note": "The API refused it: CAMPAIGN IS FULL"}
    ]


def test_two_headings_of_one_name_with_ours_do_not_disturb(path: Path) -> None:
    batch = stored(path, chunk([["mine", "1"]], headings=["wolkvox_problems", "Celular"]), [2])
    assert user_columns(batch)[0].to_pylist() == ["mine"]
