"""The API's answers, read tolerantly: what bytes came back becomes a typed envelope, or none.

Nothing here knows HTTP. The shapes are those of the vendor's pages and of what users' code has met:
numbers as text, blanks for numbers, "null" as a word, a byte-order mark, Latin-1 in messages.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wolkvox_cli.tokens import Token

ACCEPTING_CODES = frozenset({200, 201})

_CODE = re.compile(r"[0-9]{1,4}")
_NUMBER = re.compile(r"[0-9]{1,15}")
_REGISTERS = re.compile(r"^total_registers$")
_ACCEPTANCE = re.compile(rb'"code"\s*:\s*"?\s*20[01]\b')
_NOTHING = frozenset({"", "null", "none", "false", "0"})
_NO_TROUBLE = re.compile(
    r"\b(?:no|0|zero|without|sin|cero|sem|nenhum)\s+(?:errors?|errores|erros?|failures?|problems?|problemas?|rejects?)\b"
)
_NO_IN_WORDS = re.compile(
    r"\b(?:no|not|none|nothing|cannot|unable|0|zero|only|some|part|partial\w*|except|missing|exceed\w*|duplicat\w*"
    r"|(?:could|was|were|has|have|had|did|do|ca)n['\u2019]t|fail\w*|error\w*|invalid\w*|reject\w*|refus\w*|den(?:y|ied)"
    r"|skip\w*|ignor\w*|ning[u\u00fa]n\w*|cero|solo|s[o\u00f3]lo|solamente|parcial\w*|algun[oa]s|fall\w*|inv[a\u00e1]lid\w*"
    r"|rechaz\w*|omit\w*|n[a\u00e3]o|nenhum\w*|apenas|somente|alguns|algumas|falh\w*|erros?|rejeit\w*)\b"
)
"""Words that do not stand in a plain yes, in the languages the API may speak."""

_NO_IN_NAMES = re.compile(
    r"err(?:or|o)|fail|fall[oa]|falh|invalid|reject|rechaz|refus|skip|ignored|omit|duplic|not_?added"
)
"""In the name of a field: it tells what was not added."""

_SAYS_HOW_IT_WENT = ("success", "ok", "status", "result")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_WORD = re.compile(r"[0-9A-Za-z_\-]{8,}")
_RECORD_LIKE = re.compile(r"[\[{]\s*[\[{\"'].*")
_TOKEN_LIKE = re.compile(r"[0-9A-Za-z_\-]{32,}")
_NUMBER_LIKE = re.compile(
    r"[0-9]{7,}|(?<![0-9])(?![0-9]{4}-[0-9]{2}-[0-9]{2})[0-9](?:[ .()/-]{0,2}[0-9]){8,}"
)
_ADDRESS_LIKE = re.compile(r"\S+@\S+")
MASK = "****"
LONGEST_MESSAGE = 200
_MOST_READ = 2_000
"""Characters of the API's words that are looked at: some patterns take the square of that in steps."""

MOST_LEVELS = 20
"""How deep an envelope may be nested; the API's own have three levels."""


@dataclass(frozen=True)
class Envelope:
    """What the API itself said: `code` is its own, not HTTP's; `fields` is the whole object."""

    code: int
    message: str
    complaint: str
    fields: Mapping[str, Any]

    @property
    def accepts(self) -> bool:
        """Whether the code is one of those that mean yes."""
        return self.code in ACCEPTING_CODES

    @property
    def is_own(self) -> bool:
        """Whether it has the form of the API's own: "msg", and "error" or "data" beside it."""
        return "msg" in self.fields and not self.fields.keys().isdisjoint(("error", "data"))

    @property
    def words(self) -> str:
        """Message and error as one text in lower case, to look for key words in."""
        return f"{self.message} {self.complaint}".casefold()


def read_envelope(body: bytes) -> Envelope | None:
    """The envelope in a body: one whole JSON object with a readable "code" and nothing around it."""
    fields = read_json(body)
    if not isinstance(fields, dict):
        return None
    code = _read_code(fields.get("code"))
    if code is None or _is_deeper(fields, MOST_LEVELS):
        return None
    return Envelope(code, read_text(fields.get("msg")), _read_complaint(fields.get("error")), fields)


def read_json(body: bytes) -> object:
    """The JSON value of a body, None where it is not whole JSON or says two things under one name."""
    try:
        value: object = json.loads(_decode(body), strict=False, object_pairs_hook=_as_object)
    except (ValueError, RecursionError):
        return None
    return value


