import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from wolkvox_cli.errors import CommandError, MachineError
from wolkvox_cli.spool import (
    MANIFEST,
    PreparedRun,
    ProblemCount,
    RunFolder,
    Spool,
    private_folder,
    sync,
    whole_file,
)

MakeRun = Callable[..., tuple[PreparedRun, RunFolder]]

unix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no such file modes")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def damage(folder: RunFolder, change: Callable[[Any], Any]) -> None:
    path = folder.path / MANIFEST
    path.write_bytes(orjson.dumps(change(orjson.loads(path.read_bytes()))))


def refusal(folder: RunFolder) -> MachineError:
    with pytest.raises(MachineError) as refused:
        folder.prepared()
    return refused.value


def test_a_sealed_run_is_read_back_as_it_was(make_run: MakeRun) -> None:
    prepared, folder = make_run(batches=3, records=2)
    assert folder.prepared() == prepared
    assert prepared.records == 6


def test_problems_and_their_examples_are_read_back_as_they_were(make_run: MakeRun) -> None:
    _, folder = make_run()
    problem = {
        "code": "phone.invalid",
        "severity": "error",
        "field": "tel1",
        "rows": 2,
        "examples": [17, 230],
    }
    damage(folder, lambda stored: {**stored, "run": {**stored["run"], "problems": [problem]}})
    assert folder.prepared().problems == (ProblemCount("phone.invalid", "error", "tel1", 2, (17, 230)),)


def test_a_body_in_pieces_is_read_back_byte_for_byte(make_run: MakeRun) -> None:
    prepared, folder = make_run(batches=1)
    body = folder.body_path(1).read_bytes()
    folder.write_body(1, [body[:7], memoryview(body)[7:20], b"", body[20:]])
    assert folder.read_body(prepared.batches[0]) == body


@unix_only
def test_what_holds_leads_is_for_its_owner_only(make_run: MakeRun, tmp_path: Path) -> None:
    _, folder = make_run(batches=1)
    assert mode(folder.path) == 0o700
    assert mode(tmp_path / "state" / "runs") == 0o700
    assert {mode(path) for path in (folder.body_path(1), folder.path / MANIFEST)} == {0o600}


@unix_only
def test_a_lenient_umask_opens_nothing(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = Spool(tmp_path / "state" / "runs").create("one")
        folder.write_body(1, [b"[]"])
    finally:
        os.umask(before)
    assert [mode(path) for path in (tmp_path / "state", folder.path, folder.body_path(1))] == [
        0o700,
        0o700,
        0o600,
    ]


def test_a_body_that_has_changed_is_not_sent(make_run: MakeRun) -> None:
    prepared, folder = make_run()
    path = folder.body_path(2)
    path.write_bytes(path.read_bytes().replace(b"Lead", b"Leaf", 1))
    with pytest.raises(MachineError) as refused:
        folder.read_body(prepared.batches[1])
    assert refused.value.code == "spool.changed"
    assert f"wolkvox runs discard {prepared.id}" in refused.value.hint


def test_a_body_that_was_cut_is_not_sent(make_run: MakeRun) -> None:
    prepared, folder = make_run()
    path = folder.body_path(2)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(MachineError, match="has changed on disk"):
        folder.read_body(prepared.batches[1])


def test_a_body_that_is_gone_is_named(make_run: MakeRun) -> None:
    prepared, folder = make_run()
    folder.drop_batch(2)
    with pytest.raises(MachineError) as refused:
        folder.read_body(prepared.batches[1])
    assert refused.value.code == "spool.gone"
    assert "batch 2 of run" in refused.value.message


@unix_only
def test_a_body_that_cannot_be_read_just_now_is_kept(make_run: MakeRun) -> None:
    prepared, folder = make_run()
    folder.drop_batch(2)
    folder.body_path(2).mkdir()
    with pytest.raises(MachineError) as refused:
        folder.read_body(prepared.batches[1])
    assert refused.value.code == "spool.unreadable"
    assert "discard" not in refused.value.hint


@unix_only
def test_a_manifest_that_cannot_be_read_just_now_is_kept(make_run: MakeRun) -> None:
    _, folder = make_run()
    (folder.path / MANIFEST).unlink()
    (folder.path / MANIFEST).mkdir()
    refused = refusal(folder)
    assert (refused.code, "discard" in refused.hint) == ("spool.unreadable", False)


@unix_only
def test_a_folder_that_a_group_shares_holds_files_for_the_group(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o2770)
    before = os.umask(0o077)
    try:
        folder = Spool(shared / "runs").create("one")
        folder.write_body(1, [b"[]"])
    finally:
        os.umask(before)
    assert [mode(path) for path in (shared / "runs", folder.path, folder.body_path(1))] == [
        0o2770,
        0o2770,
        0o660,
    ]


@unix_only
@pytest.mark.parametrize("wide", [0o777, 0o770, 0o707, 0o2777])
def test_a_folder_that_others_may_write_to_is_refused_with_what_to_type(tmp_path: Path, wide: int) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state").chmod(wide)
    with pytest.raises(CommandError) as refused:
        private_folder(tmp_path / "state")
    assert f"chmod 700 {tmp_path / 'state'}" in refused.value.hint
    assert f"chmod 2770 {tmp_path / 'state'}" in refused.value.hint


@unix_only
def test_a_new_folder_is_on_the_disk_with_all_those_above_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = []
    monkeypatch.setattr("wolkvox_cli.spool.sync", lambda path: synced.append(path))
    private_folder(tmp_path / "a" / "b")
    assert synced == [tmp_path, tmp_path / "a"]


def test_a_dropped_batch_leaves_neither_body_nor_rows(make_run: MakeRun) -> None:
    _, folder = make_run()
    folder.drop_batch(2)
    folder.drop_batch(2)
    assert [folder.body_path(n).exists() for n in (1, 2, 3)] == [True, False, True]
    assert [folder.leads_path(n).exists() for n in (1, 2, 3)] == [True, False, True]


def test_a_folder_without_a_manifest_is_no_run(tmp_path: Path) -> None:
    folder = Spool(tmp_path).create("20261123-031500-7k2m9q")
    assert refusal(folder).code == "spool.damaged"


@pytest.mark.parametrize(
    "change",
    [
        lambda stored: [stored],
        lambda stored: None,
        lambda stored: {"run": stored["run"]},
        lambda stored: {"schema": 1},
        lambda stored: {**stored, "run": []},
        lambda stored: {**stored, "run": {}},
        lambda stored: {**stored, "run": {**stored["run"], "colour": "blue"}},
        lambda stored: {**stored, "run": {**stored["run"], "batches": [{"number": 1}]}},
        lambda stored: {**stored, "run": {**stored["run"], "source": None}},
    ],
)
def test_a_manifest_that_is_not_ours_is_damaged(make_run: MakeRun, change: Callable[[Any], Any]) -> None:
    _, folder = make_run(batches=1)
    damage(folder, change)
    assert refusal(folder).code == "spool.damaged"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'"x"'])
