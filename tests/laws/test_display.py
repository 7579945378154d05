"""Whatever happens to the batches of a run, no batch is named that is over and no time that nobody knows."""

import io
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from wolkvox_cli.output.console import Talk
from wolkvox_cli.output.display import SendingDisplay
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

MOST = 4
BATCHES = [Batch(n, 10 * n, 10 * n + 9, 10, 1000, f"d{n}") for n in range(1, MOST + 1)]
STOPPED = RunStopped(StopReason.QUOTA, "api.quota", "The quota is used up.", "Tomorrow.")
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")

Happening = list[tuple[UploadEvent, bool]]
"""Events, each with whether its batch is over by it."""


class Time:
    """A clock to be turned by hand."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def prepared(batches: list[Batch]) -> PreparedRun:
    return PreparedRun(
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
        read=10 * len(batches),
        rejected=0,
        duplicate=0,
        excluded=0,
        problems=(),
        batches=tuple(batches),
        content="c",
        options="o",
        seconds=0.1,
    )


@st.composite
def what_happens_to(draw: st.DrawFn, batch: Batch) -> Happening:
    """All that may happen to one batch until it is over."""
    happening: Happening = []
    for attempt in range(1, draw(st.integers(0, 2)) + 1):
        happening.append((BatchStarted(batch, attempt), False))
        if draw(st.booleans()):
            happening.append((RetryScheduled(batch, "busy", draw(st.floats(0, 60)), attempt), False))
        else:
            happening.append((BatchInDoubt(batch, "the connection was cut"), False))
            happening.append((SettlingStarted(batch, 75.0), False))
            happening.append((BatchSettled(batch, False, "it holds as many as before"), False))
    happening.append((BatchStarted(batch, len(happening) + 1), False))
    end = draw(st.sampled_from(["accepted", "refused", "settled"]))
    if end == "accepted":
        happening.append((BatchAccepted(batch, draw(st.floats(0, 100))), True))
    elif end == "refused":
        happening.append((BatchRefused(batch, Refused(RefusalReason.SIZE, "too large")), True))
    else:
        happening += [(SettlingStarted(batch, 75.0), False), (BatchSettled(batch, True, "it holds it"), True)]
    return happening


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Batch], Happening]:
    """Of a run, what is left of it and what happens to that; it may stop at any moment."""
    batches = BATCHES[draw(st.integers(0, MOST - 1)) :]
    happening = [event for batch in batches for event in draw(what_happens_to(batch))]
    if draw(st.booleans()):
        happening = [*happening[: draw(st.integers(0, len(happening)))], (STOPPED, False)]
    return batches, happening


def drawn(display: SendingDisplay, width: int, time: Time) -> str:
    """The line as it is now, without colours."""
    console = Console(file=io.StringIO(), force_terminal=True, width=width, get_time=time)
    with console.capture() as captured:
        console.print(display)
    return CONTROL.sub("", captured.get()).rstrip("\n")


def batches_named(picture: str) -> set[int]:
    return {int(number) for number in re.findall(r"(?:[Bb]atch|Next:) (\d+) of \d+", picture)}


@settings(max_examples=60, deadline=None)
@given(histories(), st.integers(30, 140), st.lists(st.floats(0, 100), min_size=1, max_size=3))
def test_no_batch_that_is_over_is_named_and_no_time_that_nobody_knows(
    history: tuple[list[Batch], Happening], width: int, pauses: list[float]
) -> None:
    left, happening = history
    time = Time()
    talk = Talk()
    talk.err = Console(file=io.StringIO(), get_time=time)
    over, answered = {batch.number for batch in BATCHES} - {batch.number for batch in left}, False
    display = SendingDisplay(talk, prepared(BATCHES), left)
    for event, is_over in happening:
        display.show(event)
        answered |= isinstance(event, BatchAccepted)
        if is_over and not isinstance(event, RunStopped):
            over.add(event.batch.number)
        for pause in pauses:
            time.seconds += pause
            picture = drawn(display, width, time)
            assert batches_named(picture) & over == set()
            assert " left" not in picture or answered
            assert len(picture) < width
            assert width < 60 or re.search("[━╸╺]{10}", picture)
