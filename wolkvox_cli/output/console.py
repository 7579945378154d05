"""Where talk goes: people's lines to standard error, results to standard output."""

import os
import sys
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.prompt import Confirm

from wolkvox_cli.output.summary import Failure

_PLAIN_WIDTH = 110


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
        return self.err.is_terminal and not self.quiet and os.environ.get("TERM") != "dumb"

    @property
    def may_ask(self) -> bool:
        """Whether questions may be asked."""
        return not self.no_input and sys.stdin.isatty() and sys.stderr.isatty()

    def say(self, text: str) -> None:
        """A line for people, unless they want quiet. The text is shown as it is, without markup."""
        if not self.quiet:
            self.err.print(escape(text), soft_wrap=not self.err.is_terminal, highlight=False)

    def detail(self, text: str) -> None:
        """A line for people who asked for more."""
        if self.verbose:
            self.err.print(f"[dim]{escape(text)}[/dim]", soft_wrap=not self.err.is_terminal, highlight=False)

    def fail(self, failure: Failure) -> None:
        """What went wrong and what to do, also when quiet."""
        label = "" if failure.code == "run.interrupted" else "[bold red]Error:[/bold red] "
        self.err.print(
            f"{label}{escape(failure.message)}",
            soft_wrap=not self.err.is_terminal,
            highlight=False,
        )
        if failure.hint:
            self.err.print(escape(failure.hint), soft_wrap=not self.err.is_terminal, highlight=False)

    def ask(self, question: str) -> bool:
        """A yes-or-no question; only to be asked where `may_ask`."""
        return Confirm.ask(escape(question), console=self.err, default=False)


def _console(*, stderr: bool, no_color: bool) -> Console:
    console = Console(stderr=stderr, no_color=no_color or None, highlight=False)
    if not console.is_terminal:
        console.width = _PLAIN_WIDTH
    return console
