"""Opens a lead file of any kind: unpacked, recognised by its content, its table found."""

from typing import BinaryIO

from wolkvox_cli.leads.chunks import LeadSource, SourceOptions
from wolkvox_cli.leads.sources.csv import open_csv
from wolkvox_cli.leads.sources.excel import open_workbook
from wolkvox_cli.leads.sources.kinds import lying_name, recognise
from wolkvox_cli.leads.sources.unpacking import bytes_of


def open_source(path: str, options: SourceOptions, *, stdin: BinaryIO | None = None) -> LeadSource:
    """The lead file at `path`, or on standard input for "-", understood and ready to be read.

    Raises FileError for a file that cannot be used, CommandError for options that do not fit it.
    """
    source = bytes_of(path, stdin)
    try:
        source, kind = recognise(source)
        lie = lying_name(source.name, kind) if path != "-" else None
        notes = () if lie is None else (lie,)
        if kind == "csv":
            return open_csv(source, path, options, notes)
        return open_workbook(source, kind, path, options, notes)
    except BaseException:
        source.close()
        raise
