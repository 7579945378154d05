"""Where the table is: which row holds the headings, what they are, and which columns belong to them."""

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from wolkvox_cli.errors import CommandError, FileError
from wolkvox_cli.leads.headings import is_known
from wolkvox_cli.leads.model import REPORT_COLUMNS, SourceOptions
from wolkvox_cli.leads.text_columns import unguard

HEADER_WITHIN = 60
"""The header is looked for in this many rows that are not blank."""

_NUMBER = re.compile(r"(?=\D*\d)[+'(]?[\d\s().,:/+%-]*")
_MAX_HEADING = 200
_COUNTED = 2
"""Rows that must begin with their count before that is believed."""


Rows = Sequence[Sequence[str]]
Spans = Sequence[tuple[int, int, int]]


@dataclass(frozen=True)
class Table:
    """What the first rows tell: `columns` are the indices of `headings` in the file, `width` counts all.

    `first_row` is the number of the first row of leads; `header_row` is None where there is no header.
    """

    headings: tuple[str, ...]
    columns: tuple[int, ...]
    width: int
    header_row: int | None
    first_row: int
    notes: tuple[str, ...] = ()

    @property
    def is_report(self) -> bool:
        """Whether this is one of our own failed-row reports."""
        return set(REPORT_COLUMNS) <= set(self.headings)

    @property
    def outside(self) -> tuple[int, ...]:
        """The columns that have neither heading nor, as far as was seen, any cell."""
        return tuple(index for index in range(self.width) if index not in self.columns)


def table_of(rows: Rows, first: int, options: SourceOptions, name: str, spans: Spans | None = None) -> Table:
    """The table in the first rows of a file, where `rows[0]` has the row number `first`.

    `spans` are the cells merged sideways: index of the row, first and last column. They are given for
    files whose cells have their own addresses, where nothing can be shifted. Raises FileError where no
    row is surely the header, CommandError where the user names a row that is none.
    """
    if not any(map(_filled, rows)):
        raise FileError("file.empty", f"{name} holds no rows.", "Check that it is the right file or sheet.")
    if options.no_header:
        return _without_header(rows, first)
    index = find_header(rows) if options.header_row is None else options.header_row - first
    if index is None:
        raise no_header(name, rows, first)
    if not 0 <= index < len(rows) or not _filled(rows[index]):
        raise CommandError(
            "command.header-row",
            f"Row {options.header_row} of {name} is blank or does not exist, so it cannot be the header.",
            "Give --header-row the number that a spreadsheet shows beside the headings.",
        )
    header, last, notes = list(rows[index]), index, []
    if options.header_row is None and not is_report(header) and _goes_on(rows, index):
        header, last = _joined(header, rows[index + 1]), index + 1
    if spans is None and _are_counted(header, rows[last + 1 :]):
        header = ["", *header]
        notes.append("The first column only counts the rows and has no heading; the headings begin after it.")
    table = _with_header(header, rows[last + 1 :], first + last, spans=spans, index=index)
    if options.header_row is None and any(map(_filled, rows[:index])):
        notes.append(f"The headings were found in row {first + last}; what stands above them was skipped.")
    return replace(table, notes=tuple(notes))


def _are_counted(header: Sequence[str], rows: Rows) -> bool:
    """Whether each row has one cell more than the header and begins with its own count, as R writes it."""
    counted = [row for row in rows if _filled(row)]
    if len(counted) < _COUNTED or any(len(row) != len(header) + 1 for row in counted):
        return False
    counts = [row[0].strip() for row in counted]
    return any(counts == list(map(str, range(start, start + len(counts)))) for start in (0, 1))


def no_header(name: str, rows: Rows, first: int = 1) -> FileError:
    """No row is surely the header; `first` is the number of the first row."""
    filled = [row for row in rows if _filled(row)]
    likely = next((index for index, row in enumerate(rows) if _filled(row) > 1 and _all_words(row)), None)
    if likely is None:
        likely = next(index for index, row in enumerate(rows) if _filled(row))
    width = max(_last_filled(row) for row in filled) + 1
    phones = [column for column in range(width) if is_phones(filled, column)]
    index = phones[0] + 1 if phones else min(2, width)
    columns = "1 column" if width == 1 else f"{width} columns"
    return FileError(
        "file.no-header",
        f"No row of headings was found in {name}, which has {columns}.",
        f"If it has one, name its row: --header-row {first + likely}. If it has none, say which column "
        f'holds the phones: --no-header --map "tel1=Column {index}".',
    )


