"""The exit codes in short, with which `wolkvox --help` ends."""

from wolkvox_cli.errors import ExitCode

EXIT_CODES = "\b\nExit codes:\n" + "\n".join(f"  {code:>3}  {code.meaning}" for code in ExitCode)
"""The first line, a backspace alone, tells typer to leave the lines as they are."""
