"""Asks at the keyboard which column goes to which field."""

from collections.abc import Callable, Sequence
from pathlib import Path

from rich.prompt import Prompt

from wolkvox_cli.campaign import DIAL_FIELDS, CampaignType, fields_of
from wolkvox_cli.leads.map.choices import nearest_field
from wolkvox_cli.leads.map.column_mapping import ColumnMapping, assign
from wolkvox_cli.leads.map.questions import Answer, Question
from wolkvox_cli.output.console import Talk, shown
from wolkvox_cli.output.mapping_table import ColumnView, show_mapping, shown_values

Ask = Callable[[str], str]
"""Puts a question and returns the line that was typed."""

_AS_IT_IS, _NOWHERE = "", "-"


def ask_for_changes(
    talk: Talk,
    columns: Sequence[ColumnView],
    mapping: ColumnMapping,
    campaign_type: CampaignType,
    ask: Ask | None = None,
) -> ColumnMapping:
    """Show the mapping and let the user change it, column by column, until Enter ends it."""
    put = ask or _prompt(talk)
    headings = [column.heading for column in columns]
    while True:
        show_mapping(talk.err, columns, mapping)
        heading = _ask_column(talk, headings, put)
        if heading is None:
            return mapping
        field = _ask_field(talk, heading, campaign_type, put)
        if field != _AS_IT_IS:
            mapping = assign(mapping, headings, heading, None if field == _NOWHERE else field)


def ask_question(
    talk: Talk,
    question: Question,
    columns: Sequence[ColumnView],
    campaign_type: CampaignType,
    ask: Ask | None = None,
) -> Answer:
    """One thing that is open, put at the keyboard; an empty answer where the user stops there."""
    put = ask or _prompt(talk)
    talk.insist(question.text)
    if question.code == "file.no-phone-column":
        return _ask_phones(talk, columns, campaign_type, put)
    for number, answer in enumerate(question.answers, 1):
        talk.insist(f"{number:3}  {_told(answer, columns)}")
    typed = _ask_numbers(talk, "Which one (Enter: stop here)", len(question.answers), put)
    return question.answers[typed[0] - 1] if typed else ()


def ask_where_to_keep(
    talk: Talk, beside: Path | None, for_headings: Path | None, ask: Ask | None = None
) -> Path | None:
    """Whether the mapping is to be kept for this file or for all with its headings; None for neither."""
    places = {"f": beside, "h": for_headings}
    meaning = {"f": "f: for this file", "h": "h: for every file with these headings"}
    offered = [text for key, text in meaning.items() if places[key]]
    put = ask or _prompt(talk)
    while offered:
        typed = put(f"Keep this mapping? ({', '.join(offered)}, Enter: no)").strip().casefold()
        if not typed or places.get(typed):
            return places.get(typed)
    return None


def _ask_phones(talk: Talk, columns: Sequence[ColumnView], campaign_type: CampaignType, put: Ask) -> Answer:
    for number, column in enumerate(columns, 1):
        talk.insist(f'{number:3}  "{column.heading}": {shown_values(column.values)}')
    question = "Which columns hold phones, the first to dial first, such as 3,5 (Enter: none)"
    typed = _ask_numbers(talk, question, len(columns), put)
    names = [field.name for field in fields_of(campaign_type) if field.name in DIAL_FIELDS]
    return tuple((name, columns[number - 1].heading) for name, number in zip(names, typed, strict=False))


def _ask_numbers(talk: Talk, question: str, most: int, put: Ask) -> list[int]:
    """Numbers from 1 to `most`, none for Enter."""
    while True:
        typed = put(question).replace(",", " ").split()
        if all(word.isascii() and word.isdigit() and 1 <= int(word) <= most for word in typed):
            return [int(word) for word in typed]
        talk.say(f"Numbers from 1 to {most}, please.")


def _told(answer: Answer, columns: Sequence[ColumnView]) -> str:
    """What an answer would do, with some values where it is one column."""
    fields = ", ".join(f'{name} from "{template}"' for name, template in answer)
    values = next((one.values for one in columns if answer[0][1] == one.heading), ())
    return f"{fields}: {shown_values(values)}" if values and len(answer) == 1 else fields


def _prompt(talk: Talk) -> Ask:
    def put(question: str) -> str:
        try:
            return Prompt.ask(shown(question), console=talk.err, default="", show_default=False)
        except EOFError:
            return ""

    return put


def _ask_column(talk: Talk, headings: Sequence[str], put: Ask) -> str | None:
    while True:
        typed = put("Number of a column to change (Enter: it is right)").strip()
        if not typed:
            return None
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(headings):
            return headings[int(typed) - 1]
        talk.say(f"A number from 1 to {len(headings)}, please.")


def _ask_field(talk: Talk, heading: str, campaign_type: CampaignType, put: Ask) -> str:
    names = [field.name for field in fields_of(campaign_type)]
    while True:
        typed = put(f'Field for "{heading}" (Enter: as it is, -: leave out, ?: list them)')
        typed = typed.strip().casefold()
        if typed in (_AS_IT_IS, _NOWHERE, *names):
            return typed
        meant = None if typed == "?" else nearest_field(typed)
        if typed != "?":
            talk.say(f"There is no field {typed}." + (f" Did you mean {meant}?" if meant else ""))
        if not meant:
            talk.say(", ".join(names))
