"""Did it arrive? What the API's look-ups prove about a batch whose answer was lost.

"It arrived" is believed at once. "It did not arrive" lets the batch be sent again, so it is believed only
of a witness that has told the truth before: a way of looking up that has found an accepted batch of this
very run, or a record counter that has moved by exactly such a batch. All else leaves the doubt.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import orjson

from wolkvox_cli.campaign import DIAL_FIELDS, Campaign
from wolkvox_cli.spool import Batch, PreparedRun
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.upload.lookup_replies import CampaignInfo, LookUpFailed, Row
from wolkvox_cli.upload.outcomes import Outcome

MOST_CALIBRATIONS = 3
"""How many accepted batches of one sending are used to find out whether a witness can be believed."""

NO_WITNESS = "the API has nothing to tell it by (with --stamp FIELD, single records can be looked up)"

Record = dict[str, str]


class LeadsApi(Protocol):
    """What posting and settling need of the API (see api.py)."""

    def add_records(self, campaign: Campaign, body: bytes, records: int) -> Outcome:
        """Post one batch, once."""

    def campaign_info(self, campaign_id: str) -> CampaignInfo:
        """One campaign with its record counter. Raises LookUpFailed."""

    def find_record(self, campaign_id: str, *, phone: str | None, customer_id: str | None) -> list[Row]:
        """The campaign's records with this phone and this id. Raises LookUpFailed."""


class Verdict(StrEnum):
    """What the evidence says."""

    ARRIVED = "arrived"
    DID_NOT_ARRIVE = "did-not-arrive"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """A verdict and the evidence for it, as a sentence without personal data."""

    verdict: Verdict
    evidence: str


class _Sight(StrEnum):
    SHOWN = "shown"
    ABSENT = "absent"
    UNCLEAR = "unclear"


class Settler:
    """Finds out whether batches of one run arrived; `may_ask` says whether the quota has a request left."""

    def __init__(
        self,
        prepared: PreparedRun,
        campaign: Campaign,
        api: LeadsApi,
        journal: Journal,
        may_ask: Callable[[], bool],
    ) -> None:
        self._run = prepared.id
        self._stamp = prepared.stamp
        self._campaign = campaign
        self._api = api
        self._journal = journal
        self._may_ask = may_ask
        self._calibrations = 0

    @property
    def has_witness(self) -> bool:
        """Whether there is anything to ask that could end a doubt."""
        record = self._journal.run(self._run)
        return self._stamp is not None or (record.counter_proven and record.counter is not None)

    def calibrate(self, batch: Batch, body: bytes) -> None:
        """After an accepted batch: find out, once in a run, whether the witness tells the truth.

        Records that are looked up in a way of their own are once more found out about.
        """
        record = self._journal.run(self._run)
        ends = last_and_first(body)
        proven = set(map(_way, ends)) <= record.findable if self._stamp else record.counter_proven
        if proven or self._calibrations >= MOST_CALIBRATIONS:
            return
        self._calibrations += 1
        try:
            if self._stamp:
                self._calibrate_look_up(batch, ends)
            else:
                self._calibrate_counter(record.counter)
        except LookUpFailed:
            return

    def look(self, batch: Batch, body: bytes) -> Finding:
        """What can be said now about a batch whose answer was lost; a "no" holds only after a while."""
        try:
            if self._stamp:
                return self._look_for_records(batch, body)
            return self._look_at_counter(batch)
        except LookUpFailed as failure:
            return Finding(Verdict.UNKNOWN, f"it could not be looked up, {failure.reason}")

    def _calibrate_look_up(self, batch: Batch, records: tuple[Record, ...]) -> None:
        for record in records:
            way = _way(record)
            if (
                way not in self._journal.run(self._run).findable
                and self._sight(batch, record) is _Sight.SHOWN
            ):
                self._journal.prove_findable(self._run, way)

    def _calibrate_counter(self, expected: int | None) -> None:
        if expected is None:
            return
        if self._counter() == expected:
            self._journal.counters.prove(self._run)
        else:
            # It counts late, or somebody else adds records: it can no longer be believed in this sending.
            self._journal.counters.distrust(self._run)

    def _look_for_records(self, batch: Batch, body: bytes) -> Finding:
        records = last_and_first(body)
        if len({_identity(record) for record in records}) < len(records):
            return Finding(Verdict.UNKNOWN, "its first and its last record have the same phone and id")
        sights = {self._sight(batch, record) for record in records}
        if sights == {_Sight.SHOWN}:
            return Finding(Verdict.ARRIVED, "its first and last record are in the campaign, with their stamp")
        if sights != {_Sight.ABSENT}:
            return Finding(Verdict.UNKNOWN, "looking up its first and last record gave no clear answer")
        run = self._journal.run(self._run)
        if not set(map(_way, records)) <= run.findable:
            return Finding(
                Verdict.UNKNOWN,
                "its first and last record were not found, but neither was a record of this run found before",
            )
        if run.counter is not None and self._holds(run.counter + batch.records):
            return Finding(
                Verdict.UNKNOWN,
                "its first and last record were not found, but the campaign holds as many records more",
            )
        return Finding(Verdict.DID_NOT_ARRIVE, "neither its first nor its last record is in the campaign")

    def _look_at_counter(self, batch: Batch) -> Finding:
        record = self._journal.run(self._run)
        before = record.counter
        if before is None or not record.counter_proven:
            return Finding(Verdict.UNKNOWN, NO_WITNESS)
        counted = self._counter()
        if counted == before + batch.records:
            return Finding(Verdict.ARRIVED, f"the campaign holds {batch.records:,} records more than before")
        if counted == before:
            return Finding(Verdict.DID_NOT_ARRIVE, "the campaign holds as many records as before")
        return Finding(
            Verdict.UNKNOWN,
            f"the campaign held {before:,} records before and holds {counted:,} now, "
            f"which fits neither way with {batch.records:,} more",
        )

    def _holds(self, records: int) -> bool:
        """Whether the campaign is known to hold so many records."""
        try:
            return self._counter() >= records
        except LookUpFailed:
            return False

    def _counter(self) -> int:
        self._ask()
        counted = self._api.campaign_info(self._campaign.id).records
        if counted is None:
            raise LookUpFailed("the API does not say how many records the campaign holds")
        return counted

    def _sight(self, batch: Batch, record: Record) -> _Sight:
        mark = record.get(self._stamp or "", "")
        if not _is_stamp(mark, self._run, batch.number) or not _way(record):
            return _Sight.UNCLEAR
        self._ask()
        phone, customer_id = _identity(record)
        rows = self._api.find_record(self._campaign.id, phone=phone or None, customer_id=customer_id or None)
        if any(row.get(self._stamp or "") == mark and _is_of(row, record) for row in rows):
            return _Sight.SHOWN
        # Records of the same lead from elsewhere prove nothing: ours may stand behind them, unshown.
        return _Sight.UNCLEAR if rows else _Sight.ABSENT

    def _ask(self) -> None:
        if not self._may_ask():
            raise LookUpFailed("the requests that may be used today are used up")


