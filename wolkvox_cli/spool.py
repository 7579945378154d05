"""A prepared run on disk: its numbered batch bodies and the manifest that describes them.

`leads` writes it and `upload` reads it: it is all that passes between the two. A run's folder holds

    manifest.json        PreparedRun, written last: a folder without it was never finished
    00001.json           the body of batch 1, byte for byte what will be posted
    00001.leads          the user's own rows behind batch 1 (see leads/kept_rows.py)
    rejected.leads       the user's own rows that were rejected
    sent.digests         keyed digests of the leads in the batches, in their order, 8 bytes each
    warnings.leads       the user's own rows that are sent with a warning, on wish
"""

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import xxhash

from wolkvox_cli.errors import CommandError, MachineError

MANIFEST = "manifest.json"
SCHEMA = 1

PRIVATE = 0o600
"""File mode: readable and writable by its owner, nobody else."""

READABLE = 0o644
"""File mode: readable by everybody, writable by its owner."""

Piece = bytes | memoryview
"""Part of a body."""


@dataclass(frozen=True)
class Batch:
    """One body: `first_row` and `last_row` are row numbers of the user's file, `digest` is xxh3-128."""

    number: int
    first_row: int
    last_row: int
    records: int
    size: int
    digest: str


@dataclass(frozen=True)
class ProblemCount:
    """How often one problem was met: `severity` is "error" or "warning", `examples` are row numbers."""

    code: str
    severity: str
    field: str | None
    rows: int
    examples: tuple[int, ...]


@dataclass(frozen=True)
class SourceFacts:
    """What was understood of the user's file; the contract's "file" object."""

    path: str
    sha256: str
    format: str
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    header_row: int | None


@dataclass(frozen=True)
class EarlierRun:
    """How many leads of a file an earlier run has sent to the same campaign already."""

    run: str
    rows: int


@dataclass(frozen=True)
class PreparedRun:
    """One file, one mapping, one campaign type: prepared once, sent once.

    `content` identifies the records whatever the file's name, column order or delimiter, and without
    the stamp; `options` identifies everything that shaped them,
    `selection` what the user said of the table to read in the file. `headings` are the user's own. Runs that
    version 0.1.0 prepared know nothing of what was already sent.
    """

    id: str
    created: str
    program: str
    source: SourceFacts
    headings: tuple[str, ...]
    campaign_type: str
    mapping: dict[str, str]
    constants: dict[str, str]
    ignored_columns: tuple[str, ...]
    stamp: str | None
    read: int
    rejected: int
    duplicate: int
    excluded: int
    problems: tuple[ProblemCount, ...]
    batches: tuple[Batch, ...]
    content: str
    options: str
    seconds: float
    selection: str = ""
    again: bool = False
    already_sent: int = 0
    sent_by: tuple[EarlierRun, ...] = ()

    @property
    def records(self) -> int:
        """How many records the bodies hold together."""
        return sum(batch.records for batch in self.batches)


