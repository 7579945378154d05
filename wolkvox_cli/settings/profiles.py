"""The settings file: its profiles, checked key by key."""

import difflib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wolkvox_cli.errors import CommandError

COMMAND_LINE_ONLY = ("sandbox", "dry_run", "again", "json", "profile")
"""Options that no profile may hold: what `again` or `dry_run` decide must be meant each time."""

_TOP_LEVEL = ("default_profile", "profiles")


@dataclass(frozen=True)
class Profile:
    """The keys of one profile as written; `name` is None where there is no settings file."""

    name: str | None
    values: Mapping[str, Any]
    path: Path | None = None


def read_profile(path: Path, wanted: str | None, known_keys: Collection[str]) -> Profile:
    """The wanted profile, else the default one, else an empty one. Raises CommandError."""
    content = _parse(path)
    if content is None:
        if wanted:
            raise CommandError(
                "settings.no-profile",
                f"There is no profile {wanted!r}: the settings file {path} does not exist.",
                "Write the file, or leave out --profile (or WOLKVOX_PROFILE) and give options instead.",
            )
        return Profile(None, {})
    _refuse_unknown(path, "", content, _TOP_LEVEL)
    profiles = content.get("profiles", {})
    if not isinstance(profiles, dict) or not all(isinstance(value, dict) for value in profiles.values()):
        raise CommandError(
            "settings.unreadable",
            f"In {path}, profiles must be tables.",
            "Write each one as [profiles.NAME] followed by its keys.",
        )
    for name, values in profiles.items():
        _refuse_unknown(path, f"profile {name}: ", values, known_keys)
    return _choose(path, profiles, wanted or content.get("default_profile"))


def _choose(path: Path, profiles: dict[str, dict[str, Any]], name: Any) -> Profile:
    if name is None:
        return Profile(None, {})
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
    for key in found:
        if key in known:
            continue
        if key in COMMAND_LINE_ONLY:
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
