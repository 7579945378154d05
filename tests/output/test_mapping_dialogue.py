from collections.abc import Callable, Iterator

import pytest

from wolkvox_cli.campaign import CampaignType
from wolkvox_cli.leads.map.mapping import ColumnMapping, MappedField, Why
from wolkvox_cli.output.console import Talk
from wolkvox_cli.output.mapping_dialogue import ask_for_changes
from wolkvox_cli.output.mapping_table import ColumnView

COLUMNS = [
    ColumnView("Nombre", ("Ana", "Luis")),
    ColumnView("Celular", ("3001234567",)),
    ColumnView("Notas", ("llamar\nluego [red]",)),
]
MAPPING = ColumnMapping(
    (
        MappedField("customer_name", "Nombre", ("Nombre",), Why.KNOWN),
        MappedField("tel1", "Celular", ("Celular",), Why.KNOWN),
    ),
    {},
    ("Notas",),
)
Typing = Callable[..., ColumnMapping]


@pytest.fixture
def typing() -> Typing:
    """Types these lines and gives the mapping that comes of it."""

    def typed(*lines: str, campaign_type: CampaignType = CampaignType.PREDICTIVE) -> ColumnMapping:
        answers: Iterator[str] = iter(lines)
        return ask_for_changes(Talk(), COLUMNS, MAPPING, campaign_type, lambda _: next(answers))

    return typed


def test_enter_keeps_the_mapping(typing: Typing) -> None:
    assert typing("") == MAPPING


def test_a_number_and_a_field_change_a_column(typing: Typing) -> None:
    assert typing("3", "opt1", "").as_json() == {
        "customer_name": "Nombre",
        "opt1": "Notas",
        "tel1": "Celular",
    }


def test_a_number_and_enter_leave_a_column_as_it_is(typing: Typing) -> None:
    assert typing("1", "", "").as_json() == {"customer_name": "Nombre", "tel1": "Celular"}


def test_a_number_and_a_dash_leave_a_column_out(typing: Typing) -> None:
    changed = typing("1", "-", "")
    assert changed.as_json() == {"tel1": "Celular"}
    assert changed.ignored == ("Nombre", "Notas")


def test_a_wrong_number_is_asked_again(typing: Typing) -> None:
    assert typing("4", "0", "x", "3", "opt1", "").as_json()["opt1"] == "Notas"


def test_a_wrong_field_is_asked_again(typing: Typing, capsys: pytest.CaptureFixture[str]) -> None:
    assert typing("3", "optt1", "opt1", "").as_json()["opt1"] == "Notas"
    assert "There is no field optt1. Did you mean opt1?" in capsys.readouterr().err


def test_a_question_mark_lists_the_fields_of_the_campaign(
    typing: Typing, capsys: pytest.CaptureFixture[str]
) -> None:
    typing("3", "?", "", "", campaign_type=CampaignType.PREVIEW)
    shown = " ".join(capsys.readouterr().err.split())
    assert "tel10, agent_id" in shown


def test_a_field_of_the_other_type_is_asked_again(typing: Typing) -> None:
    changed = typing("3", "email", "opt1", "", campaign_type=CampaignType.PREVIEW)
    assert changed.as_json()["opt1"] == "Notas"


def test_a_cell_is_shown_on_one_line_and_not_read_as_markup(
    typing: Typing, capsys: pytest.CaptureFixture[str]
) -> None:
    typing("")
    assert "llamar luego [red]" in capsys.readouterr().err
