"""Laws of phone numbers: whole columns are read as their cells, and cleaning twice changes nothing."""

import random
from dataclasses import replace

import phonenumbers
import pyarrow as pa
import pytest

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.phones import PhoneFormat, PhoneRules, clean_phones
from wolkvox_cli.leads.phones.clean import read_column
from wolkvox_cli.leads.phones.parse_cell import parse_cell
from wolkvox_cli.leads.phones.parse_number import parse_number
from wolkvox_cli.leads.phones.plan import CALLING_CODES, plan_of
from wolkvox_cli.leads.text_columns import text_frame

COUNTRIES = (None, "CO", "MX", "BR", "AR", "CL", "PE", "EC", "ES", "US", "DO", "CR", "DE", "JP")
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


def numbers_near(region: str) -> list[str]:
    """Valid and nearly valid national numbers of each kind that a region has."""
    draw = random.Random(region)
    kinds = [phonenumbers.example_number_for_type(region, kind) for kind in range(11)]
    examples = [phonenumbers.national_significant_number(number) for number in kinds if number]
    found = []
    for digits in examples:
        kept = (len(digits) - 1, len(digits) - 3, 3, 2, 1)
        found += [digits[:some] + "".join(draw.choices("0123456789", k=len(digits) - some)) for some in kept]
        found += [digits, digits[:-1], digits + "0", digits[1:]]
    return [*found, "1" * 10, "123456789"]


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_what_a_plan_takes_for_its_own_number_is_one_to_phonenumbers(region: str) -> None:
    plan = plan_of(region)
    own = [digits for digits in numbers_near(region) if plan.is_own(digits)]
    assert own
    for digits in own:
        forms = [phonenumbers.parse(digits, region)]
        if plan.is_main:
            forms += [phonenumbers.parse(f"+{plan.code}{digits}", None)]
        if plan.is_main and len(digits + plan.code) > plan.longest:
            forms += [phonenumbers.parse(plan.code + digits, region)]
        for number in forms:
            assert (digits, phonenumbers.is_valid_number(number)) == (digits, True)
            assert phonenumbers.national_significant_number(number) == digits
            assert str(number.country_code) == plan.code


@pytest.mark.parametrize("region", [None, *sorted(phonenumbers.SUPPORTED_REGIONS)])
def test_a_column_of_plain_numbers_is_read_as_its_cells(region: str | None) -> None:
    draw = random.Random(f"plain {region}")
    code = plan_of(region).code if region else draw.choice(CALLING_CODES)
    digits = numbers_near(region or draw.choice(AMERICAN))
    cells = [start + number for number in digits for start in ("", "0", code, f"+{code}", f"00{code}", "+1")]
    cells += [f"{number[:3]} {number[3:5]}-{number[5:]}" for number in digits]
    cells += ["", "-", " ", f"+{code}", code, "+", "2024-05-06", "22-05-2024"]
    for rules in (PhoneRules.of(region), PhoneRules.of(region, "as-is", digits[0][:1])):
        column = read_column(pa.array(["x", *cells]).slice(1), rules)
        for position, cell in enumerate(cells):
            read = parse_cell(cell, rules)
            assert (cell, column.numbers(position)) == (cell, read.numbers)
            first = read.numbers[0].dialled if read.numbers else ""
            assert column.dialled[position].as_py() == first


@pytest.mark.parametrize("country", COUNTRIES)
def test_columns_of_cells_hold_what_their_cells_hold_one_by_one(country: str | None) -> None:
    draw = random.Random(f"cells of {country}")
    rules = PhoneRules.of(country, PhoneFormat.AS_IS)
    cells = [some_cell(draw, country) for _ in range(400)]
    column = read_column(pa.array(cells), rules)
    for position, cell in enumerate(cells):
        assert (cell, column.numbers(position)) == (cell, parse_cell(cell, rules).numbers)


AMERICAN = ("CO", "MX", "BR", "AR", "CL", "PE", "EC", "ES", "US", "CR", "UY", "VE")


