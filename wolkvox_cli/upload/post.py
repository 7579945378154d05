"""Post a prepared run's batches one after another, each exactly once.

The order is the whole point: the intent is durable before the first byte of a batch leaves, the outcome
before anything else happens. A batch is sent again only when it certainly did not arrive.
"""

import random
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from wolkvox_cli.campaign import Campaign
from wolkvox_cli.errors import MachineError, WolkvoxError
from wolkvox_cli.spool import Batch, PreparedRun, RunFolder
from wolkvox_cli.upload import settle, stopping
from wolkvox_cli.upload.accounts import BatchRecord, BatchState
from wolkvox_cli.upload.clock import Clock, StopRequest
from wolkvox_cli.upload.events import (
    BatchAccepted,
    BatchInDoubt,
    BatchRefused,
    BatchSettled,
    BatchStarted,
    RetryScheduled,
    RunStopped,
    SettlingStarted,
    StopReason,
    UploadEvent,
)
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.upload.outcomes import (
    REACHING,
    Accepted,
    InDoubt,
    NotSent,
    RefusalReason,
    Refused,
    RetryPolicy,
    may_retry,
)
from wolkvox_cli.upload.quota import Quota
from wolkvox_cli.upload.settle import NO_WITNESS, Evidence, LeadsApi, Settler, Verdict


class OnDoubt(StrEnum):
    """What follows a lost answer: ask the API, or leave it to the user at once."""

    SETTLE = "settle"
    STOP = "stop"


def _no_limit() -> Quota:
    return Quota(None, 0)


@dataclass(frozen=True)
class SendingOptions:
    """How to send. `token` is its fingerprint, `settle_after` in seconds, `quota` gives its present state."""

    token: str
    on_doubt: OnDoubt = OnDoubt.SETTLE
    settle_after: float = 75.0
    keep_going: bool = False
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    reach: RetryPolicy = REACHING
    quota: Callable[[], Quota] = _no_limit


MOST_LOST_ANSWERS = 3
"""How often a batch is sent whose answer gets lost and which then turns out not to have arrived."""

MAY_FOLLOW_A_PART = frozenset({RefusalReason.CAPACITY, RefusalReason.REDIRECT})
"""Refusals that may come once records were added: the campaign was full in the end, or all was done."""

_KILLED = "the program was stopped before it had the answer"


def post(
    prepared: PreparedRun,
    folder: RunFolder,
    campaign: Campaign,
    api: LeadsApi,
    journal: Journal,
    *,
    options: SendingOptions,
    clock: Clock,
    stop: StopRequest,
    counter: int | None = None,
    draw: Callable[[], float] = random.random,
) -> Iterator[UploadEvent]:
    """Post what is left of a run that is in the journal. The caller holds the locks of token and run.

    `counter` is the campaign's record counter as just read, if it could be. Ends after the last batch or
    with a RunStopped, also for a fault of this machine. Closing the iterator early leaves the journal right.
    """
    sender = _Sender(prepared, folder, campaign, api, journal, options, clock, stop, draw)
    try:
        for event in sender.run(counter):
            if isinstance(event, RunStopped):
                _note_stop(journal, prepared.id, event)
            yield event
    except WolkvoxError as fault:
        event = RunStopped(StopReason.FAULT, fault.code, fault.message, fault.hint)
        _note_stop(journal, prepared.id, event)
        yield event


def _note_stop(journal: Journal, run: str, event: RunStopped) -> None:
    with suppress(MachineError):
        journal.note_stop(run, event.code)


class _Next(StrEnum):
    """What follows a step with a batch."""

    NEXT_BATCH = "next batch"
    SAME_BATCH = "same batch"
    STOP = "stop"


_Step = Generator[UploadEvent, None, _Next]
"""Tells what happens while it happens, and ends in what follows."""


@dataclass
class _Tries:
    """What was tried with one batch in this sending: `waited` is in seconds, `lost` counts answers."""

    failed: int = 0
    waited: float = 0.0
    lost: int = 0


