"""`wolkvox runs` as a user types it; the runs are in a journal of the test's own."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from wolkvox_cli.campaign import Campaign
from wolkvox_cli.commands.runs import runs
from wolkvox_cli.errors import CommandError, LockedError
from wolkvox_cli.spool import PreparedRun, RunFolder
from wolkvox_cli.upload.accounts import RunState, Tally
from wolkvox_cli.upload.clock import Clock
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.upload.locking import hold

MakeRun = Callable[..., tuple[PreparedRun, RunFolder]]


class Desk:
    """A run of three batches of two records: the first accepted, the second in doubt."""

    def __init__(self, home: Path, make_run: MakeRun, campaign: Campaign, clock: Clock) -> None:
        self.home = home
        self.clock = clock
        self.prepared, self.folder = make_run()
        self.id = self.prepared.id
        first, second, _ = self.prepared.batches
        with self.journal() as journal:
            journal.add_run(self.prepared, campaign)
            journal.begin(self.id, first, "t0k3n")
            journal.accept(self.id, first, 1.5)
            journal.begin(self.id, second, "t0k3n")
            journal.doubt(self.id, second, "the connection was cut")
        self.folder.drop_batch(1)

    def journal(self) -> Journal:
        return Journal.open(self.home / "journal.sqlite3", self.clock)

    def type(self, *words: str) -> Result:
        return CliRunner().invoke(runs, words)

    def shown(self, *words: str) -> dict[str, Any]:
        result = self.type(*words, "--json")
        assert result.exit_code == 0, result.output
        shown: dict[str, Any] = json.loads(result.stdout)
        return shown

    def refused(self, *words: str) -> CommandError:
        error = self.type(*words).exception
        assert isinstance(error, CommandError)
        return error

    @property
    def rows(self) -> Tally:
        with self.journal() as journal:
            return journal.accounts(self.id).rows

    @property
    def state(self) -> RunState:
        with self.journal() as journal:
            return journal.run(self.id).state


@pytest.fixture
def desk(home: Path, make_run: MakeRun, campaign: Campaign, clock: Clock) -> Desk:
    return Desk(home, make_run, campaign, clock)


# Looking.


def test_without_a_run_the_list_says_how_to_begin(home: Path) -> None:
    assert home
    result = CliRunner().invoke(runs, [])
    assert (result.exit_code, result.output) == (
        0,
        "No runs yet. Begin one with: wolkvox add-records FILE\n",
    )


def test_the_list_shows_what_became_of_every_run(desk: Desk) -> None:
    headings, line = desk.type().stdout.splitlines()
    assert headings.split() == "run file campaign state accepted in doubt not sent".split()
    assert line.split() == [desk.id, "leads.csv", "1", "in", "doubt", "2", "2", "2"]


def test_the_list_for_scripts_holds_the_same(desk: Desk) -> None:
    (run,) = desk.shown()["runs"]
    assert (run["run"], run["state"], run["rows"]["in_doubt"], run["batches"]["total"]) == (
        desk.id,
        "open",
        2,
        3,
    )


def test_one_run_is_shown_with_its_batches_and_the_next_steps(desk: Desk) -> None:
    output = desk.type("show", "20261123").output
    assert "the connection was cut" in output
    assert f"wolkvox runs settle {desk.id} --arrived | --not-arrived" in output
    assert f"wolkvox runs resume {desk.id}" in output


def test_one_run_for_scripts_names_each_batch(desk: Desk) -> None:
    each = desk.shown("show", desk.id)["each_batch"]
    assert [(batch["batch"], batch["state"], batch["accepted"]) for batch in each] == [
        (1, "accepted", 2),
        (2, "in_doubt", 0),
        (3, "not_sent", 0),
    ]


def test_a_run_that_does_not_exist_is_an_error(desk: Desk) -> None:
    assert desk.refused("show", "nope").message == "There is no run 'nope'."


# Deciding.


def test_settling_as_arrived_counts_the_batch_as_accepted_and_drops_its_body(desk: Desk) -> None:
    output = desk.type("settle", desk.id, "--arrived").output
    assert output == f"Batch 2 arrived. Go on with: wolkvox runs resume {desk.id}\n"
    assert (desk.rows, desk.folder.body_path(2).exists()) == (Tally(accepted=4, not_sent=2), False)


def test_settling_as_not_arrived_lets_the_batch_be_sent_again(desk: Desk) -> None:
    desk.type("settle", desk.id, "--not-arrived")
    assert (desk.rows, desk.folder.body_path(2).exists()) == (Tally(accepted=2, not_sent=4), True)


def test_settling_needs_the_user_s_word(desk: Desk) -> None:
    error = desk.refused("settle", desk.id)
    assert "batch 2 (rows 4 to 5 of the file)" in error.message
    assert desk.rows == Tally(accepted=2, in_doubt=2, not_sent=2)


def test_settling_without_a_doubt_is_an_error(desk: Desk) -> None:
    desk.type("settle", desk.id, "--arrived")
    assert desk.refused("settle", desk.id, "--not-arrived").code == "run.no-doubt"


def test_settling_the_last_batch_as_arrived_completes_the_run(
    desk: Desk, make_run: MakeRun, campaign: Campaign
) -> None:
    prepared, folder = make_run(batches=1, run="single-1")
    with desk.journal() as journal:
        journal.add_run(prepared, campaign)
        journal.begin("single-1", prepared.batches[0], "t0k3n")
    assert desk.type("settle", "single-1", "--arrived").output.endswith("Run single-1 is complete.\n")
    assert not folder.path.exists()


def test_of_a_batch_taken_in_part_the_rest_is_refused_with_a_warning(
    desk: Desk, make_run: MakeRun, campaign: Campaign
) -> None:
    prepared, _ = make_run(batches=1, run="single-1")
    with desk.journal() as journal:
        journal.add_run(prepared, campaign)
        journal.begin("single-1", prepared.batches[0], "t0k3n")
        journal.doubt("single-1", prepared.batches[0], "only 1 of 2 were added", 1)
    desk.type("settle", "single-1", "--not-arrived")
    with desk.journal() as journal:
        (record,) = journal.batches("single-1")
        assert journal.accounts("single-1").rows == Tally(accepted=1, refused=1)
    assert "look this one up before you upload it again" in record.words


def test_a_run_that_a_living_process_works_on_cannot_be_settled(desk: Desk) -> None:
    with hold(desk.home / "locks", desk.id, desk.clock):
        assert isinstance(desk.type("settle", desk.id, "--arrived").exception, LockedError)
    assert desk.rows == Tally(accepted=2, in_doubt=2, not_sent=2)


# Dropping.


def test_a_run_in_doubt_is_not_dropped_without_a_word(desk: Desk) -> None:
    error = desk.refused("discard", desk.id)
    assert "In doubt: 2 (rows 4 to 5 of the file)" in error.message
    assert (desk.state, desk.folder.path.exists()) == (RunState.OPEN, True)


def test_a_dropped_run_leaves_the_disk_but_stays_on_record(desk: Desk) -> None:
    desk.type("discard", desk.id, "--yes")
    assert (desk.state, desk.folder.path.exists(), desk.rows.accepted) == (RunState.DISCARDED, False, 2)


def test_a_run_that_is_over_cannot_be_dropped(desk: Desk) -> None:
    desk.type("discard", desk.id, "--yes")
    assert desk.refused("discard", desk.id, "--yes").message == f"Run {desk.id} is discarded already."


def test_dropping_for_scripts_tells_what_is_left(desk: Desk) -> None:
    assert desk.shown("discard", desk.id, "--yes")["state"] == "discarded"


def test_a_heading_in_square_brackets_is_shown_as_it_is(
    desk: Desk, make_run: MakeRun, campaign: Campaign
) -> None:
    prepared, _ = make_run(batches=1, run="single-1")
    source = replace(prepared.source, path="[bold]leads.csv")
    with desk.journal() as journal:
        journal.add_run(replace(prepared, source=source), campaign)
    assert "[bold]leads.csv" in desk.type("show", "single-1").output
