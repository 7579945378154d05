from pathlib import Path

import pytest

from wolkvox_cli.settings import config_path, state_folder


def test_wolkvox_home_is_the_state_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WOLKVOX_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", "/elsewhere")
    assert state_folder() == tmp_path


def test_a_tilde_in_wolkvox_home_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOLKVOX_HOME", "~/leads")
    assert state_folder() == Path.home() / "leads"


def test_the_xdg_folders_hold_settings_and_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("WOLKVOX_HOME", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "s"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    assert state_folder() == tmp_path / "s" / "wolkvox"
    assert config_path() == tmp_path / "c" / "wolkvox" / "config.toml"


def test_without_any_variable_the_platform_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WOLKVOX_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert config_path().parts[-2:] == ("wolkvox", "config.toml")
    assert state_folder().name == "wolkvox"
