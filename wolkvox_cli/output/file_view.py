"""What was understood of a file before its rows are read: how it is written, and which column goes where."""

from collections.abc import Mapping, Sequence

from rich.columns import Columns
from rich.text import Text

from wolkvox_cli.output.console import Talk, cut_in_the_middle, visible
from wolkvox_cli.spool import SourceFacts

_MOST_NAMES = 10
_LONGEST_HEADING = 28
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}


def file_line(facts: SourceFacts) -> str:
    """How the file is written: "leads.csv: CSV, windows-1252, semicolons, headings in row 3"."""
    parts = [facts.format.upper()]
    if facts.encoding:
        parts.append(facts.encoding)
    if facts.delimiter:
        parts.append(f"{_DELIMITERS.get(facts.delimiter, facts.delimiter)} between cells")
    if facts.sheet:
        parts.append(f'sheet "{facts.sheet}"')
    parts.append(f"headings in row {facts.header_row}" if facts.header_row else "no headings")
    return f"{facts.path}: {', '.join(parts)}"


def show_columns(
    talk: Talk, mapping: Mapping[str, str], constants: Mapping[str, str], ignored: Sequence[str]
) -> None:
    """Which column goes to which field, and what is left out: a grid at a terminal, else one line."""
    if not talk.err.is_terminal:
        talk.say(columns_line(mapping, constants, ignored))
        return
    pairs = [(template, field) for field, template in mapping.items()]
    pairs += [(f'"{value}"', field) for field, value in constants.items()]
    grid = Columns(map(_pair, pairs), padding=(0, 3), column_first=True)
    talk.show(grid)
    if ignored:
        talk.say(f"Left out: {_names(ignored)}")


def columns_line(mapping: Mapping[str, str], constants: Mapping[str, str], ignored: Sequence[str]) -> str:
    """Which column goes where: "Columns: Nombre → customer_name, Celular → tel1; left out: Notas"."""
    sent = [f"{template} → {field}" for field, template in mapping.items()]
    sent += [f'"{value}" → {field}' for field, value in constants.items()]
    left_out = f"; left out: {_names(ignored)}" if ignored else ""
    return f"Columns: {', '.join(sent)}{left_out}"


def _pair(pair: tuple[str, str]) -> Text:
    column, field = (visible(text) for text in pair)
    return Text.assemble(cut_in_the_middle(column, _LONGEST_HEADING), (" → ", "dim"), (field, "cyan"))


def _names(headings: Sequence[str]) -> str:
    more = len(headings) - _MOST_NAMES
    return ", ".join(headings[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
