from pathlib import Path

import pytest

from wolkvox_cli.errors import CommandError, MachineError
from wolkvox_cli.output.reports.report_paths import report_kind, report_path, sibling

RUN = "20261123-031500-7k2m9q"


@pytest.mark.parametrize(
    ("file", "source_format", "report"),
    [
        ("leads.csv", "csv", f"leads.failed-{RUN}.csv"),
        ("leads.csv.gz", "csv", f"leads.failed-{RUN}.csv"),
        ("leads.zip", "csv", f"leads.failed-{RUN}.csv"),
        ("leads.v2.TXT", "csv", f"leads.v2.failed-{RUN}.csv"),
        ("leads.xlsx", "xlsx", f"leads.failed-{RUN}.xlsx"),
        ("leads.xls", "xls", f"leads.failed-{RUN}.xlsx"),
        ("leads.xlsb", "xlsb", f"leads.failed-{RUN}.xlsx"),
        ("leads.ods.gz", "ods", f"leads.failed-{RUN}.xlsx"),
        ("leads.xls", "html", f"leads.failed-{RUN}.xlsx"),
        ("leads.xls", "csv", f"leads.failed-{RUN}.csv"),
        ("leads", "csv", f"leads.failed-{RUN}.csv"),
    ],
)
def test_the_report_lies_beside_the_file_and_is_of_its_kind(
    tmp_path: Path, file: str, source_format: str, report: str
) -> None:
    assert report_path(tmp_path / file, RUN, None, source_format) == tmp_path / report


def test_a_report_on_a_report_does_not_grow_its_name(tmp_path: Path) -> None:
    source = tmp_path / "leads.failed-20260102-101112-abcdef.csv"
    assert report_path(source, RUN, None, "csv") == tmp_path / f"leads.failed-{RUN}.csv"


def test_standard_input_has_its_report_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert report_path(None, RUN, None, "csv") == tmp_path / f"leads.failed-{RUN}.csv"


def test_a_folder_that_cannot_be_written_gives_way_to_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = tmp_path / "gone" / "leads.csv"
    assert report_path(source, RUN, None, "csv") == tmp_path / f"leads.failed-{RUN}.csv"


def test_without_any_place_for_it_the_report_option_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.setattr("wolkvox_cli.output.reports.report_paths._can_be_written", lambda folder: False)
    with pytest.raises(MachineError) as caught:
        report_path(tmp_path / "leads.csv", RUN, None, "csv")
    assert "--report PATH.csv" in caught.value.hint


def test_the_report_option_decides(tmp_path: Path) -> None:
    choice = tmp_path / "bad.XLSX"
    assert report_path(tmp_path / "leads.csv", RUN, choice, "csv") == choice
    assert report_kind("csv", choice) == "xlsx"


@pytest.mark.parametrize("name", ["bad.xls", "bad", "bad.pdf"])
def test_a_report_is_csv_or_xlsx_and_nothing_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError, match=r"neither .csv nor .xlsx"):
        report_path(tmp_path / "leads.csv", RUN, tmp_path / name, "csv")


def test_the_lead_file_itself_is_never_overwritten(tmp_path: Path) -> None:
    source = tmp_path / "leads.csv"
    source.write_text("tel1\n1\n", encoding="utf-8")
    with pytest.raises(CommandError, match="is the lead file itself"):
        report_path(source, RUN, tmp_path / "." / "leads.csv", "csv")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="does not exist or cannot be written"):
        report_path(tmp_path / "leads.csv", RUN, tmp_path / "gone" / "r.csv", "csv")


def test_other_lists_lie_beside_the_report(tmp_path: Path) -> None:
    report = tmp_path / f"leads.failed-{RUN}.xlsx"
    assert sibling(report, "in-doubt") == tmp_path / f"leads.in-doubt-{RUN}.csv"
    assert sibling(tmp_path / "bad.csv", "in-doubt") == tmp_path / "bad.in-doubt.csv"
