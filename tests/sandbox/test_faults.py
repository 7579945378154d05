import socket
import threading
import time
from collections.abc import Callable

import httpx
import pytest

from wolkvox_cli.sandbox.faults import KINDS
from wolkvox_cli.sandbox.server import Sandbox

ANA = {"customer_name": "Ana", "tel1": "3001112233"}
BEN = {"customer_name": "Ben", "tel1": "3001112244"}
CUT = "peer closed connection without sending complete message body"
HTML = "<html>"
YES = '{"code":"201","error":null,"msg":"All records has been added successfully","data":'
Post = Callable[..., httpx.Response]
Start = Callable[..., Sandbox]

# fault: HTTP status and the beginning of the body, or the client's exception; and the records held then, of 2
WIRE: dict[str, tuple[int | type[Exception], str, int]] = {
    "refuse:0.3": (httpx.ConnectError, "", 0),
    "reset-before-body": (httpx.TransportError, "", 0),
    "reset-during-body": (httpx.TransportError, "", 0),
    "reset": (httpx.ReadError, "", 0),
    "reset-applied": (httpx.ReadError, "", 2),
    "reset-applied-late:60": (httpx.ReadError, "", 0),
    "close": (httpx.RemoteProtocolError, "Server disconnected", 0),
    "close-applied": (httpx.RemoteProtocolError, "Server disconnected", 2),
    "hang": (httpx.ReadTimeout, "", 0),
    "hang-applied": (httpx.ReadTimeout, "", 2),
    "cut": (httpx.RemoteProtocolError, CUT, 0),
    "cut-applied": (httpx.RemoteProtocolError, CUT, 2),
    "cut-json": (201, '{"code":"201","error":null,"msg":"All records', 0),
    "cut-json-applied": (201, '{"code":"201","error":null,"msg":"All records', 2),
    "slow:0.1": (201, YES, 2),
    "408": (408, HTML, 0),
    "408-applied": (408, HTML, 2),
    "500": (500, HTML, 0),
    "500-applied": (500, HTML, 2),
    "502": (502, HTML, 0),
    "502-applied": (502, HTML, 2),
    "503": (503, HTML, 0),
    "503-applied": (503, HTML, 2),
    "504": (504, HTML, 0),
    "504-applied": (504, HTML, 2),
    "html": (200, HTML, 0),
    "html-applied": (200, HTML, 2),
    "empty": (200, "", 0),
    "empty-applied": (200, "", 2),
    "500-envelope": (500, '{"code":"500","error":null,"msg":"LOCK WAIT TIMEOUT', 0),
    "500-envelope-applied": (500, '{"code":"500","error":null,"msg":"LOCK WAIT TIMEOUT', 2),
    "403-html": (403, HTML, 0),
    "404-html": (404, HTML, 0),
    "413": (413, HTML, 0),
    "429": (429, HTML, 0),
    "429-envelope": (429, '{"code":"429"', 0),
    "redirect": (302, HTML, 0),
    "redirect-applied": (302, HTML, 2),
    "redirect-307": (307, HTML, 0),
    "redirect-307-applied": (307, HTML, 2),
    "no-token": (401, '{"code":"401","error":null,"msg":"PLEASE ENTER THE WOLKVOX-TOKEN"', 0),
    "bad-token": (403, '{"code":"403","error":null,"msg":"PLEASE VALIDATE TOKEN"', 0),
    "quota": (403, '{"code":"403","error":null,"msg":"TOKEN LIMIT EXCEEDED"', 0),
    "simultaneous": (403, '{"code":"403","error":null,"msg":"EXCEEDS THE LIMIT OF SIMULTANEOUS', 0),
    "maintenance": (403, HTML, 0),
    "maintenance-envelope": (403, '{"code":"403","error":null,"msg":"THE API IS NOT AVAILABLE', 0),
    "full": (404, '{"code":"404","error":null,"msg":"THE CAMPAIGN EXCEEDS', 0),
    "full-in-part:1": (404, '{"code":"404","error":null,"msg":"THE CAMPAIGN EXCEEDS', 1),
    "unknown-campaign": (404, '{"code":"404","error":null,"msg":"CAMPAIGN NOT FOUND"', 0),
    "parameters": (400, '{"code":"400","error":null,"msg":"SOME PARAMETERS ARE REQUIRED"', 0),
    "unknown-api": (400, '{"code":"400","error":null,"msg":"THE API YOU WANT TO CONSULT', 0),
    "not-found": (404, '{"code":"404","error":null,"msg":"NO RECORDS WERE FOUND"', 0),
    "refused-with-200": (200, '{"code":"400","error":null,"msg":"SOME PARAMETERS', 0),
    "refused": (400, '{"code":"400"', 0),
    "code-number": (201, '{"code":201,', 2),
    "code-200": (201, '{"code":"200",', 2),
    "error-null": (201, '{"code":"201","error":"null"', 2),
    "error-empty": (201, '{"code":"201","error":""', 2),
    "error-blank": (201, '{"code":"201","error":" "', 2),
    "total-missing": (201, YES + "[{}]", 2),
    "data-missing": (201, YES.replace(',"data":', "}"), 2),
    "total:7": (201, YES + '[{"total_registers":"7"}]', 2),
    "total-exact": (201, YES + '[{"total_registers":"2"}]', 2),
    "total-number": (201, YES + '[{"total_registers":2}]', 2),
    "errors": (201, YES, 2),
    "none-added": (201, '{"code":"201","error":null,"msg":"No records were added"', 0),
    "partial:1": (201, YES + '[{"total_registers":"1"}]', 1),
}


