"""Which delimiter a text file uses, found from its first lines, quoted cells respected."""

import io
import itertools
import re
import statistics
from dataclasses import dataclass

from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.model import FIELD_COLUMN, ROW_COLUMN
from wolkvox_cli.leads.read.header import has_headings, is_phones
from wolkvox_cli.leads.read.quotes import Record, records

DELIMITERS = (",", ";", "\t", "|")
"""In order of preference when nothing else decides."""

SAMPLE_ROWS = 1000

MAX_COLUMNS = 16_384
"""The most columns a table may have; it is what Excel has."""


_SURER = 10
"""How many times as likely a delimiter is that makes known headings or a column of phones."""

_REPORT = re.compile(rf'{ROW_COLUMN}("?)([^\w"])\1{FIELD_COLUMN}')


@dataclass(frozen=True)
class Sample:
    """The first rows of a text file, from row number `first` on as the spreadsheet counts."""

    delimiter: str
    records: list[Record]
    first: int = 1


def sample_of(text: str, wanted: str | None, *, complete: bool) -> Sample:
    """The first rows under the delimiter that the user wants, that `sep=` names, or that fits best.

    Without `complete` the text is the beginning of a longer one, so its last row may be cut off.
    Raises CommandError for a delimiter that is not one character.
    """
    first, rest = _first_line(text)
    named = _sep_line(first)
    if named is not None:
        delimiter = _checked(wanted) if wanted else named
        return Sample(delimiter, _records(rest, delimiter, complete=complete), first=2)
    delimiter = _checked(wanted) if wanted else _of_report(first) or _best(text, complete=complete)
    return Sample(delimiter, _records(text, delimiter, complete=complete))


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
    ends = [index for index in (text.find("\n"), text.find("\r")) if index >= 0]
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


def _records(text: str, delimiter: str, *, complete: bool) -> list[Record]:
    found = list(itertools.islice(records(io.StringIO(text, newline=""), delimiter), SAMPLE_ROWS + 1))
    return found if complete and len(found) <= SAMPLE_ROWS else found[:-1] or found


def _best(text: str, *, complete: bool) -> str:
    """The delimiter under which the rows make a table.

    Most of them have the same number of cells, more than one; headings and a column of phones speak for it.
    """
    scores = {delimiter: _score(_records(text, delimiter, complete=complete)) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0 else ","


def _score(rows: list[Record]) -> float:
    widths = [len(row.cells) for row in rows if any(cell.strip() for cell in row.cells)]
    if not widths:
        return 0.0
    usual = statistics.mode(widths)
    if usual < 2:
        wide = [width for width in widths if width > 1]
        return 0.1 * len(wide) / len(widths) if len(wide) * 3 > len(widths) else 0.0
    regular = widths.count(usual) / len(widths)
    table = [row.cells for row in rows]
    speaks_for_it = usual <= MAX_COLUMNS and (
        has_headings(table) or any(is_phones(table, column) for column in range(usual))
    )
    return regular * regular * (1 + min(usual, 50) / 100) * (_SURER if speaks_for_it else 1)
