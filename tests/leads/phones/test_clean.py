"""The phone columns of a chunk: order, gaps, and the problems that are told."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.phones import PhoneColumns, PhoneRules, clean_phones
from wolkvox_cli.leads.text_columns import text_frame
from wolkvox_cli.leads.validate.catalogue import CATALOGUE, sentences

COLOMBIA = PhoneRules.of("CO")


def cleaned(fields: Mapping[str, list[str]], rules: PhoneRules = COLOMBIA) -> PhoneColumns:
    """The rows are numbered from 2, the headings are the fields' names in capitals."""
    numbers = text_frame(fields, range(2, 2 + len(next(iter(fields.values())))))
    return clean_phones(numbers, rules, {name: name.upper() for name in fields})


def sent(phones: PhoneColumns) -> dict[str, list[str]]:
    return {str(name): list(column) for name, column in phones.columns.items()}


def told(phones: PhoneColumns, code: str) -> list[tuple[object, object, list[int], list[str]]]:
    found = phones.problems[phones.problems["code"] == code]
    return [
        (severity, field, same["row"].tolist(), same["value"].tolist())
        for (severity, field), same in found.groupby(["severity", "field"], sort=False)
    ]


def only(phones: PhoneColumns) -> "pd.Series[Any]":
    assert len(phones.problems) == 1
    return phones.problems.iloc[0]


def test_valid_numbers_move_up_so_that_tel1_is_dialled_first() -> None:
    phones = cleaned({"tel1": [""], "tel2": ["12"], "tel3": ["310 456 7891"]})
    assert sent(phones) == {"tel1": ["3104567891"], "tel2": [""], "tel3": [""]}


def test_numbers_in_order_stay_where_they_are() -> None:
    phones = cleaned({"tel1": ["3104567891"], "tel2": ["6014567892"]})
    assert sent(phones) == {"tel1": ["3104567891"], "tel2": ["6014567892"]}


def test_a_second_number_of_a_cell_follows_after_the_others() -> None:
    phones = cleaned({"tel1": ["3104567891 / 3124567893"], "tel2": ["6014567892"]})
    assert sent(phones) == {"tel1": ["3104567891"], "tel2": ["6014567892"], "tel3": ["3124567893"]}


def test_the_same_number_in_two_spellings_is_kept_once() -> None:
    phones = cleaned({"tel1": ["310 456 7891"], "tel2": ["+573104567891"], "tel3": ["6014567892"]})
    assert sent(phones) == {"tel1": ["3104567891"], "tel2": ["6014567892"], "tel3": [""]}


def test_the_same_number_in_two_leads_is_kept_in_both() -> None:
    assert sent(cleaned({"tel1": ["3104567891", "3104567891"]})) == {"tel1": ["3104567891", "3104567891"]}


def test_the_extra_number_stays_in_its_field() -> None:
    phones = cleaned({"tel1": [""], "tel2": ["3104567891"], "tel_extra": ["6014567892"]})
    assert sent(phones) == {"tel1": ["3104567891"], "tel2": [""], "tel_extra": ["6014567892"]}


def test_the_extra_number_moves_up_when_nothing_else_can_be_dialled() -> None:
    phones = cleaned({"tel1": ["12345"], "tel_extra": ["6014567892"]})
    assert sent(phones) == {"tel1": ["6014567892"], "tel_extra": [""]}


def test_an_extra_number_alone_becomes_tel1() -> None:
    assert sent(cleaned({"tel_extra": ["6014567892"]})) == {"tel1": ["6014567892"], "tel_extra": [""]}


def test_an_extra_number_that_is_there_already_is_kept_once() -> None:
    phones = cleaned({"tel1": ["6014567892"], "tel_extra": ["601 456 7892"]})
    assert sent(phones) == {"tel1": ["6014567892"], "tel_extra": [""]}


def test_fields_come_in_the_order_they_are_dialled() -> None:
    phones = cleaned({"tel_extra": ["6014567892"], "tel2": ["3104567891"]})
    assert list(phones.columns) == ["tel1", "tel2", "tel_extra"]


def test_numbers_that_find_no_field_are_left_out_with_a_warning() -> None:
    fields = {name: [f"31045678{index:02}"] for index, name in enumerate(DIAL_FIELDS)}
    phones = cleaned(fields | {"tel10": ["3104567810 / 3104567811"]})
    assert told(phones, "phone.surplus") == [("warning", "tel10", [2], ["3104567810 / 3104567811"])]


def test_the_surplus_warning_names_the_number() -> None:
    fields = {name: [f"31045678{index:02}"] for index, name in enumerate(DIAL_FIELDS)}
    phones = cleaned(fields | {"tel10": ["3104567810 / 3104567811"]})
    assert "3104567811" in sentences(phones.problems).item()


