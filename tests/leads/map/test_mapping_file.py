from pathlib import Path

import pytest

from wolkvox_cli.campaign import CampaignType
from wolkvox_cli.errors import CommandError, MachineError
from wolkvox_cli.leads.map.mapping import ColumnMapping, MappedField, Why
from wolkvox_cli.leads.map.mapping_file import (
    MappingFile,
    mapping_file_text,
    read_mapping_file,
    write_mapping_file,
)

MAPPING = ColumnMapping(
    (
        MappedField(
            "customer_last_name", "{Apellido 1} {Apellido 2}", ("Apellido 1", "Apellido 2"), Why.KNOWN
        ),
        MappedField("tel1", "Celular", ("Celular",), Why.YOU),
    ),
    {"country": "Colombia"},
    ("Notas", 'El "otro"'),
)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_mapping_file_reads_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    write_mapping_file(path, mapping_file_text(MAPPING, CampaignType.PREDICTIVE))
    assert read_mapping_file(path) == MappingFile(
        str(path),
        {"customer_last_name": "{Apellido 1} {Apellido 2}", "tel1": "Celular"},
        {"country": "Colombia"},
        ("Notas", 'El "otro"'),
    )


def test_a_mapping_file_is_readable_and_says_why() -> None:
    lines = mapping_file_text(MAPPING, CampaignType.PREVIEW).splitlines()
    assert 'tel1 = "Celular"  # chosen by you' in lines
    assert 'country = "Colombia"' in lines
    assert '    "Notas",' in lines
    assert [line for line in lines if line.startswith("# without a column: customer_name, id_type, ")]


def test_the_same_mapping_gives_the_same_bytes() -> None:
    assert mapping_file_text(MAPPING, CampaignType.PREDICTIVE) == mapping_file_text(
        MAPPING, CampaignType.PREDICTIVE
    )


def test_a_file_written_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_bytes(b'\xef\xbb\xbf[fields]\r\ntel1 = "Celular"\r\n')
    assert read_mapping_file(path).fields == {"tel1": "Celular"}


def test_a_field_may_be_left_empty(tmp_path: Path) -> None:
    path = written(tmp_path / "m.toml", '[fields]\ntel2 = ""\n')
    assert read_mapping_file(path).fields == {"tel2": ""}


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("[fields\n", "mapping.file-unreadable", 'Headings stand in double quotes: tel1 = "Celular"'),
        (
            "[field]\n",
            "mapping.file-unknown-key",
            "Did you mean fields? A mapping file has [fields], [constants] and ignored.",
        ),
        (
            '[fields]\ntell1 = "A"\n',
            "mapping.unknown-field",
            "Did you mean tel1? `wolkvox fields` lists them all.",
        ),
        ("[fields]\ntel1 = 3\n", "mapping.bad-choice", 'Put it in double quotes: tel1 = "3"'),
        ('fields = "A"\n', "mapping.bad-choice", 'Write: [fields], then tel1 = "Celular"'),
        ('ignored = "A"\n', "mapping.bad-choice", 'Write: ignored = ["Notas"]'),
    ],
)
def test_a_mistake_in_a_mapping_file_is_named(tmp_path: Path, text: str, code: str, hint: str) -> None:
    with pytest.raises(CommandError) as caught:
        read_mapping_file(written(tmp_path / "m.toml", text))
    assert (caught.value.code, caught.value.hint) == (code, hint)
    assert "m.toml" in caught.value.message


def test_a_missing_mapping_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.toml cannot be read: No such file"):
        read_mapping_file(tmp_path / "none.toml")


def test_a_mapping_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match=r"m\.toml is not valid TOML"):
        read_mapping_file(path)


def test_a_mapping_file_is_not_overwritten_unasked(tmp_path: Path) -> None:
    path = written(tmp_path / "m.toml", "mine")
    with pytest.raises(CommandError, match="is there already"):
        write_mapping_file(path, "new")
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_mapping_file_is_overwritten_with_force(tmp_path: Path) -> None:
    path = written(tmp_path / "m.toml", "mine")
    write_mapping_file(path, "new", force=True)
    assert path.read_text(encoding="utf-8") == "new"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="cannot be written"):
        write_mapping_file(tmp_path / "none" / "m.toml", "new")
