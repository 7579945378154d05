"""What is measured and against which bar: every function measures one kind of work."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

from tests.benchmarks.measuring import PYTHON, Command, Figures, Server, medians, runs, script, timed
from tests.benchmarks.stage import REFUSED, Stage

IMPORTS = Command([PYTHON, "-c", "import pandas, pyarrow, httpx, rich, typer"], {})


@dataclass(frozen=True)
class Bar:
    """A work, what it took, what it is held against, and whether that is met."""

    work: str
    ours: str
    against: str
    bar: str
    met: bool


@dataclass(frozen=True)
class Size:
    """All programs on the file of one size, by name."""

    rows: int
    figures: dict[str, Figures]


def sizes(stage: Stage) -> list[Size]:
    """Our upload, the naive one, and the limits, on files from small to three times the main one."""
    chosen = sorted({1_000, 100_000, stage.rows, 3 * stage.rows})
    with Server() as server, Server("--refuse-from", "1") as refusing:
        commands: dict[tuple[str, int], Callable[[], Command]] = {}
        for rows in chosen:
            leads = stage.leads(rows)
            commands |= {
                ("wolkvox", rows): partial(stage.add_records, leads, server.url),
                ("prepare", rows): partial(stage.prepare_only, leads, refusing.url),
                ("naive", rows): partial(script, "naive_upload.py", leads, server.url),
                ("duckdb", rows): partial(script, "limits.py", "duckdb", leads),
                ("pyarrow", rows): partial(script, "limits.py", "pyarrow", leads),
            }
        found = medians(commands, stage.rounds)
    return [
        Size(rows, {name: figures for (name, size), figures in found.items() if size == rows})
        for rows in chosen
    ]


def size_bars(stage: Stage, found: Sequence[Size]) -> Iterator[Bar]:
    """Time against the naive script, CPU against DuckDB, memory, and cost a row."""
    main = next(size.figures for size in found if size.rows == stage.rows)
    large = next(size.figures for size in found if size.rows == 3 * stage.rows)
    ours, naive, duck = main["wolkvox"], main["naive"], main["duckdb"]
    rows = f"{stage.rows:,} rows, CSV"
    yield Bar(
        f"{rows}: checked, spooled, posted (wall)",
        f"{ours.wall:.1f} s",
        f"naive script {naive.wall:.1f} s",
        f"0.4 x (is {ours.wall / naive.wall:.2f} x)",
        ours.wall <= 0.4 * naive.wall,
    )
    prepare = main["prepare"]
    yield Bar(
        f"{rows}: prepared and spooled (CPU)",
        f"{prepare.cpu:.1f} s",
        f"DuckDB's CSV to JSON {duck.cpu:.1f} s",
        f"3 x (is {prepare.cpu / duck.cpu:.2f} x)",
        prepare.cpu <= 3 * duck.cpu,
    )
    yield Bar(f"{rows}: peak memory", f"{ours.peak:.0f} MB", "", "300 MB", ours.peak <= 300)
    more = large["wolkvox"].peak - ours.peak
    yield Bar(
        f"{3 * stage.rows:,} rows: peak memory",
        f"{large['wolkvox'].peak:.0f} MB",
        f"{stage.rows:,} rows {ours.peak:.0f} MB",
        f"60 MB more (is {more:.0f} MB)",
        more <= 60,
    )


def level_cost(stage: Stage) -> Bar:
    """CPU of every further row from one size to the next; start-up and first use of memory are in none.

    The two differences of means are small against how much single runs vary: hence many turns.
    """
    turns = {100_000: 3, stage.rows: 2, 3 * stage.rows: 1}
    with Server() as server:
        commands = {
            (rows, turn): partial(stage.add_records, stage.leads(rows), server.url)
            for turn in reversed(range(max(turns.values())))
            for rows, times in turns.items()
            if turn < times
        }
        found = runs(commands, 2 * stage.rounds + 2)
    cpu = [
        (rows, statistics.fmean(one.cpu for turn in range(times) for one in found[rows, turn]))
        for rows, times in turns.items()
    ]
    costs = [1e6 * (much - little) / (more - less) for (less, little), (more, much) in pairwise(cpu)]
    return Bar(
        f"cost of a further row, {' to '.join(f'{rows:,}' for rows, _ in cpu)} (CPU)",
        ", then ".join(f"{cost:.1f} µs" for cost in costs),
        "",
        f"15 % apart (are {100 * (max(costs) / min(costs) - 1):.0f} %)",
        max(costs) <= 1.15 * min(costs),
    )


def reading_and_rules(stage: Stage) -> tuple[list[Bar], dict[str, float]]:
    """CPU by step, as the difference of whole processes, and the bars on reading and on rules."""
    leads, failing = stage.leads(stage.rows), stage.leads(stage.rows, bad=1.0)
    steps = ("start", "read", "map", "rules", "json", "spool")
    commands: dict[str, Callable[[], Command]] = {
        **{step: partial(script, "steps.py", step, leads) for step in steps},
        "imports": lambda: Command([PYTHON, "-c", "import pyarrow.csv"], {}),
        "pyarrow": lambda: script("limits.py", "pyarrow", leads),
        "failing map": lambda: script("steps.py", "map", failing),
        "failing rules": lambda: script("steps.py", "rules", failing),
    }
    # Differences of short processes: more turns, or the smallest step could seem to cost less than nothing.
    found = medians(commands, 2 * stage.rounds + 1)
    cpu = {name: figures.cpu for name, figures in found.items()}
    costs = {step: cpu[step] - cpu[before] for before, step in pairwise(steps)}
    costs = {"start-up": cpu["start"], **costs}
    reading, peer = costs["read"], cpu["pyarrow"] - cpu["imports"]
    failed = cpu["failing rules"] - cpu["failing map"]
    limit = 4.0 * stage.rows / 1_000_000
    rows = f"{stage.rows:,} rows, CSV"
    return [
        Bar(
            f"{rows}: read (CPU)",
            f"{reading:.2f} s",
            f"pyarrow's reader {peer:.2f} s",
            f"1.5 x (is {reading / peer:.2f} x)",
            reading <= 1.5 * peer,
        ),
        Bar(
            f"{rows}, two phone columns: all rules (CPU)",
            f"{costs['rules']:.1f} s",
            "",
            f"{limit:g} s",
            costs["rules"] <= limit,
        ),
        Bar(
            "the same, every row failing (CPU)",
            f"{failed:.1f} s",
            "",
            f"{4 * limit:g} s",
            failed <= 4 * limit,
        ),
    ], costs


def small_works(stage: Stage) -> list[Bar]:
    """A small file, and what answers without one."""
    leads, home = stage.leads(10_000), stage.folder / "home"
    completing = {"_WOLKVOX_COMPLETE": "complete_bash", "COMP_WORDS": "wolkvox add", "COMP_CWORD": "1"}
    with Server() as server:
        found = medians(
            {
                "upload": lambda: stage.add_records(leads, server.url),
                "imports": lambda: IMPORTS,
                "typer": lambda: Command([PYTHON, "-c", "import typer"], {}),
                "--help": lambda: stage.wolkvox("--help", home=home),
                "--version": lambda: stage.wolkvox("--version", home=home),
                "shell completion": lambda: stage.wolkvox(home=home, env=completing),
            },
            2 * stage.rounds + 1,
        )
    wall = {name: figures.wall for name, figures in found.items()}
    limit = 1.3 * wall["imports"] + 0.5
    upload = Bar(
        "10,000 rows, CSV: the whole command (wall)",
        f"{wall['upload']:.2f} s",
        f"importing pandas, pyarrow, httpx, rich, typer {wall['imports']:.2f} s",
        f"1.3 x + 0.5 s = {limit:.2f} s",
        wall["upload"] <= limit,
    )
    return [upload] + [
        Bar(
            f"{name} (wall)",
            f"{wall[name]:.2f} s",
            f"importing typer {wall['typer']:.2f} s",
            f"2 x (is {wall[name] / wall['typer']:.2f} x)",
            wall[name] <= 2 * wall["typer"],
        )
        for name in ("--help", "--version", "shell completion")
    ]


def workbooks(stage: Stage) -> list[Bar]:
    """A workbook of a fifth of the main file's rows."""
    rows = stage.rows // 5
    book = stage.workbook(rows)
    with Server("--refuse-from", "1") as refusing:
        found = medians(
            {
                "prepare": lambda: stage.prepare_only(book, refusing.url),
                "start": lambda: script("steps.py", "start", book),
                "read": lambda: script("steps.py", "read", book),
                "openpyxl": lambda: script("limits.py", "openpyxl", book),
            },
            stage.rounds,
        )
    loop = found["openpyxl"].wall
    return [
        Bar(
            f"{rows:,} rows, .xlsx: {what} (wall)",
            f"{ours:.1f} s",
            f"openpyxl's read-only loop {loop:.1f} s",
            f"{times} x as fast (is {loop / ours:.1f} x)",
            loop >= times * ours,
        )
        for what, ours, times in (
            ("prepared", found["prepare"].wall, 6),
            ("read", found["read"].wall - found["start"].wall, 8),
        )
    ]


