"""What the commands do, each a story told in steps: open, find or prepare, preflight, send, report."""
