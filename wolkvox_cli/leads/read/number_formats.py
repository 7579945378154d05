"""Number formats of spreadsheets that show more than a number's digits: 0000000000, "+57" 0, 000-0000."""

import operator
import re
from functools import lru_cache
from typing import NamedTuple

_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+)(?:\.\d+)?\]")
_COMPARED = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "<>": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
_IN_BRACKETS = re.compile(r"\[[^\]]*\]")
"""Colours, conditions, languages: [Red], [<=9999999], [$-240A]."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|(?P<place>[0#?])|(?P<sign>[-+() 1-9])|(?P<other>.)'
)


class _Token(NamedTuple):
    """A piece of a format: a text that is shown as it stands, or the place of a digit (0, # or ?)."""

    text: str
    is_place: bool


def shows_more(number_format: str) -> bool:
    """Whether the format adds something to whole numbers: zeros before them, a plus, digits of its own."""
    sections = filter(None, map(_tokens, number_format.split(";")))
    return any(_adds(tokens) for tokens in sections)


def shown(number: str, number_format: str) -> str:
    """A number in digits as its format shows it; what has a sign or a fraction stays as it is."""
    if not (number.isascii() and number.isdecimal()):
        return number
    section = next(filter(lambda one: _is_for(one, int(number)), number_format.split(";")), "")
    tokens = _tokens(section)
    return number if not tokens or not _adds(tokens) else _filled(tokens, number)


def _is_for(section: str, number: int) -> bool:
    """Whether the section is for this number; without a condition it is for all that are not negative."""
    condition = _CONDITION.search(section)
    return condition is None or bool(_COMPARED[condition[1]](number, int(condition[2])))


@lru_cache(maxsize=256)
def _tokens(section: str) -> tuple[_Token, ...]:
    """The pieces of a section; none where it holds anything but digits' places and texts."""
    tokens = []
    for match in _TOKEN.finditer(_IN_BRACKETS.sub("", section)):
        if match["other"]:
            return ()
        place = match["place"]
        tokens.append(
            _Token(place or match["quoted"] or match["escaped"] or match["sign"] or "", place is not None)
        )
    return tuple(tokens)


def _adds(tokens: tuple[_Token, ...]) -> bool:
    zeros = sum(token.is_place and token.text == "0" for token in tokens)
    texts = "".join(token.text for token in tokens if not token.is_place)
    return zeros > 1 or (any(token.is_place for token in tokens) and bool(re.search(r"[+0-9]", texts)))


def _filled(tokens: tuple[_Token, ...], number: str) -> str:
    """The digits in their places, from the last on; those that have none stand at the first place."""
    places = [index for index, token in enumerate(tokens) if token.is_place]
    texts = [token.text if not token.is_place else "" for token in tokens]
    rest = number
    for index in reversed(places):
        rest, digit = rest[:-1], rest[-1:]
        texts[index] = digit or ("0" if tokens[index].text == "0" else "")
    texts[places[0]] = rest + texts[places[0]]
    return "".join(texts).strip()
