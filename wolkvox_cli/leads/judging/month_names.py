"""Dates whose month is a word, in Spanish, English or Portuguese: "30 de noviembre de 2026, 14:30"."""

import re
import unicodedata

_MONTHS = (
    ("enero", "january", "janeiro"),
    ("febrero", "february", "fevereiro"),
    ("marzo", "march", "marco"),
    ("abril", "april"),
    ("mayo", "may", "maio"),
    ("junio", "june", "junho"),
    ("julio", "july", "julho"),
    ("agosto", "august"),
    ("septiembre", "setiembre", "september", "setembro"),
    ("octubre", "october", "outubro"),
    ("noviembre", "november", "novembro"),
    ("diciembre", "december", "dezembro"),
)
_SHORTEST = 3
_DAY_FIRST = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[-/. ]+(?:de )?(?P<month>[a-z]{3,10})"
_MONTH_FIRST = r"(?P<month>[a-z]{3,10})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:[a-z]{3,10}(?:-feira)?[,.]? +)?"
_REST = r"\.?,?[-/. ]+(?:del? )?(?P<year>\d{4}|\d{2})(?!\d)(?P<time>.*)"
_FORMS = tuple(re.compile(_WEEKDAY + form + _REST) for form in (_DAY_FIRST, _MONTH_FIRST))


def with_month_number(text: str) -> str | None:
    """The date as 2026-11-30, its time behind it as it was; None where no month is named."""
    plain = _plain(text)
    for form in _FORMS:
        match = form.fullmatch(plain)
        month = _number_of(match["month"]) if match else None
        if match and month:
            year = int(match["year"])
            year = year + 2000 if year < 100 else year
            return f"{year}-{month:02}-{int(match['day']):02}{match['time']}"
    return None


def _number_of(word: str) -> int | None:
    """1 to 12 for a month's name or the beginning of one."""
    if len(word) < _SHORTEST:
        return None
    numbers = (n for n, names in enumerate(_MONTHS, start=1) if any(name.startswith(word) for name in names))
    return next(numbers, None)


def _plain(text: str) -> str:
    """In lower case, without accents."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
