import io
from dataclasses import replace

import pytest
from rich.console import Console

from wolkvox_cli.campaign import Campaign, CampaignType
from wolkvox_cli.output.console import Talk
from wolkvox_cli.output.runs_table import RunView, show_run, show_runs
from wolkvox_cli.spool import Batch
from wolkvox_cli.upload.accounts import Accounts, BatchRecord, BatchState, RunRecord, RunState, Tally

RUN = "20261123-031500-7k2m9q"
CAMPAIGN = Campaign("https://wv0012.wolkvox.com", "0012", "4521", CampaignType.PREDICTIVE)
RECORD = RunRecord(
    id=RUN,
    created="2026-11-23T03:15:00+00:00",
    program="0.1.0",
    file="leads.csv",
    sha256="ab",
    content="c",
    options="o",
    campaign=CAMPAIGN,
    read=25_011,
    rejected=11,
    duplicate=0,
    excluded=0,
    already_sent=0,
    selection="",
    state=RunState.COMPLETE,
    stopped=None,
    finished=None,
    requests=4,
    counter=None,
    counter_proven=False,
    findable=frozenset(),
    newest_row="",
)
DONE = RunView(RECORD, Accounts(Tally(accepted=25_000), Tally(accepted=3), 4))
STOPPED = RunView(
    replace(RECORD, state=RunState.OPEN, stopped="api.quota"),
    Accounts(Tally(accepted=10_000, not_sent=15_000), Tally(accepted=1, not_sent=2), 2),
)


def shown(*views: RunView, width: int = 80) -> list[str]:
    said = io.StringIO()
    talk = Talk()
    talk.out = Console(file=said, width=width, force_terminal=False)
    show_runs(talk, views)
    return [line.rstrip() for line in said.getvalue().splitlines()]


def test_a_run_is_one_line_of_80_columns() -> None:
    assert shown(STOPPED, DONE) == [
        "run                     file       campaign  state         accepted  not sent",
        f"{RUN}  leads.csv  4521      open (quota)    10,000    15,000",
        f"{RUN}  leads.csv  4521      complete        25,000         0",
    ]


def test_counts_that_are_zero_everywhere_have_no_column() -> None:
    assert shown(DONE)[0].split() == "run file campaign state accepted".split()


def test_the_server_is_named_where_there_is_more_than_one() -> None:
    other = replace(RECORD, campaign=replace(CAMPAIGN, server="0099"))
    lines = shown(DONE, RunView(other, DONE.accounts), width=100)
    assert ["4521 on 0012" in lines[1], "4521 on 0099" in lines[2]] == [True, True]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_long_name_gives_way_and_the_run_stays_whole(width: int) -> None:
    name = "base de clientes enero 2026 para llamar otra vez.csv"
    lines = shown(RunView(replace(RECORD, file=name), STOPPED.accounts), width=width)
    assert max(map(len, lines)) <= width
    assert any(line.startswith(f"{RUN}  ") for line in lines)
    assert name not in "".join(lines) or width == 120


def test_a_run_is_shown_with_its_batches_and_what_was_said() -> None:
    said = io.StringIO()
    talk = Talk()
    talk.out = talk.err = Console(file=said, width=80)
    batch = Batch(1, 2, 10_005, 10_000, 6_000_000, "d")
    record = BatchRecord(batch, BatchState.REFUSED, 0, 1, False, "token", "PLEASE VALIDATE TOKEN", None)
    show_run(talk, STOPPED, [record])
    lines = [line.split() for line in said.getvalue().splitlines()]
    assert "1 10,000 2-10,005 1 refused PLEASE VALIDATE TOKEN".split() in lines
    assert f"Go on with it: wolkvox runs resume {RUN}".split() in lines
