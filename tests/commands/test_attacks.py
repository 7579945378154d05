"""What a hostile server, a changed file or a damaged state may not do: each was tried, and once succeeded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.commands.conftest import Desk


def test_a_finished_run_can_be_listed_and_shown_as_json(desk: Desk) -> None:
    desk.open()
    desk.leads()
    run = desk.send().json["run"]
    listed = desk.run("runs", "--json")
    assert (listed.code, [one["run"] for one in listed.json["runs"]]) == (0, [run])
    assert desk.shown(run)["finished"].endswith("+00:00")
