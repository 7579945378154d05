"""What the look-up calls answer, in all the shapes they may take."""

import json

import pytest

from wolkvox_cli.campaign import CampaignStatus, CampaignType
from wolkvox_cli.tokens import Token
from wolkvox_cli.upload.lookup_replies import (
    LookUpFailed,
    TokenInfo,
    pick_campaign,
    read_campaign,
    read_look_up,
    read_rows,
    read_token_info,
)
from wolkvox_cli.upload.outcomes import RefusalReason
from wolkvox_cli.upload.replies import Envelope


def answer(**fields: object) -> Envelope:
    return Envelope(200, "", "", fields)


@pytest.mark.parametrize("status", [200, 404, 500])
def test_the_apis_own_not_found_means_nothing_there(status: int) -> None:
    assert read_look_up(status, b'{"code":"404","msg":"NO RECORDS FOUND"}') is None


@pytest.mark.parametrize(
    "words",
    [
        {"error": None, "msg": "NO RECORDS WERE FOUND", "data": []},
        {"error": "", "msg": "CUSTOMER NOT FOUND IN THE CAMPAIGN", "data": []},
        {"error": None, "msg": "No se encontraron registros", "data": []},
        {"error": None, "msg": "El registro no existe", "data": []},
        {"error": None, "msg": "THE RECORD DOES NOT EXIST", "data": []},
        {"error": None, "msg": "Nenhum registro encontrado", "data": []},
        {"error": "NOT FOUND", "msg": "", "data": []},
        {"msg": "NO DATA FOUND"},
        {"error": None, "msg": "NO RECORDS AVAILABLE", "data": []},
    ],
)
@pytest.mark.parametrize("status", [200, 404])
def test_that_there_are_no_such_records_is_said_by_the_api_itself(
    status: int, words: dict[str, object]
) -> None:
    assert read_look_up(status, json.dumps({"code": "404", **words}).encode(), of_records=True) is None


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (404, {"code": 404, "message": "Not Found"}),
        (404, {"code": 404, "error": "no healthy upstream"}),
        (503, {"code": 404, "message": "service not found"}),
        (200, {"code": 404, "message": "Not Found"}),
        (500, {"code": "404", "error": "DATABASE CONNECTION FAILED", "msg": "", "data": []}),
        (404, {"code": "404", "error": "DATABASE CONNECTION FAILED", "msg": "", "data": []}),
        (404, {"code": "404", "error": None, "msg": "CAMPAIGN NOT FOUND", "data": []}),
        (502, {"code": "404", "error": None, "msg": "NO RECORDS WERE FOUND", "data": []}),
        (404, {"code": "404", "error": None, "msg": "", "data": []}),
        (404, {"code": "404", "error": None, "msg": "ERROR", "data": []}),
        (404, {"code": "404", "error": None, "msg": "INVALID CUSTOMER_PHONE", "data": []}),
        (404, {"code": "404", "error": None, "msg": "CUSTOMER ID MUST BE NUMERIC", "data": []}),
        (404, {"code": "404", "error": None, "msg": "CLIENTE BLOQUEADO", "data": []}),
        (404, {"code": "404", "error": None, "msg": "NO RESULTS, INDEX IS BEING REBUILT", "data": []}),
        (404, {"code": "404", "error": None, "msg": "NO DATA: QUERY TOO LONG", "data": []}),
        (200, {"code": 200, "data": None}),
        (200, {"code": 200, "data": []}),
    ],
)
def test_no_other_answer_says_that_there_are_no_such_records(status: int, content: object) -> None:
    with pytest.raises(LookUpFailed):
        read_look_up(status, json.dumps(content).encode(), of_records=True)


def test_records_are_believed_in_any_form() -> None:
    assert read_look_up(200, b'{"code":200,"data":[{"tel1":"3005550101"}]}', of_records=True) is not None


def test_a_full_campaign_is_not_taken_for_nothing_found() -> None:
    with pytest.raises(LookUpFailed) as failure:
        read_look_up(404, b'{"code":"404","msg":"MORE THAN YOUR LICENSES"}')
    assert failure.value.refusal is not None
    assert failure.value.refusal.reason is RefusalReason.CAPACITY


def test_a_refusal_that_repeats_the_token_is_masked() -> None:
    body = json.dumps({"code": "403", "msg": "PLEASE VALIDATE TOKEN made-up-7"}).encode()
    with pytest.raises(LookUpFailed, match=r"VALIDATE TOKEN \*\*\*\*$"):
        read_look_up(403, body, secret=Token("made-up-7", "test"))


