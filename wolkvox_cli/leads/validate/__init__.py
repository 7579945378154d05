"""Which leads may be sent: rules over columns, duplicates, do-not-call lists."""
