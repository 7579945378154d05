from wolkvox_cli.leads.map.column_mapping import assign
from wolkvox_cli.leads.map.mapping import ColumnMapping, MappedField, Why

HEADINGS = ["Nombre", "Ape 1", "Ape 2", "Celular", "Fijo", "Notas"]
MAPPING = ColumnMapping(
    (
        MappedField("customer_name", "Nombre", ("Nombre",), Why.KNOWN),
        MappedField("customer_last_name", "{Ape 1} {Ape 2}", ("Ape 1", "Ape 2"), Why.KNOWN),
        MappedField("tel1", "Celular", ("Celular",), Why.KNOWN),
        MappedField("tel2", "Fijo", ("Fijo",), Why.KNOWN),
    ),
    {"opt1": "campaña"},
    ("Notas",),
)


def test_a_column_that_went_nowhere_gets_a_field() -> None:
    changed = assign(MAPPING, HEADINGS, "Notas", "opt2")
    assert changed.as_json()["opt2"] == "Notas"
    assert changed.ignored == ()


def test_fields_stay_in_the_apis_order() -> None:
    changed = assign(MAPPING, HEADINGS, "Notas", "opt2")
    assert list(changed.as_json()) == ["customer_name", "customer_last_name", "opt2", "tel1", "tel2"]


def test_a_column_that_is_displaced_goes_nowhere() -> None:
    changed = assign(MAPPING, HEADINGS, "Fijo", "tel1")
    assert changed.as_json()["tel1"] == "Fijo"
    assert "tel2" not in changed.as_json()
    assert changed.ignored == ("Celular", "Notas")


def test_a_column_is_left_out() -> None:
    changed = assign(MAPPING, HEADINGS, "Fijo", None)
    assert "tel2" not in changed.as_json()
    assert changed.ignored == ("Fijo", "Notas")


def test_the_other_part_of_a_joined_field_stays() -> None:
    changed = assign(MAPPING, HEADINGS, "Ape 2", None)
    assert changed.as_json()["customer_last_name"] == "Ape 1"


def test_a_column_takes_the_place_of_a_constant() -> None:
    changed = assign(MAPPING, HEADINGS, "Notas", "opt1")
    assert changed.constants == {}


def test_what_was_chosen_says_so() -> None:
    changed = assign(MAPPING, HEADINGS, "Notas", "opt1")
    assert changed.fields[2] == MappedField("opt1", "Notas", ("Notas",), Why.YOU)
