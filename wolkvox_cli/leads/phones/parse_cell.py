"""One phone cell as people write it: labels, extensions, several numbers, and what cannot be a number."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from wolkvox_cli.leads.phones.options import PhoneRules
from wolkvox_cli.leads.phones.parse_number import FEWEST_DIGITS, PhoneNumber, read
from wolkvox_cli.leads.phones.reasons import reason
from wolkvox_cli.leads.text_columns import EMPTY_WORDS

LETTERS = "it has letters"
MINUS = "it looks like a number that a spreadsheet calculated"
LOST = "the digits after the first few are gone"

QUOTES = " \t\r\n'\"`´’‘“”="
"""What may stand around a cell without meaning anything, as in '3001234567 and ="3001234567"."""

LABELS = (
    "telefonos?|telefones?|telf?|tels|phone|celular(?:es)?|cel|cell|movil|mobile|fono|fone|fijo|whatsapp|wsp|"
    "wa|numero"
)
WHERE = "casa|hogar|trabajo|oficina|personal|principal|home|work|office"
"""What people write beside a number, as they do the labels."""

INITIALS = "[ptcm]"
LABEL = rf"^[\s(]*(?:(?:{LABELS})\b|{INITIALS}:)\s*[.:]*\s*\)?\s*"
"""What people write before a number; in lower case and without accents, as all patterns here."""

CONNECTIVES = "y|u|or|and|ou"
LIKE_DIGITS = "e|o"
"""Connectives that stand alone or between whole numbers: else they are a slip for 0, or a power of ten."""

EXTENSIONS = "extension|extensao|ext|extn|anexo|interno|ramal"
SHORT_EXTENSIONS = "x|int"
AROUND_EXTENSION = " ,;.()-"
DECIMALS = (
    r"^(\+?\d+)[.,]0{1,2}$|^(\d{1,3}(?:,\d{3})+)\.0{1,2}$|^(\d{1,3}(?:\.\d{3})+),0{1,2}$",
    r"\1\2\3",
)
"""Whole numbers with decimals, and what is left of them."""


_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DASHES = re.compile("[\u2010-\u2015\u2043\u2212\ufe58\ufe63]")
_ONE_NUMBER = re.compile(r"[(\[ ]*\+?[(\[ ]*\d[\d ().\[\]\-]*")
_POWER_OF_TEN = re.compile(r"([1-9])(?:[.,](\d+))?e\+?(\d+)")
_DECIMALS = re.compile(DECIMALS[0])
_CALCULATED = re.compile(r"- *\d{1,6}(?:[.,]\d+)?")
_CARRIER_XX = re.compile(r"(?<!\d)(\(?) *0 *xx *(?=[ )]*\(?\d\d)")
_EXTENSION = re.compile(
    r"(?<=[\d)])[\s,;.(\-]*(?<![a-z])"
    rf"(?:(?:{EXTENSIONS})[\s.:=#]*\d{{0,6}}(?:\s*[-,]\s*\d{{1,6}}(?!\d))*"
    rf"|(?:{SHORT_EXTENSIONS}|#)[\s.:=]*\d{{1,6}})\)?(?![\da-z])"
)
_BETWEEN = re.compile(
    rf"[\n;|,/\\&]|(?<![a-z])(?:{CONNECTIVES})(?![a-z])|(?<![a-z\d])(?:{LIKE_DIGITS})(?![a-z\d])"
    rf"|(?<=\d{{7}})(?:{LIKE_DIGITS})(?=\d{{7}})|(?<=\d)\s*(?=\+)"
)
_LABEL = re.compile(LABEL)
_WORD = rf"(?<![a-z])(?:{LABELS}|{WHERE})(?:[1-9](?!\d))?(?![a-z])"
_LABEL_AFTER = re.compile(rf"(?<=\d)[\s(:\-]*(?:{LABELS}|{WHERE})[\s.)]*$")
_WORDS = re.compile(rf"{_WORD}(?:[\s.:()\[\]\-]*{_WORD})*")
_AROUND_WORDS = " \t\r\n.:;,/|()[]-"
_PUNCTUATION = re.compile(r"[\s()\[\].\-_'\"/|,]+")
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_LONGEST_UNCUT = 2 * FEWEST_DIGITS - 1
_FEWEST_DIGITS_OF_A_PART = 3
_MOST_TOKENS = 12
_LONGEST_CELL = 1_000
"""Characters of a cell that is read; a longer one is a text, or a damaged file."""


