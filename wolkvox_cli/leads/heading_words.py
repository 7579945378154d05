"""A heading cut into words, and the lists of words in `heading_table` as sets of compared words.

Words end at spaces, punctuation, small letters before capitals, and digits; words written as one come apart
("numerotelefono"), and a slip of one letter is mended ("Telfono").
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from wolkvox_cli.leads import heading_table as table

_SPELT = 6
"""Letters of the shortest word that is recognised with a slip: shorter ones are too near to others."""

_SHORTEST_PART = 3
"""Letters of the shortest word that is looked for in words written as one."""

_LONGEST_HEADING = 200
"""Characters of a heading that are looked at: cells of any length are asked whether they are headings."""

_LONGEST_WORD = 40
"""Letters of the longest word that is looked into."""

_REMEMBERED = 4_096
"""Texts whose words are remembered."""

_RUNS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_]")


@dataclass(frozen=True)
class HeadingWords:
    """The words of a heading in order, as they are compared; `mended` are slips with the word meant."""

    words: tuple[str, ...]
    mended: tuple[tuple[str, str], ...] = ()

    def have(self, *lists: frozenset[str]) -> bool:
        """Whether any of the words is in any of the lists."""
        return any(word in words for words in lists for word in self.words)

    def first_of(self, *lists: frozenset[str]) -> str:
        """The first word that is in one of the lists, "" if none is."""
        return next((word for word in self.words if any(word in words for words in lists)), "")

    def without(self, *lists: frozenset[str]) -> "HeadingWords":
        """The words that are in none of the lists."""
        kept = (word for word in self.words if not any(word in words for words in lists))
        return HeadingWords(tuple(kept), self.mended)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Words that no list has, numbers apart."""
        return tuple(word for word in self.words if word not in VOCABULARY and not word.isdecimal())


def normalise(heading: str) -> str:
    """Without byte-order mark, case, accents, punctuation: "Correo - Electrónico " → correo_electronico."""
    plain = heading.replace("\ufeff", "")
    # Twice, as either step may leave something to the other: a circled capital, the sharp s with an accent.
    for _ in range(2):
        plain = unicodedata.normalize("NFKD", plain).casefold()
    return re.sub(r"[\W_]+", "_", _without_accents(plain)).strip("_")


def _without_accents(text: str) -> str:
    return "".join(char for char in text if not unicodedata.combining(char))


def listed(text: str) -> list[str]:
    """The headings of a list in the table, which are separated by commas."""
    return [" ".join(heading.split()) for heading in text.split(",") if heading.strip()]


def word_set(words: table.Words) -> frozenset[str]:
    """The words of all languages as they are compared."""
    return frozenset(normalise(word) for text in words.values() for word in text.split())


def whole_headings() -> Iterator[str]:
    """All headings that the table lists as a whole."""
    tiers: list[Mapping[str, tuple[str, ...]]] = [table.HEADINGS, table.LATER_PARTS]
    yield from (
        heading for texts in tiers for text in texts.values() for one in text for heading in listed(one)
    )
    yield from (heading for text in table.FULL_NAMES for heading in listed(text))
    yield from (heading for headings in table.AMBIGUOUS for heading in listed(headings))
    yield from (heading for text in (table.MANAGER_RESULTS, table.MANAGER_ONLY) for heading in listed(text))


def _vocabulary() -> Iterator[str]:
    lists = [one for one in vars(table).values() if isinstance(one, Mapping) and "es" in one]
    lists += [*table.FIELD_NOUNS.values(), *table.BESIDE_NOUNS.values()]
    yield from (word for words in lists for word in word_set(words))
    yield from (word for heading in whole_headings() for word in normalise(heading).split("_"))
    yield from (*table.SMALL_WORDS, *table.DATABASE_PREFIXES, *table.NOT_THE_LEADS)


VOCABULARY = frozenset(_vocabulary())
"""All words of the table."""


def _telling_words() -> Iterator[str]:
    lists = (table.MOBILE, table.PHONE, table.PHONE_ADJECTIVES, table.NAME, *table.FIELD_NOUNS.values())
    yield from (word for words in lists for word in word_set(words))
    yield from (word for heading in whole_headings() for word in normalise(heading).split("_"))


_SPELLINGS = sorted({word for word in _telling_words() if len(word) >= _SPELT and word.isalpha()})
"""Words that are recognised with a slip: those that make a heading what it is."""


@lru_cache(_REMEMBERED)
def words_of(heading: str) -> HeadingWords:
    """The words of a heading, without what only names of data-base columns begin with."""
    words: list[str] = []
    mended: list[tuple[str, str]] = []
    plain = _without_accents(unicodedata.normalize("NFKD", heading[:_LONGEST_HEADING].replace("\ufeff", "")))
    for run in re.findall(r"[^\W_]+", plain):
        for text in [run] if run.casefold() in VOCABULARY else _RUNS.findall(run):
            word = text.casefold()
            parts = _parts(word)
            if parts is None and (meant := _meant(word)):
                mended.append((word, meant))
                parts = (meant,)
            words += parts or (word,)
    if len(words) > 1 and words[0] in table.DATABASE_PREFIXES:
        del words[0]
    return HeadingWords(tuple(words), tuple(mended))


@lru_cache(_REMEMBERED)
def _parts(word: str) -> tuple[str, ...] | None:
    """The known words that make up this one: itself, or several written as one."""
    if word in VOCABULARY or word.isdecimal():
        return (word,)
    if len(word) > _LONGEST_WORD:
        return None
    for end in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        if word[:end] in VOCABULARY and (rest := _parts(word[end:])):
            return (word[:end], *rest)
    return None


@lru_cache(_REMEMBERED)
def _meant(word: str) -> str | None:
    """The known word that an unknown one is a slip of one letter away from, which is not the first."""
    if len(word) < _SPELT - 1 or not word.isalpha():
        return None
    near = [known for known in _SPELLINGS if known[0] == word[0]]
    found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=1)
    return found[0] if found else None
