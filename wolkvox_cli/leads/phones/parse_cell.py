"""One phone cell as people write it: words, extensions, several numbers, and what cannot be a number."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wolkvox_cli.leads.phones.options import PhoneRules
from wolkvox_cli.leads.phones.parse_number import FEWEST_DIGITS, PhoneNumber, parse_number
from wolkvox_cli.leads.phones.reasons import reason
from wolkvox_cli.leads.text_columns import EMPTY_WORDS

LETTERS = "it has letters"
DATE = "it is a date"
CALCULATED = "it looks like a number that a spreadsheet calculated"

_LONGEST_CELL = 500
"""Characters of a cell that is read; a longer one is a text, or a damaged file."""

_FEWEST_DIGITS_OF_A_PART = 3
_FEWEST_DIGITS_TOLD = 5
"""Digits beside words that are told as a number too short; fewer are part of the words."""

_LONGEST_UNCUT = 2 * FEWEST_DIGITS - 1
_MOST_TOKENS = 12

_QUOTES = " \t\r\n'\"`´’‘“”="
"""What may stand around a cell without meaning anything, as in '3001234567 and ="3001234567"."""

_DASHES = re.compile("[\u2010-\u2015\u2043\u2212\ufe58\ufe63]")
_UNSEEN = frozenset({"Mn", "Me", "Cf", "Co", "Cn", "Cs"})
"""Accents, marks of emojis, directions of writing, private use: nothing that is read as a sign of its own."""

_ONE_NUMBER = re.compile(r"[(\[ ]*\+?[(\[ ]*\d[\d ().\[\]\-]*")
_POWER_OF_TEN = re.compile(r"([1-9])(?:[.,](\d+))?e\+?(\d+)")
_WHOLE_WITH_DECIMALS = re.compile(
    r"(\+?\d+)[.,]0{1,2}|(\d{1,3}(?:,\d{3})+)\.0{1,2}|(\d{1,3}(?:\.\d{3})+),0{1,2}"
)
_CALCULATED = re.compile(r"- *\d{1,6}(?:[.,]\d+)?|-\d+(?:[.,]\d+)?|\d{7,}[.,](?:\d{1,3}|\d{5,6})")
_DECIMAL = re.compile(r"[1-9]\d{0,5}[.,]\d{5,}")
_CARRIER_XX = re.compile(r"(?<!\d)(\(?) *0 *xx *(?=[ )]*\(?\d\d)")

_MESSENGER = re.compile(
    r"(?:https?://)?(?:(?:www\.)?wa\.me/|(?:api|web|chat)\.whatsapp\.com/send/?\?(?:[a-z_]+=[^&\s]*&)*phone="
    r"|whatsapp://send/?\?phone=)(?:\+|%2b)?(\d{7,15})[^\s;|]*"
    r"|(?<![\w+])\+?(\d{7,15})(?::\d+)?@(?:s\.whatsapp\.net|c\.us)(?!\w)"
)
"""Addresses of people in messengers; they hold the number with its country code."""

_EXTENSION_WORDS = "extension|extensao|ext|extn|anexo|interno|ramal|opcion|opcao|option|opc"
_EXTENSION = re.compile(
    r"(?<=[\d)])[\s,;.(\-]*(?<![a-z])"
    rf"(?:(?:{_EXTENSION_WORDS})[\s.:=#]*\d{{0,6}}(?:\s*[-,]\s*\d{{1,6}}(?!\d))*"
    r"|(?:x|int|op|#)[\s.:=]*\d{1,6})\)?(?![\da-z])"
)
_AROUND_EXTENSION = " ,;.()-"

_REFUSED = re.compile(
    r"(?<![a-z])(?:no (?:llam[ae]r?|contact[ae]r?|molest[ae]r?|marcar|usar|insistir|existe)|dnc"
    r"|nao (?:ligar|ligue|chamar|contatar|perturb[ae]r?|existe)|do(?: not|n't|nt) (?:call|contact|disturb)"
    r"|equivocad[oa]|errad[oa]|incorrect[oa]?|wrong|fallecid[oa]|falecid[oa]|deceased|inexistente"
    r"|fuera de servicio|fora de servico|out of service|desconectad[oa]|disconnected|no\W*$)"
)
"""What says that a number is not to be called, or is none."""

