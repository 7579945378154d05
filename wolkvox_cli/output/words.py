"""Numbers with their nouns."""


def counted(number: int, one: str, many: str = "") -> str:
    """1 row, 1,000 rows; `many` where the plural is more than an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
