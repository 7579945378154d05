import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import httpx
import pytest

from wolkvox_cli.commands.sandbox import sandbox
from wolkvox_cli.errors import CommandError

PROGRAM = "import typer; from wolkvox_cli.commands.sandbox import sandbox; typer.run(sandbox)"
Run = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def run() -> Iterator[Run]:
    started: list[subprocess.Popen[str]] = []

    def start(*options: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *options], stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def lines(process: "subprocess.Popen[str]", number: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline().rstrip("\n") for _ in range(number)]


def test_the_first_line_has_the_address_and_the_second_the_settings(run: Run) -> None:
    first, second = lines(run(), 2)
    url = next(word for word in first.split() if word.startswith("http://127.0.0.1:"))
    assert url in second
    assert "WOLKVOX_TOKEN=sandbox-token WOLKVOX_CAMPAIGN=1" in second
    assert httpx.get(url + "/_sandbox/state").json()["add_records"] == 0


def test_campaigns_and_faults_are_taken_from_the_options(run: Run) -> None:
    process = run("--campaign", "77:preview:stop", "--licenses", "3", "--fault", "information-504")
    first, second, third = lines(process, 3)
    assert second.endswith("WOLKVOX_CAMPAIGN=77")
    assert third == "Campaign 77: preview, status stop"
    url = next(word for word in first.split() if word.startswith("http://127.0.0.1:"))
    token = {"wolkvox-token": "sandbox-token"}
    reply = httpx.get(url + "/api/v2/information.php?api=token_info", headers=token)
    assert reply.status_code == 504
    assert httpx.get(url + "/_sandbox/state").json()["quota"] == 3000
    assert lines(process, 1)[0].endswith(" s [information-504]")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals to send")
def test_a_signal_ends_it_in_peace(run: Run, number: signal.Signals) -> None:
    process = run()
    lines(process, 1)
    process.send_signal(number)
    assert process.wait(10) == 0


def test_the_faults_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    sandbox(list_faults=True)
    assert (
        "  502-applied                    HTTP 502 with HTML; the records are added\n"
        in capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("campaign", "fault", "sentence"),
    [
        ("x", "502", "The campaign 'x' does not begin with a number."),
        ("7:sms", "502", "The campaign '7:sms' must be ID:TYPE:STATUS"),
        ("7:preview:on", "502", "The campaign '7:preview:on' must be ID:TYPE:STATUS"),
        ("7", "502@", "The fault '502@' is not of the form KIND[@N][:ARG]."),
    ],
)
def test_an_option_that_cannot_be_read_is_explained(campaign: str, fault: str, sentence: str) -> None:
    with pytest.raises(CommandError) as caught:
        sandbox(campaign=[campaign], fault=[fault])
    assert caught.value.message.startswith(sentence)


def test_a_port_that_is_taken_is_explained(run: Run) -> None:
    first = lines(run(), 1)[0]
    port = int(first.partition("127.0.0.1:")[2].split()[0])
    with pytest.raises(CommandError) as caught:
        sandbox(port=port)
    assert caught.value.code == "command.port"
