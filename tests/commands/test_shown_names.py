"""What a file, a sheet or a heading is called never sets a title, clears a screen or forges a line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

if TYPE_CHECKING:
    from tests.commands.conftest import Desk, Done

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")

NAMES = ["a\x1b]0;x\x07.csv", "leads\u202evsc.csv", "leads\nError: all is lost.csv", "a\x9b2Jb\x7f.csv"]
LEADS = "Cedula;Nombre\u202e\x9b2J;Celular;Notas\u202e\x9b2J\n7;Ana;3005550001;x\n8;Luz;none;y\n"
RAW = {*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), "\u202e"} - {"\n"}


def raw(done: Done) -> set[str]:
    """The characters that were shown and should not have been."""
    lines = (done.out + done.err).split("\n")
    forged = {line for line in lines if line.startswith("Error: all is lost")}
    return RAW & set(done.out + done.err) | forged


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("json", [(), ("--json",)], ids=["for people", "json"])
def test_a_file_is_checked_mapped_and_sent_without_its_name_doing_anything(
    desk: Desk, name: str, json: tuple[str, ...]
) -> None:
    desk.open()
    path = desk.write(LEADS, name)
    assert raw(desk.run("check", path, *json)) == set()
    assert raw(desk.run("map", path, *json)) == set()
    sent = desk.run("add-records", path, *json)
    assert (sent.code, raw(sent)) == (3, set())
    assert raw(desk.run("runs", *json)) == set()
    run = desk.run("runs", "--json").json["runs"][0]["run"]
    assert raw(desk.run("runs", "show", run, *json)) == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_not_there_is_told_without_its_name_doing_anything(desk: Desk, name: str) -> None:
    done = desk.run("check", desk.folder / name)
    assert (done.code, raw(done)) == (4, set())


def test_a_sheet_is_told_without_its_name_doing_anything(desk: Desk) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Base\u202e1"
    sheet.append(["Cedula", "Celular"])
    sheet.append(["7", "3005550001"])
    book.save(desk.folder / "leads.xlsx")
    done = desk.run("check", desk.folder / "leads.xlsx")
    assert (done.code, raw(done)) == (0, set())
    assert raw(desk.run("check", desk.folder / "leads.xlsx", "--sheet", "\x1b[2J")) == set()


@pytest.mark.parametrize("word", ["\x1b[2J", "\u202e", "x\nError: all is lost"])
def test_what_was_typed_is_told_without_doing_anything(desk: Desk, word: str) -> None:
    desk.leads()
    for words in (["--country", word], ["--map", f"tel1={word}"], [f"--{word}"], ["--encoding", word]):
        assert raw(desk.run("check", desk.folder / "leads.csv", *words)) == set()
