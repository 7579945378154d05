"""From a prepared run to outcomes: no tables, no terminal."""
