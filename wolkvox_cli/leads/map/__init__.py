"""Which column goes to which field: headings, contents, and the user's own word."""
