"""Blocks of delimited text become columns of text, each row at its number, ragged ones mended and marked."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from wolkvox_cli.leads.problems import RowNumbers
from wolkvox_cli.leads.sources.cutting import SoundBlock

_MANY_ODD = 1_000
"""With more rows than this that do not fit, the csv module is the faster reader of a block."""


class Misfit(NamedTuple):
    """A row of more or fewer `cells` than the table has; `surplus` are those beyond the last column."""

    cells: int
    text: str
    surplus: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Parsed:
    """A block's rows in order, blank ones included: columns of text, and the misfits by their place."""

    columns: list[pa.StringArray]
    misfits: dict[int, Misfit] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.columns[0])


def parse_sound(block: SoundBlock, delimiter: str, width: int) -> Parsed:
    """The rows of a sound block in `width` columns."""
    odd: list[tuple[int, str]] = []

    def remember(row: pa_csv.InvalidRow) -> str:
        odd.append((row.number - 1, row.text))
        return "skip" if len(odd) <= _MANY_ODD else "error"

    try:
        columns = _columns(block.text, delimiter, width, remember)
    except pa.ArrowInvalid:
        if len(odd) <= _MANY_ODD:
            raise
        text = io.StringIO(str(block.text, "utf-8"), newline="")
        return parse_rows(list(csv.reader(text, delimiter=delimiter)), delimiter, width)
    if not odd:
        return Parsed(columns)
    rows = [next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), []) for _, text in odd]
    fitted, misfits = fit(rows, width, delimiter)
    places = [place for place, _ in odd]
    return Parsed(
        _woven(columns, fitted, places), {places[place]: misfit for place, misfit in misfits.items()}
    )


def _columns(
    text: memoryview, delimiter: str, width: int, odd_row: Callable[[pa_csv.InvalidRow], str]
) -> list[pa.StringArray]:
    """The columns of those rows that have `width` cells; the others go to `odd_row`."""
    names = [str(place) for place in range(width)]
    table = pa_csv.read_csv(
        pa.BufferReader(text),
        # One block and no threads: only so does the reader know the numbers of the rows it cannot fit.
        read_options=pa_csv.ReadOptions(
            column_names=names, use_threads=False, block_size=max(16, len(text) + 1)
        ),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=odd_row,
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        ),
    )
    return [_one_chunk(column) for column in table.columns]


def parse_rows(rows: Sequence[Sequence[str]], delimiter: str, width: int) -> Parsed:
    """Rows that are already split, in `width` columns."""
    columns, misfits = fit(rows, width, delimiter)
    return Parsed(columns, misfits)


def fit(
    rows: Sequence[Sequence[str]], width: int, delimiter: str
) -> tuple[list[pa.StringArray], dict[int, Misfit]]:
    """The rows as `width` columns, and those that have more or fewer cells, by their place."""
    misfits, fitted = {}, []
    for place, row in enumerate(rows):
        cells, count = row, len(row)
        if count < width:
            misfits[place] = Misfit(count, delimiter.join(row))
            cells = [*row, *[""] * (width - count)]
        elif count > width:
            cells, count = row[:width], _filled_until(row)
            if count > width:
                misfits[place] = Misfit(count, delimiter.join(row), tuple(row[width:count]))
        fitted.append(cells)
    if not fitted:
        return [pa.array([], pa.string()) for _ in range(width)], {}
    return [pa.array(column, pa.string()) for column in zip(*fitted, strict=True)], misfits


def _filled_until(row: Sequence[str]) -> int:
    """How many cells the row has when empty ones at its end do not count."""
    count = len(row)
    while count and not row[count - 1].strip():
        count -= 1
    return count


def _woven(
    columns: list[pa.StringArray], extra: list[pa.StringArray], places: list[int]
) -> list[pa.StringArray]:
    """The columns with the extra rows put in where they belong."""
    total = len(columns[0]) + len(places)
    order: RowNumbers = np.empty(total, dtype=np.int64)
    is_extra = np.zeros(total, dtype=np.bool_)
    is_extra[places] = True
    order[~is_extra] = np.arange(len(columns[0]))
    order[is_extra] = np.arange(len(columns[0]), total)
    take = pa.array(order)
    return [pa.concat_arrays([column, more]).take(take) for column, more in zip(columns, extra, strict=True)]


def _one_chunk(column: pa.ChunkedArray) -> pa.StringArray:
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())
