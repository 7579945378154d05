"""Where settings and state live on this machine."""

import os
from pathlib import Path

import platformdirs

APP = "wolkvox"


def config_path() -> Path:
    """The settings file, which may not exist."""
    home = os.environ.get("XDG_CONFIG_HOME")
    folder = Path(home) / APP if home else platformdirs.user_config_path(APP, appauthor=False)
    return folder / "config.toml"


def state_folder() -> Path:
    """Journal, spool, locks and logs: WOLKVOX_HOME, or the platform's folder for state."""
    chosen = os.environ.get("WOLKVOX_HOME")
    if chosen:
        return Path(chosen).expanduser()
    home = os.environ.get("XDG_STATE_HOME")
    return Path(home) / APP if home else platformdirs.user_state_path(APP, appauthor=False)
