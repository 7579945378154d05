"""The settings file: its profiles, checked key by key, become the defaults of the options (`default_map`)."""

import difflib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from wolkvox_cli.errors import CommandError
from wolkvox_cli.settings.folders import config_path
from wolkvox_cli.settings.options import Setting, Tag, declared
from wolkvox_cli.settings.wrong_values import Place, place_in_profile, wrong_value

_TOP_LEVEL = ("default_profile", "profiles")


@dataclass(frozen=True)
class Profile:
    """The keys of one profile as written; `name` is None where no profile counts."""

    name: str | None
    values: Mapping[str, Any]
    path: Path


def use_profile(context: typer.Context, wanted: str | None) -> str | None:
    """Let the wanted profile count where neither option nor variable says anything; its name.

    Raises CommandError naming the file, the profile or the key that is wrong.
    """
    profile = read_profile(config_path(), wanted)
    context.default_map = option_defaults(profile)
    return profile.name


def read_profile(path: Path, wanted: str | None) -> Profile:
    """The wanted profile, else the default one, else an empty one. Raises CommandError."""
    content = _parse(path)
    if content is None:
        if wanted:
            raise CommandError(
                "settings.no-profile",
                f"There is no profile {wanted!r}: the settings file {path} does not exist.",
                "Write the file, or leave out --profile (or WOLKVOX_PROFILE) and give options instead.",
            )
        return Profile(None, {}, path)
    _refuse_unknown(path, "", content, _TOP_LEVEL)
    profiles = content.get("profiles", {})
    if not isinstance(profiles, dict) or not all(isinstance(value, dict) for value in profiles.values()):
        raise CommandError(
            "settings.unreadable",
            f"In {path}, profiles must be tables.",
            "Write each one as [profiles.NAME] followed by its keys.",
        )
    for name, values in profiles.items():
        _refuse_unknown(path, f"profile {name}: ", values, profile_keys())
    return _choose(path, profiles, wanted or content.get("default_profile"))


def profile_keys() -> dict[str, Setting]:
    """Every key a profile may hold, with the setting it belongs to; a flag of two names has two keys."""
    settings = declared(but=Tag.EACH_TIME)
    opposites = {setting.opposite: setting for setting in settings if setting.opposite}
    return {setting.name: setting for setting in settings} | opposites


def option_defaults(profile: Profile) -> dict[str, Any]:
    """The profile's values in the form in which options are given. Raises CommandError."""
    keys = profile_keys()
    defaults: dict[str, Any] = {}
    for key, written in profile.values.items():
        setting, place = keys[key], place_in_profile(key, profile.name, profile.path)
        value = _as_given(setting, written, place, profile.path.parent)
        if key == setting.opposite:
            defaults.setdefault(setting.name, not value)
        else:
            defaults[setting.name] = value
    return defaults


def _as_given(setting: Setting, written: Any, place: Place, folder: Path) -> Any:
    """The value as an option would have it: TOML knows more kinds than a command line."""
    if Tag.NO_OPTION in setting.tags:
        return written  # its parser looks at it, whatever it is
    if setting.is_flag:
        if not isinstance(written, bool):
            raise wrong_value(place, written, "must be true or false")
        return written
    if setting.is_list:
        listed = [written] if isinstance(written, str) else written
        if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
            raise wrong_value(place, written, "must be a list of texts")
        return [_from_folder(item, folder) for item in listed] if setting.is_path else listed
    if isinstance(written, bool) or not isinstance(written, str | int | float):
        raise wrong_value(place, written, "must be a text or a number")
    return _from_folder(str(written), folder) if setting.is_path else written


def _from_folder(path: str, folder: Path) -> str:
    """A path in the settings file is meant from that file's folder, unless it says from where."""
    return path if path.startswith("~") or not path.strip() else str(folder / path)


def _choose(path: Path, profiles: dict[str, dict[str, Any]], name: Any) -> Profile:
    if name is None:
        return Profile(None, {}, path)
    if not isinstance(name, str) or name not in profiles:
        known = ", ".join(sorted(profiles)) or "none"
        raise CommandError(
            "settings.no-profile",
            f"There is no profile {name!r} in {path}.",
            f"Its profiles are: {known}.",
        )
    return Profile(name, profiles[name], path)


def _parse(path: Path) -> dict[str, Any] | None:
    """What the file says; None where there is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CommandError(
            "settings.unreadable",
            f"The settings file {path} is not valid TOML: {error}.",
            "Mend that line; texts stand in double quotes.",
        ) from error
    except OSError as error:
        raise CommandError(
            "settings.unreadable",
            f"The settings file {path} cannot be read: {error.strerror}.",
            "Mend its permissions, or give the settings as options.",
        ) from error


def _refuse_unknown(path: Path, where: str, found: Mapping[str, Any], known: Collection[str]) -> None:
    each_time = [setting.name for setting in declared(Tag.EACH_TIME)]
    for key in found:
        if key in known:
            continue
        if key in each_time:
            raise CommandError(
                "settings.unknown-key",
                f"In {path}, {where}{key!r} cannot be a setting: it concerns one command only.",
                f"Take it out, and give --{key.replace('_', '-')} where you mean it.",
            )
        nearest = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
        raise CommandError(
            "settings.unknown-key",
            f"In {path}, {where}unknown key {key!r}.",
            f"Did you mean {nearest[0]!r}?" if nearest else "Known keys: " + ", ".join(sorted(known)) + ".",
        )
