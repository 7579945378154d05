"""Whether the last row of a table is its totals and no lead."""

import re
from collections.abc import Sequence

import pyarrow as pa

from wolkvox_cli.leads.columns.headings import field_of, normalise
from wolkvox_cli.leads.sources.tables import looks_like_data

_LABEL = re.compile(
    r"(gran |sub|grand )?(total(es)?|totais|suma|soma|sum|promedio|media|average|count|conteo|recuento)"
    r"( (general|geral|registros|clientes|leads|contactos|filas|de \w+))?"
)


def is_totals_row(row: pa.RecordBatch, headings: Sequence[str]) -> bool:
    """Whether the row says "Total" and holds, in few cells, nothing but numbers, none of them a phone."""
    cells = [column[0].as_py().strip() for column in row.columns]
    filled = [(place, cell) for place, cell in enumerate(cells) if cell]
    label = normalise(filled[0][1]).replace("_", " ") if filled else ""
    label = re.sub(r" \d+$", "", label)
    if not _LABEL.fullmatch(label) or len(filled) * 2 > max(4, len(headings) + 1):
        return False
    others = filled[1:]
    if not all(looks_like_data(cell) or cell.startswith("$") for _, cell in others):
        return False
    return not any(_is_phone(headings[place], cell) for place, cell in others)


def _is_phone(heading: str, cell: str) -> bool:
    """A number in a phone column is a lead's phone, unless it is too long or too short for one."""
    field = field_of(heading) or ""
    return field.startswith("tel") and 7 <= sum(map(str.isdigit, cell)) <= 15 and "." not in cell