def all_rules(country: str | None) -> list[PhoneRules]:
    prefixes = ("", "9", "57", "0") if country in (None, "CO") else ("", "9")
    formats = [one for one in PhoneFormat if country or one is not PhoneFormat.NATIONAL]
    return [PhoneRules.of(country, one, prefix) for one in formats for prefix in prefixes]


def is_another(digits: str, number: str, rules: PhoneRules) -> bool:
    """Whether digits that were sent with a prefix are, as they stand, the number of somebody else."""
    found = parse_number(digits, False, replace(rules, prefix=""))
    return bool(rules.prefix) and found is not None and found.canonical != number


@pytest.mark.parametrize("country", [None, *AMERICAN])
def test_cleaning_twice_changes_nothing(country: str | None) -> None:
    draw = random.Random(f"twice {country}")
    cells = [some_cell(draw, country) for _ in range(40)] + [some_number(draw, country) for _ in range(100)]
    code = plan_of(country).code if country else ""
    for rules in all_rules(country):
        once = [number for cell in cells for number in parse_cell(cell, rules).numbers]
        changed = [
            number.dialled
            for number in once
            if number.canonical.startswith(code)
            and [again.dialled for again in parse_cell(number.dialled, rules).numbers] != [number.dialled]
            and not is_another(number.dialled, number.canonical, rules)
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
    for first in (number for cell in cells for number in parse_cell(cell, rules).numbers):
        again = [number.canonical for number in parse_cell(first.dialled, rules).numbers]
        assert again in ([], [first.canonical])


@pytest.mark.parametrize("country", AMERICAN)
def test_the_way_numbers_are_sent_does_not_change_what_they_are(country: str) -> None:
    draw = random.Random(f"formats {country}")
    as_is, international = (PhoneRules.of(country, one) for one in ("as-is", "international"))
    for cell in [some_number(draw, country) for _ in range(300)]:
        found = [number.canonical for number in parse_cell(cell, as_is).numbers]
        assert [number.canonical for number in parse_cell(cell, international).numbers] == found


@pytest.mark.parametrize("country", ["CO", "CL", "PE", "ES", "US", None])
def test_no_digit_is_made_up(country: str | None) -> None:
    draw = random.Random(f"digits {country}")
    for cell in [some_cell(draw, country) for _ in range(1_200)]:
        written = "".join(filter(str.isdecimal, cell))
        for number in parse_cell(cell, PhoneRules.of(country)).numbers:
            assert number.dialled in written


def ordered_by_hand(row: dict[str, str], rules: PhoneRules) -> dict[str, str]:
    """The numbers of one lead in the order they are to be dialled."""
    cells = {name: parse_cell(cell, rules).numbers for name, cell in row.items()}
    extra = [number.canonical for number in cells.pop("tel_extra")[:1]]
    firsts = [numbers[0].canonical for numbers in cells.values() if numbers]
    further = [number.canonical for numbers in cells.values() for number in numbers[1:]]
    further += [number.canonical for number in parse_cell(row["tel_extra"], rules).numbers[1:]]
    if not firsts + further:
        firsts, extra = extra, []
    kept = list(dict.fromkeys([*firsts, *extra, *further]))
    extra = [number for number in extra if number not in firsts]
    dialled = [number for number in kept if number not in extra][: len(DIAL_FIELDS)]
    return dict(
        zip((*DIAL_FIELDS[: len(dialled)], *(["tel_extra"] * len(extra))), dialled + extra, strict=True)
    )


def test_columns_are_put_in_order_as_one_would_do_by_hand() -> None:
    draw = random.Random("order")
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
    fields = {name: [row[name] for row in rows] for name in names}
    phones = clean_phones(text_frame(fields, range(2, 1_002)), rules, {})
    columns = phones.canonical.to_dict("list")
    for position, row in enumerate(rows):
        found = {name: column[position] for name, column in columns.items() if column[position]}
        assert found == ordered_by_hand(row, rules)
