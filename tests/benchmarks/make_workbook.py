"""Write the leads of a CSV file as a workbook.

python make_workbook.py LEADS.csv OUT.xlsx
"""

import csv
import sys
from pathlib import Path

from openpyxl import Workbook


def main() -> None:
    """Read the arguments and write the file."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Leads")
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            sheet.append(row)
    workbook.save(sys.argv[2])


if __name__ == "__main__":
    main()
