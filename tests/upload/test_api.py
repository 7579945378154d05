"""The calls as they leave and the answers as they are read; the wire is respx."""

import contextlib
import logging
import traceback

import httpx
import pytest
import respx

from wolkvox_cli.campaign import Campaign, CampaignStatus, CampaignType
from wolkvox_cli.errors import CommandError
from wolkvox_cli.tokens import Token
from wolkvox_cli.upload.api import WolkvoxApi
from wolkvox_cli.upload.lookup_replies import CampaignInfo, LookUpFailed, TokenInfo
from wolkvox_cli.upload.outcomes import Accepted, InDoubt, NotSent, Outcome, RefusalReason, Refused

BASE = "https://wv0012.wolkvox.com"
CAMPAIGN_URL = f"{BASE}/api/v2/campaign.php"
INFORMATION_URL = f"{BASE}/api/v2/information.php"
MADE_UP_TOKEN = "7b69645f-invented-5f64697d"
TOKEN = Token(MADE_UP_TOKEN, "WOLKVOX_TOKEN")
CAMPAIGN = Campaign(BASE, "0012", "4521", CampaignType.PREDICTIVE, CampaignStatus.START)
SUCCESS: dict[str, object] = {
    "code": "201",
    "error": None,
    "msg": "All records has been added successfully",
    "data": [],
}
NOT_FOUND = {"code": "404", "error": None, "msg": "NO RECORDS FOUND"}


@pytest.fixture(scope="module")
def shared_api() -> WolkvoxApi:
    return WolkvoxApi(BASE, TOKEN, count_request=lambda: None)


@pytest.fixture
def api(shared_api: WolkvoxApi, respx_mock: respx.MockRouter) -> WolkvoxApi:
    del respx_mock  # only has to be in place before anything could leave
    return shared_api


def raising(error: Exception) -> Outcome:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error

    transport = httpx.MockTransport(handler)
    api = WolkvoxApi(BASE, TOKEN, count_request=lambda: None, transport=transport)
    return api.add_records(CAMPAIGN, b"[]", 1)


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


# Adding records.


def test_a_batch_leaves_as_the_vendor_documents_it(api: WolkvoxApi, respx_mock: respx.MockRouter) -> None:
    route = respx_mock.post(CAMPAIGN_URL).respond(201, json=SUCCESS)
    assert api.add_records(CAMPAIGN, b'[{"tel1":"3005550101"}]', 1) == Accepted()
    request = route.calls.last.request
    assert str(request.url) == (
        f"{CAMPAIGN_URL}?api=add_record&type_campaign=predictive&campaign_id=4521&campaign_status=start"
    )
    assert request.content == b'[{"tel1":"3005550101"}]'
    assert request.headers["wolkvox-token"] == MADE_UP_TOKEN
    assert request.headers["content-type"] == "application/json"
    assert request.headers["connection"] == "close"
    assert request.headers["content-length"] == "23"


def test_a_preview_campaign_that_is_stopped_is_named_so(
    api: WolkvoxApi, respx_mock: respx.MockRouter
) -> None:
    route = respx_mock.post(CAMPAIGN_URL).respond(201, json=SUCCESS)
    api.add_records(Campaign(BASE, "0012", "77", CampaignType.PREVIEW, CampaignStatus.STOP), b"[]", 1)
    assert route.calls.last.request.url.query == (
        b"api=add_record&type_campaign=preview&campaign_id=77&campaign_status=stop"
    )


def test_nothing_is_posted_without_the_campaigns_status(api: WolkvoxApi) -> None:
    with pytest.raises(ValueError, match="status"):
        api.add_records(Campaign(BASE, "0012", "77", CampaignType.PREVIEW), b"[]", 1)


def test_a_redirect_is_refused_and_not_followed(api: WolkvoxApi, respx_mock: respx.MockRouter) -> None:
    elsewhere = respx_mock.route(host="elsewhere.example")
    respx_mock.post(CAMPAIGN_URL).respond(307, headers={"Location": "https://elsewhere.example/"})
    outcome = api.add_records(CAMPAIGN, b"[]", 1)
    assert isinstance(outcome, Refused)
    assert outcome.reason is RefusalReason.REDIRECT
    assert not elsewhere.called


