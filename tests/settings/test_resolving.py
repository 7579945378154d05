from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wolkvox_cli.campaign import Campaign, CampaignStatus, CampaignType
from wolkvox_cli.errors import CommandError
from wolkvox_cli.settings import Settings, resolve
from wolkvox_cli.settings.resolving import PROFILE_KEYS

WriteConfig = Callable[[str], Path]

SAMPLES: dict[str, tuple[Any, Any]] = {
    "server": ("0034", "0034"),
    "campaign": ("99", "99"),
    "type": ("preview", "preview"),
    "campaign_status": ("stop", "stop"),
    "token_command": ("pass show x", "pass show x"),
    "sheet": ("Hoja 2", "Hoja 2"),
    "encoding": ("latin1", "latin1"),
    "delimiter": ("|", "|"),
    "header_row": (3, 3),
    "no_header": (True, True),
    "country": ("MX", "MX"),
    "phone_format": ("international", "international"),
    "phone_prefix": ("57", "57"),
    "date_order": ("mdy", "mdy"),
    "keep": ("last", "last"),
    "exclude_account": (True, True),
    "max_rejects": ("5%", "5%"),
    "truncate": (True, True),
    "batch_size": ("500", 500),
    "max_batch_mb": ("2.5", 2.5),
    "all_fields": (False, False),
    "stamp": ("opt12", "opt12"),
    "on_doubt": ("stop", "stop"),
    "settle_after": ("10", 10.0),
    "keep_going": (True, True),
    "wait_lock": ("30", 30.0),
    "licenses": ("10", 10),
    "reserve": ("100", 100),
    "report_warnings": (True, True),
    "quiet": (True, True),
    "verbose": (True, True),
    "no_color": (True, True),
    "no_input": (True, True),
}
"""A value that is not the default, as written and as resolved, for every key that is no path and no list."""

FROM_THE_ENVIRONMENT = {
    "server": "WOLKVOX_SERVER",
    "campaign": "WOLKVOX_CAMPAIGN",
    "country": "WOLKVOX_COUNTRY",
}


def toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')


def refusal(given: dict[str, Any], environment: dict[str, str] | None = None) -> CommandError:
    with pytest.raises(CommandError) as refused:
        resolve(given, environment or {})
    return refused.value


@pytest.mark.usefixtures("home")
def test_with_nothing_given_the_defaults_count() -> None:
    assert resolve({}, {}) == Settings()


def test_the_samples_name_every_key_that_is_no_path_and_no_list() -> None:
    paths_and_lists = {
        "base_url",
        "token_file",
        "mapping",
        "report",
        "map",
        "set",
        "unique",
        "exclude",
        "severity",
    }
    assert set(PROFILE_KEYS) == {*SAMPLES, *paths_and_lists, "mapped_fields"}


@pytest.mark.parametrize("key", SAMPLES)
def test_a_profiles_value_counts_more_than_the_default(write_config: WriteConfig, key: str) -> None:
    written, resolved = SAMPLES[key]
    write_config(f"[profiles.p]\n{key} = {toml(written)}\n")
    assert getattr(Settings(), key) != resolved
    assert getattr(resolve({"profile": "p"}, {}), key) == resolved


@pytest.mark.parametrize("key", SAMPLES)
def test_an_option_counts_more_than_the_profile(write_config: WriteConfig, key: str) -> None:
    written, resolved = SAMPLES[key]
    weak = {
        "batch_size": 1,
        "header_row": 1,
        "settle_after": 1,
        "max_batch_mb": 1,
        "licenses": 1,
        "reserve": 1,
    }
    weak |= {"wait_lock": 1}
    default = getattr(Settings(), key)
    other = (not resolved) if isinstance(resolved, bool) else weak.get(key) or default or OTHER[key]
    write_config(f"[profiles.p]\n{key} = {toml(other)}\n")
    assert getattr(resolve({"profile": "p"}, {}), key) != resolved
    assert getattr(resolve({"profile": "p", key: written}, {}), key) == resolved


OTHER = {
    "server": "0001",
    "campaign": "1",
    "token_command": "other",
    "sheet": "1",
    "encoding": "utf-8",
    "delimiter": ";",
    "country": "CO",
    "phone_format": "national",
    "phone_prefix": "9",
    "date_order": "dmy",
    "max_rejects": "1",
    "stamp": "opt1",
}


