"""What one cell holds: several numbers, extensions, and what is no number."""

import pytest

from wolkvox_cli.leads.phones import PhoneRules
from wolkvox_cli.leads.phones.parse_cell import PhoneCell, parse_cell

COLOMBIA = PhoneRules.of("CO")
ANYWHERE = PhoneRules.of()


def numbers(cell: str, rules: PhoneRules = COLOMBIA) -> list[str]:
    return [number.canonical for number in parse_cell(cell, rules).numbers]


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
    read = parse_cell(cell, rules)
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
    read = parse_cell(cell, PhoneRules.of(country))
    assert (read.numbers, [piece.reason for piece in read.unreadable]) == ((), ["it has letters"])


@pytest.mark.parametrize(
    ("cell", "country"),
    [("tel1 98765-4320", "BR"), ("casa4 4234567", "PE"), ("fijo1 4234567", "PE"), ("movil6 12345678", "ES")],
)
def test_the_number_of_a_label_is_no_digit_of_the_phone(cell: str, country: str) -> None:
    assert parse_cell(cell, PhoneRules.of(country)).numbers == ()


def test_a_number_stays_beside_a_piece_that_is_none() -> None:
    read = parse_cell("3104567891 (cel) / 234567 (casa)", PhoneRules.of("CO"))
    assert [number.canonical for number in read.numbers] == ["573104567891"]
    assert len(read.unreadable) == 1


@pytest.mark.parametrize(
    "cell",
    [
        "3104567891 mamá",
        "3104567891 casada",
        "mamá3104567891",
        "310 456 7891 Ana Ruiz",
        "3104567891 (DESPUÉS DEL MEDIODÍA)",
        "PBX 310 456 7891",
        "Conmutador (310) 456-7891",
        "call 3104567891",
        "no. 3104567891",
        "3104567891 ana@example.com",
        "https://example.com/7 3104567891",
    ],
)
def test_words_never_reject_a_number_that_stands_there_plainly(cell: str) -> None:
    read = parse_cell(cell, COLOMBIA)
    assert ([number.canonical for number in read.numbers], read.unreadable) == (["573104567891"], ())


@pytest.mark.parametrize(
    ("cell", "left_out"),
    [
        ("3104567891 AL 05", "al 05"),
        ("3104567891 R:6666", "r 6666"),
        ("3104567891 DE 14 A 22 HS", "de 14; a 22"),
        ("3104567891 (desde las 17.30 hs)", "las 17.30"),
        ("310-456-7891 (8am a 5pm)", "8 am; a 5"),
        ("310-456-7891 - Ana - 28 años", "ana 28"),
        ("apto 301 cel 3104567891", "apto 301"),
        ("apto 301 3104567891", "apto 301"),
        ("3104567891 opc 2", "opc 2"),
        ("3104567891 fax: 6014567892", "fax: 6014567892"),
        ("fax 6014567892 cel 3104567891", "fax 6014567892"),
        ("3104567891 / 6014567892 (fax)", "fax"),
        ("cc 6014567892 cel 3104567891", "cc 6014567892"),
    ],
)
def test_digits_that_belong_to_words_are_left_out_and_told(cell: str, left_out: str) -> None:
    read = parse_cell(cell, COLOMBIA)
    assert ([number.canonical for number in read.numbers], read.unreadable) == (["573104567891"], ())
    assert read.left_out == left_out


@pytest.mark.parametrize(
    "cell", ["Tel/Fax 3104567891", "teléfono y fax: 310 456 7891", "Fono-Fax 3104567891"]
)
def test_a_line_for_phone_and_fax_is_dialled(cell: str) -> None:
    assert numbers(cell) == ["573104567891"]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("Fax 3104567891", 'it is labelled "fax"'),
        ("3104567891 (fax)", 'it is labelled "fax"'),
        ("C.C. 3104567891", 'it is labelled "c.c"'),
        ("3104567891 no", 'it says "no"'),
        ("3104567891 NO LLAMAR", 'it says "no llamar"'),
        ("não ligar 3104567891", 'it says "nao ligar"'),
        ("3104567891 (número equivocado)", 'it says "equivocado"'),
        ("casa", "it has letters"),
        ("ana3104567891@example.com", "it has letters"),
        ("https://example.com/3104567891", "it has letters"),
        ("120363041234567890@g.us", "it has letters"),
    ],
)
def test_what_its_words_say_not_to_be_a_phone_is_not_dialled(cell: str, reason: str) -> None:
    read = parse_cell(cell, COLOMBIA)
    assert (read.numbers, [piece.reason for piece in read.unreadable]) == ((), [reason])


@pytest.mark.parametrize(
    "cell",
    [
        "573104567891@s.whatsapp.net",
        "573104567891:12@s.whatsapp.net",
        "573104567891@c.us",
        "https://wa.me/573104567891",
        "wa.me/+573104567891?text=Hola%206014567892",
        "https://api.whatsapp.com/send?phone=573104567891",
        "https://api.whatsapp.com/send/?text=Hola&phone=%2B573104567891&type=phone_number",
        "whatsapp://send?phone=573104567891",
    ],
)
def test_the_address_of_a_person_in_a_messenger_is_their_number(cell: str) -> None:
    assert numbers(cell) == ["573104567891"]


