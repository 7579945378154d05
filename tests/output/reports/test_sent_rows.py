import csv
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from wolkvox_cli.output.reports.csv_files import ReportShape
from wolkvox_cli.output.reports.sent_rows import write_in_doubt, write_warnings

Stored = Callable[..., list[pa.RecordBatch]]
HEADINGS = ("Nombre", "Celular")


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_every_row_in_doubt_says_first_that_it_must_not_be_uploaded(tmp_path: Path, stored: Stored) -> None:
    path = tmp_path / "leads.in-doubt-1.csv"
    second = stored(HEADINGS, [["Ana", "3001112233"]], rows=[10_002])
    fourth = stored(HEADINGS, [["Eva", "3001112244"]], rows=[30_002])
    written = write_in_doubt(path, ReportShape(HEADINGS), lambda: [(2, second), (4, fourth)])
    words = "DO NOT UPLOAD: may already be in the campaign. Look it up there first."
    assert read(path) == [
        ["wolkvox_in_doubt", "wolkvox_batch", "wolkvox_row", "Nombre", "Celular"],
        [words, "2", "10002", "Ana", "3001112233"],
        [words, "4", "30002", "Eva", "3001112244"],
    ]
    assert written.rows == 2


def test_a_row_sent_with_a_warning_says_first_that_it_was_sent_and_last_what_is_doubtful(
    tmp_path: Path, stored: Stored
) -> None:
    path = tmp_path / "leads.warnings-1.csv"
    batches = stored(HEADINGS, [["Ana", "12"]], {2: ("Celular", "12")})
    write_warnings(path, ReportShape(HEADINGS), lambda: batches)
    assert read(path) == [
        ["wolkvox_sent", "wolkvox_row", "Nombre", "Celular", "wolkvox_field", "wolkvox_error"],
        [
            "Already sent, do not upload again.",
            "2",
            "Ana",
            "12",
            "Celular",
            '"12" is not a phone number that can be dialled. Write it in full, with its area code.',
        ],
    ]


def test_the_cells_of_such_lists_are_guarded_too(tmp_path: Path, stored: Stored) -> None:
    path = tmp_path / "leads.in-doubt-1.csv"
    batches = stored(HEADINGS, [["=x", "+57"]])
    write_in_doubt(path, ReportShape(HEADINGS), lambda: [(1, batches)])
    assert read(path)[1][3:] == ["'=x", "'+57"]
