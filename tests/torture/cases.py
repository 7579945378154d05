"""One lead file on its way into a campaign: the real command is given again and again, whatever befalls it.

A disturbance befalls the command while it runs: a kill, or a call to the disk that fails. After each the
sandbox comes to rest before the command is given again: that stands for the seconds of --settle-after. What
the program leaves in doubt is decided as a person would: by looking into the campaign.
"""

import json
import random
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from wolkvox_cli.sandbox.account import Account
from wolkvox_cli.sandbox.server import Sandbox
from wolkvox_cli.workflow.history import USERS_WORD

LOST_ANSWERS = ("close", "close-applied", "reset-during-body", "reset-applied", "502", "502-applied")
ENDED = {"not-sent", "did-not-arrive"}
"""How an attempt must have ended before the batch may be sent again."""

ZYGOTE = "tests.torture.zygote"
KILLED = -9
IN_DOUBT = 6
UNREACHABLE = 10
"""The exit code when the answer to one batch is lost three times, and it has not arrived."""

OVER = (0, 9)


class Wrong(Exception):
    """The promise is broken."""


@dataclass(frozen=True)
class Disturbance:
    """What befalls the command; `name` is for the report.

    It is killed after `delay` seconds or at its `nth` passing of `point`, or strace injects something.
    """

    name: str
    delay: float | None = None
    point: str | None = None
    nth: int = 1
    inject: str | None = None


@dataclass(frozen=True)
class Order:
    """A command to run, and what is to befall it."""

    folder: str
    environment: dict[str, str]
    words: list[str]
    delay: float | None = None
    point: str | None = None
    nth: int = 1
    inject: str | None = None


@dataclass
class Figures:
    """What was done, and what came of it."""

    disturbances: int = 0
    processes: int = 0
    files: int = 0
    leads: int = 0
    batches: int = 0
    requests: int = 0
    settled_by_the_program: int = 0
    left_to_the_user: int = 0
    doubled: int = 0
    lost: int = 0
    seconds: float = 0.0
    by_name: dict[str, int] = field(default_factory=dict)

    def count(self, name: str) -> None:
        """One disturbance more."""
        self.disturbances += 1
        self.by_name[name] = self.by_name.get(name, 0) + 1


class Zygote:
    """The warm process that forks the commands."""

    def __init__(self, fault: str | None = None) -> None:
        self.fault = fault
        words = [sys.executable, "-m", ZYGOTE, *([fault] if fault else [])]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, order: Order) -> int:
        """The exit code, or the negative number of the signal that killed it."""
        given, told = self._process.stdin, self._process.stdout
        assert given is not None
        assert told is not None
        given.write(json.dumps(asdict(order)) + "\n")
        given.flush()
        return int(told.readline())

    def close(self) -> None:
        self._process.communicate()


