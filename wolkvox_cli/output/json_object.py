"""One JSON object on standard output: what scripts read, whatever happens."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from wolkvox_cli.errors import WolkvoxError
from wolkvox_cli.output.console import MOVES_THE_CURSOR, put_out

SCHEMA = 1
"""Raised when a key changes its meaning."""

_ESCAPES = {code: f"\\u{code:04x}" for code in MOVES_THE_CURSOR if not chr(code).isascii() or code == 0x7F}


def json_text(content: Mapping[str, Any]) -> bytes:
    """The object as indented JSON with a line end; dataclasses become objects.

    Letters stay letters, but nothing in it can move the cursor of a terminal. Bytes of a file name that are
    no text become question marks.
    """
    text = json.dumps(content, default=asdict, indent=2, ensure_ascii=False)
    return text.encode(errors="replace").decode().translate(_ESCAPES).encode() + b"\n"


def print_json(command: str, facts: Mapping[str, Any], error: WolkvoxError | None = None) -> None:
    """Print what a command without a run found, with how it ended."""
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
