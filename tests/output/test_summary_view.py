import io
import re
import sys
from dataclasses import replace

import pytest
from rich.console import Console

from wolkvox_cli.campaign import Campaign, CampaignType
from wolkvox_cli.errors import ExitCode
from wolkvox_cli.leads.validate.catalogue import CATALOGUE, REASONS
from wolkvox_cli.output.console import Talk
from wolkvox_cli.output.summary import BatchCounts, RowCounts, RunSummary, Seconds, Status
from wolkvox_cli.output.summary_view import show_summary
from wolkvox_cli.spool import ProblemCount, SourceFacts

COUNT = re.compile(r" *([\d,]+)  ")
RUN = "20261123-031500-7k2m9q"
SENT = RunSummary(
    "add-records",
    Status.COMPLETE,
    ExitCode.PARTIAL,
    run=RUN,
    file=SourceFacts("leads.csv", "ab12", "csv", "utf-8", ";", None, 1),
    campaign=Campaign("https://wv0012.wolkvox.com", "0012", "4521", CampaignType.PREDICTIVE),
    rows=RowCounts(read=25_011, accepted=25_000, rejected=11),
    batches=BatchCounts(total=3, accepted=3),
    requests=4,
    problems=(ProblemCount("phone.invalid", "error", "tel1", 11, (978, 4157, 7800)),),
    report=f"leads.failed-{RUN}.csv",
    seconds=Seconds(0.44, 12.0, 12.5),
)
CHECKED = replace(
    SENT,
    command="check",
    run=None,
    campaign=None,
    rows=RowCounts(read=25_011, not_sent=25_000, rejected=11),
    batches=BatchCounts(total=3, not_sent=3),
    requests=0,
)

ALL_IN = replace(SENT, rows=RowCounts(read=25_000, accepted=25_000), exit_code=ExitCode.OK, report=None)
STOPPED = replace(
    SENT,
    status=Status.INCOMPLETE,
    rows=RowCounts(read=30, accepted=10, not_sent=20),
    exit_code=ExitCode.QUOTA,
)
DOUBTFUL = replace(
    SENT,
    status=Status.INCOMPLETE,
    rows=RowCounts(read=30, accepted=10, in_doubt=20),
    exit_code=ExitCode.IN_DOUBT,
)


def shown(summary: RunSummary, width: int = 110, *, terminal: bool = False) -> str:
    said = io.StringIO()
    talk = Talk()
    talk.out = Console(file=said, width=width, force_terminal=terminal, highlight=False, emoji=False)
    show_summary(talk, summary)
    return said.getvalue()


def words_of(summary: RunSummary) -> str:
    return " ".join(shown(summary).split())


def lines(summary: RunSummary) -> list[str]:
    return [line.rstrip() for line in shown(summary).splitlines()]


def test_a_sent_file_is_told_row_by_outcome_with_its_problems_and_its_report() -> None:
    assert lines(SENT) == [
        "! 25,000 leads are in campaign 4521, but 11 rows need you.",
        f"leads.csv → campaign 4521, run {RUN}",
        "25,000  accepted   the API said yes",
        "    11  rejected   broke a rule, see the failed-row report",
        "25,011  rows read",
        "",
        "Why rows are not sent",
        "rows  problem                                 field  e.g. rows",
        "  11  not a phone number that can be dialled  tel1   978, 4157, 7800",
        "",
        f"Failed rows: leads.failed-{RUN}.csv - mend them there and upload that file.",
        "4 requests; prepared in 0.4 s, sent in 12.0 s.",
    ]


def test_a_checked_file_says_what_is_ready_and_what_it_costs() -> None:
    assert lines(CHECKED)[:5] == [
        "! 25,000 rows are ready to send, but 11 rows need you.",
        "leads.csv",
        "    11  rejected       broke a rule, see the failed-row report",
        "25,000  ready to send  in 3 batches, 3 requests of the daily quota",
        "25,011  rows read",
    ]


