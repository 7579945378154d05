"""A file becomes headings and chunks of text cells with row numbers."""
