"""What is wrong with leads, as values: one object for all rows of a chunk that share a problem."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wolkvox_cli.leads.arrow import settle

settle()

RowNumbers = npt.NDArray[np.int64]
"""Row numbers as a spreadsheet shows them: the file's first line is 1."""


class Severity(StrEnum):
    """An error keeps its row from being sent; a warning only says what was blanked or changed."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, eq=False)
class Problems:
    """The rows of one chunk with the same problem in the same field.

    `column` is the user's heading of the offending cell and `field` the API field, None where the
    whole row is meant. `values` (a pa.StringArray as long as `rows`) are the cells as the user wrote
    them; `details`, likewise, fill the second gap of the rule's sentence. See rules.py for the codes.
    """

    code: str
    severity: Severity
    field: str | None
    column: str | None
    rows: RowNumbers
    values: pa.StringArray
    details: pa.StringArray | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def with_severity(self, severity: Severity) -> "Problems":
        """The same problems, taken more or less seriously."""
        return replace(self, severity=severity)