@pytest.mark.parametrize("key", FROM_THE_ENVIRONMENT)
def test_a_variable_stands_between_option_and_profile(write_config: WriteConfig, key: str) -> None:
    write_config(f'[profiles.p]\n{key} = "{OTHER[key]}"\n')
    written, resolved = SAMPLES[key]
    environment = {FROM_THE_ENVIRONMENT[key]: written, "WOLKVOX_PROFILE": "p"}
    assert getattr(resolve({}, {"WOLKVOX_PROFILE": "p"}), key) == OTHER[key]
    assert getattr(resolve({}, environment), key) == resolved
    assert getattr(resolve({key: OTHER[key]}, environment), key) == OTHER[key]


@pytest.mark.usefixtures("home")
def test_a_variable_that_is_empty_counts_as_not_set() -> None:
    assert resolve({}, {"WOLKVOX_SERVER": "", "WOLKVOX_PROFILE": ""}).server is None


def test_the_option_profile_counts_more_than_the_variable(write_config: WriteConfig) -> None:
    write_config('[profiles.a]\nserver = "0001"\n[profiles.b]\nserver = "0002"\n')
    assert resolve({"profile": "b"}, {"WOLKVOX_PROFILE": "a"}).server == "0002"
    assert resolve({}, {"WOLKVOX_PROFILE": "a"}).profile == "a"


def test_numbers_and_texts_are_both_understood_in_a_profile(write_config: WriteConfig) -> None:
    write_config('[profiles.p]\ncampaign = 4521\nphone_prefix = 9\nsheet = 2\nbatch_size = "500"\n')
    settings = resolve({"profile": "p"}, {})
    assert (settings.campaign, settings.phone_prefix, settings.sheet, settings.batch_size) == (
        "4521",
        "9",
        "2",
        500,
    )


def test_an_empty_option_takes_back_the_profiles_phone_prefix(write_config: WriteConfig) -> None:
    write_config('[profiles.p]\nphone_prefix = "9"\n')
    assert resolve({"profile": "p", "phone_prefix": ""}, {}).phone_prefix == ""


def test_mapped_fields_is_a_key_as_it_is_an_option(write_config: WriteConfig) -> None:
    write_config("[profiles.p]\nmapped_fields = true\n")
    assert resolve({"profile": "p"}, {}).all_fields is False
    assert resolve({"profile": "p", "all_fields": True}, {}).all_fields is True


def test_a_mapped_fields_that_is_no_flag_is_blamed_by_its_name(write_config: WriteConfig) -> None:
    path = write_config('[profiles.p]\nmapped_fields = "yes"\n')
    error = refusal({"profile": "p"})
    assert error.message == "mapped_fields in profile p 'yes' must be true or false."
    assert error.hint == f"Mend it in {path}."


def test_lists_of_option_and_profile_add_up(write_config: WriteConfig) -> None:
    write_config('[profiles.p]\nunique = "email"\nexclude = ["/lists/a.txt"]\n')
    settings = resolve({"profile": "p", "unique": ["customer_id", "phone"], "exclude": [Path("b.txt")]}, {})
    assert settings.unique == ("customer_id", "phone", "email")
    assert settings.exclude == (Path("b.txt"), Path("/lists/a.txt"))


def test_of_map_and_set_the_option_decides_about_its_field(write_config: WriteConfig) -> None:
    write_config('[profiles.p]\nmap = ["tel1=Fijo", "email=Correo"]\nset = "country=Peru"\n')
    settings = resolve({"profile": "p", "map": ["tel1 = Celular"], "set": ["country=Colombia"]}, {})
    assert settings.map == ("tel1 = Celular", "email=Correo")
    assert settings.set == ("country=Colombia",)


def test_relative_paths_in_a_profile_begin_at_the_settings_file(write_config: WriteConfig) -> None:
    folder = write_config(
        '[profiles.p]\ntoken_file = "p.token"\nmapping = "maps/crm.toml"\nexclude = ["no.txt", "~/all.txt"]\n'
    ).parent
    settings = resolve({"profile": "p"}, {})
    assert settings.token_file == folder / "p.token"
    assert settings.mapping == folder / "maps" / "crm.toml"
    assert settings.exclude == (folder / "no.txt", Path.home() / "all.txt")


def test_relative_paths_of_options_begin_at_the_current_folder(write_config: WriteConfig) -> None:
    write_config('[profiles.p]\ntoken_file = "p.token"\n')
    settings = resolve({"profile": "p", "token_file": Path("mine.token"), "mapping": Path("m.toml")}, {})
    assert (settings.token_file, settings.given_token_file) == (Path("mine.token"), Path("mine.token"))
    assert settings.mapping == Path("m.toml")


def test_only_an_option_makes_the_token_file_a_given_one(write_config: WriteConfig) -> None:
    write_config('[profiles.p]\ntoken_file = "/p.token"\n')
    settings = resolve({"profile": "p"}, {})
    assert (settings.token_file, settings.given_token_file) == (Path("/p.token"), None)


