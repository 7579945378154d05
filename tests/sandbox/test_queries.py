from collections.abc import Callable

import httpx
import pytest

from wolkvox_cli.sandbox.account import Account
from wolkvox_cli.sandbox.server import Sandbox

ANA = {"customer_name": "Ana", "customer_id": "77", "tel1": "3001112233", "opt1": "Bogotá"}
BEN = {"customer_name": "Ben", "customer_id": "88", "tel1": "3001112244", "tel10": "3001112233"}
Ask = Callable[..., httpx.Response]
Start = Callable[..., Sandbox]


@pytest.fixture
def sandbox(start_sandbox: Start, post: Ask) -> Sandbox:
    sandbox = start_sandbox(account=Account(do_not_call=["3009998877"]))
    post(sandbox, [ANA, BEN])
    return sandbox


def test_a_campaign_shows_its_type_its_status_and_its_records(sandbox: Sandbox, ask: Ask) -> None:
    row = ask(sandbox, "information.php", api="campaigns", campaign="1").json()["data"][0]
    assert (row["campaign_id"], row["type_campaign"], row["status"], row["records"]) == (
        "1",
        "predictive",
        "Started",
        "2",
    )


def test_without_an_id_all_campaigns_are_shown(sandbox: Sandbox, ask: Ask) -> None:
    rows = ask(sandbox, "information.php", api="campaigns").json()["data"]
    assert [(row["campaign_id"], row["status"]) for row in rows] == [
        ("1", "Started"),
        ("2", "Stopped"),
        ("3", "Stopped"),
        ("4", "Started"),
    ]


def test_an_unknown_campaign_is_a_404(sandbox: Sandbox, ask: Ask) -> None:
    reply = ask(sandbox, "information.php", api="campaigns", campaign="99")
    assert (reply.status_code, reply.json()["code"]) == (404, "404")


def test_asking_for_the_quota_costs_a_request(sandbox: Sandbox, ask: Ask) -> None:
    row = ask(sandbox, "information.php", api="token_info").json()["data"][0]
    assert (row["token_limit"], row["token_use_today"], row["available_consumption_options"]) == (
        "10000",
        "2",
        "9998",
    )


def test_the_do_not_call_list_is_shown(sandbox: Sandbox, ask: Ask) -> None:
    rows = ask(sandbox, "information.php", api="get_dnc", type="outbound").json()["data"]
    assert [row["phone_number"] for row in rows] == ["3009998877"]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"customer_phone": "3001112233"}, ["Ana", "Ben"]),
        ({"customer_id": "88"}, ["Ben"]),
        ({"customer_phone": "3001112233", "customer_id": "77"}, ["Ana"]),
    ],
)
def test_records_are_found_by_phone_and_by_id(
    sandbox: Sandbox, ask: Ask, filters: dict[str, str], names: list[str]
) -> None:
    rows = ask(sandbox, "campaign.php", api="find_record", campaign_id="1", **filters).json()["data"]
    assert [row["customer_name"] for row in rows] == names


def test_a_found_record_has_its_options_and_the_time_of_its_arrival(sandbox: Sandbox, ask: Ask) -> None:
    row = ask(sandbox, "campaign.php", api="find_record", campaign_id="1", customer_id="77").json()["data"][0]
    assert (row["opt1"], row["opt2"], len(row["date"])) == ("Bogotá", "", 19)


@pytest.mark.parametrize(
    "filters",
    [
        {"customer_phone": "3001112299"},
        {"customer_phone": "3001112244", "customer_id": "77"},
        {"customer_id": "77", "campaign_id": "3"},
    ],
)
def test_nothing_found_is_a_404_with_an_envelope(sandbox: Sandbox, ask: Ask, filters: dict[str, str]) -> None:
    reply = ask(sandbox, "campaign.php", **{"api": "find_record", "campaign_id": "1"} | filters)
    assert (reply.status_code, reply.json()["msg"]) == (404, "NO RECORDS WERE FOUND")


def test_a_search_without_a_filter_is_refused(sandbox: Sandbox, ask: Ask) -> None:
    assert ask(sandbox, "campaign.php", api="find_record", campaign_id="1").status_code == 400


def test_an_id_that_json_may_escape_is_found(sandbox: Sandbox, ask: Ask, post: Ask) -> None:
    post(sandbox, [{"customer_id": "Ñ/1", "tel1": "3001112255"}])
    rows = ask(sandbox, "campaign.php", api="find_record", customer_id="Ñ/1").json()["data"]
    assert [row["tel1"] for row in rows] == ["3001112255"]


def test_the_read_back_has_all_records_under_spanish_names(sandbox: Sandbox, ask: Ask) -> None:
    reply = ask(sandbox, "campaign.php", api="campaign_15", campaign_id="1").json()
    assert reply == {
        "code": 200,
        "total_records": 2,
        "campaign_id": "1",
        "records": [
            {"nombre_cliente": "Ana", "id_cliente": "77", "tel1": "3001112233", "opt1": "Bogotá"},
            {"nombre_cliente": "Ben", "id_cliente": "88", "tel1": "3001112244", "tel10": "3001112233"},
        ],
    }


def test_another_path_is_no_api(sandbox: Sandbox) -> None:
    assert httpx.get(sandbox.url + "/information.php?api=campaigns").status_code == 401
    reply = httpx.get(sandbox.url + "/information.php", headers={"wolkvox-token": "sandbox-token"})
    assert (reply.status_code, reply.headers["content-type"]) == (404, "text/html; charset=UTF-8")


def test_the_read_back_of_an_unknown_campaign_is_a_404(sandbox: Sandbox, ask: Ask) -> None:
    assert ask(sandbox, "campaign.php", api="campaign_15", campaign_id="99").status_code == 404
