"""The one JSON object that a command without a run prints."""

from collections.abc import Mapping
from typing import Any

from wolkvox_cli.errors import WolkvoxError
from wolkvox_cli.output.console import put_out
from wolkvox_cli.output.summary import SCHEMA, json_text


def print_json(command: str, facts: Mapping[str, Any], error: WolkvoxError | None = None) -> None:
    """Print it to standard output, with how the command ended."""
    failure = {"code": error.code, "message": error.message, "hint": error.hint} if error else None
    content = {
        "schema": SCHEMA,
        "command": command,
        "status": "failed" if error else "complete",
        "exit_code": int(error.exit_code) if error else 0,
        **facts,
        "error": failure,
    }
    put_out(json_text(content))
