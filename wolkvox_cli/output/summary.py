"""What came of a command: the accounts, and the JSON object of the contract."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from wolkvox_cli.campaign import Campaign
from wolkvox_cli.errors import ExitCode, WolkvoxError
from wolkvox_cli.output.json_object import SCHEMA, json_text
from wolkvox_cli.spool import ProblemCount, SourceFacts


class Status(StrEnum):
    """How a command ended."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    NOTHING_TO_DO = "nothing-to-do"


@dataclass(frozen=True)
class RowCounts:
    """Every row read, by what became of it."""

    read: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicate: int = 0
    already_sent: int = 0
    excluded: int = 0
    refused: int = 0
    in_doubt: int = 0
    not_sent: int = 0

    def __post_init__(self) -> None:
        parts = (
            self.accepted + self.rejected + self.duplicate + self.already_sent + self.excluded
            + self.refused + self.in_doubt + self.not_sent
        )  # fmt: skip
        if parts != self.read:
            raise AssertionError(f"the accounts do not close: {self}")


@dataclass(frozen=True)
class BatchCounts:
    """Every batch, by what became of it."""

    total: int = 0
    accepted: int = 0
    refused: int = 0
    in_doubt: int = 0
    not_sent: int = 0


@dataclass(frozen=True)
class Seconds:
    """How long the steps took."""

    prepare: float = 0.0
    send: float = 0.0
    total: float = 0.0


@dataclass(frozen=True)
class Failure:
    """What went wrong, for people (`message`, `hint`) and scripts (`code`)."""

    code: str
    message: str
    hint: str = ""

    @classmethod
    def of(cls, error: WolkvoxError) -> "Failure":
        """The same, from an exception."""
        return cls(error.code, error.message, error.hint)


@dataclass(frozen=True)
class RunSummary:
    """All that the end of a command tells; `as_json` gives the contract's object."""

    command: str
    status: Status = Status.FAILED
    exit_code: int = ExitCode.FAULT
    run: str | None = None
    sandbox: bool = False
    file: SourceFacts | None = None
    campaign: Campaign | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    ignored_columns: tuple[str, ...] = ()
    rows: RowCounts = field(default_factory=RowCounts)
    batches: BatchCounts = field(default_factory=BatchCounts)
    requests: int = 0
    problems: tuple[ProblemCount, ...] = ()
    report: str | None = None
    in_doubt_report: str | None = None
    warnings_report: str | None = None
    seconds: Seconds = field(default_factory=Seconds)
    error: Failure | None = None
    also: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> bytes:
        """The contract's object, indented, with a line end."""
        content: dict[str, Any] = {"schema": SCHEMA}
        for name in self.__dataclass_fields__:
            content[name] = getattr(self, name)
        content["campaign"] = _campaign(self.campaign)
        content["seconds"] = {name: round(value, 3) for name, value in asdict(self.seconds).items()}
        content["exit_code"] = int(self.exit_code)
        return json_text(content)


def _campaign(campaign: Campaign | None) -> dict[str, str | None] | None:
    if campaign is None:
        return None
    return {
        "server": campaign.server,
        "id": campaign.id,
        "type": campaign.type,
        "status": campaign.status,
    }
