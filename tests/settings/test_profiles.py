from collections.abc import Callable
from pathlib import Path

import pytest

from wolkvox_cli.errors import CommandError
from wolkvox_cli.settings.profiles import Profile, read_profile

WriteConfig = Callable[[str], Path]

TWO = """
default_profile = "ventas"
[profiles.ventas]
server = "0012"
[profiles.cobros]
server = "0034"
"""


def refusal(path: Path, wanted: str | None = None) -> CommandError:
    with pytest.raises(CommandError) as refused:
        read_profile(path, wanted)
    return refused.value


def test_without_a_settings_file_there_is_an_empty_profile(tmp_path: Path) -> None:
    path = tmp_path / "none.toml"
    assert read_profile(path, None) == Profile(None, {}, path)


def test_a_file_in_the_place_of_the_folder_counts_as_no_settings_file(tmp_path: Path) -> None:
    (tmp_path / "wolkvox").write_text("")
    path = tmp_path / "wolkvox" / "config.toml"
    assert read_profile(path, None) == Profile(None, {}, path)


def test_the_default_profile_counts_unless_another_is_wanted(write_config: WriteConfig) -> None:
    path = write_config(TWO)
    assert read_profile(path, None) == Profile("ventas", {"server": "0012"}, path)
    assert read_profile(path, "cobros") == Profile("cobros", {"server": "0034"}, path)


def test_without_a_default_no_profile_is_chosen(write_config: WriteConfig) -> None:
    path = write_config('[profiles.ventas]\nserver = "0012"\n')
    assert read_profile(path, None) == Profile(None, {}, path)


def test_a_wanted_profile_without_a_settings_file_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path / "none.toml", "ventas")
    assert (error.code, error.message) == (
        "settings.no-profile",
        f"There is no profile 'ventas': the settings file {tmp_path / 'none.toml'} does not exist.",
    )


def test_a_profile_that_does_not_exist_is_refused_with_those_that_do(write_config: WriteConfig) -> None:
    error = refusal(write_config(TWO), "Ventas")
    assert (error.code, error.hint) == ("settings.no-profile", "Its profiles are: cobros, ventas.")


@pytest.mark.parametrize("default", ["5", '["ventas"]', '"other"'])
def test_a_default_profile_that_is_none_is_refused(write_config: WriteConfig, default: str) -> None:
    error = refusal(write_config(f'default_profile = {default}\n[profiles.ventas]\nserver = "1"\n'))
    assert error.code == "settings.no-profile"


@pytest.mark.parametrize(
    ("key", "nearest"),
    [("contry", "country"), ("batchsize", "batch_size"), ("batch-size", "batch_size"), ("Server", "server")],
)
def test_an_unknown_key_names_the_nearest_known_one(
    write_config: WriteConfig, key: str, nearest: str
) -> None:
    path = write_config(f'[profiles.ventas]\n{key} = "x"\n')
    error = refusal(path)
    assert (error.code, error.message) == (
        "settings.unknown-key",
        f"In {path}, profile ventas: unknown key '{key}'.",
    )
    assert error.hint == f"Did you mean '{nearest}'?"


def test_an_unknown_key_like_no_other_lists_the_known_ones(write_config: WriteConfig) -> None:
    error = refusal(write_config("[profiles.ventas]\nzzz = 1\n"))
    assert error.hint.startswith("Known keys: all_fields, base_url, batch_size, campaign, campaign_status, ")


def test_every_profile_is_checked_not_only_the_wanted_one(write_config: WriteConfig) -> None:
    assert "profile cobros" in refusal(write_config(TWO + "contry = 1\n"), "ventas").message


def test_an_unknown_key_at_the_top_is_refused(write_config: WriteConfig) -> None:
    assert refusal(write_config('profile = "x"\n')).hint.startswith(("Did you mean", "Take it out"))
    assert "'server'" in refusal(write_config('server = "0012"\n')).message


@pytest.mark.parametrize("key", ["again", "dry_run", "sandbox", "json"])
def test_what_must_be_meant_each_time_is_no_setting(write_config: WriteConfig, key: str) -> None:
    error = refusal(write_config(f"[profiles.ventas]\n{key} = true\n"))
    option = key.replace("_", "-")
    assert error.code == "settings.unknown-key"
    assert error.hint == f"Take it out, and give --{option} where you mean it."


def test_profiles_that_are_no_tables_are_refused(write_config: WriteConfig) -> None:
    assert refusal(write_config("profiles = 3\n")).hint.startswith("Write each one as [profiles.NAME]")
    assert refusal(write_config("[profiles]\nventas = 3\n")).code == "settings.unreadable"


def test_what_is_not_toml_is_refused_with_its_line(write_config: WriteConfig) -> None:
    error = refusal(write_config("[profiles.ventas]\nserver = 0012\n"))
    assert error.code == "settings.unreadable"
    assert "line 2" in error.message


def test_a_settings_file_may_have_a_byte_order_mark_and_crlf(write_config: WriteConfig) -> None:
    path = write_config("")
    path.write_bytes(b'\xef\xbb\xbf[profiles.ventas]\r\nserver = "0012"\r\n')
    assert read_profile(path, "ventas").values == {"server": "0012"}


def test_a_settings_file_in_another_encoding_is_refused(write_config: WriteConfig) -> None:
    path = write_config("")
    path.write_bytes(b'[profiles.ventas]\nserver = "\xf1"\n')
    assert refusal(path).code == "settings.unreadable"


def test_a_settings_file_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path).message == f"The settings file {tmp_path} cannot be read: Is a directory."