_PHONE_AND_FAX = re.compile(r"(?<![a-z])(?:tel[a-z]*|fono|fone|phone|ph)s?[\s./&y-]{0,3}fax(?![a-z])")
_FAXES = ("fax", "telefax")
_OTHER_THINGS = re.compile(
    r"(?<![a-z])(?P<label>fax|telefax|cc|c\.c|nit|dni|nie|cpf|cnpj|rut|ruc|rfc|curp|cuit|cuil|ci|cedula|cep|cp|zip"
    r"|codigo postal|contrato|factura|folio|poliza)(?![a-z])[\s.:#°-]{0,4}(?:no?\.? ?)?\+?\(?\d[\d\s().-]*"
)
"""What its own label says to be no phone, such as a fax or an identity number, wherever it stands."""

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DATES = "|".join(
    rf"{first}{sign}{second}{sign}{third}"
    for sign in ("-", "/", r"\.")
    for first, second, third in ((_YEAR, _MONTH, _DAY), (_DAY, _MONTH, _YEAR), (_MONTH, _DAY, _YEAR))
)
_DATE = re.compile(rf"(?:{_DATES})(?:[ t]+\d{{1,2}}:\d\d.*)?")
_DAY_OR_TIME = re.compile(rf"(?<!\S)(?:{_DATES})(?!\S)|(?<![\d+])\d{{1,2}}:\d{{2}}(?!\d)")
_MARKS = re.compile(r"(?<!\S)[*!?$%~^<>]+(?!\S)")
"""Signs that stand for themselves; among digits they hide some."""

