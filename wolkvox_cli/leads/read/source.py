"""Opens a lead file of any kind: unpacked, recognised by its content, its table found."""

from typing import BinaryIO

from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.model import LeadSource, SourceOptions
from wolkvox_cli.leads.read.csv import open_csv
from wolkvox_cli.leads.read.file_bytes import LeadBytes, bytes_of
from wolkvox_cli.leads.read.file_kinds import lying_name, recognise
from wolkvox_cli.leads.read.sheets import Workbook, filled_sheets
from wolkvox_cli.leads.read.workbook import open_page, open_workbook


def open_source(path: str, options: SourceOptions, *, stdin: BinaryIO | None = None) -> LeadSource:
    """The lead file at `path`, or on standard input for "-", understood and ready to be read.

    Raises FileError for a file that cannot be used, CommandError for options that do not fit it.
    """
    return open_bytes(bytes_of(path, stdin), path, options)


def open_bytes(source: LeadBytes, path: str, options: SourceOptions) -> LeadSource:
    """The same for bytes that are at hand; their private copy is removed where they cannot be used."""
    try:
        source, kind = recognise(source)
        lie = lying_name(source.name, kind) if path != "-" else None
        notes = () if lie is None else (lie,)
        _refuse_useless_options(options, kind, source.name)
        if kind == "csv":
            return open_csv(source, path, options, notes)
        if kind == "html":
            return open_page(source, path, options, notes)
        return open_workbook(source, kind, path, options, notes)
    except BaseException:
        source.close()
        raise


def visible_sheets(path: str) -> tuple[str, ...]:
    """The names of a workbook's visible sheets that hold cells; none for a file of another kind.

    Raises FileError for a file that cannot be used.
    """
    source, kind = recognise(bytes_of(path, None))
    if kind in ("csv", "html"):
        return ()
    return tuple(sheet.name for sheet in filled_sheets(Workbook(source, kind).sheets()))


def _refuse_useless_options(options: SourceOptions, kind: str, name: str) -> None:
    """An option that means nothing for this kind of file is a mistake better told than passed over."""
    if kind in ("csv", "html") and options.sheet is not None:
        raise CommandError(
            "command.sheet",
            f"{name} is no workbook, so it has no sheet {options.sheet}.",
            "Leave out --sheet.",
        )
    for option, value in (("--delimiter", options.delimiter), ("--encoding", options.encoding)):
        if value is not None and kind not in ("csv", "html"):
            raise CommandError(
                f"command.{option[2:]}",
                f"{name} is a workbook, for which {option} means nothing.",
                f"Leave out {option}; for workbooks there are --sheet and --header-row.",
            )
