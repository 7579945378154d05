"""A wrong value in one sentence: where it stands, what it is, what it must be; and how to mend it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import typer

from wolkvox_cli.errors import CommandError
from wolkvox_cli.settings.folders import config_path
from wolkvox_cli.settings.options import Origin

_SHOWN = 80
"""Characters of a wrong value that are shown."""


@dataclass(frozen=True)
class Place:
    """Where a value stands, as a message begins ("--batch-size"), and how to mend it there."""

    name: str
    hint: str


def place_in_profile(key: str, profile: str | None, path: Path) -> Place:
    """The place of a key in the settings file."""
    return Place(f"{key} in profile {profile}", f"Mend it in {path}.")


def wrong_value(place: Place, value: Any, why: str) -> CommandError:
    """The error; `why` is the second half of its sentence, such as "must be true or false"."""
    shown = "" if isinstance(value, list | dict | tuple) else f" {str(value)[:_SHOWN]!r}"
    return CommandError("command.bad-value", f"{place.name}{shown} {why}.", place.hint)


def of_bad_parameter(error: typer.BadParameter) -> CommandError:
    """What typer found wrong with the value of an option, said as all our errors are."""
    value, why = _refused(error)
    return wrong_value(_place(error), value, _wanted(error) or why)


def origin_of(context: typer.Context, name: str) -> Origin:
    """Where the value of an option came from."""
    source = context.get_parameter_source(name)
    return _ORIGINS[source.name] if source else Origin.DEFAULT


_ORIGINS = {
    "COMMANDLINE": Origin.OPTION,
    "ENVIRONMENT": Origin.VARIABLE,
    "DEFAULT_MAP": Origin.PROFILE,
    "DEFAULT": Origin.DEFAULT,
}


def _place(error: typer.BadParameter) -> Place:
    param, context = error.param, cast("typer.Context", error.ctx)
    assert param is not None
    match origin_of(context, param.name):
        case Origin.VARIABLE:
            return Place(str(param.envvar), "Correct this environment variable, or unset it.")
        case Origin.PROFILE:
            return place_in_profile(param.name, context.params["profile"], config_path())
        case _:
            return Place(max(param.opts, key=len), "Give the option again, corrected.")


def _wanted(error: typer.BadParameter) -> str | None:
    """What a number or a choice must be, from its declaration; None where a parser of ours has said it."""
    assert error.param is not None
    kind = error.param.type_descriptor
    if kind.choices:
        return "must be one of " + ", ".join(kind.choices)
    bounds = kind.parameter_info
    if kind.annotation is int:
        return f"must be a whole number {_between(bounds.min, bounds.max)}"
    if kind.annotation is float:
        return f"must be a number {_between(bounds.min, bounds.max)}"
    return None


def _between(least: float | None, most: float | None) -> str:
    return f"from {least:,.10g} to {most:,.10g}" if most is not None else f"from {least:,.10g} on"


def _refused(error: Exception) -> tuple[Any, str]:
    """The value that was refused and what a parser of ours said of it: typer keeps both in its cause."""
    value, why = None, str(error)
    cause: Any = error.__cause__
    while cause is not None and hasattr(cause, "errors"):
        first = cause.errors()[0]
        value, cause = first["input"], first.get("ctx", {}).get("error")
        why = str(cause or first["msg"])
    return value, why
