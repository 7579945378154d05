"""What a column mapping is, and how it turns a chunk of the user's cells into API fields."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc


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

    `template` is the heading itself, or text with headings in braces ("{Apellido 1} {Apellido 2}");
    `columns` are the headings it uses; what is wrong with a value is told of the first.
    """

    field: str
    template: str
    columns: tuple[str, ...]
    why: Why

    @property
    def is_template(self) -> bool:
        """Whether the values are put together, not taken as they are."""
        return self.columns != (self.template,)


@dataclass(frozen=True)
class ColumnMapping:
    """Which column goes to which field.

    `fields` stand in API order, `constants` are values that every record gets, `ignored` are columns that
    go nowhere (without the Manager's result columns and the report's own), `notes` are sentences
    for the user about what was decided or left open.
    """

    fields: tuple[MappedField, ...]
    constants: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def apply(self, cells: pa.RecordBatch) -> pa.RecordBatch:
        """The mapped fields of a chunk: text columns under API names, as many rows; no constants."""
        columns = [_filled(mapped, cells) for mapped in self.fields]
        return pa.RecordBatch.from_arrays(columns, names=[mapped.field for mapped in self.fields])

    def as_json(self) -> dict[str, str]:
        """Field to heading or template, in API order."""
        return {mapped.field: mapped.template for mapped in self.fields}

    def column_of(self, name: str) -> str | None:
        """The heading whose cell a problem of this field points at; of a joined field, the first."""
        return next((mapped.columns[0] for mapped in self.fields if mapped.field == name), None)


def _filled(mapped: MappedField, cells: pa.RecordBatch) -> pa.StringArray:
    if not mapped.is_template:
        return cells.column(mapped.template)
    pieces = template_pieces(mapped.template, mapped.columns)
    between = set(pieces[1::2])
    if between == {(False, " ")} and all(is_column for is_column, _ in pieces[::2]):
        return _joined([cells.column(text) for _, text in pieces[::2]])
    return _composed(pieces, cells)


def template_pieces(template: str, columns: tuple[str, ...]) -> list[tuple[bool, str]]:
    """The template in order, as (is a column, heading or plain text)."""
    names = "|".join(re.escape(f"{{{column}}}") for column in sorted(columns, key=len, reverse=True))
    parts = re.split(f"({names})", template)
    return [(index % 2 == 1, part[1:-1] if index % 2 else part) for index, part in enumerate(parts) if part]


def _joined(columns: list[pa.StringArray]) -> pa.StringArray:
    """The cells of each row with one space between them; blank ones leave no gap.

    Two by two, because pyarrow's own skipping join drops the rows where all are blank.
    """
    joined, *rest = [pc.utf8_trim_whitespace(column) for column in columns]
    for part in rest:
        joined = pc.utf8_trim_whitespace(pc.binary_join_element_wise(joined, part, " "))
    return joined


def _composed(pieces: list[tuple[bool, str]], cells: pa.RecordBatch) -> pa.StringArray:
    """Columns and plain text put together; empty where all the columns are, never with two spaces on end."""
    values = [
        pc.utf8_trim_whitespace(cells.column(text)) if is_column else pa.scalar(text)
        for is_column, text in pieces
    ]
    text = pc.binary_join_element_wise(*values, "")
    text = pc.utf8_trim_whitespace(pc.replace_substring_regex(text, r" {2,}", " "))
    columns = [value for value, (is_column, _) in zip(values, pieces, strict=True) if is_column]
    nothing = pc.equal(pc.binary_join_element_wise(*columns, ""), "")
    return pc.if_else(nothing, "", text)
