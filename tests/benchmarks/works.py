"""What is measured and against which bar: every function measures one kind of work."""

import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measuring import PYTHON, Command, Server, medians, script, timed
from tests.benchmarks.stage import Stage

IMPORTS = Command([PYTHON, "-c", "import pandas, pyarrow, httpx, rich, typer"], {})


@dataclass(frozen=True)
class Bar:
    """A work, what it took, what it is held against, and whether that is met."""

    work: str
    ours: str
    against: str
    bar: str
    met: bool


def sizes(stage: Stage) -> Iterator[Bar]:
    """Our whole upload on the main file and on three times as much, and the naive script on the main one."""
    main, large = stage.leads(stage.rows), stage.leads(3 * stage.rows)
    with Server() as server:
        found = medians(
            {
                "main": lambda: stage.add_records(main, server.url),
                "naive": lambda: script("naive_upload.py", main, server.url),
                "large": lambda: stage.add_records(large, server.url),
            },
            stage.rounds,
        )
    ours, naive, more = found["main"], found["naive"], found["large"].peak - found["main"].peak
    rows = f"{stage.rows:,} rows, CSV"
    yield Bar(
        f"{rows}: checked, spooled, posted (wall)",
        f"{ours.wall:.1f} s",
        f"naive script {naive.wall:.1f} s",
        f"0.25 x (is {ours.wall / naive.wall:.2f} x)",
        ours.wall <= 0.25 * naive.wall,
    )
    yield Bar(
        f"{rows}: peak memory",
        f"{ours.peak:.0f} MB",
        f"naive script {naive.peak:.0f} MB",
        "320 MB",
        ours.peak <= 320,
    )
    yield Bar(
        f"{3 * stage.rows:,} rows: peak memory",
        f"{found['large'].peak:.0f} MB",
        f"{stage.rows:,} rows {ours.peak:.0f} MB",
        f"60 MB more (is {more:.0f} MB)",
        more <= 60,
    )


def rules(stage: Stage) -> Iterator[Bar]:
    """CPU of all rules, as the difference of whole processes, and of a file whose every row fails."""
    leads, failing = stage.leads(stage.rows), stage.leads(stage.rows // 10, bad=1.0)
    with Server("--refuse-from", "1") as refusing:
        found = medians(
            {
                "map": lambda: script("steps.py", "map", leads),
                "rules": lambda: script("steps.py", "rules", leads),
                "failing": lambda: stage.add_records(failing, refusing.url),
            },
            stage.rounds,
        )
    cpu = {name: figures.cpu for name, figures in found.items()}
    judged = cpu["rules"] - cpu["map"]
    limit = 6.0 * stage.rows / 1_000_000
    yield Bar(
        f"{stage.rows:,} rows, CSV, two phone columns, 2 % bad: all rules (CPU)",
        f"{judged:.1f} s",
        f"read and mapped {cpu['map']:.1f} s",
        f"{limit:g} s",
        judged <= limit,
    )
    limit = 8.0 * stage.rows / 1_000_000
    yield Bar(
        f"{stage.rows // 10:,} rows, every phone invalid: prepared and reported (CPU)",
        f"{cpu['failing']:.1f} s",
        "",
        f"{limit:g} s",
        cpu["failing"] <= limit,
    )


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
    limit = 1.3 * wall["imports"] + 0.4
    upload = Bar(
        "10,000 rows, CSV: the whole command (wall)",
        f"{wall['upload']:.2f} s",
        f"importing pandas, pyarrow, httpx, rich, typer {wall['imports']:.2f} s",
        f"1.3 x + 0.4 s = {limit:.2f} s",
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


def workbooks(stage: Stage) -> Iterator[Bar]:
    """A workbook of a fifth of the main file's rows."""
    rows = stage.rows // 5
    book = stage.workbook(rows)
    with Server("--refuse-from", "1") as refusing:
        found = medians(
            {
                "prepare": lambda: stage.prepare_only(book, refusing.url),
                "fastexcel": lambda: script("limits.py", "fastexcel", book),
            },
            stage.rounds,
        )
    ours, alone = found["prepare"], found["fastexcel"]
    yield Bar(
        f"{rows:,} rows, .xlsx: prepared (wall)",
        f"{ours.wall:.1f} s",
        f"fastexcel's reading to Arrow {alone.wall:.1f} s",
        f"2.5 x (is {ours.wall / alone.wall:.1f} x)",
        ours.wall <= 2.5 * alone.wall,
    )
    yield Bar(
        f"{rows:,} rows, .xlsx: peak memory",
        f"{ours.peak:.0f} MB",
        f"fastexcel's reading {alone.peak:.0f} MB",
        "400 MB",
        ours.peak <= 400,
    )


def sending(stage: Stage) -> Iterator[Bar]:
    """What lies between an answer and the next request, and what that comes to over a slow server."""
    for counter, options in (("not answered", ()), ("answered", ("--counter",))):
        with Server(*options) as server:
            timed(stage.add_records(stage.leads(stage.rows), server.url))
            seen = server.figures
        gaps = [
            1000 * (began - answered)
            for answered, began in zip(seen["answered"][2:], seen["began"][3:], strict=False)
        ]
        typical, worst = statistics.median(gaps), statistics.quantiles(gaps, n=20)[-1]
        yield Bar(
            f"answer to next request's first byte, {seen['size'] / seen['posts'] / 1e6:.1f} MB each, "
            f"counter {counter}",
            f"{typical:.0f} ms",
            f"95 % under {worst:.0f} ms",
            "15 ms, 95 % under 30 ms",
            typical < 15 and worst < 30,
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
