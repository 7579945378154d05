"""Where settings and state live on this machine."""

import os
from pathlib import Path
from typing import Literal

APP = "wolkvox"


def config_path() -> Path:
    """The settings file, which may not exist."""
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) / APP if home else _platform("config")) / "config.toml"


def state_folder() -> Path:
    """Journal, spool, locks and logs: WOLKVOX_HOME, or the platform's folder for state."""
    chosen = os.environ.get("WOLKVOX_HOME")
    if chosen:
        return Path(chosen).expanduser()
    home = os.environ.get("XDG_STATE_HOME")
    return Path(home) / APP if home else _platform("state")


def _platform(kind: Literal["config", "state"]) -> Path:
    import platformdirs  # not before a folder is needed: --help needs none

    folder = platformdirs.user_config_path if kind == "config" else platformdirs.user_state_path
    return folder(APP, appauthor=False)