class RunFolder:
    """The folder of one run."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def body_path(self, number: int) -> Path:
        """Where the body of a batch lies."""
        return self.path / f"{number:05}.json"

    def leads_path(self, number: int) -> Path:
        """Where the user's rows behind a batch lie."""
        return self.path / f"{number:05}.leads"

    @property
    def digests_path(self) -> Path:
        """Where the digests of the leads in the batches lie until the journal knows the run."""
        return self.path / "sent.digests"

    @property
    def rejected_path(self) -> Path:
        """Where the user's rejected rows lie."""
        return self.path / "rejected.leads"

    @property
    def warnings_path(self) -> Path:
        """Where the user's rows that are sent with a warning lie, if they are to be listed."""
        return self.path / "warnings.leads"

    def write_body(self, number: int, pieces: Iterable[Piece]) -> None:
        """Write a body, given in pieces; it is durable once the run is sealed."""
        with private_file(self.body_path(number)) as file:
            file.writelines(pieces)

    def read_body(self, batch: Batch) -> bytes:
        """The body exactly as prepared. Raises MachineError when it is gone or has changed."""
        try:
            body = self.body_path(batch.number).read_bytes()
        except FileNotFoundError as error:
            raise _body_gone(self.path.name, batch.number) from error
        except OSError as error:
            raise _unreadable(self.path.name, f"the body of batch {batch.number}", error) from error
        if xxhash.xxh3_128_hexdigest(body) != batch.digest:
            raise MachineError(
                "spool.changed",
                f"The prepared body of batch {batch.number} of run {self.path.name} has changed on disk.",
                f"Nothing of it was sent. Drop the run with: wolkvox runs discard {self.path.name}",
            )
        return body

    def drop_batch(self, number: int) -> None:
        """Remove a batch's body and rows from disk: its records have arrived or are written elsewhere."""
        self.body_path(number).unlink(missing_ok=True)
        self.leads_path(number).unlink(missing_ok=True)

    def seal(self, prepared: PreparedRun) -> None:
        """Make everything durable, then write the manifest: from here on the run can be sent."""
        for path in self.path.iterdir():
            sync(path)
        temporary = self.path / (MANIFEST + ".tmp")
        with private_file(temporary) as file:
            file.write(orjson.dumps({"schema": SCHEMA, "run": prepared}))
        sync(temporary)
        temporary.replace(self.path / MANIFEST)
        sync(self.path)
        sync(self.path.parent)

    def prepared(self) -> PreparedRun:
        """The manifest. Raises MachineError when there is none or it is not one of ours."""
        try:
            stored = orjson.loads((self.path / MANIFEST).read_bytes())
            schema = stored["schema"]
        except (FileNotFoundError, ValueError, LookupError, TypeError) as error:
            raise _not_a_run(self.path.name) from error
        except OSError as error:
            raise _unreadable(self.path.name, "the manifest", error) from error
        if schema != SCHEMA:
            raise MachineError(
                "spool.schema",
                f"Run {self.path.name} was prepared by another version of this program.",
                "Update the program, or drop the run with: wolkvox runs discard " + self.path.name,
            )
        try:
            return _as_prepared(stored["run"])
        except (LookupError, TypeError) as error:
            raise _not_a_run(self.path.name) from error

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)


class Spool:
    """All prepared runs, below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def create(self, run_id: str) -> RunFolder:
        """A new, empty folder for a run. Raises MachineError when the disk does not allow it."""
        path = self.root / run_id
        try:
            private_folder(self.root)
            make_folder(path)
        except OSError as error:
            raise MachineError(
                "disk.state-folder",
                f"The state folder {self.root} cannot be written: {error.strerror}.",
                "Free some space or mend its permissions, or set WOLKVOX_HOME to another folder.",
            ) from error
        return RunFolder(path)

    def folder(self, run_id: str) -> RunFolder:
        """The folder of a run, which may no longer exist."""
        return RunFolder(self.root / run_id)

    def folders(self) -> Iterator[RunFolder]:
        """The folders of all runs, prepared to the end or not."""
        if self.root.is_dir():
            for path in sorted(self.root.iterdir()):
                if path.is_dir():
                    yield RunFolder(path)


def file_mode(folder: Path) -> int:
    """The mode of the files in a state folder: for their owner, in a shared folder for its group too."""
    return 0o660 if is_shared(folder) else 0o600


def is_shared(folder: Path) -> bool:
    """Whether a group shares this folder: it is writable for its members and keeps their group (2770)."""
    mode = folder.stat().st_mode
    return bool(mode & stat.S_ISGID and mode & stat.S_IWGRP)


def private_file(path: Path) -> BinaryIO:
    """Open a file for writing that only its owner may read, or who shares the folder."""
    mode = file_mode(path.parent)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    _set_mode(descriptor, mode)
    return os.fdopen(descriptor, "wb")


@contextmanager
def whole_file(path: Path, mode: int = PRIVATE) -> Iterator[BinaryIO]:
    """A file that stands at `path` once all is written, and leaves nothing behind when it is not.

    Until then nobody else may read it. A link at `path` is replaced, not followed. Raises OSError.
    """
    # Opened under a name that nobody can foresee, and only if nothing stands there.
    descriptor, name = tempfile.mkstemp(prefix=".wolkvox-", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
        with suppress(PermissionError):  # a drive without file modes; the file stays private
            temporary.chmod(mode)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def private_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing, which only their owner may open.

    Raises:
        CommandError: It is there already, and others may write to it though it is not a shared one.
    """
    for folder in (*reversed(path.parents), path):
        if not folder.is_dir():
            with suppress(FileExistsError):  # another process was quicker
                make_folder(folder)
    _refuse_if_others_may_write(path)


