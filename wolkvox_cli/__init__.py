"""Put lead files into wolkvox campaigns, each lead exactly once."""

__version__ = "0.1.0"
