"""The journal on a real disk: what it keeps, what it refuses, and that it never loses a word silently."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from wolkvox_cli.campaign import Campaign
from wolkvox_cli.errors import CommandError, MachineError
from wolkvox_cli.spool import PreparedRun, RunFolder
from wolkvox_cli.upload.accounts import BatchState, RunState, Tally
from wolkvox_cli.upload.clock import Clock
from wolkvox_cli.upload.journal import LAG, Journal
from wolkvox_cli.upload.outcomes import RefusalReason, Refused

MakeRun = Callable[..., tuple[PreparedRun, RunFolder]]

NO = Refused(RefusalReason.PARAMETERS, "SOME PARAMETERS ARE REQUIRED", 400)


@pytest.fixture
def prepared(make_run: MakeRun, campaign: Campaign, journal: Journal) -> PreparedRun:
    """A run of three batches of two records, in the journal."""
    run, _ = make_run()
    journal.add_run(run, campaign)
    return run


@pytest.fixture
def written(journal_path: Path, make_run: MakeRun, campaign: Campaign, clock: Clock) -> PreparedRun:
    """A closed journal with a run whose first batch is accepted and whose second is being sent."""
    run, _ = make_run()
    with Journal.open(journal_path, clock) as journal:
        journal.add_run(run, campaign)
        journal.begin(run.id, run.batches[0], "t0k3n")
        journal.accept(run.id, run.batches[0], 1.5)
        journal.begin(run.id, run.batches[1], "t0k3n")
    return run


def code_of(path: Path, clock: Clock) -> str:
    with pytest.raises(MachineError) as caught:
        Journal.open(path, clock)
    assert caught.value.hint
    return caught.value.code


def begin_again(journal: Journal, prepared: PreparedRun) -> str:
    try:
        journal.begin(prepared.id, prepared.batches[0], "t0k3n")
    except MachineError as error:
        return error.code
    return "begun"


# What it keeps.


def test_a_run_is_kept_with_its_file_its_campaign_and_its_rows(
    journal: Journal, prepared: PreparedRun, campaign: Campaign
) -> None:
    record = journal.run(prepared.id)
    assert (record.file, record.sha256, record.content, record.state) == (
        "leads.csv",
        "5ha",
        "c0ffee",
        RunState.OPEN,
    )
    assert (record.campaign, record.read) == (replace(campaign, status=None), 6)


def test_batches_are_kept_as_they_were_prepared(journal: Journal, prepared: PreparedRun) -> None:
    assert tuple(record.batch for record in journal.batches(prepared.id)) == prepared.batches


def test_what_is_written_is_there_after_opening_anew(
    journal_path: Path, written: PreparedRun, clock: Clock
) -> None:
    with Journal.open(journal_path, clock) as journal:
        states = [record.state for record in journal.batches(written.id)]
    assert states == [BatchState.ACCEPTED, BatchState.SENDING, BatchState.PREPARED]


def test_a_batch_that_is_being_sent_counts_as_in_doubt(
    journal_path: Path, written: PreparedRun, clock: Clock
) -> None:
    with Journal.open(journal_path, clock) as journal:
        assert journal.accounts(written.id).rows == Tally(accepted=2, in_doubt=2, not_sent=2)
        assert journal.accounts(written.id).batches == Tally(accepted=1, in_doubt=1, not_sent=1)


def test_the_beginning_of_an_id_is_enough_when_it_is_the_only_one(
    journal: Journal, prepared: PreparedRun
) -> None:
    assert journal.run("20261123-03").id == prepared.id


@pytest.mark.parametrize("name", ["", "nothing-like-it", "%", "2026112_"])
def test_an_id_that_no_run_has_is_an_error(journal: Journal, prepared: PreparedRun, name: str) -> None:
    assert prepared.id
    with pytest.raises(CommandError, match="There is no run"):
        journal.run(name)


def test_the_beginning_of_several_ids_is_an_error_that_names_them(
    journal: Journal, prepared: PreparedRun, make_run: MakeRun, campaign: Campaign
) -> None:
    other, _ = make_run(run="20261123-031501-aaaaaa")
    journal.add_run(other, campaign)
    with pytest.raises(CommandError, match=f"Several runs begin with 2026: {prepared.id}, {other.id}"):
        journal.run("2026")


def test_runs_are_listed_newest_first(
    journal: Journal, prepared: PreparedRun, make_run: MakeRun, campaign: Campaign
) -> None:
    newer = replace(make_run(run="20261124-080000-aaaaaa")[0], created="2026-11-24T08:00:00+00:00")
    journal.add_run(newer, campaign)
    assert [record.id for record in journal.runs()] == [newer.id, prepared.id]


# The same command is the same run.


def test_the_same_file_and_options_to_the_same_campaign_are_found(
    journal: Journal, prepared: PreparedRun, campaign: Campaign
) -> None:
    found = journal.find(campaign, sha256="5ha", options="0pt")
    assert [record.id for record in found] == [prepared.id]


def test_the_same_content_is_found_whatever_the_file(
    journal: Journal, prepared: PreparedRun, campaign: Campaign
) -> None:
    assert [record.id for record in journal.find(campaign, content="c0ffee")] == [prepared.id]


def test_another_campaign_has_not_had_it(journal: Journal, prepared: PreparedRun, campaign: Campaign) -> None:
    assert journal.find(replace(campaign, id="2"), content=prepared.content) == []


def test_the_same_campaign_of_another_server_has_not_had_it(
    journal: Journal, prepared: PreparedRun, campaign: Campaign
) -> None:
    elsewhere = replace(campaign, base_url="https://wv0013.wolkvox.com")
    assert journal.find(elsewhere, content=prepared.content) == []


def test_the_short_name_of_a_server_does_not_make_another_campaign(
    journal: Journal, prepared: PreparedRun, campaign: Campaign
) -> None:
    assert journal.find(replace(campaign, server="elsewhere"))[0].id == prepared.id


def test_only_open_runs_are_found_when_only_those_are_wanted(
    journal: Journal, prepared: PreparedRun, campaign: Campaign
) -> None:
    journal.discard(prepared.id)
    assert journal.find(campaign, content="c0ffee", state=RunState.OPEN) == []
    assert journal.find(campaign, content="c0ffee")[0].state is RunState.DISCARDED


# From state to state.


def test_a_batch_in_any_other_state_cannot_be_sent(journal: Journal, prepared: PreparedRun) -> None:
    batch = prepared.batches[0]
    codes = [begin_again(journal, prepared)]
    journal.doubt(prepared.id, batch, "the connection was cut")
    codes.append(begin_again(journal, prepared))
    journal.settle(prepared.id, batch, arrived=True, evidence="looked up")
    codes.append(begin_again(journal, prepared))
    assert codes == ["begun", "journal.conflict", "journal.conflict"]


def test_a_final_refusal_cannot_be_sent_again(journal: Journal, prepared: PreparedRun) -> None:
    batch = prepared.batches[0]
    journal.begin(prepared.id, batch, "t0k3n")
    journal.refuse(prepared.id, batch, NO, final=True)
    with pytest.raises(MachineError):
        journal.begin(prepared.id, batch, "t0k3n")


def test_a_failed_change_leaves_everything_as_it_was(journal: Journal, prepared: PreparedRun) -> None:
    with pytest.raises(MachineError):
        journal.accept(prepared.id, prepared.batches[0], 1.0)
    assert journal.accounts(prepared.id).rows == Tally(not_sent=6)


def test_attempts_are_counted_across_what_came_of_them(journal: Journal, prepared: PreparedRun) -> None:
    batch = prepared.batches[0]
    assert journal.begin(prepared.id, batch, "t0k3n") == 1
    journal.not_sent(prepared.id, batch, "the connection was refused")
    assert journal.begin(prepared.id, batch, "t0k3n") == 2
    journal.doubt(prepared.id, batch, "the connection was cut")
    journal.settle(prepared.id, batch, arrived=False, evidence="looked up")
    assert journal.begin(prepared.id, batch, "t0k3n") == 3


def test_every_attempt_is_on_record_with_its_end(journal: Journal, prepared: PreparedRun) -> None:
    batch = prepared.batches[0]
    journal.begin(prepared.id, batch, "t0k3n")
    journal.doubt(prepared.id, batch, "the connection was cut")
    journal.settle(prepared.id, batch, arrived=False, evidence="looked up")
    journal.begin(prepared.id, batch, "t0k3n")
    journal.accept(prepared.id, batch, 2.0)
    rows = journal.file.read("SELECT attempt, outcome FROM attempts ORDER BY attempt")
    assert [tuple(row) for row in rows] == [(1, "did-not-arrive"), (2, "accepted")]


def test_a_finished_run_says_when(journal: Journal, prepared: PreparedRun, clock: Clock) -> None:
    journal.finish(prepared.id)
    record = journal.run(prepared.id)
    assert (record.state, record.finished) == (RunState.COMPLETE, clock.now())


def test_the_expected_counter_follows_what_arrives(journal: Journal, prepared: PreparedRun) -> None:
    first, second, third = prepared.batches
    journal.counters.take(prepared.id, 100)
    journal.begin(prepared.id, first, "t0k3n")
    journal.accept(prepared.id, first, 1.0)
    journal.begin(prepared.id, second, "t0k3n")
    journal.settle(prepared.id, second, arrived=True, evidence="looked up")
    journal.begin(prepared.id, third, "t0k3n")
    journal.settle(prepared.id, third, arrived=False, evidence="looked up")
    assert journal.run(prepared.id).counter == 104


def test_what_a_run_knows_of_the_counter_ends_where_another_run_posts_to_the_campaign(
    journal: Journal, prepared: PreparedRun, make_run: MakeRun, campaign: Campaign
) -> None:
    journal.counters.take(prepared.id, 100)
    journal.counters.prove(prepared.id)
    elsewhere, _ = make_run(run="20261123-031501-aaaaaa")
    journal.add_run(elsewhere, replace(campaign, id="77"))
    journal.begin(elsewhere.id, elsewhere.batches[0], "t0k3n")
    assert (journal.run(prepared.id).counter, journal.run(prepared.id).counter_proven) == (100, True)
    other, _ = make_run(run="20261123-031502-bbbbbb")
    journal.add_run(other, replace(campaign, id=f"0{campaign.id}"))
    journal.counters.take(other.id, 100)
    journal.begin(other.id, other.batches[0], "t0k3n")
    assert (journal.run(prepared.id).counter, journal.run(prepared.id).counter_proven) == (None, False)
    assert journal.run(other.id).counter == 100


def sent_before(journal: Journal, make_run: MakeRun, campaign: Campaign, counter: int | None) -> PreparedRun:
    """Another run to the campaign, its first batch of two records accepted."""
    other, _ = make_run(run="20261123-031501-aaaaaa")
    journal.add_run(other, campaign)
    journal.counters.take(other.id, counter)
    journal.begin(other.id, other.batches[0], "t0k3n")
    journal.accept(other.id, other.batches[0], 1.0)
    return other


@pytest.mark.parametrize(("before", "shown", "believed"), [(10, 12, 12), (10, 10, None), (None, 12, None)])
def test_soon_after_a_post_the_counter_is_believed_only_if_it_shows_it(
    journal: Journal,
    prepared: PreparedRun,
    make_run: MakeRun,
    campaign: Campaign,
    clock: Clock,
    before: int | None,
    shown: int,
    believed: int | None,
) -> None:
    sent_before(journal, make_run, campaign, before)
    journal.counters.take(prepared.id, shown)
    assert journal.run(prepared.id).counter == believed
    clock.wait(LAG.total_seconds() + 1)
    journal.counters.take(prepared.id, shown)
    assert journal.run(prepared.id).counter == shown


def test_no_counter_is_believed_while_a_batch_of_another_run_may_still_arrive(
    journal: Journal, prepared: PreparedRun, make_run: MakeRun, campaign: Campaign
) -> None:
    other = sent_before(journal, make_run, campaign, 10)
    journal.begin(other.id, other.batches[1], "t0k3n")
    journal.doubt(other.id, other.batches[1], "the connection broke off")
    journal.counters.take(prepared.id, 12)
    assert journal.run(prepared.id).counter is None


def test_what_the_counter_proved_holds_only_for_what_it_showed(
    journal: Journal, prepared: PreparedRun, clock: Clock
) -> None:
    journal.counters.take(prepared.id, 10)
    journal.counters.prove(prepared.id)
    journal.counters.take(prepared.id, 10)
    assert journal.run(prepared.id).counter_proven
    journal.counters.take(prepared.id, 11)
    assert not journal.run(prepared.id).counter_proven


# Requests.


def test_requests_are_counted_by_token_day_and_run(
    journal: Journal, prepared: PreparedRun, clock: Clock
) -> None:
    journal.requests.count("a", prepared.id)
    journal.requests.count("a")
    journal.requests.count("b")
    assert (journal.requests.used_today("a"), journal.requests.used_today("b")) == (2, 1)
    assert journal.accounts(prepared.id).requests == 1
    clock.wait(86_400)
    assert journal.requests.used_today("a") == 0
    assert journal.requests.made == 3


def test_a_batch_is_counted_as_its_intent_is_written(journal: Journal, prepared: PreparedRun) -> None:
    journal.begin(prepared.id, prepared.batches[0], "a")
    assert journal.requests.used_today("a") == 1
    assert journal.accounts(prepared.id).requests == 1


def test_an_intent_whose_request_cannot_be_counted_leaves_no_doubt(
    journal: Journal, prepared: PreparedRun
) -> None:
    with journal.file.write() as database:
        database.execute("DROP TABLE requests")
    with pytest.raises(MachineError):
        journal.begin(prepared.id, prepared.batches[0], "a")
    assert journal.accounts(prepared.id).rows == Tally(not_sent=6)


def test_a_refusal_for_quota_is_kept_until_it_is_cleared(journal: Journal, clock: Clock) -> None:
    journal.requests.note_refusal("a")
    assert journal.requests.refusal("a") == clock.now()
    journal.requests.clear_refusal("a")
    assert journal.requests.refusal("a") is None


# Damaged, foreign, newer, unwritable.


def cut_points(size: int) -> list[int]:
    """The edges of the header and of every page, and some places in between."""
    pages = [place + nudge for place in range(0, size, 4096) for nudge in (-1, 0, 1)]
    return sorted({place for place in (*pages, 1, 15, 16, 99, 100, 2000, size - 1) if 0 <= place < size})


def test_a_journal_cut_anywhere_is_refused(journal_path: Path, written: PreparedRun, clock: Clock) -> None:
    assert written.batches
    whole = journal_path.read_bytes()
    opened = []
    for place in cut_points(len(whole)):
        journal_path.write_bytes(whole[:place])
        with pytest.raises(MachineError) as caught:
            Journal.open(journal_path, clock)
        opened.append(caught.value.code)
    assert set(opened) == {"journal.damaged"}


@pytest.fixture
def killed(journal_path: Path, make_run: MakeRun, campaign: Campaign, clock: Clock, tmp_path: Path) -> Path:
    """The journal's files as a killed process leaves them: the last writes are in the -wal file only."""
    run, _ = make_run()
    copy = tmp_path / "copy"
    copy.mkdir()
    with Journal.open(journal_path, clock) as journal:
        journal.add_run(run, campaign)
        journal.begin(run.id, run.batches[0], "t0k3n")
        for path in journal_path.parent.glob("journal.*"):
            if not path.name.endswith(("-shm", ".lock")):
                (copy / path.name).write_bytes(path.read_bytes())
    return copy / journal_path.name


