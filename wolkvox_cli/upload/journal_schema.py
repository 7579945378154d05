"""The journal's file: how it is laid out, made, recognised, and written durably.

Beside the journal lies its mark: the number of the last write. A journal that is behind its mark has lost
writes (its -wal file was cut or removed, or it comes from a backup), which SQLite itself cannot see.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from wolkvox_cli.errors import MachineError
from wolkvox_cli.spool import file_mode, private_file, private_folder, sync


def damaged(path: Path, why: str) -> MachineError:
    """Nobody can say what was sent: `why` tells how that is known."""
    return MachineError(
        "journal.damaged",
        f"The journal {path} is damaged: {why}. Without it nobody knows what was sent, so nothing is sent.",
        "Put back a whole copy if there is one. Otherwise look in the Manager which files have arrived, "
        f"then move all {path.stem}.* files out of {path.parent}: a new journal begins, without memory.",
    )


def _unreadable(path: Path, error: OSError) -> MachineError:
    """The disk or the system does not give it just now, which says nothing against the journal."""
    return MachineError(
        "journal.unreadable",
        f"The journal {path} cannot be read now: {error.strerror}. Nothing was sent.",
        "Check the disk and the permissions of the state folder, then repeat the command.",
    )


_FAULTS: dict[str, tuple[str, str, str]] = {
    "SQLITE_FULL": ("journal.full", "the disk is full", "Free some space, then repeat the command."),
    "SQLITE_READONLY": (
        "journal.read-only",
        "it may not be written",
        "Mend the permissions of the file and its folder, or set WOLKVOX_HOME to another folder.",
    ),
    "SQLITE_CANTOPEN": (
        "journal.read-only",
        "it cannot be opened",
        "Mend the permissions of the file and its folder, or set WOLKVOX_HOME to another folder.",
    ),
    "SQLITE_BUSY": (
        "journal.locked",
        "another program holds it",
        "Wait until the other program has finished, then repeat the command.",
    ),
}


def unusable(path: Path, error: sqlite3.Error) -> MachineError:
    """What an error of SQLite means for the user."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_FORMAT")):
        return damaged(path, str(error))
    for prefix, (code, why, hint) in _FAULTS.items():
        if name.startswith(prefix):
            return MachineError(code, f"The journal {path} cannot be written: {why}.", hint)
    return MachineError(
        "journal.fault",
        f"The journal {path} cannot be used: {error}.",
        "Check the disk and the permissions of the state folder, then repeat the command.",
    )


APPLICATION_ID = 0x776F6C6B
SCHEMA = 2
"""1: version 0.1.0. 2: more of the witnesses; runs count what was already sent, and which table they are."""
BUSY_SECONDS = 10.0
_MARK_DIGITS = 20

_TABLES = """
CREATE TABLE writes (number INTEGER NOT NULL);
INSERT INTO writes VALUES (0);
CREATE TABLE runs (
    id TEXT PRIMARY KEY, created TEXT NOT NULL, program TEXT NOT NULL,
    file TEXT NOT NULL, sha256 TEXT NOT NULL, content TEXT NOT NULL, options TEXT NOT NULL,
    base_url TEXT NOT NULL, server TEXT NOT NULL, campaign TEXT NOT NULL, type TEXT NOT NULL,
    read INTEGER NOT NULL, rejected INTEGER NOT NULL, duplicate INTEGER NOT NULL, excluded INTEGER NOT NULL,
    already_sent INTEGER NOT NULL DEFAULT 0, selection TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL, stopped TEXT, finished TEXT,
    requests INTEGER NOT NULL DEFAULT 0,
    counter INTEGER, counter_proven INTEGER NOT NULL DEFAULT 0, findable TEXT NOT NULL DEFAULT '',
    counter_failed INTEGER NOT NULL DEFAULT 0, newest_row TEXT NOT NULL DEFAULT ''
);
CREATE INDEX runs_by_campaign ON runs (base_url, campaign);
CREATE TABLE batches (
    run TEXT NOT NULL REFERENCES runs (id), number INTEGER NOT NULL,
    first_row INTEGER NOT NULL, last_row INTEGER NOT NULL, records INTEGER NOT NULL,
    size INTEGER NOT NULL, digest TEXT NOT NULL,
    state TEXT NOT NULL, accepted INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
    final INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '', words TEXT NOT NULL DEFAULT '',
    seconds REAL,
    PRIMARY KEY (run, number)
) WITHOUT ROWID;
CREATE TABLE attempts (
    run TEXT NOT NULL, batch INTEGER NOT NULL, attempt INTEGER NOT NULL,
    began TEXT NOT NULL, ended TEXT, outcome TEXT NOT NULL, words TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (run, batch, attempt)
) WITHOUT ROWID;
CREATE TABLE requests (
    token TEXT NOT NULL, day TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (token, day)
) WITHOUT ROWID;
CREATE TABLE quota_refusals (token TEXT PRIMARY KEY, at TEXT NOT NULL);
"""


