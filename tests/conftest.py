"""Fixtures that tests of several folders share."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from wolkvox_cli.sandbox.account import Account
from wolkvox_cli.sandbox.server import Sandbox

StartSandbox = Callable[..., Sandbox]


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
