from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from wolkvox_cli.leads.kept_rows import KeptRowsWriter, read_kept_rows
from wolkvox_cli.leads.model import LeadChunk, Severity, joined_problems, problems_frame
from wolkvox_cli.leads.text_columns import text_frame, text_series
from wolkvox_cli.leads.validate.catalogue import sentences

Stored = Callable[..., list[pa.RecordBatch]]


@pytest.fixture
def stored(tmp_path: Path) -> Stored:
    """Rows as preparing stores them; `wrong` maps a row number to the heading and value at fault.

    `warned` does so for what was left out of a row without keeping it from being sent.
    """

    def store(
        headings: Sequence[str],
        cells: Sequence[Sequence[str]],
        wrong: Mapping[int, tuple[str, str]] | None = None,
        rows: Sequence[int] | None = None,
        surplus: Mapping[int, tuple[str, ...]] | None = None,
        warned: Mapping[int, tuple[str, str]] | None = None,
    ) -> list[pa.RecordBatch]:
        columns = dict(zip(headings, zip(*cells, strict=True), strict=True))
        table = text_frame(columns, rows or range(2, 2 + len(cells)))
        problems = [
            problems_frame("phone.invalid", text_series([value], [row]), severity, "tel1", column)
            for severity, cases in ((Severity.ERROR, wrong), (Severity.WARNING, warned))
            for row, (column, value) in (cases or {}).items()
        ]
        path = tmp_path / "stored.leads"
        with KeptRowsWriter(path, headings, sentences) as writer:
            chunk = LeadChunk(table, surplus=surplus or {})
            writer.write(chunk, table.index, joined_problems(problems))
        return list(read_kept_rows(path))

    return store
