import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from wolkvox_cli.campaign import CampaignType
from wolkvox_cli.errors import CommandError, MachineError
from wolkvox_cli.leads.headings import field_of, is_known
from wolkvox_cli.output.lead_template import template_columns, write_template

PREDICTIVE = CampaignType.PREDICTIVE
LANGUAGES = ["es", "en", "pt"]
TYPES = list(CampaignType)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("campaign_type", TYPES)
def test_each_heading_leads_to_its_field_by_itself(language: str, campaign_type: CampaignType) -> None:
    columns = template_columns(language, campaign_type)
    assert [field_of(column.heading) for column in columns] == [column.field.name for column in columns]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_explanation_reads_as_a_heading(language: str) -> None:
    columns = template_columns(language, PREDICTIVE)
    assert [text for column in columns for text in (column.about, column.limit) if is_known(text)] == []


@pytest.mark.parametrize(("language", "delimiter"), [("es", ";"), ("pt", ";"), ("en", ",")])
def test_the_csv_opens_in_excel_of_its_language(tmp_path: Path, language: str, delimiter: str) -> None:
    path = tmp_path / "leads.csv"
    write_template(path, language, PREDICTIVE)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))
    assert rows == [[column.heading for column in template_columns(language, PREDICTIVE)]]


def test_the_workbook_has_the_headings_and_an_explanation(tmp_path: Path) -> None:
    path = tmp_path / "leads.xlsx"
    write_template(path, "es", PREDICTIVE)
    book = load_workbook(path)
    assert book.sheetnames == ["Leads", "Ayuda"]
    assert [cell.value for cell in book["Leads"][1]][:3] == ["Nombre", "Apellido", "Tipo de documento"]
    helped = {row[0]: row[2] for row in book["Ayuda"].iter_rows(min_row=5, values_only=True)}
    assert helped["L · Opción 1"] == "Máximo 100 caracteres"
    assert helped["R · Opción 7"] == "Máximo 200 caracteres"


def test_all_columns_of_the_workbook_are_text(tmp_path: Path) -> None:
    path = tmp_path / "leads.xlsx"
    write_template(path, "es", PREDICTIVE)
    sheet = load_workbook(path)["Leads"]
    letters = [cell.column_letter for cell in sheet[1]]
    assert {sheet.column_dimensions[letter].number_format for letter in letters} == {"@"}


def test_excel_itself_refuses_an_option_that_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / "leads.xlsx"
    write_template(path, "es", PREDICTIVE)
    rules = load_workbook(path)["Leads"].data_validations.dataValidation
    assert [rule.formula1 for rule in rules] == ["100"] * 6 + ["200"] * 6
    assert str(rules[0].sqref) == "L2:L1048576"


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(CommandError, match="is there already"):
        write_template(path, "es", PREDICTIVE)
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_file_that_is_there_is_replaced_with_force(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("mine", encoding="utf-8")
    write_template(path, "es", PREDICTIVE, force=True)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfNombre;")


@pytest.mark.parametrize("name", ["leads.txt", "leads", "leads.xls"])
def test_another_kind_of_file_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError, match=r"is written as \.csv or \.xlsx"):
        write_template(tmp_path / name, "es", PREDICTIVE)


def test_a_folder_that_cannot_be_written_is_told_as_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    with pytest.raises(MachineError, match=r"cannot be written: No space left") as caught:
        write_template(tmp_path / "leads.xlsx", "es", PREDICTIVE)
    assert "-o" in caught.value.hint
