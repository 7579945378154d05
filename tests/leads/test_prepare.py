import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from wolkvox_cli.campaign import CampaignType
from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.batch.batches import BatchLimits
from wolkvox_cli.leads.batch.bodies import Stamp
from wolkvox_cli.leads.kept_rows import ERROR, ROW, read_kept_rows
from wolkvox_cli.leads.map.column_mapping import ColumnMapping, MappedField, Why
from wolkvox_cli.leads.model import LeadChunk, SourceFile
from wolkvox_cli.leads.phones import PhoneRules
from wolkvox_cli.leads.prepare import PreparePlan, PrepareProgress, prepare
from wolkvox_cli.leads.text_columns import text_frame
from wolkvox_cli.leads.validate.validator import ValidationRules, Validator
from wolkvox_cli.spool import PreparedRun, RunFolder, SourceFacts, Spool

HEADINGS = ("Nombre", "Correo", "Celular", "Nota")
LEAD_FILE = SourceFile("leads.csv", "csv", HEADINGS)
RUN = "20261123-031500-7k2m9q"
ANA = ("Ana", "ana@x.co", "3001234561", "vip")
EVA = ("Eva", "", "3001234562", "")
LUZ = ("Luz", "luz@", "3001234563", "")
NO_PHONE = ("Bad", "", "12", "keep me")
MAPPING = ColumnMapping(
    tuple(
        MappedField(field, heading, (heading,), Why.YOU)
        for field, heading in (("customer_name", "Nombre"), ("tel1", "Celular"), ("email", "Correo"))
    ),
    {"country": "Colombia"},
    ignored=("Nota",),
)


@dataclass(frozen=True)
class InMemory:
    """A lead file that is there already, in chunks of two rows; `breaks` after so many of them."""

    cells: Sequence[tuple[str, ...]]
    breaks: int | None = None
    file: SourceFile = LEAD_FILE
    size: int = 100

    def chunks(self) -> Iterator[LeadChunk]:
        for start in range(0, len(self.cells), 2):
            if start // 2 == self.breaks:
                raise FileError("file.broken", "The file breaks off.", "")
            part = self.cells[start : start + 2]
            columns = dict(zip(HEADINGS, zip(*part, strict=True), strict=True))
            cells = text_frame(columns, range(start + 2, start + 2 + len(part)))
            yield LeadChunk(cells, position=10 * (start + 2))


@dataclass
class Desk:
    """Prepares into `folder` and keeps what it was told on the way."""

    folder: RunFolder
    told: list[PrepareProgress]

    def prepare(self, *cells: tuple[str, ...], breaks: int | None = None, **plan: Any) -> PreparedRun:
        rules = ValidationRules(CampaignType.PREDICTIVE, PhoneRules.of("CO"), datetime(2026, 11, 23))
        wanted = {"options": "0pt", "campaign_type": CampaignType.PREDICTIVE, **plan}
        return prepare(
            InMemory(cells, breaks),
            SourceFacts("leads.csv", "5ha", "csv", "utf-8", ";", None, 1),
            MAPPING,
            Validator(MAPPING, rules),
            self.folder,
            PreparePlan(RUN, "2026-11-23T03:15:00+00:00", "0.1.0", **wanted),
            self.told.append,
        )

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.path.iterdir())

    def kept(self, path: Path) -> list[tuple[int, str]]:
        """Row number and the user's note of the rows in a stored file."""
        kept: list[tuple[int, str]] = []
        for batch in read_kept_rows(path):
            rows = batch.column(batch.num_columns + ROW).to_numpy().tolist()
            kept += zip(rows, map(str, batch.column("Nota")), strict=True)
        return kept


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(Spool(tmp_path / "runs").create(RUN), [])


def test_the_accounts_of_a_prepared_run_close(desk: Desk) -> None:
    run = desk.prepare(ANA, NO_PHONE, EVA, ANA, LUZ)
    assert (run.read, run.records, run.rejected, run.duplicate, run.excluded) == (5, 3, 1, 1, 0)


def test_what_was_prepared_is_what_the_folder_gives_back(desk: Desk) -> None:
    run = desk.prepare(ANA, NO_PHONE, EVA)
    assert desk.folder.prepared() == run
    assert (run.mapping, run.constants, run.ignored_columns) == (
        {"customer_name": "Nombre", "tel1": "Celular", "email": "Correo"},
        {"country": "Colombia"},
        ("Nota",),
    )


