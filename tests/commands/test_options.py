"""Which options a command has: all that the settings declare, or those it is of use with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import typer

from wolkvox_cli.cli import app

if TYPE_CHECKING:
    from tests.commands.conftest import Desk

ONLY_TO_SEND = {
    *("--campaign-status", "--token-file", "--sandbox"),
    *("--exclude-account", "--on-doubt", "--settle-after", "--keep-going"),
    *("--wait-lock", "--licenses", "--reserve", "--dry-run"),
}


def options_of(*words: str) -> set[str]:
    """The long names of a command's options."""
    command: Any = typer.main.get_group(app)
    for word in words:
        command = command.commands[word]
    return {
        name for each in command.params for name in (*each.opts, *each.secondary_opts) if name[:2] == "--"
    }


def settings_file(desk: Desk, text: str) -> None:
    path = desk.folder / "config" / "wolkvox" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text)


def test_check_has_all_options_but_those_of_sending() -> None:
    assert options_of("check") == options_of("add-records") - ONLY_TO_SEND


def test_map_has_the_options_that_tell_how_to_read_the_columns() -> None:
    assert options_of("map") - {"--output", "--force"} == {
        *("--type", "--profile", "--map", "--set", "--mapping", "--country"),
        *("--sheet", "--encoding", "--delimiter", "--header-row", "--no-header", "--skip-hidden"),
        *("--json", "--quiet", "--no-color", "--no-input"),
    }


def test_a_run_is_resumed_with_the_options_of_sending_alone() -> None:
    assert options_of("runs", "resume") == {
        *("--campaign-status", "--token-file", "--profile", "--on-doubt", "--settle-after", "--keep-going"),
        *("--wait-lock", "--licenses", "--reserve", "--report"),
        *("--json", "--quiet", "--verbose", "--no-color", "--no-input"),
    }


@pytest.mark.parametrize(
    ("option", "shown"),
    [
        ("--type", "<predictive|preview>"),
        ("--campaign-status", "<start|stop|auto>"),
        ("--keep", "<first|last>"),
        ("--campaign", "[env var: WOLKVOX_CAMPAIGN]"),
        ("--batch-size", "[default: 10000]"),
    ],
)
def test_the_help_shows_choices_variables_and_defaults(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, option: str, shown: str
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    lines = desk.run("add-records", "--help").out.splitlines()
    assert any(f" {option} " in line and shown in line for line in lines)


def test_the_help_needs_no_settings_file_that_can_be_read(desk: Desk) -> None:
    settings_file(desk, "this is no toml")
    assert desk.run("add-records", "--help").code == 0


@pytest.mark.parametrize("command", ["fields", "template"])
def test_the_campaign_type_may_stand_in_the_profile(desk: Desk, command: str) -> None:
    settings_file(desk, 'default_profile = "p"\n[profiles.p]\ntype = "preview"\n')
    shown = desk.run(command, "--json").out
    typed = desk.run(command, "--json", "--type", "preview", *(["--force"] if command == "template" else []))
    assert shown == typed.out


def test_a_setting_of_another_command_does_no_harm(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOLKVOX_CAMPAIGN", "no number")
    assert desk.run("fields").code == 0
    assert desk.run("map", desk.leads(), "--no-input").code == 0
