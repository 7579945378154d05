"""The whole way from an opened lead file to a prepared run, chunk by chunk."""

import io
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd

from wolkvox_cli.campaign import CampaignType, fields_of
from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.batch.batches import BatchLimits, BatchWriter, without_outsized
from wolkvox_cli.leads.batch.bodies import BodyWriter, Stamp
from wolkvox_cli.leads.kept_rows import KeptRowsWriter
from wolkvox_cli.leads.map.mapping import ColumnMapping
from wolkvox_cli.leads.model import LeadChunk, LeadSource, Severity, ValidatedLeads
from wolkvox_cli.leads.validate.catalogue import sentences
from wolkvox_cli.leads.validate.validator import Validator
from wolkvox_cli.spool import EarlierRun, PreparedRun, ProblemCount, RunFolder, SourceFacts, private_file

EXAMPLES = 3


class ProblemTally:
    """How many rows have each problem; fed chunk by chunk, in row order."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str, str], int] = {}
        self._examples: dict[tuple[str, str, str], list[int]] = {}

    def add(self, problems: pd.DataFrame) -> None:
        """Count the problems of a chunk."""
        alike = problems.groupby(["code", "severity", "field"], sort=False)["row"]
        for (code, severity, name), rows in alike:
            key = (str(code), str(severity), str(name))
            once = np.unique(rows)
            self._rows[key] = self._rows.get(key, 0) + len(once)
            examples = self._examples.setdefault(key, [])
            examples += once[: EXAMPLES - len(examples)].tolist()

    def counts(self) -> tuple[ProblemCount, ...]:
        """The most frequent first."""
        ordered = sorted(self._rows.items(), key=lambda entry: (-entry[1], entry[0][0], entry[0][2]))
        return tuple(
            ProblemCount(code, severity, field or None, rows, tuple(self._examples[code, severity, field]))
            for (code, severity, field), rows in ordered
        )


@dataclass(frozen=True)
class PreparePlan:
    """What shapes a run besides its file, its mapping and its rules.

    `bodies` False counts and measures without writing the bodies (a check). `options` identifies all
    that shaped the records. `warnings` keeps the rows that are sent with a warning, for a list of them.
    """

    run_id: str
    created: str
    program: str
    campaign_type: CampaignType
    options: str
    selection: str = ""
    again: bool = False
    all_fields: bool = True
    limits: BatchLimits = field(default_factory=BatchLimits)
    stamp: Stamp | None = None
    bodies: bool = True
    warnings: bool = False


@dataclass(frozen=True)
class PrepareProgress:
    """How far preparing has come: bytes of the file, rows read, rows rejected."""

    position: int
    rows: int
    rejected: int


def prepare(
    source: LeadSource,
    facts: SourceFacts,
    mapping: ColumnMapping,
    validator: Validator,
    folder: RunFolder,
    plan: PreparePlan,
    tell: Callable[[PrepareProgress], None],
) -> PreparedRun:
    """Read, validate and batch the whole file into the run's folder, and seal it.

    Raises FileError where the file breaks off or holds no row; nothing has been sent by then.
    """
    started = time.monotonic()
    tally = ProblemTally()
    read = rejected = duplicate = excluded = 0
    earlier = EarlierTally()
    with ExitStack() as stack:
        keeper = _RowKeeper(folder, source.file.headings, plan.warnings, stack)
        bodies = BodyWriter(folder if plan.bodies else None, source.file.headings, plan.stamp)
        writer = BatchWriter(
            stack.enter_context(bodies),
            tuple(field.name for field in fields_of(plan.campaign_type)),
            _always_sent(plan, mapping),
            plan.limits,
            plan.stamp,
        )
        digests = stack.enter_context(_digests_file(folder, plan))
        for chunk in source.chunks():
            leads = without_outsized(validator.validate(chunk), writer.encoded, plan.limits.size)
            writer.add(leads, chunk)
            keeper.keep(chunk, leads)
            tally.add(leads.problems)
            earlier.add(leads.already_sent)
            digests.write(leads.digests.drop(leads.already_sent.index).to_numpy("<i8").tobytes())
            read += len(chunk)
            rejected += len(leads.rejected)
            duplicate += len(leads.duplicate)
            excluded += len(leads.excluded)
            tell(PrepareProgress(chunk.position, read, rejected))
        batches = writer.finish()
    if not read:
        raise FileError(
            "file.no-rows",
            f"{facts.path} has headings but no rows below them.",
            "Nothing was sent. Check that it is the right file and the right sheet.",
        )
    prepared = PreparedRun(
        id=plan.run_id,
        created=plan.created,
        program=plan.program,
        source=facts,
        headings=source.file.headings,
        campaign_type=plan.campaign_type,
        mapping=mapping.as_json(),
        constants=dict(mapping.constants),
        ignored_columns=mapping.ignored,
        stamp=plan.stamp.field if plan.stamp else None,
        read=read,
        rejected=rejected,
        duplicate=duplicate,
        excluded=excluded,
        problems=tally.counts(),
        batches=batches,
        content=writer.content,
        options=plan.options,
        selection=plan.selection,
        again=plan.again,
        seconds=time.monotonic() - started,
        already_sent=earlier.rows,
        sent_by=earlier.by_run(validator.earlier_runs),
    )
    folder.seal(prepared)
    return prepared


class EarlierTally:
    """How many leads were already sent, by the earlier run; fed chunk by chunk."""

    def __init__(self) -> None:
        self._rows: Counter[int] = Counter()

    def add(self, already_sent: "pd.Series[int]") -> None:
        """Count those of a chunk."""
        self._rows.update(already_sent.tolist())

    @property
    def rows(self) -> int:
        """All together."""
        return self._rows.total()

    def by_run(self, runs: Sequence[str]) -> tuple[EarlierRun, ...]:
        """The run that sent most of them first; `runs` are `SentLeads.runs`."""
        return tuple(EarlierRun(runs[position], rows) for position, rows in self._rows.most_common())


@contextmanager
def _digests_file(folder: RunFolder, plan: PreparePlan) -> Iterator[BinaryIO]:
    """Where the digests of the leads to send go; a check keeps none."""
    with private_file(folder.digests_path) if plan.bodies else io.BytesIO() as file:
        yield file


class _RowKeeper:
    """Keeps the user's own rows that were rejected, and on wish those sent with a warning."""

    def __init__(self, folder: RunFolder, headings: Sequence[str], warnings: bool, stack: ExitStack) -> None:
        self._folder = folder
        self._headings = headings
        self._warnings = warnings
        self._stack = stack
        self._writers: dict[Path, KeptRowsWriter] = {}

    def keep(self, chunk: LeadChunk, leads: ValidatedLeads) -> None:
        """Take what is to be kept of a chunk."""
        if len(leads.rejected):
            self._writer(self._folder.rejected_path).write(chunk, leads.rejected, leads.problems)
        if self._warnings:
            warnings = leads.problems["severity"] == Severity.WARNING
            warned = leads.records.index.intersection(pd.Index(leads.problems["row"][warnings].unique()))
            if len(warned):
                self._writer(self._folder.warnings_path).write(chunk, warned, leads.problems)

    def _writer(self, path: Path) -> KeptRowsWriter:
        if path not in self._writers:
            writer = KeptRowsWriter(path, self._headings, sentences)
            self._writers[path] = self._stack.enter_context(writer)
        return self._writers[path]


def _always_sent(plan: PreparePlan, mapping: ColumnMapping) -> frozenset[str]:
    """The keys of every record: all the campaign's fields, or those that something is put into."""
    if plan.all_fields:
        return frozenset(field.name for field in fields_of(plan.campaign_type))
    return frozenset({field.field for field in mapping.fields} | set(mapping.constants))
