"""The moving picture while a file is read and sent; plain lines where there is no terminal."""

from types import TracebackType
from typing import Self, assert_never

from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column
from rich.text import Text

from wolkvox_cli.output.console import Talk, counted, visible
from wolkvox_cli.spool import Batch, PreparedRun
from wolkvox_cli.upload.events import (
    BatchAccepted,
    BatchInDoubt,
    BatchRefused,
    BatchSettled,
    BatchStarted,
    RetryScheduled,
    RunStopped,
    SettlingStarted,
    UploadEvent,
)

_WIDE = 110
_USUAL = 80
"""So many characters a line has at least where a column of the display is shown."""


class ReadingDisplay:
    """Bytes, rows, rows a second and rejected rows while the file is read; nothing without a terminal."""

    def __init__(self, talk: Talk, name: str, size: int) -> None:
        self._progress = _progress(
            talk,
            (0, TextColumn("Reading {task.description}", markup=False)),
            (_WIDE, BarColumn()),
            (_USUAL, DownloadColumn(table_column=_one_line())),
            (0, TextColumn("{task.fields[rows]:,} rows")),
            (_USUAL, _RowsPerSecond()),
            (0, TextColumn("{task.fields[rejected]:,} rejected")),
        )
        self._task = self._progress.add_task(visible(name), total=size or None, rows=0, rejected=0)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, position: int, rows: int, rejected: int) -> None:
        """How far reading has come."""
        self._progress.update(self._task, completed=position, rows=rows, rejected=rejected, refresh=True)


class WritingDisplay:
    """Rows while a report is written; nothing without a terminal, or where there are none."""

    def __init__(self, talk: Talk, name: str, rows: int) -> None:
        self._progress = _progress(
            talk,
            (0, TextColumn("Writing {task.description}", markup=False)),
            (_WIDE, BarColumn()),
            (0, TextColumn("{task.completed:,.0f} of {task.total:,.0f} rows")),
        )
        self._progress.disable |= not rows
        self._task = self._progress.add_task(visible(name), total=rows)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, rows: int) -> None:
        """How many rows are written."""
        self._progress.update(self._task, completed=rows)


class SendingDisplay:
    """Batches, records, time left and the wait for each answer; one plain line a batch without a terminal."""

    def __init__(self, talk: Talk, prepared: PreparedRun, already: int) -> None:
        self._talk = talk
        self._batches = len(prepared.batches)
        self._progress = _progress(
            talk,
            (0, TextColumn("{task.description}")),
            (_WIDE, BarColumn()),
            (0, TextColumn("{task.completed:,.0f} of {task.total:,.0f}")),
            (_USUAL, TimeRemainingColumn(table_column=_one_line())),
            (0, _Waiting()),
        )
        self._task: TaskID = self._progress.add_task(
            "Sending", total=prepared.records, completed=already, waiting=None, last=None
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, event: UploadEvent) -> None:
        """Draw one event."""
        match event:
            case BatchStarted(batch, attempt):
                again = f", attempt {attempt}" if attempt > 1 else ""
                self._wait(f"Sending batch {batch.number} of {self._batches}{again}", "answer")
            case BatchAccepted(batch, seconds):
                self._progress.update(self._task, advance=batch.records, last=seconds, waiting=None)
                self._line(batch, f"accepted ({seconds:.1f} s)")
            case RetryScheduled(batch, reason, seconds, _):
                self._wait(f"Batch {batch.number} waits {seconds:.0f} s", "retry", seconds)
                self._line(batch, f"not sent yet: {reason}. Next attempt in {seconds:.0f} s")
            case BatchRefused(batch, refusal):
                self._progress.update(self._task, waiting=None)
                self._line(batch, f"refused by the API: {refusal.message or refusal.reason}")
            case BatchInDoubt(batch, reason, _):
                self._progress.update(self._task, waiting=None)
                self._line(batch, f"in doubt: {reason}")
            case SettlingStarted(batch, seconds):
                self._wait(f"Asking the API whether batch {batch.number} arrived", "settle", seconds)
                self._line(batch, f"asking the API whether it arrived (up to {seconds:.0f} s)")
            case BatchSettled(batch, arrived, evidence):
                if arrived:
                    self._progress.update(self._task, advance=batch.records, waiting=None)
                self._line(batch, f"{'it arrived' if arrived else 'it did not arrive'}: {evidence}")
            case RunStopped():
                self._progress.update(self._task, waiting=None)
            case _:
                assert_never(event)

    def refresh(self) -> None:
        """Draw how it stands now; a thread does so ten times a second too."""
        self._progress.refresh()

    def _wait(self, description: str, kind: str, seconds: float = 0.0) -> None:
        now = self._progress.get_time()
        self._progress.update(self._task, description=description, waiting=(kind, now, now + seconds))

    def _line(self, batch: Batch, text: str) -> None:
        records = counted(batch.records, "record")
        span = f"{records}, rows {batch.first_row}-{batch.last_row}"
        self._talk.say(f"Batch {batch.number} of {self._batches} ({span}): {text}")


def _progress(talk: Talk, *columns: tuple[int, ProgressColumn]) -> Progress:
    """One moving line of the columns that a terminal of this width has room for."""
    fitting = [column for least, column in columns if talk.err.width >= least]
    return Progress(SpinnerColumn(), *fitting, console=talk.err, disable=not talk.live, transient=True)


def _one_line() -> Column:
    return Column(no_wrap=True)


class _RowsPerSecond(ProgressColumn):
    """How fast the file is read."""

    def __init__(self) -> None:
        super().__init__(_one_line())

    def render(self, task: Task) -> Text:
        rows, elapsed = task.fields["rows"], task.elapsed or 0.0
        return Text(f"{rows / elapsed:,.0f} rows/s" if rows and elapsed else "")


class _Waiting(ProgressColumn):
    """Seconds since the request left, seconds until the next step, or the seconds of the last batch."""

    max_refresh = 0.1

    def __init__(self) -> None:
        super().__init__(_one_line())

    def render(self, task: Task) -> Text:
        waiting = task.fields["waiting"]
        if waiting is None:
            last = task.fields["last"]
            return Text("" if last is None else f"last batch {last:.1f} s")
        kind, since, until = waiting
        now = task.get_time()
        if kind == "answer":
            return Text(f"waiting {now - since:.0f} s")
        return Text(f"{max(0.0, until - now):.0f} s left")