def test_a_killed_process_leaves_a_journal_that_knows_the_intent(killed: Path, clock: Clock) -> None:
    with Journal.open(killed, clock) as journal:
        (run,) = journal.runs()
        assert journal.batches(run.id)[0].state is BatchState.SENDING


def test_a_journal_whose_last_writes_were_cut_off_is_refused(killed: Path, clock: Clock) -> None:
    wal = killed.with_name(killed.name + "-wal")
    whole, main = wal.read_bytes(), killed.read_bytes()
    codes = set()
    for place in [
        0,
        1,
        31,
        32,
        33,
        len(whole) // 2,
        *range(len(whole) - 4200, len(whole), 600),
        len(whole) - 1,
    ]:
        killed.write_bytes(main)
        wal.write_bytes(whole[:place])
        killed.with_name(killed.name + "-shm").unlink(missing_ok=True)
        codes.add(code_of(killed, clock))
    assert codes == {"journal.damaged"}


def test_a_journal_from_a_backup_that_missed_writes_is_refused(
    journal_path: Path, written: PreparedRun, clock: Clock
) -> None:
    backup = journal_path.read_bytes()
    with Journal.open(journal_path, clock) as journal:
        journal.accept(written.id, written.batches[1], 1.0)
    journal_path.write_bytes(backup)
    with pytest.raises(MachineError, match="its last 1 entries are missing"):
        Journal.open(journal_path, clock)