def sending(stage: Stage) -> Iterator[Bar]:
    """What lies between an answer and the next request, and what that comes to over a slow server."""
    with Server() as server:
        timed(stage.add_records(stage.leads(stage.rows), server.url))
        seen = server.figures
    gaps = [
        1000 * (began - answered)
        for answered, began in zip(seen["answered"][2:], seen["began"][3:], strict=False)
    ]
    typical, worst = statistics.median(gaps), statistics.quantiles(gaps, n=20)[-1]
    yield Bar(
        f"answer to next request's first byte, {seen['size'] / seen['posts'] / 1e6:.1f} MB each",
        f"{typical:.0f} ms",
        f"95 % under {worst:.0f} ms",
        "20 ms",
        typical < 20,
    )
    yield _slow_server(stage)


def _slow_server(stage: Stage) -> Bar:
    """A server that takes a second for every batch; what comes before the first post is preparing."""
    leads = stage.leads(stage.rows // 2)
    with Server("--delay", "1") as server:
        command = stage.add_records(leads, server.url)
        started = time.time()
        ours = timed(command)
        seen = server.figures
    posts, prepare = seen["posts"], seen["began"][0] - started
    sending = ours.wall - prepare
    return Bar(
        f"a server that takes 1 s a batch, {posts} batches (wall)",
        f"{ours.wall:.1f} s",
        f"{posts} s + preparing {prepare:.1f} s",
        f"3 % over {posts} s (is {100 * (sending / posts - 1):.1f} %)",
        sending <= 1.03 * posts,
    )


def resuming(stage: Stage) -> Bar:
    """The first post of the same command after the run was stopped with nine tenths of it done."""
    leads = stage.leads(stage.rows)
    batch = max(2, stage.rows * 9 // 100_000)
    waits = []
    for _ in range(stage.rounds):
        home = Path(tempfile.mkdtemp(dir=stage.folder))
        with Server("--refuse-from", str(batch)) as server:
            stopped = stage.add_records(leads, server.url, home=home)
            timed(Command(stopped.args, stopped.env, (REFUSED,)))
        with Server("--port", str(server.port)) as server:
            began = time.time()
            timed(stage.add_records(leads, server.url, home=home))
            waits.append(server.figures["began"][0] - began)
    start = medians({"": lambda: stage.wolkvox("--version", home=stage.folder)}, stage.rounds)[""].wall
    wait = statistics.median(waits)
    return Bar(
        f"{stage.rows:,} rows, resumed at batch {batch}: first post (wall)",
        f"{wait:.2f} s",
        f"start-up {start:.2f} s",
        "1 s after start-up",
        wait - start <= 1.0,
    )


def machine() -> str:
    """What all this was measured on."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in _lines(Path("/proc/cpuinfo"))
            if line.startswith("model name")
        ),
        "an unnamed processor",
    )
    return f"{model}, {os.cpu_count()} processors"


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []
