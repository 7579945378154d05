import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from wolkvox_cli.output.console import Talk
from wolkvox_cli.output.display import ReadingDisplay, SendingDisplay
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
    width: int, *, terminal: bool, time: Time | None = None, quiet: bool = False
) -> tuple[Talk, io.StringIO]:
    """Talk to a terminal of this width, or to a file."""
    said = io.StringIO()
    talk = Talk(quiet=quiet)
    talk.err = Console(
        file=said, force_terminal=terminal, width=width, get_time=time or Time(), highlight=False, emoji=False
    )
    return talk, said


def last_picture(said: io.StringIO) -> str:
    """The moving line as it stood last, without colours."""
    lines = CONTROL.sub("", said.getvalue()).replace("\r", "\n").splitlines()
    return [line.strip() for line in lines if line.strip()][-1]


def drawn(*events: UploadEvent, width: int = 120, later: float = 0.0, already: int = 0) -> str:
    """What a terminal shows `later` seconds after the last event."""
    time = Time()
    talk, said = talk_to(width, terminal=True, time=time)
    with SendingDisplay(talk, PREPARED, already) as display:
        for event in events:
            display.show(event)
        time.seconds += later
        display.refresh()
        return last_picture(said)


def said_about(*events: UploadEvent, quiet: bool = False) -> list[str]:
    """The lines that a file gets."""
    talk, said = talk_to(60, terminal=False, quiet=quiet)
    with SendingDisplay(talk, PREPARED, 0) as display:
        for event in events:
            display.show(event)
    assert "\x1b" not in said.getvalue()
    return said.getvalue().splitlines()


def test_without_a_terminal_there_is_one_plain_line_for_each_batch() -> None:
    assert said_about(
        BatchStarted(FIRST, 1),
        BatchAccepted(FIRST, 3.44),
        BatchStarted(SECOND, 1),
        BatchAccepted(SECOND, 1.2),
    ) == [
        "Batch 1 of 2 (10,000 records, rows 2-10005): accepted (3.4 s)",
        "Batch 2 of 2 (5,000 records, rows 10006-15012): accepted (1.2 s)",
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
    assert said_about(BatchStarted(FIRST, 1), event) == [
        f"Batch 1 of 2 (10,000 records, rows 2-10005): {words}"
    ]


def test_the_words_of_the_api_are_no_markup() -> None:
    refused = BatchRefused(FIRST, Refused(RefusalReason.UNKNOWN, "[/red] :x: [bold]no"))
    assert said_about(refused)[0].endswith("refused by the API: [/red] :x: [bold]no")


def test_a_stopped_run_says_nothing_of_its_own() -> None:
    stopped = RunStopped(StopReason.QUOTA, "api.quota", "The quota is used up.", "Tomorrow.")
    assert said_about(BatchStarted(FIRST, 1), stopped) == []


def test_quiet_says_nothing() -> None:
    assert said_about(BatchStarted(FIRST, 1), BatchAccepted(FIRST, 3.4), quiet=True) == []


def test_the_display_shows_batch_records_and_seconds_of_waiting() -> None:
    picture = drawn(BatchStarted(FIRST, 1), BatchAccepted(FIRST, 3.4), BatchStarted(SECOND, 1), later=12)
    assert "Sending batch 2 of 2" in picture
    assert "10,000 of 15,000" in picture
    assert "waiting 12 s" in picture


def test_the_display_tells_the_seconds_of_the_last_batch() -> None:
    assert "last batch 3.4 s" in drawn(BatchStarted(FIRST, 1), BatchAccepted(FIRST, 3.4))


def test_the_display_counts_the_seconds_to_the_next_attempt_down() -> None:
    picture = drawn(BatchStarted(FIRST, 1), RetryScheduled(FIRST, "busy", 30.0, 2), later=10)
    assert "Batch 1 waits 30 s" in picture
    assert "20 s left" in picture


def test_the_display_never_counts_below_zero() -> None:
    picture = drawn(SettlingStarted(FIRST, 75.0), later=80)
    assert "Asking the API whether batch 1 arrived" in picture
    assert "0 s left" in picture


def test_a_further_attempt_is_told() -> None:
    assert "Sending batch 1 of 2, attempt 3" in drawn(BatchStarted(FIRST, 3))


def test_what_arrived_before_counts_from_the_start() -> None:
    assert "10,000 of 15,000" in drawn(already=10_000)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_display_is_one_line_at_every_width(width: int) -> None:
    picture = drawn(BatchStarted(SECOND, 1), width=width, later=5, already=10_000)
    assert "Sending batch 2" in picture
    assert "waiting 5 s" in picture or width < 60
    assert len(picture) <= width


def test_the_reading_display_shows_bytes_rows_speed_and_rejected_rows() -> None:
    time = Time()
    talk, said = talk_to(120, terminal=True, time=time)
    with ReadingDisplay(talk, "leads.csv", 2_000_000) as display:
        time.seconds += 2
        display.show(1_000_000, 12_000, 34)
        picture = last_picture(said)
    assert "Reading leads.csv" in picture
    assert "1.0/2.0 MB" in picture
    assert "12,000 rows" in picture
    assert "6,000 rows/s" in picture
    assert "34 rejected" in picture


@pytest.mark.parametrize("name", ["a[/red].csv", "[bold]b.csv", ":key:.csv"])
def test_a_file_name_is_no_markup(name: str) -> None:
    talk, said = talk_to(120, terminal=True)
    with ReadingDisplay(talk, name, 0) as display:
        display.show(10, 2, 0)
        assert f"Reading {name}" in last_picture(said)


def test_reading_says_nothing_without_a_terminal() -> None:
    talk, said = talk_to(80, terminal=False)
    with ReadingDisplay(talk, "leads.csv", 10) as display:
        display.show(10, 2, 0)
    assert said.getvalue() == ""


def test_a_run_without_records_left_can_be_drawn() -> None:
    talk, said = talk_to(80, terminal=True)
    with SendingDisplay(talk, replace(PREPARED, batches=()), 0) as display:
        display.refresh()
        assert "0 of 0" in last_picture(said)
