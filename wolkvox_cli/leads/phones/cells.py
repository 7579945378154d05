"""One phone cell as people write it: labels, extensions, several numbers, and what cannot be a number."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from wolkvox_cli.leads.phones.options import PhoneRules
from wolkvox_cli.leads.phones.reading import FEWEST_DIGITS, PhoneNumber, read
from wolkvox_cli.leads.text_rules import EMPTY_WORDS

LETTERS = "it has letters"
MINUS = "it looks like a number that a spreadsheet calculated"
LOST = "the digits after the first few are gone"

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DASHES = re.compile("[\u2010-\u2015\u2043\u2212\ufe58\ufe63]")
_QUOTES = " \t\r\n'\"`´’‘“”="
_POWER_OF_TEN = re.compile(r"([1-9])(?:[.,](\d+))?e\+?(\d+)")
_DECIMALS = re.compile(r"(\+?\d+)[.,]0{1,2}")
_CALCULATED = re.compile(r"- *\d{1,6}(?:[.,]\d+)?")
_CARRIER_XX = re.compile(r"(?<!\d)(\(?) *0 *xx *(?=[ )]*\(?\d\d)")
_WORD = r"(?<![a-z])(?:{})(?![a-z])"
_EXTENSION = re.compile(
    r"(?<=[\d)])[\s,;.(\-]*(?<![a-z])"
    r"(?:(?:extension|extensao|ext|extn|anexo|interno|ramal)[\s.:=#]*\d{0,6}|(?:x|int|#)[\s.:=]*\d{1,6})\)?(?![\da-z])"
)
_BETWEEN = re.compile(r"[\n;|,/\\]|" + _WORD.format("y|e|o|u|or|and|ou") + r"|&|(?<=\d)\s*(?=\+)")
_LABEL = re.compile(
    r"^[\s(]*(?:(?:telefonos?|telefones?|telf?|tels|phone|celular(?:es)?|cel|cell|movil|mobile|fono|fone|fijo|"
    r"whatsapp|wsp|wa|numero)\b|[ptcm](?=:))\s*[.:]*\s*\)?\s*"
)
_PUNCTUATION = re.compile(r"[\s()\[\].\-_'\"/|,]+")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST_UNCUT = 2 * FEWEST_DIGITS - 1
_MOST_TOKENS = 16


@dataclass(frozen=True)
class Unreadable:
    """A piece of a cell that is no number. `reason` is None where the numbering plan decides."""

    digits: str
    plus: bool = False
    reason: str | None = None


@dataclass(frozen=True)
class PhoneCell:
    """What one cell holds: its numbers in order, the pieces that are none, and what was dropped."""

    numbers: tuple[PhoneNumber, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    extension: str = ""
    lost_digits: bool = False


def read_cell(cell: str, rules: PhoneRules) -> PhoneCell:
    """Everything in one cell; the same number twice is kept once."""
    text = plain_text(cell)
    if text in EMPTY_WORDS or not any(character.isalnum() for character in text):
        return PhoneCell()
    exact = _POWER_OF_TEN.fullmatch(text)
    if exact:
        first, decimals, exponent = exact.groups()
        if len(decimals or "") != int(exponent):
            return PhoneCell(lost_digits=True)
        text = first + decimals
    if decimal := _DECIMALS.fullmatch(text):
        text = decimal[1]
    if _CALCULATED.fullmatch(text):
        return PhoneCell(unreadable=(Unreadable("", reason=MINUS),))
    text, extension = _without_extension(text)
    return _collected(_pieces(text, rules), extension)


def plain_text(cell: str) -> str:
    """The cell in lower case without accents, unseen characters, odd digits, dashes, and outer quotes."""
    if not cell.isascii():
        cell = _DASHES.sub("-", _UNSEEN.sub("", cell))
        cell = "".join(map(_plain_character, unicodedata.normalize("NFKD", cell)))
    text = cell.lower().strip(_QUOTES)
    return _CARRIER_XX.sub(r"\g<1>0", text) if "xx" in text else text


def _plain_character(character: str) -> str:
    if unicodedata.combining(character):
        return ""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    return " " if character.isspace() and character not in "\r\n\t" else character


def _without_extension(text: str) -> tuple[str, str]:
    found = _EXTENSION.search(text)
    return (_EXTENSION.sub(" ", text), found[0].strip(" ,;.(-")) if found else (text, "")


Piece = PhoneNumber | Unreadable


def _pieces(text: str, rules: PhoneRules) -> Iterator[Piece]:
    text = re.sub(r"[\t\r\v\f]+", "\n", text)
    parts = [_LABEL.sub("", part) for part in _BETWEEN.split(text)]
    parts = [part for part in parts if _PUNCTUATION.sub("", part)]
    if not parts:
        yield Unreadable("", reason=LETTERS)
    while parts:
        count, piece = _first_number(parts, rules)
        if piece is None:
            yield from _tokens(parts[0], rules)
        else:
            yield piece
        parts = parts[count:]


def _first_number(parts: list[str], rules: PhoneRules) -> tuple[int, PhoneNumber | None]:
    """The number that begins with the first part, and how many parts it takes.

    Parts are put together where a number is written with such signs inside (876|678|3469, 61/91234-5678).
    """
    short = all(_count_digits(part) < FEWEST_DIGITS for part in parts)
    most = len(parts) if short or rules.country is not None else 1
    for count in range(1, most + 1):
        if count > 1 and _count_digits(parts[count - 1]) < 3:
            break
        piece = _whole(" ".join(parts[:count]), rules)
        if isinstance(piece, PhoneNumber) and not (count == 1 and _is_two(parts[0], rules)):
            return count, piece
    return 1, None


def _is_two(part: str, rules: PhoneRules) -> bool:
    tokens = part.split()
    return rules.country is None and len(_complete(tokens)) > 1


def _tokens(part: str, rules: PhoneRules) -> Iterator[Piece]:
    """The numbers in a part that is not one number: complete numbers with a blank or a dash between them."""
    if _count_digits(part) <= _LONGEST_UNCUT or _LETTER.search(part):
        yield _whole(part, rules)
        return
    for pattern in (r"\s+(?:-\s+)?", r"[\s\-]+"):
        tokens = [token for token in re.split(pattern, part.strip()) if _count_digits(token)]
        if numbers := _divided(tokens, rules):
            yield from numbers
            return
    for token in _complete(part.split()) or [part]:
        yield _whole(token, rules)


def _complete(tokens: list[str]) -> list[str]:
    tokens = [token for token in tokens if token.strip("-")]
    return tokens if all(_count_digits(token) >= FEWEST_DIGITS for token in tokens) else []


def _divided(tokens: list[str], rules: PhoneRules) -> list[PhoneNumber]:
    """The tokens put together to numbers that leave none of them over; [] where that cannot be done."""
    if not tokens or len(tokens) > _MOST_TOKENS:
        return []
    for count in range(1, len(tokens) + 1):
        piece = _whole(" ".join(tokens[:count]), rules)
        if isinstance(piece, PhoneNumber):
            if count == len(tokens):
                return [piece]
            if rest := _divided(tokens[count:], rules):
                return [piece, *rest]
    return []


def _whole(part: str, rules: PhoneRules) -> Piece:
    if _LETTER.search(part):
        return Unreadable("", reason=LETTERS)
    digits = _PUNCTUATION.sub("", part)
    plus = digits.startswith("+")
    digits = digits.lstrip("+")
    if not (digits.isascii() and digits.isdecimal()):
        strange = next((character for character in digits if not character.isdecimal()), "+")
        return Unreadable("", reason=f'it has a "{strange}"')
    return read(digits, plus, rules) or Unreadable(digits, plus)


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
    return sum(map(str.isdigit, part))
