"""What one cell holds: several numbers, extensions, and what is no number."""

import pytest

from wolkvox_cli.leads.phones import PhoneRules
from wolkvox_cli.leads.phones.parse_cell import PhoneCell, read_cell

COLOMBIA = PhoneRules.of("CO")
ANYWHERE = PhoneRules.of()


def numbers(cell: str, rules: PhoneRules = COLOMBIA) -> list[str]:
    return [number.canonical for number in read_cell(cell, rules).numbers]


@pytest.mark.parametrize(
    "cell",
    [
        "3104567891 / 6014567892",
        "3104567891/6014567892",
        "310 456 7891 y 601 456 7892",
        "3104567891 e 6014567892",
        "3104567891 o 6014567892",
        "3104567891 or 6014567892",
        "3104567891;6014567892",
        "3104567891, 6014567892",
        "3104567891|6014567892",
        "3104567891\n6014567892",
        "3104567891\r\n6014567892",
        "3104567891\t6014567892",
        "3104567891 6014567892",
        "310 456 7891 601 456 7892",
        "3104567891 - 6014567892",
        "3104567891-6014567892",
        "310-456-7891 – 601-456-7892",
        "+573104567891+576014567892",
        "+57 310 4567891 +57 601 4567892",
        "Cel: 3104567891 Tel: 6014567892".replace(" Tel", " / Tel"),
        "57 310 4567891 / 57 601 4567892",
        "3104567891, 6014567892, 310 456 7891",
    ],
)
def test_two_numbers_in_a_cell_are_two_numbers(cell: str) -> None:
    assert numbers(cell) == ["573104567891", "576014567892"]


@pytest.mark.parametrize("rules", [COLOMBIA, PhoneRules.of("CO", "as-is")])
@pytest.mark.parametrize(
    "cell",
    [
        "3104567891 (WhatsApp)",
        "310 456 7891 cel",
        "3104567891 - Casa",
        "(310) 4567891 (Teléfono).",
        "cel 3104567891 : oficina",
        "celular principal 3104567891",
        "310 456 7891 cel. casa",
        "[whatsapp] 3104567891",
        "(cel) 310 4567891 (personal)",
        "3104567891.0 (cel)",
        "3104567891 (casa),",
        "3104567891 cel /",
        "3104567891 (cel) / (casa)",
        "cel1 3104567891",
        "tel1: 310 456 7891",
    ],
)
def test_words_beside_a_number_that_tell_what_it_is_change_nothing(cell: str, rules: PhoneRules) -> None:
    read = read_cell(cell, rules)
    assert ([number.canonical for number in read.numbers], read.unreadable) == (["573104567891"], ())


def test_each_number_of_a_cell_may_have_its_own_word() -> None:
    assert numbers("3104567891 (cel), 6014567892 (oficina)") == ["573104567891", "576014567892"]


@pytest.mark.parametrize(
    "cell",
    [
        "cel 3104567891 casa 6014567892",
        "Cel.3104567891 Tel.6014567892",
        "3104567891 whatsapp 6014567892",
        "3104567891 o 6014567892",
        "3104567891o6014567892",
        "cel1 3104567891 / cel2 6014567892",
    ],
)
def test_such_a_word_between_two_numbers_tells_them_apart(cell: str) -> None:
    assert numbers(cell) == ["573104567891", "576014567892"]


@pytest.mark.parametrize(
    ("cell", "country"),
    [
        ("1198765432O", "BR"),
        ("119O8765432", "BR"),
        ("5199876543O", "BR"),
        ("1198765432e", "BR"),
        ("111.198765432E+10", "BR"),
        ("300123457O", None),
        ("601O4441234", None),
        ("300 casa 1234567", None),
    ],
)
def test_a_letter_within_a_number_makes_no_other_number_of_it(cell: str, country: str | None) -> None:
    read = read_cell(cell, PhoneRules.of(country))
    assert (read.numbers, [piece.reason for piece in read.unreadable]) == ((), ["it has letters"])


@pytest.mark.parametrize(
    ("cell", "country"),
    [("tel1 98765-4320", "BR"), ("casa4 4234567", "PE"), ("fijo1 4234567", "PE"), ("movil6 12345678", "ES")],
)
def test_the_number_of_a_label_is_no_digit_of_the_phone(cell: str, country: str) -> None:
    assert read_cell(cell, PhoneRules.of(country)).numbers == ()


def test_a_number_stays_beside_a_piece_that_is_none() -> None:
    read = read_cell("3104567891 (cel) / 234567 (casa)", PhoneRules.of("CO"))
    assert [number.canonical for number in read.numbers] == ["573104567891"]
    assert len(read.unreadable) == 1


