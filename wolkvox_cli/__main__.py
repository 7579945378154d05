"""`python -m wolkvox_cli` is the same as `wolkvox`."""

from wolkvox_cli.cli import main

if __name__ == "__main__":
    main()
