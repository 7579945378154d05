"""One moving line: what is going on, a bar, and figures, at any width of the terminal."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.text import Text

from wolkvox_cli.output.console import Talk, visible

_LEAST_BAR, _MOST_BAR = 10, 40
"""Characters; the bar is shown from here on, and takes what is left up to there."""
_GAP = "  "
_PICTURES_A_SECOND = 10
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_ASCII_FRAMES = "|/-\\"


@dataclass(frozen=True)
class Figure:
    """A figure beside the bar; where room is short, the one that weighs least is left out first.

    It takes at least `width` characters, so that nothing jumps when it changes.
    """

    text: str
    weight: int
    width: int = 0

    @property
    def padded(self) -> str:
        """What is shown, with the gap before it."""
        return _GAP + self.text.rjust(self.width)


@dataclass(frozen=True)
class Picture:
    """One instant: what is going on, in full and in fewer letters, how far it is, and the figures.

    `total` is None where it is not known; `style` is the bar's colour; `widths` are what the words take at
    least, so that the bar stays where it is when they change.
    """

    doing: str
    short: str
    done: float
    total: float | None
    figures: tuple[Figure, ...] = ()
    style: str = "cyan"
    widths: tuple[int, int] = (0, 0)


class ProgressLine(ABC):
    """Draws the `picture` of each instant while it is open, and leaves nothing behind; only at a terminal."""

    def __init__(self, talk: Talk, *, wanted: bool = True) -> None:
        self._talk = talk
        self._wanted = wanted and talk.live
        self._live = Live(self, console=talk.err, transient=True, refresh_per_second=_PICTURES_A_SECOND)

    @abstractmethod
    def picture(self) -> Picture:
        """What there is to be seen now; asked for by another thread."""

    @property
    def now(self) -> float:
        """Seconds of the clock that the display goes by."""
        return self._talk.err.get_time()

    def __enter__(self) -> Self:
        if self._wanted:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._live.stop()

    def refresh(self) -> None:
        """Draw how it stands now; a thread does so ten times a second too."""
        self._live.refresh()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The line as it is now."""
        picture = self.picture()
        frames = _ASCII_FRAMES if options.ascii_only else _FRAMES
        frame = frames[int(console.get_time() * _PICTURES_A_SECOND) % len(frames)]
        width = options.max_width - 1  # a full line makes some terminals begin another one
        doing, figures, room = _fitting(picture, width - len(frame) - 1)
        line = Text.assemble((frame, picture.style), " ", visible(doing), end="")
        line.truncate(width)
        yield line
        if room:
            yield Text(_GAP, end="")
            yield _bar(picture, min(room, _MOST_BAR))
        yield Text(visible(figures))


def _bar(picture: Picture, width: int) -> ProgressBar:
    return ProgressBar(
        total=picture.total,
        completed=picture.done,
        width=width,
        pulse=picture.total is None,
        complete_style=picture.style,
        finished_style=picture.style,
        pulse_style=picture.style,
    )


def _fitting(picture: Picture, width: int) -> tuple[str, str, int]:
    """What is said before the bar, what behind it, and the room for the bar: all of it, or what fits."""
    for doing, figures in _choices(picture):
        room = width - len(doing) - len(_GAP) - len(figures)
        if room >= _LEAST_BAR:
            return doing, figures, room
    return picture.short, "", 0


def _choices(picture: Picture) -> Iterator[tuple[str, str]]:
    """First the words give way, then the figures one by one, the bar never."""
    figures = picture.figures
    for least in sorted({0, *(figure.weight for figure in figures)}):
        text = "".join(figure.padded for figure in figures if figure.weight > least)
        yield picture.doing.ljust(picture.widths[0]), text
        yield picture.short.ljust(picture.widths[1]), text
