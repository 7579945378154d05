"""Where the token comes from: --token-file, WOLKVOX_TOKEN, then the profile. Never an option."""

import codecs
import os
import re
import shlex
import stat
import subprocess
from pathlib import Path

from wolkvox_cli.errors import CommandError
from wolkvox_cli.tokens import Token

_COMMAND_SECONDS = 30
_PLAIN = re.compile(r"[\x21-\x7e]+")


def find_token(given_file: Path | None, profile_file: Path | None, profile_command: str | None) -> Token:
    """The token of this run. Raises CommandError where there is none or it cannot be used."""
    if given_file:
        return _from_file(given_file)
    if "WOLKVOX_TOKEN" in os.environ:
        return _checked(os.environ["WOLKVOX_TOKEN"], "WOLKVOX_TOKEN")
    if profile_file:
        return _from_file(profile_file)
    if profile_command:
        return _from_command(profile_command)
    raise CommandError(
        "token.missing",
        "No token was given.",
        "Put it into a file that only you can read and pass --token-file PATH, or set WOLKVOX_TOKEN. "
        "To rehearse without an account, add --sandbox.",
    )


def _from_file(path: Path) -> Token:
    try:
        mode = path.stat().st_mode
        content = _decoded(path.read_bytes())
    except FileNotFoundError as error:
        raise _unusable(path, "does not exist", "Check the path.") from error
    except (OSError, UnicodeDecodeError):
        # Without its cause: a decoding error carries the bytes that it could not read.
        raise _unusable(path, "cannot be read", "Check that it is a text file of yours.") from None
    if os.name != "nt" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise _unusable(path, "can be read by others", f"Type: chmod 600 {shlex.quote(str(path))}")
    return _checked(content, f"token file {path.name}")


def _decoded(content: bytes) -> str:
    """Text with or without a byte-order mark; Windows PowerShell's `>` writes UTF-16."""
    utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if utf_16 else "utf-8-sig")


def _from_command(command: str) -> Token:
    # Standard input may be the lead file, and on Windows a backslash belongs to a path.
    try:
        done = subprocess.run(
            command if os.name == "nt" else shlex.split(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_COMMAND_SECONDS,
            check=True,
        )
        content = _decoded(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise CommandError(
            "token.command",
            f"The profile's token_command {_what_failed(error)}.",
            "Run the command by hand; it must print the token and nothing else.",
        ) from None
    return _checked(content, "token_command")


def _what_failed(error: Exception) -> str:
    match error:
        case subprocess.TimeoutExpired():
            return f"took more than {_COMMAND_SECONDS} seconds"
        case subprocess.CalledProcessError():
            return f"ended with exit code {error.returncode}"
        case OSError():
            return f"cannot be started: {error.strerror}"
        case _:
            return "cannot be understood, or does not print text"


def _checked(content: str, origin: str) -> Token:
    value = content.strip()
    if not _PLAIN.fullmatch(value):
        what = "is empty" if not value else "holds more than one word or a character no token has"
        raise CommandError(
            "token.unusable", f"The token from {origin} {what}.", "Copy the token again from the Manager."
        )
    return Token(value, origin)


def _unusable(path: Path, what: str, hint: str) -> CommandError:
    return CommandError("token.file", f"The token file {path} {what}.", hint)
