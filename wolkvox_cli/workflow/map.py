"""The work of `wolkvox map`: understand the columns, show them, let the user change them, write them down."""

from dataclasses import asdict
from pathlib import Path

from wolkvox_cli.errors import WolkvoxError
from wolkvox_cli.leads.map.choices import parse_choice, parse_constant, parse_each
from wolkvox_cli.leads.map.content import Sample, first_rows, phones_of, sample_of
from wolkvox_cli.leads.map.detection import ColumnDetector
from wolkvox_cli.leads.map.mapping import MappingResult, no_phones, understand_columns
from wolkvox_cli.leads.map.mapping_file import (
    mapping_file_text,
    read_mapping_file,
    refuse_to_replace,
    write_mapping_file,
)
from wolkvox_cli.leads.model import REPORT_COLUMNS, SourceFile
from wolkvox_cli.output.console import Talk
from wolkvox_cli.output.json_object import print_json
from wolkvox_cli.output.mapping_dialogue import ask_for_changes
from wolkvox_cli.output.mapping_table import ColumnView, column_uses, show_mapping
from wolkvox_cli.settings import Settings
from wolkvox_cli.workflow.lead_file import lead_file

_VALUES = 3


def show_map(name: str, settings: Settings, output: Path | None, *, force: bool) -> int:
    """Show how the file's columns map, write the mapping file if one is wanted, and return the exit code.

    Raises WolkvoxError for a file or an option that cannot be used, and, after showing what was
    understood, for a mapping that cannot.
    """
    if output:
        refuse_to_replace(output, force=force)
    talk = Talk(quiet=settings.quiet, no_color=settings.no_color, no_input=settings.no_input)
    with lead_file(name) as file:
        source = file.open(settings)
        sample = first_rows(source)
    understood = _understand(source.file, sample, settings)
    columns = _views(source.file, sample)
    if settings.json:
        return _tell_script(source.file, columns, understood, output, settings, force=force)
    for note in source.file.notes:
        talk.say(note)
    if talk.may_ask:
        understood = _changed_by_hand(talk, columns, understood, sample, settings)
    if not talk.quiet and not (talk.may_ask and talk.out.is_terminal):
        show_mapping(talk.out, columns, understood.mapping)
    _finish(understood, output, settings, force=force)
    if output:
        talk.say(f"Written: {output}. Use it with --mapping {output}")
    return 0


def _understand(file: SourceFile, sample: Sample, settings: Settings) -> MappingResult:
    return understand_columns(
        file.headings,
        sample,
        settings.type,
        choices=parse_each(settings.map, parse_choice),
        constants=parse_each(settings.set, parse_constant),
        mapping_file=read_mapping_file(settings.mapping) if settings.mapping else None,
        country=settings.country,
    )


def _views(file: SourceFile, sample: Sample) -> list[ColumnView]:
    """The user's own columns, each with its first different values."""
    views = []
    for heading in file.headings:
        if heading not in REPORT_COLUMNS:
            values = dict.fromkeys(sample_of(sample, heading))
            views.append(ColumnView(heading, tuple(values)[:_VALUES]))
    return views


def _changed_by_hand(
    talk: Talk, columns: list[ColumnView], understood: MappingResult, sample: Sample, settings: Settings
) -> MappingResult:
    """What the user made of the mapping; their word settles what the program could not decide."""
    if understood.error:
        talk.say(f"{understood.error.message} {understood.error.hint}")
    changed = ask_for_changes(talk, columns, understood.mapping, settings.type)
    if changed == understood.mapping:
        return understood
    detector = ColumnDetector([column.heading for column in columns], sample, phones_of(settings.country))
    question = no_phones(changed, detector)
    return MappingResult(changed, (question,) if question else ())


def _finish(understood: MappingResult, output: Path | None, settings: Settings, *, force: bool) -> None:
    """Raise what keeps the mapping from being used, else write it where it is wanted."""
    if understood.error:
        raise understood.error
    if output:
        text = mapping_file_text(understood.mapping, settings.type)
        write_mapping_file(output, text, force=force)


def _tell_script(
    file: SourceFile,
    columns: list[ColumnView],
    understood: MappingResult,
    output: Path | None,
    settings: Settings,
    *,
    force: bool,
) -> int:
    """The same as one JSON object, also where the mapping cannot be used."""
    error: WolkvoxError | None = None
    try:
        _finish(understood, output, settings, force=force)
    except WolkvoxError as failure:
        error = failure
    mapping = understood.mapping
    facts = {
        "type": settings.type,
        "headings": file.headings,
        "mapping": mapping.as_json(),
        "constants": dict(mapping.constants),
        "ignored_columns": mapping.ignored,
        "columns": [asdict(use) for use in column_uses(columns, mapping)],
        "notes": (*file.notes, *mapping.notes),
        "written": str(output) if output and not error else None,
    }
    print_json("map", facts, error)
    return int(error.exit_code) if error else 0
