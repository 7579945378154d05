import http.client
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from wolkvox_cli.campaign import CampaignStatus, CampaignType
from wolkvox_cli.sandbox.account import Account, SandboxCampaign
from wolkvox_cli.sandbox.server import Sandbox

ANA = {"customer_name": "Ana", "tel1": "3001112233"}
BEN = {"customer_name": "Ben", "tel1": "3001112244"}
Post = Callable[..., httpx.Response]
Start = Callable[..., Sandbox]


def said(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["msg"]


def test_records_that_keep_the_rules_are_added_with_the_documented_answer(
    start_sandbox: Start, post: Post
) -> None:
    reply = post(start_sandbox(), [ANA])
    assert reply.text == (
        '{"code":"201","error":null,"msg":"All records has been added successfully",'
        '"data":[{"total_registers":" "}]}'
    )


def test_records_are_kept_in_order_of_arrival(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox()
    post(sandbox, [ANA, BEN])
    post(sandbox, [BEN])
    assert sandbox.account.records("1") == [ANA, BEN, BEN]


@pytest.mark.parametrize(
    ("headers", "answer"),
    [
        ({}, (401, "PLEASE ENTER THE WOLKVOX-TOKEN")),
        ({"wolkvox-token": ""}, (401, "PLEASE ENTER THE WOLKVOX-TOKEN")),
        ({"wolkvox-token": "another"}, (403, "PLEASE VALIDATE TOKEN")),
    ],
)
def test_without_the_right_token_nothing_is_added(
    start_sandbox: Start, post: Post, headers: dict[str, str], answer: tuple[int, str]
) -> None:
    sandbox = start_sandbox()
    assert said(post(sandbox, [ANA], headers=headers)) == answer
    assert sandbox.account.records("1") == []


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ({"campaign_id": ""}, (400, "SOME PARAMETERS ARE REQUIRED")),
        ({"type_campaign": ""}, (400, "SOME PARAMETERS ARE REQUIRED")),
        ({"campaign_status": ""}, (400, "SOME PARAMETERS ARE REQUIRED")),
        ({"campaign_status": "stop"}, (400, "SOME PARAMETERS ARE REQUIRED")),
        ({"campaign_id": "99"}, (404, "CAMPAIGN NOT FOUND")),
        ({"type_campaign": "preview"}, (404, "CAMPAIGN NOT FOUND")),
        ({"api": "add_records"}, (400, "THE API YOU WANT TO CONSULT DOES NOT EXIST")),
    ],
)
def test_a_call_with_a_wrong_parameter_is_refused(
    start_sandbox: Start, post: Post, query: dict[str, str], answer: tuple[int, str]
) -> None:
    assert said(post(start_sandbox(), [ANA], query=query)) == answer


def test_a_body_that_breaks_a_rule_is_refused_with_the_reason(start_sandbox: Start, post: Post) -> None:
    reply = post(start_sandbox(), [ANA, {"tel1": 3001112233}])
    assert reply.json() == {
        "code": "400",
        "error": "record 2 is empty or has a value that is no text",
        "msg": "SOME PARAMETERS ARE REQUIRED",
        "data": [],
    }


