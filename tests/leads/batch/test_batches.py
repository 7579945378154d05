import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
import xxhash
from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.leads.batch.batches import BatchLimits, BatchWriter
from wolkvox_cli.leads.batch.bodies import BodyWriter, Stamp
from wolkvox_cli.leads.kept_rows import read_kept_rows
from wolkvox_cli.leads.model import LeadChunk, ValidatedLeads, no_problems
from wolkvox_cli.leads.text_columns import text_frame
from wolkvox_cli.spool import Batch, RunFolder

HEADINGS = ("Nombre",)
FIELDS = ("customer_name", "opt1")


def chunk_of(names: Sequence[str], first_row: int) -> LeadChunk:
    return LeadChunk(text_frame({"Nombre": names}, range(first_row, first_row + len(names))))


def all_but(chunk: LeadChunk, left_out: set[int]) -> ValidatedLeads:
    names = chunk.cells.iloc[[place for place in range(len(chunk)) if place not in left_out]]
    nobody = pd.RangeIndex(0)
    records = names.rename(columns={"Nombre": "customer_name"})
    return ValidatedLeads(records, nobody, nobody, nobody, no_problems())


def written(
    folder: RunFolder | None,
    chunks: Sequence[tuple[LeadChunk, ValidatedLeads]],
    limits: BatchLimits,
    stamp: Stamp | None = None,
) -> tuple[tuple[Batch, ...], str]:
    with BodyWriter(folder, HEADINGS, stamp) as bodies:
        writer = BatchWriter(bodies, FIELDS, frozenset(FIELDS), limits, stamp)
        for chunk, leads in chunks:
            writer.add(leads, chunk)
        return writer.finish(), writer.content


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path)


def seven_leads() -> list[tuple[LeadChunk, ValidatedLeads]]:
    chunks = [chunk_of(["a", "b", "c", "d"], 2), chunk_of(["e", "f", "g"], 8)]
    return [(chunks[0], all_but(chunks[0], {1})), (chunks[1], all_but(chunks[1], set()))]


def names_in(folder: RunFolder, batch: Batch) -> list[str]:
    return [record["customer_name"] for record in json.loads(folder.read_body(batch))]


def test_batches_reach_over_chunks_and_are_full_but_for_the_last(folder: RunFolder) -> None:
    batches, _ = written(folder, seven_leads(), BatchLimits(records=4))

    assert [names_in(folder, batch) for batch in batches] == [["a", "c", "d", "e"], ["f", "g"]]
    assert [(batch.first_row, batch.last_row) for batch in batches] == [(2, 8), (9, 10)]


def test_a_batch_is_posted_byte_for_byte_as_described(folder: RunFolder) -> None:
    (batch,), _ = written(folder, seven_leads()[1:], BatchLimits())

    body = folder.body_path(1).read_bytes()

    assert body == (
        b'[{"customer_name":"e","opt1":""},{"customer_name":"f","opt1":""},{"customer_name":"g","opt1":""}]'
    )
    assert (batch.size, batch.digest) == (len(body), xxhash.xxh3_128_hexdigest(body))


def test_the_users_rows_behind_a_batch_lie_beside_it(folder: RunFolder) -> None:
    written(folder, seven_leads(), BatchLimits(records=4))

    kept = [batch.column("Nombre").to_pylist() for batch in read_kept_rows(folder.leads_path(1))]

    assert kept == [["a", "c", "d"], ["e"]]


def test_a_check_describes_the_same_batches_without_writing(folder: RunFolder) -> None:
    described, content = written(None, seven_leads(), BatchLimits(records=4))

    assert list(folder.path.iterdir()) == []
    assert (described, content) == written(folder, seven_leads(), BatchLimits(records=4))


def test_a_stamp_carries_the_number_of_its_batch_and_changes_no_content(folder: RunFolder) -> None:
    batches, content = written(folder, seven_leads(), BatchLimits(records=4), Stamp("opt1", "run"))

    stamps = [{record["opt1"] for record in json.loads(folder.read_body(batch))} for batch in batches]
    assert stamps == [{"run/00001"}, {"run/00002"}]
    assert content == written(None, seven_leads(), BatchLimits(records=4))[1]


def test_a_folder_that_cannot_be_written_ends_preparing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        written(RunFolder(tmp_path / "gone"), seven_leads(), BatchLimits(records=1))


@settings(max_examples=60, deadline=None)
@given(
    lengths=st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=6), min_size=1, max_size=4),
    records=st.integers(1, 7),
    size=st.integers(60, 400),
)
def test_batches_are_what_filling_them_one_by_one_gives(
    lengths: list[list[int]], records: int, size: int
) -> None:
    chunks = [chunk_of(["x" * length for length in part], 2 + 10 * n) for n, part in enumerate(lengths)]
    leads = [(chunk, all_but(chunk, set())) for chunk in chunks]

    batches, _ = written(None, leads, BatchLimits(records, size))

    plain: list[tuple[int, int]] = []
    for length in (length for part in lengths for length in part):
        record = len('{"customer_name":"","opt1":""}') + length
        if plain and plain[-1][0] < records and plain[-1][1] + 1 + record <= size:
            plain[-1] = (plain[-1][0] + 1, plain[-1][1] + 1 + record)
        else:
            plain.append((1, 2 + record))
    assert [(batch.records, batch.size) for batch in batches] == plain
