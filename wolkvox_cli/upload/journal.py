"""What was sent and what came of it, durable on disk before the next step is taken.

A batch is prepared → sending → accepted | refused | in-doubt; a doubt is settled to accepted or back to
prepared. Only a prepared batch may be sent, so none is sent twice without a word in between that it
did not arrive. No personal data: counts, row ranges, digests, and the API's words, cleaned.
"""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType

from wolkvox_cli.campaign import Campaign, CampaignType
from wolkvox_cli.errors import CommandError, MachineError
from wolkvox_cli.spool import Batch, PreparedRun
from wolkvox_cli.upload.accounts import (
    PARTIAL,
    Accounts,
    BatchRecord,
    BatchState,
    RunRecord,
    RunState,
    take_accounts,
)
from wolkvox_cli.upload.clock import Clock
from wolkvox_cli.upload.journal_schema import JournalFile, open_journal_file
from wolkvox_cli.upload.outcomes import Refused
from wolkvox_cli.upload.quota import quota_day

LAG = timedelta(minutes=10)
"""So long after the last post, a campaign's counter shows all that arrived."""

FORGET_OTHERS = """
UPDATE runs SET counter = NULL, counter_proven = 0
WHERE id != ? AND counter IS NOT NULL AND (base_url, ltrim(campaign, '0')) =
    (SELECT base_url, ltrim(campaign, '0') FROM runs WHERE id = ?)
"""
"""For a run that posts: what other runs knew of the campaign's counter holds no longer."""

_LATEST = """
SELECT r.counter, max(b.state IN ('sending', 'in-doubt')) AS doubtful,
    max(coalesce(a.ended, a.began)) AS latest
FROM attempts a JOIN runs r ON r.id = a.run JOIN batches b ON b.run = a.run AND b.number = a.batch
WHERE (r.base_url, ltrim(r.campaign, '0')) = (SELECT base_url, ltrim(campaign, '0') FROM runs WHERE id = ?)
    AND coalesce(a.ended, a.began) > ?
GROUP BY r.id ORDER BY latest DESC
"""


class CounterLog:
    """The part of the journal that keeps counters; what arrives is added where the journal writes it down."""

    def __init__(self, file: JournalFile, clock: Clock) -> None:
        self._file = file
        self._clock = clock

    def take(self, run: str, shown: int | None) -> None:
        """Begin a sending with what the campaign's counter shows, None where it does not.

        Counters may lag. Soon after anything was posted to the campaign the counter is believed only if it
        shows what the journal expects, and if no batch is in doubt that could still arrive.
        """
        since = (self._clock.now() - LAG).isoformat(timespec="milliseconds")
        with self._file.write() as database:
            latest = database.execute(_LATEST, (run, since)).fetchall()
            if any(row["doubtful"] for row in latest) or (latest and latest[0]["counter"] != shown):
                shown = None
            database.execute(
                "UPDATE runs SET counter_proven = counter_proven AND counter IS ?,"
                " counter = CASE WHEN counter_failed THEN NULL ELSE ? END WHERE id = ?",
                (shown, shown, run),
            )

    def fail(self, run: str) -> None:
        """The counter did not show what it should: it is not believed any more in this run."""
        with self._file.write() as database:
            database.execute(
                "UPDATE runs SET counter = NULL, counter_proven = 0, counter_failed = 1 WHERE id = ?", (run,)
            )

    def prove(self, run: str) -> None:
        """The counter has moved by exactly an accepted batch of this run."""
        with self._file.write(durable=False) as database:
            database.execute("UPDATE runs SET counter_proven = 1 WHERE id = ?", (run,))


_BATCH_COLUMNS = ("number", "first_row", "last_row", "records", "size", "digest")
_RUN_COLUMNS = (
    *("id", "created", "program", "file", "sha256", "content", "options"),
    *("base_url", "server", "campaign", "type", "read", "rejected", "duplicate", "excluded"),
    *("already_sent", "selection", "state"),
)


