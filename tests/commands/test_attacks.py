"""What a hostile server, a changed file or a damaged state may not do: each was tried, and once succeeded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from wolkvox_cli.sandbox.account import Account, SandboxCampaign
from wolkvox_cli.settings import values

if TYPE_CHECKING:
    from tests.commands.conftest import Desk


def test_a_finished_run_can_be_listed_and_shown_as_json(desk: Desk) -> None:
    desk.open()
    desk.leads()
    run = desk.send().json["run"]
    listed = desk.run("runs", "--json")
    assert (listed.code, [one["run"] for one in listed.json["runs"]]) == (0, [run])
    assert desk.shown(run)["finished"].endswith("+00:00")


def test_a_campaign_written_with_zeros_before_it_is_the_same_campaign(desk: Desk) -> None:
    desk.open(account=Account([SandboxCampaign("4521"), SandboxCampaign("04521")]))
    desk.leads()
    assert desk.send("leads.csv", "--campaign", "4521").code == 0
    again = desk.send("leads.csv", "--campaign", "04521")
    assert (again.code, again.json["error"]["code"]) == (9, "run.already-sent")


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://wv0012.wolkvox.com:443", "https://wv0012.wolkvox.com"),
        ("HTTPS://WV0012.wolkvox.com:0443/", "https://wv0012.wolkvox.com"),
        ("https://wv0012.wolkvox.com:8443", "https://wv0012.wolkvox.com:8443"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
    ],
)
def test_an_address_is_the_same_with_and_without_its_own_port(given: str, address: str) -> None:
    assert values.base_url(given) == address