def test_a_removed_journal_is_missed(journal_path: Path, written: PreparedRun, clock: Clock) -> None:
    assert written.batches
    journal_path.unlink()
    assert code_of(journal_path, clock) == "journal.gone"


def test_a_journal_moved_away_with_all_its_files_begins_anew(
    journal_path: Path, written: PreparedRun, clock: Clock
) -> None:
    assert written.batches
    for path in journal_path.parent.glob("journal.*"):
        path.unlink()
    with Journal.open(journal_path, clock) as journal:
        assert journal.runs() == []


def test_a_refused_journal_is_left_as_it_was(journal_path: Path, written: PreparedRun, clock: Clock) -> None:
    assert written.batches
    cut = journal_path.read_bytes()[:-100]
    journal_path.write_bytes(cut)
    assert code_of(journal_path, clock) == "journal.damaged"
    assert journal_path.read_bytes() == cut


@pytest.mark.parametrize("content", [b"", b"\n", b"%PDF-1.7 something else entirely", b"\0" * 8192])
def test_a_file_that_is_no_journal_is_refused(journal_path: Path, clock: Clock, content: bytes) -> None:
    journal_path.parent.mkdir()
    journal_path.write_bytes(content)
    assert code_of(journal_path, clock) == "journal.damaged"


def test_the_database_of_another_program_is_refused(journal_path: Path, clock: Clock) -> None:
    journal_path.parent.mkdir()
    with closing(sqlite3.connect(journal_path)) as database:
        database.execute("CREATE TABLE runs (id TEXT)")
    assert code_of(journal_path, clock) == "journal.damaged"


