from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import pytest

from wolkvox_cli.campaign import CampaignType
from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.map.column_mapping import ColumnMapping, MappedField, Why
from wolkvox_cli.leads.model import LeadChunk, Severity, ValidatedLeads, joined_problems, problems_frame
from wolkvox_cli.leads.phones import PhoneRules
from wolkvox_cli.leads.text_columns import text_frame, text_series
from wolkvox_cli.leads.validate.catalogue import sentences
from wolkvox_cli.leads.validate.do_not_call import ExcludedNumbers
from wolkvox_cli.leads.validate.duplicates import Keep
from wolkvox_cli.leads.validate.validator import ValidationRules, Validator

CO = PhoneRules.of("CO")
NOW = datetime(2026, 11, 23, 9, 0)
ANA, EVA, LUZ = "3001234561", "3001234562", "3001234563"

Told = tuple[Hashable, Hashable, Hashable, list[int]]


def mapping(*fields: str, constants: dict[str, str] | None = None) -> ColumnMapping:
    """Every field from a column with its name in capitals."""
    mapped = (MappedField(field, field.upper(), (field.upper(),), Why.YOU) for field in fields)
    return ColumnMapping(tuple(mapped), constants or {})


def validator(*fields: str, excluded: Sequence[str] = (), constants: Any = None, **rules: Any) -> Validator:
    wanted = ValidationRules(CampaignType.PREDICTIVE, CO, NOW, **rules)
    return Validator(mapping(*fields, constants=constants), wanted, ExcludedNumbers.of_numbers(excluded, CO))


def chunk(first_row: int, *problems: pd.DataFrame, **columns: list[str]) -> LeadChunk:
    rows = range(first_row, first_row + len(next(iter(columns.values()))))
    cells = text_frame({name.upper(): column for name, column in columns.items()}, rows)
    return LeadChunk(cells, joined_problems(problems))


def validate(first_row: int = 2, **columns: list[str]) -> ValidatedLeads:
    return validator(*columns).validate(chunk(first_row, **columns))


def told(leads: ValidatedLeads) -> list[Told]:
    found = leads.problems.groupby(["code", "severity", "field"], sort=False)["row"]
    return [(code, severity, field, rows.tolist()) for (code, severity, field), rows in found]


def column(leads: ValidatedLeads, field: str) -> list[str]:
    return list(leads.records[field])


def sent(leads: ValidatedLeads) -> list[int]:
    return list(leads.records.index)


def records(leads: ValidatedLeads) -> list[dict[Hashable, str]]:
    return leads.records.to_dict("records")


def problem(code: str, column: str | None, *rows: int, severity: Severity = Severity.WARNING) -> pd.DataFrame:
    return problems_frame(code, text_series(["#REF!" for _ in rows], rows), severity, column=column)


def test_a_sound_lead_becomes_a_record() -> None:
    leads = validate(customer_name=["Ana"], tel1=["300 123 4561"])
    assert records(leads) == [{"customer_name": "Ana", "tel1": ANA}]
    assert (sent(leads), len(leads.problems)) == ([2], 0)


def test_records_stand_in_the_order_of_the_api() -> None:
    leads = validate(email=["ana@x.co"], tel1=[ANA], customer_name=["Ana"], opt1=["x"])
    assert list(leads.records) == ["customer_name", "opt1", "tel1", "email"]


def test_a_lead_without_a_number_is_rejected() -> None:
    leads = validate(tel1=[ANA, "", EVA])
    assert (sent(leads), leads.rejected.tolist()) == ([2, 4], [3])
    assert told(leads) == [("phone.missing", "error", "tel1", [3])]


def test_all_problems_of_a_row_are_found_at_once() -> None:
    leads = validate(customer_id=["1.5E+10"], age=["x"], opt1=["y" * 101], tel1=["12"], recall_date=["z"])
    assert {code for code, _, _, rows in told(leads) if rows == [2]} == {
        "id.lost-digits",
        "age.invalid",
        "value.too-long",
        "phone.invalid",
        "date.unreadable",
    }


def test_a_problem_names_the_users_column_and_quotes_the_cell_as_it_was() -> None:
    leads = validate(tel1=[ANA], email=[" ana@ "])
    assert leads.problems[["column", "value"]].to_numpy().tolist() == [["EMAIL", " ana@ "]]


def test_a_number_moves_into_a_tel_field_without_a_column() -> None:
    leads = validate(tel1=[f"{ANA} / {EVA}"])
    assert records(leads) == [{"tel1": ANA, "tel2": EVA}]


