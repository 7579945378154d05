"""Where talk goes: people's lines to standard error, results to standard output."""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.console import Console, RenderableType
from rich.prompt import Confirm
from rich.text import Text

from wolkvox_cli.errors import MachineError

if TYPE_CHECKING:  # the summary is made of what stands here
    from wolkvox_cli.output.summary import Failure

_PLAIN_WIDTH = 110
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
_DIRECTIONS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Characters that turn the direction of writing, so that a name reads as another."""
_LINE_ENDS = (0x2028, 0x2029)
MOVES_THE_CURSOR = (*_CONTROLS, *_DIRECTIONS, *_LINE_ENDS)
"""Code points that are never sent to a terminal: they could move its cursor, set its title, forge a line."""

_NO_TEXT = range(0xD800, 0xE000)
"""Bytes of a file name that are no text, as Python holds them."""
_UNSEEN = dict.fromkeys((*MOVES_THE_CURSOR, *_NO_TEXT), "\ufffd") | dict.fromkeys(map(ord, "\n\r\t"), " ")


class SteadyConsole(Console):
    """A console whose reader may go away: what it cannot write is let go, and the work goes on.

    `lost` says why, where it was more than a reader who had seen enough (`| head`).
    """

    lost: OSError | None = None

    def on_broken_pipe(self) -> None:
        """The reader has gone away."""
        self.quiet = True
        _let_go(self.file)

    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:
        try:
            super().__exit__(exc_type, exc_value, traceback)
        except OSError as error:
            self.lost = error
            self.on_broken_pipe()


@dataclass
class Talk:
    """How the user wants to be talked to; `err` carries the talk and `out` the results."""

    quiet: bool = False
    verbose: bool = False
    no_color: bool = False
    no_input: bool = False
    json: bool = False
    err: Console = field(init=False)
    out: Console = field(init=False)

    def __post_init__(self) -> None:
        self.err = _console(stderr=True, no_color=self.no_color)
        self.out = _console(stderr=False, no_color=self.no_color)

    @property
    def live(self) -> bool:
        """Whether a moving display can be drawn."""
        return self.err.is_interactive and not self.quiet

    @property
    def may_ask(self) -> bool:
        """Whether questions may be asked."""
        return not self.no_input and _is_terminal(sys.stdin) and _is_terminal(sys.stderr)

    def say(self, text: str, style: str = "") -> None:
        """A line for people, unless they want quiet. The text is shown as it is, without markup."""
        if not self.quiet:
            self._line(shown(text, style))

    def tick(self, text: str) -> None:
        """A line that a step is done, unless they want quiet."""
        if not self.quiet:
            mark = "*" if self.err.options.ascii_only else "\u2713"
            self._line(Text.assemble((mark, "green"), " ", shown(text)))

    def show(self, what: RenderableType) -> None:
        """Something drawn for people, unless they want quiet; foreign text in it went through `shown`."""
        if not self.quiet:
            self.err.print(what)

    def insist(self, text: str) -> None:
        """A line that is needed also when quiet."""
        self._line(shown(text))

    def detail(self, text: str) -> None:
        """A line for people who asked for more."""
        if self.verbose:
            self._line(shown(text, "dim"))

    def fail(self, failure: "Failure") -> None:
        """What went wrong and what to do, also when quiet."""
        label = Text() if failure.code == "run.interrupted" else Text("Error: ", "bold red")
        self._line(Text.assemble(label, shown(failure.message)))
        if failure.hint:
            self._line(shown(failure.hint))

    def ask(self, question: str) -> bool:
        """A yes-or-no question; only to be asked where `may_ask`. No answer is a no."""
        try:
            return Confirm.ask(shown(question), console=self.err, default=False)
        except EOFError:
            return False

    def _line(self, line: Text) -> None:
        self.err.print(line, soft_wrap=not self.err.is_terminal, highlight=False)


def visible(text: str) -> str:
    """A text of the user's, the API's or of another file as a terminal may show it, in one line.

    All that is shown goes through here: file names, sheet names, headings, cells, words of the API.
    """
    return text.translate(_UNSEEN)


def shown(text: str, style: str = "") -> Text:
    """The same for rich: nothing in it is markup."""
    return Text(visible(text), style)


def cut_in_the_middle(text: str, width: int) -> str:
    """A text of at most so many characters: what a name begins and ends with tells it from others."""
    if len(text) <= width:
        return text
    end = (width - 1) // 2
    return f"{text[: width - 1 - end]}\u2026{text[len(text) - end :]}"


def put_out(content: bytes) -> None:
    """Write a result to standard output. Raises MachineError, but not where a reader has gone away."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _let_go(sys.stdout)
    except OSError as error:
        _let_go(sys.stdout)
        raise output_lost(error) from error


def output_lost(error: OSError) -> MachineError:
    """Standard output does not take what a command found out."""
    return MachineError(
        "disk.output",
        f"The result could not be written to standard output: {error.strerror or type(error).__name__}.",
        "Free some space; what was done is done. See: wolkvox runs",
    )


def _console(*, stderr: bool, no_color: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")  # a code page without "→" must not end the program
    # FORCE_COLOR is for colours; a display that moves needs a terminal indeed.
    moving = None if _is_terminal(stream) else False
    console = SteadyConsole(
        stderr=stderr, no_color=no_color or None, highlight=False, emoji=False, force_interactive=moving
    )
    if not console.is_terminal:
        console.width = _PLAIN_WIDTH
    return console


def _is_terminal(stream: Any) -> bool:
    """Whether a person sits there; a stream that was closed is None."""
    try:
        return stream is not None and bool(stream.isatty())
    except ValueError:
        return False


def _let_go(stream: Any) -> None:
    """Send to nowhere what is left, or Python would try to write it once more when it ends."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def counted(number: int, one: str, many: str = "") -> str:
    """1 row, 1,000 rows; `many` where the plural is more than an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
