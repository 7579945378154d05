"""Whatever goes wrong becomes a sentence, a code for scripts and the contract's exit code."""

import traceback
from pathlib import Path

from wolkvox_cli.errors import MachineError, WolkvoxError
from wolkvox_cli.output.console import Talk


def as_known(error: Exception, talk: Talk) -> WolkvoxError:
    """The error as one that users can be told."""
    match error:
        case WolkvoxError():
            return error
        case OSError():
            return _machine_error(error)
        case _:
            return _unexpected(error, talk)


def _machine_error(error: OSError) -> MachineError:
    name = Path(str(error.filename)).name if error.filename else "a file"
    return MachineError(
        "disk.fault",
        f"This machine does not allow it: {error.strerror or type(error).__name__} ({name}).",
        "Mend that (space, permissions) and give the same command again: it goes on from here.",
    )


def _unexpected(error: Exception, talk: Talk) -> MachineError:
    """Type and place only: the text of an unexpected error may hold a cell of the user's file."""
    frames = traceback.extract_tb(error.__traceback__)
    for frame in frames:
        talk.detail(f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}")
    at = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
    return MachineError(
        "program.fault",
        f"A fault of this program: {type(error).__name__} at {at}.",
        "Nothing is sent twice: the same command goes on from here. Please report the line above.",
    )
