"""A desk to work at: lead files, a sandbox, and the real command, in this process or in one of its own."""

import io
import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from wolkvox_cli.cli import main
from wolkvox_cli.sandbox.account import Account
from wolkvox_cli.sandbox.server import Sandbox
from wolkvox_cli.upload.api import WolkvoxApi
from wolkvox_cli.upload.clock import StopRequest, SystemClock
from wolkvox_cli.upload.wire import TimeLimits

CAMPAIGN = "1"
TOKEN = "t0ken-4f7c2b9e81d5a6c3"


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> dict[str, int]:
        """The accounts without what is zero."""
        return {name: count for name, count in self.json["rows"].items() if count}


class QuickClock(SystemClock):
    """The machine's clock, but a wait takes a moment only; the moment lets servers do their part."""

    def __init__(self, stop: StopRequest) -> None:
        super().__init__(stop)
        self.waited = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.waited

    def wait(self, seconds: float) -> None:
        super().wait(min(seconds, 0.05))
        self.waited += seconds


class Desk:
    """Everything stays below `folder`: lead files and reports there, the state in `folder/state`."""

    def __init__(
        self, folder: Path, start_sandbox: Callable[..., Sandbox], patch: pytest.MonkeyPatch
    ) -> None:
        self.folder = folder
        self.state = folder / "state"
        self._start_sandbox = start_sandbox
        self._patch = patch
        self._processes: list[subprocess.Popen[str]] = []
        self.sandbox: Sandbox

    def open(self, *faults: str, delay: float = 0.0, account: Account | None = None) -> Sandbox:
        """Start a sandbox, and let the next commands upload to it."""
        account = account or Account(token=TOKEN)
        self.sandbox = self._start_sandbox(*faults, account=account, delay=delay)
        self._patch.setenv("WOLKVOX_BASE_URL", self.sandbox.url)
        self._patch.setenv("WOLKVOX_CAMPAIGN", CAMPAIGN)
        self._patch.setenv("WOLKVOX_TOKEN", account.token)
        return self.sandbox

    def leads(self, count: int = 30, name: str = "leads.csv", *, bad: int = 0, first: int = 1) -> Path:
        """A file of invented leads with the ids `first` and following; `bad` rows more have no phone."""
        lines = ["Cedula;Nombre;Celular"]
        lines += [f"ID{n};Lead {n};300555{n:04}" for n in range(first, first + count)]
        lines += [f"BAD{n};Lead without phone;none" for n in range(bad)]
        return self.write("\n".join(lines) + "\n", name)

    def write(self, text: str, name: str = "leads.csv") -> Path:
        """A file of any content."""
        path = self.folder / name
        path.write_bytes(text.encode())
        return path

    def run(self, *words: str | Path, stdin: str = "") -> Done:
        """The command in this process."""
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
        given = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            with self._patch.context() as patch, redirect_stdout(out), redirect_stderr(err):
                patch.setattr(sys, "argv", ["wolkvox", *map(str, words)])
                patch.setattr(sys, "stdin", given)
                with pytest.raises(SystemExit) as left:
                    main()
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
        code = left.value.code
        assert isinstance(code, int)
        return Done(code, _text(out), _text(err))

    def send(self, file: str | Path = "leads.csv", *words: str | Path, batch_size: int = 10) -> Done:
        """`add-records` with small batches, and no wait before "it did not arrive" is believed."""
        path = self.folder / file if str(file) != "-" else file
        sizes = ("--batch-size", str(batch_size), "--settle-after", "0")
        return self.run("add-records", path, "--json", *sizes, *words)

    def start(
        self, *words: str | Path, stdin: Any = subprocess.DEVNULL, program: str = ""
    ) -> "subprocess.Popen[str]":
        """The command in a process of its own; `program` is Python that runs it in another way."""
        how = ["-c", program] if program else ["-m", "wolkvox_cli"]
        process = subprocess.Popen(
            [sys.executable, *how, *map(str, words)],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
        )
        self._processes.append(process)
        return process

    def finish(self, process: "subprocess.Popen[str]") -> Done:
        """Wait for a process to end."""
        out, err = process.communicate(timeout=60)
        return Done(process.returncode, out, err)

    def run_for_real(self, *words: str | Path) -> Done:
        """The command in a process of its own, to its end."""
        return self.finish(self.start(*words))

    def wait_for(self, truth: Callable[[], object], what: str) -> None:
        """Wait until something is true."""
        deadline = time.monotonic() + 30
        while not truth():
            assert time.monotonic() < deadline, f"waited in vain for {what}"
            time.sleep(0.005)

    def wait_for_batch(self, number: int) -> None:
        """Wait until the sandbox has begun with its `number`-th add_record request."""
        self.wait_for(lambda: self.posts >= number, f"batch {number}")

    @property
    def posts(self) -> int:
        """How many add_record requests the sandbox has seen."""
        return sum(request.api == "add_record" for request in self.sandbox.requests)

    def held(self, campaign: str = CAMPAIGN) -> list[str]:
        """The ids of the leads that the sandbox holds, in order of arrival."""
        return [record["customer_id"] for record in self.sandbox.account.records(campaign)]

    def twice(self) -> list[str]:
        """The ids that the sandbox holds more than once."""
        return [lead for lead, times in Counter(self.held()).items() if times > 1]

    def shown(self, run: str) -> Any:
        """`runs show`: a run with its batches."""
        return self.run("runs", "show", run, "--json").json

    def states(self, run: str) -> list[str]:
        """The state of each batch of a run."""
        return [batch["state"] for batch in self.shown(run)["each_batch"]]

    def close(self) -> None:
        """End what is still running."""
        for process in self._processes:
            process.kill()
            process.communicate()


@pytest.fixture
def desk(
    tmp_path: Path,
    home: Path,
    start_sandbox: Callable[..., Sandbox],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WOLKVOX_TOKEN", TOKEN)
    desk = Desk(tmp_path, start_sandbox, monkeypatch)
    yield desk
    desk.close()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits and time-outs of commands in this process take no time worth speaking of."""
    limits = TimeLimits(connect=2.0, write=2.0, read=0.3, answer=5.0)
    monkeypatch.setattr("wolkvox_cli.workflow.open_upload.SystemClock", QuickClock)
    monkeypatch.setattr(
        "wolkvox_cli.workflow.open_upload.WolkvoxApi", partial(WolkvoxApi, posting=limits, looking_up=limits)
    )


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()
