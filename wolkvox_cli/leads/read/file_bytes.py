"""The bytes of a lead file: plain, out of a .gz, out of a .zip with one member, or from standard input."""

import gzip
import os
import shutil
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from wolkvox_cli.errors import FileError, MachineError
from wolkvox_cli.leads.read.survey import BLOCK, Survey, survey_of

MAX_IN_MEMORY = 400 * 1024 * 1024
"""The most bytes a packed workbook may unpack to: workbooks are read from memory, and bombs exist."""

DAMAGE = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError)
"""What the libraries that unpack raise for a packing that breaks off."""


class ByteStream:
    """Reads a lead file from its beginning; `position` counts the bytes on disk, packed as they are."""

    def __init__(self, raw: BinaryIO, reader: BinaryIO, name: str) -> None:
        self._raw = raw
        self._reader = reader
        self._name = name

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, fewer only at the end. Raises FileError where the packing is damaged."""
        try:
            return self._reader.read(size)
        except DAMAGE as error:
            raise damaged(self._name) from error
        except RuntimeError as error:
            raise encrypted(self._name) from error
        except OSError as error:
            raise unreadable(self._name, error) from error

    @property
    def position(self) -> int:
        """How many bytes of the file on disk are read so far."""
        return self._raw.tell()

    def __enter__(self) -> "ByteStream":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()
        self._raw.close()


@dataclass(frozen=True)
class LeadBytes:
    """Where a lead file's bytes come from: a file on disk, and how to unpack it.

    `name` is what the user calls it, `layers` the packings from the outside in ("gzip", "zip").
    """

    path: Path
    name: str
    layers: tuple[str, ...] = ()
    release: Callable[[], object] | None = field(default=None, compare=False)

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self.path.stat().st_size

    @cached_property
    def survey(self) -> Survey:
        """What one pass over all unpacked bytes tells. Raises FileError where they cannot be read."""
        return survey_of(self.blocks())

    def blocks(self) -> Iterator[bytes]:
        """All unpacked bytes."""
        with self.open() as stream:
            while block := stream.read(BLOCK):
                yield block

    def open(self) -> ByteStream:
        """A stream from the first unpacked byte. Raises FileError where the file cannot be opened."""
        try:
            raw = self.path.open("rb")
        except OSError as error:
            raise unreadable(self.name, error) from error
        reader: BinaryIO = raw
        with ExitStack() as on_failure:
            on_failure.callback(raw.close)
            try:
                for layer in self.layers:
                    reader = _unpack(reader, layer)
            except DAMAGE as error:
                raise damaged(self.name) from error
            except RuntimeError as error:
                raise encrypted(self.name) from error
            on_failure.pop_all()
        return ByteStream(raw, reader, self.name)

    def head(self, size: int) -> bytes:
        """The first bytes."""
        with self.open() as stream:
            return stream.read(size)

    def whole(self) -> bytes:
        """All bytes, if they are no more than MAX_IN_MEMORY."""
        with self.open() as stream:
            content = stream.read(MAX_IN_MEMORY + 1)
        if len(content) > MAX_IN_MEMORY:
            raise FileError(
                "file.too-large",
                f"{self.name} has more than {MAX_IN_MEMORY >> 20} MB inside.",
                "Save the leads as CSV and upload that file.",
            )
        return content

    def close(self) -> None:
        """Remove the private copy of standard input, if this is one."""
        if self.release is not None:
            self.release()


def bytes_of(path: str, stdin: BinaryIO | None) -> LeadBytes:
    """The bytes of a path, or of standard input for "-". Raises FileError for missing, folder and empty."""
    if path == "-":
        return _copy_of(stdin)
    place = Path(path)
    if place.is_dir():
        raise FileError("file.folder", f"{path} is a folder, not a file.", "Name one lead file in it.")
    try:
        size = place.stat().st_size
    except FileNotFoundError as error:
        raise FileError(
            "file.missing", f"There is no file {path}.", "Check the name and the folder you are in."
        ) from error
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    if not place.is_file():
        with place.open("rb") as pipe:
            return _copy_of(pipe)
    if size == 0:
        raise FileError("file.empty", f"{path} is empty.", "Save or download it again.")
    return LeadBytes(place, path)


def _copy_of(stdin: BinaryIO | None) -> LeadBytes:
    if stdin is None:
        raise FileError("file.missing", "Nothing was given on standard input.", "Name a file instead of -.")
    try:
        handle, name = tempfile.mkstemp(prefix="wolkvox-", suffix=".csv")
        with os.fdopen(handle, "wb") as copy:
            shutil.copyfileobj(stdin, copy, 1 << 20)
    except OSError as error:
        raise MachineError(
            "disk.full", f"Standard input could not be copied: {error.strerror}.", "Make room and try again."
        ) from error
    place = Path(name)
    source = LeadBytes(place, "standard input", release=lambda: place.unlink(missing_ok=True))
    weakref.finalize(source, place.unlink, missing_ok=True)
    if source.size == 0:
        source.close()
        raise FileError("file.empty", "Standard input was empty.", "Check the command before the pipe.")
    return source


def _unpack(reader: BinaryIO, layer: str) -> BinaryIO:
    if layer == "gzip":
        return cast("BinaryIO", gzip.GzipFile(fileobj=reader, mode="rb"))
    archive = zipfile.ZipFile(reader)
    return cast("BinaryIO", archive.open(only_member(archive.namelist())))


def only_member(names: list[str]) -> str:
    """The single real file of an archive; folders and what macOS adds do not count. Raises BadZipFile."""
    files = member_files(names)
    if len(files) != 1:
        raise zipfile.BadZipFile(f"{len(files)} members")
    return files[0]


def member_files(names: list[str]) -> list[str]:
    """The real files of an archive."""
    return [
        name
        for name in names
        if not name.endswith("/") and "__MACOSX/" not in name and ".DS_Store" not in name
    ]


def damaged(name: str) -> FileError:
    """The packing breaks off."""
    return FileError(
        "file.damaged", f"{name} is damaged: it cannot be unpacked to its end.", "Download or pack it again."
    )


def encrypted(name: str) -> FileError:
    """A password is needed."""
    return FileError(
        "file.encrypted",
        f"{name} is protected with a password.",
        "Open it, remove the password, save it and upload that copy.",
    )


def unreadable(name: str, error: Exception) -> FileError:
    """The machine does not let us read."""
    why = getattr(error, "strerror", None) or "it cannot be opened"
    return FileError(
        "file.unreadable", f"{name} cannot be read: {why}.", "Check its permissions and the disk."
    )
