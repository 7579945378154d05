"""Reading the API's answers."""

import pytest

from wolkvox_cli.upload.replies import (
    Envelope,
    clean_words,
    plain_line,
    read_envelope,
    read_number,
    read_registers,
    read_text,
)


def test_an_envelope_keeps_code_message_and_complaint() -> None:
    found = read_envelope(b'{"code":"403","error":"E","msg":" PLEASE VALIDATE TOKEN "}')
    assert found is not None
    assert (found.code, found.message, found.complaint) == (403, "PLEASE VALIDATE TOKEN", "E")


def test_key_words_are_compared_in_lower_case() -> None:
    assert Envelope(403, "Validate", "TOKEN", {}).words == "validate token"


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0, 0),
        ("12", 12),
        (" 12\n", 12),
        (12.0, 12),
        (12.5, None),
        (-1, None),
        ("-1", None),
        ("1,000", None),
        ("", None),
        (None, None),
        (True, None),
        ("9" * 16, None),
        ("٣", None),
        (float("nan"), None),
        ([1], None),
    ],
)
def test_a_number_is_read_or_it_is_none(value: object, number: int | None) -> None:
    assert read_number(value) == number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a ", "a"),
        (None, ""),
        (7, "7"),
        (7.5, "7.5"),
        (True, ""),
        ("a\ud800b", "a?b"),
        ("ñ ", "ñ"),
        (["a"], ""),
        ({"a": 1}, ""),
    ],
)
def test_a_value_is_read_as_text(value: object, text: str) -> None:
    assert read_text(value) == text


def test_registers_may_stand_outside_the_data() -> None:
    assert read_registers(Envelope(201, "", "", {"total_registers": "7"})) == 7


def test_the_same_number_twice_is_one_number() -> None:
    fields = {"total_registers": "7", "data": [{"total_registers": 7}]}
    assert read_registers(Envelope(201, "", "", fields)) == 7


def test_words_of_ordinary_length_are_left_as_they_are() -> None:
    words = "EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)"
    assert clean_words(words) == words


@pytest.mark.parametrize("word", ["é" * 500_000, ".:" * 250_000, "a" * 500_000, "a@" * 250_000])
def test_of_endless_words_nothing_is_shown_and_no_time_is_lost(word: str) -> None:
    assert clean_words(word) == "****"
    assert clean_words(f"NO: {word}") == "NO:"


def test_a_line_holds_nothing_that_a_terminal_obeys_or_a_file_cannot_hold() -> None:
    assert plain_line("Ven\ud800tas\x1b[2J\r\n 20261123") == "Ven tas [2J 20261123"
