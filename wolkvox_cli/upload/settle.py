"""Did it arrive? What the API's look-ups prove about a batch whose answer was lost.

With a stamp, records that carry it are looked up, and that decides. Without one, no witness is believed
alone: somebody else may have added as many records as were lost, or removed as many as arrived, and the
same leads may have stood in the campaign before. The campaign's record counter and the batch's own records
must say the same, and both must have told the truth about accepted batches of this very run. Whatever
contradicts itself, or cannot be asked, leaves the doubt.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from wolkvox_cli.campaign import DIAL_FIELDS, Campaign
from wolkvox_cli.spool import Batch, PreparedRun
from wolkvox_cli.upload.asking import ask
from wolkvox_cli.upload.body_records import Record, first_and_last, sample_records
from wolkvox_cli.upload.clock import Clock, StopRequest
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.upload.lookup_replies import CampaignInfo, LookUpFailed, Row
from wolkvox_cli.upload.outcomes import Outcome
from wolkvox_cli.upload.quota import Quota

Answer = TypeVar("Answer")

MOST_BATCHES_LOOKED_UP = 3
"""Accepted batches of one sending whose records are looked up to find out whether that finds them."""

MOST_FAILURES = 3
"""Readings of the counter that may fail one after another before it is left in peace."""

NO_WITNESS = "the API has nothing to tell it by (with --stamp FIELD, single records can be looked up)"


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
class Evidence:
    """A verdict and what speaks for it, as a sentence without personal data."""

    verdict: Verdict
    words: str


class _Sight(StrEnum):
    """What a look-up shows of one record."""

    SHOWN = "shown"
    ABSENT = "absent"
    UNCLEAR = "unclear"


def planned_look_ups(stamp: str | None, batches: int) -> int:
    """About how many look-ups go with so many batches: the counter after each, a record after the first."""
    between = max(0, batches - 1)
    return min(between, 1) + (between if stamp is None else 0)


class Settler:
    """Finds out whether batches of one run arrived, and from accepted ones whom to believe."""

    def __init__(
        self,
        prepared: PreparedRun,
        campaign: Campaign,
        api: LeadsApi,
        journal: Journal,
        clock: Clock,
        stop: StopRequest,
        quota: Callable[[], Quota],
    ) -> None:
        self._run = prepared.id
        self._stamp = prepared.stamp
        self._campaign = campaign
        self._api = api
        self._journal = journal
        self._clock = clock
        self._stop = stop
        self._quota = quota
        self._batches_looked_up = 0
        self._failures = 0

    def has_witness(self, *, refused: bool = False) -> bool:
        """Whether there is anything to ask that could end a doubt; for `refused` see `look`."""
        record = self._journal.run(self._run)
        proven = record.counter_proven and bool(record.findable)
        return self._stamp is not None or (record.counter is not None and (proven or refused))

    # After a batch that was accepted.

    def learn_from(self, batch: Batch, body: bytes, left: int) -> None:
        """Find out with an accepted batch whether the counter and the look-ups of records can be believed.

        `left` batches are still to go: none of their requests is taken for this. Fails in silence: what
        has not been found out will not be believed.
        """
        try:
            if self._stamp is None and not self._counter_holds(left):
                return
            self._prove_look_ups(batch, body, left)
        except LookUpFailed:
            return

    def _counter_holds(self, left: int) -> bool:
        """Whether the counter shows what was accepted, nothing else; where not, it is not believed again."""
        record = self._journal.run(self._run)
        if record.counter is None or self._failures >= MOST_FAILURES:
            return False
        self._leave_enough_for(left)
        self._failures += 1
        counted = self._counter()
        self._failures = 0
        if counted != record.counter:
            self._journal.counters.fail(self._run)
        elif not record.counter_proven:
            self._journal.counters.prove(self._run)
        return counted == record.counter

    def _prove_look_ups(self, batch: Batch, body: bytes, left: int) -> None:
        """Look up a record of each kind that no look-up has found yet."""
        if self._batches_looked_up >= MOST_BATCHES_LOOKED_UP:
            return
        proven = self._journal.run(self._run).findable
        records = [record for record in sample_records(body) if self._can_be_told_apart(batch, record)]
        unproven = {kind: record for record in records if (kind := _kind(record)) not in proven}
        self._batches_looked_up += bool(unproven)
        for kind, record in unproven.items():
            self._leave_enough_for(left)
            rows = self._matching(self._find(record), record)
            if rows:
                self._journal.prove_findable(self._run, kind, max(map(_added_at, rows)))

    def _leave_enough_for(self, batches: int) -> None:
        if not self._quota().allows(batches + 1):
            raise LookUpFailed("the requests that may be used today are needed for batches")

    # About a batch in doubt.

    def look(self, batch: Batch, body: bytes, *, refused: bool = False) -> Evidence:
        """What can be said now about a batch in doubt; a "no" holds only after a while.

        `refused`: the API said no, but may have added a part before. Its word is then a witness too.
        """
        try:
            records = _samples(body)
            if len({_identity(record) for record in (records[0], records[-1])}) < min(2, len(records)):
                return Evidence(Verdict.UNKNOWN, "its first and its last record have the same phone and id")
            if self._stamp is not None:
                return self._look_for_stamps(batch, records)
            return self._look_at_both(batch, records, refused)
        except LookUpFailed as failure:
            return Evidence(Verdict.UNKNOWN, f"it could not be looked up, {failure.reason}")

    def _look_for_stamps(self, batch: Batch, records: list[Record]) -> Evidence:
        sight = self._sight(batch, records)
        run = self._journal.run(self._run)
        if sight is _Sight.SHOWN:
            return Evidence(
                Verdict.ARRIVED, "its first and last record are in the campaign, with their stamp"
            )
        if sight is _Sight.UNCLEAR:
            return Evidence(Verdict.UNKNOWN, "looking up its first and last record gave no clear answer")
        if not set(map(_kind, records)) <= run.findable:
            return Evidence(
                Verdict.UNKNOWN,
                "its first and last record were not found, but neither was a record of this run found before",
            )
        if run.counter is not None and self._holds(run.counter + batch.records):
            return Evidence(
                Verdict.UNKNOWN,
                "its first and last record were not found, but the campaign holds as many records more",
            )
        return Evidence(Verdict.DID_NOT_ARRIVE, "neither its first nor its last record is in the campaign")

    def _look_at_both(self, batch: Batch, records: list[Record], refused: bool) -> Evidence:
        run = self._journal.run(self._run)
        before = run.counter
        if before is None or not (run.counter_proven or refused):
            return Evidence(Verdict.UNKNOWN, NO_WITNESS)
        if not (set(map(_kind, records)) <= run.findable or refused):
            return Evidence(
                Verdict.UNKNOWN,
                "no record of this kind was found before, so that looking it up proves nothing",
            )
        counted = self._asked(self._counter)
        if counted not in (before, before + batch.records):
            return Evidence(
                Verdict.UNKNOWN,
                f"the campaign held {before:,} records before and holds {counted:,} now, "
                f"which fits neither way with {batch.records:,} more",
            )
        sight = self._sight(batch, records)
        if counted == before and sight is _Sight.ABSENT:
            return Evidence(
                Verdict.DID_NOT_ARRIVE,
                "the campaign holds as many records as before, and none of this batch that were looked up",
            )
        if counted != before and sight is _Sight.SHOWN:
            return Evidence(
                Verdict.ARRIVED,
                f"the campaign holds {batch.records:,} records more than before, and all of this batch "
                "that were looked up",
            )
        many = "as many records as before" if counted == before else f"{batch.records:,} records more"
        return Evidence(
            Verdict.UNKNOWN,
            f"the campaign holds {many}, but looking up records of the batch does not say the same",
        )

    def _holds(self, records: int) -> bool:
        """Whether the campaign is known to hold so many records."""
        try:
            return self._asked(self._counter) >= records
        except LookUpFailed:
            return False

    def _sight(self, batch: Batch, records: list[Record]) -> _Sight:
        """What look-ups show of all these records, UNCLEAR where they differ."""
        sights = {self._sight_of(batch, record) for record in records}
        return sights.pop() if len(sights) == 1 else _Sight.UNCLEAR

    def _sight_of(self, batch: Batch, record: Record) -> _Sight:
        if not self._can_be_told_apart(batch, record):
            return _Sight.UNCLEAR
        rows = self._asked(lambda: self._find(record))
        if any(self._is_of_this_run(row) for row in self._matching(rows, record)):
            return _Sight.SHOWN
        # Records of the same lead from elsewhere prove nothing: ours may stand behind them, unshown.
        return _Sight.UNCLEAR if rows else _Sight.ABSENT

    def _can_be_told_apart(self, batch: Batch, record: Record) -> bool:
        stamped = self._stamp is None or _is_stamp(record.get(self._stamp, ""), self._run, batch.number)
        return stamped and bool(_kind(record))

    def _is_of_this_run(self, row: Row) -> bool:
        """Whether it was added since this run began: by its stamp, or by the date that the API shows."""
        newest = self._journal.run(self._run).newest_row
        return self._stamp is not None or bool(newest and _added_at(row) >= newest)

    def _matching(self, rows: list[Row], record: Record) -> list[Row]:
        """The rows that are this record, as far as they tell, and none of the same household."""
        deciding = {"customer_id", _phone(record)[0], self._stamp or ""} - {""}
        # A stamp says it all. Without one, another record of the same person differs in what else is shown.
        others = record.keys() if self._stamp is None else ()
        return [
            row
            for row in rows
            if all(row.get(name, "") == record.get(name, "") for name in deciding)
            and all(row[name] == record[name] for name in others if name in row)
        ]

    def _find(self, record: Record) -> list[Row]:
        phone, customer_id = _identity(record)
        return self._api.find_record(self._campaign.id, phone=phone or None, customer_id=customer_id or None)

    def _counter(self) -> int:
        counted = self._api.campaign_info(self._campaign.id).records
        if counted is None:
            raise LookUpFailed("the API does not say how many records the campaign holds")
        return counted

    def _asked(self, look_up: Callable[[], Answer]) -> Answer:
        return ask(look_up, self._clock, self._stop, quota=self._quota)


def _samples(body: bytes) -> list[Record]:
    """Records to look a batch up by; of several with one phone and id, one stands for all."""
    records = sample_records(body)
    seen = {_identity(record) for record in (records[0], records[-1])}
    between = []
    for record in records[1:-1]:
        if _identity(record) not in seen:
            seen.add(_identity(record))
            between.append(record)
    return [*records[:1], *between, *records[1:][-1:]]


def describe_look_up(campaign: Campaign, batch: Batch) -> str:
    """What a person should look up in the Manager."""
    what = f"{_count(batch.records)} of {rows_of(batch)} of your file"
    return f"Look in the Manager, campaign {campaign.id}, for {what}."


def describe_leads(batch: Batch, body: bytes | None) -> str:
    """How to know the batch's first and last lead. Personal data: for the terminal only."""
    if body is None:
        return ""
    records = first_and_last(body)
    names = ("the first", "the last") if len(records) > 1 else ("it",)
    described = [f"{name} has {_describe(record)}" for name, record in zip(names, records, strict=True)]
    return f"Of batch {batch.number}, {'; '.join(described)}."


