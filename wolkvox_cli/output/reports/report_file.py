"""The file of a report or a list: whole or not at all, for those who may read the lead file it comes from."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from wolkvox_cli.errors import MachineError
from wolkvox_cli.spool import PRIVATE, whole_file

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
def report_file(path: Path, mode: int = PRIVATE) -> Iterator[BinaryIO]:
    """A report being written (see spool.whole_file).

    Raises MachineError when the disk does not allow it, or another program holds the file.
    """
    try:
        with whole_file(path, mode) as file:
            yield file
    except OSError as error:
        raise MachineError(
            "disk.report",
            f"The report {path} could not be written: {error.strerror or error}.",
            "Free some space, or close the file where it is open; then give the same command again, "
            "or another place with --report PATH.",
        ) from error
