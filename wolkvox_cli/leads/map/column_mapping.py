"""What a column mapping is, and how it turns a chunk of the user's cells into API fields."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import pandas as pd
import pyarrow as pa

from wolkvox_cli.campaign import FIELDS_BY_NAME, LEAD_FIELDS, FieldKind
from wolkvox_cli.leads.headings import is_fax_label
from wolkvox_cli.leads.map.phone_templates import USUAL_DIGITS, area_code_in, area_in_country_code, put_before
from wolkvox_cli.leads.phones.calling_codes import NO_CODE, calling_codes
from wolkvox_cli.leads.text_columns import Text, arrow, frame_of, text_series


class Why(StrEnum):
    """How a field came to its column."""

    EXACT = "exact"
    KNOWN = "known"
    CONTENT = "content"
    YOU = "you"
    FILE = "file"


@dataclass(frozen=True)
class MappedField:
    """One API field and where its values come from.

    `template` is the heading itself, or text with headings in braces ("{Apellido 1} {Apellido 2}"). That of
    a phone field may begin with the column of countries' calling codes: "+{Indicativo}{Celular}".
    `columns` are the headings it uses; what is wrong with a value is told of the first.
    """

    field: str
    template: str
    columns: tuple[str, ...]
    why: Why

    @classmethod
    def of(cls, field: str, template: str, columns: tuple[str, ...], why: Why) -> "MappedField":
        """`columns` in the order of the template; of codes and the number after them the number is first."""
        is_coded = template.startswith("+{") or re.fullmatch(r"(?:\{[^{}]+\}){2,}", template) is not None
        return cls(field, template, columns[::-1] if is_coded and _is_phone(field) else columns, why)

    @property
    def is_template(self) -> bool:
        """Whether the values are put together, not taken as they are."""
        return self.columns != (self.template,)

    @property
    def calling_codes(self) -> str | None:
        """The column of the countries in which the numbers are read, None if there is none."""
        code = self.columns[-1]
        begins = len(self.columns) > 1 and self.template.startswith(f"+{{{code}}}")
        return code if begins and _is_phone(self.field) else None

    @property
    def value_template(self) -> str:
        """The template of the value itself, without calling codes."""
        template = self.template.removeprefix(f"+{{{self.calling_codes}}}").lstrip(" ")
        return self.columns[0] if template == f"{{{self.columns[0]}}}" and self.calling_codes else template

    @property
    def is_composed(self) -> bool:
        """Whether the value is put together of several pieces."""
        return self.value_template not in self.columns


@dataclass(frozen=True)
class ColumnMapping:
    """Which column goes to which field.

    `fields` stand in API order, `constants` are values that every record gets, `ignored` are columns that
    go nowhere (without the Manager's result columns and the report's own), `notes` are sentences
    for the user about what was decided or left open. Numbers have their area code from `whole_number` digits
    on. `residence` is the column of the countries that leads live in where nothing else tells the country of
    their numbers, and `own_code` the calling code of the user's. `labels` are the columns that say what kind
    of number others hold, by these.
    """

    fields: tuple[MappedField, ...]
    constants: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    whole_number: int = USUAL_DIGITS
    residence: str | None = None
    own_code: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    def apply(self, cells: pd.DataFrame) -> pd.DataFrame:
        """The mapped fields of a chunk's cells, by the same rows, under API names; no constants."""
        fields = {mapped.field: self._filled(mapped, cells) for mapped in self.fields}
        return frame_of(fields, cells.index)

    def _filled(self, mapped: MappedField, cells: pd.DataFrame) -> Text:
        if not _is_phone(mapped.field):
            return _filled(mapped, cells)
        numbers = _phones(mapped, cells, self.whole_number)
        label = self.labels.get(mapped.columns[0])
        return numbers.mask(cells[label].map(is_fax_label).astype(bool), "") if label else numbers

    def calling_codes(self, cells: pd.DataFrame) -> pd.DataFrame:
        """The cells with calling codes beside those of a phone field, by field."""
        codes = {one.field: cells[one.calling_codes] for one in self.fields if one.calling_codes}
        if self.residence:
            abroad = codes_abroad(cells[self.residence], self.own_code)
            if not (abroad != "").any():
                return pd.DataFrame(codes, index=cells.index)
            unasked = [one.field for one in self.fields if _is_phone(one.field) and _is_automatic(one)]
            codes |= {name: abroad for name in unasked if name not in codes}
        return frame_of(codes, cells.index)

    def as_json(self) -> dict[str, str]:
        """Field to heading or template, in API order."""
        return {mapped.field: mapped.template for mapped in self.fields}

    def column_of(self, name: str) -> str | None:
        """The heading whose cell a problem of this field points at; of a joined field, the first."""
        return next((mapped.columns[0] for mapped in self.fields if mapped.field == name), None)


def codes_abroad(countries: Text, own_code: str) -> Text:
    """The calling codes of other countries than one's own that cells name; "" elsewhere."""
    named = text_series(calling_codes(arrow(countries)), countries.index)
    return named.where(~named.isin(["", NO_CODE, own_code]), "")