def test_a_journal_of_a_newer_program_is_refused_by_name(
    journal_path: Path, written: PreparedRun, clock: Clock
) -> None:
    assert written.batches
    with closing(sqlite3.connect(journal_path)) as database:
        database.execute("PRAGMA user_version=3")
    with pytest.raises(MachineError, match="has schema 3; this version of the program knows schema 2"):
        Journal.open(journal_path, clock)


def test_a_journal_killed_while_its_mark_was_made_is_no_damaged_one(
    journal_path: Path, clock: Clock, make_run: MakeRun, campaign: Campaign
) -> None:
    Journal.open(journal_path, clock).file.close()
    journal_path.with_suffix(".mark").write_bytes(b"")
    with Journal.open(journal_path, clock) as journal:
        journal.add_run(make_run()[0], campaign)
    assert journal_path.with_suffix(".mark").read_bytes() == b"00000000000000000001"


def test_what_a_killed_process_left_of_a_new_journal_is_passed_over(journal_path: Path, clock: Clock) -> None:
    journal_path.parent.mkdir(mode=0o700)
    for ending in ("", "-journal", "-wal", "-shm"):
        journal_path.with_name(f"journal.new{ending}").write_bytes(b"half of something")
    with Journal.open(journal_path, clock) as journal:
        assert journal.runs() == []


