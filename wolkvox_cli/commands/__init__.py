"""One file per command: options in, parts joined, exit code out."""