def test_a_constant_is_in_every_record() -> None:
    leads = validator("tel1", constants={"country": " Colombia "}).validate(chunk(2, tel1=[ANA, EVA]))
    assert column(leads, "country") == ["Colombia", "Colombia"]


def test_a_constant_number_joins_those_of_the_lead() -> None:
    leads = validator("tel1", constants={"tel2": LUZ}).validate(chunk(2, tel1=[ANA, ""]))
    assert (column(leads, "tel1"), column(leads, "tel2")) == ([ANA, LUZ], [LUZ, ""])


def test_a_bad_constant_stops_the_command() -> None:
    with pytest.raises(CommandError, match="cannot be used"):
        validator("tel1", constants={"email": "ana"})


def test_parts_of_a_joined_field_are_cleaned_before_they_are_joined() -> None:
    names = MappedField("customer_last_name", "{P} {M}", ("P", "M"), Why.YOU)
    joined = ColumnMapping((names, MappedField("tel1", "TEL1", ("TEL1",), Why.YOU)))
    rules = ValidationRules(CampaignType.PREDICTIVE, CO, NOW)
    leads = Validator(joined, rules).validate(
        chunk(2, p=["Gil", "nan"], m=["nan", "\u00a0Paz"], tel1=[ANA, EVA])
    )
    assert column(leads, "customer_last_name") == ["Gil", "Paz"]


def test_a_ragged_row_is_rejected() -> None:
    ragged = problem("row.ragged", None, 3, severity=Severity.ERROR)
    leads = validator("tel1").validate(chunk(2, ragged, tel1=[ANA, EVA]))
    assert leads.rejected.tolist() == [3]


def test_a_spreadsheets_error_counts_only_in_a_column_that_is_sent() -> None:
    errors = (problem("cell.error", "CITY", 2), problem("cell.error", "OTHER", 3))
    cells = chunk(2, *errors, city=["#REF!", "Cali"], other=["x", "#REF!"], tel1=[ANA, EVA])
    leads = validator("city", "tel1").validate(cells)
    assert told(leads) == [("cell.error", "warning", "city", [2])]
    assert column(leads, "city") == ["", "Cali"]


def test_an_identity_number_that_a_source_found_damaged_is_left_empty_and_rejects_nobody() -> None:
    lost = (problem("value.lost-digits", "CUSTOMER_ID", 2), problem("value.lost-digits", "OPT1", 3))
    cells = chunk(2, *lost, customer_id=["1020304050607080", "1"], opt1=["x", "1.5E+10"], tel1=[ANA, EVA])
    leads = validator("customer_id", "opt1", "tel1").validate(cells)
    assert told(leads) == [
        ("id.lost-digits", "warning", "customer_id", [2]),
        ("value.lost-digits", "warning", "opt1", [3]),
    ]
    assert column(leads, "customer_id") == ["", "1"]


def test_digits_that_a_source_found_lost_in_a_phone_are_told_as_such() -> None:
    lost = problem("value.lost-digits", "TEL2", 2, severity=Severity.ERROR)
    leads = validator("tel1", "tel2").validate(chunk(2, lost, tel1=[ANA], tel2=["3001234561000000"]))
    assert ("phone.lost-digits", "error", "tel2", [2]) in told(leads)


def test_a_raised_severity_rejects_the_row() -> None:
    strict = validator("tel1", "email", severities={"email.invalid": Severity.ERROR})
    leads = strict.validate(chunk(2, tel1=[ANA, EVA], email=["ana", ""]))
    assert (leads.rejected.tolist(), sent(leads)) == ([2], [3])


def test_a_lowered_severity_sends_the_row_with_the_value_blank() -> None:
    mild = validator("tel1", "recall_date", severities={"date.unreadable": Severity.WARNING})
    leads = mild.validate(chunk(2, tel1=[ANA], recall_date=["mañana"]))
    assert (column(leads, "recall_date"), told(leads)) == (
        [""],
        [("date.unreadable", "warning", "recall_date", [2])],
    )


def test_a_lead_with_only_a_wrong_number_is_rejected_whatever_its_severity() -> None:
    mild = validator("tel1", "tel2", severities={"phone.invalid": Severity.WARNING})
    leads = mild.validate(chunk(2, tel1=["12", "12"], tel2=["", ANA]))
    assert (leads.rejected.tolist(), sent(leads)) == ([2], [3])


