"""Laws of phone numbers: the columns' way equals `phonenumbers`, and cleaning twice changes nothing."""

import random

import numpy as np
import phonenumbers
import pyarrow as pa
import pytest

from wolkvox_cli.leads.phones import PhoneFormat, PhoneRules
from wolkvox_cli.leads.phones.cells import read_cell
from wolkvox_cli.leads.phones.cleaning import clean_cells
from wolkvox_cli.leads.phones.digits import read_digits
from wolkvox_cli.leads.phones.plan import CALLING_CODES, plan_of
from wolkvox_cli.leads.phones.reading import read

COUNTRIES = (
    None,
    "CO",
    "MX",
    "BR",
    "AR",
    "CL",
    "PE",
    "EC",
    "ES",
    "US",
    "CR",
    "DE",
    "IT",
    "GB",
    "UY",
    "VE",
    "JP",
)
STARTS = ("", "", "", "3", "60", "601", "11", "15", "9", "800", "55", "1", "2", "4", "3333", "12345678")
TRUNKS = ("", "", "", "", "0", "01", "044", "045", "1", "9", "90", "021", "09", "011", "00", "000")
SPELLINGS = (
    "{}",
    "{}",
    "+{}",
    "00{}",
    " {} ",
    "'{}",
    "{}.0",
    "{},0",
    "({}",
    "p:{}",
    "Tel. {}",
    "tel:+{}",
    "Cel: {}",
    "{}#12",
    "{} x718",
    "{} ext. 4",
    "{} EXT",
    "{} y",
    "{}A",
    "-{}",
    "+{}+",
    "{}*",
    "{}",
    "\u200b{}\u00a0",
    '="{}"',
    "{} (casa)",
    "0xx{}",
    "++{}",
    "[{}]",
    "{}e",
    "e{}",
    "n {}",
    "{} int 5",
    "móvil {}",
    "x{}",
    "_{}",
    "{}/",
    "{}.00",
)
SEPARATORS = (
    " / ",
    "/",
    ";",
    ",",
    " y ",
    " o ",
    " or ",
    " e ",
    "|",
    "\n",
    "\t",
    " ",
    " - ",
    "-",
    "–",
    " – ",
    "&",
    "+",
)
WORDS = (
    "nan",
    "None",
    "N/A",
    "-",
    "0",
    "call me",
    "3.00123E+09",
    "3.001234567e+09",
    "-1199",
    "sin dato",
    "#N/A",
    "1E5",
)


def some_digits(draw: random.Random, country: str | None) -> str:
    """Digits as they stand in phone columns: often nearly right, sometimes right."""
    own = plan_of(country).code if country else draw.choice(CALLING_CODES)
    code = draw.choice(("", "", "", own, own, "00" + own, draw.choice(CALLING_CODES)))
    length = draw.choice((2, 5, 6, 7, 7, 8, 8, 9, 9, 10, 10, 10, 11, 12, 14))
    digits = draw.choice(STARTS) + "".join(draw.choices("0123456789", k=length))
    return code + draw.choice(TRUNKS) + digits[:length]


def some_number(draw: random.Random, country: str | None) -> str:
    """A valid number near an example of the metadata, national or with a code."""
    region = (
        country
        if country and draw.random() < 0.8
        else draw.choice(("CO", "MX", "AR", "BR", "US", "ES", "DE"))
    )
    kind = draw.choice((phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE))
    example = phonenumbers.example_number_for_type(region, kind)
    assert example is not None
    national = phonenumbers.national_significant_number(example)
    national = national[:-4] + "".join(draw.choices("0123456789", k=4))
    code = str(example.country_code)
    return draw.choice(
        (national, national, "0" + national, code + national, f"+{code}{national}", f"00{code}{national}")
    )


def punctuated(draw: random.Random, digits: str) -> str:
    """The digits with some marks between them."""
    return "".join(digit + draw.choice(("",) * 12 + (" ", "-", ".", ")", "(")) for digit in digits)


def some_cell(draw: random.Random, country: str | None) -> str:
    """A phone cell as people write it."""
    numbers = []
    for _ in range(draw.choice((1, 1, 1, 1, 2, 2, 3))):
        digits = some_number(draw, country) if draw.random() < 0.5 else some_digits(draw, country)
        digits = punctuated(draw, digits) if draw.random() < 0.4 else digits
        numbers.append(draw.choice(SPELLINGS).format(digits) if draw.random() < 0.5 else digits)
    cell = numbers[0] + "".join(draw.choice(SEPARATORS) + number for number in numbers[1:])
    return draw.choice(WORDS) if draw.random() < 0.02 else cell


@pytest.mark.parametrize("country", COUNTRIES)
def test_columns_of_digits_are_read_as_phonenumbers_reads_them(country: str | None) -> None:
    draw = random.Random(f"digits of {country}")
    for prefix in ("", "9"):
        rules = PhoneRules.of(country, prefix=prefix)
        digits = [some_digits(draw, country) for _ in range(2_000)]
        digits += [some_number(draw, country).lstrip("+") for _ in range(1_000)]
        plus = np.array([draw.random() < 0.3 for _ in digits])
        numbers, written = read_digits(pa.array(digits), plus, rules)
        columns = list(zip(numbers.to_pylist(), written.to_pylist(), strict=True))
        plain = [read(value, bool(sign), rules) for value, sign in zip(digits, plus, strict=True)]
        assert columns == [
            (number.canonical, number.written) if number else ("", value)
            for number, value in zip(plain, digits, strict=True)
        ]


@pytest.mark.parametrize("country", COUNTRIES[:10])
def test_columns_of_cells_hold_what_their_cells_hold_one_by_one(country: str | None) -> None:
    draw = random.Random(f"cells of {country}")
    rules = PhoneRules.of(country, PhoneFormat.AS_IS)
    cells = [some_cell(draw, country) for _ in range(3_000)]
    column = clean_cells(pa.array(cells), rules)
    found: list[list[tuple[str, str]]] = [[] for _ in cells]
    for place, pair in enumerate(zip(column.canonical.to_pylist(), column.outputs.to_pylist(), strict=True)):
        found[place] += [pair] if pair[0] else []
    further = zip(column.extra_canonical.to_pylist(), column.extra_outputs.to_pylist(), strict=True)
    for place, pair in zip(column.extra_places, further, strict=True):
        found[place].append(pair)
    bad, lost = set(column.bad_places), set(column.lost_places)
    extensions = dict(zip(column.extension_places.tolist(), column.extensions.to_pylist(), strict=True))
    for place, cell in enumerate(cells):
        plain = read_cell(cell, rules)
        expected = ([(number.canonical, number.written) for number in plain.numbers], bool(plain.unreadable))
        assert (cell, found[place], place in bad) == (cell, *expected)
        assert (cell, place in lost, extensions.get(place, "")) == (cell, plain.lost_digits, plain.extension)