def speaks_of_acceptance(body: bytes) -> bool:
    """Whether an accepting code stands anywhere in a body, also in one that is no whole envelope."""
    return _ACCEPTANCE.search(body) is not None


def says_no(envelope: Envelope) -> bool:
    """Whether anything beside an accepting code says that not all was added: words, a flag, a list."""
    words = [envelope.message, *(read_text(envelope.fields.get(name)) for name in _SAYS_HOW_IT_WENT)]
    if any(_NO_IN_WORDS.search(_NO_TROUBLE.sub(" ", _looked_at(text).casefold())) for text in words):
        return True
    flags = [envelope.fields.get(name) for name in _SAYS_HOW_IT_WENT]
    if any(flag is False or read_text(flag).casefold() == "false" for flag in flags):
        return True
    return any(_read_complaint(value) for value in _values_under(_NO_IN_NAMES, envelope.fields))


def read_registers(envelope: Envelope) -> int | None:
    """How many records the API says it added, wherever it says so; None where it does not say.

    Raises:
        ValueError: It says something that is no single number.
    """
    said = _values_under(_REGISTERS, envelope.fields)
    numbers = {number for value in said if (number := _read_register(value)) is not None}
    if len(numbers) > 1:
        raise ValueError("more than one number")
    return numbers.pop() if numbers else None


def read_number(value: object) -> int | None:
    """A whole number of at least 0 that may come as text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value >= 0 else None
    if isinstance(value, float):
        return int(value) if value.is_integer() and value >= 0 else None
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return int(value)
    return None


def read_text(value: object) -> str:
    """A value as text: null is blank, numbers are written out, anything nested is blank.

    Half a character (a lone surrogate, which JSON can hold and no file can) becomes a question mark.
    """
    if isinstance(value, str):
        return value.strip() if value.isascii() else value.encode(errors="replace").decode().strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(value)


def plain_line(text: str) -> str:
    """A text as one line without anything that a terminal obeys or a file cannot hold."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def clean_words(text: str, secret: Token | None = None) -> str:
    """The API's words, fit to be shown and stored: one line, short, no token, no number of a person."""
    text = _looked_at(plain_line(text))
    if secret is not None:
        text = re.sub(re.escape(secret.reveal()), MASK, text, flags=re.IGNORECASE)
        text = _WORD.sub(lambda word: MASK if _is_part_of(secret, word[0]) else word[0], text)
    for pattern in (_RECORD_LIKE, _TOKEN_LIKE, _ADDRESS_LIKE, _NUMBER_LIKE):
        text = pattern.sub(MASK, text)
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 1] + "…"


def _looked_at(text: str) -> str:
    """The first words of a long text; where it is one long word, nothing of it can be shown."""
    if len(text) <= _MOST_READ:
        return text
    return text[:_MOST_READ].rpartition(" ")[0] or MASK


def _is_part_of(secret: Token, word: str) -> bool:
    """Whether eight characters of a word stand in the token: APIs like to quote the beginning of one."""
    token, word = secret.reveal().casefold(), word.casefold()
    return any(word[at : at + 8] in token for at in range(len(word) - 7))


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return body.removeprefix(b"\xef\xbb\xbf").decode("latin-1").strip()


def _read_code(value: object) -> int | None:
    if isinstance(value, str) and not _CODE.fullmatch(value.strip()):
        return None
    return read_number(value)


def _as_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs) and any(fields[name] != value for name, value in pairs):
        raise ValueError("two values under one name")
    return fields


def _is_deeper(value: dict[str, Any] | list[Any], levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value
    nested = [one for one in inner if isinstance(one, (dict, list))]
    return levels == 0 or any(_is_deeper(one, levels - 1) for one in nested)


def _values_under(name: re.Pattern[str], value: object) -> Iterator[object]:
    """What stands under fields of such a name, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if name.search(key.strip().casefold()):
                yield inner
            else:
                yield from _values_under(name, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _values_under(name, inner)


def _read_complaint(value: object) -> str:
    # What is neither text nor a number (true, a list, an object) is a complaint unless it is empty.
    nested = value is True or isinstance(value, list | dict)
    text = json.dumps(value) if value and nested else read_text(value)
    return "" if text.casefold() in _NOTHING else text


def _read_register(value: object) -> int | None:
    if isinstance(value, list) and len(value) <= 1:
        value = value[0] if value else None
    if value is None or (isinstance(value, str) and value.strip().casefold() in ("", "null")):
        return None
    number = read_number(value)
    if number is None:
        raise ValueError("not a number")
    return number