@pytest.mark.parametrize("key", ["token_file", "mapping", "exclude"])
@pytest.mark.parametrize("path", ["", "~nobody-has-this-name/x"])
def test_a_path_in_a_profile_that_is_none_is_refused(write_config: WriteConfig, key: str, path: str) -> None:
    write_config(f'[profiles.p]\n{key} = "{path}"\n')
    assert refusal({"profile": "p"}).message.startswith(f"{key} in profile p")


@pytest.mark.parametrize(
    ("given", "environment", "message", "hint"),
    [
        (
            {"batch_size": "0"},
            {},
            "--batch-size '0' must be a whole number from 1 to 10,000.",
            "Give the option again, corrected.",
        ),
        (
            {},
            {"WOLKVOX_CAMPAIGN": "ventas"},
            "WOLKVOX_CAMPAIGN 'ventas' is not a campaign id: "
            "it is a number, shown in the Manager's list of campaigns.",
            "Correct this environment variable, or unset it.",
        ),
        (
            {"server": "evil.com/#"},
            {},
            "--server 'evil.com/#' is not a server name: "
            "give the part after wv, such as 0012 (or use --base-url).",
            "Give the option again, corrected.",
        ),
    ],
)
@pytest.mark.usefixtures("home")
def test_a_bad_value_is_blamed_on_where_it_stands(
    given: dict[str, Any], environment: dict[str, str], message: str, hint: str
) -> None:
    error = refusal(given, environment)
    assert (error.code, error.message, error.hint) == ("command.bad-value", message, hint)


def test_a_bad_value_in_a_profile_is_blamed_on_its_key(write_config: WriteConfig) -> None:
    path = write_config("[profiles.p]\nheader_row = 0\n")
    error = refusal({"profile": "p"})
    assert error.message == "header_row in profile p '0' must be a whole number from 1 to 1,048,576."
    assert error.hint == f"Mend it in {path}."


@pytest.mark.parametrize(
    ("given", "environment", "origin"),
    [
        ({"server": "1", "base_url": "https://a.example"}, {}, "options"),
        ({}, {"WOLKVOX_SERVER": "1", "WOLKVOX_BASE_URL": "https://a.example"}, "environment"),
    ],
)
@pytest.mark.usefixtures("home")
def test_server_and_base_url_at_one_level_exclude_each_other(
    given: dict[str, Any], environment: dict[str, str], origin: str
) -> None:
    error = refusal(given, environment)
    assert error.code == "command.two-addresses"
    assert f"come from the {origin}" in error.message


def test_of_server_and_base_url_the_stronger_levels_counts(write_config: WriteConfig) -> None:
    write_config('[profiles.p]\nbase_url = "https://a.example"\n')
    environment = {"WOLKVOX_SERVER": "0012", "WOLKVOX_PROFILE": "p"}
    both = resolve({}, environment)
    assert (both.server, both.base_url) == ("0012", None)
    given = resolve({"base_url": "https://b.example"}, environment)
    assert (given.server, given.base_url) == (None, "https://b.example")


@pytest.mark.usefixtures("home")
def test_the_destination_of_a_server_is_its_https_address() -> None:
    settings = resolve(
        {"server": "wv0012", "campaign": "4521", "type": "preview", "campaign_status": "stop"}, {}
    )
    assert settings.destination() == Campaign(
        "https://wv0012.wolkvox.com", "0012", "4521", CampaignType.PREVIEW, CampaignStatus.STOP
    )


@pytest.mark.usefixtures("home")
def test_the_destination_of_a_base_url_is_named_by_its_host() -> None:
    settings = resolve({"base_url": "http://127.0.0.1:8080/", "campaign": "1"}, {})
    assert settings.destination() == Campaign(
        "http://127.0.0.1:8080", "127.0.0.1:8080", "1", CampaignType.PREDICTIVE
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [({"campaign": "1"}, "settings.no-server"), ({"server": "0012"}, "settings.no-campaign")],
)
@pytest.mark.usefixtures("home")
def test_a_destination_without_server_or_campaign_says_how_to_give_it(
    given: dict[str, str], code: str
) -> None:
    with pytest.raises(CommandError) as refused:
        resolve(given, {}).destination()
    assert refused.value.code == code
    assert "WOLKVOX_" in refused.value.hint


def test_the_settings_never_show_a_token(write_config: WriteConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOLKVOX_TOKEN", "t0ken-4f7c2b9e81d5a6c3")
    settings = resolve({}, None)
    assert settings.token().reveal() == "t0ken-4f7c2b9e81d5a6c3"
    assert "t0ken" not in repr(settings) + repr(settings.token()) + str(settings.token())
