"""What a sheet tells beyond the values of its cells."""

from dataclasses import dataclass, field
from typing import NamedTuple

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
