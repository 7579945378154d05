"""The work of `wolkvox map`: understand the columns, show them, let the user change them, write them down."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from wolkvox_cli.errors import WolkvoxError
from wolkvox_cli.leads.map.choices import typed
from wolkvox_cli.leads.map.column_mapping import ColumnMapping
from wolkvox_cli.leads.map.content import Sample, first_rows, phones_of
from wolkvox_cli.leads.map.detection import ColumnDetector
from wolkvox_cli.leads.map.mapping import MappingResult, no_phones
from wolkvox_cli.leads.map.mapping_file import mapping_file_text, refuse_to_replace, write_mapping_file
from wolkvox_cli.leads.model import SourceFile
from wolkvox_cli.output.console import Talk
from wolkvox_cli.output.json_object import print_json
from wolkvox_cli.output.mapping_dialogue import ask_for_changes, ask_where_to_keep
from wolkvox_cli.output.mapping_table import ColumnView, column_uses, show_mapping, views_of
from wolkvox_cli.settings import Settings
from wolkvox_cli.workflow.kept_mapping import (
    keep_mapping,
    kept_note,
    path_beside,
    path_for_headings,
    use_kept_mapping,
)
from wolkvox_cli.workflow.lead_file import LeadFile, lead_file
from wolkvox_cli.workflow.map_columns import understand


def show_map(name: str, given: Settings, output: Path | None, *, force: bool) -> int:
    """Show how the file's columns map, write the mapping file if one is wanted, and return the exit code.

    Raises WolkvoxError for a file or an option that cannot be used, and, after showing what was
    understood, for a mapping that cannot.
    """
    if output:
        refuse_to_replace(output, force=force)
    talk = Talk(quiet=given.quiet, no_color=given.no_color, no_input=given.no_input)
    with lead_file(name) as file:
        source = file.open(given)
        settings = use_kept_mapping(given, file)
        sample = first_rows(source)
    understood = understand(source.file, sample, settings)
    columns = views_of(source.file.headings, sample)
    notes = (*source.file.notes, *kept_note(settings, given))
    if settings.json:
        return _tell_script(source.file, columns, understood, output, settings, notes, force=force)
    for note in notes:
        talk.say(note)
    if talk.may_ask:
        understood = _changed_by_hand(talk, columns, understood, sample, settings)
    if not talk.quiet and not (talk.may_ask and talk.out.is_terminal):
        show_mapping(talk.out, columns, understood.mapping)
    _finish(understood, output, settings, force=force)
    talk.say(f"As options: {options_of(understood.mapping)}")
    if output:
        talk.say(f"Written: {output}. {_how_to_use(output, file)}")
    elif talk.may_ask:
        _keep_if_wanted(talk, file, source.file, understood.mapping, settings)
    return 0


def options_of(mapping: ColumnMapping) -> str:
    """The options that say the same as a mapping: for a script, or to change a part."""
    fields = [typed("--map", one.field, one.template) for one in mapping.fields]
    return " ".join([*fields, *(typed("--set", name, value) for name, value in mapping.constants.items())])


def _how_to_use(output: Path, file: LeadFile) -> str:
    if file.path and output.absolute() == path_beside(file.path).absolute():
        return f"It is used by itself for {file.path.name}."
    return f"Use it with --mapping {output}"


def _keep_if_wanted(
    talk: Talk, file: LeadFile, read: SourceFile, mapping: ColumnMapping, settings: Settings
) -> None:
    beside, for_headings = file.path and path_beside(file.path), path_for_headings(read)
    path = ask_where_to_keep(talk, beside, for_headings)
    if path:
        keep_mapping(path, mapping, settings.type)
        talk.say(f"Written: {path}. It is used by itself from now on.")


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
    notes: Sequence[str],
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
        "options": options_of(mapping),
        "notes": (*notes, *mapping.notes),
        "written": str(output) if output and not error else None,
    }
    print_json("map", facts, error)
    return int(error.exit_code) if error else 0