@pytest.mark.parametrize("data", [None, "", " ", "null", []])
def test_a_blank_list_holds_no_rows(data: object) -> None:
    assert read_rows(answer(data=data), "data") == []


def test_nothing_found_is_no_rows() -> None:
    assert read_rows(None, "data") == []


@pytest.mark.parametrize("data", [[{"a": 1}], {"a": "1"}, {"0": {"a": 1}}])
def test_rows_come_as_a_list_alone_or_numbered(data: object) -> None:
    assert read_rows(answer(data=data), "data") == [{"a": "1"}]


def test_the_first_name_that_is_there_counts() -> None:
    assert read_rows(answer(records=[{"a": 1}]), "data", "records") == [{"a": "1"}]


@pytest.mark.parametrize("data", ["rows", 5, ["row"], [[{}]]])
def test_what_are_no_rows_is_a_failed_look_up(data: object) -> None:
    with pytest.raises(LookUpFailed):
        read_rows(answer(data=data), "data")


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Started", CampaignStatus.START),
        ("start", CampaignStatus.START),
        ("INICIADA", CampaignStatus.START),
        ("Stopped", CampaignStatus.STOP),
        ("stop", CampaignStatus.STOP),
        ("detenida", CampaignStatus.STOP),
        ("paused", None),
        ("1", None),
        ("", None),
    ],
)
def test_a_status_is_known_by_its_word_and_never_guessed(word: str, status: CampaignStatus | None) -> None:
    campaign = read_campaign({"campaign_id": "1", "status": word})
    assert campaign is not None
    assert campaign.status is status


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Predictive", CampaignType.PREDICTIVE),
        ("PREVIEW", CampaignType.PREVIEW),
        ("SMS", CampaignType.PREDICTIVE),
        ("whatsapp", CampaignType.PREDICTIVE),
        ("robot", None),
        ("", None),
    ],
)
def test_a_type_is_known_by_how_such_campaigns_are_loaded(word: str, kind: CampaignType | None) -> None:
    campaign = read_campaign({"campaign_id": "1", "type_campaign": word})
    assert campaign is not None
    assert (campaign.type, campaign.type_name) == (kind, word)


def test_a_record_counter_that_is_no_number_is_unknown() -> None:
    campaign = read_campaign({"campaign_id": "1", "records": "many"})
    assert campaign is not None
    assert campaign.records is None


def test_the_asked_for_campaign_is_picked_from_all() -> None:
    rows = [{"campaign_id": "1"}, {"campaign_id": "0012", "campaign_name": "b"}]
    assert pick_campaign(rows, "12").name == "b"


def test_another_campaign_than_the_asked_for_is_not_taken() -> None:
    with pytest.raises(LookUpFailed, match="knows no campaign 2"):
        pick_campaign([{"campaign_id": "1"}], "2")


@pytest.mark.parametrize(
    ("row", "info"),
    [
        ({"token_limit": "1000", "token_use_today": "10", "all_token_today": "40"}, TokenInfo(1000, 40, 960)),
        ({"token_limit": "1000", "available_consumption_options": "7"}, TokenInfo(1000, None, 7)),
        (
            {"token_limit": "10", "token_use_today": "4", "available_consumption_options": "9"},
            TokenInfo(10, 4, 6),
        ),
        ({"token_limit": "10", "token_use_today": "40"}, TokenInfo(10, 40, 0)),
        ({"token_use_today": "4"}, TokenInfo(None, 4, None)),
    ],
)
def test_of_figures_that_disagree_the_one_that_leaves_less_is_believed(
    row: dict[str, str], info: TokenInfo
) -> None:
    assert read_token_info([row]) == info


def test_a_token_that_may_never_make_a_request_is_a_failed_look_up() -> None:
    with pytest.raises(LookUpFailed, match="never had a request"):
        read_token_info([{"token_limit": "0", "token_use_today": "0", "available_consumption_options": "0"}])


@pytest.mark.parametrize("rows", [[], [{}], [{"token_limit": "plenty"}]])
def test_no_figures_at_all_are_a_failed_look_up(rows: list[dict[str, str]]) -> None:
    with pytest.raises(LookUpFailed, match="no figures"):
        read_token_info(rows)
