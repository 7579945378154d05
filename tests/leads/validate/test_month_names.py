import pytest

from wolkvox_cli.leads.validate.dates import with_month_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30-nov-2026", "2026-11-30"),
        ("30 de noviembre de 2026", "2026-11-30"),
        ("30 de noviembre del 2026 14:30", "2026-11-30 14:30"),
        ("5/Dic/26 08:00", "2026-12-05 08:00"),
        ("Nov 30, 2026", "2026-11-30"),
        ("November 30th, 2026 2:30 PM", "2026-11-30 2:30 pm"),
        ("lunes, 30 de marzo de 2026", "2026-03-30"),
        ("segunda-feira, 30 de março de 2026", "2026-03-30"),
        ("1 sept. 2026", "2026-09-01"),
        ("1 jun 2026", "2026-06-01"),
        ("1 jul 2026", "2026-07-01"),
    ],
)
def test_a_month_in_words_becomes_its_number(text: str, expected: str) -> None:
    assert with_month_number(text) == expected


@pytest.mark.parametrize("text", ["", "mañana", "30 foo 2026", "30 no 2026", "nov 2026", "30/11/2026"])
def test_other_texts_name_no_month(text: str) -> None:
    assert with_month_number(text) is None