def test_a_manifest_that_is_no_object_is_damaged(make_run: MakeRun, content: bytes) -> None:
    _, folder = make_run(batches=1)
    (folder.path / MANIFEST).write_bytes(content)
    assert refusal(folder).code == "spool.damaged"


def test_a_manifest_of_another_version_says_so(make_run: MakeRun) -> None:
    _, folder = make_run(batches=1)
    damage(folder, lambda stored: {**stored, "schema": 2})
    assert refusal(folder).code == "spool.schema"


def test_a_run_that_was_never_sealed_leaves_no_manifest(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    prepared, _ = make_run(batches=1)
    folder = Spool(tmp_path / "other").create(prepared.id)
    monkeypatch.setattr(Path, "replace", _no_space)
    with pytest.raises(OSError, match="No space left"):
        folder.seal(prepared)
    assert refusal(folder).code == "spool.damaged"


def _no_space(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_removed_folder_is_gone_with_all_that_is_in_it(make_run: MakeRun) -> None:
    _, folder = make_run()
    folder.remove()
    folder.remove()
    assert not folder.path.exists()


def test_the_spool_lists_its_folders_in_order_and_nothing_else(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "runs")
    assert list(spool.folders()) == []
    spool.create("b")
    spool.create("a")
    (tmp_path / "runs" / "note.txt").write_text("not a run")
    assert [folder.path.name for folder in spool.folders()] == ["a", "b"]


def test_a_run_is_created_only_once(tmp_path: Path) -> None:
    Spool(tmp_path).create("a")
    with pytest.raises(MachineError) as refused:
        Spool(tmp_path).create("a")
    assert refused.value.code == "disk.state-folder"


def test_a_state_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file stands where the folder should be")
    with pytest.raises(MachineError) as refused:
        Spool(tmp_path / "state" / "runs").create("a")
    assert (refused.value.code, str(tmp_path) in refused.value.message) == ("disk.state-folder", True)
    assert "WOLKVOX_HOME" in refused.value.hint


@unix_only
def test_a_drive_that_cannot_bring_a_folder_to_disk_is_put_up_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(os, "fsync", refuse)
    sync(tmp_path)
    file = tmp_path / "file"
    file.write_bytes(b"")
    with pytest.raises(OSError, match="Invalid argument"):
        sync(file)


def test_a_whole_file_lies_under_a_name_that_nobody_can_foresee_until_it_is_whole(tmp_path: Path) -> None:
    names = set()
    for _ in range(20):
        with whole_file(tmp_path / "leads.map.toml"):
            (temporary,) = (path for path in tmp_path.iterdir() if path.suffix == ".tmp")
            names.add(temporary.name)
    assert len(names) == 20
    assert [path.name for path in tmp_path.iterdir()] == ["leads.map.toml"]


@pytest.mark.skipif(os.name == "nt", reason="links are Unix's")
def test_a_whole_file_replaces_a_link_and_leaves_alone_what_it_points_at(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"mine")
    (tmp_path / "leads.map.toml").symlink_to(secret)
    with whole_file(tmp_path / "leads.map.toml", 0o644) as file:
        file.write(b"ours")
    assert secret.read_bytes() == b"mine"
    assert (tmp_path / "leads.map.toml").read_bytes() == b"ours"
