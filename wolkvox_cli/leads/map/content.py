"""What a column holds, told from a sample of its cells: at least nine in ten of them, or nothing is said."""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TypeAlias

import pandas as pd

from wolkvox_cli.leads.headings import normalise
from wolkvox_cli.leads.model import LeadSource
from wolkvox_cli.leads.phones.calling_codes import NO_CODE, calling_codes
from wolkvox_cli.leads.phones.options import PhoneRules
from wolkvox_cli.leads.phones.parse_cell import read_cell
from wolkvox_cli.leads.text_columns import arrow, text_frame, text_series

_MEXICO = """
aguascalientes, baja california, baja california sur, campeche, chiapas, chihuahua, ciudad de méxico, cdmx,
distrito federal, coahuila, coahuila de zaragoza, colima, durango, estado de méxico, edomex, guanajuato,
guerrero, hidalgo, jalisco, méxico, michoacán, michoacán de ocampo, morelos, nayarit, nuevo león, oaxaca,
puebla, querétaro, quintana roo, san luis potosí, sinaloa, sonora, tabasco, tamaulipas, tlaxcala, veracruz,
veracruz de ignacio de la llave, yucatán, zacatecas
"""
_BRAZIL = """
acre, alagoas, amapá, amazonas, bahia, ceará, distrito federal, espírito santo, goiás, maranhão, mato grosso,
mato grosso do sul, minas gerais, pará, paraíba, paraná, pernambuco, piauí, rio de janeiro,
rio grande do norte, rio grande do sul, rondônia, roraima, santa catarina, são paulo, sergipe, tocantins,
ac, al, ap, am, ba, ce, df, es, go, ma, mt, ms, mg, pa, pb, pr, pe, pi, rj, rn, rs, ro, rr, sc, sp, se, to
"""
_VENEZUELA = """
amazonas, anzoátegui, apure, aragua, barinas, bolívar, carabobo, cojedes, delta amacuro, distrito capital,
falcón, guárico, la guaira, lara, mérida, miranda, monagas, nueva esparta, portuguesa, sucre, táchira,
trujillo, vargas, yaracuy, zulia
"""
_DOCUMENT_TYPES = """
cc, ce, ti, nit, rc, pa, pp, pep, ppt, dni, nie, ruc, rut, cuit, cuil, cpf, cnpj, rg, rfc, curp, ci, ine, le,
lc, v, e, j, cédula, cédula de ciudadanía, cédula de extranjería, cédula ciudadanía, cédula extranjería,
cédula de identidad, tarjeta de identidad, registro civil, pasaporte, passport, permiso especial
"""


def _normalised(text: str) -> frozenset[str]:
    return frozenset(normalise(name) for name in text.split(","))


STATES = _normalised(_MEXICO + "," + _BRAZIL + "," + _VENEZUELA)
"""The states of Mexico, Brazil (names and abbreviations) and Venezuela, normalised like headings."""

DOCUMENT_TYPES = _normalised(_DOCUMENT_TYPES)
"""Kinds of identity document as they are written in Latin America, normalised like headings."""


SAMPLE_CELLS = 1_000
"""Filled cells of a column that are looked at."""

CERTAIN = 0.9
"""The share of cells that must be of a kind for the column to be."""

HALF = 0.5

Cells: TypeAlias = "pd.Series[str]"
"""Some cells of one column, trimmed, none of them blank."""

PhoneLike: TypeAlias = Callable[["Cells"], "pd.Series[bool]"]
"""Tells for each cell whether it reads as a phone number."""

_PHONE_SHAPE = r"'?(?:p:|tel:)?\s*\+?\(?\d[\d\s().\-–]*(?:\.0)?"
_DATE_SHAPE = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))(?:[ T].*)?"
    r"|(?:19|20)\d{2}(?:0\d|1[0-2])[0-3]\d(?:[0-2]\d[0-5]\d[0-5]\d)?"
)
_GROUPED_NUMBER = r"\d{1,3}(?:\.\d{3})+|\d+\.\d{1,2}"
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
    cells = all_cells(sample, heading).str.strip()
    return cells[cells != ""].head(SAMPLE_CELLS)


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
    words = cells.map(normalise)
    if mostly(words.isin(DOCUMENT_TYPES)):
        return Holds.DOCUMENT_TYPES
    if mostly(words.isin(STATES)):
        return Holds.STATES
    return Holds.NAMES if _are_names(cells) else None


def looks_like_a_phone(cells: Cells) -> "pd.Series[bool]":
    """Whether each cell is written like a phone number of 7 to 15 digits, whatever the country."""
    whole = cells.str.replace(r"\.0$", "", regex=True)
    other = whole.str.fullmatch(f"{_DATE_SHAPE}|{_GROUPED_NUMBER}")
    digits = whole.str.replace(r"\D", "", regex=True).str.len()
    return cells.str.fullmatch(_PHONE_SHAPE) & ~other & digits.between(7, 15)


def phones_of(country: str | None) -> PhoneLike:
    """Tells phones with the country's own numbering, else by their look.

    Raises CommandError for a country that there is not.
    """
    if country is None:
        return looks_like_a_phone
    rules = PhoneRules.of(country)
    return lambda cells: cells.map(lambda cell: bool(read_cell(cell, rules).numbers)).astype(bool)


def mostly(mask: "pd.Series[bool]") -> bool:
    """Whether at least nine in ten are true, and there is one at all."""
    return share(mask) >= CERTAIN


def share(mask: "pd.Series[bool]") -> float:
    """How many of all are true, 0 to 1; 0 where there is none."""
    return float(mask.mean()) if len(mask) else 0.0


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