def test_two_pages_that_have_changed_places_are_noticed(
    journal_path: Path, clock: Clock, make_run: MakeRun, campaign: Campaign
) -> None:
    with Journal.open(journal_path, clock) as journal:
        for number in range(60):
            journal.add_run(make_run(run=f"20261123-031500-{number:06}")[0], campaign)
    whole = journal_path.read_bytes()
    kept = [whole[place : place + 4096] for place in range(0, len(whole), 4096)]
    leaves = [place for place, page in enumerate(kept) if page[:1] == b"\x0d" and place]
    unnoticed = []
    for first, second in pairwise(leaves[-6:]):
        pages = list(kept)
        pages[first], pages[second] = pages[second], pages[first]
        journal_path.write_bytes(b"".join(pages))
        with suppress(MachineError), Journal.open(journal_path, clock):
            unnoticed.append((first, second))
    assert unnoticed == []


@pytest.mark.skipif(os.name == "nt", reason="Windows reads folders in another way")
def test_what_cannot_be_read_just_now_is_not_called_damaged(
    journal_path: Path, written: PreparedRun, clock: Clock
) -> None:
    assert written.batches
    journal_path.with_suffix(".mark").unlink()
    journal_path.with_suffix(".mark").mkdir()
    with pytest.raises(MachineError) as caught:
        Journal.open(journal_path, clock)
    assert caught.value.code == "journal.unreadable"
    assert "move all" not in caught.value.hint
    assert caught.value.hint.endswith("then repeat the command.")