class Journal:
    """The journal. Every method that changes it raises MachineError when the change is not on disk."""

    def __init__(self, file: JournalFile, clock: Clock) -> None:
        self.file = file
        self.requests = RequestLog(file, clock)
        self.counters = CounterLog(file, clock)
        self._clock = clock

    @classmethod
    def open(cls, path: Path, clock: Clock) -> "Journal":
        """Open or make the journal. Raises MachineError when it is damaged, foreign, newer or unwritable."""
        return cls(open_journal_file(path), clock)

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.file.close()

    def add_run(self, prepared: PreparedRun, campaign: Campaign) -> None:
        """Take a prepared run and its batches into the journal."""
        values = (
            *(prepared.id, prepared.created, prepared.program, Path(prepared.source.path).name),
            *(prepared.source.sha256, prepared.content, prepared.options),
            *(campaign.base_url, campaign.server, campaign.id, campaign.type.value),
            *(prepared.read, prepared.rejected, prepared.duplicate, prepared.excluded),
            *(prepared.already_sent, prepared.selection, RunState.OPEN.value),
        )
        batches = [
            (prepared.id, *(getattr(batch, name) for name in _BATCH_COLUMNS), BatchState.PREPARED.value)
            for batch in prepared.batches
        ]
        with self.file.write() as database:
            database.execute(_insert("runs", _RUN_COLUMNS), values)
            database.executemany(_insert("batches", ("run", *_BATCH_COLUMNS, "state")), batches)

    def runs(self) -> list[RunRecord]:
        """All runs, the newest first."""
        return [_as_run(row) for row in self.file.read("SELECT * FROM runs ORDER BY created DESC, id DESC")]

    def run(self, name: str) -> RunRecord:
        """The run with this id, or with the only id that begins so. Raises CommandError."""
        rows = self.file.read("SELECT * FROM runs WHERE substr(id, 1, ?) = ? ORDER BY id", (len(name), name))
        exact = [row for row in rows if row["id"] == name]
        found = exact or rows
        if name and len(found) == 1:
            return _as_run(found[0])
        raise _no_such_run(name, [row["id"] for row in found] if name else [])

    def find(
        self,
        campaign: Campaign,
        *,
        sha256: str | None = None,
        selection: str | None = None,
        options: str | None = None,
        content: str | None = None,
        state: RunState | None = None,
    ) -> list[RunRecord]:
        """Runs to the same campaign of the same server that agree in all that is given, newest first.

        Campaign 04521 is campaign 4521: the API takes both.
        """
        wanted = {
            "sha256": sha256,
            "selection": selection,
            "options": options,
            "content": content,
            "state": state,
        }
        given = {name: value for name, value in wanted.items() if value is not None}
        same = ("base_url = ?", "ltrim(campaign, '0') = ?", *(f"{name} = ?" for name in given))
        rows = self.file.read(
            f"SELECT * FROM runs WHERE {' AND '.join(same)} ORDER BY created DESC, id DESC",
            (campaign.base_url, campaign.id.lstrip("0"), *(str(value) for value in given.values())),
        )
        return [_as_run(row) for row in rows]

    def batches(self, run: str) -> list[BatchRecord]:
        """The batches of a run in order."""
        rows = self.file.read("SELECT * FROM batches WHERE run = ? ORDER BY number", (run,))
        return [_as_batch(row) for row in rows]

    def accounts(self, run: str) -> Accounts:
        """What became of a run's rows and batches."""
        (row,) = self.file.read("SELECT requests FROM runs WHERE id = ?", (run,))
        return take_accounts(self.batches(run), row["requests"])

    def begin(self, run: str, batch: Batch, token: str) -> int:
        """Write down the intent to post a batch, before its first byte leaves; gives the attempt's number.

        The request is counted for the token (its fingerprint) in the same write: had one without the other
        failed, a batch that never left would be in doubt. What other runs knew of the campaign's record
        counter holds no longer.
        """
        with self.file.write() as database:
            _move(
                database,
                (run, batch.number),
                "state = 'sending', attempts = attempts + 1, accepted = 0, reason = '', words = ''",
                "state = 'prepared' OR (state = 'refused' AND NOT final)",
            )
            (attempt,) = database.execute(
                "SELECT attempts FROM batches WHERE run = ? AND number = ?", (run, batch.number)
            ).fetchone()
            database.execute(
                _insert("attempts", ("run", "batch", "attempt", "began", "outcome")),
                (run, batch.number, attempt, self._now(), "sending"),
            )
            database.execute(FORGET_OTHERS, (run, run))
            self.requests.add(database, token, run)
        self.requests.made += 1
        return int(attempt)

    def accept(self, run: str, batch: Batch, seconds: float) -> None:
        """The API said yes to the whole batch."""
        with self.file.write() as database:
            change = "state = 'accepted', accepted = records, seconds = ?"
            _move(database, (run, batch.number), change, "state = 'sending'", (seconds,))
            self._end_attempt(database, run, batch, "accepted", "")
            database.execute("UPDATE runs SET counter = counter + ? WHERE id = ?", (batch.records, run))

    def refuse(self, run: str, batch: Batch, refusal: Refused, *, final: bool) -> None:
        """The API said no; a `final` refusal is not tried again when the run is resumed."""
        with self.file.write() as database:
            change = "state = 'refused', accepted = 0, final = ?, reason = ?, words = ?"
            values = (int(final), refusal.reason.value, refusal.message)
            _move(database, (run, batch.number), change, "state IN ('sending', 'in-doubt')", values)
            self._end_attempt(database, run, batch, "refused", refusal.message)

    def not_sent(self, run: str, batch: Batch, reason: str) -> None:
        """Nothing of the attempt can have arrived: the batch may be sent again."""
        with self.file.write() as database:
            change = "state = 'prepared', words = ?"
            _move(database, (run, batch.number), change, "state = 'sending'", (reason,))
            self._end_attempt(database, run, batch, "not-sent", reason)

    def doubt(self, run: str, batch: Batch, words: str, accepted: int | None = None) -> None:
        """Nobody knows whether the batch arrived; `accepted` is the part the API said yes to, if it did."""
        with self.file.write() as database:
            change = "state = 'in-doubt', accepted = ?, reason = ?, words = ?"
            values = (accepted or 0, "" if accepted is None else PARTIAL, words)
            _move(database, (run, batch.number), change, "state IN ('sending', 'in-doubt')", values)
            self._end_attempt(database, run, batch, "in-doubt", words)

    def settle(self, run: str, batch: Batch, *, arrived: bool, evidence: str) -> None:
        """The doubt is over. What did not arrive of a batch taken in part is refused: which, nobody knows."""
        if arrived:
            change = "state = 'accepted', accepted = records, words = ?"
        else:
            change = (
                "state = CASE WHEN accepted > 0 THEN 'refused' ELSE 'prepared' END,"
                " final = accepted > 0, reason = CASE WHEN accepted > 0 THEN 'partial' ELSE '' END, words = ?"
            )
        with self.file.write() as database:
            _move(database, (run, batch.number), change, "state IN ('sending', 'in-doubt')", (evidence,))
            self._end_attempt(database, run, batch, "arrived" if arrived else "did-not-arrive", evidence)
            if arrived:
                database.execute("UPDATE runs SET counter = counter + ? WHERE id = ?", (batch.records, run))

    def finish(self, run: str) -> None:
        """Nothing is left to do for a run."""
        self._close(run, RunState.COMPLETE)

    def discard(self, run: str) -> None:
        """The run is not to go on; what it sent stays on record."""
        self._close(run, RunState.DISCARDED)

    def note_stop(self, run: str, code: str) -> None:
        """Remember why a run stopped."""
        with self.file.write(durable=False) as database:
            database.execute("UPDATE runs SET stopped = ? WHERE id = ?", (code, run))

    def prove_findable(self, run: str, kind: str, date: str = "") -> None:
        """A record of an accepted batch of this run was found by a look-up of this kind.

        `date` is when the API says that it was added, "" where it does not.
        """
        kinds = self.run(run).findable | {kind}
        with self.file.write(durable=False) as database:
            database.execute(
                "UPDATE runs SET findable = ?, newest_row = max(newest_row, ?) WHERE id = ?",
                (" ".join(sorted(kinds)), date, run),
            )

    def _close(self, run: str, state: RunState) -> None:
        with self.file.write() as database:
            database.execute(
                "UPDATE runs SET state = ?, finished = ? WHERE id = ?", (state.value, self._now(), run)
            )

    def _end_attempt(
        self, database: sqlite3.Connection, run: str, batch: Batch, outcome: str, words: str
    ) -> None:
        database.execute(
            "UPDATE attempts SET ended = ?, outcome = ?, words = ? WHERE run = ? AND batch = ? AND attempt ="
            " (SELECT attempts FROM batches WHERE run = ? AND number = ?)",
            (self._now(), outcome, words, run, batch.number, run, batch.number),
        )

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="milliseconds")


