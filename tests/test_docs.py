"""The README can fail: what it shows is what the program does."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest
import typer

from wolkvox_cli.cli import app
from wolkvox_cli.errors import ExitCode
from wolkvox_cli.settings.chosen import chosen_settings
from wolkvox_cli.settings.options import Tag, declared

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
PROGRAM = typer.main.get_group(app)


def blocks(language: str) -> list[str]:
    """The code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def table_under(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its header."""
    below = README.split(f"\n## {heading}\n")[1]
    lines = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE)
    assert lines
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[0].splitlines()[2:]]


COMMAND_LINES = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("wolkvox ")]
MAKE_LINES = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("make ")]


def test_there_are_command_lines_to_try() -> None:
    assert len(COMMAND_LINES) >= 5


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("line", COMMAND_LINES)
def test_every_command_line_can_be_read_by_the_program(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    command: Any = PROGRAM
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    with suppress(typer.Exit):  # --version
        command.make_context("wolkvox", words)


@pytest.mark.parametrize("line", MAKE_LINES)
def test_every_target_that_is_shown_is_in_the_makefile(line: str) -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{line.split()[1]}:", makefile, re.MULTILINE)


def test_every_file_of_the_project_that_is_named_exists() -> None:
    named = set(re.findall(r"`((?:wolkvox_cli|tests)/[\w./]*)`", README))
    assert len(named) > 10
    assert {path for path in named if not (PROJECT / path).exists()} == set()


def test_every_name_that_a_developer_is_sent_to_stands_in_its_file() -> None:
    """As in: `_RULES` of `wolkvox_cli/leads/validate/catalogue.py`."""
    sent = re.findall(r"`(\w+)`\s(?:of|in)\s`((?:wolkvox_cli|tests)/[\w/]+\.py)`", README)
    assert len(sent) >= 5
    assert [
        (name, path) for name, path in sent if name not in (PROJECT / path).read_text(encoding="utf-8")
    ] == []


def test_every_option_that_is_named_exists() -> None:
    runs: Any = PROGRAM.commands["runs"]
    commands = [PROGRAM, *PROGRAM.commands.values(), *runs.commands.values()]
    params = [param for command in commands for param in command.params]
    known = {"--help", *(opt for param in params for opt in (*param.opts, *param.secondary_opts))}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", README))
    assert named - known == set()


def test_the_table_of_commands_is_the_programs() -> None:
    listed = [re.findall(r"`wolkvox ([a-z-]+)", row[0])[0] for row in table_under("Commands")]
    assert sorted(listed) == sorted(PROGRAM.commands)


def test_the_table_of_exit_codes_is_the_programs() -> None:
    listed = [int(code) for row in table_under("When something goes wrong") for code in row[0].split(",")]
    assert listed == sorted(ExitCode)


def test_the_settings_that_are_shown_are_accepted(home: Path, tmp_path: Path) -> None:
    (block,) = blocks("toml")
    path = tmp_path / "config" / "wolkvox" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(block, encoding="utf-8")
    context = PROGRAM.commands["add-records"].make_context("wolkvox", ["leads.csv"])
    settings = chosen_settings(cast("typer.Context", context))
    assert (settings.profile, settings.server, settings.campaign) == ("ventas", "0012", "4521")
    assert (settings.country, settings.licenses, settings.token_file) == (
        "CO",
        10,
        path.parent / "ventas.token",
    )


def test_the_options_that_are_no_settings_are_named() -> None:
    sentence = re.search(r"Every option of `add-records` has a key(.*?)\. ", README, re.DOTALL)
    assert sentence
    named = set(re.findall(r"`--([a-z-]+)`", sentence[1]))
    each_time = [setting.name for setting in declared(Tag.EACH_TIME)]
    assert named == {name.replace("_", "-") for name in each_time}


def normalised(text: str) -> list[str]:
    """Without what differs from run to run: its id, the seconds, and the time of day."""
    text = re.sub(r"\d{8}-\d{6}-[a-z0-9]{6}", "RUN", text)
    text = re.sub(r"\d+\.\d s", "N s", text)
    text = re.sub(r"^\d\d:\d\d:\d\d ", "", text, flags=re.MULTILINE)
    return [line.rstrip() for line in text.strip().splitlines()]


@pytest.mark.skipif(sys.platform == "win32", reason="the demo is a shell script")
def test_the_demo_prints_what_the_readme_shows(home: Path, tmp_path: Path) -> None:
    shown = re.search(r"<!-- demo -->\n```\n(.*?)```\n<!-- /demo -->", README, re.DOTALL)
    assert shown
    shutil.copytree(PROJECT / "sample_data", tmp_path / "sample_data")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", str(tmp_path / "sample_data" / "demo.sh")],
        env=os.environ | {"PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout
    printed = re.search(r"\$ wolkvox add-records.*?^exit code \d+$", done.stdout, re.DOTALL | re.MULTILINE)
    assert printed
    assert normalised(shown[1]) == normalised(printed[0])