@pytest.mark.parametrize("content", [b"", b"12", b"x" * 20])
def test_a_damaged_mark_is_refused(
    journal_path: Path, written: PreparedRun, clock: Clock, content: bytes
) -> None:
    assert written.batches
    journal_path.with_suffix(".mark").write_bytes(content)
    assert code_of(journal_path, clock) == "journal.damaged"


def test_a_journal_carried_to_another_folder_without_its_mark_is_taken(
    journal_path: Path, written: PreparedRun, clock: Clock, tmp_path: Path
) -> None:
    carried = tmp_path / "elsewhere" / "journal.sqlite3"
    carried.parent.mkdir()
    carried.write_bytes(journal_path.read_bytes())
    with Journal.open(carried, clock) as journal:
        assert journal.runs()[0].id == written.id


def test_a_full_disk_is_named(journal: Journal, make_run: MakeRun, campaign: Campaign) -> None:
    (pages,) = journal.file.read("PRAGMA page_count")[0]
    journal.file.read(f"PRAGMA max_page_count={pages}")
    run, _ = make_run(batches=200, records=1)
    with pytest.raises(MachineError) as caught:
        journal.add_run(run, campaign)
    assert caught.value.code == "journal.full"


def test_a_run_that_does_not_fit_on_the_disk_leaves_no_trace(
    journal: Journal, make_run: MakeRun, campaign: Campaign
) -> None:
    (pages,) = journal.file.read("PRAGMA page_count")[0]
    journal.file.read(f"PRAGMA max_page_count={pages}")
    run, _ = make_run(batches=200, records=1)
    with pytest.raises(MachineError):
        journal.add_run(run, campaign)
    assert journal.runs() == []


def test_a_journal_that_may_not_be_written_is_named(journal: Journal, prepared: PreparedRun) -> None:
    journal.file.read("PRAGMA query_only=1")
    with pytest.raises(MachineError) as caught:
        journal.begin(prepared.id, prepared.batches[0], "t0k3n")
    assert caught.value.code == "journal.read-only"


def test_a_journal_that_another_program_holds_is_named(
    journal_path: Path, journal: Journal, prepared: PreparedRun
) -> None:
    journal.file.read("PRAGMA busy_timeout=1")
    with closing(sqlite3.connect(journal_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(MachineError) as caught:
            journal.begin(prepared.id, prepared.batches[0], "t0k3n")
        other.execute("ROLLBACK")
    assert caught.value.code == "journal.locked"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in another way")
def test_a_state_folder_that_is_a_file_is_named(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "state").write_text("no folder")
    assert code_of(tmp_path / "state" / "journal.sqlite3", clock) == "disk.state-folder"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in another way")
def test_nobody_else_may_read_the_journal(
    journal_path: Path, journal: Journal, prepared: PreparedRun
) -> None:
    assert journal.runs()[0].id == prepared.id
    assert journal_path.parent.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in journal_path.parent.glob("journal*")}
    assert set(modes.values()) == {0o600}


def test_a_clock_that_jumps_back_a_day_upsets_nothing(
    journal: Journal, prepared: PreparedRun, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.begin(prepared.id, prepared.batches[0], "t0k3n")
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, tzinfo=UTC) - timedelta(days=1))
    journal.accept(prepared.id, prepared.batches[0], 1.0)
    assert journal.accounts(prepared.id).rows == Tally(accepted=2, not_sent=4)


def test_no_value_of_a_lead_is_in_the_journal(
    journal_path: Path, journal: Journal, prepared: PreparedRun
) -> None:
    journal.begin(prepared.id, prepared.batches[0], "t0k3n")
    content = b"".join(path.read_bytes() for path in journal_path.parent.glob("journal*"))
    assert b"300555" not in content
    assert b"Lead 2" not in content
