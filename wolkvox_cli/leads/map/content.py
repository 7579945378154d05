"""What a column holds, told from a sample of its cells: at least nine in ten of them, or nothing is said."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.headings import normalise
from wolkvox_cli.leads.model import LeadSource
from wolkvox_cli.leads.phones.calling_codes import NO_CODE, calling_codes
from wolkvox_cli.leads.phones.options import PhoneRules
from wolkvox_cli.leads.phones.parse_cell import read_cell

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
CERTAIN = 0.9
HALF = 0.5

PhoneLike = Callable[[pa.StringArray], pa.BooleanArray]
"""Tells for each text whether it reads as a phone number."""

_PHONE_SHAPE = r"^'?(?:p:|tel:)?\s*\+?\(?\d[\d\s().\-–]*(?:\.0)?$"
_DATE_SHAPE = (
    r"^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))(?:[ T].*)?$"
    r"|^(?:19|20)\d{2}(?:0\d|1[0-2])[0-3]\d(?:[0-2]\d[0-5]\d[0-5]\d)?$"
)
_GROUPED_NUMBER = r"^\d{1,3}(?:\.\d{3})+$|^\d+\.\d{1,2}$"
_EMAIL_SHAPE = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_NAME_SHAPE = r"^\p{L}[\p{L}\p{M}\s.'’&,\-]*$"


Sample: TypeAlias = pa.RecordBatch
"""Some rows of a lead file: text columns under its headings."""


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
    headings = list(source.file.headings)
    return pa.RecordBatch.from_arrays([pa.array([], pa.string()) for _ in headings], names=headings)


def sample_of(cells: pa.RecordBatch, heading: str) -> pa.StringArray:
    """The first thousand filled cells of a column, trimmed; none if the sample lacks the column."""
    index = cells.schema.get_field_index(heading)
    if index < 0:
        return pa.array([], pa.string())
    values = pc.utf8_trim_whitespace(cells.column(index))
    return values.filter(pc.not_equal(values, "")).slice(0, SAMPLE_CELLS)


def content_of(values: pa.StringArray, phone_like: PhoneLike | None = None) -> Holds | None:
    """What nine in ten of the cells are, or None."""
    if not len(values):
        return None
    if mostly(pc.match_substring_regex(values, _EMAIL_SHAPE)):
        return Holds.EMAILS
    if mostly(pc.match_substring_regex(values, _DATE_SHAPE)):
        return Holds.DATES
    if mostly((phone_like or looks_like_a_phone)(values)):
        return Holds.PHONES
    words = [normalise(value) for value in values.to_pylist()]
    if _share(words, DOCUMENT_TYPES) >= CERTAIN:
        return Holds.DOCUMENT_TYPES
    if _share(words, STATES) >= CERTAIN:
        return Holds.STATES
    return Holds.NAMES if _are_names(values) else None


def looks_like_a_phone(values: pa.StringArray) -> pa.BooleanArray:
    """Whether each text is written like a phone number of 7 to 15 digits, whatever the country."""
    shaped = pc.match_substring_regex(values, _PHONE_SHAPE)
    whole = pc.replace_substring_regex(values, r"\.0$", "")
    other = pc.match_substring_regex(whole, f"{_DATE_SHAPE}|{_GROUPED_NUMBER}")
    digits = pc.utf8_length(pc.replace_substring_regex(whole, r"\D", ""))
    numbered = pc.and_(pc.greater_equal(digits, 7), pc.less_equal(digits, 15))
    return pc.and_(pc.and_(shaped, pc.invert(other)), numbered)


def phones_of(country: str | None) -> PhoneLike:
    """Tells phones with the country's own numbering, else by their look.

    Raises CommandError for a country that there is not.
    """
    if country is None:
        return looks_like_a_phone
    rules = PhoneRules.of(country)
    return lambda values: pa.array([bool(read_cell(cell, rules).numbers) for cell in values.to_pylist()])


def mostly(mask: pa.BooleanArray) -> bool:
    """Whether at least nine in ten are true, and there is one at all."""
    return len(mask) > 0 and pc.sum(mask).as_py() >= CERTAIN * len(mask)


def are_short(values: pa.StringArray) -> bool:
    """Whether the cells are as short as house numbers."""
    return mostly(pc.less_equal(pc.utf8_length(values), 6))


def are_country_codes(values: pa.StringArray) -> bool:
    """Whether the cells are two or three letters: a country, and no dialling code."""
    return mostly(pc.match_substring_regex(values, r"^[A-Za-z]{2,3}$"))


def are_calling_codes(values: pa.StringArray) -> bool:
    """Whether at least half of the cells name countries, by their calling codes (57, +1) or otherwise."""
    named = calling_codes(values)
    return share(pc.not_equal(named.filter(pc.not_equal(named, "")), NO_CODE)) >= HALF


def share(mask: pa.BooleanArray) -> float:
    """How many of all are true, 0 to 1; 0 where there is none."""
    return float(pc.mean(mask).as_py()) if len(mask) else 0.0


def _share(words: list[str], known: frozenset[str]) -> float:
    return sum(word in known for word in words) / len(words)


def _are_names(values: pa.StringArray) -> bool:
    """Letters only, mostly of several words, and mostly different: a status would repeat itself."""
    several_words = pc.sum(pc.match_substring(values, " ")).as_py()
    if several_words < len(values) / 2 or len(pc.unique(values)) < len(values) / 2:
        return False
    return mostly(pc.match_substring_regex(values, _NAME_SHAPE))
