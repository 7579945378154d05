"""The folder that everything is measured in: its lead files, and our commands ready to be run."""

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measuring import Command, script, timed

PROGRAM = Path(sys.executable).with_name("wolkvox")
PARTIAL, REFUSED = 3, 5
"""The exit codes of a run with rejected rows, as every file of ours has some, and of one the API refused."""


@dataclass(frozen=True)
class Stage:
    """`rows` is the size of the main file, a million where the bars are to be judged."""

    folder: Path
    rows: int
    rounds: int

    def leads(self, rows: int, bad: float = 0.02) -> Path:
        """A CSV file of so many rows; the share `bad` of them has no phone that can be dialled."""
        path = self.folder / f"leads-{rows}-{bad:g}.csv"
        if not path.exists():
            timed(script("make_leads.py", str(rows), path, "--bad", str(bad)))
        return path

    def workbook(self, rows: int) -> Path:
        """The same as a workbook."""
        path = self.folder / f"leads-{rows}.xlsx"
        if not path.exists():
            timed(script("make_workbook.py", self.leads(rows), path))
        return path

    def add_records(self, leads: Path, url: str, *options: str, home: Path | None = None) -> Command:
        """Our whole upload, with a journal of its own unless `home` says where one is."""
        where = ("--base-url", url, "--campaign", "1", "--campaign-status", "start")
        report = self.folder / "failed.csv"
        common = ("--country", "CO", "--report", report, "--json", "--no-input")
        return self.wolkvox("add-records", leads, *where, *common, *options, home=home or self._new_home())

    def prepare_only(self, leads: Path, refusing: str) -> Command:
        """The upload up to its first post, which a server at `refusing` refuses."""
        prepared = self.add_records(leads, refusing)
        return Command(prepared.args, prepared.env, (REFUSED,))

    def _new_home(self) -> Path:
        """An empty folder for a journal; earlier ones go, with what unfinished runs left in them."""
        for old in self.folder.glob("home-*"):
            shutil.rmtree(old)
        return Path(tempfile.mkdtemp(dir=self.folder, prefix="home-"))

    def wolkvox(self, *args: str | Path, home: Path, env: dict[str, str] | None = None) -> Command:
        """Our program."""
        own = {
            "WOLKVOX_HOME": str(home),
            "WOLKVOX_TOKEN": "benchmark-token-0123456789",
            "XDG_CONFIG_HOME": str(self.folder / "config"),
        }
        return Command([PROGRAM, *args], {**own, **(env or {})}, (0, PARTIAL))