def what_came(send: Callable[[], httpx.Response]) -> tuple[int | type[Exception], str]:
    try:
        reply = send()
    except httpx.TransportError as error:
        return type(error), str(error)
    return reply.status_code, reply.text


@pytest.mark.parametrize("written", WIRE)
def test_a_fault_is_seen_by_the_client_as_described(start_sandbox: Start, post: Post, written: str) -> None:
    sandbox = start_sandbox(written)
    wanted, beginning, held = WIRE[written]
    came, text = what_came(lambda: post(sandbox, [ANA, BEN], seconds=0.5))
    assert came == wanted or (
        isinstance(came, type) and isinstance(wanted, type) and issubclass(came, wanted)
    )
    assert text.startswith(beginning)
    assert sandbox.account.records("1") == [ANA, BEN][:held]


def test_every_kind_is_described_here_or_is_a_lookup() -> None:
    described = {written.partition(":")[0] for written in WIRE}
    assert [kind for kind in KINDS if kind not in described] == [
        "lookup-fails",
        "information-fails",
        "lookup-stale-counter",
        "lookup-counter-ahead",
        "lookup-counter-missing",
        "lookup-wrong-rows",
    ]


@pytest.mark.parametrize("written", ["reset-before-body", "reset-during-body", "reset-applied"])
def test_a_large_body_meets_a_reset_as_well(start_sandbox: Start, post: Post, written: str) -> None:
    sandbox = start_sandbox(written)
    came, _ = what_came(lambda: post(sandbox, [ANA | {"address": "x" * 5_000_000}]))
    assert came in (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError)


