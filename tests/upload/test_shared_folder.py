"""Several people on one host, each with an account of their own, work with one state folder."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wolkvox_cli.campaign import Campaign
from wolkvox_cli.errors import LockedError
from wolkvox_cli.spool import PreparedRun, Spool
from wolkvox_cli.upload.accounts import BatchState
from wolkvox_cli.upload.clock import Clock
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.upload.locking import hold

ANA, LUZ, THEIR_GROUP = 61_001, 61_002, 61_000
RUN = "20261123-031500-7k2m9q"

pytestmark = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may act for two accounts"
)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A state folder as an administrator makes it for a group: mkdir, chgrp, chmod 2770."""
    above = Path(tempfile.mkdtemp(prefix="wolkvox-shared-"))
    above.chmod(0o755)
    folder = above / "state"
    folder.mkdir()
    os.chown(folder, 0, THEIR_GROUP)
    folder.chmod(0o2770)
    yield folder
    shutil.rmtree(above)


def as_account(account: int, work: Callable[[], None]) -> None:
    """Do it in a process of that account, with a umask that would keep everything to itself."""
    child = os.fork()
    if not child:
        code = 1
        try:
            os.setgroups([THEIR_GROUP])
            os.setgid(account)
            os.setuid(account)
            os.umask(0o077)
            work()
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_what_one_has_begun_the_other_brings_to_its_end(
    shared: Path, make_run: Callable[..., tuple[PreparedRun, object]], campaign: Campaign, clock: Clock
) -> None:
    prepared, _ = make_run(batches=2)
    path = shared / "journal.sqlite3"

    def begin() -> None:
        folder = Spool(shared / "runs").create(RUN)
        folder.write_body(2, [b"[]"])
        with hold(shared / "locks", "token", clock), Journal.open(path, clock) as journal:
            journal.add_run(prepared, campaign)
            journal.begin(prepared.id, prepared.batches[0], "token")
            journal.accept(prepared.id, prepared.batches[0], 1.0)

    def end() -> None:
        with hold(shared / "locks", "token", clock), Journal.open(path, clock) as journal:
            journal.begin(prepared.id, prepared.batches[1], "token")
            journal.accept(prepared.id, prepared.batches[1], 1.0)
        folder = Spool(shared / "runs").folder(RUN)
        assert folder.body_path(2).read_bytes() == b"[]"
        folder.remove()
        assert not folder.path.exists()

    as_account(ANA, begin)
    as_account(LUZ, end)
    as_account(ANA, lambda: Journal.open(path, clock).file.close())
    with Journal.open(path, clock) as journal:
        assert {record.state for record in journal.batches(prepared.id)} == {BatchState.ACCEPTED}


def test_what_one_sends_the_other_waits_for(shared: Path, clock: Clock) -> None:
    def refused() -> None:
        with pytest.raises(LockedError), hold(shared / "locks", "token", clock):
            pass

    def send() -> None:
        with hold(shared / "locks", "token", clock):
            os.umask(0o077)
            ready.write_text("held")
            while ready.exists():
                time.sleep(0.01)

    ready = shared / "ready"
    sender = os.fork()
    if not sender:
        as_account(ANA, send)
        os._exit(0)
    while not ready.exists():
        time.sleep(0.01)
    try:
        as_account(LUZ, refused)
    finally:
        ready.unlink()
    assert os.waitstatus_to_exitcode(os.waitpid(sender, 0)[1]) == 0


def test_nobody_else_can_look_into_it(shared: Path, clock: Clock) -> None:
    def begin() -> None:
        Journal.open(shared / "journal.sqlite3", clock).file.close()
        Spool(shared / "runs").create(RUN).write_body(1, [b"[]"])

    as_account(ANA, begin)
    for path in shared.rglob("*"):
        assert path.stat().st_mode & 0o007 == 0
        assert path.stat().st_gid == THEIR_GROUP
