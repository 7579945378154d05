import io
import sys
from collections.abc import Callable

import pytest
from rich.console import Console

from wolkvox_cli.errors import MachineError
from wolkvox_cli.output.console import SteadyConsole, Talk, put_out, shown, visible
from wolkvox_cli.output.summary import Failure


class Broken(io.StringIO):
    """A stream that takes nothing."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def write(self, _: str) -> int:
        raise self.error


class Terminal(io.StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        return True


NO_SPACE = OSError(28, "No space left on device")


def talk(text: Callable[[Talk], None], monkeypatch: pytest.MonkeyPatch, **wishes: bool) -> str:
    """What was said to standard error."""
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    text(Talk(**wishes))
    return said.getvalue()


def test_a_line_is_said_as_it_is_without_markup_or_emoji(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "[bold]a[/bold] [/red] :key: C:\\leads\\"
    assert talk(lambda each: each.say(line), monkeypatch) == line + "\n"


def test_a_long_line_is_not_broken_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "word " * 100 + "end"
    assert talk(lambda each: each.say(line), monkeypatch) == line + "\n"


def test_nothing_in_a_line_can_move_the_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    assert talk(lambda each: each.say("a\x1b[2J\r\x07\x9bb\udcff"), monkeypatch) == "a�[2J ��b�\n"
    assert visible("ñ→😀") == "ñ→😀"
    assert shown("[b]\x1b").plain == "[b]�"


def test_quiet_keeps_talk_back_but_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def say_and_fail(each: Talk) -> None:
        each.say("talk")
        each.fail(Failure("file.missing", "There is no file.", "Check the name."))

    assert talk(say_and_fail, monkeypatch, quiet=True) == "Error: There is no file.\nCheck the name.\n"


def test_details_are_for_those_who_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert talk(lambda each: each.detail("more"), monkeypatch) == ""
    assert talk(lambda each: each.detail("more"), monkeypatch, verbose=True) == "more\n"


def test_an_interruption_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    failure = Failure("run.interrupted", "Interrupted.", "")
    assert talk(lambda each: each.fail(failure), monkeypatch) == "Interrupted.\n"


@pytest.mark.parametrize("colours", [{"no_color": True}, {}])
def test_without_colours_an_error_has_none(monkeypatch: pytest.MonkeyPatch, colours: dict[str, bool]) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    if not colours:
        monkeypatch.setenv("NO_COLOR", "1")
    said = Terminal()
    monkeypatch.setattr(sys, "stderr", said)
    Talk(**colours).fail(Failure("x", "Oh.", ""))
    assert "31m" not in said.getvalue()
    assert "Oh." in said.getvalue()


@pytest.mark.parametrize(
    ("environment", "stream", "quiet", "live"),
    [
        ({"TERM": "xterm"}, Terminal, False, True),
        ({"TERM": "xterm"}, Terminal, True, False),
        ({"TERM": "dumb"}, Terminal, False, False),
        ({"TERM": "xterm"}, io.StringIO, False, False),
        ({"TERM": "xterm", "FORCE_COLOR": "1"}, io.StringIO, False, False),
    ],
)
def test_a_display_moves_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    stream: type[io.StringIO],
    quiet: bool,
    live: bool,
) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stderr", stream())
    assert Talk(quiet=quiet).live is live


@pytest.mark.parametrize("stream", [None, io.StringIO()])
def test_questions_need_somebody_at_both_ends(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO | None
) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(sys, "stdin", stream)
    assert not Talk().may_ask
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert Talk().may_ask
    assert not Talk(no_input=True).may_ask


def test_the_end_of_input_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert Talk().ask("Send [the] others?") is False


@pytest.mark.parametrize("error", [BrokenPipeError(32, "Broken pipe"), OSError(5, "Input/output error")])
def test_whoever_stops_reading_stops_no_work(error: OSError) -> None:
    console = SteadyConsole(file=Broken(error))
    console.print("first")
    console.print("second")
    assert console.quiet


def test_only_a_reader_who_had_enough_is_no_loss() -> None:
    gone, full = (SteadyConsole(file=Broken(error)) for error in (BrokenPipeError(32, ""), NO_SPACE))
    gone.print("x")
    full.print("x")
    assert (gone.lost, full.lost) == (None, NO_SPACE)


def test_talk_to_a_closed_stream_goes_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(sys, "stdout", None)
    each = Talk()
    each.say("x")
    each.out.print("y")
    put_out(b"z")
    assert not each.live


def test_a_sign_that_the_stream_cannot_write_becomes_a_question_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    narrow = io.TextIOWrapper(written, encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", narrow)
    Talk().out.print("leads.csv → campaña")
    narrow.flush()
    assert written.getvalue() == "leads.csv ? campaña\n".encode("cp1252")


def test_a_result_that_cannot_be_written_is_a_fault_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise NO_SPACE

    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(Full()))
    with pytest.raises(MachineError) as lost:
        put_out(b"{}\n")
    assert (lost.value.code, "No space left" in lost.value.message) == ("disk.output", True)


def test_a_plain_console_may_stand_in_for_ours() -> None:
    each = Talk()
    each.err = Console(file=io.StringIO(), force_terminal=True, width=60)
    assert each.live


def test_a_name_cannot_set_the_title_of_the_terminal_or_forge_a_line() -> None:
    assert visible("a\x1b]0;x\x07.csv") == "a�]0;x�.csv"
    assert visible("leads.csv\nError: all is lost\r\tnow") == "leads.csv Error: all is lost  now"
    assert visible("a\u2028b\x85c") == "a�b�c"


@pytest.mark.parametrize("turn", ["\u202e", "\u2066", "\u2069", "\u200f", "\u061c"])
def test_a_name_cannot_be_read_backwards(turn: str) -> None:
    assert visible(f"leads{turn}vsc.exe") == "leads�vsc.exe"
