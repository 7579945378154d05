import io
import re
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import pytest
from rich.console import Console

from wolkvox_cli.output.console import Talk
from wolkvox_cli.output.display import (
    LookingDisplay,
    ReadingDisplay,
    SendingDisplay,
    WaitingDisplay,
    WritingDisplay,
)
from wolkvox_cli.spool import Batch, PreparedRun, SourceFacts
from wolkvox_cli.upload.events import (
    BatchAccepted,
    BatchInDoubt,
    BatchRefused,
    BatchSettled,
    BatchStarted,
    RetryScheduled,
    RunStopped,
    SettlingStarted,
    StopReason,
    UploadEvent,
)
from wolkvox_cli.upload.outcomes import RefusalReason, Refused

FIRST = Batch(1, 2, 10_005, 10_000, 6_000_000, "d1")
SECOND = Batch(2, 10_006, 15_012, 5_000, 3_000_000, "d2")
AT = datetime(2026, 11, 23, 14, 3, 22)
BAR = re.compile("[━╸╺]{10,}")
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")

PREPARED = PreparedRun(
    id="20261123-031500-7k2m9q",
    created="2026-11-23T03:15:00+00:00",
    program="0.1.0",
    source=SourceFacts("leads.csv", "5ha", "csv", "utf-8", ";", None, 1),
    headings=("Celular",),
    campaign_type="predictive",
    mapping={"tel1": "Celular"},
    constants={},
    ignored_columns=(),
    stamp=None,
    read=15_011,
    rejected=11,
    duplicate=0,
    excluded=0,
    problems=(),
    batches=(FIRST, SECOND),
    content="c",
    options="o",
    seconds=0.1,
)


