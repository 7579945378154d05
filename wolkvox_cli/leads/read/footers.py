"""Rows that programs write among leads or below them: totals, rulers, the end of an export."""

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.leads.headings import field_of, normalise
from wolkvox_cli.leads.read.header import looks_like_data
from wolkvox_cli.leads.text_columns import Mask, RowNumbers, byte_lengths, holds_any, mask_of

_LABEL = re.compile(
    r"(gran |grand )?(total(es)?|totais|suma|soma|sum|promedio|media|average|count|conteo|recuento)"
    r"( (general|geral|registros|clientes|leads|contactos|filas|rows|records|de \w+|por \w+))?"
    r"|sub ?total(es)?( \w+){0,4}"
)
_COUNT = re.compile(r" \d+( (registros|filas|rows|records|leads|clientes|contactos|linhas))?$")
_BEGINS_LIKE_A_LABEL = r"(?i)^\W*(?:gran|sub|tota|suma|soma|sum|promedio|media|average|count|conteo|recuento)"
_RULER = r"^[-=_*+.~ ]*[-=_*~]{2}[-=_*+.~ ]*$"
_LINES = (b"--", b"==", b"__", b"**", b"~~")
_END = re.compile(
    r"\d+ (row|fila|registro|linha|record|lead|cliente|contacto)s?( \w+){0,4}"
    r"|(fin|final|fim|end)( (del?|da|do|of)( la| the)? (\w+)( \w+)?)?|eof"
    r"|(generado|exportado|impreso|elaborado|emitido|gerado|impresso|generated|exported|printed|created)"
    r" (el|em|on|por|by|at|a las|en) .*"
    r"|(fecha|data|date) (de |da |of )?(generacion|exportacion|impresion|emision|geracao|emissao|export)\b.*"
    r"|(pagina|page) \d+( (de|of) \d+)?|(fuente|fonte|source) .*"
)


def totals_and_rulers(columns: Sequence[pa.StringArray], headings: Sequence[str]) -> RowNumbers:
    """The indices of the rows that hold nothing but a label and numbers, or lines drawn with signs."""
    filled = sum((byte_lengths(column) > 0).astype(np.int64) for column in columns)
    first = _first_filled(columns)
    suspects = set(_matching(first, np.flatnonzero(filled <= _few(headings)), _BEGINS_LIKE_A_LABEL))
    if holds_any(first, _LINES):
        suspects.update(_matching(first, np.arange(len(first)), _RULER))
    rows = {index: [column[index].as_py() for column in columns] for index in sorted(suspects)}
    found = [index for index, row in rows.items() if is_totals_row(row, headings) or is_ruler(row)]
    return np.array(found, np.int64)


def _matching(column: pa.StringArray, indices: RowNumbers, pattern: str) -> list[int]:
    matching: list[int] = indices[mask_of(pc.match_substring_regex(column.take(indices), pattern))].tolist()
    return matching


def is_totals_row(row: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether the row says "Total" and holds, in few cells, nothing but numbers, none of them a phone."""
    filled = [(index, cell.strip()) for index, cell in enumerate(row) if cell.strip()]
    if not filled or len(filled) > _few(headings) or not _LABEL.fullmatch(_label(filled[0][1])):
        return False
    if not all(looks_like_data(cell) or cell.startswith("$") for _, cell in filled[1:]):
        return False
    return not any(_may_be_phone(headings[index], cell) for index, cell in filled[1:])


def is_ruler(row: Sequence[str]) -> bool:
    """Whether all that the row holds is lines, as -----."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and all(re.match(_RULER, cell) for cell in filled)


def ends_an_export(row: Sequence[str]) -> bool:
    """Whether the one cell of the row says what programs write below a table, as "(3 rows)"."""
    filled = [cell.strip() for cell in row if cell.strip()]
    if len(filled) != 1:
        return False
    text = normalise(filled[0]).replace("_", " ").strip()
    return _END.fullmatch(text) is not None or _LABEL.fullmatch(_label(filled[0])) is not None


def _label(cell: str) -> str:
    """The words of a cell, without the count behind them."""
    return _COUNT.sub("", normalise(cell).replace("_", " "))


def _few(headings: Sequence[str]) -> int:
    """The most cells that a row of totals fills."""
    return max(4, len(headings) + 1) // 2


def _first_filled(columns: Sequence[pa.StringArray]) -> pa.StringArray:
    first = columns[0]
    for column in columns[1:]:
        blank: Mask = byte_lengths(first) == 0
        if not blank.any():
            break
        first = pc.if_else(pa.array(blank), column, first)
    return first


def _may_be_phone(heading: str, cell: str) -> bool:
    """A number in a phone column is a lead's phone, unless it is too long or too short for one."""
    digits = sum(map(str.isdigit, cell))
    field = field_of(heading)
    if field is None:
        return 10 <= digits <= 15 and not re.search(r"[.,$]", cell)
    return field.startswith("tel") and 7 <= digits <= 15 and "." not in cell
