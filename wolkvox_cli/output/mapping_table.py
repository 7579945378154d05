"""A column mapping as a table: each column, some of its values, its field, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from wolkvox_cli.leads.map.column_mapping import ColumnMapping, MappedField, Why
from wolkvox_cli.leads.map.content import Sample, sample_of
from wolkvox_cli.leads.model import REPORT_COLUMNS
from wolkvox_cli.output.console import shown, visible

_VALUES = 3
_VALUE_WIDTH = 20
_LEAST_VALUES = 8
"""Characters of room from which on values are shown."""
_REASONS = {
    Why.EXACT: "exact",
    Why.KNOWN: "known heading",
    Why.CONTENT: "content",
    Why.YOU: "you",
    Why.FILE: "mapping file",
}


@dataclass(frozen=True)
class ColumnView:
    """A column as it is shown: its heading and up to three of its values."""

    heading: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class ColumnUse:
    """What a column is used for; `field` and `why` are None where it goes nowhere."""

    column: str
    values: tuple[str, ...]
    field: str | None
    why: str | None


def views_of(headings: Sequence[str], sample: Sample) -> list[ColumnView]:
    """The user's own columns, each with its first different values."""
    own = [heading for heading in headings if heading not in REPORT_COLUMNS]
    return [ColumnView(heading, tuple(sample_of(sample, heading).unique()[:_VALUES])) for heading in own]


def column_uses(columns: Sequence[ColumnView], mapping: ColumnMapping) -> list[ColumnUse]:
    """One line per column, in file order; a column used for several fields has a line for each."""
    uses: list[ColumnUse] = []
    for column in columns:
        mapped = [one for one in mapping.fields if column.heading in one.columns]
        uses += [ColumnUse(column.heading, column.values, one.field, _reason(one)) for one in mapped]
        if not mapped:
            uses.append(ColumnUse(column.heading, column.values, None, None))
    return uses


def show_mapping(console: Console, columns: Sequence[ColumnView], mapping: ColumnMapping) -> None:
    """Print the table, the constants, the notes and what is left over."""
    console.print(_table(column_uses(columns, mapping), columns, mapping, console.width))
    for line in _closing_lines(columns, mapping):
        console.print(shown(line), soft_wrap=not console.is_terminal)


def _table(
    uses: Sequence[ColumnUse], columns: Sequence[ColumnView], mapping: ColumnMapping, width: int
) -> Table:
    """One line a use: the values give way first, then the headings in their middle."""
    numbers = {column.heading: str(number) for number, column in enumerate(columns, 1)}
    lines = [_cells(use, numbers[use.column], mapping) for use in uses]
    widest = zip(("#", "Column", "Field", "Why"), *lines, strict=True)
    taken = sum(max(map(len, column)) + 2 for column in widest)
    room = width - taken
    with_values = room >= _LEAST_VALUES
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("#", justify="right", style="dim", no_wrap=True)
    table.add_column("Column", overflow="fold")
    if with_values:
        table.add_column("Values", style="dim", no_wrap=True, max_width=room)
    table.add_column("Field", no_wrap=True)
    table.add_column("Why", no_wrap=True)
    for use, (number, column, field, why) in zip(uses, lines, strict=True):
        table.add_row(number, column, *([shown(shown_values(use.values))] if with_values else []), field, why)
    return table


def _cells(use: ColumnUse, number: str, mapping: ColumnMapping) -> tuple[Text, Text, Text, Text]:
    field, why = Text("-"), Text("left out", "dim")
    if use.field:
        field, why = Text(use.field, "green"), Text(use.why or "")
    elif use.column not in mapping.ignored:
        why = Text("no lead data", "dim")
    return Text(number), shown(use.column), field, why


def shown_values(values: Sequence[str]) -> str:
    """Some values of a column in one line."""
    return " | ".join(_short(visible(value)) for value in values)


def _short(text: str) -> str:
    return text if len(text) <= _VALUE_WIDTH else text[: _VALUE_WIDTH - 1] + "…"


def _reason(mapped: MappedField) -> str:
    return _REASONS[mapped.why] + (", joined" if mapped.is_template else "")


def _closing_lines(columns: Sequence[ColumnView], mapping: ColumnMapping) -> list[str]:
    lines = [f"{name} = {value} for every record" for name, value in mapping.constants.items()]
    lines += [f"{one.field} = {one.template}" for one in mapping.fields if one.is_template]
    used = {name for mapped in mapping.fields for name in mapped.columns}
    count = len({column.heading for column in columns} & used)
    lines.append(f"{count} of {len(columns)} columns go to {len(mapping.fields)} fields.")
    return lines + [f"Note: {note}" for note in mapping.notes]
