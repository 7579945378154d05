"""One file per command: options in, one function of workflow called, exit code out."""
