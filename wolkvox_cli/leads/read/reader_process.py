"""Reads sheets in a process of its own, so that whatever its reader does to its process ends only that one.

The reader asks for memory for every cell up to the last one. A single cell far out makes it ask for hundreds
of gigabytes, upon which it ends the process it runs in; and while it reads, nothing can interrupt it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from io import BufferedWriter
from pathlib import Path
from typing import Any

import fastexcel
import pyarrow as pa

from wolkvox_cli.leads.read.cell_text import SheetCells, read_sheets

MAX_MEMORY = 4 << 30
"""Bytes of address space that the reader may ask for, where the system can limit them."""

_TOLD = b"sheet"
_BEHIND = "behind "
_UNREADABLE = 3
"""Exit code: the reader says in an orderly way that it cannot read the sheet."""


class ReaderDiedError(Exception):
    """The reader's process ended without an answer."""


def read_apart(workbook: Path | bytes, names: Sequence[str] = ()) -> list[SheetCells]:
    """The sheets with these names, or all.

    Raises fastexcel.FastExcelError for what cannot be read, ReaderDiedError where the reader gave up its
    process.
    """
    path, content = ("", workbook) if isinstance(workbook, bytes) else (str(workbook), b"")
    run = subprocess.run(
        [sys.executable, "-P", "-m", __name__, path, *names],
        input=content,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        check=False,
    )
    if run.returncode == _UNREADABLE:
        raise fastexcel.FastExcelError(run.stdout.decode())
    if run.returncode:
        raise ReaderDiedError
    return list(_unpacked(run.stdout))


def main() -> int:
    """The other process; its arguments are the workbook's path, or nothing, and the names of sheets."""
    path, *names = sys.argv[1:]
    _limit_memory()
    try:
        sheets = read_sheets(Path(path) if path else sys.stdin.buffer.read(), names)
    except fastexcel.FastExcelError as error:
        sys.stdout.buffer.write(str(error).encode())
        return _UNREADABLE
    with open(sys.stdout.fileno(), "wb", closefd=False) as output:
        for sheet in sheets:
            _pack(sheet, output)
    return 0


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def _pack(sheet: SheetCells, output: BufferedWriter) -> None:
    """Write the sheet as one Arrow stream; what is no column goes with it as JSON."""
    told = json.dumps(
        {
            "name": sheet.name,
            "visible": sheet.visible,
            "errors": list(sheet.errors.items()),
            "lost_digits": sorted(sheet.lost_digits),
        }
    )
    columns = {str(index): column for index, column in enumerate(sheet.columns)}
    behind = {f"{_BEHIND}{index}": column for index, column in sheet.behind.items()}
    table = pa.table(columns | behind)
    table = table.replace_schema_metadata({_TOLD: told})
    with pa.ipc.new_stream(output, table.schema) as stream:
        stream.write_table(table)


def _unpacked(content: bytes) -> Iterator[SheetCells]:
    reader = pa.BufferReader(content)
    while reader.tell() < len(content):
        table = pa.ipc.open_stream(reader).read_all()
        told = json.loads((table.schema.metadata or {})[_TOLD])
        columns = {name: _whole(table[name]) for name in table.column_names}
        yield SheetCells(
            name=told["name"],
            visible=told["visible"],
            columns=[column for name, column in columns.items() if name.isdecimal()],
            errors={(row, index): text for (row, index), text in told["errors"]},
            lost_digits=frozenset((row, index) for row, index in told["lost_digits"]),
            behind={
                int(name.removeprefix(_BEHIND)): column
                for name, column in columns.items()
                if name.startswith(_BEHIND)
            },
        )


def _whole(column: "pa.ChunkedArray[Any]") -> pa.StringArray:
    return pa.array(column.combine_chunks(), pa.string())


if __name__ == "__main__":
    sys.exit(main())
