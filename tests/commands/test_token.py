"""The token is nowhere but in the request: no file, no message, no traceback, no process list has it."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from wolkvox_cli.campaign import Campaign, CampaignType
from wolkvox_cli.sandbox.account import Account
from wolkvox_cli.sandbox.faults import KINDS
from wolkvox_cli.tokens import Token
from wolkvox_cli.upload.api import WolkvoxApi
from wolkvox_cli.upload.wire import Wire
from wolkvox_cli.workflow import upload
from wolkvox_cli.workflow.open_upload import Destination

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.commands.conftest import Desk, Done
    from wolkvox_cli.sandbox.server import Sandbox

TOKEN = "t0ken-4f7c2b9e81d5a6c3"
HEART = "4f7c2b9e81d5"
"""So much of it that nothing else can hold it by chance."""


def check_nowhere(desk: Desk, *said: Done) -> None:
    for done in said:
        assert HEART not in done.out + done.err
    files = [path for path in desk.folder.rglob("*") if path.is_file() and path.suffix != ".token"]
    assert any(path.name == "journal.sqlite3" for path in files)
    assert [path.name for path in files if HEART.encode() in path.read_bytes()] == []


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("fault", sorted(KINDS))
def test_it_is_nowhere_after_any_fault(desk: Desk, caplog: pytest.LogCaptureFixture, fault: str) -> None:
    caplog.set_level(logging.DEBUG)
    desk.open(f"{fault}@1+", account=Account(token=TOKEN))
    desk.leads(bad=1)
    words = ("--stamp", "opt12", "--verbose")
    done = desk.send("leads.csv", *words), desk.run("runs")
    assert fault == "refuse" or any(request.token == TOKEN for request in desk.sandbox.requests)
    check_nowhere(desk, *done)
    assert HEART not in caplog.text


def test_it_is_nowhere_when_the_api_says_it_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from wolkvox_cli.sandbox import answers

    monkeypatch.setattr(answers, "BAD_TOKEN", f"PLEASE VALIDATE TOKEN {TOKEN}")
    desk.open(account=Account(token="another"))
    monkeypatch.setenv("WOLKVOX_TOKEN", TOKEN)
    desk.leads()
    done = desk.send("leads.csv", "--campaign-status", "start", "--verbose")
    assert (done.code, done.json["error"]["code"]) == (5, "api.auth")
    check_nowhere(desk, done, desk.run("runs", "--json"), desk.run("runs", "show", done.json["run"]))


def test_it_is_nowhere_when_the_program_itself_is_at_fault(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"a cell of the file and the token {TOKEN}")

    monkeypatch.setattr(upload, "post_batches", broken)
    done = desk.send(desk.leads(), "--verbose")
    assert (done.code, done.json["error"]["code"]) == (1, "program.fault")
    assert "Traceback" not in done.err
    check_nowhere(desk, done)


def test_no_frame_of_a_traceback_shows_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open()
    shown = []

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    def show(api: WolkvoxApi, *words: Any) -> object:
        with monkeypatch.context() as patch:
            patch.setattr("httpx.Response.iter_bytes", broken)
            try:
                return api._exchange("GET", "/api/v2/information.php", {"api": "token_info"}, None, Wire(5.0))
            except RuntimeError as error:
                report = traceback.TracebackException.from_exception(error, capture_locals=True)
                ours = [frame for frame in report.stack if "wolkvox_cli" in str(frame.filename)]
                shown.append("".join(str(frame.locals) for frame in ours))
        return original(api, *words)

    original = WolkvoxApi.add_records
    monkeypatch.setattr(WolkvoxApi, "add_records", show)
    assert desk.send(desk.leads()).code == 0
    assert len(shown) == 3
    assert HEART not in "".join(shown)


@pytest.mark.parametrize("fault", ["redirect", "redirect-307"])
def test_a_redirect_is_not_followed_so_no_other_host_sees_it(
    desk: Desk, start_sandbox: Callable[..., Sandbox], fault: str
) -> None:
    other = start_sandbox()
    desk.open(f"{fault}@1:{other.url}/api/v2/campaign.php")
    done = desk.send(desk.leads())
    assert (done.code, done.json["error"]["code"]) == (5, "api.redirect")
    assert other.requests == []


def test_what_carries_it_does_not_show_it() -> None:
    token = Token(TOKEN, "a test")
    campaign = Campaign("http://127.0.0.1:9", "sandbox", "1", CampaignType.PREDICTIVE)
    api = WolkvoxApi(campaign.base_url, token, count_request=lambda: None)
    for carrier in (token, Destination(campaign, token, Path()), api):
        assert HEART not in f"{carrier} {carrier!r}"
    assert token.reveal() == TOKEN


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="only Linux shows processes as files")
def test_the_process_list_does_not_show_it(desk: Desk) -> None:
    desk.open("slow@1:20", account=Account(token=TOKEN))
    token = desk.write(TOKEN, "a.token")
    token.chmod(0o600)
    process = desk.start("add-records", desk.leads(), "--token-file", token)
    desk.wait_for_batch(1)
    line = Path(f"/proc/{process.pid}/cmdline").read_bytes()
    assert b"add-records" in line
    assert HEART.encode() not in line
    assert sys.executable.encode() in line


def test_the_files_of_the_state_folder_are_for_their_owner_only(desk: Desk) -> None:
    desk.open("bad-token@2")
    desk.leads(bad=1)
    assert desk.send().code == 5
    paths = [desk.state, *desk.state.rglob("*")]
    open_to_others = [path.name for path in paths if path.stat().st_mode & 0o077]
    assert len(paths) > 8
    assert open_to_others == []


def test_a_finished_run_leaves_no_lead_in_the_state_folder(desk: Desk) -> None:
    desk.open()
    desk.leads(bad=1)
    assert desk.send().code == 3
    holding = [
        path.name
        for path in desk.state.rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in (b"3005550007", b"Lead 7", b"ID7"))
    ]
    assert holding == []
