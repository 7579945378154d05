"""Lead files named after their condition, and what is read out of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from wolkvox_cli.leads.model import LeadSource, SourceFile, SourceOptions
from wolkvox_cli.leads.read.source import open_source

FILES = Path(__file__).parent / "files"


@dataclass
class Read:
    """A file, read to its end. `problems` are code, column, rows, values and details."""

    file: SourceFile
    rows: dict[int, list[str]] = field(default_factory=dict)
    problems: list[tuple[str, str, list[int], list[str], list[str]]] = field(default_factory=list)
    surplus: dict[int, tuple[str, ...]] = field(default_factory=dict)
    positions: list[int] = field(default_factory=list)

    @property
    def headings(self) -> list[str]:
        return list(self.file.headings)

    def column(self, heading: str) -> list[str]:
        place = self.headings.index(heading)
        return [cells[place] for cells in self.rows.values()]


def everything(source: LeadSource) -> Read:
    read = Read(source.file)
    for chunk in source.chunks():
        read.rows.update(zip(chunk.cells.index.tolist(), chunk.cells.to_numpy().tolist(), strict=True))
        for (code, column), found in chunk.problems.groupby(["code", "column"], sort=False):
            rows, values, details = (found[name].tolist() for name in ("row", "value", "detail"))
            read.problems.append((str(code), str(column), rows, values, details))
        read.surplus.update(chunk.surplus)
        read.positions.append(chunk.position)
    read.file = source.file
    return read


@pytest.fixture
def read_source() -> Callable[[LeadSource], Read]:
    """Reads an opened source to its end."""
    return everything


@pytest.fixture
def read() -> Callable[..., Read]:
    """Reads one of the committed files: read(name, SourceOptions(no_header=True))."""

    def read_file(name: str, options: SourceOptions | None = None) -> Read:
        return everything(open_source(str(FILES / name), options or SourceOptions()))

    return read_file


@pytest.fixture
def read_text(tmp_path: Path) -> Callable[..., Read]:
    """Reads a text as if it were a file: read_text("Nombre,Celular\\n...")."""

    def read_it(text: str, options: SourceOptions | None = None) -> Read:
        place = tmp_path / "leads.csv"
        place.write_bytes(text.encode())
        return everything(open_source(str(place), options or SourceOptions()))

    return read_it