@dataclass(frozen=True)
class Unreadable:
    """A piece of a cell that is no number: its digits, as far as it has nothing else, and why."""

    digits: str
    reason: str


@dataclass(frozen=True)
class PhoneCell:
    """What one cell holds: its numbers in order, the pieces that are none, and what was dropped."""

    numbers: tuple[PhoneNumber, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    extension: str = ""
    lost_digits: bool = False


def read_cell(cell: str, rules: PhoneRules) -> PhoneCell:
    """Everything in one cell; the same number twice is kept once."""
    if len(cell) > _LONGEST_CELL:
        return PhoneCell(unreadable=(Unreadable("", f"it has {len(cell):,} characters"),))
    text = plain_text(cell)
    if number := _plain_number(text, rules):
        return PhoneCell((number,))
    if text in EMPTY_WORDS or not any(map(str.isalnum, text)):
        return PhoneCell()
    exact = _POWER_OF_TEN.fullmatch(text)
    if exact:
        first, decimals, exponent = exact.groups(default="")
        if len(decimals) != int(exponent):
            return PhoneCell(lost_digits=True)
        text = first + decimals
    text = _DECIMALS.sub(DECIMALS[1], _without_words(_LABEL.sub("", text)))
    if _CALCULATED.fullmatch(text):
        return PhoneCell(unreadable=(Unreadable("", MINUS),))
    extension = _EXTENSION.search(text)
    pieces = _Pieces(rules)
    # Each stretch by itself: what stands after an extension is never part of the number before it.
    stretches = [stretch for stretch in _EXTENSION.split(text) if _PUNCTUATION.sub("", stretch)]
    found = chain.from_iterable(map(pieces.of, stretches))
    return _collected(found, extension[0].strip(AROUND_EXTENSION) if extension else "")


def _plain_number(text: str, rules: PhoneRules) -> PhoneNumber | None:
    """The number that the whole text is, with nothing beside it and no doubt where it ends."""
    if not _ONE_NUMBER.fullmatch(text) or _DECIMALS.fullmatch(text):
        return None
    digits, plus = _digits_of(text)
    certain = rules.country is not None or len(digits) <= _LONGEST_UNCUT
    return read(digits, plus, rules) if certain else None


def _without_words(text: str) -> str:
    """The text without words such as casa or whatsapp, if that leaves only whole numbers beside them."""
    if not _WORDS.search(text):
        return text
    parts = [part for part in (part.strip(_AROUND_WORDS) for part in _WORDS.split(text)) if part]
    whole = bool(parts) and all(_count_digits(part) >= FEWEST_DIGITS for part in parts)
    return "\n".join(parts) if whole else text


def plain_text(cell: str) -> str:
    """The cell in lower case without accents, unseen characters, odd digits, dashes, and outer quotes."""
    if not cell.isascii():
        cell = _DASHES.sub("-", _UNSEEN.sub("", cell))
        cell = "".join(map(_plain_character, unicodedata.normalize("NFKD", cell)))
    text = cell.lower().strip(QUOTES)
    return _CARRIER_XX.sub(r"\g<1>0", text) if "xx" in text else text


def _plain_character(character: str) -> str:
    if unicodedata.combining(character):
        return ""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    return " " if character.isspace() and character not in "\r\n\t" else character


Piece = PhoneNumber | Unreadable


class _Pieces:
    """Cuts a cell into its numbers. What is one number is decided by reading it."""

    def __init__(self, rules: PhoneRules) -> None:
        self._rules = rules

    def of(self, text: str) -> Iterator[Piece]:
        """The pieces of a cell in order."""
        parts = _BETWEEN.split(re.sub(r"[\t\r\v\f]+", "\n", text))
        parts = [_LABEL_AFTER.sub("", _LABEL.sub("", part)) for part in parts]
        parts = [part for part in parts if _PUNCTUATION.sub("", part)]
        if not parts:
            yield Unreadable("", LETTERS)
        if all(_count_digits(part) < FEWEST_DIGITS for part in parts):
            parts = [" ".join(parts)]
        while parts:
            count, number = self._first_number(parts)
            if number is None:
                yield from self._tokens(parts[0])
            else:
                yield number
            parts = parts[count:]

    def _first_number(self, parts: list[str]) -> tuple[int, PhoneNumber | None]:
        """The number that begins with the first part, and how many parts it takes.

        Parts are put together where a number is written with such signs inside (61/91234-5678).
        """
        most = len(parts) if self._rules.country is not None else 1
        if self._may_be_two(parts[0]):
            return 1, None
        for count in range(1, most + 1):
            if count > 1 and _count_digits(parts[count - 1]) < _FEWEST_DIGITS_OF_A_PART:
                break
            if number := self._number(" ".join(parts[:count])):
                return count, number
        return 1, None

    def _tokens(self, part: str) -> Iterator[Piece]:
        """The numbers in a part that is not one number: numbers with a blank or a dash between them."""
        if _count_digits(part) <= _LONGEST_UNCUT or _LETTER.search(part):
            yield self._piece(part)
            return
        if self._may_be_two(part):
            yield from map(self._piece, _complete_ones(part))
            return
        for tokens in _tokenized(part):
            if numbers := self._divided(tokens):
                yield from numbers
                return
        yield from map(self._piece, _complete_ones(part) or [part])

    def _may_be_two(self, part: str) -> bool:
        """Whether a part is rather several numbers than one: no plan tells two of 7 digits from one of 14."""
        return (
            self._rules.country is None
            and _count_digits(part) > _LONGEST_UNCUT
            and bool(_complete_ones(part))
        )

    def _divided(self, tokens: list[str]) -> list[PhoneNumber]:
        """The tokens put together to numbers that leave none of them over; [] where that cannot be done."""
        if len(tokens) > _MOST_TOKENS:
            return []
        for count in range(1, len(tokens) + 1):
            if number := self._number(" ".join(tokens[:count])):
                if count == len(tokens):
                    return [number]
                if rest := self._divided(tokens[count:]):
                    return [number, *rest]
        return []

    def _number(self, part: str) -> PhoneNumber | None:
        """The number that a part is as a whole."""
        digits, plus = _digits_of(part)
        return read(digits, plus, self._rules) if digits.isascii() and digits.isdecimal() else None

    def _piece(self, part: str) -> Piece:
        return self._number(part) or _unreadable(part, self._rules)


def _digits_of(part: str) -> tuple[str, bool]:
    """A part without the signs that numbers are written with, and whether it begins with a +."""
    bare = _PUNCTUATION.sub("", part)
    return bare.lstrip("+"), bare.startswith("+")


def _unreadable(part: str, rules: PhoneRules) -> Unreadable:
    """A part that is no number, with the reason."""
    digits, plus = _digits_of(part)
    if _LETTER.search(part):
        return Unreadable("", LETTERS)
    if not (digits.isascii() and digits.isdecimal()):
        strange = next((character for character in digits if not character.isdecimal()), "+")
        return Unreadable("", f'it has a "{strange}"')
    return Unreadable(digits, reason(digits, plus, rules))


def _tokenized(part: str) -> tuple[list[str], list[str]]:
    """A part cut at its blanks, and at its blanks and dashes."""
    dashed = [
        [token for token in re.split(cut, part) if _count_digits(token)] for cut in (r"\s+", r"[\s\-]+")
    ]
    return dashed[0], dashed[1]


def _complete_ones(part: str) -> list[str]:
    """The numbers of a part, if cutting it leaves nothing shorter than a number; else []."""
    for tokens in _tokenized(part):
        if len(tokens) > 1 and all(_count_digits(token) >= FEWEST_DIGITS for token in tokens):
            return tokens
    return []


def _collected(pieces: Iterator[Piece], extension: str) -> PhoneCell:
    numbers: dict[str, PhoneNumber] = {}
    unreadable = []
    for piece in pieces:
        if isinstance(piece, PhoneNumber):
            numbers.setdefault(piece.canonical, piece)
        else:
            unreadable.append(piece)
    return PhoneCell(tuple(numbers.values()), tuple(unreadable), extension)


def _count_digits(part: str) -> int:
    return len(_DIGIT.findall(part))
