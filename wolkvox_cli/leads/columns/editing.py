"""Changing a column mapping by hand: one column to another field, or to none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from wolkvox_cli.campaign import LEAD_FIELDS
from wolkvox_cli.leads.columns.mapped import ColumnMapping, MappedField, Why

_ORDER = {field.name: place for place, field in enumerate(LEAD_FIELDS)}


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
