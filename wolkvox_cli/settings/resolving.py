"""Settings: option over environment over profile over default, checked and frozen."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from wolkvox_cli.campaign import Campaign, CampaignStatus, CampaignType
from wolkvox_cli.errors import CommandError
from wolkvox_cli.settings import values
from wolkvox_cli.settings.folders import config_path
from wolkvox_cli.settings.profiles import COMMAND_LINE_ONLY, Profile, read_profile
from wolkvox_cli.settings.token_sources import find_token
from wolkvox_cli.tokens import Token

Check = Callable[[Any], Any]


def _key(check: Check, default: Any = None, env: str | None = None) -> Any:
    return field(default_factory=lambda: default, metadata={"check": check, "env": env})


@dataclass(frozen=True)
class Settings:
    """Every option of add-records under its own name, resolved. The token is not among them: see `token`."""

    server: str | None = _key(values.server, env="WOLKVOX_SERVER")
    base_url: str | None = _key(values.base_url, env="WOLKVOX_BASE_URL")
    campaign: str | None = _key(values.campaign_id, env="WOLKVOX_CAMPAIGN")
    type: str = _key(values.one_of("predictive", "preview"), "predictive")
    campaign_status: str = _key(values.one_of("start", "stop", "auto"), "auto")
    token_file: Path | None = _key(values.path)
    token_command: str | None = _key(values.text)
    sandbox: bool = _key(values.flag, False)
    map: tuple[str, ...] = _key(values.texts, ())
    set: tuple[str, ...] = _key(values.texts, ())
    mapping: Path | None = _key(values.path)
    sheet: str | None = _key(values.text)
    encoding: str | None = _key(values.encoding)
    delimiter: str | None = _key(values.delimiter)
    header_row: int | None = _key(values.whole_number(1, 1_048_576))
    no_header: bool = _key(values.flag, False)
    country: str | None = _key(values.country, env="WOLKVOX_COUNTRY")
    phone_format: str | None = _key(values.one_of("national", "international", "as-is"))
    phone_prefix: str = _key(values.digits, "")
    date_order: str | None = _key(values.one_of("dmy", "mdy"))
    unique: tuple[str, ...] = _key(values.unique_fields, ())
    keep: str = _key(values.one_of("first", "last"), "first")
    exclude: tuple[Path, ...] = _key(values.paths, ())
    exclude_account: bool = _key(values.flag, False)
    max_rejects: str | None = _key(values.reject_limit)
    truncate: bool = _key(values.flag, False)
    severity: tuple[tuple[str, str], ...] = _key(values.severities, ())
    batch_size: int = _key(values.BATCH_SIZE, 10_000)
    max_batch_mb: float = _key(values.amount(0.01, 100), 8.0)
    all_fields: bool = _key(values.flag, True)
    stamp: str | None = _key(values.opt_field)
    on_doubt: str = _key(values.one_of("settle", "stop"), "settle")
    settle_after: float = _key(values.amount(0, 3600), 75.0)
    keep_going: bool = _key(values.flag, False)
    again: bool = _key(values.flag, False)
    wait_lock: float = _key(values.amount(0, 86_400), 0.0)
    licenses: int | None = _key(values.whole_number(1, 100_000))
    reserve: int = _key(values.whole_number(0, 100_000_000), 0)
    dry_run: bool = _key(values.flag, False)
    report: Path | None = _key(values.path)
    report_warnings: bool = _key(values.flag, False)
    json: bool = _key(values.flag, False)
    quiet: bool = _key(values.flag, False)
    verbose: bool = _key(values.flag, False)
    no_color: bool = _key(values.flag, False)
    no_input: bool = _key(values.flag, False)
    given_token_file: Path | None = None
    profile: str | None = None

    @property
    def campaign_type(self) -> CampaignType:
        """The campaign's type."""
        return CampaignType(self.type)

    def token(self) -> Token:
        """The token. Raises CommandError where there is none."""
        return find_token(self.given_token_file, self.token_file, self.token_command)

    def destination(self) -> Campaign:
        """Where the run goes. Raises CommandError where server or campaign is missing."""
        if self.base_url is None and self.server is None:
            raise _missing("server", "--server NAME (the part after wv, such as 0012)", "WOLKVOX_SERVER")
        if self.campaign is None:
            raise _missing("campaign", "--campaign ID", "WOLKVOX_CAMPAIGN")
        url = self.base_url or f"https://wv{self.server}.wolkvox.com"
        status = None if self.campaign_status == "auto" else CampaignStatus(self.campaign_status)
        name = self.server or url.split("://")[1]
        return Campaign(url, name, self.campaign, self.campaign_type, status)


