"""Files that are written whole or not at all, and that only those may read who may read the lead file."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from wolkvox_cli.errors import MachineError

PRIVATE = 0o600
"""File mode: readable and writable by its owner, nobody else."""

_NO_PROGRAM = 0o666


def mode_like(source: Path | None) -> int:
    """The file mode of a list of leads: that of the file they come from, and private where that is gone."""
    if source is None:
        return PRIVATE
    try:
        return source.stat().st_mode & _NO_PROGRAM | PRIVATE
    except OSError:
        return PRIVATE


@contextmanager
def whole_file(path: Path, mode: int = PRIVATE) -> Iterator[BinaryIO]:
    """A file that stands at `path` once all is written, and leaves nothing behind when it is not.

    A link at `path` is replaced, not followed. Raises MachineError when the disk does not allow it, or
    another program holds the file.
    """
    with told_by_report(path):
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


@contextmanager
def told_by_report(path: Path) -> Iterator[None]:
    """Tells a failure of the disk with the report's name and the remedy, as MachineError."""
    try:
        yield
    except OSError as error:
        raise MachineError(
            "disk.report",
            f"The report {path} could not be written: {error.strerror or error}.",
            "Free some space, or close the file where it is open; then give the same command again, "
            "or another place with --report PATH.",
        ) from error
