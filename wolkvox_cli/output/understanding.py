"""What was understood of a file, in two lines: how it is written, and which column goes where."""

from collections.abc import Mapping, Sequence

from wolkvox_cli.spool import SourceFacts

_MOST_NAMES = 10
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


def columns_line(mapping: Mapping[str, str], constants: Mapping[str, str], ignored: Sequence[str]) -> str:
    """Which column goes where: "Columns: Nombre → customer_name, Celular → tel1; left out: Notas"."""
    sent = [f"{template} → {field}" for field, template in mapping.items()]
    sent += [f'"{value}" → {field}' for field, value in constants.items()]
    more = len(ignored) - _MOST_NAMES
    names = ", ".join(ignored[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
    left_out = f"; left out: {names}" if ignored else ""
    return f"Columns: {', '.join(sent)}{left_out}"
