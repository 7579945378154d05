"""Options, environment, profile and defaults become one frozen object; the token stays apart."""

from wolkvox_cli.settings.folders import config_path, state_folder
from wolkvox_cli.settings.resolving import Settings, resolve

__all__ = ["Settings", "config_path", "resolve", "state_folder"]