def rows_of(batch: Batch) -> str:
    """Where a batch stands in the user's file."""
    if batch.first_row == batch.last_row:
        return f"row {batch.first_row:,}"
    return f"rows {batch.first_row:,} to {batch.last_row:,}"


def _is_stamp(value: str, run: str, batch: int) -> bool:
    named_run, _, number = value.partition("/")
    return named_run == run and number.isdecimal() and int(number) == batch


_DATE = re.compile(r"([0-9]{4})\D?([0-9]{2})\D?([0-9]{2})\D?([0-9]{2})\D?([0-9]{2})\D?([0-9]{2})(?:\D.*)?")


def _added_at(row: Row) -> str:
    """When a row was added by the API's clock, year first and to the second; "" where it does not say."""
    written = _DATE.fullmatch(row.get("date", ""))
    return "".join(written.groups()) if written else ""


def _count(records: int) -> str:
    return "the record" if records == 1 else f"the {records:,} records"


def _describe(record: Record) -> str:
    return f"phone {_phone(record)[1] or '(none)'} and id {record.get('customer_id') or '(none)'}"


def _phone(record: Record) -> tuple[str, str]:
    return next(((name, record[name]) for name in DIAL_FIELDS if record.get(name)), ("", ""))


def _identity(record: Record) -> tuple[str, str]:
    return _phone(record)[1], record.get("customer_id", "")


def _kind(record: Record) -> str:
    """The kind of look-up that finds a record: that one kind finds records proves nothing of another.

    A server may cut long phones, or keep ids as numbers, without the zeros before them.
    """
    name, phone = _phone(record)
    customer_id = record.get("customer_id", "")
    by_phone = f"{name}:{len(phone)}" if phone else ""
    form = "zeros" if customer_id.startswith("0") else "digits" if customer_id.isdecimal() else "text"
    by_id = f"customer_id:{form}" if customer_id else ""
    return "+".join(filter(None, (by_phone, by_id)))
