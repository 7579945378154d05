"""Fixtures that tests of several folders share: a sandbox, a state folder, a clock, prepared runs."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
import xxhash
from hypothesis import settings

from wolkvox_cli.campaign import Campaign, CampaignStatus, CampaignType
from wolkvox_cli.sandbox.account import Account
from wolkvox_cli.sandbox.server import Sandbox
from wolkvox_cli.spool import Batch, PreparedRun, RunFolder, SourceFacts, Spool

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")  # the same examples each time; at a desk each run tries others

StartSandbox = Callable[..., Sandbox]
MakeRun = Callable[..., tuple[PreparedRun, RunFolder]]

RUN = "20261123-031500-7k2m9q"


class ManualClock:
    """Time that passes only by waiting; `waits` are the seconds, `on_wait` is called before each."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 3, 15, tzinfo=UTC)
        self.seconds = 1000.0
        self.waits: list[float] = []
        self.on_wait: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.on_wait()
        self.waits.append(seconds)
        self.seconds += seconds
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def start_sandbox() -> Iterator[StartSandbox]:
    """Starts a sandbox in this process: `start_sandbox("502@2", account=Account(...), delay=0.1)`."""
    with ExitStack() as stack:

        def start(*faults: str, account: Account | None = None, delay: float = 0.0, port: int = 0) -> Sandbox:
            return stack.enter_context(Sandbox(account, faults, port, delay=delay))

        yield start


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder and a settings folder of the test's own, and no WOLKVOX_* variable but this one."""
    for name in [name for name in os.environ if name.startswith("WOLKVOX_")]:
        monkeypatch.delenv(name)
    state = tmp_path / "state"
    monkeypatch.setenv("WOLKVOX_HOME", str(state))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return state


@pytest.fixture
def campaign() -> Campaign:
    return Campaign("http://127.0.0.1:9", "sandbox", "1", CampaignType.PREDICTIVE, CampaignStatus.START)


@pytest.fixture
def make_run(tmp_path: Path) -> MakeRun:
    """Prepares a run: `make_run(batches=3, records=2, last=None, stamp=None, run=RUN, same_lead=False)`."""

    def make(
        batches: int = 3,
        records: int = 2,
        *,
        last: int | None = None,
        stamp: str | None = None,
        run: str = RUN,
        content: str = "c0ffee",
    ) -> tuple[PreparedRun, RunFolder]:
        folder = Spool(tmp_path / "state" / "runs").create(run)
        made = []
        row = 2
        for number in range(1, batches + 1):
            size = last if last and number == batches else records
            body = orjson.dumps([invented(row + n, run, number, stamp) for n in range(size)])
            folder.write_body(number, [body])
            folder.leads_path(number).write_bytes(b"the user's rows")
            digest = xxhash.xxh3_128_hexdigest(body)
            made.append(Batch(number, row, row + size - 1, size, len(body), digest))
            row += size
        prepared = prepared_run(run, tuple(made), stamp, content, row - 2)
        folder.seal(prepared)
        return prepared, folder

    return make


def invented(row: int, run: str, batch: int, stamp: str | None) -> dict[str, str]:
    """A lead that nobody is."""
    lead = {"customer_name": f"Lead {row}", "customer_id": f"ID{row}", "tel1": f"300555{row:04}"}
    return {**lead, stamp: f"{run}/{batch:05}"} if stamp else lead


def prepared_run(
    run: str, batches: tuple[Batch, ...], stamp: str | None, content: str, read: int
) -> PreparedRun:
    """A run of a file named leads.csv without a rejected row."""
    source = SourceFacts("folder/leads.csv", "5ha", "csv", "utf-8", ";", None, 1)
    return PreparedRun(
        id=run,
        created="2026-11-23T03:15:00+00:00",
        program="0.1.0",
        source=source,
        headings=("Nombre", "Celular"),
        campaign_type="predictive",
        mapping={"tel1": "Celular"},
        constants={},
        ignored_columns=(),
        stamp=stamp,
        read=read,
        rejected=0,
        duplicate=0,
        excluded=0,
        problems=(),
        batches=batches,
        content=content,
        options="0pt",
        seconds=0.1,
    )
