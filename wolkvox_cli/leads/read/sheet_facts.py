"""What a workbook tells of its sheets beyond the values of their cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

Place = tuple[int, int]
"""Where a cell stands: row number and column index; A1 is (1, 0)."""


class Merged(NamedTuple):
    """Merged cells: first and last row number, first and last column index."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class SheetFacts:
    """What a sheet tells; `height` and `width` are the number of the last row and column with a filled cell.

    `errors` are the texts of error cells; `without_result` are formulas whose results the program that wrote
    the file has not saved; `shown` are the texts of numbers whose formats show more than their digits.
    """

    height: int = 0
    width: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[Merged] = field(default_factory=list)
    errors: dict[Place, str] = field(default_factory=dict)
    without_result: list[Place] = field(default_factory=list)
    shown: dict[Place, str] = field(default_factory=dict)

    @property
    def span(self) -> int:
        """How many cells there are up to the last filled row and column."""
        return self.height * self.width


class SheetEntry(NamedTuple):
    """A sheet of cells as the workbook lists it."""

    name: str
    visible: bool


class WorkbookParts(Protocol):
    """What a workbook of some format tells, without its reader."""

    @property
    def sheets(self) -> Sequence[SheetEntry]:
        """The sheets in the workbook's order; none where that cannot be told."""

    def facts(self, sheet: str, *, thoroughly: bool = False) -> SheetFacts | None:
        """What a sheet tells; None where nothing is known of it, or not worth looking for."""

    def reach(self, sheet: str) -> int | None:
        """For how many cells the reader needs memory to read the sheet; None where that is unknown."""

    def with_known_errors(self, sheet: str) -> bytes | None:
        """The workbook with error cells that its reader knows; None: as it is."""


class UntoldParts:
    """The parts of a workbook of which nothing is told."""

    sheets: Sequence[SheetEntry] = ()

    def __init__(self, source: object) -> None:
        pass

    def facts(self, sheet: str, *, thoroughly: bool = False) -> SheetFacts | None:
        """Nothing."""

    def reach(self, sheet: str) -> int | None:
        """Unknown."""

    def with_known_errors(self, sheet: str) -> bytes | None:
        """As it is."""