def test_a_refusal_that_repeats_the_token_is_masked(api: WolkvoxApi, respx_mock: respx.MockRouter) -> None:
    answer = {"code": "403", "msg": f"PLEASE VALIDATE TOKEN {MADE_UP_TOKEN}"}
    respx_mock.post(CAMPAIGN_URL).respond(403, json=answer)
    assert api.add_records(CAMPAIGN, b"[]", 1) == Refused(
        RefusalReason.TOKEN, "PLEASE VALIDATE TOKEN ****", 403
    )


def test_an_answer_without_end_is_in_doubt(api: WolkvoxApi, respx_mock: respx.MockRouter) -> None:
    respx_mock.post(CAMPAIGN_URL).respond(201, content=b" " * 1_000_001)
    assert api.add_records(CAMPAIGN, b"[]", 1) == InDoubt("the answer did not come to an end")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (httpx.ConnectTimeout("x"), "no connection within 10 seconds"),
        (httpx.ConnectError("x"), "no connection could be made"),
        (caused(httpx.ConnectError("x"), ConnectionRefusedError()), "the connection was refused"),
        (caused(httpx.ConnectError("x"), OSError()), "no connection could be made"),
        (httpx.PoolTimeout("x"), "an unexpected failure (PoolTimeout)"),
        (httpx.ProxyError("x"), "the proxy does not let the request through"),
        (httpx.UnsupportedProtocol("x"), "an unexpected failure (UnsupportedProtocol)"),
    ],
)
def test_a_failure_before_there_is_a_connection_is_not_sent(error: Exception, reason: str) -> None:
    assert raising(error) == NotSent(reason)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (httpx.ReadTimeout("x"), "the answer did not come within 70 seconds"),
        (httpx.WriteTimeout("x"), "the request made no way for 90 seconds"),
        (httpx.ReadError("x"), "the connection broke off"),
        (httpx.WriteError("x"), "the connection broke off"),
        (httpx.CloseError("x"), "the connection broke off"),
        (httpx.RemoteProtocolError("x"), "the connection was closed before the answer was whole"),
        (httpx.LocalProtocolError("x"), "an unexpected failure (LocalProtocolError)"),
        (OSError("x"), "an unexpected failure (OSError)"),
        (MemoryError(), "an unexpected failure (MemoryError)"),
    ],
)
def test_any_other_failure_is_in_doubt(error: Exception, reason: str) -> None:
    assert raising(error) == InDoubt(reason)


def test_a_look_up_is_counted_before_it_leaves(respx_mock: respx.MockRouter) -> None:
    told: list[str] = []

    def leave(request: httpx.Request) -> httpx.Response:
        told.append(request.method)
        return httpx.Response(201, json={**SUCCESS, "data": [{"token_limit": 1}]})

    respx_mock.route().mock(side_effect=leave)
    api = WolkvoxApi(BASE, TOKEN, count_request=lambda: told.append("counted"))
    api.token_info()
    assert told == ["counted", "GET"]


def test_a_batch_is_not_counted_a_second_time(respx_mock: respx.MockRouter) -> None:
    told: list[str] = []
    respx_mock.route().respond(201, json=SUCCESS)
    WolkvoxApi(BASE, TOKEN, count_request=lambda: told.append("counted")).add_records(CAMPAIGN, b"[]", 1)
    assert told == []


def test_what_cannot_be_counted_is_not_asked(respx_mock: respx.MockRouter) -> None:
    def full() -> None:
        raise OSError("disk full")

    route = respx_mock.route()
    with pytest.raises(OSError, match="disk full"):
        WolkvoxApi(BASE, TOKEN, count_request=full).token_info()
    assert not route.called


# Secrets.


def test_the_token_is_not_in_the_repr(shared_api: WolkvoxApi) -> None:
    assert repr(shared_api) == "WolkvoxApi('https://wv0012.wolkvox.com', token=****)"


def test_no_log_at_any_level_holds_the_token_or_a_phone(
    caplog: pytest.LogCaptureFixture, respx_mock: respx.MockRouter
) -> None:
    caplog.set_level(logging.DEBUG)
    respx_mock.route().respond(200, json={**SUCCESS, "data": []})
    api = WolkvoxApi(BASE, TOKEN, count_request=lambda: None)
    api.add_records(CAMPAIGN, b"[]", 1)
    api.find_record("4521", phone="3005550101", customer_id=None)
    assert caplog.text == ""


