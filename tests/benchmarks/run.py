"""Measure everything side by side, print the table, and write it into the README: `make bench`.

python -m tests.benchmarks.run [--rows ROWS] [--rounds N] [--only PART]    only a full run is written down
"""

import argparse
import compileall
import platform
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from tests.benchmarks import works
from tests.benchmarks.stage import Stage
from tests.benchmarks.works import Bar

FULL = 1_000_000
README = Path(__file__).parents[2] / "README.md"
START, END = "<!-- bench -->", "<!-- /bench -->"
PARTS = {
    "sizes": works.sizes,
    "rules": works.rules,
    "small": works.small_works,
    "workbooks": works.workbooks,
    "sending": works.sending,
}


def main() -> None:
    """Read the arguments, measure, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=FULL)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=PARTS, nargs="+", default=tuple(PARTS))
    given = parser.parse_args()
    # As installing does; without it, and where Python may not do so itself, every start would compile anew.
    compileall.compile_dir(README.parent / "wolkvox_cli", quiet=1)
    with tempfile.TemporaryDirectory(prefix="wolkvox-bench-") as folder:
        text = measured(Stage(Path(folder), given.rows, given.rounds), given.only)
    sys.stdout.write(text)
    if given.rows == FULL and given.rounds >= 3 and set(given.only) == set(PARTS):
        write_down(README, text)


def measured(stage: Stage, parts: Iterable[str]) -> str:
    """The table as Markdown."""
    bars = [bar for part in parts for bar in _told(PARTS[part](stage))]
    where = f"{works.machine()}, Python {platform.python_version()}, {date.today().isoformat()}"
    return f"Measured by `make bench` on {where}; medians of {stage.rounds}.\n\n{bar_table(bars)}"


def bar_table(bars: Sequence[Bar]) -> str:
    """One line for every bar."""
    lines = ["| work | took | beside it | at most | met |", "|---|---|---|---|---|"]
    lines += [
        f"| {b.work} | {b.ours} | {b.against} | {b.bar} | {'yes' if b.met else '**no**'} |" for b in bars
    ]
    return "\n".join(lines) + "\n"


def write_down(readme: Path, text: str) -> None:
    """Put the tables between the markers of the README; without markers, into a section at its end."""
    whole = readme.read_text(encoding="utf-8") if readme.exists() else ""
    if START not in whole:
        whole = f"{whole.rstrip()}\n\n## Speed\n\n{START}\n{END}\n"
    before, _, rest = whole.partition(START)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{START}\n{text}{END}{after}", encoding="utf-8")


def _told(bars: Iterable[Bar]) -> list[Bar]:
    """The bars, each shown as soon as it is known."""
    found = []
    for bar in bars:
        found.append(bar)
        sys.stderr.write(
            f"{'met ' if bar.met else 'NOT '} {bar.work}: {bar.ours} ({bar.against}; {bar.bar})\n"
        )
    return found


if __name__ == "__main__":
    main()