def _move(
    database: sqlite3.Connection,
    key: tuple[str, int],
    change: str,
    condition: str,
    values: tuple[object, ...] = (),
) -> None:
    query = f"UPDATE batches SET {change} WHERE run = ? AND number = ? AND ({condition})"
    if database.execute(query, (*values, *key)).rowcount != 1:
        run, number = key
        raise MachineError(
            "journal.conflict",
            f"Batch {number} of run {run} is not in the state it should be in: another process works on it.",
            f"Look at it with: wolkvox runs show {run}",
        )


def _insert(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def _as_run(row: sqlite3.Row) -> RunRecord:
    campaign = Campaign(row["base_url"], row["server"], row["campaign"], CampaignType(row["type"]))
    finished = datetime.fromisoformat(row["finished"]) if row["finished"] else None
    same = (
        "id",
        "created",
        "program",
        "file",
        "sha256",
        "content",
        "options",
        "read",
        "rejected",
        "duplicate",
        "already_sent",
        "selection",
    )
    return RunRecord(
        **{name: row[name] for name in (*same, "excluded", "stopped", "requests", "counter", "newest_row")},
        campaign=campaign,
        state=RunState(row["state"]),
        finished=finished,
        counter_proven=bool(row["counter_proven"]),
        findable=frozenset(row["findable"].split()),
    )


def _as_batch(row: sqlite3.Row) -> BatchRecord:
    return BatchRecord(
        batch=Batch(**{name: row[name] for name in _BATCH_COLUMNS}),
        state=BatchState(row["state"]),
        final=bool(row["final"]),
        **{name: row[name] for name in ("accepted", "attempts", "reason", "words", "seconds")},
    )


def _no_such_run(name: str, candidates: list[str]) -> CommandError:
    if candidates:
        return CommandError(
            "command.run",
            f"Several runs begin with {name}: {', '.join(candidates[:5])}.",
            "Write out more of the id.",
        )
    return CommandError("command.run", f"There is no run {name!r}.", "List the runs with: wolkvox runs")


class RequestLog:
    """The part of the journal that counts requests. `made` is how many this process has made."""

    def __init__(self, file: JournalFile, clock: Clock) -> None:
        self._file = file
        self._clock = clock
        self.made = 0

    def count(self, token: str, run: str | None = None) -> None:
        """One request more for a token (its fingerprint) today, and for a run if it is known yet."""
        with self._file.write(durable=False) as database:
            self.add(database, token, run)
        self.made += 1

    def add(self, database: sqlite3.Connection, token: str, run: str | None) -> None:
        """The same within a write of the journal."""
        database.execute(
            "INSERT INTO requests VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET number = number + 1",
            (token, quota_day(self._clock.now())),
        )
        database.execute("UPDATE runs SET requests = requests + 1 WHERE id = ?", (run,))

    def used_today(self, token: str) -> int:
        """How many requests a token has made today, as far as this journal knows."""
        key = (token, quota_day(self._clock.now()))
        rows = self._file.read("SELECT number FROM requests WHERE token = ? AND day = ?", key)
        return int(rows[0]["number"]) if rows else 0

    def note_refusal(self, token: str) -> None:
        """The API said that the token's quota is used up."""
        with self._file.write() as database:
            database.execute(
                "INSERT OR REPLACE INTO quota_refusals VALUES (?, ?)",
                (token, self._clock.now().isoformat(timespec="milliseconds")),
            )

    def clear_refusal(self, token: str) -> None:
        """The API takes requests with this token again."""
        with self._file.write() as database:
            database.execute("DELETE FROM quota_refusals WHERE token = ?", (token,))

    def refusal(self, token: str) -> datetime | None:
        """When the API last said that the token's quota is used up, None if it takes requests."""
        rows = self._file.read("SELECT at FROM quota_refusals WHERE token = ?", (token,))
        return datetime.fromisoformat(rows[0]["at"]) if rows else None
