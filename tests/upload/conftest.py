"""Fixtures for what is sent: the journal and the wish to stop."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from wolkvox_cli.upload.clock import Clock, StopRequest
from wolkvox_cli.upload.journal import Journal


@pytest.fixture
def stop() -> StopRequest:
    return StopRequest()


@pytest.fixture
def journal_path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.sqlite3"


@pytest.fixture
def journal(journal_path: Path, clock: Clock) -> Iterator[Journal]:
    with Journal.open(journal_path, clock) as journal:
        yield journal