_FROM_SCHEMA_1 = """
ALTER TABLE runs ADD COLUMN counter_failed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN newest_row TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN already_sent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN selection TEXT NOT NULL DEFAULT '';
UPDATE runs SET counter_proven = 0;
UPDATE batches SET state = 'in-doubt'
    WHERE state = 'refused' AND NOT final AND reason IN ('capacity', 'redirect');
PRAGMA user_version = 2;
"""
"""Version 0.1.0 looked at the counter once, and not whether a part was added before such a no."""


class JournalFile:
    """An opened, verified journal file. Every write is one transaction."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction. On leaving it is on the disk itself if `durable`, else safe from a kill only."""
        connection = self._connection
        try:
            connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("UPDATE writes SET number = number + 1")
            (number,) = connection.execute("SELECT number FROM writes").fetchone()
            connection.execute("COMMIT")
        except BaseException as error:
            with suppress(sqlite3.Error):
                connection.rollback()
            if isinstance(error, sqlite3.Error):
                raise unusable(self.path, error) from error
            raise
        if durable:
            _write_mark(self.path, number)

    def read(self, query: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise unusable(self.path, error) from error

    def close(self) -> None:
        """Close the file; everything in it is durable already."""
        with suppress(sqlite3.Error):
            self._connection.close()


def open_journal_file(path: Path) -> JournalFile:
    """Open the journal, or make it if there never was one.

    Raises:
        MachineError: The folder cannot be written, or the file is damaged, foreign or of a newer program.
    """
    _create_if_new(path)
    try:
        mark = _read_mark(path)
        _look_for_cuts(path)
    except OSError as error:
        raise _unreadable(path, error) from error
    connection = None
    try:
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        _verify(path, connection, mark)
        if not mark:
            _make_mark(path)
        _upgrade(path, connection)
        connection.execute("PRAGMA fullfsync=1")
        connection.execute("PRAGMA checkpoint_fullfsync=1")
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.Error):
            raise unusable(path, error) from error
        raise
    return JournalFile(path, connection)


def mark_path(path: Path) -> Path:
    """Where the mark of a journal lies."""
    return path.with_suffix(".mark")


def _create_if_new(path: Path) -> None:
    try:
        private_folder(path.parent)
        if path.exists():
            return
        mode = file_mode(path.parent)
        with FileLock(path.with_suffix(".new.lock"), timeout=BUSY_SECONDS, mode=mode):
            if not path.exists():
                _create(path)
    except (OSError, sqlite3.Error, Timeout) as error:
        raise MachineError(
            "disk.state-folder",
            f"The state folder {path.parent} cannot be written: {error}.",
            "Free some space or mend its permissions, or set WOLKVOX_HOME to another folder.",
        ) from error


def _create(path: Path) -> None:
    remains = [remnant for remnant in (mark_path(path), *_companions(path)) if remnant.exists()]
    if remains:
        raise MachineError(
            "journal.gone",
            f"The journal {path} is gone, so what was sent before is no longer known.",
            "Put it back. To begin anew, knowing that files may then be sent a second time, remove "
            + ", ".join(remnant.name for remnant in remains),
        )
    # Made under another name and moved in place when whole, so that an empty journal is always a damaged one.
    temporary = path.with_suffix(".new")
    for leftover in (temporary, temporary.with_name(temporary.name + "-journal"), *_companions(temporary)):
        leftover.unlink(missing_ok=True)
    private_file(temporary).close()
    connection = sqlite3.connect(temporary, isolation_level=None)
    try:
        # Into the file itself, and synced as a whole: what a -wal file held could be lost on the way.
        connection.executescript(
            f"PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA application_id={APPLICATION_ID};"
            f" PRAGMA user_version={SCHEMA}; BEGIN IMMEDIATE; {_TABLES} COMMIT; PRAGMA journal_mode=WAL;"
        )
        _verify(temporary, connection, 0)
    finally:
        connection.close()
    sync(temporary)
    temporary.replace(path)
    sync(path.parent)