@pytest.mark.parametrize(
    "cell",
    [
        "+57\ufe0f-310-456-7891",
        "310\ufe0e4567891",
        "📞 310 456 7891",
        "☎3104567891",
        "3️⃣1️⃣0️⃣4567891",
        "\ue0b0 310 456 7891",
        "310\u00ad456\u20607891",
        "310\ufffd456\ufffd7891",
    ],
)
def test_icons_and_marks_that_nobody_sees_are_no_part_of_a_number(cell: str) -> None:
    assert numbers(cell) == ["573104567891"]


@pytest.mark.parametrize(
    ("cell", "country"),
    [
        ("-63146189", "CR"),
        ("-83126189.0", "CR"),
        ("-3104567891", "CO"),
        ("−3104567891", "CO"),
        ("3104567891.5", "CO"),
        ("1194984207.5", "BR"),
        ("4567892,93", None),
    ],
)
def test_a_number_that_a_spreadsheet_has_calculated_is_nobodys(cell: str, country: str | None) -> None:
    read = parse_cell(cell, PhoneRules.of(country))
    assert [piece.reason for piece in read.unreadable] == [
        "it looks like a number that a spreadsheet calculated"
    ]
    assert read.numbers == ()


@pytest.mark.parametrize(
    "cell", ["2024-05-06", "22/05/2024", "22-05-2024", "2024-05-06 10:30:00", "22.5.2024"]
)
@pytest.mark.parametrize("country", ["CR", "GT", None])
def test_a_date_is_no_number(cell: str, country: str | None) -> None:
    read = parse_cell(cell, PhoneRules.of(country))
    assert (read.numbers, [piece.reason for piece in read.unreadable]) == ((), ["it is a date"])


@pytest.mark.parametrize(
    "cell",
    [
        "06/05/2024 3104567891",
        "3104567891 2024-05-06",
        "3104567891 8:00-17:00",
        "3104567891 *",
        "$ 3104567891",
        "① 3104567891",
        "3104567891²",
    ],
)
def test_days_times_and_marks_beside_a_number_do_no_harm(cell: str) -> None:
    read = parse_cell(cell, COLOMBIA)
    assert ([number.canonical for number in read.numbers], read.unreadable) == (["573104567891"], ())


@pytest.mark.parametrize(
    ("cell", "country"),
    [("11.94984207", "BR"), ("11,94984207", "BR"), ("310.456789", "CO"), ("1.19876543", "BR")],
)
def test_a_decimal_number_whose_zeros_are_gone_has_lost_digits(cell: str, country: str) -> None:
    assert parse_cell(cell, PhoneRules.of(country)) == PhoneCell(lost_digits=True)


@pytest.mark.parametrize(
    ("cell", "country", "expected"),
    [
        ("11.949842072", "BR", "5511949842072"),
        ("11.98765.4321", "BR", "5511987654321"),
        ("1198765.4321", "BR", "5511987654321"),
        ("310.4567891", "CO", "573104567891"),
        ("- 310 456 7891", "CO", "573104567891"),
        ("3104567891-", "CO", "573104567891"),
    ],
)
def test_dots_and_dashes_between_the_digits_are_no_sign_of_a_calculation(
    cell: str, country: str, expected: str
) -> None:
    assert numbers(cell, PhoneRules.of(country)) == [expected]


@pytest.mark.parametrize(
    "piece", ["1", "1/", "1 ", "(", "a", "a1", "1,1 ", "y", "+1", "123 ", "fax 1 ", "\ufe0f", "1:"]
)
def test_a_cell_of_a_hundred_thousand_characters_is_refused_at_once(piece: str) -> None:
    cell = (piece * 100_000)[:100_000]
    assert [found.reason for found in parse_cell(cell, COLOMBIA).unreadable] == ["it has 100,000 characters"]


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
    found = parse_cell(cell, COLOMBIA)
    assert ([number.canonical for number in found.numbers], found.left_out) == (["576014567892"], extension)


def test_what_follows_an_extension_is_not_part_of_the_number_before_it() -> None:
    assert numbers("945 #12 555-9943", PhoneRules.of("US")) == []


@pytest.mark.parametrize(
    "cell", ["", " ", "nan", "None", "NULL", "NaT", "N/A", "#N/A", "-", "--", " . ", "'", "/"]
)
def test_a_cell_without_a_word_or_digit_is_empty(cell: str) -> None:
    assert parse_cell(cell, COLOMBIA) == PhoneCell()


@pytest.mark.parametrize(
    "cell", ["sin dato", "no tiene", "0", "call me", "x", "30045678**", "3104ABC891", "?1"]
)
def test_words_and_signs_are_no_numbers(cell: str) -> None:
    found = parse_cell(cell, COLOMBIA)
    assert (found.numbers, len(found.unreadable)) == ((), 1)


@pytest.mark.parametrize("cell", ["3.00123E+09", "3,00123E+09", "3E+09", "5.73001E+11", "3.1e9"])
def test_a_number_in_scientific_notation_has_lost_its_digits(cell: str) -> None:
    assert parse_cell(cell, COLOMBIA) == PhoneCell(lost_digits=True)


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
    found = parse_cell("3104567891 / 12345", COLOMBIA)
    assert (len(found.numbers), [piece.digits for piece in found.unreadable]) == (1, ["12345"])


def test_a_prefix_that_is_there_already_is_taken_off() -> None:
    assert numbers("93104567891", PhoneRules.of("CO", prefix="9")) == ["573104567891"]


def test_a_number_that_only_begins_like_the_prefix_keeps_its_digits() -> None:
    assert numbers("961234587", PhoneRules.of("PE", prefix="9")) == ["51961234587"]
