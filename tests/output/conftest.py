from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from wolkvox_cli.leads.kept_rows import OriginalsWriter, read_originals
from wolkvox_cli.leads.model import LeadChunk, Problems, Severity
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
        columns = [pa.array(column, pa.string()) for column in zip(*cells, strict=True)]
        numbers = np.array(rows or range(2, 2 + len(cells)), dtype=np.int64)
        batch = pa.RecordBatch.from_arrays(columns, names=list(headings))
        problems = [
            Problems("phone.invalid", severity, "tel1", column, np.array([row]), pa.array([value]))
            for severity, cases in ((Severity.ERROR, wrong), (Severity.WARNING, warned))
            for row, (column, value) in (cases or {}).items()
        ]
        path = tmp_path / "stored.leads"
        with OriginalsWriter(path, headings, sentences) as writer:
            writer.write(LeadChunk(batch, numbers, surplus=surplus or {}), np.arange(len(cells)), problems)
        return list(read_originals(path))

    return store