def is_phones(rows: Rows, column: int) -> bool:
    """Whether most cells of the column look like phone numbers."""
    cells = [row[column] for row in rows if column < len(row) and row[column].strip()]
    phones = [cell for cell in cells if looks_like_data(cell) and 7 <= sum(map(str.isdigit, cell)) <= 15]
    return len(phones) * 2 > len(cells)


def no_rows(name: str) -> FileError:
    """Nothing but headings."""
    return FileError(
        "file.no-rows", f"{name} has headings but no rows below them.", "Add leads and save it again."
    )


def find_header(rows: Rows) -> int | None:
    """The index of the row that is surely the header, or None.

    Sure is a row with the columns of a failed-row report, one of several known headings, or the first
    row of the table when all its cells are words and the cells below them are not.
    """
    indices = [index for index, row in enumerate(rows) if _filled(row)][:HEADER_WITHIN]
    for index in indices:
        if is_report(rows[index]):
            return index
    usual = _usual_cells(rows, indices)
    wide = [index for index in indices if _filled(rows[index]) * 2 >= usual and _all_words(rows[index])]
    best = max(wide, key=lambda index: _known(rows[index]), default=None)
    if best is not None and _is_surely_known(rows[best]):
        return best
    first = next((index for index in indices if _filled(rows[index]) * 2 >= usual), None)
    return first if first in wide and _stands_above_data(rows, first) else None


def has_headings(rows: Rows) -> bool:
    """Whether one of the first rows holds several known headings."""
    return any(_known(row) > 1 for row in rows[:HEADER_WITHIN])


def likely_headings(rows: Rows) -> list[str]:
    """The cells of the row that is surely the header, none where there is no such row."""
    index = find_header(rows)
    return [] if index is None else [cell.strip() for cell in rows[index] if cell.strip()]


def is_blank(row: Sequence[str]) -> bool:
    """Whether no cell holds anything."""
    return not _filled(row)


def looks_like_data(cell: str) -> bool:
    """Whether a cell is a number, a phone, a date or an e-mail address rather than words."""
    cell = cell.strip()
    return _NUMBER.fullmatch(cell) is not None or _has_email(cell)


def _has_email(cell: str) -> bool:
    """Whether a word of the cell has a sign @ and then a dot, neither of them at an end."""
    words = ((word, word.find("@", 1)) for word in cell.split()) if "@" in cell else ()
    return any(at > 0 and "." in word[at + 2 : -1] for word, at in words)


def _filled(row: Sequence[str]) -> int:
    return sum(not cell.isspace() for cell in row if cell)


def is_report(row: Sequence[str]) -> bool:
    """Whether the row holds the headings of a failed-row report."""
    return set(REPORT_COLUMNS) <= {cell.strip() for cell in row}


def _usual_cells(rows: Rows, indices: list[int]) -> int:
    """How many cells the rows usually fill; the widest of the usual ones."""
    return max(statistics.multimode(_filled(rows[index]) for index in indices), default=0)


def _known(row: Sequence[str]) -> int:
    return sum(is_known(cell) for cell in row if cell.strip())


def _is_surely_known(row: Sequence[str]) -> bool:
    known = _known(row)
    return known >= 2 or (known == 1 and _filled(row) == 1)


def _all_words(row: Sequence[str]) -> bool:
    """Headings are words; a few may be numbers (a year, an opt column), none an address or a phone."""
    cells = [cell.strip() for cell in row if cell.strip()]
    data = [cell for cell in cells if looks_like_data(cell)]
    if any(_has_email(cell) or sum(map(str.isdigit, cell)) > 6 for cell in data):
        return False
    return len(data) * 5 <= len(cells) and all(len(cell) <= _MAX_HEADING for cell in cells)