@pytest.mark.parametrize(
    ("summary", "first_line"),
    [
        (ALL_IN, "✓ 25,000 leads are in campaign 4521."),
        (
            replace(SENT, rows=RowCounts(read=4, accepted=1, refused=1, rejected=2)),
            "! 1 of 2 leads are in campaign 4521, but 3 rows need you.",
        ),
        (
            replace(SENT, rows=RowCounts(read=2, accepted=1, rejected=1)),
            "! 1 lead is in campaign 4521, but 1 row needs you.",
        ),
        (replace(SENT, rows=RowCounts(read=2, rejected=2)), "! No row can be sent, but 2 rows need you."),
        (replace(SENT, rows=RowCounts(read=2, excluded=2)), "! No row can be sent."),
        (
            STOPPED,
            "■ Stopped: 10 of 30 leads are in campaign 4521. The rest can still be sent.",
        ),
        (DOUBTFUL, "? 20 leads are in doubt: look in the Manager before anything is sent again."),
        (
            replace(CHECKED, status=Status.FAILED, rows=RowCounts(read=11, rejected=2, not_sent=9)),
            "■ Nothing was sent.",
        ),
        (replace(CHECKED, rows=RowCounts(read=1, not_sent=1)), "✓ 1 row is ready to send."),
    ],
)
def test_the_first_line_says_how_it_went(summary: RunSummary, first_line: str) -> None:
    assert lines(summary)[0] == first_line


@pytest.mark.parametrize("summary", [SENT, CHECKED, ALL_IN, STOPPED, DOUBTFUL])
def test_the_counts_add_up_to_the_last_one(summary: RunSummary) -> None:
    counts = [int(found[1].replace(",", "")) for line in lines(summary)[2:] if (found := COUNT.match(line))]
    *parts, total = counts[: 1 + [line.endswith("rows read") for line in lines(summary)[2:]].index(True)]
    assert sum(parts) == total == summary.rows.read


def test_where_rows_have_several_problems_the_counts_of_both_are_told() -> None:
    two = (*SENT.problems, ProblemCount("date.unreadable", "error", "recall_date", 3, (978,)))
    view = lines(replace(SENT, problems=two))
    assert "14 problems in 11 rejected rows: some rows have more than one." in view
    assert "some rows have more than one" not in shown(SENT)


def test_duplicates_are_no_problems_of_rejected_rows() -> None:
    two = (*SENT.problems, ProblemCount("row.duplicate", "error", "tel1", 3, (978,)))
    rows = RowCounts(read=25_014, accepted=25_000, rejected=11, duplicate=3)
    assert "some rows have more than one" not in shown(replace(SENT, problems=two, rows=rows))


def test_at_a_terminal_the_outcomes_are_a_bar_in_proportion_where_the_smallest_is_seen_too() -> None:
    bar = next(line for line in shown(SENT, terminal=True).splitlines() if "━" in line)
    assert [len(part) for part in re.findall("━+", bar)] == [59, 1]
    assert "━" not in shown(SENT)


@pytest.mark.parametrize(
    ("summary", "commands"),
    [
        (ALL_IN, []),
        (STOPPED, [f"wolkvox runs resume {RUN}"]),
        (DOUBTFUL, [f"wolkvox runs settle {RUN} --arrived", f"wolkvox runs settle {RUN} --not-arrived"]),
        (SENT, [f"wolkvox add-records leads.failed-{RUN}.csv --country CO"]),
        (CHECKED, []),
    ],
    ids=["all in", "stopped", "in doubt", "rejected", "checked"],
)
def test_the_next_command_stands_alone_on_its_line(
    summary: RunSummary, commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["wolkvox", "add-records", "leads.csv", "--country", "CO"])
    assert [line.strip() for line in lines(summary) if line.startswith("  wolkvox ")] == commands


def test_after_a_check_the_same_words_send(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["wolkvox", "check", "my leads.csv", "--country", "CO"])
    assert CHECKED.file
    checked = replace(CHECKED, file=replace(CHECKED.file, path="my leads.csv"))
    assert lines(checked)[-1] == "  wolkvox add-records 'my leads.csv' --country CO"


@pytest.mark.parametrize("about", ["--sheet=2", "--delimiter", "--report"])
def test_options_that_concern_the_file_alone_make_no_command_for_its_report(
    about: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["wolkvox", "add-records", "leads.csv", about, "x.csv"])
    assert not any(line.startswith("  wolkvox ") for line in lines(SENT))


def test_a_terminal_can_open_the_report() -> None:
    assert re.search(rf"\x1b]8;[^;]*;file:///\S+/leads\.failed-{RUN}\.csv", shown(SENT, terminal=True))
    assert "file:///" not in shown(SENT)


