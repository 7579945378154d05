"""Rows with too many or too few cells are marked and never shift a neighbour."""

from collections.abc import Callable
from typing import Any

Read = Callable[..., Any]


def test_the_cells_that_are_too_many_are_kept_beside_the_row(read: Read) -> None:
    assert read("row_with_too_many_cells.csv").surplus == {3: ("de", "más")}


def test_a_row_with_too_many_cells_is_told_with_both_counts(read: Read) -> None:
    assert read("row_with_too_many_cells.csv").problems == [
        (
            "row.ragged",
            "",
            [3],
            ["Luis,Peña,3109876543,luis@example.com,de,más"],
            ["has 6 cells where the header has 4: 2 cells too many"],
        )
    ]


def test_a_row_with_too_few_cells_is_told_with_both_counts(read: Read) -> None:
    assert read("row_with_too_few_cells.csv").problems == [
        ("row.ragged", "", [3], ["Luis,Peña"], ["has 2 cells where the header has 4"])
    ]


def test_short_rows_that_are_the_files_habit_are_whole(read: Read) -> None:
    result = read("short_rows_as_a_habit.csv")

    assert result.problems == []
    assert result.file.notes == (
        "Many rows have fewer cells than the header; the missing cells were taken as empty.",
    )


def test_empty_cells_at_the_end_do_not_count(read_text: Read) -> None:
    result = read_text("Nombre,Celular\nAna,3001234567,, \nLuis,3109876543\n")

    assert result.problems == []
    assert result.surplus == {}


def test_a_long_row_among_rows_that_end_in_a_delimiter_is_still_too_long(read_text: Read) -> None:
    result = read_text("Nombre,Celular,\nAna,3001234567,\nLuis,3109876543,de,más\nEva,6015551234,\n")

    assert result.surplus == {3: ("de", "más")}
    assert result.problems[0][4] == ["has 4 cells where the header has 2: 2 cells too many"]


def test_a_cell_in_a_column_without_heading_marks_its_row(read_text: Read) -> None:
    lines = ["Nombre,,Celular", *(f"Ana,,30012{n:05}" for n in range(1100)), "Luis,perdido,3109876543"]

    result = read_text("\n".join(lines))

    assert result.headings == ["Nombre", "Celular"]
    assert result.problems[0][2:] == (
        [1102],
        ["Luis perdido 3109876543"],
        ["has a cell in column 2, which has no heading"],
    )


def test_a_cell_beyond_the_last_heading_of_a_sheet_marks_its_row(read: Read) -> None:
    result = read("cell_beyond_the_last_heading.xlsx")

    assert result.surplus == {3: ("", "suelto")}
    assert result.problems[0][:3] == ("row.ragged", "", [3])


def test_thousands_of_ragged_rows_keep_their_numbers(read_text: Read) -> None:
    rows = [f"Ana,30012{n:05}" + (",x" if n % 2 else "") for n in range(6000)]

    result = read_text("\n".join(["Nombre,Celular", *rows]))

    assert len(result.rows) == 6000
    assert result.problems[0][2] == list(range(3, 6002, 2))
    assert result.rows[6001] == ["Ana", "3001205999"]


def test_a_ragged_title_is_no_problem(read: Read) -> None:
    assert read("title_and_blank_lines_above.csv").problems == []


def test_a_totals_row_with_few_cells_is_no_ragged_row(read_text: Read) -> None:
    result = read_text("Nombre;Celular;Saldo;Ciudad\nAna;3001234567;1;Cali\nLuis;31;de;Cali;x\nTOTAL;;300\n")

    assert list(result.rows) == [2, 3]
    assert [problem[2] for problem in result.problems] == [[3]]
    assert result.surplus == {3: ("x",)}
