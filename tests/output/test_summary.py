import json
from dataclasses import fields
from typing import Any

import pytest

from wolkvox_cli.campaign import Campaign, CampaignStatus, CampaignType
from wolkvox_cli.errors import ExitCode, QuotaError
from wolkvox_cli.output.json_object import json_text
from wolkvox_cli.output.summary import (
    BatchCounts,
    Failure,
    RowCounts,
    RunSummary,
    Seconds,
    Status,
)
from wolkvox_cli.spool import ProblemCount, SourceFacts

OUTCOMES = (
    "accepted",
    "rejected",
    "duplicate",
    "already_sent",
    "excluded",
    "refused",
    "in_doubt",
    "not_sent",
)

FULL = RunSummary(
    "add-records",
    Status.INCOMPLETE,
    ExitCode.QUOTA,
    run="20261123-031500-7k2m9q",
    file=SourceFacts("leads.csv", "ab12", "csv", "utf-8", ";", None, 1),
    campaign=Campaign(
        "https://wv0012.wolkvox.com", "0012", "4521", CampaignType.PREDICTIVE, CampaignStatus.START
    ),
    mapping={"tel1": "Celular", "customer_last_name": "{Apellido 1} {Apellido 2}"},
    constants={"country": "Colombia"},
    ignored_columns=("Observaciones",),
    rows=RowCounts(
        read=36,
        accepted=1,
        rejected=2,
        duplicate=3,
        already_sent=8,
        excluded=4,
        refused=5,
        in_doubt=6,
        not_sent=7,
    ),
    batches=BatchCounts(total=10, accepted=1, refused=2, in_doubt=3, not_sent=4),
    requests=9,
    problems=(ProblemCount("phone.invalid", "error", "tel1", 2, (17, 230)),),
    report="leads.failed-20261123-031500-7k2m9q.csv",
    seconds=Seconds(0.12349, 2.0, 2.5),
    error=Failure.of(QuotaError("api.quota", "The quota is used up.", "Tomorrow.")),
)


def told(summary: RunSummary) -> Any:
    return json.loads(summary.as_json())


def test_the_eight_outcomes_add_up_to_the_rows_read() -> None:
    assert RowCounts(read=36, **{name: n for n, name in enumerate(OUTCOMES, 1)}).read == 36


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_accounts_that_do_not_close_are_never_told(outcome: str) -> None:
    with pytest.raises(AssertionError, match="the accounts do not close"):
        RowCounts(read=5, **{outcome: 4})
    with pytest.raises(AssertionError, match="the accounts do not close"):
        RowCounts(read=5, **{outcome: 6})


def test_no_other_outcome_is_counted() -> None:
    assert {field.name for field in fields(RowCounts)} == {"read", *OUTCOMES}


def test_the_json_object_is_the_contracts() -> None:
    content = told(FULL)
    assert {name: content[name] for name in content if name not in ("also", "notes", "warnings_report")} == {
        "schema": 1,
        "command": "add-records",
        "status": "incomplete",
        "exit_code": 7,
        "run": "20261123-031500-7k2m9q",
        "sandbox": False,
        "file": {
            "path": "leads.csv",
            "sha256": "ab12",
            "format": "csv",
            "encoding": "utf-8",
            "delimiter": ";",
            "sheet": None,
            "header_row": 1,
        },
        "campaign": {"server": "0012", "id": "4521", "type": "predictive", "status": "start"},
        "mapping": {"tel1": "Celular", "customer_last_name": "{Apellido 1} {Apellido 2}"},
        "constants": {"country": "Colombia"},
        "ignored_columns": ["Observaciones"],
        "rows": {
            "read": 36,
            "accepted": 1,
            "rejected": 2,
            "duplicate": 3,
            "already_sent": 8,
            "excluded": 4,
            "refused": 5,
            "in_doubt": 6,
            "not_sent": 7,
        },
        "batches": {"total": 10, "accepted": 1, "refused": 2, "in_doubt": 3, "not_sent": 4},
        "requests": 9,
        "problems": [
            {"code": "phone.invalid", "severity": "error", "field": "tel1", "rows": 2, "examples": [17, 230]}
        ],
        "report": "leads.failed-20261123-031500-7k2m9q.csv",
        "in_doubt_report": None,
        "seconds": {"prepare": 0.123, "send": 2.0, "total": 2.5},
        "error": {"code": "api.quota", "message": "The quota is used up.", "hint": "Tomorrow."},
    }


def test_the_json_object_has_the_same_names_when_nothing_is_known_yet() -> None:
    nothing = told(RunSummary("add-records"))
    assert list(nothing) == list(told(FULL))
    assert (nothing["status"], nothing["exit_code"], nothing["error"]) == ("failed", 1, None)
    assert (nothing["run"], nothing["file"], nothing["campaign"], nothing["report"]) == (
        None,
        None,
        None,
        None,
    )
    assert (nothing["mapping"], nothing["problems"], nothing["rows"]["read"]) == ({}, [], 0)


def test_the_json_object_is_one_line_end_terminated_text() -> None:
    assert FULL.as_json().startswith(b'{\n  "schema": 1,')
    assert FULL.as_json().endswith(b"}\n")


def test_letters_stay_letters_and_bytes_that_are_none_become_question_marks() -> None:
    assert json_text({"path": "campaña\udcff.csv"}) == '{\n  "path": "campaña?.csv"\n}\n'.encode()


def test_the_address_and_the_token_are_not_told() -> None:
    assert b"wolkvox.com" not in FULL.as_json()
