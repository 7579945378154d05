"""The user's file opened, identified and mapped."""

import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.map.choices import parse_choice, parse_constant, parse_each
from wolkvox_cli.leads.map.column_mapping import ColumnMapping
from wolkvox_cli.leads.map.content import first_rows
from wolkvox_cli.leads.map.mapping import map_columns
from wolkvox_cli.leads.map.mapping_file import read_mapping_file
from wolkvox_cli.leads.model import (
    IN_DOUBT_COLUMN,
    SENT_COLUMN,
    LeadSource,
    SourceFile,
    SourceOptions,
)
from wolkvox_cli.leads.read.file_bytes import LeadBytes, bytes_of
from wolkvox_cli.leads.read.source import open_bytes
from wolkvox_cli.settings import Settings
from wolkvox_cli.spool import SourceFacts

STANDARD_INPUT = "-"


@dataclass(frozen=True)
class LeadFile:
    """The user's file: its name as given, and its bytes."""

    name: str
    content: LeadBytes

    @property
    def sha256(self) -> str:
        """The digest of its bytes."""
        return self.content.survey.sha256

    @property
    def path(self) -> Path | None:
        """Where it lies; None for standard input."""
        return None if self.name == STANDARD_INPUT else Path(self.name)

    def open(self, settings: Settings) -> LeadSource:
        """Understand it. Raises FileError."""
        options = SourceOptions(
            sheet=settings.sheet,
            encoding=settings.encoding,
            delimiter=settings.delimiter,
            header_row=settings.header_row,
            no_header=settings.no_header,
            skip_hidden=settings.skip_hidden,
        )
        source = open_bytes(self.content, self.name, options)
        _refuse_sent_rows(self.name, source.file)
        return source

    def facts(self, file: SourceFile) -> SourceFacts:
        """What the summary tells of it. Bytes of its name that are no text become question marks."""
        name = self.name.encode(errors="replace").decode()
        return SourceFacts(
            name, self.sha256, file.format, file.encoding, file.delimiter, file.sheet, file.header_row
        )


@contextmanager
def lead_file(name: str) -> Iterator[LeadFile]:
    """The file; standard input is copied to a private file that vanishes afterwards. Raises FileError."""
    if name != STANDARD_INPUT:
        _refuse_pipe(Path(name))
        yield LeadFile(name, bytes_of(name, None))
        return
    if sys.stdin is None:
        raise FileError("file.no-input", "Standard input is closed.", "Give a file, or pipe one in.")
    content = bytes_of(name, sys.stdin.buffer)
    try:
        yield LeadFile(name, content)
    finally:
        content.close()


def map_source(source: LeadSource, settings: Settings) -> ColumnMapping:
    """Which column goes to which field. Raises CommandError or FileError."""
    return map_columns(
        source.file.headings,
        first_rows(source),
        settings.type,
        choices=parse_each(settings.map, parse_choice),
        constants=parse_each(settings.set, parse_constant),
        mapping_file=read_mapping_file(settings.mapping) if settings.mapping else None,
        country=settings.country,
    )


def _refuse_pipe(path: Path) -> None:
    """A pipe can be read only once, which is not enough."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return  # what is wrong is told by who opens it
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise FileError(
            "file.not-a-file",
            f"{path} is no ordinary file.",
            "Give a file, or - and pipe the leads in: ... | wolkvox add-records -",
        )


def _refuse_sent_rows(name: str, file: SourceFile) -> None:
    """The lists of rows that may have arrived, or have, are not lead files."""
    headings = {heading.strip().casefold() for heading in file.headings}
    for column in (IN_DOUBT_COLUMN, SENT_COLUMN):
        if column in headings:
            raise FileError(
                "file.not-for-upload",
                f"{name} lists rows that are in the campaign already, or may be: it has the column {column}.",
                "Nothing was sent. Upload your own file instead: the same command goes on where it stopped.",
            )
