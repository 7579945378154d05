"""The commands about columns, over real files: map, fields and template."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from wolkvox_cli.commands.fields import fields
from wolkvox_cli.commands.map import map_
from wolkvox_cli.commands.template import template
from wolkvox_cli.errors import CommandError, FileError, WolkvoxError

LEADS = (
    "Nombre;Apellido paterno;Apellido materno;Celular;Correo;Notas\n"
    "Ana;Paz;Ruiz;3001234567;ana@example.com;nada\n"
    "Luis;Rey;;3011234567;luis@example.com;[b]\n"
)
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one of the commands in a folder that holds leads.csv."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8")
    app = typer.Typer()
    app.command("map")(map_)
    app.command("fields")(fields)
    app.command("template")(template)
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


def error_of(result: Result) -> WolkvoxError:
    assert isinstance(result.exception, WolkvoxError)
    return result.exception


def object_of(result: Result) -> dict[str, Any]:
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_map_shows_columns_values_fields_and_why(run: Run) -> None:
    result = run("map", "leads.csv")
    assert result.exit_code == 0
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["4", "Celular", "3001234567", "|", "3011234567", "tel1", "known", "heading"] in lines
    assert ["6", "Notas", "nada", "|", "[b]", "-", "left", "out"] in lines
    assert "customer_last_name = {Apellido paterno} {Apellido materno}" in result.stdout
    assert "5 of 6 columns go to 4 fields." in result.stdout


def test_map_takes_choices_and_constants(run: Run) -> None:
    found = object_of(run("map", "leads.csv", "--map", "opt1=notas", "--set", "country=Colombia", "--json"))
    assert found["mapping"]["opt1"] == "Notas"
    assert found["constants"] == {"country": "Colombia"}
    assert found["ignored_columns"] == []


def test_map_as_json_tells_each_column(run: Run) -> None:
    found = object_of(run("map", "leads.csv", "--json"))
    assert (found["command"], found["status"], found["exit_code"], found["error"]) == (
        "map",
        "complete",
        0,
        None,
    )
    assert found["columns"][3] == {
        "column": "Celular",
        "values": ["3001234567", "3011234567"],
        "field": "tel1",
        "why": "known heading",
    }


def test_a_written_mapping_file_maps_the_same_way(run: Run, tmp_path: Path) -> None:
    first = object_of(run("map", "leads.csv", "--map", "opt1=Notas", "--json"))
    assert run("map", "leads.csv", "--map", "opt1=Notas", "-o", "m.toml").exit_code == 0
    again = object_of(run("map", "leads.csv", "--mapping", "m.toml", "--json"))
    assert again["mapping"] == first["mapping"]
    assert 'opt1 = "Notas"  # chosen by you' in (tmp_path / "m.toml").read_text(encoding="utf-8")


def test_map_shows_what_it_understood_before_it_fails(run: Run, tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text(
        "nombre,cedula,dni,celular\nAna,52123456,52123457,3001234567\n", encoding="utf-8"
    )
    result = run("map", "two.csv")
    assert isinstance(error_of(result), CommandError)
    assert error_of(result).code == "mapping.two-columns"
    assert "tel1" in result.stdout


def test_map_without_phones_fails_with_the_files_exit_code(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none.csv").write_text("nombre,ciudad\nAna,Cali\n", encoding="utf-8")
    result = run("map", "none.csv", "-o", "m.toml")
    assert isinstance(error_of(result), FileError)
    assert not (tmp_path / "m.toml").exists()


def test_map_as_json_tells_the_error_with_what_was_understood(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none.csv").write_text("nombre,ciudad\nAna,Cali\n", encoding="utf-8")
    result = run("map", "none.csv", "--json")
    found = object_of(result)
    assert result.exit_code == 4
    assert (found["status"], found["exit_code"], found["error"]["code"]) == (
        "failed",
        4,
        "file.no-phone-column",
    )
    assert found["mapping"] == {"customer_name": "nombre", "city": "ciudad"}


def test_columns_without_headings_are_chosen_by_number(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bare.csv").write_text("Ana,3001234567\nLuis,3011234567\n", encoding="utf-8")
    found = object_of(
        run("map", "bare.csv", "--no-header", "--map", "customer_name=1", "--map", "tel1=2", "--json")
    )
    assert found["mapping"] == {"customer_name": "Column 1", "tel1": "Column 2"}


def test_fields_lists_the_fields_of_the_type(run: Run) -> None:
    predictive = object_of(run("fields", "--json"))["fields"]
    preview = object_of(run("fields", "--type", "preview", "--json"))["fields"]
    assert (len(predictive), len(preview)) == (37, 34)
    assert preview[-1]["name"] == "agent_id"


def test_fields_tells_limits_and_headings(run: Run) -> None:
    found = {field["name"]: field for field in object_of(run("fields", "--json"))["fields"]}
    assert (found["opt6"]["max_length"], found["opt7"]["max_length"]) == (100, 200)
    assert "celular" in found["tel1"]["headings"]


def test_fields_prints_a_table(run: Run) -> None:
    result = run("fields")
    assert result.exit_code == 0
    assert "opt1 ... opt6" in result.stdout
    assert "recall_date" in result.stdout


def test_template_writes_leads_xlsx_unless_told_otherwise(run: Run, tmp_path: Path) -> None:
    result = run("template")
    assert result.exit_code == 0
    assert (tmp_path / "leads.xlsx").exists()
    assert "Written: leads.xlsx, 37 columns. Fill it in, then: wolkvox check leads.xlsx" in " ".join(
        result.stderr.split()
    )


def test_template_does_not_overwrite(run: Run) -> None:
    assert error_of(run("template", "-o", "leads.csv")).code == "command.file-exists"


@pytest.mark.parametrize("language", ["es", "en", "pt"])
def test_a_filled_in_workbook_maps_whole(run: Run, tmp_path: Path, language: str) -> None:
    run("template", "--lang", language)
    book = load_workbook(tmp_path / "leads.xlsx")
    book["Leads"].append(["x"] * 23 + [f"300123456{n}" for n in range(10)] + ["6012345678", "a@example.com"])
    book.save(tmp_path / "leads.xlsx")
    found = object_of(run("map", "leads.xlsx", "--json"))
    assert found["error"] is None
    assert len(found["mapping"]) == 37


@pytest.mark.parametrize("language", ["es", "en", "pt"])
def test_a_filled_in_csv_maps_whole(run: Run, tmp_path: Path, language: str) -> None:
    run("template", "-o", "new.csv", "--lang", language)
    delimiter = "," if language == "en" else ";"
    with (tmp_path / "new.csv").open("a", encoding="utf-8", newline="") as file:
        file.write(delimiter.join(["x"] * 23 + ["3001234567"] * 11 + ["a@example.com", "", ""]) + "\r\n")
    found = object_of(run("map", "new.csv", "--json"))
    assert found["error"] is None
    assert len(found["mapping"]) == 37