@pytest.mark.parametrize("answer", [httpx.Response(403, json={"code": 403}), httpx.ReadError("x")])
def test_a_traceback_with_all_its_variables_does_not_hold_the_token(
    api: WolkvoxApi, respx_mock: respx.MockRouter, answer: httpx.Response | Exception
) -> None:
    respx_mock.get(INFORMATION_URL).mock(side_effect=[answer])
    with pytest.raises(LookUpFailed) as failure:
        api.token_info()
    shown = traceback.TracebackException.from_exception(failure.value, capture_locals=True)
    assert MADE_UP_TOKEN not in "".join(shown.format())


def test_a_failed_look_up_shows_no_cause_with_its_address() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"no way to {request.url}", request=request)

    api = WolkvoxApi(BASE, TOKEN, count_request=lambda: None, transport=httpx.MockTransport(handler))
    with pytest.raises(LookUpFailed) as failure:
        api.find_record("4521", phone="3005550101", customer_id=None)
    assert failure.value.__suppress_context__
    assert str(failure.value) == "no connection could be made"


# What it is made with.


@pytest.mark.parametrize(
    "address",
    [
        "http://wv0012.wolkvox.com",
        "ftp://127.0.0.1",
        "wv0012.wolkvox.com",
        "https://",
        "https://user:word@wv0012.wolkvox.com",
        "https://wv0012.wolkvox.com/api",
        "https://wv0012.wolkvox.com:port",
        "http://127.0.0.1.example.com",
        "",
    ],
)
def test_only_https_or_a_loopback_address_is_taken(address: str) -> None:
    with pytest.raises(CommandError) as refusal:
        WolkvoxApi(address, TOKEN, count_request=lambda: None)
    assert refusal.value.code == "settings.base-url"


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://localhost:1", "http://[::1]:8000/"])
def test_http_is_taken_on_a_loopback_address(address: str) -> None:
    assert "token=****" in repr(WolkvoxApi(address, TOKEN, count_request=lambda: None))


@pytest.mark.parametrize("token", ["", "two words", "a\nb", "señal", "a\x00b"])
def test_a_token_that_no_header_can_hold_is_turned_down(token: str) -> None:
    with pytest.raises(CommandError) as refusal:
        WolkvoxApi(BASE, Token(token, "token file x"), count_request=lambda: None)
    assert refusal.value.code == "token.unusable"


def test_a_proxy_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://proxy.example:1")
    with pytest.raises(CommandError) as refusal:
        WolkvoxApi(BASE, TOKEN, count_request=lambda: None)
    assert refusal.value.code == "settings.proxy"


def test_certificates_that_cannot_be_read_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/there/is/none.pem")
    with pytest.raises(CommandError) as refusal:
        WolkvoxApi(BASE, TOKEN, count_request=lambda: None)
    assert refusal.value.code == "settings.certificates"


# Looking up.


def test_a_campaign_is_described(api: WolkvoxApi, respx_mock: respx.MockRouter) -> None:
    row = {
        "campaign_id": "4521",
        "campaign_name": "Ventas",
        "type_campaign": "Predictive",
        "status": "Started",
        "records": 12,
    }
    route = respx_mock.get(INFORMATION_URL).respond(200, json={"code": 200, "data": [row]})
    assert api.campaign_info("4521") == CampaignInfo(
        "4521", "Ventas", CampaignType.PREDICTIVE, CampaignStatus.START, 12, "Predictive"
    )
    assert route.calls.last.request.url.query == b"api=campaigns&campaign=4521"
    assert route.calls.last.request.headers["wolkvox-token"] == MADE_UP_TOKEN


def test_an_unknown_campaign_is_a_failed_look_up_with_its_refusal(
    api: WolkvoxApi, respx_mock: respx.MockRouter
) -> None:
    respx_mock.get(INFORMATION_URL).respond(404, json=NOT_FOUND)
    with pytest.raises(LookUpFailed, match="knows no campaign 4521") as failure:
        api.campaign_info("4521")
    assert failure.value.refusal is not None
    assert failure.value.refusal.reason is RefusalReason.CAMPAIGN