def _is_automatic(mapped: MappedField) -> bool:
    return mapped.why not in (Why.YOU, Why.FILE)


def _is_phone(field: str) -> bool:
    return FIELDS_BY_NAME[field].kind is FieldKind.PHONE


def _filled(mapped: MappedField, cells: pd.DataFrame) -> Text:
    if not mapped.is_composed:
        return cells[mapped.value_template]
    pieces = template_pieces(mapped.value_template, mapped.columns)
    between = set(pieces[1::2])
    if between == {(False, " ")} and all(is_column for is_column, _ in pieces[::2]):
        return _joined([cells[text] for _, text in pieces[::2]])
    return _composed(pieces, cells)


def _phones(mapped: MappedField, cells: pd.DataFrame, whole: int) -> Text:
    """Numbers with what the template puts before each of them."""
    if not mapped.is_composed:
        numbers = cells[mapped.value_template]
        if mapped.calling_codes is None:
            return numbers
        areas = cells[mapped.calling_codes].map(area_in_country_code)
        return put_before(areas, numbers, whole) if (areas != "").any() else numbers
    *before, (is_number, number) = template_pieces(mapped.value_template, mapped.columns)
    if not is_number or any(not is_column and not _PREFIX.fullmatch(text) for is_column, text in before):
        return _filled(mapped, cells)
    codes = text_series(pa.repeat("", len(cells)), cells.index)
    for is_column, text in before:
        codes = codes + (
            text_series(cells[text].map(area_code_in).tolist(), cells.index) if is_column else text
        )
    return put_before(codes, cells[number], whole)


_PREFIX = re.compile(r"[\d+(). -]*\d[\d+(). -]*")
"""Digits that a template puts before a number, written as people do."""


def template_pieces(template: str, columns: tuple[str, ...]) -> list[tuple[bool, str]]:
    """The template in order, as (is a column, heading or plain text)."""
    names = "|".join(re.escape(f"{{{column}}}") for column in sorted(columns, key=len, reverse=True))
    parts = re.split(f"({names})", template)
    return [(index % 2 == 1, part[1:-1] if index % 2 else part) for index, part in enumerate(parts) if part]


def _joined(columns: Sequence[Text]) -> Text:
    """The cells of each row with one space between them; blank ones leave no gap."""
    joined, *rest = [column.str.strip() for column in columns]
    for part in rest:
        joined = (joined + " " + part).str.strip()
    return joined


def _composed(pieces: Sequence[tuple[bool, str]], cells: pd.DataFrame) -> Text:
    """Columns and plain text put together; empty where all the columns are, never with two spaces on end."""
    columns = {text: cells[text].str.strip() for is_column, text in pieces if is_column}
    nothing = text_series(pa.repeat("", len(cells)), cells.index)
    text = nothing
    for is_column, piece in pieces:
        text = text + (columns[piece] if is_column else piece)
    filled = sum(columns.values(), start=nothing) != ""
    return text.str.replace(r" {2,}", " ", regex=True).str.strip().where(filled, "")


_ORDER = {field.name: index for index, field in enumerate(LEAD_FIELDS)}


def assign(mapping: ColumnMapping, headings: Sequence[str], column: str, field: str | None) -> ColumnMapping:
    """The mapping with this column in that field alone, or in none; a column it displaces goes nowhere.

    The notes about the columns have been read by then, and go.
    """
    before = {name for mapped in mapping.fields for name in mapped.columns}
    kept = [_without(mapped, column) for mapped in mapping.fields if mapped.field != field]
    fields = [mapped for mapped in kept if mapped]
    if field:
        fields.append(MappedField(field, column, (column,), Why.YOU))
    fields.sort(key=lambda mapped: _ORDER[mapped.field])
    after = {name for mapped in fields for name in mapped.columns}
    nowhere = ({*mapping.ignored, *before, column}) - after
    return replace(
        mapping,
        fields=tuple(fields),
        constants=_without_constant(mapping.constants, field),
        ignored=tuple(heading for heading in headings if heading in nowhere),
        notes=(),
    )


def _without(mapped: MappedField, column: str) -> MappedField | None:
    """The field without that column; the rest of a joined one stays, joined with spaces; no codes alone."""
    if column not in mapped.columns:
        return mapped
    rest = tuple(name for name in mapped.columns if name != column)
    if not rest or (mapped.calling_codes and column == mapped.columns[0]):
        return None
    if column == mapped.calling_codes:
        return MappedField.of(mapped.field, mapped.value_template, rest[::-1], Why.YOU)
    template = rest[0] if len(rest) == 1 else " ".join(f"{{{name}}}" for name in rest)
    return MappedField(mapped.field, template, rest, Why.YOU)


def _without_constant(constants: Mapping[str, str], field: str | None) -> dict[str, str]:
    return {name: value for name, value in constants.items() if name != field}
