"""Which settings a command takes as options: they are declared in settings/options.py, and only there."""

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from types import GenericAlias
from typing import Annotated, Any, get_args

import typer

from wolkvox_cli.settings.chosen import chosen_settings
from wolkvox_cli.settings.options import Setting, Tag, declared

FileArgument = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help=".csv .tsv .txt .xlsx .xlsm .xls .xlsb .ods, each also as .gz or .zip, "
        "or - for CSV on standard input",
        show_default=False,
    ),
]

Command = Callable[..., None]


def takes_settings(*names: str) -> Callable[[Command], Command]:
    """Give a command the options of these settings after its own; it gets what was chosen as `settings`."""
    taken = [setting for setting in declared() if setting.name in names]
    assert len(taken) == len(names)
    return lambda command: _with_options(command, taken)


def takes_all_settings(but: Tag | None = None) -> Callable[[Command], Command]:
    """Give a command the options of all settings, but for those with a tag."""
    taken = [setting for setting in declared(but=but) if Tag.NO_OPTION not in setting.tags]
    return lambda command: _with_options(command, taken)


def _with_options(command: Command, taken: list[Setting]) -> Command:
    """The command as typer shall see it: typer reads the options off its signature."""
    own = [each for name, each in signature(command).parameters.items() if name != "settings"]

    def called(context: typer.Context, **given: Any) -> None:
        values = {"context": context} | given
        command(**{each.name: values[each.name] for each in own}, settings=chosen_settings(context))

    context = Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context)
    parameters = {each.name: each.replace(kind=Parameter.KEYWORD_ONLY) for each in [context, *own]}
    parameters |= {setting.name: _parameter(setting) for setting in taken}
    called.__signature__ = Signature(list(parameters.values()))  # type: ignore[attr-defined]
    called.__name__, called.__doc__ = command.__name__, command.__doc__
    return called


def _parameter(setting: Setting) -> Parameter:
    """A list is a tuple in our settings, which are frozen, and a list to typer."""
    kind = GenericAlias(list, get_args(setting.kind)[:1]) if setting.is_list else setting.kind
    default = None if setting.is_list else setting.default
    declaration: Any = Annotated[kind, setting.option]
    return Parameter(setting.name, Parameter.KEYWORD_ONLY, default=default, annotation=declaration)