def make_folder(path: Path) -> None:
    """Make one folder, durably; within a shared folder it is shared as well."""
    shared = is_shared(path.parent)
    path.mkdir(mode=0o700)
    if shared:
        path.chmod(0o2770)
    with suppress(PermissionError):  # a folder may be writable, but not readable
        sync(path.parent)


def _set_mode(descriptor: int, mode: int) -> None:
    if os.name != "nt" and stat.S_IMODE(os.fstat(descriptor).st_mode) != mode:
        with suppress(PermissionError):  # a file of somebody else in a shared folder has its mode already
            os.fchmod(descriptor, mode)


def _refuse_if_others_may_write(folder: Path) -> None:
    mode = folder.stat().st_mode
    strangers = mode & stat.S_IWOTH or (mode & stat.S_IWGRP and not is_shared(folder))
    if os.name != "nt" and strangers:
        raise CommandError(
            "settings.state-folder",
            f"Others may write to the state folder {folder}: they could change what is sent, or what is "
            "known of it. Nothing was sent.",
            f"For yourself alone: chmod 700 {folder}. For a group that shares it: chmod 2770 {folder}",
        )


def sync(path: Path, *, needed_soon: bool = True) -> None:
    """Bring a file or a folder to the disk itself; Windows cannot do that for folders and need not.

    What is not `needed_soon` makes room in the machine's memory, where the system allows to say so.
    """
    is_folder = path.is_dir()
    if is_folder and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
        if sys.platform == "linux" and not needed_soon:
            with suppress(OSError):  # it is only advice
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    except OSError as error:
        # Some network and shared drives keep folders by themselves and refuse to be asked.
        if not is_folder or error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(descriptor)


def _as_prepared(stored: dict[str, Any]) -> PreparedRun:
    stored["source"] = SourceFacts(**stored["source"])
    stored["problems"] = tuple(
        ProblemCount(**{**problem, "examples": tuple(problem["examples"])}) for problem in stored["problems"]
    )
    stored["batches"] = tuple(Batch(**batch) for batch in stored["batches"])
    stored["sent_by"] = tuple(EarlierRun(**earlier) for earlier in stored.get("sent_by", ()))
    for name in ("headings", "ignored_columns"):
        stored[name] = tuple(stored[name])
    return PreparedRun(**stored)


def _body_gone(run_id: str, number: int) -> MachineError:
    return MachineError(
        "spool.gone",
        f"The prepared body of batch {number} of run {run_id} is no longer on disk.",
        f"Nothing of it was sent. Drop the run with: wolkvox runs discard {run_id}",
    )


def _unreadable(run_id: str, what: str, error: OSError) -> MachineError:
    return MachineError(
        "spool.unreadable",
        f"Of run {run_id}, {what} cannot be read now: {error.strerror}. Nothing of it was sent.",
        "Check the disk and the permissions of the state folder, then repeat the same command: it goes on "
        "from here.",
    )


def _not_a_run(run_id: str) -> MachineError:
    return MachineError(
        "spool.damaged",
        f"Run {run_id} has no readable manifest in the state folder.",
        f"It cannot be sent. Drop it with: wolkvox runs discard {run_id}",
    )
