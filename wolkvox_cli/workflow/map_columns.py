"""Which column of the user's file goes to which field; at a terminal the user is asked what is open."""

import sys
from dataclasses import replace
from pathlib import Path

from wolkvox_cli.leads.map.choices import parse_choice, parse_constant, parse_each, quoted_word
from wolkvox_cli.leads.map.column_mapping import ColumnMapping
from wolkvox_cli.leads.map.content import Sample, first_rows
from wolkvox_cli.leads.map.mapping import MappingResult, understand_columns
from wolkvox_cli.leads.map.mapping_file import read_mapping_file
from wolkvox_cli.leads.map.questions import error_of
from wolkvox_cli.leads.model import LeadSource, SourceFile
from wolkvox_cli.output.mapping_dialogue import ask_question
from wolkvox_cli.output.mapping_table import views_of
from wolkvox_cli.settings import Settings
from wolkvox_cli.workflow.kept_mapping import keep_mapping, kept_note, path_beside, use_kept_mapping
from wolkvox_cli.workflow.lead_file import LeadFile
from wolkvox_cli.workflow.session import Session


def map_leads(session: Session, file: LeadFile, source: LeadSource) -> ColumnMapping:
    """The mapping of the file, with what was kept for it and what the user answers.

    The session's settings name the mapping file that is used. Raises CommandError and FileError where
    something is open and nobody can be asked.
    """
    given = session.settings
    session.settings = use_kept_mapping(given, file)
    sample = first_rows(source)
    result = understand(source.file, sample, session.settings)
    if result.questions and session.talk.may_ask:
        result = _asked(session, source.file, sample, result)
        _offer_to_keep(session, file, result)
    if error := error_of(result.questions, _command_line(session, file.name)):
        raise error
    notes = (*kept_note(session.settings, given), *result.mapping.notes)
    return replace(result.mapping, notes=notes)


def understand(file: SourceFile, sample: Sample, settings: Settings, *answers: str) -> MappingResult:
    """The mapping as far as it is decided. `answers` are choices as --map takes them."""
    return understand_columns(
        file.headings,
        sample,
        settings.type,
        choices=parse_each(settings.map, parse_choice) | parse_each(answers, parse_choice),
        constants=parse_each(settings.set, parse_constant),
        mapping_file=read_mapping_file(settings.mapping) if settings.mapping else None,
        country=settings.country,
    )


def _asked(session: Session, file: SourceFile, sample: Sample, result: MappingResult) -> MappingResult:
    """What the user answers to what is open, one thing after another, until nothing is or they give up."""
    answers: dict[str, str] = {}
    columns = views_of(file.headings, sample)
    while result.questions:
        answer = ask_question(session.talk, result.questions[0], columns, session.settings.type)
        if not answer:
            return result
        answers |= dict(answer)
        choices = [f"{name}={template}" for name, template in answers.items()]
        result = understand(file, sample, session.settings, *choices)
    return result


def _offer_to_keep(session: Session, file: LeadFile, result: MappingResult) -> None:
    """What was answered need not be asked again."""
    if result.questions or file.path is None:
        return
    path = path_beside(file.path)
    if session.talk.ask(f"Keep these choices for the next time, in {path}?"):
        keep_mapping(path, result.mapping, session.settings.type)
        session.settings = replace(session.settings, mapping=path)


def _command_line(session: Session, name: str) -> str:
    """The command as the user typed it."""
    words = sys.argv[1:] if Path(sys.argv[0]).stem in ("wolkvox", "__main__") else []
    words = words or [session.summary.command, name]
    return " ".join(["wolkvox", *map(quoted_word, words)])
