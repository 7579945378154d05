"""A quote gone astray is told where it opened; quoted texts stay whole."""

from collections.abc import Callable
from typing import Any

import pytest

from wolkvox_cli.errors import FileError

Read = Callable[..., Any]


def broken_row(read_text: Read, text: str) -> str:
    with pytest.raises(FileError) as error:
        read_text(text)
    assert error.value.code == "file.quote"
    return error.value.message.split(" of ")[0]


def test_a_quote_that_never_closes_is_named_by_its_row(read: Read) -> None:
    with pytest.raises(FileError, match="In row 21 of"):
        read("sixty_rows_with_one_bad_quote.csv")


def test_two_stray_quotes_do_not_swallow_the_rows_between(read: Read) -> None:
    with pytest.raises(FileError, match="In row 11 of"):
        read("two_bad_quotes_that_swallow_rows.csv")


def test_a_quote_that_ends_up_inside_a_later_cell_is_told(read_text: Read) -> None:
    text = 'Nombre,Celular\nAna,3001234567\n"Luis,3109876543\nEva "la" X,6015551234\n'

    assert broken_row(read_text, text) == "In row 3"


def test_blank_lines_and_line_breaks_count_before_a_bad_quote(read_text: Read) -> None:
    text = 'Nombre,Celular\n\n"Ana\nMaría",3001234567\nLuis,"3109876543\n'

    assert broken_row(read_text, text) == "In row 4"


def test_a_bad_quote_far_into_a_file_of_several_blocks_is_named(read_text: Read) -> None:
    lines = [f'Ana,"Cra 7, Apto {n}",30012{n % 100000:05}' for n in range(260_000)]
    lines[250_000] = 'Ana,"Cra 7,3001234567'

    assert broken_row(read_text, "\n".join(["Nombre,Dirección,Celular", *lines])) == "In row 250002"


def test_a_long_text_with_line_breaks_and_commas_stays_whole(read_text: Read) -> None:
    text = "Llamar el lunes, temprano.\nVolver a llamar, y otra vez, el martes, o jueves.\n\nPidió precio."

    result = read_text(f'Nombre,Notas,Ciudad,Celular\nAna,"{text}",Cali,3001234567\nLuis,,Cali,3109876543\n')

    assert result.rows == {2: ["Ana", text, "Cali", "3001234567"], 3: ["Luis", "", "Cali", "3109876543"]}


@pytest.mark.parametrize(
    "rows",
    [
        'Ana,"quiere llamar,3001234567\nBeto,ok,3101234567\nLuz,ok",3201234567\nTom,ok,3111234567\n',
        'Ana,"quiere llamar,3001234567\nLuz,ok",3201234567\nTom,ok,3111234567\n',
        'Ana,"quiere llamar,3001234567\nBeto,no quiere,\nEva,ok,\nLuz,ok",3201234567\n',
        'Ana,"quiere llamar,\r\nBeto,ok,+57 (310) 123-4567\r\nLuz,ok",3201234567\r\n',
    ],
)
def test_a_quote_that_closes_rows_later_is_named_where_it_opened(read_text: Read, rows: str) -> None:
    with pytest.raises(FileError) as error:
        read_text("Nombre,Nota,Celular\nEva,no,3001234560\n" + rows)

    assert error.value.code == "file.quote"
    assert error.value.message.startswith("In row 3 of ")
    assert error.value.message.endswith(" opens a cell that holds whole rows.")


@pytest.mark.parametrize(
    "note",
    [
        "Cra 7, Apto 5\nBarrio Sur",
        "Cra 7\nApto 5, Torre 2, Cali\nColombia",
        "a, b\nc, d",
        "Tel casa, 6012345678\nllamar tarde",
        "uno\n\ndos\n3001234567\ntres",
    ],
)
def test_a_note_of_several_lines_is_one_cell(read_text: Read, note: str) -> None:
    result = read_text(f'Nombre,Nota,Celular\nAna,"{note}",3001234567\nLuz,ok,3201234567\n')

    assert result.column("Nota") == [note, "ok"]
