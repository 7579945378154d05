"""Reads do-not-call lists: files of any kind, all their sheets, with or without headings."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wolkvox_cli.campaign import FIELDS_BY_NAME, FieldKind
from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.headings import field_of
from wolkvox_cli.leads.model import LeadChunk, SourceOptions
from wolkvox_cli.leads.phones import PhoneRules, listed_numbers
from wolkvox_cli.leads.read.source import open_source, visible_sheets
from wolkvox_cli.leads.text_columns import Text, text_series
from wolkvox_cli.leads.validate.do_not_call import ExcludedNumbers, Numbers, as_numbers, distinct

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
    """The numbers in one list, as `as_numbers` gives them, and what could not be used of it.

    Raises FileError for a list that cannot be read, holds no phone number, or digits that are no number.
    """
    name = Path(path).name
    sheets: tuple[str | None, ...] = visible_sheets(path) or (None,)
    found: list[Numbers] = []
    notes: list[str] = []
    for sheet in sheets:
        place = name if len(sheets) == 1 else f"sheet {sheet} of {name}"
        listed = _read_sheet(path, sheet, rules)
        found.append(listed.numbers)
        if listed.unread:
            raise _unread(place, listed.unread, rules)
        if not len(listed.numbers):
            notes.append(f"The do-not-call list has no phone number in {place}.")
        elif listed.empty:
            notes.append(_note(place, listed.empty))
    numbers = distinct(found)
    if not len(numbers):
        raise FileError(
            "file.exclude",
            f"No phone number was found in the do-not-call list {path}.",
            "Nothing was sent. Check that it is the right file and that it has a column of phone numbers.",
        )
    return numbers, tuple(notes)


def _unread(place: str, rows: list[int], rules: PhoneRules) -> FileError:
    """An entry that is not understood may be the number of a lead: nobody is called on a guess."""
    where = f" in {rules.country_name}" if rules.country else ""
    return FileError(
        "file.exclude",
        f"{_counted(rows)} of the do-not-call list {place} with digits that are no phone number{where}: "
        f"{_shown(rows)}.",
        "Nothing was sent, as they may mean one of the leads. Write these numbers in full, with their area "
        "code (and + and country code if it is another country's), or take them off the list.",
    )


def _without_results(path: str, formulas: int) -> FileError:
    """What a formula would give may be the number of a lead."""
    cells = "1 formula has no result" if formulas == 1 else f"{formulas:,} formulas have no results"
    return FileError(
        "file.exclude",
        f"In the do-not-call list {path}, {cells} in the file.",
        "Nothing was sent, as they may give numbers of leads. Open it in Excel, save it and use that copy.",
    )


def _note(place: str, rows: list[int]) -> str:
    holds = "holds" if len(rows) == 1 else "hold"
    return f"{_counted(rows)} of the do-not-call list {place} {holds} no usable number: {_shown(rows)}."


def _counted(rows: list[int]) -> str:
    return "1 row" if len(rows) == 1 else f"{len(rows):,} rows"


def _shown(rows: list[int]) -> str:
    return ", ".join(map(str, rows[:_SHOWN])) + (", …" if len(rows) > _SHOWN else "")


@dataclass(frozen=True, eq=False)
class _Sheet:
    """The numbers of a sheet, the rows below its heading without any, and those with digits that are none."""

    numbers: Numbers
    empty: list[int]
    unread: list[int]


def _read_sheet(path: str, sheet: str | None, rules: PhoneRules) -> _Sheet:
    found: list[Numbers] = []
    empty: list[int] = []
    unread: list[int] = []
    columns: list[int] = []
    heading = 0
    source = open_source(path, SourceOptions(no_header=True, sheet=sheet))
    if source.file.without_result:
        raise _without_results(path, source.file.without_result)
    for chunk in source.chunks():
        if not columns:
            columns, heading = _phone_columns(chunk, rules)
        below = chunk.cells[chunk.cells.index > heading]
        listed = [listed_numbers(below.iloc[:, column], rules) for column in columns]
        found += [as_numbers(one.numbers) for one in listed]
        held = [row for one in listed for row in one.numbers.index]
        unread += sorted({row for one in listed for row in one.unread})
        empty += below.index.difference([*held, *unread]).tolist()
    return _Sheet(distinct(found), empty, unread)


def _phone_columns(chunk: LeadChunk, rules: PhoneRules) -> tuple[list[int], int]:
    """The columns that hold phones, and the number of the row with the headings, 0 where there are none.

    They are found by the first row that has headings of such, else by their content.
    """
    sample = chunk.cells.head(_SAMPLE)
    first = sample.head(_HEADING_ROWS)
    for number, *row in first.itertuples():
        headed = [place for place, cell in enumerate(row) if _is_phone_heading(cell)]
        if headed and listed_numbers(text_series(row, range(len(row))), rules).numbers.empty:
            return headed, int(number)
    columns = [place for place, name in enumerate(sample) if _holds_phones(sample[name], rules)]
    is_headed = not any(char.isdigit() for place in columns for char in str(sample.iloc[0, place]))
    return columns, int(sample.index[0]) if is_headed else 0


def _is_phone_heading(cell: str) -> bool:
    field = field_of(cell)
    return field is not None and FIELDS_BY_NAME[field].kind is FieldKind.PHONE


def _holds_phones(cells: Text, rules: PhoneRules) -> bool:
    filled = cells[cells.str.strip() != ""]
    return len(filled) > 0 and listed_numbers(filled, rules).numbers.index.nunique() >= _USUAL * len(filled)