@dataclass(frozen=True)
class _Sender:
    prepared: PreparedRun
    folder: RunFolder
    campaign: Campaign
    api: LeadsApi
    journal: Journal
    options: SendingOptions
    clock: Clock
    stop: StopRequest
    draw: Callable[[], float]

    @property
    def run_id(self) -> str:
        return self.prepared.id

    def run(self, counter: int | None) -> Iterator[UploadEvent]:
        """Every batch that is not done, in order."""
        settler = Settler(
            *(self.prepared, self.campaign, self.api, self.journal, self.clock, self.stop, self.options.quota)
        )
        todo = [record for record in self.journal.batches(self.run_id) if not record.is_done]
        if not any(record.is_doubtful for record in todo):
            self.journal.counters.take(self.run_id, counter)
        for position, record in enumerate(todo, 1):
            following = yield from self._batch(record, settler, len(todo) - position)
            if following is _Next.STOP:
                return

    def _batch(self, record: BatchRecord, settler: Settler, left: int) -> _Step:
        tries = _Tries()
        following = _Next.SAME_BATCH
        if record.is_doubtful:
            reason = _KILLED if record.state is BatchState.SENDING else record.words
            doubt = InDoubt(reason, record.accepted if record.is_partial else None)
            following = yield from self._doubt(record.batch, doubt, settler, tries)
        while following is _Next.SAME_BATCH:
            following = yield from self._attempt(record.batch, settler, tries, left)
        return following

    def _attempt(self, batch: Batch, settler: Settler, tries: _Tries, left: int) -> _Step:
        hindrance = self._hindrance(batch)
        if hindrance:
            yield hindrance
            return _Next.STOP
        body = self.folder.read_body(batch)
        attempt = self.journal.begin(self.run_id, batch, self.options.token)
        try:
            yield BatchStarted(batch, attempt)
        except BaseException:
            self.journal.not_sent(self.run_id, batch, "nothing had left yet")
            raise
        started = self.clock.monotonic()
        outcome = self.api.add_records(self.campaign, body, batch.records)
        seconds = self.clock.monotonic() - started
        match outcome:
            case Accepted():
                yield self._accept(batch, seconds)
                if left and not self.stop:
                    settler.learn_from(batch, body, left)
                return _Next.NEXT_BATCH
            case InDoubt():
                return (yield from self._lost(batch, outcome, settler, tries))
            case Refused() if outcome.reason in MAY_FOLLOW_A_PART:
                words = f'the API said "{outcome.message}", but may have added a part before'
                return (yield from self._lost(batch, InDoubt(words, refusal=outcome), settler, tries))
            case Refused() | NotSent():
                return (yield from self._declined(batch, outcome, tries))
            case _:
                assert_never(outcome)

    def _hindrance(self, batch: Batch) -> RunStopped | None:
        if self.stop:
            return stopping.interrupted(batch)
        if not self.options.quota().allows(1):
            return stopping.quota_used_up(batch)
        return None

    def _accept(self, batch: Batch, seconds: float) -> BatchAccepted:
        with self._answer_of(batch, "was accepted"):
            self.journal.accept(self.run_id, batch, seconds)
        self._drop(batch)
        return BatchAccepted(batch, seconds)

    def _declined(self, batch: Batch, outcome: Refused | NotSent, tries: _Tries) -> _Step:
        tries.failed += 1
        delay = self._delay(outcome, tries)
        reason = outcome.reason if isinstance(outcome, NotSent) else outcome.message
        if delay is not None:
            self.journal.not_sent(self.run_id, batch, reason)
            yield RetryScheduled(batch, reason, delay, tries.failed)
            self._wait_until(self.clock.monotonic() + delay)
            tries.waited += delay
            return _Next.SAME_BATCH
        if isinstance(outcome, Refused):
            return (yield from self._refused(batch, outcome))
        self.journal.not_sent(self.run_id, batch, reason)
        yield stopping.unreachable(batch, reason)
        return _Next.STOP

    def _delay(self, outcome: Refused | NotSent, tries: _Tries) -> float | None:
        if not may_retry(outcome):
            return None
        wish = outcome.retry_after if isinstance(outcome, Refused) else None
        policy = self.options.reach if isinstance(outcome, NotSent) else self.options.retry
        return policy.delay(tries.failed, tries.waited, wish, self.draw())

    def _refused(self, batch: Batch, refusal: Refused) -> _Step:
        goes_on = self.options.keep_going and refusal.reason in stopping.CONCERNS_ONE_BATCH
        with self._answer_of(batch, "was refused"):
            self.journal.refuse(self.run_id, batch, refusal, final=goes_on)
        if refusal.reason is RefusalReason.QUOTA:
            self.journal.requests.note_refusal(self.options.token)
        yield BatchRefused(batch, refusal)
        if goes_on:
            return _Next.NEXT_BATCH
        yield stopping.refused(batch, refusal)
        return _Next.STOP

    def _lost(self, batch: Batch, doubt: InDoubt, settler: Settler, tries: _Tries) -> _Step:
        with self._answer_of(batch, "is in doubt"):
            self.journal.doubt(self.run_id, batch, doubt.reason, doubt.accepted)
        yield BatchInDoubt(batch, doubt.reason, doubt.accepted or 0)
        return (yield from self._doubt(batch, doubt, settler, tries))

    def _doubt(self, batch: Batch, doubt: InDoubt, settler: Settler, tries: _Tries) -> _Step:
        body = self._body_if_there(batch)
        has_witness = settler.has_witness(refused=doubt.refusal is not None)
        can_ask = body is not None and doubt.accepted is None and has_witness
        if body is None or not can_ask or self.options.on_doubt is OnDoubt.STOP:
            nothing_to_ask = doubt.accepted is None and not has_witness
            why = f"{doubt.reason}; {NO_WITNESS}" if nothing_to_ask else doubt.reason
            yield self._leave_in_doubt(batch, body, why, doubt.accepted or 0)
            return _Next.STOP
        yield SettlingStarted(batch, self.options.settle_after)
        evidence = self._find_out(batch, body, settler, refused=doubt.refusal is not None)
        if evidence is None:
            yield stopping.interrupted_in_doubt(batch, self.run_id)
            return _Next.STOP
        if evidence.verdict is Verdict.UNKNOWN:
            yield self._leave_in_doubt(batch, body, f"{doubt.reason}; {evidence.words}")
            return _Next.STOP
        if evidence.verdict is Verdict.DID_NOT_ARRIVE and doubt.refusal is not None:
            return (yield from self._refused(batch, doubt.refusal))
        return (yield from self._settled(batch, evidence, tries))

    def _find_out(self, batch: Batch, body: bytes, settler: Settler, *, refused: bool) -> Evidence | None:
        """What the API's look-ups say of a batch, in the end; None if the user wanted to stop meanwhile."""
        # The wait is measured from here, not from the journal's times: the machine's clock may have jumped.
        deadline = self.clock.monotonic() + self.options.settle_after
        evidence = settler.look(batch, body, refused=refused)
        if evidence.verdict is Verdict.ARRIVED:
            return evidence
        self._wait_until(deadline)
        return None if self.stop else settler.look(batch, body, refused=refused)

    def _settled(self, batch: Batch, evidence: Evidence, tries: _Tries) -> _Step:
        arrived = evidence.verdict is Verdict.ARRIVED
        self.journal.settle(self.run_id, batch, arrived=arrived, evidence=evidence.words)
        if arrived:
            self._drop(batch)
        yield BatchSettled(batch, arrived, evidence.words)
        if arrived:
            return _Next.NEXT_BATCH
        tries.lost += 1
        if tries.lost < MOST_LOST_ANSWERS:
            return _Next.SAME_BATCH
        yield stopping.never_arrives(batch, tries.lost)
        return _Next.STOP

    def _leave_in_doubt(self, batch: Batch, body: bytes | None, reason: str, accepted: int = 0) -> RunStopped:
        look_for = settle.describe_look_up(self.campaign, batch)
        personal = settle.describe_leads(batch, body)
        return stopping.in_doubt(batch, self.run_id, reason, look_for, personal, accepted)

    def _wait_until(self, deadline: float) -> None:
        while not self.stop and (left := deadline - self.clock.monotonic()) > 0:
            self.clock.wait(left)

    def _body_if_there(self, batch: Batch) -> bytes | None:
        try:
            return self.folder.read_body(batch)
        except MachineError:
            return None

    def _drop(self, batch: Batch) -> None:
        # What cannot be removed now goes with the whole folder at the end of the run.
        with suppress(OSError):
            self.folder.drop_batch(batch.number)

    @contextmanager
    def _answer_of(self, batch: Batch, what: str) -> Iterator[None]:
        try:
            yield
        except MachineError as fault:
            raise stopping.outcome_not_written(batch, self.run_id, what, fault) from fault