def last_and_first(body: bytes) -> tuple[Record, ...]:
    """The last and the first record of a body, one if there is only one."""
    records: list[Record] = orjson.loads(body)
    return (records[-1], records[0]) if len(records) > 1 else (records[0],)


def describe_look_up(campaign: Campaign, batch: Batch) -> str:
    """What a person should look up in the Manager."""
    what = f"{_count(batch.records)} of {rows_of(batch)} of your file"
    return f"Look in the Manager, campaign {campaign.id}, for {what}."


def describe_leads(batch: Batch, body: bytes | None) -> str:
    """How to know the batch's first and last lead. Personal data: for the terminal only."""
    if body is None:
        return ""
    records = last_and_first(body)[::-1]
    names = ("the first", "the last") if len(records) > 1 else ("it",)
    described = [f"{name} has {_describe(record)}" for name, record in zip(names, records, strict=True)]
    return f"Of batch {batch.number}, {'; '.join(described)}."


def _is_of(row: Row, record: Record) -> bool:
    """Whether a row is this record and not another of the same household."""
    name, phone = _phone(record)
    same_phone = not phone or row.get(name) == phone
    return same_phone and row.get("customer_id", "") == record.get("customer_id", "")


def _is_stamp(value: str, run: str, batch: int) -> bool:
    named_run, _, number = value.partition("/")
    return named_run == run and number.isdecimal() and int(number) == batch


def rows_of(batch: Batch) -> str:
    """Where a batch stands in the user's file."""
    if batch.first_row == batch.last_row:
        return f"row {batch.first_row:,}"
    return f"rows {batch.first_row:,} to {batch.last_row:,}"


def _count(records: int) -> str:
    return "the record" if records == 1 else f"the {records:,} records"


def _describe(record: Record) -> str:
    return f"phone {_phone(record)[1] or '(none)'} and id {record.get('customer_id') or '(none)'}"


def _phone(record: Record) -> tuple[str, str]:
    return next(((name, record[name]) for name in DIAL_FIELDS if record.get(name)), ("", ""))


def _identity(record: Record) -> tuple[str, str]:
    return _phone(record)[1], record.get("customer_id", "")


def _way(record: Record) -> str:
    """How a record is looked up: that one way finds records proves nothing of another.

    A server may cut long phones, or keep ids as numbers, without the zeros before them.
    """
    name, phone = _phone(record)
    customer_id = record.get("customer_id", "")
    by_phone = f"{name}:{len(phone)}" if phone else ""
    kind = "zeros" if customer_id.startswith("0") else "digits" if customer_id.isdecimal() else "text"
    by_id = f"customer_id:{kind}" if customer_id else ""
    return "+".join(filter(None, (by_phone, by_id)))
