"""What a column holds, told from a sample of its cells: at least nine in ten of them, or nothing is said."""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TypeAlias

import pandas as pd

from wolkvox_cli.leads.headings import normalise
from wolkvox_cli.leads.map.place_names import DOCUMENT_TYPES, STATES
from wolkvox_cli.leads.model import LeadSource
from wolkvox_cli.leads.phones.calling_codes import NO_CODE, calling_codes
from wolkvox_cli.leads.phones.options import PhoneRules
from wolkvox_cli.leads.phones.parse_cell import parse_cell
from wolkvox_cli.leads.text_columns import arrow, text_frame, text_series

SAMPLE_CELLS = 1_000
"""Filled cells of a column that are looked at."""

_FILLED_ROWS = 10_000
"""Rows that are looked at for whether a column is filled."""

CERTAIN = 0.9
"""The share of cells that must be of a kind for the column to be."""

HALF = 0.5
"""The share of cells that must be of a kind for it to count."""

FEW = 0.2
"""The share of cells from which on a kind is no slip."""

Cells: TypeAlias = "pd.Series[str]"
"""Some cells of one column, trimmed, none of them blank."""

PhoneLike: TypeAlias = Callable[["Cells"], "pd.Series[bool]"]
"""Tells for each cell whether it reads as a phone number."""

_PHONE_SHAPE = re.compile(r"'?(?:p:|tel:)?\s*\+?\(?\d[\d\s().\-–]*")
_DATE_SHAPE = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))(?:[ T].*)?"
    r"|(?:19|20)\d{2}(?:0\d|1[0-2])[0-3]\d(?:[0-2]\d[0-5]\d[0-5]\d)?"
)
_NO_PHONE_SHAPE = re.compile(rf"{_DATE_SHAPE}|\d{{1,3}}(?:\.\d{{3}})+|\d+\.\d{{1,2}}")
_BETWEEN_NUMBERS = re.compile(r"\s*[;,/|]\s*")
_EMAIL_SHAPE = r"[^@\s]+@[^@\s]+\.[^@\s]+"
_NAME_CHARS = re.compile(r"[^\W\d_][\w\s.'’&,\-]*")

Sample: TypeAlias = pd.DataFrame
"""Some rows of a lead file: text columns under its headings, by row number."""


class Holds(StrEnum):
    """Kinds of content that settle what an ambiguous heading means."""

    EMAILS = "e-mail addresses"
    DATES = "dates"
    PHONES = "phone numbers"
    DOCUMENT_TYPES = "kinds of identity document"
    STATES = "states"
    NAMES = "names of people"


def first_rows(source: LeadSource) -> Sample:
    """The cells of the file's first chunk; none where it has no rows. Raises FileError as `chunks` does."""
    chunk = next(source.chunks(), None)
    if chunk is not None:
        return chunk.cells
    return text_frame({heading: [] for heading in source.file.headings}, [])


def all_cells(sample: Sample, heading: str) -> Cells:
    """A column of the sample, blank cells too; none if the sample lacks the column."""
    return sample[heading] if heading in sample else text_cells([])


def text_cells(values: Iterable[str]) -> Cells:
    """Cells as all of this room takes them."""
    cells = list(values)
    return text_series(cells, range(len(cells)))


def sample_of(sample: Sample, heading: str) -> Cells:
    """The first thousand filled cells of a column, trimmed; none if the sample lacks the column."""
    cells = all_cells(sample, heading)
    filled = cells[cells != ""].head(4 * SAMPLE_CELLS).str.strip()
    return filled[filled != ""].head(SAMPLE_CELLS)


def content_of(cells: Cells, phone_like: PhoneLike | None = None) -> Holds | None:
    """What nine in ten of the cells are, or None."""
    if cells.empty:
        return None
    if mostly(cells.str.fullmatch(_EMAIL_SHAPE)):
        return Holds.EMAILS
    if mostly(cells.str.fullmatch(_DATE_SHAPE)):
        return Holds.DATES
    if mostly((phone_like or looks_like_a_phone)(cells)):
        return Holds.PHONES
    if known_share(cells, DOCUMENT_TYPES) >= CERTAIN:
        return Holds.DOCUMENT_TYPES
    if known_share(cells, STATES) >= CERTAIN:
        return Holds.STATES
    return Holds.NAMES if _are_names(cells) else None


