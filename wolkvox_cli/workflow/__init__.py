"""The steps that commands are made of: open, prepare, send, report, settle."""