@pytest.mark.parametrize(
    ("phone", "customer_id", "query"),
    [
        ("3005550101", None, b"customer_phone=3005550101"),
        (None, "77 A", b"customer_id=77%20A"),
        ("3005550101", "77", b"customer_phone=3005550101&customer_id=77"),
    ],
)
def test_a_record_is_looked_for_by_what_is_known_of_it(
    api: WolkvoxApi, respx_mock: respx.MockRouter, phone: str | None, customer_id: str | None, query: bytes
) -> None:
    row = {"customer_id": 77, "tel1": "3005550101", "opt12": None}
    route = respx_mock.get(CAMPAIGN_URL).respond(200, json={"code": "200", "data": [row]})
    found = api.find_record("4521", phone=phone, customer_id=customer_id)
    assert found == [{"customer_id": "77", "tel1": "3005550101", "opt12": ""}]
    asked = route.calls.last.request.url.query.replace(b"+", b"%20")
    assert asked == b"api=find_record&campaign_id=4521&" + query


def test_a_record_of_which_nothing_is_known_is_not_looked_for(api: WolkvoxApi) -> None:
    with pytest.raises(LookUpFailed, match="neither a phone nor a customer id"):
        api.find_record("4521", phone=None, customer_id="")


@pytest.mark.parametrize("status", [200, 404])
def test_the_apis_not_found_is_an_empty_list(
    api: WolkvoxApi, respx_mock: respx.MockRouter, status: int
) -> None:
    respx_mock.get(CAMPAIGN_URL).respond(status, json=NOT_FOUND)
    assert api.find_record("4521", phone="3005550101", customer_id=None) == []


def test_a_web_servers_not_found_is_a_failed_look_up(api: WolkvoxApi, respx_mock: respx.MockRouter) -> None:
    respx_mock.get(CAMPAIGN_URL).respond(404, html="<h1>Not Found</h1>")
    with pytest.raises(LookUpFailed):
        api.find_record("4521", phone="3005550101", customer_id=None)


def test_the_tokens_requests_are_read(api: WolkvoxApi, respx_mock: respx.MockRouter) -> None:
    data = [{"token_limit": "1000", "token_use_today": 12, "all_token_today": "15"}]
    route = respx_mock.get(INFORMATION_URL).respond(200, json={"code": "200", "data": data})
    assert api.token_info() == TokenInfo(1000, 15, 985)
    assert route.calls.last.request.url.query == b"api=token_info"


def test_the_do_not_call_list_is_read(api: WolkvoxApi, respx_mock: respx.MockRouter) -> None:
    data = [{"phone_number": 3005550101, "type": "outbound"}, {"phone_number": " "}]
    route = respx_mock.get(INFORMATION_URL).respond(200, json={"code": "200", "data": data})
    assert api.do_not_call() == ["3005550101"]
    assert route.calls.last.request.url.query == b"api=get_dnc&type=outbound"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"code": "200"}),
        httpx.Response(200, json={"code": "200", "data": "yes"}),
        httpx.Response(200, json={"code": "200", "data": ["yes"]}),
        httpx.Response(200, json={"code": "200", "error": "BROKEN", "data": []}),
        httpx.Response(500, json={"code": "200", "data": []}),
        httpx.Response(302, headers={"Location": "https://elsewhere.example/"}),
        httpx.Response(503),
    ],
)
def test_an_answer_that_makes_no_sense_is_a_failed_look_up_in_every_call(
    api: WolkvoxApi, respx_mock: respx.MockRouter, answer: httpx.Response
) -> None:
    respx_mock.get().mock(side_effect=lambda _: answer)
    calls = (
        lambda: api.campaign_info("1"),
        lambda: api.find_record("1", phone="1", customer_id=None),
        lambda: api.token_info(),
        lambda: api.do_not_call(),
    )
    failed = 0
    for call in calls:
        with contextlib.suppress(LookUpFailed):
            call()
            continue
        failed += 1
    assert failed == len(calls)


def test_a_refused_look_up_carries_the_refusal(api: WolkvoxApi, respx_mock: respx.MockRouter) -> None:
    respx_mock.get(INFORMATION_URL).respond(403, json={"code": "403", "msg": "TOKEN LIMIT EXCEEDED"})
    with pytest.raises(LookUpFailed) as failure:
        api.token_info()
    assert failure.value.refusal == Refused(RefusalReason.QUOTA, "TOKEN LIMIT EXCEEDED", 403)
    assert failure.value.reason == "the API said no: TOKEN LIMIT EXCEEDED"