_ADDRESS = re.compile(r"[^\s;|]*(?:://|www\.|@)[^\s;|]*")
_BETWEEN = re.compile(r"[\n;|,/\\&]|:+|(?<=\d)\s*(?=\+)")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:[.'][^\W\d_]+)*")
_NUMBER_OF_LABEL = re.compile(r"[1-9](?!\w)")
_LIKE_DIGITS = frozenset("oil")
_ALONE = re.compile(r"(?<=\d{7})[oe](?=\d{7})")
_AROUND_WORDS = " \t\r\n.:;,/|()[]-"
_PUNCTUATION = re.compile(r"[\s()\[\].\-_'\"/|,]+")
_DIGIT = re.compile(r"\d")
_BESIDE_NUMBERS = re.compile(r"[^\W\d_]|#")
"""Words and extensions."""

_DIGITS_TOGETHER = re.compile(rf"(?:\d[\W_]*){{{_FEWEST_DIGITS_TOLD}}}")


@dataclass(frozen=True)
class Unreadable:
    """A piece of a cell that is no number: its digits, as far as it has nothing else, and why."""

    digits: str
    reason: str


Piece = PhoneNumber | Unreadable


@dataclass(frozen=True)
class PhoneCell:
    """What one cell holds: its numbers in order, the pieces that are none, and what was left out.

    `left_out` is what stands beside the numbers and has digits that are not dialled: an extension, a fax.
    """

    numbers: tuple[PhoneNumber, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    left_out: str = ""
    lost_digits: bool = False


def parse_cell(cell: str, rules: PhoneRules) -> PhoneCell:
    """Everything in one cell; the same number twice is kept once."""
    if len(cell) > _LONGEST_CELL:
        return _no_number(f"it has {len(cell):,} characters")
    text = plain_text(cell)
    if _DATE.fullmatch(text):
        return _no_number(DATE)
    if number := _plain_number(text, rules):
        return PhoneCell((number,))
    if text in EMPTY_WORDS or not any(map(str.isalnum, text)):
        return PhoneCell()
    if exact := _POWER_OF_TEN.fullmatch(text):
        first, decimals, exponent = exact.groups(default="")
        if len(decimals) != int(exponent):
            return PhoneCell(lost_digits=True)
        text = first + decimals
    if _has_lost_zeros(text, rules):
        return PhoneCell(lost_digits=True)
    if _CALCULATED.fullmatch(text) and not _WHOLE_WITH_DECIMALS.fullmatch(text):
        return _no_number(CALCULATED)
    text = _MARKS.sub(" ", text)
    if not _BESIDE_NUMBERS.search(text) and not _DAY_OR_TIME.search(text):
        return _cell_of(list(_Pieces(rules).of(text)))
    if not _DIGITS_TOGETHER.search(text):
        return _no_number(LETTERS)
    if not rules.generous and (refused := _REFUSED.search(text)):
        return _no_number(f'it says "{refused[0].strip()}"')
    return _read_words(text, rules)


def _no_number(why: str) -> PhoneCell:
    return PhoneCell(unreadable=(Unreadable("", why),))


def _plain_number(text: str, rules: PhoneRules) -> PhoneNumber | None:
    """The number that the whole text is, with nothing beside it and no doubt where it ends."""
    if not _ONE_NUMBER.fullmatch(text) or ("." in text and _is_decimal(text)):
        return None
    digits, plus = _digits_of(text)
    certain = rules.country is not None or len(digits) <= _LONGEST_UNCUT
    return parse_number(digits, plus, rules) if certain else None


def _is_decimal(text: str) -> bool:
    patterns = (_WHOLE_WITH_DECIMALS, _CALCULATED, _DECIMAL)
    return any(pattern.fullmatch(text) for pattern in patterns)


def _has_lost_zeros(text: str, rules: PhoneRules) -> bool:
    """Whether 11.94984207 was 11.949842070: zeros at the end of a decimal number are not kept."""
    decimal = rules.country is not None and _DECIMAL.fullmatch(text)
    return bool(decimal and parse_number(f"{_digits_of(text)[0]}0", False, rules))


def _read_words(text: str, rules: PhoneRules) -> PhoneCell:
    """A cell with more in it than one number."""
    text = _ADDRESS.sub("\n", _MESSENGER.sub(r"\n+\1\2\n", text))
    text = _PHONE_AND_FAX.sub("tel", _DAY_OR_TIME.sub("\n", text))
    reader = _Pieces(rules)
    if not rules.generous:
        for found in _OTHER_THINGS.finditer(text):
            reader.leave_out(found[0].strip(_AROUND_WORDS), found["label"])
        text = _OTHER_THINGS.sub("\n", text)
    extension = _EXTENSION.search(text)
    # Each part by itself: what stands after an extension is never part of the number before it.
    pieces = [piece for part in _EXTENSION.split(text) for piece in reader.of_stretches(_stretches(part))]
    if extension:
        reader.leave_out(extension[0].strip(_AROUND_EXTENSION))
    return _cell_of(pieces, "; ".join(reader.left_out), reader.why_none)


def _cell_of(pieces: Sequence[Piece], left_out: str = "", why_none: str = LETTERS) -> PhoneCell:
    numbers: dict[str, PhoneNumber] = {}
    for number in pieces:
        if isinstance(number, PhoneNumber):
            numbers.setdefault(number.canonical, number)
    unreadable = tuple(piece for piece in pieces if isinstance(piece, Unreadable))
    if numbers:
        return PhoneCell(tuple(numbers.values()), unreadable, left_out)
    return PhoneCell(unreadable=unreadable or (Unreadable("", why_none),))


@dataclass(frozen=True)
class _Stretch:
    """What stands between two words of a cell."""

    before: str
    text: str
    after: str = ""

    @property
    def digits(self) -> int:
        return _count_digits(self.text)


def _stretches(text: str) -> list[_Stretch]:
    stretches, word, start = [], "", 0
    for found in _WORD.finditer(text):
        if not _is_slip(found):
            between = text[start : found.start()].strip(_AROUND_WORDS)
            stretches.append(_Stretch(word, between, found[0]))
            word, start = found[0], found.end()
            start += bool(len(word) > 1 and _NUMBER_OF_LABEL.match(text, start))
    last = text[start:].strip(_AROUND_WORDS) if stretches else text
    return [*stretches, _Stretch(word, last)]


def _is_slip(word: re.Match[str]) -> bool:
    """Whether letters are part of a number: between its digits, or one that looks like a digit at its end."""
    text, (start, end) = word.string, word.span()
    before, after = text[max(start - 1, 0) : start].isdigit(), text[end : end + 1].isdigit()
    if before and after:
        return not _ALONE.match(text, start)
    return (before or after) and (len(word[0]) == 1 or _LIKE_DIGITS.issuperset(word[0]))


def plain_text(cell: str) -> str:
    """The cell in lower case without accents, unseen characters, odd digits, dashes, and outer quotes."""
    if not cell.isascii():
        cell = "".join(" " if unicodedata.category(sign) == "No" else sign for sign in cell)
        cell = "".join(map(_plain_character, unicodedata.normalize("NFKD", _DASHES.sub("-", cell))))
    text = cell.lower().strip(_QUOTES)
    return _CARRIER_XX.sub(r"\g<1>0", text) if "xx" in text else text


def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category in _UNSEEN:
        return ""
    return " " if character.isspace() or category in ("So", "Sk") else character


class _Pieces:
    """Cuts a cell into its numbers. What is one number is decided by reading it."""

    def __init__(self, rules: PhoneRules) -> None:
        self._rules = rules
        self.left_out: list[str] = []
        self.why_none = LETTERS

    def leave_out(self, text: str, label: str | None = None) -> None:
        """Note what is not dialled, and the label that says why."""
        self.left_out.append(text)
        if label:
            self.why_none = f'it is labelled "{label}"'

    def of_stretches(self, stretches: Sequence[_Stretch]) -> list[Piece]:
        """The pieces of the stretches between words; digits that are part of the words are left out.

        Such as the 5 of "3001234567 casa 5"; but those of "300 casa 1234567" may be part of the number.
        """
        numbered = [one for one in stretches if one.digits]
        short = len(numbered) > 1 and all(one.digits < FEWEST_DIGITS for one in numbered)
        if short or any(self._are_one(*pair) for pair in pairwise(numbered)):
            return [Unreadable("", LETTERS)]
        return [piece for one in numbered for piece in self._of_stretch(one)]

    def _of_stretch(self, stretch: _Stretch) -> list[Piece]:
        words = stretch.before or stretch.after
        if words and stretch.digits < _FEWEST_DIGITS_TOLD:
            self.leave_out(f"{stretch.before} {stretch.text}".strip())
            return []
        pieces = list(self.of(stretch.text))
        if words and not any(isinstance(piece, PhoneNumber) for piece in pieces):
            pieces = self._without_digits_of_words(stretch) or pieces
        if stretch.after in _FAXES and not self._rules.generous:
            self.leave_out(stretch.after, stretch.after)
            pieces.pop()
        return pieces

    def _without_digits_of_words(self, stretch: _Stretch) -> list[Piece]:
        """The number of "apto 301 3001234567" or "3001234567 8 am", if there is one."""
        tokens = stretch.text.split()
        first = bool(stretch.before) and _count_digits(tokens[0]) < _FEWEST_DIGITS_TOLD
        last = bool(stretch.after) and _count_digits(tokens[-1]) < _FEWEST_DIGITS_TOLD
        for start, end in ((first, 0), (0, last), (first, last)):
            kept = tokens[start : len(tokens) - end]
            if len(kept) < len(tokens) and (number := self._number(" ".join(kept))):
                if start:
                    self.leave_out(f"{stretch.before} {tokens[0]}")
                if end:
                    self.leave_out(f"{tokens[-1].strip(_AROUND_WORDS)} {stretch.after}")
                return [number]
        return []

    def _are_one(self, before: _Stretch, stretch: _Stretch) -> bool:
        """Whether a few digits before a word and those after it may be one number."""
        return before.digits < FEWEST_DIGITS and self._number(f"{before.text} {stretch.text}") is not None

    def of(self, text: str) -> Iterator[Piece]:
        """The pieces of a cell in order."""
        if whole := _WHOLE_WITH_DECIMALS.fullmatch(text.strip()):
            text = next(filter(None, whole.groups()))
        parts = _BETWEEN.split(re.sub(r"[\t\r\v\f]+", "\n", text))
        parts = [part for part in parts if _PUNCTUATION.sub("", part)]
        if parts and all(_count_digits(part) < FEWEST_DIGITS for part in parts):
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
        return parse_number(digits, plus, self._rules) if digits.isascii() and digits.isdecimal() else None

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


def _count_digits(part: str) -> int:
    return len(_DIGIT.findall(part))
