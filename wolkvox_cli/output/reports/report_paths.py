"""Where a report goes: beside the user's file, under its name and the run's."""

import re
import tempfile
from pathlib import Path

from wolkvox_cli.errors import CommandError, MachineError

CSV = "csv"
XLSX = "xlsx"
_WORKBOOK_FORMATS = ("xlsx", "xlsm", "xls", "xlsb", "ods", "html")
_PACKED = (".gz", ".zip")
_EARLIER_REPORT = re.compile(r"\.failed-\d{8}-\d{6}-\w+$")
_FROM_STANDARD_INPUT = "leads"


def report_kind(source_format: str, choice: Path | None = None) -> str:
    """Either csv or xlsx: as `--report` says, else the kind the user's file was."""
    if choice is not None:
        return choice.suffix.lower().removeprefix(".")
    return XLSX if source_format in _WORKBOOK_FORMATS else CSV


def report_path(source: Path | None, run_id: str, choice: Path | None, source_format: str) -> Path:
    """The path of the failed-row report; `source` is None for standard input.

    Raises CommandError when `choice` cannot be a report, MachineError when no folder can be written.
    """
    if choice is not None:
        return _checked(choice, source)
    return beside(source, f"failed-{run_id}.{report_kind(source_format)}")


def beside(source: Path | None, ending: str) -> Path:
    """NAME.ending beside the user's file, or in the current folder when that one cannot be written."""
    folders = [Path.cwd()] if source is None else [source.parent, Path.cwd()]
    for folder in folders:
        if _can_be_written(folder):
            return folder / f"{name_of(source)}.{ending}"
    raise MachineError(
        "disk.report",
        f"Neither {folders[0]} nor the current folder can be written, so there is no place for the report.",
        "Say where it may go with: --report PATH.csv",
    )


def sibling(report: Path, word: str) -> Path:
    """The path of another list beside a report: NAME.in-doubt-RUN.csv for NAME.failed-RUN.xlsx."""
    head, found, run = report.stem.rpartition(".failed-")
    name = f"{head}.{word}-{run}" if found else f"{report.stem}.{word}"
    return report.with_name(name + "." + CSV)


def name_of(source: Path | None) -> str:
    """The file's name without its extensions, and without what an earlier report added to it."""
    if source is None:
        return _FROM_STANDARD_INPUT
    name = source.name
    for suffix in _PACKED:
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
    stem = Path(name).stem
    return _EARLIER_REPORT.sub("", stem) or stem


def _checked(choice: Path, source: Path | None) -> Path:
    if choice.suffix.lower() not in ("." + CSV, "." + XLSX):
        raise CommandError(
            "command.report",
            f"--report {choice} is neither .csv nor .xlsx.",
            "Give the report a name that ends in .csv or .xlsx.",
        )
    if source is not None and choice.exists() and choice.samefile(source):
        raise CommandError(
            "command.report", f"--report {choice} is the lead file itself.", "Give the report another name."
        )
    if not _can_be_written(choice.parent):
        raise CommandError(
            "command.report",
            f"The folder of --report {choice} does not exist or cannot be written.",
            "Make the folder first, or choose another one.",
        )
    return choice


def _can_be_written(folder: Path) -> bool:
    # Trying is the only test that also holds on Windows, on network drives and for the superuser.
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
