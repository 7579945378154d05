from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wolkvox_cli.campaign import Campaign, CampaignStatus, CampaignType
from wolkvox_cli.errors import CommandError
from wolkvox_cli.settings import Settings
from wolkvox_cli.settings.options import Origin
from wolkvox_cli.settings.profiles import profile_keys

WriteConfig = Callable[[str], Path]
Choose = Callable[..., Settings]
Refused = Callable[..., CommandError]

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
    "skip_hidden": (True, True),
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
    return str(value).lower() if isinstance(value, bool | int | float) else f'"{value}"'


def words(key: str, written: object) -> list[str]:
    """The option that gives a setting this value."""
    if isinstance(written, bool):
        return ["--mapped-fields" if key == "all_fields" else "--" + key.replace("_", "-")]
    return ["--" + key.replace("_", "-"), str(written)]


def test_with_nothing_given_the_defaults_count(choose: Choose) -> None:
    assert choose() == Settings()


def test_the_samples_name_every_key_that_is_no_path_and_no_list() -> None:
    paths_and_lists = {
        *("base_url", "token_file", "mapping", "report"),
        *("map", "set", "unique", "exclude", "severity"),
    }
    assert set(profile_keys()) == {*SAMPLES, *paths_and_lists, "mapped_fields"}


@pytest.mark.parametrize("key", SAMPLES)
def test_a_profiles_value_counts_more_than_the_default(
    write_config: WriteConfig, choose: Choose, key: str
) -> None:
    written, resolved = SAMPLES[key]
    write_config(f"[profiles.p]\n{key} = {toml(written)}\n")
    assert getattr(Settings(), key) != resolved
    assert getattr(choose("--profile", "p"), key) == resolved


