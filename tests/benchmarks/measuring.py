"""Times whole processes by the operating system's own accounts; imports nothing heavy itself."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self, TypeVar
from urllib.request import urlopen

HERE = Path(__file__).parent
PYTHON = sys.executable
Name = TypeVar("Name", bound=Hashable)
_PER_MEGABYTE = 1 << 20 if sys.platform == "darwin" else 1 << 10


@dataclass(frozen=True)
class Command:
    """A program with its arguments; `env` comes on top of ours, `codes` are the exit codes that are fine."""

    args: Sequence[str | Path]
    env: Mapping[str, str]
    codes: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Figures:
    """Seconds of wall clock and of CPU (user and system, all threads), peak memory in MB, standard output."""

    wall: float
    cpu: float
    peak: float
    output: str = ""

    @property
    def report(self) -> Any:
        """What the program said in JSON."""
        return json.loads(self.output)


def script(name: str, *args: str | Path) -> Command:
    """One of the scripts beside this file."""
    return Command([PYTHON, HERE / name, *args], {})


def timed(command: Command) -> Figures:
    """Run it once. Raises RuntimeError where it fails."""
    if hasattr(os, "sync"):
        os.sync()  # so that none waits for the disk to write what another left behind
    started = time.perf_counter()
    with subprocess.Popen(
        [str(arg) for arg in command.args],
        env={**os.environ, **command.env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        output, errors = _read(process.stdout), _read(process.stderr)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in command.codes:
        raise RuntimeError(f"{command.args} ended with {process.returncode}: {errors[-2000:]}")
    return Figures(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / _PER_MEGABYTE, output)


def runs(commands: Mapping[Name, Callable[[], Command]], rounds: int) -> dict[Name, list[Figures]]:
    """Every run of each command; they take turns, as a machine has slow minutes.

    Every other round goes backwards, so that a machine that becomes slower weighs on all of them alike.
    """
    found: dict[Name, list[Figures]] = {name: [] for name in commands}
    turns = list(commands.items())
    for _ in range(rounds):
        for name, command in turns:
            found[name].append(timed(command()))
        turns.reverse()
    return found


def medians(commands: Mapping[Name, Callable[[], Command]], rounds: int) -> dict[Name, Figures]:
    """The median of every figure of each command."""
    return {name: _median(figures) for name, figures in runs(commands, rounds).items()}


def _median(figures: list[Figures]) -> Figures:
    wall, cpu, peak = (
        statistics.median(getattr(one, name) for one in figures) for name in ("wall", "cpu", "peak")
    )
    return Figures(wall, cpu, peak, figures[-1].output)


def _read(pipe: IO[str] | None) -> str:
    return pipe.read() if pipe else ""


class Server:
    """The counting server while it runs."""

    def __init__(self, *args: str) -> None:
        self._process = subprocess.Popen(
            [PYTHON, str(HERE / "counting_server.py"), *args], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        self.port = int(self._process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}"

    @property
    def figures(self) -> Any:
        """What it has seen so far."""
        with urlopen(f"{self.url}/figures") as answer:
            return json.load(answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate()
