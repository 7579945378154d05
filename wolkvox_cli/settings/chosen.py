"""What was chosen for each setting of a command: option over environment over profile over default."""

from typing import Any

import typer

from wolkvox_cli.errors import CommandError
from wolkvox_cli.settings.folders import config_path
from wolkvox_cli.settings.options import Origin, Setting, Settings, Tag, declared
from wolkvox_cli.settings.wrong_values import origin_of, place_in_profile, wrong_value

_STRENGTH = list(Origin)


def chosen_settings(context: typer.Context) -> Settings:
    """The settings of a command whose line typer has read; what it has no option for keeps its default.

    Raises CommandError naming the option, variable or key that is wrong.
    """
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    for setting in declared():
        if setting.name in context.params:
            given = context.params[setting.name]
            values[setting.name] = tuple(given) if setting.is_list else given
            origins[setting.name] = origin_of(context, setting.name)
        elif Tag.NO_OPTION in setting.tags and setting.name in (context.default_map or {}):
            values[setting.name] = _only_in_profile(setting, context)
            origins[setting.name] = Origin.PROFILE
    _keep_one_address(values, origins)
    return Settings(**values, origins=origins)


def _only_in_profile(setting: Setting, context: typer.Context) -> Any:
    assert context.default_map is not None
    assert setting.option.parser is not None
    written = context.default_map[setting.name]
    try:
        return setting.option.parser(written)
    except ValueError as error:
        place = place_in_profile(setting.name, context.params["profile"], config_path())
        raise wrong_value(place, written, str(error)) from error


def _keep_one_address(values: dict[str, Any], origins: dict[str, Origin]) -> None:
    """Of server and base_url the stronger one counts; two from one place contradict each other."""
    if values.get("server") is None or values.get("base_url") is None:
        return
    server, base_url = origins["server"], origins["base_url"]
    if server is base_url:
        where = "options" if server is Origin.OPTION else server
        raise CommandError(
            "command.two-addresses",
            f"Both a server and a base URL come from the {where}, and they exclude each other.",
            "Keep one of --server and --base-url.",
        )
    weaker = max(("server", server), ("base_url", base_url), key=lambda each: _STRENGTH.index(each[1]))
    values[weaker[0]] = None
