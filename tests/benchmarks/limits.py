"""What nobody can be much faster than: other programs that only read a lead file, or only turn it into JSON.

python limits.py duckdb|pyarrow|openpyxl FILE
"""

import sys
import tempfile
from pathlib import Path


def duckdb(path: str) -> None:
    """DuckDB's copy of a CSV file to JSON."""
    import duckdb as engine

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "leads.json"
        source = f"SELECT * FROM read_csv('{path}', all_varchar = true)"
        engine.execute(f"COPY ({source}) TO '{target}' (FORMAT json)")


def pyarrow(path: str) -> None:
    """pyarrow's own reading of a CSV file, all columns as text."""
    import pyarrow as pa
    from pyarrow import csv

    with Path(path).open(encoding="utf-8") as file:
        headings = file.readline().rstrip("\r\n").split(",")
    types = dict.fromkeys(headings, pa.string())
    csv.read_csv(path, convert_options=csv.ConvertOptions(column_types=types))


def openpyxl(path: str) -> None:
    """openpyxl's read-only loop over every row of a workbook."""
    from openpyxl import load_workbook

    sum(1 for _ in load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True))


if __name__ == "__main__":
    {"duckdb": duckdb, "pyarrow": pyarrow, "openpyxl": openpyxl}[sys.argv[1]](sys.argv[2])