def test_an_equal_lead_is_a_duplicate_and_names_the_first() -> None:
    leads = validate(customer_name=["Ana", "Eva", "Ana "], tel1=[ANA, EVA, "+57 300 123 4561"])
    assert (sent(leads), leads.duplicate.tolist()) == ([2, 3], [4])
    assert sentences(leads.problems).tolist() == [
        "The same lead stands in row 2 already, so it is not sent again."
    ]


def test_a_lead_that_differs_in_anything_is_no_duplicate() -> None:
    assert validate(customer_name=["Ana", "Eva"], tel1=[ANA, ANA]).duplicate.tolist() == []


def test_a_lead_that_differs_in_a_column_that_is_not_sent_is_no_duplicate() -> None:
    leads = validator("tel1").validate(chunk(2, tel1=[ANA, ANA], other=["1", "2"]))
    assert leads.duplicate.tolist() == []


def test_a_lead_that_is_equal_in_every_column_is_a_duplicate_whatever_hides_in_its_cells() -> None:
    leads = validator("tel1").validate(chunk(2, tel1=[ANA, ANA], other=["Norte", "\u200bNorte\u00a0"]))
    assert leads.duplicate.tolist() == [3]


def test_leads_that_differ_in_a_phone_cell_that_cannot_be_read_are_no_duplicates() -> None:
    leads = validator("tel1", "tel2").validate(chunk(2, tel1=[ANA, ANA], tel2=["12", "13"]))
    assert leads.duplicate.tolist() == []


def test_an_identity_number_is_unique_however_it_is_written() -> None:
    leads = validator("tel1", "customer_id", unique=("customer_id",)).validate(
        chunk(2, tel1=[ANA, EVA, LUZ], customer_id=["1.020.304.050", "1020304050", "1020304050.0"])
    )
    assert leads.duplicate.tolist() == [3, 4]
    assert leads.problems["value"].tolist() == ["1020304050", "1020304050"]


def test_damaged_identity_numbers_are_not_the_same() -> None:
    leads = validator("tel1", "customer_id", unique=("customer_id",)).validate(
        chunk(2, tel1=[ANA, EVA], customer_id=["1,05E+13", "1,05E+13"])
    )
    assert (sent(leads), column(leads, "customer_id")) == ([2, 3], ["", ""])


def test_a_duplicate_is_known_in_a_later_chunk() -> None:
    leads = validator("tel1")
    leads.validate(chunk(2, tel1=[ANA, EVA]))
    assert leads.validate(chunk(4, tel1=[LUZ, ANA])).duplicate.tolist() == [5]


def test_a_rejected_lead_is_not_the_first_of_its_kind() -> None:
    leads = validator("tel1", "customer_id", "opt1", unique=("customer_id",)).validate(
        chunk(2, tel1=[ANA, EVA], customer_id=["7", "7"], opt1=["x" * 101, "x"])
    )
    assert (leads.rejected.tolist(), sent(leads), leads.duplicate.tolist()) == ([2], [3], [])


def test_a_unique_field_makes_a_duplicate_and_quotes_its_value() -> None:
    leads = validator("tel1", "customer_id", unique=("customer_id",)).validate(
        chunk(2, tel1=[ANA, EVA], customer_id=["7", "7"])
    )
    assert leads.duplicate.tolist() == [3]
    assert leads.problems["column"].item() == "CUSTOMER_ID"
    assert sentences(leads.problems).tolist() == [
        'A lead with the same CUSTOMER_ID, "7", stands in row 2 already, so this one is not sent.'
    ]


def test_blank_values_of_a_unique_field_are_not_the_same() -> None:
    leads = validator("tel1", "customer_id", unique=("customer_id",)).validate(
        chunk(2, tel1=[ANA, EVA], customer_id=["", "nan"])
    )
    assert leads.duplicate.tolist() == []


def test_a_number_in_any_tel_field_makes_a_duplicate_if_phones_are_unique() -> None:
    leads = validator("tel1", "tel2", unique=("phone",)).validate(
        chunk(2, tel1=[ANA, EVA], tel2=[LUZ, "+57 300 123 4563"])
    )
    assert leads.duplicate.tolist() == [3]
    assert leads.problems[["field", "value"]].to_numpy().tolist() == [["tel2", LUZ]]
    assert sentences(leads.problems).tolist() == [
        f'A lead with the same phone number, "{LUZ}", stands in row 2 already, so this one is not sent.'
    ]


def test_one_tel_field_can_be_unique_by_itself() -> None:
    leads = validator("tel1", "tel2", unique=("tel1",)).validate(
        chunk(2, tel1=[ANA, EVA, "57" + ANA], tel2=[LUZ, LUZ, ""])
    )
    assert leads.duplicate.tolist() == [4]