def test_a_checked_file_with_nothing_to_send_says_so() -> None:
    nothing = replace(CHECKED, rows=RowCounts(read=11, rejected=11), batches=BatchCounts())
    assert "0 ready to send in 0 batches" in words_of(nothing)
    assert "accepted" not in shown(nothing)


def test_rows_that_never_left_are_not_called_ready_once_sending_has_begun() -> None:
    assert "20 not sent never left this machine" in words_of(STOPPED)
    assert "ready to send" not in shown(STOPPED)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("duplicate", "duplicate the same lead stands earlier in the file"),
        ("excluded", "excluded on a do-not-call list"),
        ("refused", "refused the API said no"),
        ("in_doubt", "in doubt sent, and nobody knows whether it arrived"),
    ],
)
def test_every_outcome_has_its_line(outcome: str, words: str) -> None:
    assert f"7 {words}" in words_of(replace(SENT, rows=RowCounts(read=7, **{outcome: 7})))


def test_only_five_problems_are_listed_and_the_rest_is_pointed_at() -> None:
    many = tuple(ProblemCount(code, "error", None, 9, (2,)) for code in sorted(REASONS)[:7])
    view = shown(replace(SENT, problems=many))
    assert sum(REASONS[code] in view for code in sorted(REASONS)[:7]) == 5
    assert "18  of 2 other kinds, see --json" in view


def test_a_warning_is_no_lost_row() -> None:
    warned = ProblemCount("email.invalid", "warning", "email", 3, (2,))
    assert "left out or changed" in shown(replace(SENT, problems=(warned,)))


def test_every_problem_of_the_catalogue_is_told_in_words() -> None:
    problems = tuple(ProblemCount(code, "error", None, 1, (2,)) for code in CATALOGUE)
    for problem in problems:
        assert problem.code not in shown(replace(SENT, problems=(problem,)))


def test_the_other_lists_and_notes_are_told_too() -> None:
    view = lines(
        replace(
            SENT,
            in_doubt_report="leads.in-doubt.csv",
            warnings_report="leads.warnings.csv",
            notes=("More than half of the rows fail.",),
            also=("11 rows were rejected before anything was sent",),
        )
    )
    assert "Note: More than half of the rows fail." in view
    assert "Rows in doubt: leads.in-doubt.csv - do not upload that file." in view
    assert "Rows sent with a warning: leads.warnings.csv - do not upload that file." in view
    assert "Also: 11 rows were rejected before anything was sent" in view


def test_before_a_file_is_known_there_is_no_summary() -> None:
    assert shown(RunSummary("add-records")) == ""


def test_a_file_name_is_shown_as_it_is() -> None:
    assert SENT.file
    named = replace(SENT, file=replace(SENT.file, path="[red]a[/x] :key:\x1b[2J.csv"))
    assert lines(named)[1] == f"[red]a[/x] :key:�[2J.csv → campaign 4521, run {RUN}"


@pytest.mark.parametrize("summary", [SENT, CHECKED], ids=["sent", "checked"])
def test_on_a_narrow_terminal_no_table_is_wider_and_no_number_is_cut(summary: RunSummary) -> None:
    view = shown(summary, 60, terminal=False)
    tables = [
        line for line in view.splitlines() if not line.startswith(("Failed rows:", "Rows that", "leads.csv"))
    ]
    assert max(map(len, tables)) <= 60
    for number in ("25,011", "25,000", "978, 4157, 7800"):
        assert number in view


def test_what_kept_rows_from_being_sent_stands_before_what_only_changed_them() -> None:
    changed = ProblemCount("age.invalid", "warning", "age", 900, (2,))
    kept = ProblemCount("date.unreadable", "error", "recall_date", 1, (7,))
    view = words_of(replace(SENT, problems=(changed, kept)))
    assert view.index("unreadable date") < view.index("not from 0 to 120")


def test_a_date_in_the_past_is_said_to_be_sent_as_it_is() -> None:
    past = ProblemCount("date.past", "warning", "recall_date", 1, (7,))
    assert "sent as it is" in words_of(replace(SENT, problems=(past,)))


def test_after_a_check_nobody_is_told_to_upload_the_report_alone() -> None:
    assert "Rows that would fail: r.csv - mend them in your file or there." in words_of(
        replace(CHECKED, report="r.csv")
    )
