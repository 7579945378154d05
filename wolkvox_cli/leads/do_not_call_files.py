"""Reads do-not-call lists: files of any kind, all their sheets, with or without headings."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.campaign import FIELDS_BY_NAME, FieldKind
from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.headings import field_of
from wolkvox_cli.leads.model import LeadChunk, SourceOptions
from wolkvox_cli.leads.phones import PhoneRules
from wolkvox_cli.leads.read.source import open_source, visible_sheets
from wolkvox_cli.leads.text_columns import arrow, digits_as_numbers, mask_of
from wolkvox_cli.leads.validate.do_not_call import ExcludedNumbers, Numbers, cleaned, distinct, numbers_in

_SAMPLE = 1_000
_HEADING_ROWS = 20
_USUAL = 0.5
"""A column without a heading holds phones if this share of its cells are: rather too many than too few."""

_SHOWN = 5


def read_lists(paths: Sequence[str], rules: PhoneRules) -> ExcludedNumbers:
    """The numbers in lead files or plain lists, with or without headings.

    Raises FileError for one that cannot be read or holds no phone number.
    """
    read = [read_list(path, rules) for path in paths]
    notes = tuple(note for _, notes in read for note in notes)
    return ExcludedNumbers(distinct(numbers for numbers, _ in read), notes)


def read_list(path: str, rules: PhoneRules) -> tuple[Numbers, tuple[str, ...]]:
    """The numbers in one list, as `digits_as_numbers` gives them, and what could not be used of it.

    Raises FileError for a list that cannot be read or holds no phone number.
    """
    name = Path(path).name
    sheets: tuple[str | None, ...] = visible_sheets(path) or (None,)
    found: list[Numbers] = []
    notes: list[str] = []
    for sheet in sheets:
        place = name if len(sheets) == 1 else f"sheet {sheet} of {name}"
        numbers, unusable = _read_sheet(path, sheet, rules)
        found.append(numbers)
        if not len(numbers):
            notes.append(f"The do-not-call list has no phone number in {place}.")
        elif unusable:
            notes.append(_note(place, unusable))
    numbers = distinct(found)
    if not len(numbers):
        raise FileError(
            "file.exclude",
            f"No phone number was found in the do-not-call list {path}.",
            "Nothing was sent. Check that it is the right file and that it has a column of phone numbers.",
        )
    return numbers, tuple(notes)


def _note(place: str, rows: list[int]) -> str:
    shown = ", ".join(map(str, rows[:_SHOWN]))
    if len(rows) == 1:
        return f"1 row of the do-not-call list {place} holds no usable number: {shown}."
    more = ", …" if len(rows) > _SHOWN else ""
    return f"{len(rows):,} rows of the do-not-call list {place} hold no usable number: {shown}{more}."


def _read_sheet(path: str, sheet: str | None, rules: PhoneRules) -> tuple[Numbers, list[int]]:
    """The numbers, and the rows below the heading that hold none."""
    found: list[Numbers] = []
    unusable: list[int] = []
    columns: list[int] = []
    heading = 0
    for chunk in open_source(path, SourceOptions(no_header=True, sheet=sheet)).chunks():
        if not columns:
            columns, heading = _phone_columns(chunk, rules)
        numbers = list(_numbers_of(chunk, columns, rules))
        found.append(distinct(numbers))
        held = np.logical_or.reduce([np.zeros(len(chunk), np.bool_), *(column > 0 for column in numbers)])
        unusable += [row for row in chunk.cells.index[~held].tolist() if row > heading]
    return distinct(found), unusable


def _numbers_of(chunk: LeadChunk, columns: list[int], rules: PhoneRules) -> Iterator[Numbers]:
    for column in columns:
        cells = arrow(chunk.cells.iloc[:, column])
        yield from map(digits_as_numbers, cleaned(cells, rules).values())


def _phone_columns(chunk: LeadChunk, rules: PhoneRules) -> tuple[list[int], int]:
    """The columns that hold phones, and the number of the row with the headings, 0 where there are none.

    They are found by the first row that has headings of such, else by their content.
    """
    sample = chunk.cells.head(_SAMPLE)
    for number, row in sample.head(_HEADING_ROWS).iterrows():
        headed = [place for place, cell in enumerate(row) if _is_phone_heading(cell)]
        if headed and not len(numbers_in(pa.array(row.tolist(), pa.string()), rules)):
            return headed, int(number)
    columns = [place for place, name in enumerate(sample) if _holds_phones(arrow(sample[name]), rules)]
    is_headed = not any(char.isdigit() for place in columns for char in sample.iloc[0, place])
    return columns, int(sample.index[0]) if is_headed else 0


def _is_phone_heading(cell: str) -> bool:
    field = field_of(cell)
    return field is not None and FIELDS_BY_NAME[field].kind is FieldKind.PHONE


def _holds_phones(cells: pa.StringArray, rules: PhoneRules) -> bool:
    filled = cells.filter(pc.not_equal(pc.utf8_trim_whitespace(cells), ""))
    if not len(filled):
        return False
    numbers = cleaned(filled, rules)["tel1"]
    return bool(mask_of(pc.not_equal(numbers, "")).mean() >= _USUAL)
