"""Mappings kept from one day to the next, found again by themselves.

One stands beside its file as FILE.map.toml; another, in the settings folder, is for every file with the same
headings, as tomorrow's export has another name.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from wolkvox_cli.campaign import CampaignType
from wolkvox_cli.leads.headings import normalise
from wolkvox_cli.leads.map.column_mapping import ColumnMapping
from wolkvox_cli.leads.map.mapping_file import mapping_file_text, write_mapping_file
from wolkvox_cli.leads.model import REPORT_COLUMNS, SourceFile
from wolkvox_cli.settings import Settings
from wolkvox_cli.settings.folders import config_path
from wolkvox_cli.workflow.lead_file import LeadFile

_ENDING = ".map.toml"
_REPORT_OF = re.compile(r"(?P<stem>.+)\.failed-[^.]+(?P<kind>\.\w+)")
_PACKED = ("", ".gz", ".zip")


def use_kept_mapping(settings: Settings, file: LeadFile) -> Settings:
    """The settings with the mapping kept for this file, else for its headings; one that is given stays.

    Raises FileError where the headings are needed and the file cannot be used.
    """
    if settings.mapping:
        return settings
    kept = next((path for path in _beside(file.path) if path.is_file()), None)
    if kept is None and any(_folder().glob(f"*{_ENDING}")):
        path = path_for_headings(file.open(settings).file)
        kept = path if path and path.is_file() else None
    return replace(settings, mapping=kept) if kept else settings


def kept_note(settings: Settings, given: Settings) -> tuple[str, ...]:
    """The sentence that says which kept mapping is used, where one is that was not `given`."""
    if settings.mapping == given.mapping or settings.mapping is None:
        return ()
    return (f"The columns go as {settings.mapping} says; --map changes that for once.",)


def path_beside(path: Path) -> Path:
    """Where the mapping of this very file is kept."""
    return path.with_name(path.name + _ENDING)


def path_for_headings(file: SourceFile) -> Path | None:
    """Where the mapping for all files with these headings is kept; None for a file without headings."""
    headings = [heading for heading in file.headings if heading not in REPORT_COLUMNS]
    if file.header_row is None or not headings:
        return None
    return _folder() / f"{_digest(headings)}{_ENDING}"


def keep_mapping(path: Path, mapping: ColumnMapping, campaign_type: CampaignType) -> None:
    """Write it down, in place of an earlier one. Raises MachineError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_mapping_file(path, mapping_file_text(mapping, campaign_type), force=True)


def _beside(path: Path | None) -> Iterator[Path]:
    """Where a mapping may lie beside the file; a failed-row report has that of the file it came of."""
    if path is None:
        return
    yield path_beside(path)
    if report := _REPORT_OF.fullmatch(path.name):
        for packed in _PACKED:
            yield path_beside(path.with_name(report["stem"] + report["kind"] + packed))


def _folder() -> Path:
    return config_path().parent / "mappings"


def _digest(headings: Sequence[str]) -> str:
    """The same for the same headings in any order, however they are written."""
    text = "\n".join(sorted(map(normalise, headings)))
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]
