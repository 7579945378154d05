"""Every committed file reads to the right headings, rows and row numbers, or to the right refusal."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wolkvox_cli.errors import FileError

FILES = Path(__file__).parent / "files"

HEADINGS = ["Nombre", "Apellido", "Celular", "Correo"]
ANA = ["Ana", "Muñoz", "3001234567", "ana@example.com"]
LUIS = ["Luis", "Peña", "3109876543", "luis@example.com"]
EVA = ["Eva", "Ibáñez", "6015551234", "eva@example.com"]
BOTH = (HEADINGS, {2: ANA, 3: LUIS})
SHORT = ["Nombre", "Celular"]
SHORT_BOTH = (SHORT, {2: ["Ana", "3001234567"], 3: ["Luis", "3109876543"]})
SHORT_ANA = (SHORT, {2: ["Ana", "3001234567"]})

READABLE: dict[str, tuple[list[str], dict[int, list[str]]]] = {
    "blank_column_in_the_middle.csv": SHORT_BOTH,
    "blank_rows_between.csv": (HEADINGS, {2: ANA, 5: LUIS, 8: EVA}),
    "cell_beyond_the_last_heading.xlsx": (
        SHORT,
        {2: ["Ana", "3001234567"], 3: ["Luis", "3109876543"], 4: ["Eva", "6015551234"]},
    ),
    "cells_of_every_kind.xlsx": (
        ["Nombre", "Celular", "Activo", "Hora", "Documento", "Nota", "Duración"],
        {
            2: ["Ana", "0301234567", "TRUE", "14:30:00", "1234567890123456", "NA", "30:00:00"],
            3: ["Luis", "3109876543", "FALSE", "", "79123456", "1E5", ""],
            4: ["Eva", "", "", "", "", "", ""],
        },
    ),
    "commas.csv": BOTH,
    "directory.csv": (
        ["Institución", "Teléfono / Celular", "Correo electrónico", "Dirección"],
        {
            2: ["Colegio Uno", "6015551234 / 3001234567", "uno@example.com", "Cra 7 # 1-2"],
            3: ["Colegio Dos", "6015555678", "dos@example.com", "Cl 3 # 4-5"],
        },
    ),
    "doubled_quotes.csv": (SHORT, {2: ['Ana "la jefa" Muñoz', "3001234567"], 3: ["Luis", "3109876543"]}),
    "duplicate_headings.csv": (
        ["Nombre", "Teléfono", "Teléfono (2)", "Teléfono (3)"],
        {2: ["Ana", "3001234567", "6015551234", ""], 3: ["Luis", "3109876543", "", ""]},
    ),
    "excel_ctrl_z_at_the_end.csv": BOTH,
    "excel_unicode_text_utf16_tabs.txt": BOTH,
    "failed_row_report.csv": (
        [*SHORT, "wolkvox_row", "wolkvox_field", "wolkvox_error"],
        {
            2: ["Ana", "+573001234567", "17", "tel1", "Correct it."],
            3: ["=Luis", "3109876543", "40", "tel1", "Correct it."],
        },
    ),
    "gzipped.csv.gz": BOTH,
    "gzipped_workbook.xlsx.gz": SHORT_ANA,
    "header_of_two_rows.xlsx": (
        ["Nombre", "Ciudad", "Fijo", "Celular"],
        {3: ["Ana", "Bogotá", "6015551234", "3001234567"], 4: ["Luis", "Cali", "", "3109876543"]},
    ),
    "header_on_row_5_under_merged_title_with_totals.xlsx": (
        ["Nombre", "Celular", "Saldo", "Fecha"],
        {
            6: ["Ana", "3001234567", "12.5", "2026-03-01"],
            7: ["Luis", "3109876543", "100", "2026-03-01 14:30:00"],
        },
    ),
    "heading_with_line_break.csv": (
        ["Nombre", "Número de celular"],
        {2: ["Ana", "3001234567"], 3: ["Luis", "3109876543"]},
    ),
    "hidden_merged_and_formatted.xls": (
        ["Nombre", "Celular", "Ciudad", "Telefono 2"],
        {
            2: ["Ana Ruiz", "3001234567", "Cali", ""],
            3: ["Ana Ruiz", "3109876543", "Cali", ""],
            4: ["Luis Sol", "3204567811", "Pasto", "3004567810"],
            5: ["Eva Mora", "3114567812", "", "0601234567"],
            6: ["Beto Gil", "", "", "3004567899"],
        },
    ),
    "html_table.xls": (SHORT, {2: ["Ana Muñoz", "3001234567"], 3: ["Luis Peña", "3109876543"]}),
    "latin1_with_undefined_windows_byte.csv": (
        HEADINGS,
        {2: ANA, 3: ["Luis\x81", "Peña", "3109876543", "l@example.com"]},
    ),
    "lead_called_total.csv": (
        ["Nombre", "Celular", "Saldo"],
        {2: ["Ana", "3001234567", "100"], 3: ["Total", "3109876543", "200"]},
    ),
    "line_ends_cr.csv": BOTH,
    "line_ends_crlf.csv": BOTH,
    "line_ends_mixed.csv": (
        SHORT,
        {2: ["Ana", "3001234567"], 3: ["Luis", "3109876543"], 4: ["Eva", "6015551234"]},
    ),
    "macroman.csv": (
        HEADINGS,
        {
            2: ["Ramón", "Muñoz", "3001234567", "a@example.com"],
            3: ["José", "Peña", "3109876543", "b@example.com"],
            4: ["Inés", "Ibáñez", "6015551234", "c@example.com"],
        },
    ),
    "merged_heading_over_two_columns.xlsx": (
        ["Nombre", "Teléfonos", "Teléfonos (2)", "Ciudad"],
        {2: ["Ana", "3001234567", "6015551234", "Bogotá"], 3: ["Luis", "3109876543", "", "Cali"]},
    ),
    "meta_leads_tabs_in_csv.csv": (
        ["id", "created_time", "ad_name", "full_name", "phone_number", "email"],
        {
            2: [
                "l:1001",
                "2026-10-01T10:00:00-05:00",
                "Promo",
                "Ana Muñoz",
                "p:+573001234567",
                "ana@example.com",
            ],
            3: [
                "l:1002",
                "2026-10-01T11:00:00-05:00",
                "Promo",
                "Luis Peña",
                "p:+573109876543",
                "luis@example.com",
            ],
        },
    ),
    "nameless_column_with_data.csv": (
        ["Nombre", "Column 2", "Celular"],
        {2: ["Ana", "VIP", "3001234567"], 3: ["Luis", "", "3109876543"]},
    ),
    "no_line_end_at_the_end.csv": BOTH,
    "nul_bytes.csv": SHORT_BOTH,
    "old_workbook_with_a_gap.xls": (
        ["Nombre", "Celular", "Saldo"],
        {2: ["Ana", "3001234567", "1.5"], 5: ["Luis", "0310987654", ""]},
    ),
    "one_column.csv": (["Celular"], {2: ["3001234567"], 3: ["3109876543"]}),
    "one_column_of_names_with_commas.csv": (["Nombre completo"], {2: ["Muñoz, Ana"], 3: ["Peña, Luis"]}),
    "one_lead_sheet_among_notes_and_hidden.xlsx": SHORT_ANA,
    "open_document.ods": SHORT_BOTH,
    "phones_with_guard_and_point_zero.csv": (SHORT, {2: ["Ana", "'3001234567"], 3: ["Luis", "3109876543.0"]}),
    "pipes.txt": BOTH,
    "quoted_line_break.csv": (
        ["Nombre", "Dirección", "Celular"],
        {2: ["Ana", "Cra 7\nApto 5", "3001234567"], 3: ["Luis", "Cl 10", "3109876543"]},
    ),
    "quotes_inside_unquoted_cells.csv": (
        SHORT,
        {2: ['Ana "la jefa" Muñoz', "3001234567"], 3: ["Luis", "3109876543"]},
    ),
    "row_with_too_few_cells.csv": (HEADINGS, {2: ANA, 3: ["Luis", "Peña", "", ""], 4: EVA, 5: ANA, 6: LUIS}),
    "row_with_too_many_cells.csv": (HEADINGS, {2: ANA, 3: LUIS, 4: EVA}),
    "semicolons_with_commas_inside.csv": (
        ["Nombre", "Apellido", "Celular", "Dirección"],
        {
            2: ["Ana", "Muñoz", "3001234567", "Cra 7, 12-34, Apto 5"],
            3: ["Luis", "Peña", "3109876543", "Cl 10, 5-6"],
        },
    ),
    "sep_line.csv": (HEADINGS, {3: ANA, 4: LUIS}),
    "short_rows_as_a_habit.csv": (
        ["Nombre", "Celular", "Correo", "Notas"],
        {
            2: ["Ana", "3001234567", "", ""],
            3: ["Luis", "3109876543", "luis@example.com", ""],
            4: ["Eva", "6015551234", "", "llamar"],
            5: ["Iván", "3001112233", "", ""],
        },
    ),
    "tab_separated_text.xls": BOTH,
    "table_starts_at_c3_with_gaps.xlsx": (SHORT, {4: ["Ana", "3001234567"], 8: ["Luis", "3109876543"]}),
    "tabs.tsv": BOTH,
    "text_that_looks_like_nothing.csv": (
        ["Nombre", "ID", "Celular"],
        {
            2: ["NA", "007", "3001234567"],
            3: ["NULL", "1E5", "3109876543"],
            4: ["None", "nan", "6015551234"],
        },
    ),
    "title_and_blank_lines_above.csv": (HEADINGS, {5: ANA, 6: LUIS}),
    "totals_row.csv": (
        ["Nombre", "Celular", "Saldo"],
        {2: ["Ana", "3001234567", "100"], 3: ["Luis", "3109876543", "200"]},
    ),
    "trailing_delimiter_in_every_line.csv": SHORT_BOTH,
    "trailing_delimiters_in_rows_only.csv": SHORT_BOTH,
    "unknown_but_plain_headings.csv": (
        ["Columna A", "Contacto cliente", "Fono particular X"],
        {2: ["z", "Ana", "3001234567"], 3: ["y", "Luis", "3109876543"]},
    ),
    "utf16_big_endian.csv": BOTH,
    "utf16_without_mark.csv": BOTH,
    "workbook_called_csv.csv": SHORT_ANA,
    "zip_called_csv.csv": BOTH,
    "zipped.zip": BOTH,
    "zipped_workbook.zip": SHORT_ANA,
}

REFUSED = {
    "a_json_file.csv": "file.not-a-table",
    "a_pdf.csv": "file.not-a-table",
    "a_picture.xlsx": "file.not-a-table",
    "cut_off.csv.gz": "file.damaged",
    "empty.csv": "file.empty",
    "empty_sheets.xlsx": "file.empty",
    "first_lead_has_no_phone_and_no_header.csv": "file.no-header",
    "header_only.csv": "file.no-rows",
    "html_page_without_table.csv": "file.not-a-table",
    "no_header.csv": "file.no-header",
    "one_column_without_header.txt": "file.no-header",
    "only_blank_lines.csv": "file.empty",
    "random_bytes.csv": "file.not-a-table",
    "sixty_rows_with_one_bad_quote.csv": "file.quote",
    "two_bad_quotes_that_swallow_rows.csv": "file.quote",
    "two_lead_sheets.xlsx": "file.several-sheets",
    "utf8_with_one_damaged_byte.csv": "file.encoding",
    "zip_with_two_files.zip": "file.several-files",
}

LARGER = {
    "manager_template_utf8_bom.csv",
    "manager_template_windows_1252.csv",
    "sixty_quoted_rows_with_one_bad_quote.csv",
    "two_hundred_columns.csv",
    "utf8_letters_only_after_a_long_ascii_start.csv",
    "windows_1252_letters_only_at_the_end.csv",
}

Read = Callable[..., Any]


@pytest.mark.parametrize("name", READABLE)
def test_the_file_reads_to_its_headings_rows_and_row_numbers(name: str, read: Read) -> None:
    result = read(name)

    assert (result.headings, result.rows) == READABLE[name]


@pytest.mark.parametrize("name", REFUSED)
def test_the_file_is_refused_with_a_message_and_a_remedy(name: str, read: Read) -> None:
    with pytest.raises(FileError) as refusal:
        read(name)

    assert refusal.value.code == REFUSED[name]
    assert name in refusal.value.message
    assert refusal.value.hint


def test_no_committed_file_goes_unread() -> None:
    assert {file.name for file in FILES.iterdir()} == {*READABLE, *REFUSED, *LARGER}


@pytest.mark.parametrize("name", ["manager_template_utf8_bom.csv", "manager_template_windows_1252.csv"])
def test_the_managers_template_is_read_in_either_encoding(name: str, read: Read) -> None:
    result = read(name)

    assert len(result.headings) == 51
    assert result.column("APELLIDO") == ["Muñoz", "Peña"]
    assert result.column("TEL1") == ["3001234567", "'3109876543"]


def test_two_hundred_columns_are_read(read: Read) -> None:
    result = read("two_hundred_columns.csv")

    assert len(result.headings) == 200
    assert result.rows[2][199] == "200"


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("utf8_letters_only_after_a_long_ascii_start.csv", "utf-8"),
        ("windows_1252_letters_only_at_the_end.csv", "windows-1252"),
    ],
)
def test_letters_far_from_the_start_decide_the_encoding(name: str, encoding: str, read: Read) -> None:
    result = read(name)

    assert result.file.encoding == encoding
    assert result.rows[202] == EVA


def test_a_bad_quote_in_a_fully_quoted_row_costs_that_row_only(read: Read) -> None:
    result = read("sixty_quoted_rows_with_one_bad_quote.csv")

    assert len(result.rows) == 60
    assert [(problem[0], problem[2]) for problem in result.problems] == [("row.ragged", [31])]
    assert result.rows[32] == ["Lead 31", "Cra 31 # 1-2", "3001234031"]