@pytest.mark.parametrize("cell", ["3104567891 mamá", "3104567891 no", "3104567891 casada", "casa"])
def test_other_words_after_a_number_may_mean_that_it_is_not_to_be_called(cell: str) -> None:
    assert numbers(cell) == []


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("4686-5731 4687-0606", ["46865731", "46870606"]),
        ("5211353 – 5211282", ["5211353", "5211282"]),
        ("5211353–5211282", ["5211353", "5211282"]),
        ("5286518/5285264", ["5286518", "5285264"]),
        ("876|678|3469", ["8766783469"]),
        ("601/456/7892", ["6014567892"]),
    ],
)
def test_without_a_country_a_number_ends_where_another_could_begin(cell: str, expected: list[str]) -> None:
    assert numbers(cell, ANYWHERE) == expected


def test_an_area_code_before_a_slash_belongs_to_its_number() -> None:
    assert numbers("61/99382-9986", PhoneRules.of("BR")) == ["5561993829986"]


def test_a_short_rest_after_a_slash_is_never_put_into_a_number() -> None:
    assert numbers("22345671/9", PhoneRules.of("CL")) == []


@pytest.mark.parametrize(
    ("cell", "extension"),
    [
        ("6014567892 x718", "x718"),
        ("6014567892x718", "x718"),
        ("(601) 456 78 92 ext. 12", "ext. 12"),
        ("6014567892 EXT", "ext"),
        ("6014567892 Extensión 104", "extension 104"),
        ("6014567892 int. 4", "int. 4"),
        ("6014567892 anexo 3", "anexo 3"),
        ("6014567892 ext 101-103, 111", "ext 101-103, 111"),
        ("6014567892 ramal 2", "ramal 2"),
        ("6014567892#12", "#12"),
        ("tel:+57-601-4567892;ext=12", "ext=12"),
    ],
)
def test_an_extension_is_dropped_and_told(cell: str, extension: str) -> None:
    found = read_cell(cell, COLOMBIA)
    assert ([number.canonical for number in found.numbers], found.extension) == (["576014567892"], extension)


def test_what_follows_an_extension_is_not_part_of_the_number_before_it() -> None:
    assert numbers("945 #12 555-9943", PhoneRules.of("US")) == []


@pytest.mark.parametrize(
    "cell", ["", " ", "nan", "None", "NULL", "NaT", "N/A", "#N/A", "-", "--", " . ", "'", "/"]
)
def test_a_cell_without_a_word_or_digit_is_empty(cell: str) -> None:
    assert read_cell(cell, COLOMBIA) == PhoneCell()


@pytest.mark.parametrize(
    "cell", ["sin dato", "no tiene", "0", "call me", "x", "30045678**", "3104567891 (mamá)", "?1"]
)
def test_words_and_signs_are_no_numbers(cell: str) -> None:
    found = read_cell(cell, COLOMBIA)
    assert (found.numbers, len(found.unreadable)) == ((), 1)


@pytest.mark.parametrize("cell", ["3.00123E+09", "3,00123E+09", "3E+09", "5.73001E+11", "3.1e9"])
def test_a_number_in_scientific_notation_has_lost_its_digits(cell: str) -> None:
    assert read_cell(cell, COLOMBIA) == PhoneCell(lost_digits=True)


def test_scientific_notation_with_all_its_digits_is_exact() -> None:
    assert numbers("3.104567891E+09") == ["573104567891"]


@pytest.mark.parametrize(
    "cell",
    [
        '="3104567891"',
        "'3104567891",
        "3104567891,0",
        "3104567891.00",
        "3,104,567,891.00",
        "3.104.567.891,0",
        "Tel. 3104567891",
        "móvil: 3104567891",
        "WhatsApp 3104567891",
        "(cel) 310 4567891",
        "p:3104567891",
        "３１０４５６７８９１",
        "٣١٠٤٥٦٧٨٩١",
        "310‑456‑7891",
        "\u202a3104567891\u202c",
        "\ufeff3104567891",
        "[310] 456 7891",
        "310_456_7891",
        "310.456.7891",
    ],
)
def test_what_stands_around_a_number_is_cleaned_off(cell: str) -> None:
    assert numbers(cell) == ["573104567891"]


def test_a_valid_number_is_kept_beside_an_invalid_one() -> None:
    found = read_cell("3104567891 / 12345", COLOMBIA)
    assert (len(found.numbers), [piece.digits for piece in found.unreadable]) == (1, ["12345"])


def test_a_prefix_that_is_there_already_is_taken_off() -> None:
    assert numbers("93104567891", PhoneRules.of("CO", prefix="9")) == ["573104567891"]


def test_a_number_that_only_begins_like_the_prefix_keeps_its_digits() -> None:
    assert numbers("961234587", PhoneRules.of("PE", prefix="9")) == ["51961234587"]
