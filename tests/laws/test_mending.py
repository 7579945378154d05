"""Report, mend, upload: exactly the mended rows are ready to send, and the others come back as they were."""

import csv
import io
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.cli import main

HEADINGS = ["Nombre", "Celular", "Correo"]
GOOD = "good"
BROKEN = {
    "no phone": ["Eva", "", "e@example.com"],
    "short phone": ["Eva", "+57 12", "e@example.com"],
    "guarded": ["'=Eva", "'-12", "=1+1"],
    "too few cells": ["Eva", "3001112233"],
    "too many cells": ["Eva", "3001112233", "e@example.com", "'=x", "y"],
}
KINDS = st.lists(st.sampled_from([GOOD, *BROKEN]), min_size=1, max_size=7)
Rows = list[list[str]]


def good(number: int) -> list[str]:
    return ["Ana", f"30012345{number:02}", f"a{number}@example.com"]


WHOLE = [good(number) for number in range(90, 98)]
"""With most rows whole, the others are surely too short or too long."""


def check(path: Path, *options: str) -> Any:
    """What `check --json` says of a file, with the report beside it."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(io.StringIO()):
        patch.setenv("WOLKVOX_HOME", str(path.parent / "home"))
        patch.setenv("XDG_CONFIG_HOME", str(path.parent / "config"))
        patch.setattr(sys, "argv", ["wolkvox", "check", str(path), "--country", "CO", "--json", *options])
        with pytest.raises(SystemExit):
            main()
    out.seek(0)
    return json.loads(out.read())


def read_csv(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def mend_csv(path: Path, numbers: Sequence[int]) -> None:
    rows = read_csv(path)
    for number in numbers:
        rows[number + 1] = [*good(50 + number), *rows[number + 1][3:6]]
    write_csv(path, rows)


def mend_workbook(path: Path, numbers: Sequence[int]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for number in numbers:
        for column in range(1, sheet.max_column + 1):
            if not 4 <= column <= 6:
                cells = good(50 + number)
                sheet.cell(number + 2, column).value = cells[column - 1] if column <= 3 else None
    book.save(path)


def failed_cells(path: Path) -> Rows:
    """The user's cells of a report, and what stands to the right of our columns."""
    if path.suffix == ".csv":
        return [row[:3] + row[6:] for row in read_csv(path)[1:]]
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True)
    cells = [[str(cell or "") for cell in (*row[:3], *row[6:])] for row in rows]
    return [row if any(row[3:]) else row[:3] for row in cells]


@settings(max_examples=12, deadline=None)
@given(KINDS, st.data(), st.sampled_from(["csv", "xlsx"]))
def test_exactly_the_mended_rows_are_ready_to_send(kinds: list[str], data: st.DataObject, kind: str) -> None:
    broken = [what for what in kinds if what != GOOD]
    mended = [number for number in range(len(broken)) if data.draw(st.booleans())]
    with tempfile.TemporaryDirectory() as folder:
        source, report, again = (Path(folder) / name for name in ("l.csv", f"r.{kind}", f"s.{kind}"))
        rows = [good(number) if what == GOOD else BROKEN[what] for number, what in enumerate(kinds)]
        write_csv(source, [HEADINGS, *rows, *WHOLE])
        first = check(source, "--report", str(report))
        assert first["rows"]["rejected"] == len(broken)
        assert first["rows"]["not_sent"] == len(kinds) - len(broken) + len(WHOLE)
        if not broken:
            return
        cells = failed_cells(report)
        (mend_csv if kind == "csv" else mend_workbook)(report, mended)
        second = check(report, "--report", str(again))
        assert second["rows"]["not_sent"] == len(mended)
        assert second["rows"]["rejected"] == len(broken) - len(mended)
        # A report of which nothing is mended breeds no other.
        left = [row for number, row in enumerate(cells) if number not in mended] if mended else []
        assert (failed_cells(again) if again.exists() else []) == left
