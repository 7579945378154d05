"""A command line that cannot be read: what is wrong with it, and what was probably meant."""

import re
from collections.abc import Sequence
from pathlib import Path

from wolkvox_cli.errors import CommandError

_EXTRA = re.compile(r"Got unexpected extra argument\(s\) \((.*)\)", re.DOTALL)
"""What typer says of words that are too many."""


def wrong_command(message: str, command: str, words: Sequence[str]) -> CommandError:
    """The error for these words; `message` is typer's own, `command` is "" where none of ours was found."""
    extra = _EXTRA.match(message)
    if not command and words and (name := _file_at_the_beginning(words)):
        return _file_without_a_command(name)
    if extra:
        names = [f"{word} {extra[1]}" for word in words if Path(f"{word} {extra[1]}").is_file()]
        if names:
            return _name_without_quotes(names[0], command)
        if all(Path(name).is_file() for name in extra[1].split()):
            return _several_files(len(extra[1].split()) + 1, command)
    see = f"wolkvox {command}".rstrip()
    return CommandError("command.usage", message.rstrip(".") + ".", f"See: {see} --help")


def _file_at_the_beginning(words: Sequence[str]) -> str | None:
    """The file that these words name, perhaps without the quotes it needs; None where they name none."""
    names = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
    return next((name for name in names if Path(name).is_file()), None)


def _file_without_a_command(name: str) -> CommandError:
    return CommandError(
        "command.usage",
        f"{name} is a file: what shall be done with it?",
        f"Type: wolkvox check {_quoted(name)} or: wolkvox add-records {_quoted(name)}",
    )


def _name_without_quotes(name: str, command: str) -> CommandError:
    return CommandError(
        "command.usage",
        f"The name of the file has blanks in it: {name}. Write it in quotes.",
        f"Type: wolkvox {command} {_quoted(name)}",
    )


def _several_files(count: int, command: str) -> CommandError:
    return CommandError(
        "command.usage",
        f"wolkvox {command} takes one file at a time, and here are {count}.",
        "Nothing was done. Give the same command once for each of them.",
    )


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
