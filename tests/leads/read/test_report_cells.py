from pathlib import Path

from wolkvox_cli.leads.model import LeadChunk, SourceOptions
from wolkvox_cli.leads.read.source import open_source

REPORT = "wolkvox_row,wolkvox_field,wolkvox_error"
MARK = "(no cell here: fill it in or empty it)"


def read(path: Path, text: str) -> LeadChunk:
    path.write_text(text, encoding="utf-8", newline="")
    (chunk,) = open_source(str(path), SourceOptions()).chunks()
    return chunk


def test_one_guard_is_taken_off_the_cells_of_a_report(tmp_path: Path) -> None:
    chunk = read(tmp_path / "r.csv", f"Nombre,Celular,{REPORT}\nAna,'+573001112233,2,,\nEva,''=1,3,,\n")
    assert chunk.cells.iloc[:, 1].tolist() == ["+573001112233", "'=1"]


def test_a_file_that_is_no_report_keeps_what_looks_like_a_guard(tmp_path: Path) -> None:
    chunk = read(tmp_path / "leads.csv", "Nombre,Celular\nAna,'+573001112233\n")
    assert chunk.cells.iloc[:, 1].tolist() == ["'+573001112233"]


def test_a_short_row_that_still_says_so_is_short_again(tmp_path: Path) -> None:
    chunk = read(tmp_path / "r.csv", f"Nombre,Celular,Correo,{REPORT}\nAna,3001112233,{MARK},2,,\n")
    told = chunk.problems[["row", "code", "detail"]].to_numpy().tolist()
    assert told == [[2, "row.ragged", "has no cell for Correo yet"]]
    assert dict(chunk.short) == {2: 2}
    assert chunk.cells.iloc[:, 2].tolist() == [""]


def test_a_short_row_that_was_filled_in_or_emptied_is_whole(tmp_path: Path) -> None:
    chunk = read(tmp_path / "r.csv", f"Nombre,Celular,Correo,{REPORT}\nAna,3001112233,,2,,\n")
    assert (len(chunk.problems), dict(chunk.short)) == (0, {})


def test_a_row_with_too_few_cells_says_how_many_there_are(tmp_path: Path) -> None:
    rows = "Ana,3001112233,a@example.com\nEva,3001112244\nLuz,3001112255,l@example.com\n"
    chunk = read(tmp_path / "leads.csv", "Nombre,Celular,Correo\n" + rows)
    assert dict(chunk.short) == {3: 2}


def test_a_guard_before_a_cell_beyond_the_last_heading_is_taken_off(tmp_path: Path) -> None:
    rows = "Ana,3001112233,2,,,'=1\nEva,3001112244,3,,\nLuz,3001112255,4,,\n"
    chunk = read(tmp_path / "r.csv", f"Nombre,Celular,{REPORT}\n{rows}")
    assert dict(chunk.surplus) == {2: ("=1",)}


def test_cells_beyond_a_report_never_become_columns(tmp_path: Path) -> None:
    rows = "Ana,3001112233,2,,,x\nEva,3001112244,3,,,y\n"
    chunk = read(tmp_path / "r.csv", f"Nombre,Celular,{REPORT}\n{rows}")
    assert chunk.cells.columns[-1] == "wolkvox_error"
    assert dict(chunk.surplus) == {2: ("x",), 3: ("y",)}


def test_one_guard_is_taken_off_the_headings_of_a_report(tmp_path: Path) -> None:
    chunk = read(tmp_path / "r.csv", f"Nombre,'+57 Celular,{REPORT}\nAna,3001112233,2,,\n")
    assert list(chunk.cells)[:2] == ["Nombre", "+57 Celular"]


def test_a_whole_row_among_longer_ones_is_whole(tmp_path: Path) -> None:
    rows = "Ana,3001112233,2,,,x\nEva,3001112244,3,,\n"
    chunk = read(tmp_path / "r.csv", f"Nombre,Celular,{REPORT}\n{rows}")
    assert chunk.cells.iloc[:, 1].tolist() == ["3001112233", "3001112244"]
    assert chunk.problems["row"].tolist() == [2]


def test_the_delimiter_of_a_report_stands_between_its_own_columns(tmp_path: Path) -> None:
    rows = 'a;b;c;d,"\n;;;;\n",2,,"\n;\n"\n"\n;;;;\n;;;;","\n;;;;",3,,\n'
    chunk = read(tmp_path / "r.csv", f"Nombre,Celular,{REPORT}\n{rows}")
    assert list(chunk.cells) == ["Nombre", "Celular", *REPORT.split(",")]


def test_the_heading_row_of_a_report_is_certain(tmp_path: Path) -> None:
    rows = 'x,y,z,2,,";\n\';"\nNombre,Celular,Correo,3,Nombre,Celular\n'
    chunk = read(tmp_path / "r.csv", f"alfa,beta,gama,{REPORT}\n{rows}")
    assert chunk.cells.index.tolist() == [2, 3]


def test_the_columns_of_a_report_do_not_count_among_the_cells(tmp_path: Path) -> None:
    rows = "Ana,3001112233,2,,,x\nEva,3001112244,3,,\nLuz,3001112255,4,,\n"
    chunk = read(tmp_path / "r.csv", f"Nombre,Celular,{REPORT}\n{rows}")
    assert chunk.problems["detail"].tolist() == ["has 3 cells where the header has 2: 1 cell too many"]
