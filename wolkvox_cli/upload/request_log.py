"""How many requests each token has made, and whether the API has said that they are used up.

Tokens are known by their fingerprints, days by the caller's reckoning (see quota.py).
"""

from datetime import datetime

from wolkvox_cli.upload.clock import Clock
from wolkvox_cli.upload.journal_schema import JournalFile


class RequestLog:
    """The part of the journal that counts requests."""

    def __init__(self, file: JournalFile, clock: Clock) -> None:
        self._file = file
        self._clock = clock

    def count(self, token: str, day: str, run: str | None = None) -> None:
        """One request more for a token (its fingerprint) on a day, and for a run if it is known yet."""
        with self._file.write(durable=False) as database:
            database.execute(
                "INSERT INTO requests VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET number = number + 1",
                (token, day),
            )
            database.execute("UPDATE runs SET requests = requests + 1 WHERE id = ?", (run,))

    def used(self, token: str, day: str) -> int:
        """How many requests a token has made on a day, as far as this journal knows."""
        rows = self._file.read("SELECT number FROM requests WHERE token = ? AND day = ?", (token, day))
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
