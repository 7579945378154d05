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


def test_rows_of_two_columns_are_not_swallowed(read_text: Read) -> None:
    text = 'Celular,Nombre\n3004567810,"Ana Ruiz\n3124587960,Luis Sol\n3204567811,Eva Mora"\n'

    assert broken_row(read_text, text) == "In row 2"


def test_phones_of_one_column_are_not_swallowed(read_text: Read) -> None:
    assert broken_row(read_text, 'Celular\n3204567811\n"3004567810\n3124587960"\n') == "In row 3"


def test_the_last_cell_of_a_row_does_not_swallow_the_next_row(read_text: Read) -> None:
    text = 'Nombre;Celular;Obs\nAna;3004567810;ok\nLuis;3124587960;"llamar\nEva;3204567811;tarde"\n'

    assert broken_row(read_text, text) == "In row 3"


def test_an_address_of_two_lines_beside_a_phone_is_one_cell(read_text: Read) -> None:
    result = read_text(
        'Dirección,Celular\n"Barrio Sur,\nCali",3004567810\n"Cra 7, Apto 5\nCali",3124587960\n'
    )

    assert result.column("Dirección") == ["Barrio Sur,\nCali", "Cra 7, Apto 5\nCali"]


def test_quotes_within_a_quoted_name_survive(read_text: Read) -> None:
    result = read_text(
        '"Id","Nombre","Celular"\n"1","Ferretería "El Tornillo" SAS","3004567810"\n'
        '"2","Bar "La 13"","3124587960"\n"3","Café "Uno, Dos"","3204567811"\n'
    )

    assert result.column("Nombre") == ['Ferretería "El Tornillo" SAS', 'Bar "La 13"', 'Café "Uno, Dos"']
    assert result.problems == []


def test_a_row_whose_quotes_cannot_be_told_apart_is_no_lead(read_text: Read) -> None:
    result = read_text('Nombre;Dirección;Celular\nAna;"Cra 7";3004567810\n"Luis;"Cra 8; Cali";3124587960\n')

    assert [(problem[0], problem[2]) for problem in result.problems] == [("row.ragged", [3])]


@pytest.mark.parametrize("headings", ['"Nombre;Celular";Ciudad', 'Nombre;"Celular;"Ciudad'])
def test_headings_that_a_quote_joins_are_named_by_their_row(headings: str, read_text: Read) -> None:
    text = f"{headings}\nAna;3004567810;\nLuis;3124587960;\n"

    assert broken_row(read_text, text) == "In row 1"


def test_a_heading_of_two_lines_is_one_heading(read_text: Read) -> None:
    assert read_text('Nombre;"Celular;\nWhatsApp"\nAna;3004567810\n').headings == [
        "Nombre",
        "Celular; WhatsApp",
    ]
