import os
import sys
from pathlib import Path

import pytest

from wolkvox_cli.errors import CommandError
from wolkvox_cli.settings.token_sources import find_token

pytestmark = pytest.mark.usefixtures("home")

TOKEN = "t0ken-4f7c2b9e81d5a6c3"


def token_file(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "ventas.token"
    path.write_bytes(content)
    path.chmod(mode)
    return path


def refusal(
    file: Path | None = None, *, profile_file: Path | None = None, command: str | None = None
) -> CommandError:
    with pytest.raises(CommandError) as refused:
        find_token(file, profile_file, command)
    return refused.value


@pytest.mark.parametrize(
    "content",
    [
        TOKEN.encode(),
        TOKEN.encode() + b"\n",
        TOKEN.encode() + b"\r\n",
        b"\xef\xbb\xbf" + TOKEN.encode() + b"\r\n",
        b"  " + TOKEN.encode() + b"  \n\n",
        TOKEN.encode("utf-16"),
        b"\xfe\xff" + TOKEN.encode("utf-16-be"),
    ],
    ids=["bare", "lf", "crlf", "bom-crlf", "blanks", "utf-16-le", "utf-16-be"],
)
def test_a_token_file_may_be_written_by_any_editor(tmp_path: Path, content: bytes) -> None:
    assert find_token(token_file(tmp_path, content), None, None).reveal() == TOKEN


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b" \r\n", "is empty"),
        (b"two words\n", "holds more than one word or a character no token has"),
        (b"one\ntwo\n", "holds more than one word or a character no token has"),
        ("contraseña".encode(), "holds more than one word or a character no token has"),
    ],
)
def test_a_token_file_without_one_plain_word_is_refused(tmp_path: Path, content: bytes, what: str) -> None:
    error = refusal(token_file(tmp_path, content))
    assert (error.code, error.message) == (
        "token.unusable",
        f"The token from token file ventas.token {what}.",
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file modes")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_token_file_that_others_may_read_is_refused_with_what_to_type(tmp_path: Path, mode: int) -> None:
    path = token_file(tmp_path, TOKEN.encode(), mode)
    error = refusal(path)
    assert (error.code, error.hint) == ("token.file", f"Type: chmod 600 {path}")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file modes")
def test_what_to_type_is_quoted_where_the_path_needs_it(tmp_path: Path) -> None:
    folder = tmp_path / "mis tokens"
    folder.mkdir()
    path = token_file(folder, TOKEN.encode(), 0o644)
    assert refusal(path).hint == f"Type: chmod 600 '{path}'"


def test_a_token_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    error = refusal(tmp_path / "none")
    assert (error.code, error.message) == (
        "token.file",
        f"The token file {tmp_path / 'none'} does not exist.",
    )


def test_a_token_file_that_is_no_text_is_refused_and_not_quoted(tmp_path: Path) -> None:
    error = refusal(token_file(tmp_path, b"\xff\xd8\xffsecret"))
    assert error.message.endswith("cannot be read.")
    assert error.__cause__ is None
    assert error.__suppress_context__


def test_a_folder_is_no_token_file(tmp_path: Path) -> None:
    assert refusal(tmp_path).message == f"The token file {tmp_path} cannot be read."


def test_the_option_counts_more_than_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOLKVOX_TOKEN", "from-the-variable")
    path = token_file(tmp_path, TOKEN.encode())
    assert find_token(path, None, None).reveal() == TOKEN
    assert find_token(None, path, None).reveal() == "from-the-variable"


def test_the_profiles_file_counts_more_than_its_command(tmp_path: Path) -> None:
    assert find_token(None, token_file(tmp_path, TOKEN.encode()), "false").reveal() == TOKEN


def test_a_variable_that_is_empty_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOLKVOX_TOKEN", "")
    assert refusal().message == "The token from WOLKVOX_TOKEN is empty."


def test_without_any_token_the_message_tells_how_to_give_one() -> None:
    error = refusal()
    assert error.code == "token.missing"
    assert "--token-file PATH" in error.hint
    assert "--sandbox" in error.hint


def python(code: str) -> str:
    return f'"{Path(sys.executable).as_posix()}" -c "{code}"'


def test_the_token_may_come_from_a_command() -> None:
    assert find_token(None, None, python(f"print('{TOKEN}')")).reveal() == TOKEN


def test_a_token_command_gets_no_standard_input() -> None:
    assert find_token(None, None, python("import sys; print('x' + sys.stdin.read())")).reveal() == "x"


@pytest.mark.parametrize(
    ("command", "what"),
    [
        (python("raise SystemExit(3)"), "ended with exit code 3"),
        ("no-such-program-anywhere", "cannot be started: No such file or directory"),
        ('"unclosed', "cannot be understood, or does not print text"),
    ],
)
def test_a_token_command_that_fails_says_how(command: str, what: str) -> None:
    error = refusal(command=command)
    assert (error.code, error.message) == ("token.command", f"The profile's token_command {what}.")


def test_what_a_failing_token_command_printed_is_not_shown() -> None:
    error = refusal(command=python(f"print('{TOKEN}'); raise SystemExit(1)"))
    assert TOKEN not in repr(error) + error.message + error.hint
    assert error.__suppress_context__
