"""The phone columns of a chunk: every cell read, the numbers put in the order they are to be dialled."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.model import Problems, RowNumbers, Severity
from wolkvox_cli.leads.phones.cleaning import CleanCells, clean_cells
from wolkvox_cli.leads.phones.coded_cells import clean_coded_cells
from wolkvox_cli.leads.phones.dial_order import Placed, placed
from wolkvox_cli.leads.phones.options import PhoneRules
from wolkvox_cli.leads.text_columns import Mask

EXTRA_FIELD, RECALL_FIELD = "tel_extra", "recall_telephone"


@dataclass(frozen=True, eq=False)
class PhoneColumns:
    """The phones of one chunk.

    `columns` holds digits ready to send by field, "" where there are none: tel1..tel10 with the valid
    numbers moved up, tel_extra, recall_telephone; `canonical` the same numbers as they compare (E.164
    digits where the country is known). Fields that were not given appear where numbers moved into them.
    `dialable` says which rows have a number in tel1..tel10.
    """

    columns: Mapping[str, pa.StringArray]
    canonical: Mapping[str, pa.StringArray]
    problems: tuple[Problems, ...]
    dialable: Mask


def clean_phones(
    fields: Mapping[str, pa.StringArray],
    rows: RowNumbers,
    rules: PhoneRules,
    columns: Mapping[str, str | None],
    *,
    codes: Mapping[str, pa.StringArray] | None = None,
    spill: bool = False,
) -> PhoneColumns:
    """The phone columns of a chunk, cleaned.

    `fields` holds the cells of tel1..tel10, tel_extra and recall_telephone as far as they are mapped,
    `columns` the user's heading of each, `codes` the cells with countries' calling codes beside some of
    them; `spill` lets an eleventh number go to tel_extra without a column. All arrays are as long as `rows`.
    """
    dialled = [name for name in (*DIAL_FIELDS, EXTRA_FIELD) if name in fields]
    beside = codes or {}
    cells = {
        name: clean_coded_cells(column, beside[name], rules) if name in beside else clean_cells(column, rules)
        for name, column in fields.items()
    }
    numbers = placed({name: cells[name] for name in dialled}, len(rows), spill)
    telling = _Telling(fields, rows, columns)
    problems = [
        problem for name in dialled for problem in telling.of_cells(name, cells[name], numbers.dialable)
    ]
    problems += telling.of_rows(dialled, cells, numbers)
    outputs, canonicals = dict(numbers.outputs), dict(numbers.canonical)
    if RECALL_FIELD in fields:
        recall = cells[RECALL_FIELD]
        outputs[RECALL_FIELD], canonicals[RECALL_FIELD] = recall.outputs, recall.canonical
        problems += telling.of_cells(RECALL_FIELD, recall, np.ones(len(rows), np.bool_))
        problems += telling.surplus(RECALL_FIELD, recall.extra_places, recall.extra_outputs)
    return PhoneColumns(outputs, canonicals, tuple(problems), numbers.dialable)


def canonical(values: pa.StringArray, rules: PhoneRules) -> pa.StringArray:
    """The first number of each cell as it compares: E.164 digits where the country is known, "" if none."""
    return clean_cells(values, rules).canonical


class _Telling:
    """Makes the problems of a chunk: knows its cells, row numbers and headings."""

    def __init__(
        self, fields: Mapping[str, pa.StringArray], rows: RowNumbers, columns: Mapping[str, str | None]
    ) -> None:
        self._fields, self._rows, self._columns = fields, rows, columns

    def of_cells(self, name: str, cells: CleanCells, dialable: Mask) -> list[Problems]:
        """Invalid cells (an error where nothing else can be dialled), lost digits and extensions."""
        spared = dialable[cells.bad_places]
        lost, extended = cells.lost_places, cells.extension_places
        return [
            *self._problem("phone.invalid", Severity.ERROR, name, cells.bad_places, cells.reasons, ~spared),
            *self._problem("phone.invalid", Severity.WARNING, name, cells.bad_places, cells.reasons, spared),
            *self._problem("phone.lost-digits", Severity.ERROR, name, lost, None),
            *self._problem("phone.extension", Severity.WARNING, name, extended, cells.extensions),
        ]

    def of_rows(self, dialled: list[str], cells: Mapping[str, CleanCells], numbers: Placed) -> list[Problems]:
        """Rows without any phone, and numbers for which no field was left."""
        silent = ~numbers.dialable
        for name in dialled:
            silent[cells[name].bad_places] = False
            silent[cells[name].lost_places] = False
        first = dialled[0] if dialled else DIAL_FIELDS[0]
        missing = self._problem("phone.missing", Severity.ERROR, first, np.flatnonzero(silent), None)
        left = [
            problem
            for name, places, outputs in numbers.surplus
            for problem in self.surplus(name, places, outputs)
        ]
        return [*missing, *left]

    def surplus(self, name: str, places: RowNumbers, outputs: pa.StringArray) -> list[Problems]:
        """Numbers of a cell that are left out, told together."""
        places, starts = np.unique(places, return_index=True)
        offsets = pa.array([*starts.tolist(), len(outputs)], pa.int32())
        joined = pc.binary_join(pa.ListArray.from_arrays(offsets, outputs), ", ")
        return self._problem("phone.surplus", Severity.WARNING, name, places, joined)

    def _problem(
        self,
        code: str,
        severity: Severity,
        name: str,
        places: RowNumbers,
        details: pa.StringArray | None,
        chosen: Mask | None = None,
    ) -> list[Problems]:
        if chosen is not None:
            places = places[chosen]
            details = None if details is None else details.filter(pa.array(chosen))
        if not len(places):
            return []
        given = name in self._fields
        values = self._fields[name].take(pa.array(places)) if given else pa.repeat("", len(places))
        rows = self._rows[places]
        return [Problems(code, severity, name, self._columns.get(name), rows, values, details)]