class Case:
    """One lead file, its state folder, and the sandbox it is sent to.

    `prefix` begins its leads' ids, `records` are sent at once.
    """

    def __init__(
        self,
        chance: random.Random,
        zygote: Zygote,
        folder: Path,
        figures: Figures,
        sandbox: Sandbox | None = None,
        prefix: str = "ID",
        records: int | None = None,
    ) -> None:
        self.chance = chance
        self.zygote = zygote
        self.folder = folder
        self.figures = figures
        self.prefix = prefix
        self.batches = chance.randint(2, 5)
        self.records = records or chance.randint(1, 12)
        self.ids = [f"{prefix}{n}" for n in range(self.batches * self.records)]
        self.typical = 0.15
        self.idle_threads = 0
        self.sandbox = sandbox or Sandbox(
            Account(), lost_answers(chance, 2 * self.batches), delay=chance.choice([0.0, 0.002, 0.01])
        )
        self.is_alone = sandbox is None
        self.words = self._write_leads()

    def _write_leads(self) -> list[str]:
        number = 3005550000 + 10_000 * sum(self.prefix.encode())
        lines = ["Cedula,Celular", *(f"{lead},{number + n}" for n, lead in enumerate(self.ids))]
        (self.folder / "leads.csv").write_text("\n".join(lines) + "\n", "utf-8")
        words = ["add-records", "leads.csv", "--json", "--settle-after", "0"]
        words += ["--batch-size", str(self.records)]
        return [*words, "--stamp", "opt12"] if self.chance.random() < 0.5 else words

    def play(self, disturbances: "list[Disturbance]") -> None:
        """Give the command until it is through, disturbed as often as that. Raises Wrong."""
        with self.sandbox:
            self.idle_threads = threading.active_count()
            self.bring_to_its_end(disturbances)
            self.judge()

    def bring_to_its_end(self, disturbances: "list[Disturbance]") -> None:
        """The same, in a sandbox that is open, without a look at what came of it."""
        left = list(disturbances)
        while True:
            disturbed = left.pop(0) if left else None
            code = self.give(self.words, disturbed)
            if code in OVER:
                return
            if code == IN_DOUBT:
                self._decide(left.pop(0) if left else None)
            elif disturbed is None and code != UNREACHABLE:
                raise Wrong(f"exit code {code}: {self.said()}")

    def give(self, words: list[str], disturbed: Disturbance | None) -> int:
        """One command to its end, whatever that is."""
        order = Order(str(self.folder), self.environment(), words)
        if disturbed is not None:
            befalls = {name: value for name, value in asdict(disturbed).items() if name != "name"}
            order = Order(str(self.folder), self.environment(), words, **befalls)
        began = time.monotonic()
        code = self.zygote.run(order)
        self.figures.processes += 1
        if disturbed is not None and (code == KILLED or self._was_injected(disturbed)):
            self.figures.count(disturbed.name)
        if disturbed is None or disturbed.delay is None:
            self.typical = time.monotonic() - began
        self._come_to_rest()
        self._check_none_is_doubled()
        self._check_advice(disturbed)
        return code

    def environment(self) -> dict[str, str]:
        return {
            "WOLKVOX_HOME": str(self.folder / "state"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "WOLKVOX_BASE_URL": self.sandbox.url,
            "WOLKVOX_TOKEN": self.sandbox.account.token,
            "WOLKVOX_CAMPAIGN": "1",
        }

    def _was_injected(self, disturbed: Disturbance) -> bool:
        trace = self.folder / "trace"
        return disturbed.inject is not None and trace.exists() and b"INJECTED" in trace.read_bytes()

    def _come_to_rest(self) -> None:
        """Until the sandbox is done with all that it was sent; connections are taken in their order."""
        if not self.is_alone:
            return
        urllib.request.urlopen(f"{self.sandbox.url}/_sandbox/state").close()
        deadline = time.monotonic() + 30
        while threading.active_count() > self.idle_threads:
            assert time.monotonic() < deadline
            time.sleep(0.001)

    def held(self) -> list[str]:
        """The ids of this file's leads in the campaign, in order of arrival."""
        ids = [record["customer_id"] for record in self.sandbox.account.records("1")]
        return [lead for lead in ids if lead.startswith(self.prefix)]

    def _check_none_is_doubled(self) -> None:
        if doubled := len(self.held()) - len(set(self.held())):
            self.figures.doubled += doubled
            raise Wrong(f"{doubled} leads arrived twice")

    def _check_advice(self, disturbed: Disturbance | None) -> None:
        """A disk that fails in passing is no reason to give anything up."""
        if disturbed is not None and disturbed.inject and (bad := self._bad_advice()):
            raise Wrong(f"after {disturbed.name} the user is told to {bad}: {self.said()}")

    def _bad_advice(self) -> str:
        said = self.said()
        return next((advice for advice in ("runs discard", "move all", "is damaged") if advice in said), "")

    def _decide(self, disturbed: Disturbance | None) -> None:
        """Settle the doubt by what the campaign holds, like a person who looks it up."""
        run, shown = self._in_doubt()
        first = shown["first_row"] - 2
        leads = self.ids[first : first + shown["records"]]
        there = set(self.held()) & set(leads)
        if there and len(there) < len(leads):
            raise Wrong(f"batch {shown['batch']} arrived in part")
        self.figures.left_to_the_user += 1
        settle = ["runs", "settle", run, "--arrived" if there else "--not-arrived"]
        if self.give(settle, disturbed) != 0 and (code := self.give(settle, None)) not in (0, 2):
            raise Wrong(f"settling ended in {code}: {self.said()}")

    def _in_doubt(self) -> tuple[str, dict[str, Any]]:
        run = self._told("runs", "--json")["runs"][0]["run"]
        batches = self._told("runs", "show", run, "--json")["each_batch"]
        (batch,) = [batch for batch in batches if batch["state"] == "in_doubt"]
        return run, batch

    def _told(self, *words: str) -> Any:
        if self.give(list(words), None) != 0:
            raise Wrong(f"{' '.join(words)}: {self.said()}")
        return json.loads((self.folder / "out").read_bytes())

    def said(self) -> str:
        """What the last command wrote."""
        return "".join((self.folder / name).read_text("utf-8") for name in ("out", "err"))

    def judge(self, *, posts: bool = True) -> None:
        """At the end: every lead once and in order, no repetition without a settled no, no body left.

        `posts`: all that the sandbox was sent stands against what the journal tells.
        """
        if self.held() != self.ids:
            self.figures.lost += (missing := len(set(self.ids) - set(self.held())))
            raise Wrong(f"{missing} leads are lost, or they came out of order")
        self._judge_attempts(posts)
        if bodies := list((self.folder / "state" / "runs").rglob("0*.json")):
            raise Wrong(f"{len(bodies)} bodies are left behind")
        self.figures.files += 1
        self.figures.leads += len(self.ids)
        self.figures.batches += self.batches
        self.figures.requests += len(self.sandbox.requests) if posts else 0

    def _judge_attempts(self, with_posts: bool) -> None:
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
        if with_posts and posts > sum(map(len, ends.values())):
            raise Wrong(
                f"{posts} requests stand against {sum(map(len, ends.values()))} intents in the journal"
            )


def lost_answers(chance: random.Random, requests: int) -> list[str]:
    """Faults of the sandbox that lose one answer in five."""
    return [
        f"{chance.choice(LOST_ANSWERS)}@{number}" for number in range(1, requests) if chance.random() < 0.2
    ]