def looks_like_a_phone(cells: Cells) -> "pd.Series[bool]":
    """Whether each cell is written like phone numbers of 7 to 15 digits, whatever the country."""
    return cells.map(_is_written_like_a_phone).astype(bool)


def _is_written_like_a_phone(cell: str) -> bool:
    whole = cell.removesuffix(".0")
    if _NO_PHONE_SHAPE.fullmatch(whole):
        return False
    numbers = _BETWEEN_NUMBERS.split(whole)
    return all(
        _PHONE_SHAPE.fullmatch(number) and 7 <= sum(map(str.isdigit, number)) <= 15 for number in numbers
    )


def phones_of(country: str | None) -> PhoneLike:
    """Tells phones with the country's own numbering, else by their look.

    Raises CommandError for a country that there is not.
    """
    if country is None:
        return looks_like_a_phone
    rules = PhoneRules.of(country)
    return lambda cells: cells.map(lambda cell: bool(parse_cell(cell, rules).numbers)).astype(bool)


def mostly(mask: "pd.Series[bool]") -> bool:
    """Whether at least nine in ten are true, and there is one at all."""
    return share(mask) >= CERTAIN


def share(mask: "pd.Series[bool]") -> float:
    """How many of all are true, 0 to 1; 0 where there is none."""
    return float(mask.mean()) if len(mask) else 0.0


def filled_share(sample: Sample, heading: str) -> float:
    """How many of the first rows have more than punctuation in this column, 0 to 1."""
    cells = all_cells(sample, heading).head(_FILLED_ROWS)
    return share(cells.str.contains(r"[\pL\pN]", regex=True))


def different_share(cells: Cells) -> float:
    """How many of the cells differ, 0 to 1: a name does from row to row, a group does not."""
    return cells.nunique() / len(cells) if len(cells) else 0.0


def have_phones(cells: Cells, least: float = FEW) -> bool:
    """Whether at least this share of the cells has as many digits as a phone."""
    said = cells[cells.str.contains(r"[\pL\pN]", regex=True)]
    digits = said.str.replace(r"\D", "", regex=True).str.len()
    return share((digits >= 6) & ~said.str.fullmatch(_DATE_SHAPE)) >= least


def are_codes(cells: Cells) -> bool:
    """Whether the cells are digits, as codes of cities and departments are, and no names."""
    return mostly(cells.str.fullmatch(r"[\d\s.\-/]+"))


def are_words(cells: Cells) -> bool:
    """Whether at least half of the cells begin with a letter and are no addresses of e-mail."""
    return share(cells.str.match(r"\pL") & ~cells.str.contains("@", regex=False)) >= HALF


def are_hours(cells: Cells) -> bool:
    """Whether the cells are times of day: 14:30, 9:00 am."""
    return mostly(cells.str.fullmatch(r"(?i)\d{1,2}[:.h]\d{2}(?::\d{2})?(?: ?[ap]\.?\s?m\.?)?"))


def are_days(cells: Cells) -> bool:
    """Whether the cells are dates without an hour."""
    return mostly(cells.str.fullmatch(_DATE_SHAPE) & ~cells.str.contains(":", regex=False))


def known_share(cells: Cells, names: frozenset[str]) -> float:
    """How many of the cells are among these normalised names, 0 to 1."""
    return share(cells.map(normalise).isin(names))


def are_short(cells: Cells) -> bool:
    """Whether the cells are as short as house numbers."""
    return mostly(cells.str.len() <= 6)


def are_country_codes(cells: Cells) -> bool:
    """Whether the cells are two or three letters: a country, and no dialling code."""
    return mostly(cells.str.fullmatch(r"[A-Za-z]{2,3}"))


def countries_of(cells: Cells) -> Cells:
    """The calling code of the country that each cell names; "" for a blank one, NO_CODE for no country."""
    return text_series(calling_codes(arrow(cells)), cells.index)


def are_calling_codes(cells: Cells) -> bool:
    """Whether at least half of the cells name countries, by their calling codes (57, +1) or otherwise."""
    named = countries_of(cells)
    return share(named[named != ""] != NO_CODE) >= HALF


def _are_names(cells: Cells) -> bool:
    """Letters only, mostly of several words, and mostly different: a status would repeat itself."""
    if share(cells.str.contains(" ", regex=False)) < HALF or cells.nunique() < len(cells) * HALF:
        return False
    return mostly(cells.map(lambda cell: _NAME_CHARS.fullmatch(cell) is not None))
