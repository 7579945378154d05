from collections.abc import Callable
from pathlib import Path

import pytest

WriteConfig = Callable[[str], Path]


@pytest.fixture
def write_config(tmp_path: Path, home: Path) -> WriteConfig:
    """Writes the settings file of this test; `home` keeps the user's own out."""

    def write(text: str) -> Path:
        path = tmp_path / "config" / "wolkvox" / "config.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write