def test_a_preview_campaign_takes_an_agent(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox()
    query = {"type_campaign": "preview", "campaign_id": "2", "campaign_status": "stop"}
    assert post(sandbox, [ANA | {"agent_id": "1001"}], query=query).status_code == 201
    assert post(sandbox, [ANA | {"agent_id": "1001"}]).status_code == 400


def test_a_campaign_takes_no_more_than_it_has_room_for(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox(account=Account(capacity=2))
    post(sandbox, [ANA])
    assert post(sandbox, [ANA, BEN]).status_code == 404
    assert sandbox.account.records("1") == [ANA]
    assert post(sandbox, [BEN]).status_code == 201


def test_a_full_campaign_names_licenses(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox(account=Account(capacity=0))
    assert said(post(sandbox, [ANA])) == (
        404,
        "THE CAMPAIGN EXCEEDS THE LIMIT OF RECORDS FOR YOUR LICENSES (50000)",
    )


def test_the_quota_is_a_thousand_requests_for_each_licence(start_sandbox: Start, post: Post) -> None:
    account = Account(licenses=2)
    account.quota_used = 1999
    sandbox = start_sandbox(account=account)
    assert post(sandbox, [ANA]).status_code == 201
    assert said(post(sandbox, [BEN])) == (403, "TOKEN LIMIT EXCEEDED")
    assert account.records("1") == [ANA]


def at_once(number: int, send: Callable[[], httpx.Response]) -> list[int]:
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(send().status_code)) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def test_a_third_request_at_once_is_refused(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox(delay=0.3)
    assert at_once(3, lambda: post(sandbox, [ANA])) == [201, 201, 403]
    assert sandbox.peak_in_flight == 3


def test_one_request_after_another_is_never_two_at_once(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox()
    for _ in range(50):
        post(sandbox, [ANA])
    assert sandbox.peak_in_flight == 1


def test_a_request_whose_client_gave_up_is_no_longer_in_flight(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox("hang-applied")
    with pytest.raises(httpx.ReadTimeout):
        post(sandbox, [ANA], seconds=0.1)
    assert post(sandbox, [BEN]).status_code == 201
    assert sandbox.peak_in_flight == 1


def test_a_body_that_ends_early_is_not_applied(start_sandbox: Start) -> None:
    sandbox = start_sandbox()
    head = (
        b"POST /api/v2/campaign.php?api=add_record&type_campaign=predictive&campaign_id=1"
        b"&campaign_status=start HTTP/1.1\r\nHost: x\r\n"
        b"wolkvox-token: sandbox-token\r\nContent-Length: 100\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", sandbox.port)) as connection:
        connection.sendall(head + b'[{"tel1": "3001112233"}]')
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b""
    assert sandbox.account.records("1") == []


def test_a_body_without_a_length_is_not_taken(start_sandbox: Start) -> None:
    sandbox = start_sandbox()
    pieces = iter([b"[", b"]"])
    reply = httpx.post(
        sandbox.url + "/api/v2/campaign.php?api=add_record",
        content=pieces,
        headers={"wolkvox-token": "sandbox-token"},
    )
    assert reply.status_code == 411


def test_a_full_batch_is_taken_fast(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox()
    record = {f"opt{n}": "x" * 45 for n in range(1, 13)} | {"tel1": "3001112233"}
    body = json.dumps([record] * 10_000).encode()
    post(sandbox, body=body)
    assert len(body) == 7_110_000
    assert min(_seconds(lambda: post(sandbox, body=body)) for _ in range(3)) < 1.0


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_the_state_tells_what_was_asked_and_what_came_of_it(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox("502@2")
    post(sandbox, [ANA, BEN])
    post(sandbox, [ANA, BEN])
    state = httpx.get(sandbox.url + "/_sandbox/state").json()
    assert state["campaigns"]["1"] == {"type": "predictive", "status": "start", "records": 2, "batches": 1}
    assert [(r["number"], r["records"], r["status"], r["fault"]) for r in state["requests"]] == [
        (1, 2, 201, ""),
        (2, 2, 502, "502"),
    ]
    assert (state["add_records"], state["peak_in_flight"], state["quota_used"]) == (2, 1, 2)


def test_the_records_can_be_read_as_json_lines(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox()
    post(sandbox, [ANA])
    post(sandbox, [BEN])
    lines = httpx.get(sandbox.url + "/_sandbox/records?campaign=1").text.splitlines()
    assert [json.loads(line) for line in lines] == [ANA, BEN]


def test_the_log_has_no_personal_data(post: Post) -> None:
    lines: list[str] = []
    with Sandbox(log=lines.append) as sandbox:
        post(sandbox, [ANA])
        httpx.get(
            sandbox.url + "/api/v2/campaign.php?api=find_record&customer_phone=3001112233&campaign_id=Ana"
        )
    assert [line.partition(" in ")[0] for line in lines] == [
        "#1 add_record campaign 1, 1 records: 201",
        "#2 find_record: 401",
    ]


def test_a_closed_sandbox_refuses_connections(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox()
    post(sandbox, [ANA])
    sandbox.close()
    with pytest.raises(httpx.ConnectError):
        post(sandbox, [ANA])


def test_closing_does_not_wait_for_a_request_that_hangs(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox("hang")

    def give_up() -> None:
        with pytest.raises(httpx.RemoteProtocolError):
            post(sandbox, [ANA])

    thread = threading.Thread(target=give_up)
    thread.start()
    while not sandbox.requests:
        time.sleep(0.01)
    assert _seconds(sandbox.close) < 2
    thread.join()


def test_the_account_may_have_other_campaigns(start_sandbox: Start, post: Post) -> None:
    campaign = SandboxCampaign("4521", CampaignType.PREVIEW, CampaignStatus.STOP)
    sandbox = start_sandbox(account=Account([campaign]))
    query = {"type_campaign": "preview", "campaign_id": "4521", "campaign_status": "stop"}
    assert post(sandbox, [ANA], query=query).status_code == 201


def test_one_connection_may_carry_many_requests(start_sandbox: Start) -> None:
    sandbox = start_sandbox()
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port)
    statuses = []
    for _ in range(3):
        connection.request("GET", "/_sandbox/state")
        reply = connection.getresponse()
        reply.read()
        statuses.append(reply.status)
    connection.close()
    assert statuses == [200, 200, 200]


def test_closing_ends_a_connection_on_which_nothing_happens(start_sandbox: Start) -> None:
    sandbox = start_sandbox()
    with socket.create_connection(("127.0.0.1", sandbox.port)) as connection:
        connection.sendall(b"GET /_sandbox/state HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(10) == b"HTTP/1.1 2"
        assert _seconds(sandbox.close) < 2
        while connection.recv(65536):
            pass


def test_a_length_that_is_no_number_is_taken_as_none(start_sandbox: Start) -> None:
    sandbox = start_sandbox()
    with socket.create_connection(("127.0.0.1", sandbox.port)) as connection:
        connection.sendall(
            b"POST /api/v2/campaign.php?api=add_record HTTP/1.1\r\nHost: x\r\n"
            b"wolkvox-token: sandbox-token\r\nContent-Length: -1\r\n\r\n"
        )
        assert connection.recv(12) == b"HTTP/1.1 400"


@pytest.mark.parametrize("page", ["/_sandbox/", "/_sandbox/records", "/_sandbox/records?campaign=99"])
def test_a_page_the_sandbox_does_not_have_is_a_404(start_sandbox: Start, page: str) -> None:
    assert httpx.get(start_sandbox().url + page).status_code == 404


def test_the_records_of_a_closed_sandbox_are_forgotten(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox()
    post(sandbox, [ANA])
    sandbox.close()
    with pytest.raises(RuntimeError):
        sandbox.account.records("1")


def test_many_records_move_to_disk_and_stay_in_order(
    start_sandbox: Start, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wolkvox_cli.sandbox.store.MEMORY_BYTES", 50)
    sandbox = start_sandbox()
    for record in (ANA, BEN, ANA):
        post(sandbox, [record])
    assert sandbox.account.records("1") == [ANA, BEN, ANA]
