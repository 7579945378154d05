"""What holds for every file, however its cells look and however it is cut into chunks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.campaign import CampaignType
from wolkvox_cli.leads.map.column_mapping import ColumnMapping, MappedField, Why
from wolkvox_cli.leads.model import LeadChunk, Severity, ValidatedLeads
from wolkvox_cli.leads.phones import PhoneRules
from wolkvox_cli.leads.text_columns import clean, text_frame, text_series
from wolkvox_cli.leads.validate.catalogue import sentences
from wolkvox_cli.leads.validate.do_not_call import ExcludedNumbers
from wolkvox_cli.leads.validate.duplicates import Keep
from wolkvox_cli.leads.validate.validator import ValidationRules, Validator

FIELDS = ("customer_name", "customer_id", "age", "opt1", "tel1", "tel2", "email", "recall_date")
CO = PhoneRules.of("CO")
EXCLUDED = ExcludedNumbers.of_numbers(["3001234561", "6012345671"], CO)

NUMBERS = st.sampled_from(
    ["3001234561", "3001234562", "+57 300 123 4563", "6012345671", "12", "", "nan", "3001234561 / 3001234564"]
)
WORDS = st.sampled_from(["", "Ana", " Ana ", "Ana\u00a0", "nan", "#REF!", "x" * 101, "1.5E+10", "\x00", "-"])
ROWS = st.tuples(
    WORDS,
    st.sampled_from(["", "1", "2", "3", "1,05E+13"]),
    st.sampled_from(["", "34", "34.0", "34 años", "200"]),
    WORDS,
    NUMBERS,
    NUMBERS,
    st.sampled_from(["", "ana@x.co", "ana@", "ana@x.co; eva@y.co"]),
    st.sampled_from(["", "2026-12-01 10:00", "30/11/2026", "mañana", "2020-01-01"]),
)
FILES = st.lists(ROWS, max_size=30)
UNIQUE = st.sampled_from([(), ("customer_id",), ("phone",), ("phone", "customer_id")])


def validator(**rules: Any) -> Validator:
    mapping = ColumnMapping(tuple(MappedField(field, field, (field,), Why.YOU) for field in FIELDS))
    now = datetime(2026, 11, 23, 9, 0)
    return Validator(mapping, ValidationRules(CampaignType.PREDICTIVE, CO, now, **rules), EXCLUDED)


def chunk(rows: Sequence[tuple[str, ...]], first_row: int = 2) -> LeadChunk:
    columns = {field: [row[place] for row in rows] for place, field in enumerate(FIELDS)}
    return LeadChunk(text_frame(columns, range(first_row, first_row + len(rows))))


def outcomes(leads: ValidatedLeads) -> dict[str, list[int]]:
    return {
        "sent": leads.records.index.tolist(),
        "rejected": leads.rejected.tolist(),
        "duplicate": leads.duplicate.tolist(),
        "excluded": leads.excluded.tolist(),
    }


@given(st.lists(st.text(max_size=12)))
def test_cleaning_twice_changes_nothing(cells: list[str]) -> None:
    once = clean(text_series(cells, range(len(cells))))
    assert clean(once).tolist() == once.tolist()


@settings(max_examples=30, deadline=None)
@given(FILES, UNIQUE, st.sampled_from(list(Keep)))
def test_every_row_ends_in_exactly_one_way(
    rows: list[tuple[str, ...]], unique: tuple[str, ...], keep: Keep
) -> None:
    whole = chunk(rows)
    rules = validator(unique=unique, keep=keep)
    if rules.needs_survey:
        rules.survey(whole)
    found = outcomes(rules.validate(whole))
    assert sorted(row for rows_ in found.values() for row in rows_) == whole.cells.index.tolist()


@settings(max_examples=30, deadline=None)
@given(FILES, UNIQUE)
def test_the_records_of_a_run_are_all_sent_when_they_are_loaded_again(
    rows: list[tuple[str, ...]], unique: tuple[str, ...]
) -> None:
    records = validator(unique=unique).validate(chunk(rows)).records
    again = [tuple(row) for row in records[list(FIELDS)].to_numpy().tolist()]
    loaded = validator(unique=unique).validate(chunk(again))
    assert loaded.records[list(FIELDS)].to_numpy().tolist() == list(map(list, again))


@settings(max_examples=30, deadline=None)
@given(FILES, UNIQUE, st.integers(0, 30), st.sampled_from(list(Keep)))
def test_it_does_not_matter_how_a_file_is_cut_into_chunks(
    rows: list[tuple[str, ...]], unique: tuple[str, ...], cut: int, keep: Keep
) -> None:
    whole, parts = [chunk(rows)], [chunk(rows[:cut]), chunk(rows[cut:], 2 + len(rows[:cut]))]
    totals = []
    for chunks in (whole, parts):
        rules = validator(unique=unique, keep=keep)
        for one in chunks if rules.needs_survey else ():
            rules.survey(one)
        found = [outcomes(rules.validate(one)) for one in chunks]
        totals.append({name: [row for one in found for row in one[name]] for name in found[0]})
    assert totals[0] == totals[1]


@settings(max_examples=30, deadline=None)
@given(FILES, UNIQUE)
def test_a_row_is_sent_if_and_only_if_it_has_no_error(
    rows: list[tuple[str, ...]], unique: tuple[str, ...]
) -> None:
    leads = validator(unique=unique).validate(chunk(rows))
    errors = set(leads.problems["row"][leads.problems["severity"] == Severity.ERROR])
    assert not errors & set(leads.records.index)
    assert len(errors) + len(leads.records) == len(rows)


@settings(max_examples=30, deadline=None)
@given(FILES)
def test_the_first_or_the_last_of_equal_leads_is_the_same_number_of_leads(
    rows: list[tuple[str, ...]],
) -> None:
    last = validator(keep=Keep.LAST)
    last.survey(chunk(rows))
    assert len(last.validate(chunk(rows)).records) == len(validator().validate(chunk(rows)).records)


SCHOOLS = st.tuples(
    st.sampled_from(["3001234562", "3001234563"]), st.sampled_from(["", "Norte", "Norte ", "Sur", "nan"])
)


@settings(max_examples=60, deadline=None)
@given(st.lists(SCHOOLS, max_size=12), st.integers(0, 12))
def test_duplicates_are_the_rows_that_are_equal_in_every_column_of_the_file(
    rows: list[tuple[str, str]], cut: int
) -> None:
    rules = Validator(
        ColumnMapping((MappedField("tel1", "Celular", ("Celular",), Why.YOU),)),
        ValidationRules(CampaignType.PREDICTIVE, CO, datetime(2026, 11, 23)),
    )
    numbers = range(2, 2 + len(rows))
    phones, schools = zip(*rows, strict=True) if rows else ((), ())
    cells = text_frame({"Celular": phones, "Colegio": schools}, numbers)
    parts = [LeadChunk(cells.iloc[:cut]), LeadChunk(cells.iloc[cut:])]
    duplicates = [row for part in parts for row in rules.validate(part).duplicate]
    seen = [(phone, clean(text_series([school], [0])).item()) for phone, school in rows]
    assert duplicates == [row for row, lead in zip(numbers, seen, strict=True) if lead in seen[: row - 2]]


@settings(max_examples=30, deadline=None)
@given(FILES)
def test_no_excluded_number_is_ever_sent(rows: list[tuple[str, ...]]) -> None:
    records = validator().validate(chunk(rows)).records
    phones = records.filter(regex="^tel")
    assert not phones.isin(["3001234561", "6012345671"]).to_numpy().any()


@settings(max_examples=30, deadline=None)
@given(FILES, UNIQUE)
def test_every_problem_has_a_sentence_for_each_of_its_rows(
    rows: list[tuple[str, ...]], unique: tuple[str, ...]
) -> None:
    problems = validator(unique=unique).validate(chunk(rows)).problems
    told = sentences(problems).tolist()
    assert len(told) == len(problems)
    assert all(sentence.endswith(".") and "{" not in sentence for sentence in told)
