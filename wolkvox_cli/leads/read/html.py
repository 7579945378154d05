"""Web pages with a table, as many programs export under the name .xls."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pyarrow as pa

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.headings import is_known
from wolkvox_cli.leads.read.delimiter import SAMPLE_ROWS
from wolkvox_cli.leads.read.encoding import encoding_of
from wolkvox_cli.leads.read.file_bytes import LeadBytes
from wolkvox_cli.leads.read.header import likely_headings
from wolkvox_cli.leads.read.ragged import fit

MAX_PAGE = 64 << 20
"""The most bytes a page may have: it is read as a whole."""


@dataclass
class HtmlTable:
    """The rows of one table of a page."""

    rows: list[list[str]] = field(default_factory=list)

    @property
    def spans(self) -> list[tuple[int, int, int]]:
        """Merged cells are repeated as empty ones already."""
        return []

    def sample(self) -> list[list[str]]:
        """The first rows."""
        return self.rows[:SAMPLE_ROWS]

    def columns(self, width: int) -> list[pa.StringArray]:
        """All rows as columns, at least `width` of them."""
        width = max([width, *map(len, self.rows)])
        return fit([[*row, *[""] * (width - len(row))] for row in self.rows], width, "")[0]


def html_table(source: LeadBytes, wanted_encoding: str | None) -> HtmlTable:
    """The table of a page that looks most like leads. Raises FileError where there is none."""
    head = source.head(4096)
    encoding = encoding_of(source, wanted_encoding, head)
    if len(content := _content(source)) > MAX_PAGE:
        raise FileError(
            "file.too-large",
            f"{source.name} is a web page of more than {MAX_PAGE >> 20} MB.",
            "Open it in Excel, save it as CSV and upload that file.",
        )
    collector = _Collector()
    collector.feed(content.decode(encoding.codec, encoding.errors))
    collector.close()
    tables = [table for table in collector.tables if any(len(row) > 1 for row in table.rows)]
    if not tables:
        raise no_table_in_page(source.name)
    return max(
        tables, key=lambda table: (sum(map(is_known, likely_headings(table.sample()))), len(table.rows))
    )


def no_table_in_page(name: str) -> FileError:
    """A web page, and nothing to read in it."""
    return FileError(
        "file.not-a-table",
        f"{name} is a web page, and no table of leads with headings was found in it.",
        "Open it in Excel and save it as .xlsx, or export it again. If it has no headings: --no-header.",
    )


def _content(source: LeadBytes) -> bytes:
    with source.open() as stream:
        return stream.read(MAX_PAGE + 1)


class _Collector(HTMLParser):
    """Collects rows of cells; rows outside any table form a table of their own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[HtmlTable] = [HtmlTable()]
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._span = 1
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._end_row()
            self.tables.append(HtmlTable())
        elif tag == "tr":
            self._end_row()
            self._row = []
        elif tag in ("td", "th"):
            self._end_cell()
            self._row = [] if self._row is None else self._row
            self._cell = []
            self._span = _span(dict(attrs).get("colspan"))
        elif tag in ("script", "style"):
            self._silent += 1
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
        elif tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def close(self) -> None:
        super().close()
        self._end_row()

    def _end_cell(self) -> None:
        if self._cell is not None and self._row is not None:
            self._row += [" ".join("".join(self._cell).split()), *[""] * (self._span - 1)]
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self.tables[-1].rows.append(self._row)
        self._row = None


def _span(text: str | None) -> int:
    """A colspan, within reason."""
    return min(int(text), 100) if text is not None and text.isdigit() and int(text) > 0 else 1