def test_an_invalid_number_beside_a_valid_one_is_a_warning() -> None:
    phones = cleaned({"tel1": ["12345"], "tel2": ["3104567891"]})
    assert told(phones, "phone.invalid") == [("warning", "tel1", [2], ["12345"])]


def test_an_invalid_number_alone_is_an_error() -> None:
    phones = cleaned({"tel1": ["3104567891", "12345"]})
    assert told(phones, "phone.invalid") == [("error", "tel1", [3], ["12345"])]


def test_all_invalid_cells_of_a_lead_without_a_number_are_told() -> None:
    phones = cleaned({"tel1": ["12345"], "tel2": ["sin dato"]})
    assert told(phones, "phone.invalid") == [
        ("error", "tel1", [2], ["12345"]),
        ("error", "tel2", [2], ["sin dato"]),
    ]


def test_a_lead_without_any_phone_is_an_error() -> None:
    phones = cleaned({"tel1": ["", "3104567891"], "tel2": ["N/A", ""]})
    assert told(phones, "phone.missing") == [("error", "tel1", [2], [""])]


def test_a_lead_with_an_invalid_phone_is_not_said_to_lack_one() -> None:
    assert told(cleaned({"tel1": ["12345"]}), "phone.missing") == []


def test_lost_digits_are_an_error_even_beside_a_valid_number() -> None:
    phones = cleaned({"tel1": ["3.10456E+09"], "tel2": ["3104567891"]})
    assert told(phones, "phone.lost-digits") == [("error", "tel1", [2], ["3.10456E+09"])]


def test_an_extension_is_a_warning() -> None:
    phones = cleaned({"tel1": ["6014567892 ext 4"]})
    assert told(phones, "phone.extension") == [("warning", "tel1", [2], ["6014567892 ext 4"])]


def test_a_problem_carries_the_users_heading() -> None:
    assert only(cleaned({"tel1": ["12345"]}))["column"] == "TEL1"


def test_rows_with_a_number_can_be_dialled() -> None:
    phones = cleaned({"tel1": ["3104567891", "", "12345"], "tel2": ["", "6014567892", ""]})
    assert phones.dialable.tolist() == [True, True, False]


def test_a_callback_number_alone_cannot_be_dialled() -> None:
    phones = cleaned({"tel1": [""], "recall_telephone": ["3104567891"]})
    assert phones.dialable.tolist() == [False]


TWELVE = " / ".join(f"31045678{n}" for n in range(20, 32))


def test_a_row_with_two_numbers_too_many_has_one_warning_that_names_both() -> None:
    problem = only(cleaned({"tel1": [TWELVE]}))
    assert str(problem["row"]) == "2"
    assert problem["detail"] == "3104567830, 3104567831"


def test_the_extra_field_takes_a_number_that_finds_no_other() -> None:
    phones = cleaned({"tel1": [TWELVE], "tel_extra": [""]})
    assert sent(phones)["tel_extra"] == ["3104567830"]
    assert only(phones)["detail"] == "3104567831"


def test_a_taken_extra_field_takes_no_other_number() -> None:
    phones = cleaned({"tel1": [TWELVE], "tel_extra": ["6014567892"]})
    assert sent(phones)["tel_extra"] == ["6014567892"]


def test_an_invalid_callback_number_is_blanked_with_a_warning() -> None:
    phones = cleaned({"tel1": ["3104567891"], "recall_telephone": ["luego"]})
    assert (told(phones, "phone.invalid"), sent(phones)["recall_telephone"]) == (
        [("warning", "recall_telephone", [2], ["luego"])],
        [""],
    )


def test_a_callback_number_may_equal_a_dialled_one() -> None:
    phones = cleaned({"tel1": ["3104567891"], "recall_telephone": ["310 456 7891"]})
    assert sent(phones) == {"tel1": ["3104567891"], "recall_telephone": ["3104567891"]}


def test_a_second_callback_number_is_left_out_with_a_warning() -> None:
    phones = cleaned({"tel1": ["3104567891"], "recall_telephone": ["3104567891 / 6014567892"]})
    assert told(phones, "phone.surplus") == [
        ("warning", "recall_telephone", [2], ["3104567891 / 6014567892"])
    ]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("national", "93104567891"), ("international", "9573104567891"), ("as-is", "90573104567891")],
)
def test_the_prefix_stands_before_every_form(wanted: str, expected: str) -> None:
    rules = PhoneRules.of("CO", wanted, "9")
    cell = "0573104567891" if wanted == "as-is" else "+57 310 456 7891"
    assert sent(cleaned({"tel1": [cell]}, rules)) == {"tel1": [expected if wanted != "as-is" else ""]}


