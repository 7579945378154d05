"""Laws of column mapping: no column is lost, and what is written down maps the same way again."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.campaign import DIAL_FIELDS, FIELDS_BY_NAME, LEAD_FIELDS, CampaignType, fields_of
from wolkvox_cli.leads.headings import headings_for, is_known, normalise
from wolkvox_cli.leads.map.mapping import ColumnMapping, MappingResult, understand_columns
from wolkvox_cli.leads.map.mapping_file import MappingFile, mapping_file_text, read_mapping_file
from wolkvox_cli.leads.model import REPORT_COLUMNS
from wolkvox_cli.leads.text_columns import text_frame
from wolkvox_cli.output.lead_template import template_columns

KNOWN = sorted({heading for field in LEAD_FIELDS for heading in headings_for(field.name)})
OTHERS = [
    "id",
    "estado",
    "contacto",
    "Número",
    "Fax",
    "Saldo",
    "Notas",
    "RESULTADOREG",
    "fecha",
    "DDD",
    "Depto",
]
HEADINGS = st.lists(
    st.one_of(st.sampled_from(KNOWN), st.sampled_from(OTHERS), st.text(min_size=1, max_size=12)),
    min_size=1,
    max_size=25,
    unique=True,
)
TYPES = st.sampled_from(CampaignType)
CELLS = st.sampled_from(["", "3001234567", "Ana Paz", "ana@example.com", "12", "Jalisco", "2026-01-05", "CC"])


def sample(headings: list[str], cells: list[str]) -> pd.DataFrame:
    columns = {heading: [cells[index % len(cells)]] * 3 for index, heading in enumerate(headings)}
    return text_frame(columns, [2, 3, 4])


def understand(headings: list[str], cells: list[str], campaign_type: CampaignType) -> MappingResult:
    return understand_columns(headings, sample(headings, cells), campaign_type, choices={}, constants={})


def used(mapping: ColumnMapping) -> list[str]:
    return [column for field in mapping.fields for column in field.columns]


@given(HEADINGS, st.lists(CELLS, min_size=1, max_size=9), TYPES)
@settings(max_examples=150, deadline=None)
def test_a_column_goes_to_one_field_or_is_told_or_holds_no_lead_data(
    headings: list[str], cells: list[str], campaign_type: CampaignType
) -> None:
    mapping = understand(headings, cells, campaign_type).mapping
    columns = used(mapping)
    assert len(columns) == len(set(columns))
    assert set(columns).isdisjoint(mapping.ignored)
    silent = set(headings) - set(columns) - set(mapping.ignored) - set(REPORT_COLUMNS)
    assert all(is_known(heading) for heading in silent)


@given(HEADINGS, st.lists(CELLS, min_size=1, max_size=9), TYPES)
@settings(max_examples=150, deadline=None)
def test_fields_are_the_campaigns_own_each_once_and_in_order(
    headings: list[str], cells: list[str], campaign_type: CampaignType
) -> None:
    names = [field.field for field in understand(headings, cells, campaign_type).mapping.fields]
    assert names == [field.name for field in fields_of(campaign_type) if field.name in names]


@given(HEADINGS, st.lists(CELLS, min_size=1, max_size=9))
@settings(max_examples=150, deadline=None)
def test_no_fax_pager_or_document_is_dialled_unasked(headings: list[str], cells: list[str]) -> None:
    mapping = understand(headings, cells, CampaignType.PREDICTIVE).mapping
    dialled = [field.columns for field in mapping.fields if field.field in DIAL_FIELDS]
    words = {word for columns in dialled for column in columns for word in normalise(column).split("_")}
    assert words.isdisjoint({"fax", "pager", "cpf", "cuit", "cuil", "rut", "dni", "nit"})


@given(HEADINGS, st.lists(CELLS, min_size=1, max_size=9), TYPES)
@settings(max_examples=100, deadline=None)
def test_applying_a_mapping_keeps_the_rows(
    headings: list[str], cells: list[str], campaign_type: CampaignType
) -> None:
    mapping = understand(headings, cells, campaign_type).mapping
    found = mapping.apply(sample(headings, cells))
    assert list(found) == [field.field for field in mapping.fields]
    assert found.index.tolist() == [2, 3, 4]


@given(HEADINGS, st.lists(CELLS, min_size=1, max_size=9), TYPES)
@settings(max_examples=100, deadline=None)
def test_a_mapping_that_is_written_down_maps_the_same_way_again(
    headings: list[str], cells: list[str], campaign_type: CampaignType
) -> None:
    first = understand(headings, cells, campaign_type)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "m.toml"
        path.write_text(mapping_file_text(first.mapping, campaign_type), encoding="utf-8")
        file = read_mapping_file(path)
    again = understand_columns(
        headings, sample(headings, cells), campaign_type, choices={}, constants={}, mapping_file=file
    )
    assert again.mapping.as_json() == first.mapping.as_json()
    assert again.mapping.ignored == first.mapping.ignored


@given(
    st.dictionaries(st.sampled_from(sorted(FIELDS_BY_NAME)), st.text(max_size=20)),
    st.lists(st.text(max_size=20), max_size=5),
)
@settings(max_examples=100, deadline=None)
def test_any_text_survives_the_mapping_file(constants: dict[str, str], ignored: list[str]) -> None:
    mapping = ColumnMapping((), constants, tuple(ignored))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "m.toml"
        path.write_text(mapping_file_text(mapping, CampaignType.PREDICTIVE), encoding="utf-8", newline="\n")
        file = read_mapping_file(path)
    assert file == MappingFile(str(path), {}, constants, tuple(ignored))


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_comparing_headings_twice_changes_nothing(heading: str) -> None:
    assert normalise(normalise(heading)) == normalise(heading)


@given(st.sampled_from(["es", "en", "pt"]), TYPES)
@settings(max_examples=6, deadline=None)
def test_the_headings_of_an_empty_lead_file_find_their_own_fields(
    language: str, campaign_type: CampaignType
) -> None:
    columns = template_columns(language, campaign_type)
    headings = [column.heading for column in columns]
    understood = understand(headings, [""], campaign_type)
    assert understood.error is None
    assert understood.mapping.as_json() == {column.field.name: column.heading for column in columns}


@given(st.sampled_from(["es", "en", "pt"]), TYPES, st.data())
@settings(max_examples=60, deadline=None)
def test_columns_deleted_from_an_empty_lead_file_change_nothing_for_the_others(
    language: str, campaign_type: CampaignType, data: st.DataObject
) -> None:
    columns = template_columns(language, campaign_type)
    kept = data.draw(st.lists(st.sampled_from(columns), unique=True, min_size=1))
    mapping = understand([column.heading for column in kept], [""], campaign_type).mapping
    assert mapping.as_json() == {column.field.name: column.heading for column in columns if column in kept}