def _stands_above_data(rows: Rows, index: int) -> bool:
    """Whether every cell is a different word, and columns of data, all with a heading, stand below."""
    header = [cell.strip() for cell in rows[index]]
    words = [cell for cell in header if cell]
    if len(set(words)) < len(words) or any(looks_like_data(cell) for cell in words):
        return False
    below = [row for row in rows[index + 1 :] if _filled(row)]
    width = max(map(len, rows))
    data = [column for column in range(width) if _is_data(below, column)]
    return bool(data) and all(column < len(header) and header[column] for column in data)


def _is_data(rows: Rows, column: int) -> bool:
    cells = [row[column] for row in rows if column < len(row) and row[column].strip()]
    return sum(map(looks_like_data, cells)) * 2 > len(cells)


def _without_header(rows: Rows, first: int) -> Table:
    width = max(_last_filled(row) for row in rows) + 1
    headings = tuple(f"Column {index + 1}" for index in range(width))
    return Table(headings, tuple(range(width)), width, None, first)


def _last_filled(row: Sequence[str]) -> int:
    return max((index for index, cell in enumerate(row) if cell.strip()), default=-1)


def _goes_on(rows: Rows, index: int) -> bool:
    """Whether the headings go on in the next row, under the empty or merged cells of this one."""
    header, below = rows[index], rows[index + 1] if index + 1 < len(rows) else ()
    cells = [(column, cell) for column, cell in enumerate(below) if cell.strip()]
    under_gaps = [(column, cell) for column, cell in cells if not _at(header, column)]
    return (
        any(is_known(cell) for _, cell in under_gaps)
        and all(is_known(cell) for _, cell in cells)
        and bool(_filled(header))
    )


def _at(row: Sequence[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """The lower of two headings wherever there is one."""
    return [_at(lower, column) or _at(upper, column) for column in range(max(len(upper), len(lower)))]


def _with_header(raw: Sequence[str], rows: Rows, number: int, *, spans: Spans | None, index: int) -> Table:
    header = [" ".join(cell.replace("\x00", "").lstrip("\ufeff").split()) for cell in raw]
    below = [row for row in rows if _filled(row)]
    width = max([len(header), *_usual_widths(below)])
    header += [""] * (width - len(header))
    columns, headings = [], []
    last = _last_filled(header)
    named_until = len(raw) if spans is None else width
    if set(REPORT_COLUMNS) <= set(header):
        # Beside the columns of a report stand only cells that were too many in the user's file.
        header, named_until = list(map(str, unguard(pa.array(header, pa.string())))), last
    for column, heading in enumerate(header):
        if not heading and column < named_until and _has_cells(below, column, many=column > last):
            heading = _heading_over(header, column, index, spans or ()) or f"Column {column + 1}"
        if heading:
            columns.append(column)
            headings.append(heading)
    return Table(unique(headings), tuple(columns), width, number, number + 1)


def _heading_over(header: Sequence[str], column: int, index: int, spans: Spans) -> str:
    """The heading that is merged over this column, if one is."""
    return next((header[left] for row, left, right in spans if row == index and left < column <= right), "")


def _usual_widths(rows: Rows) -> list[int]:
    return statistics.multimode(len(row) for row in rows) if rows else []


def _has_cells(rows: Rows, column: int, *, many: bool) -> bool:
    """Whether the column holds anything; beyond the last heading it must be filled in most rows."""
    filled = sum(bool(row[column].strip()) for row in rows if column < len(row))
    return filled * 2 > len(rows) if many else filled > 0


def unique(headings: Sequence[str]) -> tuple[str, ...]:
    """The headings with repeated ones numbered: "Teléfono", "Teléfono (2)"."""
    taken = set(headings)
    seen: set[str] = set()
    result = []
    for heading in headings:
        name, count = heading, 1
        while name in seen or (count > 1 and name in taken):
            count += 1
            name = f"{heading} ({count})"
        seen.add(name)
        result.append(name)
    return tuple(result)
