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
from tests.benchmarks.works import Bar, Size

FULL = 1_000_000
README = Path(__file__).parents[2] / "README.md"
START, END = "<!-- bench -->", "<!-- /bench -->"
PARTS = ("sizes", "level", "steps", "small", "workbooks", "sending", "resuming")


def main() -> None:
    """Read the arguments, measure, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=FULL)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS)
    given = parser.parse_args()
    # As installing does; without it, and where Python may not do so itself, every start would compile anew.
    compileall.compile_dir(README.parent / "wolkvox_cli", quiet=1)
    with tempfile.TemporaryDirectory(prefix="wolkvox-bench-") as folder:
        text = measured(Stage(Path(folder), given.rows, given.rounds), given.only)
    sys.stdout.write(text)
    if given.rows == FULL and given.rounds >= 3 and set(given.only) == set(PARTS):
        write_down(README, text)


def measured(stage: Stage, parts: Sequence[str]) -> str:
    """All tables as Markdown."""
    bars: list[Bar] = []
    sizes: list[Size] = []
    costs: dict[str, float] = {}
    if "sizes" in parts:
        sizes = works.sizes(stage)
        bars += _told(works.size_bars(stage, sizes))
    if "level" in parts:
        bars += _told([works.level_cost(stage)])
    if "small" in parts:
        bars += _told(works.small_works(stage))
    if "workbooks" in parts:
        bars += _told(works.workbooks(stage))
    if "sending" in parts:
        bars += _told(works.sending(stage))
    if "resuming" in parts:
        bars += _told([works.resuming(stage)])
    if "steps" in parts:
        more, costs = works.reading_and_rules(stage)
        bars += _told(more)
    where = f"{works.machine()}, Python {platform.python_version()}, {date.today().isoformat()}"
    tables = [f"Measured by `make bench` on {where}; medians of {stage.rounds}.\n", bar_table(bars)]
    if sizes:
        tables.append(size_table(sizes))
    if costs:
        tables.append(step_table(costs, sizes, stage.rows))
    return "\n".join(tables)


def bar_table(bars: Sequence[Bar]) -> str:
    """One line for every bar."""
    lines = ["| work | took | beside it | at most | met |", "|---|---|---|---|---|"]
    lines += [
        f"| {b.work} | {b.ours} | {b.against} | {b.bar} | {'yes' if b.met else '**no**'} |" for b in bars
    ]
    return "\n".join(lines) + "\n"


def size_table(sizes: Sequence[Size]) -> str:
    """Wall clock, CPU and peak memory of every program by size, with ours against the others."""
    lines = [
        "| rows | program | wall | CPU | peak memory | wall to naive | CPU to DuckDB |",
        "|---|---|---|---|---|---|---|",
    ]
    for size in sizes:
        naive, duck = size.figures["naive"].wall, size.figures["duckdb"].cpu
        lines += [
            f"| {size.rows:,} | {NAMES[name]} | {f.wall:.2f} s | {f.cpu:.2f} s | {f.peak:.0f} MB "
            f"| {f.wall / naive:.2f} x | {f.cpu / duck:.2f} x |"
            for name, f in size.figures.items()
        ]
    return "\n".join(lines) + "\n"


NAMES = {
    "wolkvox": "wolkvox add-records",
    "naive": "the naive script",
    "duckdb": "DuckDB, CSV to JSON",
    "pyarrow": "pyarrow, reading only",
    "prepare": "wolkvox, preparing only",
}


def step_table(costs: dict[str, float], sizes: Sequence[Size], rows: int) -> str:
    """CPU by step of the main file."""
    main = next((size.figures for size in sizes if size.rows == rows), None)
    if main:
        costs = costs | {"post and report": main["wolkvox"].cpu - main["prepare"].cpu}
    lines = [f"| step, {rows:,} rows | CPU |", "|---|---|"]
    lines += [f"| {step} | {cost:.2f} s |" for step, cost in costs.items()]
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
