"""The campaigns' record counters: what each run expects of its own, and when that can be believed."""

from datetime import timedelta

from wolkvox_cli.upload.clock import Clock
from wolkvox_cli.upload.journal_schema import JournalFile

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
                "UPDATE runs SET counter_proven = counter_proven AND counter IS ?, counter = ? WHERE id = ?",
                (shown, shown, run),
            )

    def distrust(self, run: str) -> None:
        """The counter did not show what it should: it cannot be believed in this sending."""
        with self._file.write() as database:
            database.execute("UPDATE runs SET counter = NULL WHERE id = ?", (run,))

    def prove(self, run: str) -> None:
        """The counter has moved by exactly an accepted batch of this run."""
        with self._file.write() as database:
            database.execute("UPDATE runs SET counter_proven = 1 WHERE id = ?", (run,))
