import pandas as pd
import pytest

from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.model import Severity, problems_frame
from wolkvox_cli.leads.text_columns import text_series
from wolkvox_cli.leads.validate.catalogue import (
    CATALOGUE,
    LONGEST_QUOTED_VALUE,
    sentences,
    severities,
    shortened,
)


def problems(
    code: str, values: list[str], details: list[str] | None = None, field: str | None = "opt1"
) -> pd.DataFrame:
    rows = range(2, 2 + len(values))
    detail = "" if details is None else text_series(details, rows)
    return problems_frame(code, text_series(values, rows), CATALOGUE[code].severity, field, "Nota", detail)


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_rule_ends_its_sentences_with_a_full_stop(code: str) -> None:
    rule = CATALOGUE[code]
    assert rule.sentence.endswith(".")
    assert not rule.plain or rule.plain.endswith(".")


@pytest.mark.parametrize("code", [code for code in CATALOGUE if code != "row.duplicate"])
def test_every_rule_but_the_one_for_duplicates_can_be_told_without_a_detail(code: str) -> None:
    assert "{" not in sentences(problems(code, ["x"])).item()


def test_a_sentence_quotes_the_value_and_the_detail() -> None:
    told = sentences(problems("phone.invalid", ["12345"], ["it has 5 digits"]))
    assert told.tolist() == [
        '"12345" is not a phone number that can be dialled: it has 5 digits. Correct it.'
    ]


def test_every_row_gets_a_sentence_of_its_own() -> None:
    told = sentences(problems("age.invalid", ["200", "abc"]))
    assert told.tolist() == [
        '"200" is not an age from 0 to 120 and was left out. Write whole years.',
        '"abc" is not an age from 0 to 120 and was left out. Write whole years.',
    ]


def test_a_rule_for_the_whole_row_quotes_no_value() -> None:
    told = sentences(
        problems("row.duplicate", ["", ""], ["in row 17 already", "later, in row 18"], field=None)
    )
    assert told.tolist() == [
        "The same lead stands in row 17 already, so it is not sent again.",
        "The same lead stands later, in row 18, so it is not sent again.",
    ]


def test_a_duplicate_by_one_value_quotes_it() -> None:
    told = sentences(problems("row.duplicate", ["C-1"], ["in row 17 already"], field="customer_id"))
    assert told.tolist() == [
        'A lead with the same Nota, "C-1", stands in row 17 already, so this one is not sent.'
    ]


def test_a_ragged_row_says_how_many_cells_it_has() -> None:
    told = sentences(problems("row.ragged", ["a b c"], ["has 3 cells where the header has 2"], field=None))
    assert told.tolist() == [
        "This row has 3 cells where the header has 2, so its values may stand in the wrong columns. "
        "Correct the row."
    ]


def test_a_long_value_is_shortened() -> None:
    short = shortened(text_series(["ñ" * 61, "ñ" * 60], [2, 3]))
    assert short.tolist() == ["ñ" * 59 + "…", "ñ" * 60]
    assert LONGEST_QUOTED_VALUE == 60


def test_a_value_with_line_breaks_is_told_in_one_line() -> None:
    assert shortened(text_series(["Calle 1\nApto 2"], [2])).tolist() == ["Calle 1 Apto 2"]


def test_no_problems_make_no_sentences() -> None:
    assert sentences(problems("row.excluded", [])).tolist() == []


def test_a_severity_can_be_raised_and_lowered() -> None:
    assert severities({"email.invalid": "error", "value.too-long": "Warning "}) == {
        "email.invalid": Severity.ERROR,
        "value.too-long": Severity.WARNING,
    }


def test_an_unknown_code_names_the_nearest_known_one() -> None:
    with pytest.raises(CommandError) as caught:
        severities({"mail.invalid": "error"})
    assert caught.value.code == "settings.severity"
    assert caught.value.hint == 'The nearest known one is "email.invalid".'


def test_an_unknown_severity_names_those_that_exist() -> None:
    with pytest.raises(CommandError) as caught:
        severities({"email.invalid": "fatal"})
    assert caught.value.message == '"fatal" is not a severity for email.invalid.'


@pytest.mark.parametrize("code", ["phone.missing", "row.duplicate", "row.excluded", "record.too-large"])
def test_what_cannot_be_sent_cannot_become_a_warning(code: str) -> None:
    with pytest.raises(CommandError, match=f"{code} cannot be a warning"):
        severities({code: "warning"})


def test_what_is_an_error_anyway_may_be_called_one() -> None:
    assert severities({"phone.missing": "error"}) == {"phone.missing": Severity.ERROR}


def test_an_error_does_not_say_what_would_be_done_to_send_the_row() -> None:
    warning = problems("email.invalid", ["x@"])
    assert sentences(warning).tolist() == ['"x@" is not an e-mail address and was left out. Correct it.']
    error = sentences(warning.assign(severity=str(Severity.ERROR)))
    assert error.tolist() == ['"x@" is not an e-mail address. Correct it.']


@pytest.mark.parametrize("code", CATALOGUE)
def test_no_error_speaks_of_a_value_that_was_changed(code: str) -> None:
    error = problems(code, ["x"], ["y"]).assign(severity=str(Severity.ERROR))
    told = sentences(error).item()
    assert not any(done in told for done in ("was left", "was cut", "was kept", "left out", "["))