def test_numbers_of_other_countries_keep_their_code() -> None:
    assert sent(cleaned({"tel1": ["+34 612 34 78 56"]})) == {"tel1": ["34612347856"]}


def test_without_a_country_the_digits_stay_as_they_are() -> None:
    assert sent(cleaned({"tel1": ["01835-703597"]}, PhoneRules.of())) == {"tel1": ["01835703597"]}


def test_all_spellings_of_a_number_compare_equal() -> None:
    cells = ["3104567891", "+57 310 4567891", "0057-310-456-7891", "573104567891", "03104567891"]
    assert set(cleaned({"tel1": cells}).canonical["tel1"]) == {"573104567891"}


@pytest.mark.parametrize(
    ("country", "cell", "reason"),
    [
        (
            "CO",
            "4567892",
            "its prefix is missing: since 2021 a landline has 60 and the digit of its area before it, "
            "in Bogotá 6014567892",
        ),
        ("CO", "031 4567892", "it is written as before 2021, today it is 6014567892"),
        ("CO", "(4) 448 78 93", "it is written as before 2021, today it is 6044487893"),
        ("CO", "12345", "it has 5 digits, numbers in Colombia have 10"),
        ("CO", "800456789123", "it has 12 digits, numbers in Colombia have 10"),
        ("CO", "3904567891", "no number in Colombia begins with 390"),
        ("CO", "6090000000", "no number in Colombia begins with 609"),
        (
            "CO",
            "6014567",
            "its prefix is missing: since 2021 a landline has 60 and the digit of its area before it, "
            "in Bogotá 6016014567",
        ),
        ("US", "123-545-5421", "no number in the United States begins with 123"),
        ("CO", "0300456781", "it has 9 digits after 0, numbers in Colombia have 10"),
        ("CO", "03004567812345", "it has 13 digits after 0, numbers in Colombia have 10"),
        ("VE", "0413-3705540", "no number in Venezuela begins with 0413"),
        ("VE", "0414-370554", "it has 9 digits after 0, numbers in Venezuela have 10"),
        (
            "CO",
            "34612347856",
            "it has 11 digits, numbers in Colombia have 10; "
            "a number of another country needs + before its code",
        ),
        ("CO", "+999 1234567", "no country has such a number"),
        ("CO", "6123ABC78", "it has letters"),
        ("CO", "30012345**", 'it has a "*"'),
        ("CO", "-1199", "it looks like a number that a spreadsheet calculated"),
        ("CO", "3333333333", "it looks made up"),
        ("MX", "615 7042", "its area code is missing: numbers in Mexico have 10 digits"),
        ("BR", "3321-8840", "its area code is missing: numbers in Brazil have 10 or 11 digits"),
        ("US", "+65 6561 2345", "its digits without + are a number in the United States"),
        (None, "12345", "it has 5 digits, a phone number has 7 to 15"),
        (None, "1234567890123456", "it has 16 digits, a phone number has 7 to 15"),
        (None, "+57 1 4567892", "no country has such a number"),
        (None, "7777777", "it looks made up"),
        ("CO", "+57 1 4567892", "it is written as before 2021, today it is 6014567892"),
        ("CO", "0", "it has 1 digit, numbers in Colombia have 10"),
        ("CO", "+57300", "it has 3 digits after 57, numbers in Colombia have 10"),
        ("EC", "0987654321", "it looks made up"),
        ("PE", "51987654321", "it looks made up"),
        ("PE", "+51 987 654 321", "it looks made up"),
        ("AR", "15 4567-8123", "its area code is missing: numbers in Argentina have 10 or 11 digits"),
    ],
)
def test_a_reason_says_what_is_wrong(country: str | None, cell: str, reason: str) -> None:
    assert only(cleaned({"tel1": [cell]}, PhoneRules.of(country)))["detail"] == reason


def test_every_problem_has_a_sentence_in_the_catalogue() -> None:
    phones = cleaned(
        {"tel1": ["12", "", "3.1E+09", "6014567892 x1"], "recall_telephone": ["3104567891 6014567892"] * 4}
    )
    assert set(phones.problems["code"]) <= set(CATALOGUE)
    assert sentences(phones.problems).str.endswith(".").all()


def test_an_empty_chunk_has_no_problems() -> None:
    assert cleaned({"tel1": []}).problems.empty


def test_a_row_without_problems_has_none() -> None:
    assert cleaned({"tel1": ["3104567891"]}).problems.empty
