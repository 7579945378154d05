import pytest

from wolkvox_cli.campaign import (
    DIAL_FIELDS,
    FIELDS_BY_NAME,
    LEAD_FIELDS,
    CampaignType,
    FieldKind,
    LeadField,
    fields_of,
)

DOCUMENTED_REQUEST = (
    "customer_name customer_last_name id_type customer_id age gender country state city zone address "
    "opt1 opt2 opt3 opt4 opt5 opt6 opt7 opt8 opt9 opt10 opt11 opt12 "
    "tel1 tel2 tel3 tel4 tel5 tel6 tel7 tel8 tel9 tel10 tel_extra email recall_date recall_telephone"
).split()


def test_a_predictive_campaign_has_the_37_fields_of_the_documented_request_in_order() -> None:
    assert [field.name for field in fields_of(CampaignType.PREDICTIVE)] == DOCUMENTED_REQUEST


def test_a_preview_campaign_has_34_fields_the_last_of_them_the_agent() -> None:
    names = [field.name for field in fields_of(CampaignType.PREVIEW)]
    assert names == [*DOCUMENTED_REQUEST[:33], "agent_id"]


def test_every_field_is_known_by_its_name() -> None:
    assert {field.name: field for field in LEAD_FIELDS} == FIELDS_BY_NAME
    assert len(FIELDS_BY_NAME) == 38


def test_only_opt_fields_have_a_documented_length() -> None:
    limits = {field.name: field.max_length for field in LEAD_FIELDS if field.max_length is not None}
    assert limits == {f"opt{n}": 100 if n <= 6 else 200 for n in range(1, 13)}


def test_the_dialler_tries_tel1_to_tel10() -> None:
    assert tuple(f"tel{n}" for n in range(1, 11)) == DIAL_FIELDS


def test_twelve_fields_hold_phone_numbers() -> None:
    phones = {field.name for field in LEAD_FIELDS if field.kind is FieldKind.PHONE}
    assert phones == {*DIAL_FIELDS, "tel_extra", "recall_telephone"}


@pytest.mark.parametrize("field", LEAD_FIELDS, ids=lambda field: field.name)
def test_every_field_says_what_it_is_about(field: LeadField) -> None:
    assert field.about