def test_what_is_unique_must_have_a_column() -> None:
    with pytest.raises(CommandError, match="no column of the file goes to it"):
        validator("tel1", unique=("customer_id",))


def test_what_is_unique_must_be_a_field() -> None:
    with pytest.raises(CommandError) as caught:
        validator("tel1", "customer_id", unique=("custumer_id",))
    assert caught.value.hint == "The nearest known one is customer_id."


def test_the_last_of_equal_leads_is_kept_on_wish() -> None:
    leads = validator("tel1", "customer_id", unique=("customer_id",), keep=Keep.LAST)
    chunks = [
        chunk(2, tel1=[ANA, EVA], customer_id=["7", "8"]),
        chunk(4, tel1=[LUZ, "12"], customer_id=["7", "8"]),
    ]
    for one in chunks:
        leads.survey(one)
    first, second = (leads.validate(one) for one in chunks)
    assert (sent(first), first.duplicate.tolist()) == ([3], [2])
    assert (sent(second), second.rejected.tolist()) == ([4], [5])
    assert sentences(first.problems).tolist() == [
        'A lead with the same CUSTOMER_ID, "7", stands later, in row 4, so this one is not sent.'
    ]


def test_an_excluded_number_is_taken_from_its_lead_with_a_warning() -> None:
    leads = validator("tel1", "tel2", excluded=[ANA]).validate(chunk(2, tel1=[ANA, LUZ], tel2=[EVA, ""]))
    assert records(leads) == [{"tel1": EVA, "tel2": ""}, {"tel1": LUZ, "tel2": ""}]
    assert told(leads) == [("phone.excluded", "warning", "tel1", [2])]


def test_a_lead_with_excluded_numbers_only_is_excluded() -> None:
    leads = validator("tel1", "email", excluded=[ANA]).validate(chunk(2, tel1=[ANA, EVA], email=["x", ""]))
    assert (leads.excluded.tolist(), sent(leads)) == ([2], [3])
    assert told(leads) == [("row.excluded", "error", "", [2])]


def test_a_rejected_lead_counts_as_rejected_though_it_is_on_a_list() -> None:
    leads = validator("tel1", "opt1", excluded=[ANA]).validate(chunk(2, tel1=[ANA], opt1=["x" * 101]))
    assert (leads.rejected.tolist(), leads.excluded.tolist()) == ([2], [])


def test_losing_a_number_can_be_an_error() -> None:
    strict = validator("tel1", "tel2", excluded=[ANA], severities={"phone.excluded": Severity.ERROR})
    leads = strict.validate(chunk(2, tel1=[ANA, LUZ], tel2=[EVA, ""]))
    assert (leads.rejected.tolist(), sent(leads)) == ([2], [3])


def test_leads_are_compared_by_what_is_left_of_their_numbers() -> None:
    leads = validator("tel1", "tel2", excluded=[ANA]).validate(chunk(2, tel1=[ANA, EVA], tel2=[EVA, ""]))
    assert leads.duplicate.tolist() == [3]


def test_warnings_about_duplicates_are_not_told() -> None:
    leads = validate(tel1=[ANA, ANA], email=["x", "x"])
    assert told(leads) == [("email.invalid", "warning", "email", [2]), ("row.duplicate", "error", "", [3])]


def test_a_chunk_without_rows_has_no_outcome() -> None:
    leads = validate(customer_name=[], tel1=[])
    assert (sent(leads), len(leads.problems)) == ([], 0)


def test_a_text_is_cut_on_wish() -> None:
    leads = validator("tel1", "opt1", truncate=True).validate(chunk(2, tel1=[ANA], opt1=["x" * 101]))
    assert column(leads, "opt1") == ["x" * 100]


@pytest.mark.parametrize("keep", list(Keep))
def test_only_the_last_ones_need_a_survey(keep: Keep) -> None:
    assert validator("tel1", keep=keep).needs_survey is (keep is Keep.LAST)


def test_a_preview_lead_with_an_impossible_agent_is_rejected() -> None:
    rules = ValidationRules(CampaignType.PREVIEW, CO, NOW)
    cells = chunk(2, tel1=[ANA, EVA], agent_id=["101", "Luisa"])
    leads = Validator(mapping("tel1", "agent_id"), rules).validate(cells)
    assert (sent(leads), leads.rejected.tolist()) == ([2], [3])
