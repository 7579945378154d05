"""Options, environment, profile and defaults become one frozen object; the token stays apart."""

from wolkvox_cli.settings.folders import config_path, state_folder
from wolkvox_cli.settings.options import Settings

__all__ = ["Settings", "config_path", "state_folder"]
