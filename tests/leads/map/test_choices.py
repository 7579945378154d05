import pytest

from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.map.choices import (
    find_column,
    parse_choice,
    parse_constant,
    parse_each,
    resolve,
    typed,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tel1=Celular", ("tel1", "Celular")),
        (" tel1 = Celular 2 ", ("tel1", "Celular 2")),
        ("tel2=", ("tel2", "")),
        ("opt1=a=b", ("opt1", "a=b")),
        ("customer_last_name={Apellido 1} {Apellido 2}", ("customer_last_name", "{Apellido 1} {Apellido 2}")),
    ],
)
def test_a_choice_is_a_field_and_a_column(text: str, expected: tuple[str, str]) -> None:
    assert parse_choice(text) == expected


def test_a_choice_without_an_equals_sign_shows_the_form() -> None:
    with pytest.raises(CommandError) as caught:
        parse_choice("tel1:Celular")
    assert caught.value.code == "mapping.bad-choice"
    assert caught.value.message == "--map 'tel1:Celular' is not of the form FIELD=COLUMN."
    assert caught.value.hint == "For example: --map tel1=Celular"


@pytest.mark.parametrize(("name", "meant"), [("telefono1", "tel1"), ("e-mail", "email"), ("Tel1", "tel1")])
def test_an_unknown_field_names_the_nearest(name: str, meant: str) -> None:
    with pytest.raises(CommandError) as caught:
        parse_choice(f"{name}=X")
    assert caught.value.code == "mapping.unknown-field"
    assert caught.value.hint.startswith(f"Did you mean {meant}?")


def test_a_field_like_no_other_points_at_the_list() -> None:
    with pytest.raises(CommandError) as caught:
        parse_choice("zzzzzzzz=X")
    assert caught.value.hint == "`wolkvox fields` lists them all."


def test_a_constant_needs_a_value() -> None:
    with pytest.raises(CommandError) as caught:
        parse_constant("country=")
    assert caught.value.message == "--set country= gives no value."


def test_a_field_given_twice_is_an_error() -> None:
    with pytest.raises(CommandError, match="tel1 is given twice: 'A' and 'B'"):
        parse_each(["tel1=A", "tel1=B"], parse_choice)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Teléfono", "Teléfono"),
        ("telefono", "Teléfono"),
        ("NOTAS", "Notas "),
        ("3", "Saldo"),
    ],
)
def test_a_column_is_found_by_heading_by_compared_form_or_by_number(text: str, expected: str) -> None:
    assert find_column(text, ["Teléfono", "Notas ", "Saldo"], "--map tel1") == expected


@pytest.mark.parametrize("text", ["0", "4", "-1", "²", "", "Otro"])
def test_a_column_that_is_not_there_is_an_error(text: str) -> None:
    with pytest.raises(CommandError) as caught:
        find_column(text, ["Teléfono", "Notas ", "Saldo"], "--map tel1")
    assert caught.value.code == "mapping.unknown-column"


def test_an_exact_heading_is_no_question_though_others_read_alike() -> None:
    assert find_column("tel", ["Tel", "tel", "TEL"], "--map tel1") == "tel"


def test_several_columns_that_read_alike_are_an_error() -> None:
    with pytest.raises(CommandError) as caught:
        find_column("tél", ["Tel", "tel"], "--map tel1")
    assert caught.value.code == "mapping.two-columns"
    assert caught.value.message == """--map tel1: several columns read as 'tél': "Tel", "tel"."""


def test_an_unknown_column_without_a_near_one_lists_the_columns() -> None:
    with pytest.raises(CommandError) as caught:
        find_column("zzz", ["Nombre", "Celular"], "--map tel1")
    assert caught.value.hint == 'Its columns are "Nombre", "Celular"'


def test_a_template_names_its_columns_in_order_and_once() -> None:
    headings = ["Ape 1", "Ape 2", "Nombre"]
    found = resolve("{ape 2}, {Nombre} {ape 2}", headings, "--map")
    assert found == ("{Ape 2}, {Nombre} {Ape 2}", ("Ape 2", "Nombre"))


def test_a_heading_with_braces_is_a_heading() -> None:
    assert resolve("{a}", ["{a}", "a"], "--map") == ("{a}", ("{a}",))


def test_a_template_with_an_unknown_column_is_an_error() -> None:
    with pytest.raises(CommandError, match="no column 'Apellido'"):
        resolve("{Nombre} {Apellido}", ["Nombre"], "--map")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Celular", "--map tel1=Celular"),
        ("Otro número", '--map "tel1=Otro número"'),
        ("{A} {B}", '--map "tel1={A} {B}"'),
        ("precio $", "--map 'tel1=precio $'"),
    ],
)
def test_an_option_is_quoted_as_the_shell_needs_it(value: str, expected: str) -> None:
    assert typed("--map", "tel1", value) == expected


def test_a_column_before_the_field_is_told_to_stand_behind_it() -> None:
    with pytest.raises(CommandError) as caught:
        parse_choice("Celular=tel1")
    assert caught.value.hint == "The field comes first: --map tel1=Celular"
