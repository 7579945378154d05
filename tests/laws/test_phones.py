"""Laws of phone numbers: the columns' way equals `phonenumbers`, and cleaning twice changes nothing."""

import random
from dataclasses import replace

import numpy as np
import phonenumbers
import pyarrow as pa
import pytest

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.phones import PhoneFormat, PhoneRules, canonical, clean_phones
from wolkvox_cli.leads.phones.cleaning import clean_cells
from wolkvox_cli.leads.phones.fast_path import read_digits
from wolkvox_cli.leads.phones.parse_cell import read_cell
from wolkvox_cli.leads.phones.parse_number import read
from wolkvox_cli.leads.phones.plan import CALLING_CODES, plan_of

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
    cells = [some_cell(draw, country) for _ in range(1_200)]
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


AMERICAN = ("CO", "MX", "BR", "AR", "CL", "PE", "EC", "ES", "US", "CR", "UY", "VE")


def all_rules(country: str | None) -> list[PhoneRules]:
    prefixes = ("", "9", "57", "0") if country in (None, "CO") else ("", "9")
    formats = [one for one in PhoneFormat if country or one is not PhoneFormat.NATIONAL]
    return [PhoneRules.of(country, one, prefix) for one in formats for prefix in prefixes]


def is_another(digits: str, number: str, rules: PhoneRules) -> bool:
    """Whether digits that were sent with a prefix are, as they stand, the number of somebody else."""
    found = read(digits, False, replace(rules, prefix=""))
    return bool(rules.prefix) and found is not None and found.canonical != number


@pytest.mark.parametrize("country", [None, *AMERICAN])
def test_cleaning_twice_changes_nothing(country: str | None) -> None:
    draw = random.Random(f"twice {country}")
    cells = [some_cell(draw, country) for _ in range(40)] + [some_number(draw, country) for _ in range(100)]
    code = plan_of(country).code if country else ""
    for rules in all_rules(country):
        once = clean_cells(pa.array(cells), rules)
        twice = clean_cells(once.outputs, rules)
        pairs = zip(
            once.canonical.to_pylist(), once.outputs.to_pylist(), twice.outputs.to_pylist(), strict=True
        )
        changed = [
            (digits, again)
            for number, digits, again in pairs
            if number.startswith(code) and again != digits and not is_another(digits, number, rules)
        ]
        assert changed == []


@pytest.mark.parametrize("country", AMERICAN)
def test_a_number_of_another_country_never_becomes_somebody_elses(country: str) -> None:
    draw = random.Random(f"abroad {country}")
    rules = PhoneRules.of(country)
    codes = [code for code in CALLING_CODES if code != plan_of(country).code]
    examples = [phonenumbers.example_number_for_non_geo_entity(int(code)) for code in codes]
    examples += [phonenumbers.example_number(region) for region in phonenumbers.SUPPORTED_REGIONS]
    numbers = [
        f"{one.country_code}{phonenumbers.national_significant_number(one)}" for one in examples if one
    ]
    cells = [f"+{number[:-3]}{draw.randrange(1000):03}" for number in numbers for _ in range(2)]
    once = clean_cells(pa.array(cells), rules)
    twice = clean_cells(once.outputs, rules)
    pairs = zip(once.canonical.to_pylist(), twice.canonical.to_pylist(), strict=True)
    assert [(first, second) for first, second in pairs if second not in ("", first)] == []


@pytest.mark.parametrize("country", AMERICAN)
def test_the_way_numbers_are_sent_does_not_change_what_they_are(country: str) -> None:
    draw = random.Random(f"formats {country}")
    cells = pa.array([some_number(draw, country) for _ in range(300)])
    same = {
        tuple(canonical(cells, PhoneRules.of(country, one)).to_pylist()) for one in ("as-is", "international")
    }
    assert len(same) == 1


@pytest.mark.parametrize("country", ["CO", "CL", "PE", "ES", "US", None])
def test_no_digit_is_made_up(country: str | None) -> None:
    draw = random.Random(f"digits {country}")
    cells = [some_cell(draw, country) for _ in range(1_200)]
    column = clean_cells(pa.array(cells), PhoneRules.of(country))
    sent = [column.outputs.take(pa.array(column.extra_places)), column.extra_outputs, column.outputs]
    places = [column.extra_places, column.extra_places, np.arange(len(cells))]
    for number, place in zip(pa.concat_arrays(sent).to_pylist(), np.concatenate(places), strict=True):
        written = "".join(filter(str.isdecimal, cells[place]))
        assert number in written


def placed_by_hand(row: dict[str, str], rules: PhoneRules) -> dict[str, str]:
    """The numbers of one lead in the order they are to be dialled."""
    cells = {name: read_cell(cell, rules).numbers for name, cell in row.items()}
    extra = [number.canonical for number in cells.pop("tel_extra")[:1]]
    firsts = [numbers[0].canonical for numbers in cells.values() if numbers]
    further = [number.canonical for numbers in cells.values() for number in numbers[1:]]
    further += [number.canonical for number in read_cell(row["tel_extra"], rules).numbers[1:]]
    if not firsts + further:
        firsts, extra = extra, []
    kept = list(dict.fromkeys([*firsts, *extra, *further]))
    extra = [number for number in extra if number not in firsts]
    dialled = [number for number in kept if number not in extra][: len(DIAL_FIELDS)]
    return dict(
        zip((*DIAL_FIELDS[: len(dialled)], *(["tel_extra"] * len(extra))), dialled + extra, strict=True)
    )


def test_columns_are_put_in_order_as_one_would_do_by_hand() -> None:
    draw = random.Random("placing")
    rules = PhoneRules.of("CO")
    names = (*DIAL_FIELDS[:8], "tel_extra")
    pool = [some_number(draw, "CO") for _ in range(30)]
    rows = [
        {
            name: draw.choice(("", "", "12", draw.choice(pool), f"{draw.choice(pool)} / {draw.choice(pool)}"))
            for name in names
        }
        for _ in range(1_000)
    ]
    fields = {name: pa.array([row[name] for row in rows]) for name in names}
    phones = clean_phones(fields, np.arange(2, 1_002), rules, {})
    columns = {name: column.to_pylist() for name, column in phones.canonical.items()}
    for place, row in enumerate(rows):
        found = {name: column[place] for name, column in columns.items() if column[place]}
        assert found == placed_by_hand(row, rules)
