"""What a user may get wrong: a paragraph on what is wrong and what to do, the exit code, nothing sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.commands.conftest import Desk, Done

GOOD = "Cedula;Celular\nID1;3005550001\n"

FILES = {
    "a missing file": (None, (), 4, "file.missing"),
    "an empty file": ("", (), 4, "file.empty"),
    "blank lines only": ("\n\n\n", (), 4, "file.empty"),
    "a header only": ("Cedula;Celular\n", (), 4, None),
    "no phone column": ("Cedula;Nombre\nID1;Lead 1\n", (), 4, None),
    "two columns for one field": (
        GOOD,
        ("--map", "tel1=Celular", "--map", "tel1=Cedula"),
        2,
        None,
    ),
    "an unclosed quote": ('Cedula;Celular\nID1;"3005550001\nID2;3005550002\n', (), None, None),
    "bytes that are no text": ("\x00\x01\x02\x00" * 50, (), 4, None),
    "more rejects than allowed": (GOOD + "ID2;none\n", ("--max-rejects", "0"), 4, "file.too-many-rejects"),
    "a larger share than allowed": (
        GOOD + "ID2;none\n",
        ("--max-rejects", "49%"),
        4,
        "file.too-many-rejects",
    ),
}

OPTIONS = {
    "an unknown field in --map": (("--map", "tel99=Celular"), 2),
    "an unknown column in --map": (("--map", "tel1=Movil"), 2),
    "--map without =": (("--map", "tel1"), 2),
    "an unknown field in --set": (("--set", "colour=red"), 2),
    "a missing mapping file": (("--mapping", "nowhere.toml"), 2),
    "a server that is none": (("--server", "evil.com/#"), 2),
    "a server with a user in it": (("--server", "a@b"), 2),
    "plain http to a foreign host": (("--base-url", "http://elsewhere.invalid"), 2),
    "a server and a base URL": (("--server", "0012", "--base-url", "https://wv0012.wolkvox.com"), 2),
    "a campaign that is no number": (("--campaign", "ventas"), 2),
    "a type that is none": (("--type", "sms"), 2),
    "a status that is none": (("--campaign-status", "maybe"), 2),
    "a batch size of 0": (("--batch-size", "0"), 2),
    "a batch size of 10001": (("--batch-size", "10001"), 2),
    "a batch size in words": (("--batch-size", "many"), 2),
    "a country that is none": (("--country", "Colombia"), 2),
    "a stamp in no opt field": (("--stamp", "tel1"), 2),
    "a limit that is no number": (("--max-rejects", "few"), 2),
    "an unknown option": (("--frobnicate",), 2),
    "an option without its value": (("--campaign",), 2),
    "an unknown profile": (("--profile", "nobody"), 2),
    "a missing token file": (("--token-file", "nowhere"), 2),
    "a missing exclusion file": (("--exclude", "nowhere.txt"), None),
    "an encoding that is none": (("--encoding", "klingon"), 2),
    "a delimiter of two characters": (("--delimiter", ";;"), 2),
    "a sheet of a CSV file": (("--sheet", "2"), None),
    "a header row that is not there": (("--header-row", "500"), None),
    "a proxy word as severity": (("--date-order", "ymd"), 2),
    "settle-after in words": (("--settle-after", "soon"), 2),
}


@pytest.fixture(autouse=True)
def a_sandbox(desk: Desk) -> None:
    desk.open()


def check(desk: Desk, done: Done, plain: Done, codes: set[int]) -> None:
    assert done.code in codes
    assert plain.code == done.code
    told = json.loads(done.out)
    assert (told["exit_code"], told["status"]) == (done.code, "failed")
    error = told["error"]
    assert error["code"]
    assert error["message"].endswith((".", "?"))
    assert error["hint"]
    assert told["rows"]["accepted"] == 0
    _, at, paragraph = f"\n{plain.err.strip()}".partition("\nError: ")
    assert at
    assert "\n\n" not in paragraph
    assert len(paragraph.splitlines()) <= 4
    assert "Traceback" not in done.err + plain.err
    assert desk.sandbox.requests == []
    assert not list((desk.state / "runs").glob("*/0*.json"))


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_used(desk: Desk, name: str) -> None:
    text, words, code, error = FILES[name]
    if text is not None:
        desk.write(text)
    done, plain = (
        desk.run("add-records", desk.folder / "leads.csv", *words, *wish) for wish in (["--json"], [])
    )
    check(desk, done, plain, {code} if code else {2, 4})
    if error:
        assert done.json["error"]["code"] == error


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_that_cannot_be_used(desk: Desk, name: str) -> None:
    words, code = OPTIONS[name]
    file = desk.write(GOOD)
    done, plain = (desk.run("add-records", file, *wish, *words) for wish in (["--json"], []))
    check(desk, done, plain, {code} if code else {2, 4})


@pytest.mark.parametrize("name", [name for name in FILES if name != "a larger share than allowed"])
def test_check_says_the_same_of_a_file(desk: Desk, name: str) -> None:
    text, words, _, _ = FILES[name]
    if text is not None:
        desk.write(text)
    upload = desk.run("add-records", desk.folder / "leads.csv", *words, "--json")
    done = desk.run("check", desk.folder / "leads.csv", *words, "--json")
    assert (done.code, done.json["error"]["message"]) == (upload.code, upload.json["error"]["message"])


def test_a_folder_is_no_file(desk: Desk) -> None:
    done = desk.run("add-records", desk.folder, "--json")
    assert (done.code, done.json["error"]["code"]) == (4, "file.folder")


@pytest.mark.parametrize(
    ("variable", "code"),
    [("WOLKVOX_TOKEN", "token.missing"), ("WOLKVOX_CAMPAIGN", "settings.no-campaign"),
     ("WOLKVOX_BASE_URL", "settings.no-server")],
)  # fmt: skip
def test_what_is_missing_is_named_with_the_ways_to_give_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, variable: str, code: str
) -> None:
    file = desk.write(GOOD)
    monkeypatch.delenv(variable)
    done = desk.run("add-records", file, "--json")
    assert (done.code, done.json["error"]["code"]) == (2, code)
    assert "--sandbox" in done.json["error"]["hint"]
    assert desk.sandbox.requests == []


@pytest.mark.parametrize(
    ("content", "mode", "code"),
    [
        ("", 0o600, "token.unusable"),
        ("two words", 0o600, "token.unusable"),
        ("two\nlines", 0o600, "token.unusable"),
        ("good-token", 0o644, "token.file"),
    ],
)
def test_a_token_file_that_cannot_be_used(desk: Desk, content: str, mode: int, code: str) -> None:
    token = desk.write(content, "token")
    token.chmod(mode)
    done = desk.run("add-records", desk.write(GOOD), "--token-file", token, "--json")
    assert (done.code, done.json["error"]["code"]) == (2, code)
    assert "good-token" not in done.out + done.err
    assert desk.sandbox.requests == []


def test_a_token_is_never_an_option(desk: Desk) -> None:
    done = desk.run("add-records", desk.write(GOOD), "--token", "secret-token-1", "--json")
    assert done.code == 2
    assert "secret-token-1" not in done.out + done.err


def test_the_campaign_of_another_type_is_noticed_before_sending(desk: Desk) -> None:
    done = desk.send(desk.write(GOOD), "--campaign", "2")
    assert (done.code, done.json["error"]["code"], desk.posts) == (2, "campaign.type", 0)


def test_a_campaign_that_does_not_exist_gets_nothing(desk: Desk) -> None:
    done = desk.send(desk.write(GOOD), "--campaign", "404")
    assert (done.code, desk.posts) in ((2, 0), (5, 0))
    assert "404" in done.json["error"]["message"]


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_command_that_does_not_exist_is_told_with_code_2(desk: Desk, words: tuple[str, ...]) -> None:
    done = desk.run("upload", "leads.csv", *words)
    assert done.code == 2
    assert "Traceback" not in done.err


def settings_file(desk: Desk, text: str) -> Path:
    folder = desk.folder / "config" / "wolkvox"
    folder.mkdir(parents=True)
    path = folder / "config.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[profiles.a]\ncampain = "1"\n', "campaign"),
        ("default_profil = 7\n", "default_profile"),
        ("this is no toml", "config.toml"),
        ('default_profile = "a"\n[profiles.a]\nbatch_size = 0\n', "batch_size"),
    ],
)
def test_a_settings_file_that_cannot_be_used_is_named(desk: Desk, text: str, named: str) -> None:
    settings_file(desk, text)
    done = desk.run("add-records", desk.write(GOOD), "--profile", "a", "--json")
    assert done.code == 2
    assert named in done.json["error"]["message"] + done.json["error"]["hint"]
    assert desk.sandbox.requests == []
