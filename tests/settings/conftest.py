from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from wolkvox_cli.commands.options import takes_all_settings
from wolkvox_cli.errors import CommandError
from wolkvox_cli.settings import Settings
from wolkvox_cli.settings.wrong_values import of_bad_parameter

WriteConfig = Callable[[str], Path]
Choose = Callable[..., Settings]
Refused = Callable[..., CommandError]


@pytest.fixture
def write_config(tmp_path: Path, home: Path) -> WriteConfig:
    """Writes the settings file of this test; `home` keeps the user's own out."""

    def write(text: str) -> Path:
        path = tmp_path / "config" / "wolkvox" / "config.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def choose(home: Path) -> Choose:
    """What a command with all options gets when these words are typed: `choose("--country", "CO")`."""

    def choose(*words: str) -> Settings:
        got: list[Settings] = []

        @takes_all_settings()
        def command(settings: Settings) -> None:
            got.append(settings)

        app = typer.Typer()
        app.command()(command)
        typer.main.get_command(app)(list(words), standalone_mode=False)
        return got[0]

    return choose


@pytest.fixture
def refused(choose: Choose) -> Refused:
    """The error of a command that these words are typed after."""

    def refused(*words: str) -> CommandError:
        try:
            settings = choose(*words)
        except CommandError as error:
            return error
        except typer.BadParameter as error:
            return of_bad_parameter(error)
        raise AssertionError(settings)

    return refused
