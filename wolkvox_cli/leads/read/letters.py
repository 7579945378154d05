"""Which single-byte encoding makes words of the bytes beyond ASCII."""

import codecs
from itertools import product

import numpy as np
import numpy.typing as npt

from wolkvox_cli.leads.model import ERROR_COLUMN, ROW_COLUMN

GUESSES = ("cp1252", "mac_roman", "cp850")

_CLEARLY = 0.6
"""Worth per character that another encoding must be better by than Windows-1252 to be preferred."""

_LETTERS = frozenset("áéíóúñüÁÉÍÓÚÑÜçãõâêôàÇÃÕÂÊÔÀ")
"""What Spanish and Portuguese words hold beyond ASCII."""

_RARER_LETTERS = frozenset("äëïöèìòùåøæœßÄËÏÖÈÌÒÙÅØ")
"""What names from elsewhere hold."""

_OPENING = frozenset("“‘«¡¿")
_PUNCTUATION = frozenset("·”’–—…°»•€ªº®™©´\xa0") | _OPENING
_SEPARATOR = "·"
"""Stands between blanks where a report tells several mistakes of a row."""

_OTHER, _LOWER, _UPPER, _DIGIT, _HIGH = range(5)
_CLASSES = np.full(256, _OTHER, np.int64)
_CLASSES[ord("a") : ord("z") + 1] = _LOWER
_CLASSES[ord("A") : ord("Z") + 1] = _UPPER
_CLASSES[ord("0") : ord("9") + 1] = _DIGIT
_CLASSES[128:] = _HIGH

Counts = npt.NDArray[np.int64]
"""How often each byte beyond ASCII stands between which classes of bytes: 128 x 5 x 5."""


def no_counts() -> Counts:
    """Nothing seen yet."""
    return np.zeros((128, 5, 5), np.int64)


def counts_of(block: bytes) -> Counts:
    """What the block adds to the counts."""
    codes = np.frombuffer(block, dtype=np.uint8)
    high = np.flatnonzero(codes >= 128)
    classes = np.concatenate([[_OTHER], _CLASSES[codes], [_OTHER]]) if len(high) else _CLASSES
    index = ((codes[high].astype(np.int64) - 128) * 5 + classes[high]) * 5 + classes[high + 2]
    return np.bincount(index, minlength=128 * 25).reshape(128, 5, 5)


def likeliest(counts: Counts, head: bytes) -> str:
    """The codec under which the bytes make the best words: Windows-1252 unless another is clearly better."""
    codec = _of_report(head) or _by_words(counts)
    if codec == "cp1252" and counts[[code - 128 for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)]].any():
        return "latin-1"
    return codec


def makes_words(line: bytes, codec: str) -> bool:
    """Whether each byte beyond ASCII stands in this encoding for a letter or sign that fits its place."""
    classes = [_OTHER, *_CLASSES[np.frombuffer(line, np.uint8)].tolist(), _OTHER]
    return all(
        _fits(codecs.decode(bytes([code]), codec, "replace"), classes[index], classes[index + 2])
        for index, code in enumerate(line)
        if code >= 128
    )


def _fits(char: str, before: int, after: int) -> bool:
    worth = _worth(char, before, after)
    return worth > 0 or (worth == 0 and char in _LETTERS | _RARER_LETTERS)


def _by_words(counts: Counts) -> str:
    scores = {codec: _score(codec, counts) for codec in GUESSES}
    scores["cp1252"] += _CLEARLY * float(counts.sum())
    return max(
        (codec for codec in GUESSES if scores[codec] > 0), key=lambda codec: scores[codec], default="cp1252"
    )


def _of_report(head: bytes) -> str | None:
    """The codec of one of our own reports, which shows in the sign between two mistakes of a row."""
    first, _, rows = head.partition(b"\n")
    if ROW_COLUMN.encode() not in first or ERROR_COLUMN.encode() not in first:
        return None
    found = {codec: rows.count(f" {_SEPARATOR} ".encode(codec)) for codec in GUESSES}
    best = max(GUESSES, key=lambda codec: found[codec])
    return best if found[best] else None


def _score(codec: str, counts: Counts) -> float:
    score = 0.0
    for code, before, after in product(range(128), range(5), range(5)):
        if count := int(counts[code, before, after]):
            score += count * _worth(codecs.decode(bytes([code + 128]), codec, "replace"), before, after)
    return score


def _worth(char: str, before: int, after: int) -> float:
    """How well the character stands between such neighbours, from 1 to -2."""
    if char in _PUNCTUATION:
        return _worth_of_punctuation(char, _is_letter(before), _is_letter(after))
    if not char.isalpha():
        return -1.0
    if (char.isupper() and before == _LOWER) or (char.islower() and after == _UPPER):
        return -2.0
    if _DIGIT in (before, after):
        return -1.0
    if char not in _LETTERS or not (_is_letter(before) or _is_letter(after)):
        return 0.0
    if not _is_letter(before):
        return 0.5
    return 0.0 if char in "àÀ" or (char in "ñÑçÇ" and not _is_letter(after)) else 1.0


def _worth_of_punctuation(char: str, follows: bool, precedes: bool) -> float:
    if follows and (precedes or char in _OPENING):
        return -0.5 if char in "’\xa0·" else -1.0
    return 0.5


def _is_letter(neighbour: int) -> bool:
    return neighbour in (_LOWER, _UPPER, _HIGH)
