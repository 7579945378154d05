"""What nobody can be much faster than: other programs that only read a lead file.

python limits.py pyarrow|fastexcel FILE
"""

import sys
from pathlib import Path


def pyarrow(path: str) -> None:
    """pyarrow's own reading of a CSV file, all columns as text."""
    import pyarrow as pa
    from pyarrow import csv

    with Path(path).open(encoding="utf-8") as file:
        headings = file.readline().rstrip("\r\n").split(",")
    types = dict.fromkeys(headings, pa.string())
    csv.read_csv(path, convert_options=csv.ConvertOptions(column_types=types))


def fastexcel(path: str) -> None:
    """fastexcel's own reading of a workbook's first sheet to Arrow."""
    from fastexcel import read_excel

    read_excel(path).load_sheet(0).to_arrow()


if __name__ == "__main__":
    {"pyarrow": pyarrow, "fastexcel": fastexcel}[sys.argv[1]](sys.argv[2])
