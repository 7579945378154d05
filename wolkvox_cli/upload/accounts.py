"""What has become of a run, its batches and its rows, as the journal knows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wolkvox_cli.campaign import Campaign
from wolkvox_cli.spool import Batch


class RunState(StrEnum):
    """An open run can go on; a complete or discarded one is history."""

    OPEN = "open"
    COMPLETE = "complete"
    DISCARDED = "discarded"


class BatchState(StrEnum):
    """`SENDING` in a run that nobody is working on means that its process died: in doubt."""

    PREPARED = "prepared"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    IN_DOUBT = "in-doubt"


@dataclass(frozen=True)
class RunRecord:
    """One run. `stopped` is the code of what stopped it last; `read` and the next three count rows.

    `counter` is what the campaign's record counter should show now, None once it has shown anything else;
    `counter_proven` says whether it has moved by exactly an accepted batch of this run. `findable` are the
    kinds of look-ups that have found a record of this run, `newest_row` is when the newest of those was
    added by the API's clock, "" where it does not say.
    """

    id: str
    created: str
    program: str
    file: str
    sha256: str
    content: str
    options: str
    campaign: Campaign
    read: int
    rejected: int
    duplicate: int
    excluded: int
    already_sent: int
    selection: str
    state: RunState
    stopped: str | None
    finished: datetime | None
    requests: int
    counter: int | None
    counter_proven: bool
    findable: frozenset[str]
    newest_row: str

    @property
    def begun(self) -> str:
        """When it was begun, for people."""
        return f"{datetime.fromisoformat(self.created):%Y-%m-%d %H:%M} UTC"


PARTIAL = "partial"
"""The `reason` of a batch that the API took in part."""


@dataclass(frozen=True)
class BatchRecord:
    """One batch and what came of it.

    `accepted` is how many of its records the API said yes to, `final` that a refused one is not tried
    again, `reason` a stable name, `words` the API's own or a sentence, `seconds` what the answer took.
    """

    batch: Batch
    state: BatchState
    accepted: int
    attempts: int
    final: bool
    reason: str
    words: str
    seconds: float | None

    @property
    def is_done(self) -> bool:
        """Whether nothing more is to be done for it."""
        return self.state is BatchState.ACCEPTED or (self.state is BatchState.REFUSED and self.final)

    @property
    def is_partial(self) -> bool:
        """Whether the API said yes to `accepted` of its records, be it to none, and not to the others."""
        return self.reason == PARTIAL or self.accepted > 0

    @property
    def is_doubtful(self) -> bool:
        """Whether it may have arrived without our knowing."""
        return self.state in (BatchState.SENDING, BatchState.IN_DOUBT)


@dataclass(frozen=True)
class Tally:
    """So many of each, of rows or of batches."""

    accepted: int = 0
    refused: int = 0
    in_doubt: int = 0
    not_sent: int = 0

    @property
    def total(self) -> int:
        """All together."""
        return self.accepted + self.refused + self.in_doubt + self.not_sent


@dataclass(frozen=True)
class Accounts:
    """What became of the records and batches of a run, and what it cost in requests."""

    rows: Tally
    batches: Tally
    requests: int


def take_accounts(batches: Iterable[BatchRecord], requests: int) -> Accounts:
    """Count batches and their rows; the rows of a batch taken in part fall into two kinds."""
    rows = dict.fromkeys(("accepted", "refused", "in_doubt", "not_sent"), 0)
    whole = dict(rows)
    for record in batches:
        kind = _KINDS[record.state]
        whole[kind] += 1
        rows["accepted"] += record.accepted
        rows[kind] += record.batch.records - record.accepted
    return Accounts(Tally(**rows), Tally(**whole), requests)


_KINDS = {
    BatchState.PREPARED: "not_sent",
    BatchState.SENDING: "in_doubt",
    BatchState.ACCEPTED: "accepted",
    BatchState.REFUSED: "refused",
    BatchState.IN_DOUBT: "in_doubt",
}