class Time:
    """A clock to be turned by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def talk_to(
    width: int, *, terminal: bool, time: Time | None = None, talk: Talk | None = None
) -> tuple[Talk, io.StringIO]:
    """Talk to a terminal of this width, or to a file."""
    said = io.StringIO()
    talk = talk or Talk()
    talk.err = Console(
        file=said, force_terminal=terminal, width=width, get_time=time or Time(), highlight=False, emoji=False
    )
    return talk, said


def last_picture(said: io.StringIO) -> str:
    """The moving line as it stood last, without colours."""
    lines = CONTROL.sub("", said.getvalue()).replace("\r", "\n").splitlines()
    return [line.strip() for line in lines if line.strip()][-1]


def drawn(*events: UploadEvent, width: int = 120, later: float = 0.0, done: int = 0) -> str:
    """What a terminal shows `later` seconds after the last event; so many batches were `done` before."""
    time = Time()
    talk, said = talk_to(width, terminal=True, time=time)
    with SendingDisplay(talk, PREPARED, PREPARED.batches[done:]) as display:
        for event in events:
            display.show(event)
        time.seconds += later
        display.refresh()
        return last_picture(said)


def lines(*events: UploadEvent, terminal: bool = False, **wishes: bool) -> list[str]:
    """The lines that stay, in a file or at a terminal."""
    talk, said = talk_to(120, terminal=terminal, talk=Talk(**wishes))
    with SendingDisplay(talk, PREPARED, PREPARED.batches, lambda: AT) as display:
        for event in events:
            display.show(event)
    shown = CONTROL.sub("", said.getvalue()).replace("\r", "\n").splitlines()
    assert terminal or "\x1b" not in said.getvalue()
    return [line for line in shown if line.startswith("14:03:22")]


def test_without_a_terminal_there_is_one_plain_line_for_each_batch_with_its_time() -> None:
    assert lines(
        BatchStarted(FIRST, 1),
        BatchAccepted(FIRST, 3.44),
        BatchStarted(SECOND, 1),
        BatchAccepted(SECOND, 1.2),
    ) == [
        "14:03:22 Batch 1 of 2 (10,000 records, rows 2-10005): accepted (3.4 s)",
        "14:03:22 Batch 2 of 2 (5,000 records, rows 10006-15012): accepted (1.2 s)",
    ]


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            RetryScheduled(FIRST, "too many requests", 12.0, 2),
            "not sent yet: too many requests. Next attempt in 12 s",
        ),
        (
            BatchRefused(FIRST, Refused(RefusalReason.TOKEN, "PLEASE VALIDATE TOKEN")),
            "refused by the API: PLEASE VALIDATE TOKEN",
        ),
        (BatchRefused(FIRST, Refused(RefusalReason.SIZE, "")), "refused by the API: size"),
        (BatchInDoubt(FIRST, "the connection was cut"), "in doubt: the connection was cut"),
        (SettlingStarted(FIRST, 75.0), "asking the API whether it arrived (up to 75 s)"),
        (BatchSettled(FIRST, True, "the counter moved by 10,000"), "it arrived: the counter moved by 10,000"),
        (BatchSettled(FIRST, False, "the counter stood still"), "it did not arrive: the counter stood still"),
    ],
)
def test_every_turn_of_a_batch_is_a_plain_line(event: UploadEvent, words: str) -> None:
    assert lines(BatchStarted(FIRST, 1), event) == [
        f"14:03:22 Batch 1 of 2 (10,000 records, rows 2-10005): {words}"
    ]


def test_the_words_of_the_api_are_no_markup() -> None:
    refused = BatchRefused(FIRST, Refused(RefusalReason.UNKNOWN, "[/red] :x: [bold]no"))
    assert lines(refused)[0].endswith("refused by the API: [/red] :x: [bold]no")


def test_a_stopped_run_says_nothing_of_its_own() -> None:
    stopped = RunStopped(StopReason.QUOTA, "api.quota", "The quota is used up.", "Tomorrow.")
    assert lines(BatchStarted(FIRST, 1), stopped) == []


def test_quiet_says_nothing() -> None:
    assert lines(BatchStarted(FIRST, 1), BatchAccepted(FIRST, 3.4), quiet=True) == []


def test_at_a_terminal_only_what_is_out_of_the_usual_course_leaves_a_line() -> None:
    usual = BatchStarted(FIRST, 1), BatchAccepted(FIRST, 3.4)
    assert lines(*usual, terminal=True) == []
    assert len(lines(*usual, RetryScheduled(SECOND, "busy", 5.0, 1), terminal=True)) == 1
    assert len(lines(*usual, terminal=True, verbose=True)) == 1


def test_the_batch_at_work_its_seconds_and_the_records_so_far_are_shown() -> None:
    picture = drawn(BatchStarted(FIRST, 1), BatchAccepted(FIRST, 3.4), BatchStarted(SECOND, 1), later=12)
    assert "Sending batch 2 of 2" in picture
    assert "66 %" in picture
    assert "10,000 of 15,000" in picture
    assert "12 s, usually 3" in picture


def test_before_the_first_answer_nobody_can_say_what_is_usual_or_left() -> None:
    picture = drawn(BatchStarted(FIRST, 1), later=3)
    assert "waiting 3 s" in picture
    assert "usually" not in picture
    assert " left" not in picture


def test_the_time_left_is_known_from_the_first_answer_on_and_counts_down() -> None:
    answered = BatchStarted(FIRST, 1), BatchAccepted(FIRST, 20.0)
    assert "0:10 left" in drawn(*answered)
    assert "0:10 left" in drawn(*answered, BatchStarted(SECOND, 1))
    assert "0:07 left" in drawn(*answered, BatchStarted(SECOND, 1), later=3)


def test_a_batch_that_takes_longer_than_usual_is_not_said_to_be_ready_at_once() -> None:
    picture = drawn(BatchStarted(FIRST, 1), BatchAccepted(FIRST, 2.0), BatchStarted(SECOND, 1), later=60)
    assert " left" not in picture
    assert "60 s, usually 2" in picture


@pytest.mark.parametrize(
    "trouble",
    [RetryScheduled(SECOND, "busy", 30.0, 2), SettlingStarted(SECOND, 75.0), BatchInDoubt(SECOND, "x")],
)
def test_in_trouble_nobody_can_say_what_is_left(trouble: UploadEvent) -> None:
    assert " left" not in drawn(BatchStarted(FIRST, 1), BatchAccepted(FIRST, 20.0), trouble)


def test_between_two_batches_it_is_the_next_one_that_is_named() -> None:
    picture = drawn(BatchStarted(FIRST, 1), BatchAccepted(FIRST, 3.4))
    assert "Next: batch 2 of 2" in picture
    assert "batch 1" not in picture


def test_after_the_last_batch_none_is_named() -> None:
    picture = drawn(BatchStarted(SECOND, 1), BatchAccepted(SECOND, 3.4), done=1)
    assert "Finishing" in picture
    assert "100 %" in picture
    assert "atch" not in picture


def test_the_seconds_to_the_next_attempt_are_counted_down() -> None:
    events = BatchStarted(FIRST, 1), RetryScheduled(FIRST, "busy", 30.0, 2)
    assert "Batch 1 of 2 goes again in 20 s" in drawn(*events, later=10)
    assert "Batch 1 of 2 goes again  " in drawn(*events, later=31)


def test_the_seconds_until_a_no_is_believed_are_counted_down() -> None:
    assert "Asking whether batch 1 of 2 arrived, 65 s at most" in drawn(
        SettlingStarted(FIRST, 75.0), later=10
    )
    assert "Asking whether batch 1 of 2 arrived  " in drawn(SettlingStarted(FIRST, 75.0), later=80)


def test_a_further_attempt_is_told() -> None:
    assert "Sending batch 1 of 2, attempt 3" in drawn(BatchStarted(FIRST, 3))


def test_a_batch_that_did_not_arrive_is_the_next_one_again() -> None:
    assert "Next: batch 1 of 2" in drawn(SettlingStarted(FIRST, 1.0), BatchSettled(FIRST, False, "no"))


def test_what_arrived_before_counts_from_the_start() -> None:
    assert "10,000 of 15,000" in drawn(done=1)


@pytest.mark.parametrize("width", [20, 40, 59, 60, 80, 100, 120, 200])
@pytest.mark.parametrize("later", [0, 5, 5000])
def test_the_display_is_one_line_with_a_bar_at_every_width(width: int, later: float) -> None:
    events = BatchStarted(FIRST, 1), BatchAccepted(FIRST, 3.4), BatchStarted(SECOND, 11)
    picture = drawn(*events, width=width, later=later)
    assert len(picture) < width
    assert BAR.search(picture) or width < 60
    assert "atch 2 of 2" in picture


def test_the_bar_stays_where_it_is_while_the_figures_change() -> None:
    sent = BatchStarted(FIRST, 1), BatchAccepted(FIRST, 3.4)
    pictures = [drawn(*sent[:1]), drawn(*sent), drawn(*sent, BatchStarted(SECOND, 1), later=14)]
    found = [BAR.search(picture) for picture in pictures]
    assert len({bar.span() for bar in found if bar}) == 1


def test_where_a_terminal_knows_no_signs_the_bar_is_of_letters() -> None:
    written = io.BytesIO()
    narrow = io.TextIOWrapper(written, encoding="ascii")
    talk = Talk()
    talk.err = Console(file=narrow, force_terminal=True, width=80, highlight=False)
    with SendingDisplay(talk, PREPARED, PREPARED.batches) as display:
        display.show(BatchStarted(FIRST, 1))
        display.refresh()
    assert b"Sending batch 1 of 2" in written.getvalue()


def test_nothing_of_the_display_is_left_behind() -> None:
    talk, said = talk_to(80, terminal=True)
    with SendingDisplay(talk, PREPARED, PREPARED.batches) as display:
        display.show(BatchStarted(FIRST, 1))
        display.refresh()
    assert said.getvalue().endswith("\x1b[2K")


def test_reading_shows_rows_rejected_rows_speed_and_bytes() -> None:
    time = Time()
    talk, said = talk_to(120, terminal=True, time=time)
    with ReadingDisplay(talk, "leads.csv", 2_000_000) as display:
        time.seconds += 2
        display.show(1_000_000, 12_000, 34)
        display.refresh()
        picture = last_picture(said)
    assert "Reading leads.csv" in picture
    assert "12,000 rows" in picture
    assert "34 rejected" in picture
    assert "6,000 rows/s" in picture
    assert "1.0 of 2.0 MB" in picture


def test_a_file_that_was_read_is_ticked_with_the_final_counts() -> None:
    time = Time()
    talk, said = talk_to(120, terminal=True, time=time)
    with ReadingDisplay(talk, "leads.csv", 2_000_000) as display:
        display.show(2_000_000, 25_011, 11)
        time.seconds += 1.5
    assert last_picture(said) == "✓ leads.csv: 25,011 rows read in 1.5 s, 11 rejected"


def test_a_file_that_could_not_be_read_is_not_ticked() -> None:
    talk, said = talk_to(120, terminal=True)
    with suppress(KeyError), ReadingDisplay(talk, "leads.csv", 2_000_000):
        raise KeyError
    assert "✓" not in said.getvalue()


def test_writing_a_report_shows_how_far_it_is() -> None:
    talk, said = talk_to(100, terminal=True)
    with WritingDisplay(talk, "leads.failed-20261123-031500-7k2m9q.xlsx", 20_000) as display:
        display.show(5_000)
        display.refresh()
        picture = last_picture(said)
    assert "Writing leads.failed-202…500-7k2m9q.xlsx" in picture
    assert "5,000 of 20,000 rows" in picture


def test_looking_through_a_file_shows_how_far_it_is() -> None:
    talk, said = talk_to(100, terminal=True)
    with LookingDisplay(talk, "leads.csv", 2_000_000) as display:
        display.show(500_000)
        display.refresh()
        picture = last_picture(said)
    assert "Looking through leads.csv" in picture
    assert "0.5 of 2.0 MB" in picture


def test_a_wait_is_counted_down() -> None:
    time = Time()
    talk, said = talk_to(100, terminal=True, time=time)
    with WaitingDisplay(talk, "Another upload is running", 600) as display:
        time.seconds += 25
        display.refresh()
        picture = last_picture(said)
    assert "Another upload is running" in picture
    assert "9:35 at most" in picture


def test_without_a_terminal_a_wait_is_said_once() -> None:
    talk, said = talk_to(100, terminal=False)
    with WaitingDisplay(talk, "Another upload is running", 600):
        assert said.getvalue() == "Another upload is running; waiting for it, 600 s at most.\n"


def test_a_report_without_rows_is_not_drawn() -> None:
    talk, said = talk_to(100, terminal=True)
    with WritingDisplay(talk, "leads.failed.xlsx", 0):
        pass
    assert said.getvalue() == ""


@pytest.mark.parametrize("name", ["a[/red].csv", "[bold]b.csv", ":key:.csv"])
def test_a_file_name_is_no_markup(name: str) -> None:
    talk, said = talk_to(120, terminal=True)
    with ReadingDisplay(talk, name, 0) as display:
        display.show(10, 2, 0)
        display.refresh()
        assert f"Reading {name}" in last_picture(said)


def test_reading_says_nothing_without_a_terminal() -> None:
    talk, said = talk_to(80, terminal=False)
    with ReadingDisplay(talk, "leads.csv", 10) as display:
        display.show(10, 2, 0)
    assert said.getvalue() == ""


def test_a_run_without_records_left_can_be_drawn() -> None:
    talk, said = talk_to(80, terminal=True)
    with SendingDisplay(talk, replace(PREPARED, batches=()), ()) as display:
        display.refresh()
        assert "0 of 0" in last_picture(said)
