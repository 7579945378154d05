import os
import stat
from pathlib import Path

import pytest

from wolkvox_cli.errors import MachineError
from wolkvox_cli.output.reports.report_file import mode_like, report_file

pytestmark = pytest.mark.skipif(os.name == "nt", reason="file modes and links are Unix's")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def write(path: Path, content: bytes, mode: int = 0o600) -> None:
    with report_file(path, mode) as file:
        file.write(content)


def break_off(path: Path) -> None:
    with report_file(path) as file:
        file.write(b"half")
        raise KeyError


def test_a_file_stands_there_once_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    with report_file(path) as file:
        file.write(b"half")
        assert not path.exists()
    assert path.read_bytes() == b"half"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_breaks_off_leaves_the_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    write(path, b"earlier")
    with pytest.raises(KeyError):
        break_off(path)
    assert path.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [path]


def test_nobody_else_may_read_it_while_it_is_written(tmp_path: Path) -> None:
    with report_file(tmp_path / "report.csv", 0o644):
        (temporary,) = tmp_path.iterdir()
        assert mode_of(temporary) == 0o600
    assert mode_of(tmp_path / "report.csv") == 0o644


def test_no_two_files_are_written_under_the_same_name(tmp_path: Path) -> None:
    names = set()
    for _ in range(20):
        with report_file(tmp_path / "report.csv"):
            names |= {path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"}
    assert len(names) == 20


def test_a_link_is_replaced_and_what_it_points_at_is_left_alone(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"mine")
    path = tmp_path / "report.csv"
    path.symlink_to(secret)
    write(path, b"report")
    assert (secret.read_bytes(), path.is_symlink(), path.read_bytes()) == (b"mine", False, b"report")


@pytest.mark.parametrize(
    ("source", "report"),
    [(0o600, 0o600), (0o640, 0o640), (0o644, 0o644), (0o664, 0o664), (0o755, 0o644), (0o440, 0o640)],
)
def test_a_list_of_leads_may_be_read_by_whoever_may_read_the_lead_file(
    tmp_path: Path, source: int, report: int
) -> None:
    leads = tmp_path / "leads.csv"
    leads.touch()
    leads.chmod(source)
    write(tmp_path / "report.csv", b"", mode_like(leads))
    assert mode_of(tmp_path / "report.csv") == report


def test_where_the_lead_file_is_gone_or_came_in_through_a_pipe_the_list_is_private(tmp_path: Path) -> None:
    assert (mode_like(tmp_path / "gone.csv"), mode_like(None)) == (0o600, 0o600)


def test_a_folder_that_is_gone_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(MachineError) as caught, report_file(tmp_path / "gone" / "report.csv"):
        pass
    assert caught.value.code == "disk.report"
    assert "--report" in caught.value.hint