def test_a_reset_is_a_reset_and_no_polite_close(start_sandbox: Start) -> None:
    sandbox = start_sandbox("lookup-reset")
    with socket.create_connection(("127.0.0.1", sandbox.port)) as connection:
        connection.sendall(b"GET /api/v2/campaign.php?api=find_record HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(100)


def test_retry_after_is_what_was_asked_for(start_sandbox: Start, post: Post) -> None:
    assert post(start_sandbox("429:17"), [ANA]).headers["retry-after"] == "17"


def test_a_redirect_leads_to_another_host(start_sandbox: Start, post: Post) -> None:
    reply = post(start_sandbox("redirect"), [ANA])
    assert reply.headers["location"] == "http://elsewhere.invalid/api/v2/campaign.php"


def test_only_the_chosen_request_is_struck(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox("502@2", "quota@4+")
    assert [post(sandbox, [ANA]).status_code for _ in range(5)] == [201, 502, 201, 403, 403]


def test_look_ups_do_not_count_as_batches(start_sandbox: Start, post: Post, ask: Post) -> None:
    sandbox = start_sandbox("502@2")
    post(sandbox, [ANA])
    ask(sandbox, "information.php", api="campaigns")
    ask(sandbox, "campaign.php", api="find_record", customer_phone="3001112233")
    assert post(sandbox, [ANA]).status_code == 502


def test_the_port_is_closed_right_after_the_answer_before(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox("refuse@2:0.3")
    assert post(sandbox, [ANA]).status_code == 201
    with pytest.raises(httpx.ConnectError):
        post(sandbox, [BEN])
    assert _patiently(lambda: post(sandbox, [BEN])).status_code == 201
    assert sandbox.account.records("1") == [ANA, BEN]


def test_a_port_closed_from_the_start_opens_by_itself(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox("refuse:0.2")
    with pytest.raises(httpx.ConnectError):
        post(sandbox, [ANA])
    assert _patiently(lambda: post(sandbox, [ANA])).status_code == 201


def _patiently(send: Callable[[], httpx.Response]) -> httpx.Response:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            return send()
        except httpx.ConnectError:
            time.sleep(0.02)
    return send()


def test_records_that_come_late_come(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox("reset-applied-late:0.1")
    with pytest.raises(httpx.ReadError):
        post(sandbox, [ANA])
    assert sandbox.account.records("1") == []
    end = time.monotonic() + 5
    while sandbox.account.records("1") == [] and time.monotonic() < end:
        time.sleep(0.01)
    assert sandbox.account.records("1") == [ANA]


def test_a_hanging_request_ends_when_its_time_is_over(start_sandbox: Start, post: Post) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        post(start_sandbox("hang:0.1"), [ANA])


def test_a_slow_request_is_in_flight_all_the_time(start_sandbox: Start, post: Post) -> None:
    sandbox = start_sandbox("slow:0.4")
    thread = threading.Thread(target=lambda: post(sandbox, [ANA]))
    thread.start()
    while not sandbox.requests:
        time.sleep(0.01)
    post(sandbox, [BEN])
    thread.join()
    assert sandbox.peak_in_flight == 2


def shown(reply: httpx.Response) -> str:
    return str(reply.json()["data"][0]["records"])


@pytest.mark.parametrize(
    ("written", "counter"),
    [("lookup-stale-counter", "1"), ("lookup-counter-ahead:3", "6"), ("lookup-counter-missing", " ")],
)
def test_the_counter_can_be_false(
    start_sandbox: Start, post: Post, ask: Post, written: str, counter: str
) -> None:
    sandbox = start_sandbox(written)
    post(sandbox, [ANA])
    post(sandbox, [ANA, BEN])
    assert shown(ask(sandbox, "information.php", api="campaigns", campaign="1")) == counter
    assert shown(ask(sandbox, "information.php", api="campaigns", campaign="1")) == "3"


def test_a_search_can_show_the_wrong_record(start_sandbox: Start, post: Post, ask: Post) -> None:
    sandbox = start_sandbox("lookup-wrong-rows")
    post(sandbox, [ANA, BEN])
    reply = ask(sandbox, "campaign.php", api="find_record", campaign_id="1", customer_phone="3001112244")
    assert [row["customer_name"] for row in reply.json()["data"]] == ["Ana"]


@pytest.mark.parametrize(
    ("written", "status"),
    [("lookup-fails", 500), ("lookup-html", 200), ("lookup-not-found", 404), ("lookup-quota", 403)],
)
def test_a_search_can_fail(start_sandbox: Start, post: Post, ask: Post, written: str, status: int) -> None:
    sandbox = start_sandbox(written)
    assert post(sandbox, [ANA]).status_code == 201
    reply = ask(sandbox, "campaign.php", api="find_record", campaign_id="1", customer_phone="3001112233")
    assert reply.status_code == status


@pytest.mark.parametrize(("written", "status"), [("information-fails", 500), ("information-504", 504)])
def test_information_can_fail(start_sandbox: Start, ask: Post, written: str, status: int) -> None:
    sandbox = start_sandbox(written)
    assert ask(sandbox, "information.php", api="campaigns").status_code == status
    assert ask(sandbox, "information.php", api="campaigns").status_code == 200
