"""The mapping file: column choices kept from one day to the next, as readable TOML."""

import difflib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wolkvox_cli.campaign import CampaignType, fields_of
from wolkvox_cli.errors import CommandError, MachineError
from wolkvox_cli.leads.map.choices import known_field
from wolkvox_cli.leads.map.column_mapping import ColumnMapping, Why
from wolkvox_cli.spool import READABLE, whole_file

_KEYS = ("fields", "constants", "ignored")
_REASONS = {
    Why.EXACT: "the field's own name",
    Why.KNOWN: "a known heading",
    Why.CONTENT: "by what the column holds",
    Why.YOU: "chosen by you",
    Why.FILE: "from a mapping file",
}


@dataclass(frozen=True)
class MappingFile:
    """What a mapping file says: `fields` as for --map, `constants` as for --set, `ignored` columns."""

    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


def read_mapping_file(path: Path) -> MappingFile:
    """Read and check a mapping file. Raises CommandError with the file's name and what is wrong in it."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CommandError(
            "mapping.file-unreadable",
            f"The mapping file {path} cannot be read: {error.strerror}.",
            "Check the path after --mapping, or write one with `wolkvox map FILE -o leads.map.toml`.",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CommandError(
            "mapping.file-unreadable",
            f"The mapping file {path} is not valid TOML: {error}.",
            'Headings stand in double quotes: tel1 = "Celular"',
        ) from None
    for name in found:
        _check_key(name, path)
    return MappingFile(
        str(path),
        _texts(found.get("fields", {}), f"[fields] of {path}"),
        _texts(found.get("constants", {}), f"[constants] of {path}"),
        _ignored(found.get("ignored", []), path),
    )


def _check_key(name: str, path: Path) -> None:
    if name not in _KEYS:
        near = difflib.get_close_matches(name, _KEYS, n=1)
        meant = f"Did you mean {near[0]}? " if near else ""
        raise CommandError(
            "mapping.file-unknown-key",
            f"The mapping file {path} has an unknown entry {name!r}.",
            f"{meant}A mapping file has [fields], [constants] and ignored.",
        )


def _texts(table: Any, where: str) -> dict[str, str]:
    if not isinstance(table, dict):
        raise CommandError(
            "mapping.bad-choice", f"{where} is no table.", 'Write: [fields], then tel1 = "Celular"'
        )
    for name, value in table.items():
        known_field(name, where)
        if not isinstance(value, str):
            raise CommandError(
                "mapping.bad-choice",
                f"{where}: {name} is no text.",
                f'Put it in double quotes: {name} = "{value}"',
            )
    return dict(table)


def _ignored(names: Any, path: Path) -> tuple[str, ...]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise CommandError(
            "mapping.bad-choice", f"ignored in {path} is no list of headings.", 'Write: ignored = ["Notas"]'
        )
    return tuple(names)


def mapping_file_text(mapping: ColumnMapping, campaign_type: CampaignType) -> str:
    """The mapping as a mapping file: the same mapping always gives the same text."""
    return "\n".join(_lines(mapping, campaign_type)) + "\n"


def _lines(mapping: ColumnMapping, campaign_type: CampaignType) -> Iterator[str]:
    yield "# Which column of a lead file goes to which field of a wolkvox campaign."
    yield "# Beside its file as FILE.map.toml it is used by itself; elsewhere: --mapping THIS_FILE"
    yield ""
    yield "# Columns that go nowhere."
    yield from _list_lines("ignored", mapping.ignored)
    yield ""
    yield '# field = "Heading", or columns joined: "{Apellido 1} {Apellido 2}". "" leaves a field empty.'
    yield "[fields]"
    for mapped in mapping.fields:
        yield f"{mapped.field} = {_text(mapped.template)}  # {_REASONS[mapped.why]}"
    taken = {mapped.field for mapped in mapping.fields} | set(mapping.constants)
    free = [item.name for item in fields_of(campaign_type) if item.name not in taken]
    if free:
        yield f"# without a column: {', '.join(free)}"
    yield ""
    yield '# The same value for every record: country = "Colombia"'
    yield "[constants]"
    for name, value in mapping.constants.items():
        yield f"{name} = {_text(value)}"


def _list_lines(name: str, texts: tuple[str, ...]) -> Iterator[str]:
    if not texts:
        yield f"{name} = []"
        return
    yield f"{name} = ["
    for text in texts:
        yield f"    {_text(text)},"
    yield "]"


def _text(value: str) -> str:
    """A TOML basic string: JSON's escapes are among TOML's, but for DEL, which JSON leaves bare."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def refuse_to_replace(path: Path, *, force: bool = False) -> None:
    """Raises CommandError where a file is there and `force` is not given."""
    if path.exists() and not force:
        raise CommandError(
            "mapping.file-exists",
            f"{path} is there already.",
            "Give --force to replace it, or another name after -o.",
        )


def write_mapping_file(path: Path, text: str, *, force: bool = False) -> None:
    """Write it whole or not at all. Raises CommandError where a file is there and `force` is not given."""
    refuse_to_replace(path, force=force)
    try:
        with whole_file(path, READABLE) as file:
            file.write(text.encode())
    except OSError as error:
        raise MachineError(
            "disk.unwritable", f"{path} cannot be written: {error.strerror}.", "Give another place after -o."
        ) from None