OTHER: dict[str, Any] = {
    "server": "0001",
    "campaign": "1",
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
"""A value that is neither the default nor the sample, for every key without a default."""


@pytest.mark.parametrize("key", [key for key in SAMPLES if key != "token_command"])
def test_an_option_counts_more_than_the_profile(write_config: WriteConfig, choose: Choose, key: str) -> None:
    written, resolved = SAMPLES[key]
    other: object = not resolved
    if not isinstance(resolved, bool):
        other = 1 if isinstance(resolved, int | float) else getattr(Settings(), key) or OTHER[key]
    write_config(f"[profiles.p]\n{key} = {toml(other)}\n")
    assert getattr(choose("--profile", "p"), key) != resolved
    assert getattr(choose("--profile", "p", *words(key, written)), key) == resolved


@pytest.mark.parametrize("key", FROM_THE_ENVIRONMENT)
def test_a_variable_stands_between_option_and_profile(
    write_config: WriteConfig, choose: Choose, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    write_config(f'[profiles.p]\n{key} = "{OTHER[key]}"\n')
    written, resolved = SAMPLES[key]
    monkeypatch.setenv("WOLKVOX_PROFILE", "p")
    assert getattr(choose(), key) == OTHER[key]
    monkeypatch.setenv(FROM_THE_ENVIRONMENT[key], written)
    assert getattr(choose(), key) == resolved
    assert getattr(choose(*words(key, OTHER[key])), key) == OTHER[key]


def test_a_variable_that_is_empty_counts_as_not_set(choose: Choose, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOLKVOX_SERVER", "")
    monkeypatch.setenv("WOLKVOX_PROFILE", "")
    assert choose().server is None


def test_the_option_profile_counts_more_than_the_variable(
    write_config: WriteConfig, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_config('[profiles.a]\nserver = "0001"\n[profiles.b]\nserver = "0002"\n')
    monkeypatch.setenv("WOLKVOX_PROFILE", "a")
    assert choose("--profile", "b").server == "0002"
    assert (choose().profile, choose().server) == ("a", "0001")


def test_the_profile_counts_wherever_its_option_stands(write_config: WriteConfig, choose: Choose) -> None:
    write_config('[profiles.p]\nserver = "0001"\n')
    assert choose("--country", "CO", "--profile", "p").server == "0001"


def test_it_is_known_where_a_value_came_from(
    write_config: WriteConfig, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_config('[profiles.p]\nserver = "0001"\ntoken_command = "pass show x"\n')
    monkeypatch.setenv("WOLKVOX_CAMPAIGN", "4521")
    origins = choose("--profile", "p", "--country", "CO").origins
    assert (origins["country"], origins["campaign"]) == (Origin.OPTION, Origin.VARIABLE)
    assert (origins["server"], origins["token_command"]) == (Origin.PROFILE, Origin.PROFILE)
    assert origins["batch_size"] is Origin.DEFAULT


def test_numbers_and_texts_are_both_understood_in_a_profile(
    write_config: WriteConfig, choose: Choose
) -> None:
    write_config('[profiles.p]\ncampaign = 4521\nphone_prefix = 9\nsheet = 2\nbatch_size = "500"\n')
    settings = choose("--profile", "p")
    assert (settings.campaign, settings.phone_prefix, settings.sheet) == ("4521", "9", "2")
    assert settings.batch_size == 500


@pytest.mark.parametrize("key", ["type", "campaign_status", "phone_format", "date_order", "keep", "on_doubt"])
def test_a_choice_may_be_written_in_capitals(choose: Choose, key: str) -> None:
    written, resolved = SAMPLES[key]
    assert getattr(choose(*words(key, written.upper())), key) == resolved


def test_an_empty_option_takes_back_the_profiles_phone_prefix(
    write_config: WriteConfig, choose: Choose
) -> None:
    write_config('[profiles.p]\nphone_prefix = "9"\n')
    assert choose("--profile", "p", "--phone-prefix", "").phone_prefix == ""


def test_mapped_fields_is_a_key_as_it_is_an_option(write_config: WriteConfig, choose: Choose) -> None:
    write_config("[profiles.p]\nmapped_fields = true\n")
    assert choose("--profile", "p").all_fields is False
    assert choose("--profile", "p", "--all-fields").all_fields is True


def test_a_list_on_the_command_line_replaces_the_profiles(write_config: WriteConfig, choose: Choose) -> None:
    write_config(
        '[profiles.p]\nunique = "email"\nexclude = ["/lists/a.txt"]\nmap = ["tel1=Fijo", "email=Correo"]\n'
    )
    typed = ("--unique", "customer_id", "--unique", "phone", "--exclude", "b.txt", "--map", "tel1=Celular")
    settings = choose("--profile", "p", *typed)
    assert settings.unique == ("customer_id", "phone")
    assert settings.exclude == (Path("b.txt"),)
    assert settings.map == ("tel1=Celular",)


def test_a_single_text_may_stand_for_a_list(write_config: WriteConfig, choose: Choose) -> None:
    write_config('[profiles.p]\nunique = "email"\nexclude = "/lists/a.txt"\nset = "country=Peru"\n')
    settings = choose("--profile", "p")
    assert (settings.unique, settings.exclude) == (("email",), (Path("/lists/a.txt"),))
    assert settings.set == ("country=Peru",)


def test_relative_paths_in_a_profile_begin_at_the_settings_file(
    write_config: WriteConfig, choose: Choose
) -> None:
    folder = write_config(
        '[profiles.p]\ntoken_file = "p.token"\nmapping = "maps/crm.toml"\n'
        'exclude = ["no.txt", "~/all.txt"]\nreport = "failed.csv"\n'
    ).parent
    settings = choose("--profile", "p")
    assert settings.token_file == folder / "p.token"
    assert settings.mapping == folder / "maps" / "crm.toml"
    assert settings.exclude == (folder / "no.txt", Path.home() / "all.txt")
    assert settings.report == folder / "failed.csv"


def test_relative_paths_of_options_begin_at_the_current_folder(
    write_config: WriteConfig, choose: Choose
) -> None:
    write_config('[profiles.p]\ntoken_file = "p.token"\n')
    settings = choose("--profile", "p", "--token-file", "mine.token", "--mapping", "m.toml")
    assert (settings.token_file, settings.mapping) == (Path("mine.token"), Path("m.toml"))


def test_the_token_file_of_an_option_counts_more_than_the_variable_and_that_of_a_profile_less(
    write_config: WriteConfig, choose: Choose, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.token"
    file.write_text("from-the-file")
    file.chmod(0o600)
    write_config(f"[profiles.p]\ntoken_file = {toml(str(file))}\n")
    monkeypatch.setenv("WOLKVOX_TOKEN", "from-the-variable")
    assert choose("--token-file", str(file)).token().reveal() == "from-the-file"
    assert choose("--profile", "p").token().reveal() == "from-the-variable"


@pytest.mark.parametrize("key", ["token_file", "mapping", "exclude", "report"])
@pytest.mark.parametrize("path", ["", "~nobody-has-this-name/x"])
def test_a_path_in_a_profile_that_is_none_is_refused(
    write_config: WriteConfig, refused: Refused, key: str, path: str
) -> None:
    write_config(f'[profiles.p]\n{key} = "{path}"\n')
    assert refused("--profile", "p").message.startswith(f"{key} in profile p")


WRONG = {
    "--batch-size 0": "--batch-size '0' must be a whole number from 1 to 10,000.",
    "--batch-size 10001": "--batch-size '10001' must be a whole number from 1 to 10,000.",
    "--batch-size 1.5": "--batch-size '1.5' must be a whole number from 1 to 10,000.",
    "--reserve -1": "--reserve '-1' must be a whole number from 0 on.",
    "--settle-after nan": "--settle-after 'nan' must be a number from 0 to 3,600.",
    "--settle-after 3601": "--settle-after '3601' must be a number from 0 to 3,600.",
    "--max-batch-mb 0": "--max-batch-mb '0' must be a number from 0.01 to 100.",
    "--type sms": "--type 'sms' must be one of predictive, preview.",
    "--phone-format local": "--phone-format 'local' must be one of national, international, as-is.",
    "--date-order ymd": "--date-order 'ymd' must be one of dmy, mdy.",
    "-c ventas": (
        "--campaign 'ventas' is not a campaign id: it is a number, shown in the Manager's list of campaigns."
    ),
    "--server evil.com/#": (
        "--server 'evil.com/#' is not a server name: "
        "give the part after wv, such as 0012 (or use --base-url)."
    ),
    "--country Colombia": (
        "--country 'Colombia' is not a country code: give two letters, such as CO, MX or BR."
    ),
    "--unique email --unique cedula": (
        "--unique 'cedula' is no field (see wolkvox fields; phone means any phone field)."
    ),
    "--exclude ~nobody-has-this-name/x": (
        "--exclude '~nobody-has-this-name/x' names a home folder that does not exist: write the path in full."
    ),
}


@pytest.mark.parametrize("typed", WRONG)
def test_a_wrong_option_is_told_in_a_sentence_that_names_it(refused: Refused, typed: str) -> None:
    error = refused(*typed.split())
    assert (error.code, error.message) == ("command.bad-value", WRONG[typed])
    assert error.hint == "Give the option again, corrected."


def test_a_wrong_variable_is_told_with_its_name(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOLKVOX_CAMPAIGN", "ventas")
    error = refused()
    assert error.message.startswith("WOLKVOX_CAMPAIGN 'ventas' is not a campaign id: ")
    assert error.hint == "Correct this environment variable, or unset it."


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("header_row = 0", "header_row in profile p '0' must be a whole number from 1 to 1,048,576."),
        ("batch_size = true", "batch_size in profile p 'True' must be a text or a number."),
        ("sheet = [1]", "sheet in profile p must be a text or a number."),
        ("sheet = 1.5", "sheet in profile p '1.5' must be a text."),
        ('no_header = "yes"', "no_header in profile p 'yes' must be true or false."),
        ("no_header = 1", "no_header in profile p '1' must be true or false."),
        ('mapped_fields = "yes"', "mapped_fields in profile p 'yes' must be true or false."),
        ("map = [1]", "map in profile p must be a list of texts."),
        ('map = {tel1 = "Celular"}', "map in profile p must be a list of texts."),
        ("unique = 1", "unique in profile p '1' must be a list of texts."),
        ('type = "sms"', "type in profile p 'sms' must be one of predictive, preview."),
        ("keep = 1", "keep in profile p '1' must be one of first, last."),
        ("settle_after = inf", "settle_after in profile p 'inf' must be a number from 0 to 3,600."),
        (
            "max_rejects = 0.05",
            "max_rejects in profile p '0.05' must be a number of rows or a share such as 5%.",
        ),
        ("token_command = 1.5", "token_command in profile p '1.5' must be a text."),
        (
            'severity = {"email.invalid" = "fatal"}',
            'severity in profile p must be a table of problem codes, each "error" or "warning".',
        ),
    ],
)
def test_a_wrong_value_in_a_profile_is_told_with_its_key(
    write_config: WriteConfig, refused: Refused, line: str, message: str
) -> None:
    path = write_config(f"[profiles.p]\n{line}\n")
    error = refused("--profile", "p")
    assert (error.code, error.message) == ("command.bad-value", message)
    assert error.hint == f"Mend it in {path}."


def test_two_addresses_from_the_options_exclude_each_other(refused: Refused) -> None:
    error = refused("--server", "1", "--base-url", "https://a.example")
    assert error.code == "command.two-addresses"
    assert "come from the options" in error.message


def test_two_addresses_from_the_environment_exclude_each_other(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WOLKVOX_SERVER", "1")
    monkeypatch.setenv("WOLKVOX_BASE_URL", "https://a.example")
    assert "come from the environment" in refused().message


def test_two_addresses_from_the_profile_exclude_each_other(
    write_config: WriteConfig, refused: Refused
) -> None:
    write_config('[profiles.p]\nserver = "1"\nbase_url = "https://a.example"\n')
    assert "come from the profile" in refused("--profile", "p").message


def test_of_server_and_base_url_the_stronger_one_counts(
    write_config: WriteConfig, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_config('[profiles.p]\nbase_url = "https://a.example"\n')
    monkeypatch.setenv("WOLKVOX_SERVER", "0012")
    variable = choose("--profile", "p")
    assert (variable.server, variable.base_url) == ("0012", None)
    option = choose("--profile", "p", "--base-url", "https://b.example")
    assert (option.server, option.base_url) == (None, "https://b.example")


def test_the_destination_of_a_server_is_its_https_address(choose: Choose) -> None:
    settings = choose(
        *("--server", "wv0012", "--campaign", "4521", "--type", "preview", "--campaign-status", "stop")
    )
    assert settings.destination() == Campaign(
        "https://wv0012.wolkvox.com", "0012", "4521", CampaignType.PREVIEW, CampaignStatus.STOP
    )


def test_the_destination_of_a_base_url_is_named_by_its_host(choose: Choose) -> None:
    settings = choose("--base-url", "http://127.0.0.1:8080/", "--campaign", "1")
    assert settings.destination() == Campaign(
        "http://127.0.0.1:8080", "127.0.0.1:8080", "1", CampaignType.PREDICTIVE
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [("--campaign 1", "settings.no-server"), ("--server 0012", "settings.no-campaign")],
)
def test_a_destination_without_server_or_campaign_says_how_to_give_it(
    choose: Choose, typed: str, code: str
) -> None:
    with pytest.raises(CommandError) as error:
        choose(*typed.split()).destination()
    assert error.value.code == code
    assert "WOLKVOX_" in error.value.hint


def test_the_settings_never_show_a_token(choose: Choose, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOLKVOX_TOKEN", "t0ken-4f7c2b9e81d5a6c3")
    settings = choose()
    assert settings.token().reveal() == "t0ken-4f7c2b9e81d5a6c3"
    assert "t0ken" not in repr(settings) + repr(settings.token()) + str(settings.token())


def test_severities_are_sorted_pairs(write_config: WriteConfig, choose: Choose) -> None:
    write_config('[profiles.p.severity]\n"email.invalid" = "error"\n"age.invalid" = "warning"\n')
    assert choose("--profile", "p").severity == (("age.invalid", "warning"), ("email.invalid", "error"))
