"""Which delimiter a text file uses, found from its first lines, quoted cells respected."""

import csv
import io
import itertools
import re
import statistics
from dataclasses import dataclass

from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.model import FIELD_COLUMN, ROW_COLUMN

DELIMITERS = (",", ";", "\t", "|")
"""In order of preference when nothing else decides."""

SAMPLE_ROWS = 1000
MAX_RECORD = 16 << 20
"""The most bytes one row may have: beyond this the file is no table, or a quote never closes."""

_REPORT = re.compile(rf'{ROW_COLUMN}("?)([^\w"])\1{FIELD_COLUMN}')

csv.field_size_limit(MAX_RECORD)


@dataclass(frozen=True)
class Sample:
    """The first rows of a text file: `rows[i]` is row number i + 1 + `skipped` as the spreadsheet counts."""

    delimiter: str
    rows: list[list[str]]
    skipped: int = 0


def sample_of(text: str, wanted: str | None, *, complete: bool) -> Sample:
    """The first rows under the delimiter that the user wants, that `sep=` names, or that fits best.

    Without `complete` the text is the beginning of a longer one, so its last row may be cut off.
    Raises CommandError for a delimiter that is not one character.
    """
    first, rest = _first_line(text)
    named = _sep_line(first)
    if named is not None:
        delimiter = _checked(wanted) if wanted else named
        return Sample(delimiter, _rows(rest, delimiter, complete=complete), skipped=1)
    delimiter = _checked(wanted) if wanted else _of_report(first) or _best(text, complete=complete)
    return Sample(delimiter, _rows(text, delimiter, complete=complete))


def _checked(wanted: str) -> str:
    spelt = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
    delimiter = spelt.get(wanted.lower(), wanted)
    if len(delimiter) != 1 or delimiter in '"\r\n' or not delimiter.isascii() or delimiter.isalnum():
        raise CommandError(
            "command.delimiter",
            f"{wanted!r} cannot be a delimiter: it must be one character.",
            'Use --delimiter "," or ";" or "|" or tab.',
        )
    return delimiter


def _first_line(text: str) -> tuple[str, str]:
    ends = [place for place in (text.find("\n"), text.find("\r")) if place >= 0]
    if not ends:
        return text, ""
    end = min(ends)
    after = end + 2 if text[end : end + 2] == "\r\n" else end + 1
    return text[:end], text[after:]


def _sep_line(line: str) -> str | None:
    line = line.strip('"')
    return line[4] if len(line) == 5 and line.lower().startswith("sep=") else None


def _of_report(line: str) -> str | None:
    """What stands between the columns that our own reports add, if this line has them."""
    match = _REPORT.search(line)
    return match[2] if match else None


def _rows(text: str, delimiter: str, *, complete: bool) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = list(itertools.islice(reader, SAMPLE_ROWS + 1))
    return rows if complete and len(rows) <= SAMPLE_ROWS else rows[:-1] or rows


def _best(text: str, *, complete: bool) -> str:
    """The delimiter under which most rows have the same number of cells, and more than one."""
    scores = {delimiter: _score(_rows(text, delimiter, complete=complete)) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0 else ","


def _score(rows: list[list[str]]) -> float:
    widths = [len(row) for row in rows if any(cell.strip() for cell in row)]
    if not widths:
        return 0.0
    usual = statistics.mode(widths)
    if usual < 2:
        wide = [width for width in widths if width > 1]
        return 0.1 * len(wide) / len(widths) if len(wide) * 3 > len(widths) else 0.0
    regular = widths.count(usual) / len(widths)
    return regular * regular * (1 + min(usual, 50) / 100)
