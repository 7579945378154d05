import json
from typing import Any

import pytest

from wolkvox_cli.campaign import CampaignType
from wolkvox_cli.sandbox.body_rules import BadBodyError, read_records


def complaint(body: bytes, campaign_type: CampaignType = CampaignType.PREDICTIVE) -> str:
    with pytest.raises(BadBodyError) as caught:
        read_records(body, campaign_type)
    return str(caught.value)


@pytest.mark.parametrize(
    ("records", "sentence"),
    [
        ({"tel1": "1"}, "the body is not an array with at least one record"),
        ([], "the body is not an array with at least one record"),
        ([{"tel1": "1"}, "Ana"], "record 2 is not an object"),
        ([{}], "record 1 is empty or has a value that is no text"),
        ([{"tel1": None}], "record 1 is empty or has a value that is no text"),
        ([{"tel1": "1", "opt1": ["x"]}], "record 1 is empty or has a value that is no text"),
        ([{"tel1": "1", "phone": "2"}], "record 1 has an unknown field: phone"),
        ([{"tel1": "1", "agent_id": "7"}], "record 1 has an unknown field: agent_id"),
        ([{"opt6": "x" * 101}], "record 1: opt6 is longer than 100 characters"),
        ([{"opt7": "x" * 201}], "record 1: opt7 is longer than 200 characters"),
        ([{"tel1": "1"}] * 10_001, "10001 records, at most 10000 are taken"),
    ],
)
def test_a_broken_rule_is_named(records: Any, sentence: str) -> None:
    assert complaint(json.dumps(records).encode()) == sentence


def test_a_body_in_another_encoding_is_not_taken() -> None:
    assert complaint('[{"city": "Bogotá"}]'.encode("cp1252")) == "the body is not JSON in UTF-8"


def test_a_body_over_8_mb_is_not_taken() -> None:
    assert complaint(b" " * (8 * 1024 * 1024 + 1)) == "the body has 8388609 bytes, PHP stops at 8388608"


def test_lengths_count_characters_and_not_bytes() -> None:
    body = json.dumps([{"opt1": "ñ" * 100}], ensure_ascii=False).encode()
    assert read_records(body, CampaignType.PREDICTIVE) == [{"opt1": "ñ" * 100}]


def test_a_preview_record_has_no_email() -> None:
    body = b'[{"tel1": "1", "email": "ana@example.com"}]'
    assert complaint(body, CampaignType.PREVIEW) == "record 1 has an unknown field: email"
