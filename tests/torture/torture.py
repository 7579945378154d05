"""Kills the real command again and again, resumes it, and fails at the first lead lost or doubled.

    python tests/torture/torture.py --kills 1000 [--seed 7]

Kills come at random instants and at named points. After each the sandbox comes to rest before the command
is given again: that stands for the seconds of --settle-after. What the program leaves in doubt is decided
as a person would: by looking into the campaign.
"""

import argparse
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from wolkvox_cli.sandbox.account import Account
from wolkvox_cli.sandbox.server import Sandbox
from wolkvox_cli.workflow.history import USERS_WORD

POINTS = {
    "before the run is sealed": "before-seal",
    "after the run is sealed": "after-seal",
    "before the run is in the journal": "before-add-run",
    "after the run is in the journal": "after-add-run",
    "before the intent": "before-intent",
    "after the intent": "after-intent",
    "during the body": "during-body",
    "after the body": "after-body",
    "after the answer": "after-answer",
    "before the outcome": "before-outcome",
    "after the outcome": "after-outcome",
    "after the body is dropped": "after-drop",
    "before a doubt": "before-doubt",
    "after a doubt": "after-doubt",
    "before a settling": "before-settling",
    "after a settling": "after-settling",
    "after the campaign is looked up": "after-campaign-look-up",
    "after a record is looked up": "after-record-look-up",
    "amid an entry": "before-entry",
    "before the run is finished": "before-finish",
    "after the run is finished": "after-finish",
    "after the run is removed": "after-removal",
}
"""Where the command is killed, in the words of the report and of zygote.py."""

LOST_ANSWERS = ("close", "close-applied", "reset-during-body", "reset-applied", "502", "502-applied")
ENDED = {"not-sent", "did-not-arrive"}
"""How an attempt must have ended before the batch may be sent again."""

ZYGOTE = Path(__file__).parent / "zygote.py"
KILLED = -9
UNREACHABLE = 10
"""The exit code when the answer to one batch is lost three times, and it has not arrived."""


class Wrong(Exception):
    """The promise is broken."""


@dataclass(frozen=True)
class Order:
    """A command to run: killed after `delay` seconds, or at its `nth` passing of `point`, or not at all."""

    folder: str
    environment: dict[str, str]
    words: list[str]
    delay: float | None = None
    point: str | None = None
    nth: int = 1


@dataclass
class Figures:
    """What was done, and what came of it."""

    kills: int = 0
    processes: int = 0
    files: int = 0
    leads: int = 0
    batches: int = 0
    requests: int = 0
    settled_by_the_program: int = 0
    in_doubt: int = 0
    doubled: int = 0
    lost: int = 0
    seconds: float = 0.0
    by_point: dict[str, int] = field(default_factory=dict)


class Zygote:
    """The warm process that forks the commands."""

    def __init__(self, fault: str | None) -> None:
        words = [sys.executable, str(ZYGOTE), *([fault] if fault else [])]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, order: Order) -> int:
        given, told = self._process.stdin, self._process.stdout
        assert given is not None
        assert told is not None
        given.write(json.dumps(asdict(order)) + "\n")
        given.flush()
        return int(told.readline())

    def close(self) -> None:
        self._process.communicate()


