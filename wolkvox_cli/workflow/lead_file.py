"""The user's file opened and identified."""

import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from wolkvox_cli.errors import FileError
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
    state: tuple[int, int] | None = None
    """Its size in bytes and its time in nanoseconds when it was opened."""
    opened: dict[SourceOptions, LeadSource] = field(default_factory=dict, repr=False, compare=False)
    """What it was understood as, by the options: a workbook is not read twice."""

    @property
    def sha256(self) -> str:
        """The digest of its bytes."""
        return self.content.survey.sha256

    def refuse_if_changed(self) -> None:
        """Raises FileError where the file is no longer the one that was opened."""
        if self.path is None or _state_of(self.path) == self.state:
            return
        size = self.path.stat().st_size if self.path.exists() else 0
        if size == self.content.size and bytes_of(self.name, None).survey.sha256 == self.sha256:
            return  # only touched
        grows = self.state is not None and size > self.state[0]
        what = "is still being written" if grows else "has changed"
        raise FileError(
            "file.changed",
            f"{self.name} {what} while it was read.",
            "Nothing was sent. Wait until the program that writes it has finished, then repeat the command.",
        )

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
        if options not in self.opened:
            source = open_bytes(self.content, self.name, options)
            _refuse_sent_rows(self.name, source.file)
            self.opened[options] = source
        return self.opened[options]

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
        yield LeadFile(name, bytes_of(name, None), _state_of(Path(name)))
        return
    if sys.stdin is None:
        raise FileError("file.no-input", "Standard input is closed.", "Give a file, or pipe one in.")
    content = bytes_of(name, sys.stdin.buffer)
    try:
        yield LeadFile(name, content)
    finally:
        content.close()


def _state_of(path: Path) -> tuple[int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns


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
