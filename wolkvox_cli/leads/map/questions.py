"""What only the user can decide about columns; all that is open becomes one error with everything to type."""

from collections.abc import Sequence
from dataclasses import dataclass

from wolkvox_cli.errors import CommandError, FileError, WolkvoxError
from wolkvox_cli.leads.map.choices import quoted_list, typed

Answer = tuple[tuple[str, str], ...]
"""What one answer says: fields, each with its column or template, as --map takes them."""


@dataclass(frozen=True)
class Question:
    """One thing that is open: `text` says what, `hint` what to type, `answers` what may be chosen."""

    code: str
    text: str
    hint: str
    answers: tuple[Answer, ...] = ()

    @classmethod
    def between(cls, name: str, columns: Sequence[str]) -> "Question":
        """Which of these columns goes to the field."""
        answers = tuple(((name, column),) for column in columns)
        return cls(
            "mapping.two-columns",
            f"{len(columns)} columns could be {name}: {quoted_list(columns)}.",
            f"Choose one: {' or '.join(map(options_of, answers))}",
            answers,
        )


def options_of(answer: Answer) -> str:
    """The options that give this answer."""
    return " ".join(typed("--map", name, template) for name, template in answer)


def error_of(questions: Sequence[Question], command: str = "") -> WolkvoxError | None:
    """All that is open as one error; `command` is the command line that the options are to be added to.

    A file in which nobody can be called is the file's fault, everything else is for the command to say.
    """
    if not questions:
        return None
    kind = FileError if any(one.code.startswith("file.") for one in questions) else CommandError
    text = " ".join(one.text for one in questions)
    answers = " ".join(options_of(one.answers[0]) for one in questions if one.answers)
    whole = f"{command} {answers}".strip()
    if len(questions) > 1:
        hint = f"Choose, for example: {whole}" if answers else questions[0].hint
    else:
        hint = questions[0].hint + (f" In full: {whole}" if command and answers else "")
    code = next((one.code for one in questions if one.code.startswith("file.")), questions[0].code)
    return kind(code, text, hint)