class Case:
    """One lead file on its way into one campaign of a sandbox of its own."""

    def __init__(self, chance: random.Random, zygote: Zygote, folder: Path, figures: Figures) -> None:
        self.chance = chance
        self.zygote = zygote
        self.folder = folder
        self.figures = figures
        self.batches = chance.randint(2, 5)
        self.records = chance.randint(1, 12)
        self.ids = [f"ID{n}" for n in range(self.batches * self.records)]
        self.typical = 0.15
        faults = [
            f"{chance.choice(LOST_ANSWERS)}@{number}"
            for number in range(1, 2 * self.batches)
            if chance.random() < 0.2
        ]
        self.idle_threads = 0
        self.sandbox = Sandbox(Account(), faults, delay=chance.choice([0.0, 0.002, 0.01]))
        self.words = self._write_leads()

    def _write_leads(self) -> list[str]:
        lines = ["Cedula,Celular", *(f"{lead},300555{n:04}" for n, lead in enumerate(self.ids))]
        (self.folder / "leads.csv").write_text("\n".join(lines) + "\n", "utf-8")
        words = ["add-records", "leads.csv", "--json", "--settle-after", "0"]
        words += ["--batch-size", str(self.records)]
        return [*words, "--stamp", "opt12"] if self.chance.random() < 0.5 else words

    def play(self, kills: int) -> None:
        """Kill the command so often, then let it come to its end. Raises Wrong."""
        with self.sandbox:
            self.idle_threads = threading.active_count()
            while (code := self._give(self.words, kills > 0)) not in (0, 9):
                if code == 6:
                    self._decide(kills > 0)
                elif code not in (KILLED, UNREACHABLE):
                    raise Wrong(f"exit code {code}: {self._said()}")
                kills -= 1
            self._judge(code)

    def _give(self, words: list[str], kill: bool) -> int:
        environment = {
            "WOLKVOX_HOME": str(self.folder / "state"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "WOLKVOX_BASE_URL": self.sandbox.url,
            "WOLKVOX_TOKEN": self.sandbox.account.token,
            "WOLKVOX_CAMPAIGN": "1",
        }
        where, delay, point = "", None, None
        if kill and self.chance.random() < 0.4:
            where, delay = "at a random instant", self.chance.uniform(0, 1.1 * self.typical)
        elif kill:
            where, point = self.chance.choice(list(POINTS.items()))
        order = Order(str(self.folder), environment, words, delay, point, self.chance.randint(1, 3))
        began = time.monotonic()
        code = self.zygote.run(order)
        self.figures.processes += 1
        if code == KILLED:
            self.figures.kills += 1
            self.figures.by_point[where] = self.figures.by_point.get(where, 0) + 1
        elif delay is None:
            self.typical = time.monotonic() - began
        self._come_to_rest()
        self._check_none_is_doubled()
        return code

    def _come_to_rest(self) -> None:
        """Until the sandbox is done with all that it was sent; connections are taken in their order."""
        urllib.request.urlopen(f"{self.sandbox.url}/_sandbox/state").close()
        deadline = time.monotonic() + 30
        while threading.active_count() > self.idle_threads:
            assert time.monotonic() < deadline
            time.sleep(0.001)

    def _held(self) -> list[str]:
        return [record["customer_id"] for record in self.sandbox.account.records("1")]

    def _check_none_is_doubled(self) -> None:
        if doubled := len(self._held()) - len(set(self._held())):
            self.figures.doubled += doubled
            raise Wrong(f"{doubled} leads arrived twice")

    def _decide(self, kill: bool) -> None:
        """Settle the doubt by what the campaign holds, like a person who looks it up."""
        run, shown = self._in_doubt()
        first = shown["first_row"] - 2
        leads = self.ids[first : first + shown["records"]]
        there = set(self._held()) & set(leads)
        if there and len(there) < len(leads):
            raise Wrong(f"batch {shown['batch']} arrived in part")
        self.figures.in_doubt += 1
        while self._give(["runs", "settle", run, "--arrived" if there else "--not-arrived"], kill) == KILLED:
            kill = False

    def _in_doubt(self) -> tuple[str, dict[str, Any]]:
        run = json.loads((self.folder / "out").read_bytes())["run"]
        if self._give(["runs", "show", run, "--json"], False) != 0:
            raise Wrong(f"the run cannot be shown: {self._said()}")
        batches = json.loads((self.folder / "out").read_bytes())["each_batch"]
        (batch,) = [batch for batch in batches if batch["state"] == "in_doubt"]
        return run, batch

    def _said(self) -> str:
        return "".join((self.folder / name).read_text("utf-8") for name in ("out", "err"))

    def _judge(self, code: int) -> None:
        """At the end: every lead once and in order, no repetition without a settled no, no body left."""
        if self._held() != self.ids:
            self.figures.lost += (missing := len(set(self.ids) - set(self._held())))
            raise Wrong(f"{missing} leads are lost, or they came out of order (exit code {code})")
        self._judge_attempts()
        if bodies := list((self.folder / "state" / "runs").rglob("0*.json")):
            raise Wrong(f"{len(bodies)} bodies are left behind")
        self.figures.files += 1
        self.figures.leads += len(self.ids)
        self.figures.batches += self.batches
        self.figures.requests += len(self.sandbox.requests)

    def _judge_attempts(self) -> None:
        journal = sqlite3.connect(self.folder / "state" / "journal.sqlite3")
        attempts = journal.execute(
            "SELECT run, batch, outcome, words FROM attempts ORDER BY run, batch, attempt"
        )
        ends: dict[tuple[str, int], list[str]] = {}
        for run, batch, outcome, words in attempts:
            ends.setdefault((run, batch), []).append(outcome)
            by_the_program = outcome in ("arrived", "did-not-arrive") and words != USERS_WORD
            self.figures.settled_by_the_program += by_the_program
        journal.close()
        for outcomes in ends.values():
            if not set(outcomes[:-1]) <= ENDED or outcomes[-1] not in ("accepted", "arrived"):
                raise Wrong(f"a batch was sent again after {outcomes[:-1]}, and ended as {outcomes[-1]}")
        posts = sum(request.api == "add_record" for request in self.sandbox.requests)
        if posts > sum(map(len, ends.values())):
            raise Wrong(
                f"{posts} requests stand against {sum(map(len, ends.values()))} intents in the journal"
            )


def torture(kills: int, seed: int, tell: bool, fault: str | None = None) -> Figures:
    """Play case after case until so many kills are done. Raises Wrong, naming the case."""
    figures = Figures()
    # A kill loses nothing that a file was told, so that the disk itself need not be waited for.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    zygote = Zygote(fault)
    began = time.monotonic()
    number = 0
    try:
        while figures.kills < kills:
            number += 1
            with tempfile.TemporaryDirectory(prefix="wolkvox-torture-", dir=memory) as folder:
                case = Case(random.Random(f"{seed}/{number}"), zygote, Path(folder), figures)
                case.play(min(case.chance.randint(1, 8), kills - figures.kills))
            if tell and number % 10 == 0:
                sys.stderr.write(f"{figures.kills:,} of {kills:,} kills\n")
    except Wrong as wrong:
        raise Wrong(f"seed {seed}, case {number}, {figures}: {wrong}") from wrong
    finally:
        zygote.close()
        figures.seconds = round(time.monotonic() - began, 1)
    return figures


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=None, help="repeats the same choices")
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--with", dest="fault", help="let the program be at fault, see zygote.py")
    given = parser.parse_args()
    seed = random.randrange(1_000_000) if given.seed is None else given.seed
    try:
        figures = torture(given.kills, seed, not given.quiet, given.fault)
    except Wrong as wrong:
        sys.exit(f"\nWRONG: {wrong}")
    sys.stdout.write(json.dumps({"seed": seed, **asdict(figures)}, indent=2) + "\n")


if __name__ == "__main__":
    main()
