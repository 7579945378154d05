"""What holds for every set of leads, however they are cut into chunks and batches."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.campaign import CampaignType, fields_of
from wolkvox_cli.leads.batch.batches import BatchLimits, BatchWriter, without_outsized
from wolkvox_cli.leads.batch.bodies import BodyWriter, Stamp
from wolkvox_cli.leads.batch.json_records import encode_records
from wolkvox_cli.leads.kept_rows import ROW, read_kept_rows
from wolkvox_cli.leads.map.column_mapping import ColumnMapping, MappedField, Why
from wolkvox_cli.leads.model import LeadChunk, SourceFile, ValidatedLeads, no_problems
from wolkvox_cli.leads.phones import PhoneRules
from wolkvox_cli.leads.prepare import PreparePlan, prepare
from wolkvox_cli.leads.text_columns import TextPieces, text_frame
from wolkvox_cli.leads.validate.validator import ValidationRules, Validator
from wolkvox_cli.spool import Batch, PreparedRun, RunFolder, SourceFacts, Spool

ALL_FIELDS = tuple(field.name for field in fields_of(CampaignType.PREDICTIVE))
MAPPED = ("customer_name", "opt12", "tel1")
RUN = "20261123-031500-7k2m9q"

TEXT = st.text(
    st.one_of(st.sampled_from('"\\/,{}[]:\n\r\t\b\f\x00\x1f\x7f\u2028😀ñ'), st.characters(codec="utf-8")),
    max_size=12,
)
ROWS = st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=40)
LIMITS = st.builds(BatchLimits, st.integers(1, 12), st.integers(1_000, 6_000))


@dataclass(frozen=True)
class Written:
    """What became of some rows: the batches, their bodies as objects, the rows stored behind each."""

    batches: tuple[Batch, ...]
    bodies: list[list[dict[str, str]]]
    rows: list[list[int]]
    content: str

    @property
    def records(self) -> list[dict[str, str]]:
        return [record for body in self.bodies for record in body]


@contextmanager
def run_folder() -> Iterator[RunFolder]:
    with tempfile.TemporaryDirectory() as place:
        yield Spool(Path(place)).create(RUN)


def table(rows: Sequence[tuple[str, ...]], first_row: int, names: Sequence[str] = MAPPED) -> pd.DataFrame:
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return text_frame(columns, range(first_row, first_row + len(rows)))


def chunks(rows: Sequence[tuple[str, ...]], cut: int) -> Iterator[tuple[ValidatedLeads, LeadChunk]]:
    """The rows in chunks of `cut`, every third of them not accepted."""
    for start in range(0, len(rows), cut):
        part = rows[start : start + cut]
        cells = table(part, start + 2)
        rejected = cells.index % 3 == 0
        none = pd.RangeIndex(0)
        leads = ValidatedLeads(cells[~rejected], cells.index[rejected], none, none, no_problems())
        yield leads, LeadChunk(cells)


def write(
    rows: Sequence[tuple[str, ...]],
    cut: int,
    limits: BatchLimits,
    *,
    stamp: str | None = None,
    always: Sequence[str] = ALL_FIELDS,
) -> Written:
    """Batches of the rows; what is larger than a body may be is left out."""
    with run_folder() as folder:
        wanted = Stamp(stamp, RUN) if stamp else None
        with BodyWriter(folder, MAPPED, wanted) as bodies:
            writer = BatchWriter(bodies, ALL_FIELDS, frozenset(always), limits, wanted)
            for leads, chunk in chunks(rows, cut):
                writer.add(without_outsized(leads, writer.encoded, limits.size), chunk)
            batches = writer.finish()
        read = [folder.read_body(batch) for batch in batches]
        assert [len(body) for body in read] == [batch.size for batch in batches]
        stored = [
            [
                row
                for part in read_kept_rows(folder.leads_path(batch.number))
                for row in part.column(ROW).to_numpy().tolist()
            ]
            for batch in batches
        ]
        return Written(batches, [json.loads(body) for body in read], stored, writer.content)


def accepted(rows: Sequence[tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """The rows that `chunks` accepts, by row number."""
    return {number: row for number, row in enumerate(rows, 2) if number % 3}


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, cut=st.integers(1, 41), records=st.integers(1, 12))
def test_the_batches_put_together_are_the_accepted_rows_in_order(
    rows: list[tuple[str, ...]], cut: int, records: int
) -> None:
    done = write(rows, cut, BatchLimits(records))
    expected = accepted(rows)
    assert [tuple(record[name] for name in MAPPED) for record in done.records] == list(expected.values())
    assert [number for numbers in done.rows for number in numbers] == list(expected)
    assert [list(record) for record in done.records] == [list(ALL_FIELDS)] * len(expected)


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, cut=st.integers(1, 41), limits=LIMITS, stamp=st.sampled_from([None, "opt11"]))
def test_no_batch_is_larger_than_it_may_be_and_each_says_what_it_holds(
    rows: list[tuple[str, ...]], cut: int, limits: BatchLimits, stamp: str | None
) -> None:
    done = write(rows, cut, limits, stamp=stamp)
    assert [batch.number for batch in done.batches] == list(range(1, len(done.batches) + 1))
    for batch, body, numbers in zip(done.batches, done.bodies, done.rows, strict=True):
        assert 1 <= batch.records <= limits.records
        assert batch.size <= limits.size
        assert batch.records == len(body) == len(numbers)
        assert (batch.first_row, batch.last_row) == (numbers[0], numbers[-1])


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, cut=st.integers(1, 41), limits=LIMITS)
def test_a_batch_is_closed_only_when_the_next_record_has_no_room(
    rows: list[tuple[str, ...]], cut: int, limits: BatchLimits
) -> None:
    done = write(rows, cut, limits)
    for batch, following in zip(done.batches, done.bodies[1:], strict=False):
        next_one = len(orjson.dumps(following[0])) + 1
        assert batch.records == limits.records or batch.size + next_one > limits.size


@settings(max_examples=60, deadline=None)
@given(
    rows=ROWS,
    cut=st.integers(1, 41),
    records=st.integers(1, 12),
    stamp=st.sampled_from([None, "opt1", "opt11"]),
    always=st.sampled_from([ALL_FIELDS, MAPPED]),
)
def test_the_content_depends_on_the_records_alone(
    rows: list[tuple[str, ...]], cut: int, records: int, stamp: str | None, always: tuple[str, ...]
) -> None:
    plain = write(rows, 41, BatchLimits(), always=always)
    assert write(rows, cut, BatchLimits(records), stamp=stamp, always=always).content == plain.content


@settings(max_examples=40, deadline=None)
@given(rows=ROWS, place=st.integers(0, 39), other=TEXT)
def test_another_value_is_another_content(rows: list[tuple[str, ...]], place: int, other: str) -> None:
    place %= len(rows)
    changed = [*rows[:place], (other, *rows[place][1:]), *rows[place + 1 :]]
    same = accepted(rows) == accepted(changed)
    assert (write(rows, 41, BatchLimits()).content == write(changed, 41, BatchLimits()).content) is same


@settings(max_examples=40, deadline=None)
@given(rows=ROWS, records=st.integers(1, 12), stamp=st.sampled_from(["opt1", "opt11"]))
def test_every_record_carries_the_stamp_of_its_batch_and_nothing_else_changes(
    rows: list[tuple[str, ...]], records: int, stamp: str
) -> None:
    done = write(rows, 41, BatchLimits(records), stamp=stamp)
    for batch, body in zip(done.batches, done.bodies, strict=True):
        assert {record[stamp] for record in body} == {f"{RUN}/{batch.number:05}"}
    plain = write(rows, 41, BatchLimits(records))
    assert [{**record, stamp: ""} for record in done.records] == plain.records


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(1, 12), text=TEXT)
def test_a_text_that_looks_like_a_stamp_is_left_alone(cut: int, text: str) -> None:
    false = f'{text}"opt11":"{RUN}/00000",'
    done = write([(false, false, false)] * 12, cut, BatchLimits(3), stamp="opt11")
    assert {record["customer_name"] for record in done.records} == {false}
    assert {record["opt11"] for record in done.records} == {f"{RUN}/{n:05}" for n in (1, 2, 3)}


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, limit=st.integers(600, 900))
def test_what_is_too_large_alone_is_rejected_and_all_else_is_kept(
    rows: list[tuple[str, ...]], limit: int
) -> None:
    (leads, _) = next(chunks(rows, 41))

    def encode(records: pd.DataFrame) -> TextPieces:
        return encode_records(records, ALL_FIELDS)

    fitting = without_outsized(leads, encode, limit)
    texts = map(str, encode(leads.records))
    sizes = {row: len(text.encode()) + 1 for row, text in zip(leads.records.index, texts, strict=True)}
    assert fitting.records.index.tolist() == [row for row, size in sizes.items() if size <= limit]
    assert sorted([*fitting.records.index, *fitting.rejected]) == sorted(
        [*leads.records.index, *leads.rejected]
    )
    assert fitting.problems["row"].tolist() == [row for row, size in sizes.items() if size > limit]


@dataclass(frozen=True)
class InMemory:
    """A lead file that is there already, in chunks of `cut` rows."""

    file: SourceFile
    cells: Sequence[tuple[str, ...]]
    cut: int
    size: int = 0

    def chunks(self) -> Iterator[LeadChunk]:
        for start in range(0, len(self.cells), self.cut):
            part = self.cells[start : start + self.cut]
            yield LeadChunk(table(part, start + 2, self.file.headings))


MOBILE = st.integers(3_000_000_000, 3_009_999_999).map(str)
PHONE_CELLS = st.lists(MOBILE, min_size=1, max_size=4, unique=True)


def prepared(
    source: InMemory, folder: RunFolder, mapping: ColumnMapping, **plan: Any
) -> tuple[PreparedRun, list[dict[str, str]]]:
    rules = ValidationRules(CampaignType.PREDICTIVE, PhoneRules.of("CO"), datetime(2026, 11, 23))
    wanted = PreparePlan(RUN, "2026-11-23T03:15:00+00:00", "0", CampaignType.PREDICTIVE, "", **plan)
    facts = SourceFacts("leads.csv", "5ha", "csv", "utf-8", ";", None, 1)
    run = prepare(source, facts, mapping, Validator(mapping, rules), folder, wanted, lambda _: None)
    return run, [record for batch in run.batches for record in json.loads(folder.read_body(batch))]


@settings(max_examples=40, deadline=None)
@given(
    cells=st.lists(PHONE_CELLS, min_size=1, max_size=12),
    cut=st.integers(1, 12),
)
def test_with_mapped_fields_no_number_is_lost_that_moved_to_a_field_without_a_column(
    cells: list[list[str]], cut: int
) -> None:
    source = InMemory(
        SourceFile("leads.csv", "csv", ("Nombre", "Celular")),
        [(f"Lead {n}", " / ".join(numbers)) for n, numbers in enumerate(cells)],
        cut,
    )
    mapping = ColumnMapping(
        (
            MappedField("customer_name", "Nombre", ("Nombre",), Why.YOU),
            MappedField("tel1", "Celular", ("Celular",), Why.YOU),
        )
    )
    with run_folder() as folder:
        run, records = prepared(source, folder, mapping, all_fields=False)
    dialled = {
        record["customer_name"]: [v for k, v in record.items() if k.startswith("tel") and v]
        for record in records
    }
    assert run.records + run.duplicate == len(cells)
    for n, numbers in enumerate(cells):
        assert dialled.get(f"Lead {n}", numbers) == numbers
