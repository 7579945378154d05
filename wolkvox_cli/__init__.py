"""Put lead files into wolkvox campaigns, each lead exactly once."""

from importlib.metadata import version

__version__ = version("wolkvox-cli")
