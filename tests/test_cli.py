"""The command as a whole: its options, its errors, and streams and signals that do what they like."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest
import typer

from wolkvox_cli.cli import app, main
from wolkvox_cli.errors import ExitCode
from wolkvox_cli.sandbox.server import Sandbox
from wolkvox_cli.settings.options import Tag, declared
from wolkvox_cli.settings.profiles import profile_keys
from wolkvox_cli.upload.clock import StopRequest, SystemClock
from wolkvox_cli.upload.locking import hold

OPTIONS = {
    "where to": "-c --campaign --type --campaign-status --server --base-url --token-file --profile --sandbox",
    "columns": "--map --set --mapping",
    "file": "--sheet --encoding --delimiter --header-row --no-header --skip-hidden",
    "phones": "--country --phone-format --phone-prefix",
    "rules": "--date-order --unique --keep --exclude --exclude-account --max-rejects --truncate",
    "sending": (
        "--batch-size --max-batch-mb --all-fields --mapped-fields --stamp --on-doubt --settle-after "
        "--keep-going --again --wait-lock --licenses --reserve -n --dry-run"
    ),
    "talk": "--report --report-warnings --json -q --quiet -v --verbose --no-color --no-input",
}
"""Every option of add-records."""

HEAVY = {"pandas", "pyarrow", "numpy", "httpx", "openpyxl", "phonenumbers", "orjson", "sqlite3"}

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="pipes and signals are Unix's here")


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Done]]:
    """The command in this process; `home` is its state folder, `tmp_path` its current one."""
    monkeypatch.chdir(tmp_path)
    numbers = [number for number in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, number)]
    handlers = {number: signal.getsignal(getattr(signal, number)) for number in numbers}

    def run(*words: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["wolkvox", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return Done(int(str(left.value.code)), said.out, said.err)

    yield run
    for number, handler in handlers.items():
        signal.signal(getattr(signal, number), handler)


def start(*words: str | Path, **streams: Any) -> "subprocess.Popen[str]":
    """The command in a process of its own."""
    wanted = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL} | streams
    return subprocess.Popen([sys.executable, "-m", "wolkvox_cli", *map(str, words)], text=True, **wanted)


def leads(folder: Path, good: int = 30, bad: int = 0) -> Path:
    path = folder / "leads.csv"
    rows = [f"Lead {n};3005551{n:03}" for n in range(good)] + [f"Bad {n};12{n}" for n in range(bad)]
    path.write_text("\n".join(["Nombre;Celular", *rows]) + "\n", encoding="utf-8")
    return path


# --- help and options


def loaded_by(words: str) -> set[str]:
    """The modules that a command has imported when it is done."""
    code = (
        "import sys; from wolkvox_cli.cli import main\n"
        f"sys.argv = {['wolkvox', *words.split()]!r}\n"
        "try: main()\nexcept SystemExit as left: assert not left.code\n"
        "print('\\n'.join(['loaded:', *sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split("loaded:")[1].split())


@pytest.mark.parametrize("words", ["fields", "runs"])
def test_a_command_without_a_lead_file_loads_no_tables(words: str) -> None:
    assert loaded_by(words) & {"pandas", "pyarrow", "numpy"} == set()


@pytest.mark.parametrize("words", ["--help", "add-records --help", "runs --help", "--version"])
def test_asking_for_help_loads_nothing_heavy(words: str) -> None:
    loaded = loaded_by(words)
    # Only the options of a single command are drawn by rich, which takes its time.
    assert loaded & (HEAVY if len(words.split()) > 1 else {*HEAVY, "rich.table", "rich.console"}) == set()


def test_add_records_has_every_option_and_no_other() -> None:
    command = typer.main.get_group(app).commands["add-records"]
    given = {
        opt for each in command.params for opt in (*each.opts, *each.secondary_opts) if opt.startswith("-")
    }
    assert given == set(" ".join(OPTIONS.values()).split())


def test_every_option_is_a_key_of_the_settings_file_and_the_other_way_round() -> None:
    words = " ".join(OPTIONS.values()).split()
    keys = {word.removeprefix("--").replace("-", "_") for word in words if word.startswith("--")}
    each_time = {"sandbox", "dry_run", "again", "json", "profile"}
    assert {setting.name for setting in declared(Tag.EACH_TIME)} == each_time
    assert set(profile_keys()) - {"token_command", "severity"} == keys - each_time


def test_no_option_takes_a_token() -> None:
    for command in typer.main.get_group(app).commands.values():
        assert not {"--token", "--password", "--secret"} & {
            opt for each in command.params for opt in each.opts
        }


def test_without_a_command_the_help_is_shown(run: Callable[..., Done]) -> None:
    done = run()
    assert (done.code, done.err) == (2, "")
    assert done.out.startswith("Usage: wolkvox [OPTIONS] COMMAND")


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ("bogus", "No such command 'bogus'.", "See: wolkvox --help"),
        ("--bogus", "No such option: --bogus.", "See: wolkvox --help"),
        ("runs bogus", "No such command 'bogus'.", "See: wolkvox runs --help"),
        ("runs show", "Missing argument 'ID'.", "See: wolkvox runs show --help"),
        ("add-records", "Missing argument 'FILE'.", "See: wolkvox add-records --help"),
        (
            "add-records a.csv b.csv",
            "Got unexpected extra argument(s): b.csv.",
            "See: wolkvox add-records --help",
        ),
        ("check a.csv --campain 1", "No such option: --campain.", "See: wolkvox check --help"),
        ("add-records a.csv -c", "Option '-c' requires an argument.", "See: wolkvox add-records --help"),
    ],
)
def test_a_wrong_command_line_is_one_paragraph_with_the_right_help(
    run: Callable[..., Done], words: str, message: str, hint: str
) -> None:
    done = run(*words.split())
    assert (done.code, done.out) == (2, "")
    said = done.err.splitlines()
    assert said[0].startswith("Error: " + message.rstrip(".").split(":")[0].split("(")[0])
    assert said[-1] == hint
    assert len(said) == 2


@pytest.mark.parametrize(
    ("words", "command"),
    [("bogus --json", ""), ("runs show --json", "runs show"), ("add-records --json", "add-records")],
)
def test_with_json_a_wrong_command_line_is_an_object_too(
    run: Callable[..., Done], words: str, command: str
) -> None:
    done = run(*words.split())
    told = done.json
    assert (done.code, told["exit_code"], told["status"]) == (2, 2, "failed")
    assert (told["command"], told["error"]["code"]) == (command, "command.usage")
    assert "wolkvox" in told["error"]["hint"]


def test_the_help_ends_with_every_exit_code_within_80_columns(run: Callable[..., Done]) -> None:
    done = run("--help")
    shown = done.out.partition("Exit codes:\n")[2].splitlines()
    assert [int(line.split()[0]) for line in shown] == list(ExitCode)
    assert "rows are in doubt: wolkvox runs settle decides" in done.out
    assert all(len(line) <= 80 for line in shown)


def test_a_file_without_a_command_is_told_what_to_type(run: Callable[..., Done], tmp_path: Path) -> None:
    leads(tmp_path)
    done = run("leads.csv", "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "command.usage")
    assert done.json["error"]["message"] == "leads.csv is a file: what shall be done with it?"
    assert done.json["error"]["hint"] == "Type: wolkvox check leads.csv or: wolkvox add-records leads.csv"


@pytest.mark.parametrize("words", ["check Base Nov 2026.csv", "check --country CO Base Nov 2026.csv"])
def test_a_file_name_with_blanks_is_to_be_written_in_quotes(
    run: Callable[..., Done], tmp_path: Path, words: str
) -> None:
    leads(tmp_path).rename(tmp_path / "Base Nov 2026.csv")
    done = run(*words.split())
    assert done.code == 2
    assert done.err.splitlines() == [
        "Error: The name of the file has blanks in it: Base Nov 2026.csv. Write it in quotes.",
        'Type: wolkvox check "Base Nov 2026.csv"',
    ]


def test_several_files_are_too_many(run: Callable[..., Done], tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        leads(tmp_path).rename(tmp_path / name)
    done = run("add-records", "a.csv", "b.csv", "c.csv", "--sandbox")
    assert done.code == 2
    assert done.err.splitlines() == [
        "Error: wolkvox add-records takes one file at a time, and here are 3.",
        "Nothing was done. Give the same command once for each of them.",
    ]


@pytest.mark.parametrize(
    "option", ["--header-row=x", "--batch-size=0", "--delimiter=ab", "--server=evil.com/#"]
)
def test_a_wrong_value_is_told_with_its_option(run: Callable[..., Done], tmp_path: Path, option: str) -> None:
    done = run("add-records", leads(tmp_path), option)
    assert done.code == 2
    assert option.split("=")[0] in done.err
    assert "Traceback" not in done.err


# --- what the summary suggests


def test_when_most_numbers_are_bad_the_country_is_suspected(run: Callable[..., Done], tmp_path: Path) -> None:
    done = run("check", leads(tmp_path, good=30), "--country", "PA", "--json")
    hint = (
        "More than half of the rows have no number that can be dialled in Panama, but most could be dialled "
        "in Brazil or Colombia or Mexico: check --country BR or CO or MX."
    )
    assert (done.code, hint in done.json["notes"]) == (3, True)
    assert f"Note: {hint}" in run("check", tmp_path / "leads.csv", "--country", "PA").out


def test_when_most_numbers_are_good_the_country_is_not_suspected(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    done = run("check", leads(tmp_path, good=5, bad=5), "--country", "CO", "--json")
    assert done.json["rows"]["rejected"] == 5
    assert not any("--country" in note for note in done.json["notes"])


def test_where_no_other_country_would_do_better_none_is_suspected(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("Nombre;Celular\n" + "".join(f"Lead {n};4612-26{n:02}\n" for n in range(30)))
    done = run("check", path, "--country", "AR", "--json")
    assert done.json["rows"]["rejected"] == 30
    assert not any("--country" in note for note in done.json["notes"])


def test_without_a_country_it_is_said_that_numbers_went_unchecked(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    notes = run("check", leads(tmp_path), "--json").json["notes"]
    assert any(note.startswith("No --country was given, so phone numbers were not checked") for note in notes)


def test_a_check_is_no_run(run: Callable[..., Done], tmp_path: Path) -> None:
    done = run("check", leads(tmp_path), "--country", "CO", "--json")
    assert (done.code, done.json["run"], done.json["campaign"]) == (0, None, None)
    assert done.json["rows"]["not_sent"] == 30


def test_a_stamp_that_would_overwrite_a_column_is_refused(run: Callable[..., Done], tmp_path: Path) -> None:
    words = ("--sandbox", "--country", "CO", "--map", "opt1=Nombre", "--stamp", "opt1", "--json")
    done = run("add-records", leads(tmp_path), *words)
    assert (done.code, done.json["error"]["code"]) == (2, "mapping.stamp")
    assert "--stamp opt12" in done.json["error"]["hint"]


# --- reports that cannot be written


@dataclass(frozen=True)
class Campaign:
    """An upload of three batches to a sandbox of this test."""

    run: Callable[..., Done]
    folder: Path
    sandbox: Sandbox

    def send(self, *words: str) -> Done:
        sizes = ("--batch-size", "10", "--settle-after", "0")
        return self.run("add-records", self.folder / "leads.csv", "--country", "CO", "--json", *sizes, *words)


@pytest.fixture
def campaign_with(
    run: Callable[..., Done],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    start_sandbox: Callable[..., Sandbox],
) -> Callable[..., Campaign]:
    def make(*faults: str) -> Campaign:
        sandbox = start_sandbox(*faults)
        leads(tmp_path)
        monkeypatch.setenv("WOLKVOX_BASE_URL", sandbox.url)
        monkeypatch.setenv("WOLKVOX_CAMPAIGN", "1")
        monkeypatch.setenv("WOLKVOX_TOKEN", sandbox.account.token)
        return Campaign(run, tmp_path, sandbox)

    return make


def no_space(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device", "leads.failed.csv")


def test_a_report_that_cannot_be_written_after_sending_is_written_by_the_same_command_later(
    campaign_with: Callable[..., Campaign], monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = campaign_with("parameters@2")
    with monkeypatch.context() as patch:
        patch.setattr("wolkvox_cli.workflow.report.write_report", no_space)
        patch.setattr("wolkvox_cli.workflow.new_run.write_rejected_rows", lambda *_: None)
        first = campaign.send("--keep-going")
    assert (first.code, first.json["status"], first.json["error"]["code"]) == (1, "incomplete", "disk.fault")
    assert (first.json["rows"]["accepted"], first.json["rows"]["refused"]) == (20, 10)
    second = campaign.send("--keep-going")
    assert second.json["run"] == first.json["run"]
    assert second.json["rows"]["read"] == 30
    assert len(campaign.sandbox.account.records("1")) == second.json["rows"]["accepted"]


def test_doubt_weighs_more_than_a_list_that_cannot_be_written(
    campaign_with: Callable[..., Campaign], monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = campaign_with("502@2")
    monkeypatch.setattr("wolkvox_cli.workflow.report.write_in_doubt", no_space)
    done = campaign.send("--on-doubt", "stop")
    assert (done.code, done.json["exit_code"], done.json["error"]["code"]) == (6, 6, "api.in-doubt")
    assert "could not be listed in a file" in done.json["notes"][0]
    assert done.json["rows"]["in_doubt"] == 10


def test_an_unfinished_run_that_another_process_works_on_is_not_replaced(
    campaign_with: Callable[..., Campaign], home: Path
) -> None:
    campaign = campaign_with("bad-token@1")
    first = campaign.send()
    assert (first.code, first.json["rows"]["accepted"]) == (5, 0)
    with hold(home / "locks", first.json["run"], SystemClock(StopRequest())):
        second = campaign.send("--set", "city=Cali")
    assert (second.code, second.json["error"]["code"]) == (8, "run.locked")
    assert (home / "runs" / first.json["run"] / "manifest.json").exists()


# --- faults of our own


def test_a_fault_of_the_program_is_told_by_its_place_and_without_any_cell(
    run: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("cannot read 'Ana Paz 3005551000'")

    monkeypatch.setattr("wolkvox_cli.workflow.prepare.prepare", fail)
    done = run("check", leads(tmp_path), "--country", "CO", "--json", "--verbose")
    assert (done.code, done.json["error"]["code"]) == (1, "program.fault")
    assert "ValueError at test_cli.py:" in done.json["error"]["message"]
    assert "Ana" not in done.out + done.err
    assert "3005551000" not in done.out + done.err


# --- streams that come and go


@unix_only
@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_reader_of_the_result_who_goes_away_changes_no_exit_code(
    home: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    with start("check", leads(tmp_path, bad=1), "--country", "CO", *words) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, "Error" in said, "Exception ignored" in said) == (3, False, False)


@unix_only
def test_a_reader_of_the_talk_who_goes_away_stops_no_upload(home: Path, tmp_path: Path) -> None:
    words = ("--country", "CO", "--sandbox", "--json", "--batch-size", "5")
    with start("add-records", leads(tmp_path), *words) as process:
        assert process.stdout
        assert process.stderr
        process.stderr.close()
        told = json.loads(process.stdout.read())
    assert (process.returncode, told["rows"]["accepted"], told["batches"]["accepted"]) == (0, 30, 6)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_result_that_finds_no_space_is_told(home: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    words = ("check", str(leads(tmp_path)), "--country", "CO", *words)
    with open_full() as full, start(*words, stdout=full) as process:
        _, said = process.communicate()
    assert process.returncode == 1
    assert "Error: The result could not be written to standard output: No space left on device." in said
    assert "Traceback" not in said


def open_full() -> IO[str]:
    return Path("/dev/full").open("w")


@unix_only
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_fault(home: Path, tmp_path: Path, closed: str) -> None:
    words = f'exec "{sys.executable}" -m wolkvox_cli check "{leads(tmp_path)}" --country CO {closed}'
    done = subprocess.run(["sh", "-c", words], capture_output=True, text=True)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


@unix_only
@pytest.mark.parametrize(("closed", "code"), [("<&-", "file.no-input"), ("</dev/null", "file.empty")])
def test_standard_input_with_nothing_in_it_is_told(home: Path, closed: str, code: str) -> None:
    words = f'exec "{sys.executable}" -m wolkvox_cli check - --json {closed}'
    done = subprocess.run(["sh", "-c", words], capture_output=True, text=True)
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (4, code)


@unix_only
def test_a_pipe_under_a_name_is_refused_before_it_is_read(run: Callable[..., Done], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "leads.csv")
    done = run("check", tmp_path / "leads.csv", "--json")
    assert (done.code, done.json["error"]["code"]) == (4, "file.not-a-file")
    assert "| wolkvox add-records -" in done.json["error"]["hint"]


@unix_only
def test_a_file_name_that_is_no_text_is_no_fault(run: Callable[..., Done], tmp_path: Path) -> None:
    name = os.fsdecode(b"leads-\xff.csv")
    leads(tmp_path, bad=1).rename(tmp_path / name)
    done = run("add-records", tmp_path / name, "--country", "CO", "--sandbox", "--json")
    assert (done.code, done.json["rows"]["accepted"]) == (3, 30)
    assert done.json["file"]["path"].endswith("leads-?.csv")
    assert Path(done.json["report"]).exists()


@unix_only
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_while_preparing_ends_it_at_once_and_leaves_nothing(
    home: Path, tmp_path: Path, name: str, code: int
) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("Nombre;Celular\n" + "".join(f"Lead {n};3{n:09}\n" for n in range(600_000)))
    where = {"WOLKVOX_BASE_URL": "http://127.0.0.1:9", "WOLKVOX_TOKEN": "t0ken", "WOLKVOX_CAMPAIGN": "1"}
    with start("add-records", path, "--country", "CO", "--json", env=os.environ | where) as process:
        assert process.stderr
        said = process.stderr.readline() + process.stderr.readline()
        process.send_signal(getattr(signal, name))
        out, rest = process.communicate(timeout=60)
    told = json.loads(out)
    assert (process.returncode, told["exit_code"], told["error"]["code"]) == (code, code, "run.interrupted")
    assert told["error"]["hint"] == "Nothing was sent. The same command begins anew."
    assert (told["run"], told["rows"]["read"]) == (None, 0)
    assert "Traceback" not in said + rest
    assert list((home / "runs").iterdir()) == []
