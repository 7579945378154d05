"""The calls against the sandbox: what was added can be looked up."""

from collections.abc import Callable

import pytest

from wolkvox_cli.campaign import Campaign, CampaignStatus, CampaignType
from wolkvox_cli.sandbox.account import SANDBOX_TOKEN, Account
from wolkvox_cli.sandbox.server import Sandbox
from wolkvox_cli.tokens import Token
from wolkvox_cli.upload.api import WolkvoxApi
from wolkvox_cli.upload.lookup_replies import LookUpFailed, TokenInfo
from wolkvox_cli.upload.outcomes import Accepted, Outcome, RefusalReason, Refused

StartSandbox = Callable[..., Sandbox]

BODY = b'[{"customer_id":"77","tel1":"3005550101","opt1":"r/1"},{"customer_id":"78","tel1":"3005550102"}]'


def api_of(sandbox: Sandbox, token: str = SANDBOX_TOKEN) -> WolkvoxApi:
    return WolkvoxApi(sandbox.url, Token(token, "test"), count_request=lambda: None)


def add(sandbox: Sandbox, token: str = SANDBOX_TOKEN) -> Outcome:
    campaign = Campaign(sandbox.url, "sandbox", "1", CampaignType.PREDICTIVE, CampaignStatus.START)
    return api_of(sandbox, token).add_records(campaign, BODY, 2)


def test_an_added_batch_is_held_once(start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox()
    assert add(sandbox) == Accepted()
    assert [record["tel1"] for record in sandbox.account.records("1")] == ["3005550101", "3005550102"]


def test_an_added_record_is_found_with_its_stamp(start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox()
    add(sandbox)
    rows = api_of(sandbox).find_record("1", phone="3005550101", customer_id="77")
    assert [row["opt1"] for row in rows] == ["r/1"]


def test_a_record_that_is_not_there_is_not_found(start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox()
    add(sandbox)
    assert api_of(sandbox).find_record("1", phone="3005550199", customer_id=None) == []


def test_the_record_counter_moves_by_the_batch(start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox()
    before = api_of(sandbox).campaign_info("1").records
    add(sandbox)
    assert (before, api_of(sandbox).campaign_info("1").records) == (0, 2)


def test_a_campaigns_type_and_status_are_read(start_sandbox: StartSandbox) -> None:
    info = api_of(start_sandbox()).campaign_info("2")
    assert (info.type, info.status) == (CampaignType.PREVIEW, CampaignStatus.STOP)


def test_an_unknown_campaign_is_named(start_sandbox: StartSandbox) -> None:
    with pytest.raises(LookUpFailed, match="knows no campaign 99"):
        api_of(start_sandbox()).campaign_info("99")


def test_asking_for_the_quota_costs_a_request(start_sandbox: StartSandbox) -> None:
    assert api_of(start_sandbox(account=Account(licenses=1))).token_info() == TokenInfo(1000, 1, 999)


def test_the_do_not_call_list_is_read(start_sandbox: StartSandbox) -> None:
    account = Account(do_not_call=("3005550101", "3005550102"))
    assert api_of(start_sandbox(account=account)).do_not_call() == ["3005550101", "3005550102"]


def test_a_wrong_token_is_refused_everywhere(start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox()
    assert add(sandbox, "wrong") == Refused(RefusalReason.TOKEN, "PLEASE VALIDATE TOKEN", 403)
    with pytest.raises(LookUpFailed) as failure:
        api_of(sandbox, "wrong").campaign_info("1")
    assert failure.value.refusal == Refused(RefusalReason.TOKEN, "PLEASE VALIDATE TOKEN", 403)