def _companions(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(path.name + ending) for ending in ("-wal", "-shm"))


def _look_for_cuts(path: Path) -> None:
    # SQLite reads a last page that is cut as if zeros stood in the rest of it, and may find that in order.
    # Looked at twice: between our reads another process may have moved its last pages into the journal.
    if _lost_pages(path) and _lost_pages(path):
        raise damaged(path, "its end is cut off")


def _lost_pages(path: Path) -> set[int]:
    # Source: https://www.sqlite.org/fileformat2.html#the_database_header
    with path.open("rb") as file:
        header = file.read(100)
        size = file.seek(0, os.SEEK_END)
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise damaged(path, "it is empty, cut, or not a journal of this program")
    page = int.from_bytes(header[16:18], "big")
    page = 65_536 if page == 1 else page
    pages = int.from_bytes(header[28:32], "big")
    missing = set(range(size // page + 1, pages + 1)) if page else {1}
    # A kill while pages move from the -wal file into the journal may leave it short: they are there still.
    return missing - _pages_in_wal(_companions(path)[0], page) if missing else missing


def _pages_in_wal(wal: Path, page: int) -> set[int]:
    # A frame is a header of 24 bytes, which begins with the page's number, and the page.
    numbers = set()
    with suppress(FileNotFoundError), wal.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        for place in range(32, size - 24 - page + 1, 24 + page):
            file.seek(place)
            numbers.add(int.from_bytes(file.read(4), "big"))
    return numbers


def _verify(path: Path, connection: sqlite3.Connection, mark: int | None) -> None:
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise damaged(path, "it is not a journal of this program")
    version = _pragma(connection, "user_version")
    if version > SCHEMA:
        raise MachineError(
            "journal.newer",
            f"The journal {path} has schema {version}; this version of the program knows schema {SCHEMA}.",
            "Update the program: pip install --upgrade wolkvox-cli",
        )
    if version not in (1, SCHEMA):
        raise damaged(path, f"its schema {version} never existed")
    # Finds pages that have changed places, as quick_check does not; 7 ms for 10,000 batches.
    verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise damaged(path, "its pages do not fit together")
    (number,) = connection.execute("SELECT number FROM writes").fetchone()
    if mark is None and number:
        raise damaged(path, f"its mark {mark_path(path).name} is empty")
    if number < (mark or 0):
        raise damaged(path, f"its last {mark - number:,} entries are missing")


def _upgrade(path: Path, connection: sqlite3.Connection) -> None:
    """Bring a journal of an earlier version to this one's form."""
    if _pragma(connection, "user_version") == SCHEMA:
        return
    with JournalFile(path, connection).write():
        if _pragma(connection, "user_version") != SCHEMA:  # nobody else has done it meanwhile
            for statement in _FROM_SCHEMA_1.split(";"):
                connection.execute(statement)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _read_mark(path: Path) -> int | None:
    """The mark, 0 where there is none; None where it is empty, as version 0.1.0 may have left a new one."""
    try:
        text = mark_path(path).read_bytes()
    except FileNotFoundError:
        return 0
    if not text:
        return None
    if len(text) != _MARK_DIGITS or not text.isdigit():
        raise damaged(path, f"its mark {mark_path(path).name} is damaged")
    return int(text)


def _make_mark(path: Path) -> None:
    # Whole or not at all, also when the power is cut; later marks are written over it in place.
    temporary = mark_path(path).with_suffix(".mark.new")
    with suppress(OSError):
        with private_file(temporary) as file:
            file.write(b"0" * _MARK_DIGITS)
        sync(temporary)
        temporary.replace(mark_path(path))
        sync(path.parent)


def _write_mark(path: Path, number: int) -> None:
    # Not synced: it may lag behind after a power cut, which only makes it say less. It must never be
    # ahead of the disk, so it follows durable writes only.
    # A failure to write it says nothing about the journal, whose write is already on disk.
    with suppress(OSError):
        descriptor = os.open(mark_path(path), os.O_WRONLY)
        try:
            os.write(descriptor, f"{number:0{_MARK_DIGITS}}".encode("ascii"))
        finally:
            os.close(descriptor)