def test_a_body_carries_all_the_campaigns_fields_and_the_constants(desk: Desk) -> None:
    run = desk.prepare(ANA)
    (record,) = json.loads(desk.folder.read_body(run.batches[0]))
    assert len(record) == 37
    assert {name: value for name, value in record.items() if value} == {
        "customer_name": "Ana",
        "country": "Colombia",
        "tel1": "3001234561",
        "email": "ana@x.co",
    }


def test_a_preview_campaign_gets_its_34_fields(desk: Desk) -> None:
    run = desk.prepare(ANA, campaign_type=CampaignType.PREVIEW)
    (record,) = json.loads(desk.folder.read_body(run.batches[0]))
    assert len(record) == 34
    assert (record["agent_id"], "email" in record) == ("", False)


def test_with_mapped_fields_a_body_carries_only_those_with_a_column_or_a_constant(desk: Desk) -> None:
    run = desk.prepare(ANA, all_fields=False)
    (record,) = json.loads(desk.folder.read_body(run.batches[0]))
    assert list(record) == ["customer_name", "country", "tel1", "email"]


def test_with_mapped_fields_the_stamp_is_carried_too(desk: Desk) -> None:
    run = desk.prepare(ANA, all_fields=False, stamp=Stamp("opt12", RUN))
    (record,) = json.loads(desk.folder.read_body(run.batches[0]))
    assert record["opt12"] == f"{RUN}/00001"
    assert run.stamp == "opt12"


def test_rejected_rows_are_kept_with_the_users_own_columns(desk: Desk) -> None:
    desk.prepare(ANA, NO_PHONE, EVA, NO_PHONE)
    assert desk.kept(desk.folder.rejected_path) == [(3, "keep me"), (5, "keep me")]
    (first, _) = read_kept_rows(desk.folder.rejected_path)
    assert first.column(first.num_columns + ERROR)[0].as_py().startswith('"12" is not a phone number')


def test_rows_with_a_warning_are_kept_on_wish_only(desk: Desk) -> None:
    desk.prepare(ANA, LUZ, NO_PHONE)
    assert not desk.folder.warnings_path.exists()
    desk.prepare(ANA, LUZ, NO_PHONE, warnings=True)
    assert [row for row, _ in desk.kept(desk.folder.warnings_path)] == [3]


def test_problems_are_counted_with_examples(desk: Desk) -> None:
    run = desk.prepare(ANA, NO_PHONE, EVA, NO_PHONE, LUZ)
    assert [(each.code, each.severity, each.rows, each.examples) for each in run.problems] == [
        ("phone.invalid", "error", 2, (3, 5)),
        ("email.invalid", "warning", 1, (6,)),
    ]


def test_a_lead_larger_than_a_request_is_rejected_and_reported(desk: Desk) -> None:
    run = desk.prepare(ANA, ("x" * 20_000, "", "3001234562", ""), LUZ, limits=BatchLimits(10, 10_000))
    assert (run.records, run.rejected) == (2, 1)
    assert [(each.code, each.examples) for each in run.problems] == [
        ("email.invalid", (4,)),
        ("record.too-large", (3,)),
    ]
    assert [row for row, _ in desk.kept(desk.folder.rejected_path)] == [3]
    assert all(batch.size <= 10_000 for batch in run.batches)


def test_a_check_counts_the_same_and_writes_no_body(desk: Desk) -> None:
    checked = desk.prepare(ANA, NO_PHONE, EVA, bodies=False)
    assert desk.files() == ["manifest.json", "rejected.leads"]
    written = desk.prepare(ANA, NO_PHONE, EVA)
    assert (checked.batches, checked.content) == (written.batches, written.content)


def test_progress_tells_bytes_rows_and_rejected_rows(desk: Desk) -> None:
    desk.prepare(ANA, NO_PHONE, EVA)
    assert desk.told == [PrepareProgress(20, 2, 1), PrepareProgress(40, 3, 1)]


def test_a_file_without_rows_is_refused_and_leaves_no_run(desk: Desk) -> None:
    with pytest.raises(FileError) as refused:
        desk.prepare()
    assert refused.value.code == "file.no-rows"
    assert "manifest.json" not in desk.files()


def test_a_file_that_breaks_off_leaves_no_run(desk: Desk) -> None:
    with pytest.raises(FileError, match="breaks off"):
        desk.prepare(ANA, NO_PHONE, EVA, LUZ, breaks=1, limits=BatchLimits(1))
    assert "manifest.json" not in desk.files()


def test_a_file_of_rejected_rows_alone_makes_a_run_without_batches(desk: Desk) -> None:
    run = desk.prepare(NO_PHONE)
    assert (run.batches, run.records, run.rejected) == ((), 0, 1)