_CHECKED = {entry.name: entry for entry in fields(Settings) if "check" in entry.metadata}
_MAPPED_FIELDS = "mapped_fields"
PROFILE_KEYS = (*(name for name in _CHECKED if name not in COMMAND_LINE_ONLY), _MAPPED_FIELDS)
_LISTS = ("map", "set", "unique", "exclude")
_BESIDE_THE_PROFILE = ("token_file", "mapping", "exclude")
"""Paths that, in the settings file, are meant from that file's folder."""


def resolve(given: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the options given (None: not given), the environment and the profile.

    Lists add up: what a profile excludes stays excluded; of `map` and `set` the stronger entry of a field
    counts. Raises CommandError naming the option, variable or key that is wrong.
    """
    environment = os.environ if environment is None else environment
    wanted = given.get("profile") or environment.get("WOLKVOX_PROFILE")
    profile = _spelled(read_profile(config_path(), wanted, PROFILE_KEYS))
    chosen: dict[str, Any] = {}
    for name, entry in _CHECKED.items():
        for level in _levels(name, entry.metadata["env"], given, environment, profile):
            checked = level.checked(entry.metadata["check"])
            if name not in chosen:
                chosen[name] = checked
            elif name in _LISTS:
                chosen[name] = _added(name, chosen[name], checked)
    _one_address(given, environment, profile, chosen)
    token_file = chosen["token_file"] if given.get("token_file") is not None else None
    return Settings(**chosen, given_token_file=token_file, profile=profile.name)


@dataclass(frozen=True)
class _Level:
    """One of the values that were given for a key: `origin` is what to blame, `hint` how to mend it."""

    origin: str
    value: Any
    hint: str = "Give the option again, corrected."
    folder: Path | None = None

    def checked(self, check: Check) -> Any:
        """The value as the key wants it, paths from `folder`. Raises CommandError."""
        try:
            checked = check(self.value)
        except ValueError as error:
            shown = "" if isinstance(self.value, list | dict | tuple) else f" {str(self.value)[:80]!r}"
            raise CommandError("command.bad-value", f"{self.origin}{shown} {error}.", self.hint) from error
        if self.folder is None:
            return checked
        return self.folder / checked if isinstance(checked, Path) else tuple(self.folder / p for p in checked)


def _levels(
    name: str, env: str | None, given: Mapping[str, Any], environment: Mapping[str, str], profile: Profile
) -> list[_Level]:
    """The values that were given for one key, strongest first."""
    levels: list[_Level] = []
    if given.get(name) not in (None, [], ()):
        levels.append(_Level(f"--{name.replace('_', '-')}", given[name]))
    if env and environment.get(env):
        levels.append(_Level(env, environment[env], "Correct this environment variable, or unset it."))
    if name in profile.values:
        levels.append(_in_profile(name, profile))
    return levels


def _in_profile(name: str, profile: Profile) -> _Level:
    folder = profile.path.parent if profile.path and name in _BESIDE_THE_PROFILE else None
    origin, hint = f"{name} in profile {profile.name}", f"Mend it in {profile.path}."
    return _Level(origin, profile.values[name], hint, folder)


def _spelled(profile: Profile) -> Profile:
    """`mapped_fields = true` is the other way to write `all_fields = false`, as among the options."""
    if _MAPPED_FIELDS not in profile.values:
        return profile
    mapped = _in_profile(_MAPPED_FIELDS, profile).checked(values.flag)
    return replace(profile, values={"all_fields": not mapped, **profile.values})


def _added(name: str, strong: tuple[str, ...], weak: tuple[str, ...]) -> tuple[str, ...]:
    """Both lists; of `map` and `set` only what the stronger one says nothing about."""
    if name not in ("map", "set"):
        return tuple(dict.fromkeys((*strong, *weak)))
    said = {entry.partition("=")[0].strip() for entry in strong}
    return (*strong, *(entry for entry in weak if entry.partition("=")[0].strip() not in said))


def _one_address(
    given: Mapping[str, Any], environment: Mapping[str, str], profile: Profile, chosen: dict[str, Any]
) -> None:
    """Of server and base_url the stronger level's counts; both at one level contradict each other."""
    for origin, server, base_url in (
        ("options", given.get("server"), given.get("base_url")),
        ("environment", environment.get("WOLKVOX_SERVER"), environment.get("WOLKVOX_BASE_URL")),
        ("profile", profile.values.get("server"), profile.values.get("base_url")),
    ):
        if server and base_url:
            raise CommandError(
                "command.two-addresses",
                f"Both a server and a base URL come from the {origin}, and they exclude each other.",
                "Keep one of --server and --base-url.",
            )
        if server or base_url:
            chosen.pop("base_url" if server else "server", None)
            return


def _missing(what: str, option: str, variable: str) -> CommandError:
    return CommandError(
        f"settings.no-{what}",
        f"No {what} was given.",
        f"Add {option}, set {variable}, or write it into a profile. "
        "To rehearse without an account, add --sandbox.",
    )
