import gzip
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest

from wolkvox_cli.errors import FileError
from wolkvox_cli.leads.do_not_call_files import read_lists
from wolkvox_cli.leads.phones import PhoneRules, clean_phones
from wolkvox_cli.leads.text_columns import text_frame
from wolkvox_cli.leads.validate.do_not_call import ExcludedNumbers, WithoutExcluded, without_excluded

CO = PhoneRules.of("CO")


def of_file(folder: Path, text: str, name: str = "excluded.csv") -> ExcludedNumbers:
    (folder / name).write_text(text, encoding="utf-8")
    return read_lists([str(folder / name)], CO)


def held(excluded: ExcludedNumbers, *numbers: str) -> list[bool]:
    column = text_frame({"tel1": pa.array(numbers)}, pd.RangeIndex(len(numbers)))
    return list(excluded.hold(clean_phones(column, CO, {}).canonical["tel1"]))


def test_a_plain_list_of_numbers_needs_no_heading(tmp_path: Path) -> None:
    excluded = of_file(tmp_path, "3001234561\n300 123 4562\n+57 300 1234563\n", "excluded.txt")
    assert held(excluded, "3001234561", "3001234562", "3001234563", "3001234564") == [True, True, True, False]


def test_the_phone_column_is_found_by_its_heading(tmp_path: Path) -> None:
    excluded = of_file(tmp_path, "cedula;celular\n3209876541;3001234561\n3209876542;3001234562\n")
    assert held(excluded, "3001234561", "3001234562", "3209876541") == [True, True, False]


def test_all_phone_columns_count(tmp_path: Path) -> None:
    excluded = of_file(tmp_path, "nombre,tel1,tel2\nAna,3001234561,6012345671\nEva,3001234562,\n")
    assert held(excluded, "3001234561", "6012345671", "3001234562") == [True, True, True]
    assert len(excluded) == 3


def test_a_column_of_numbers_under_an_unknown_heading_is_found_by_its_content(tmp_path: Path) -> None:
    excluded = of_file(tmp_path, "llave,tipo,fecha\n3001234561,TEL,2026-01-02\n3001234562,TEL,2026-01-03\n")
    assert held(excluded, "3001234561", "3001234562") == [True, True]


def test_a_blank_column_beside_the_numbers_is_passed_over(tmp_path: Path) -> None:
    excluded = of_file(tmp_path, "x;y\n;3001234561\n;3001234562\n")
    assert len(excluded) == 2


def test_the_accounts_own_export_is_read(tmp_path: Path) -> None:
    excluded = of_file(tmp_path, "phone_number,type,date_delete\n573001234561,outbound,2026-01-02\n")
    assert held(excluded, "300 123 4561") == [True]


def test_two_numbers_in_one_cell_are_both_excluded(tmp_path: Path) -> None:
    excluded = of_file(tmp_path, "telefono\n3001234561 / 6012345671\n")
    assert held(excluded, "3001234561", "6012345671") == [True, True]


def test_a_packed_list_is_read(tmp_path: Path) -> None:
    path = tmp_path / "excluded.csv.gz"
    path.write_bytes(gzip.compress(b"telefono\n3001234561\n"))
    assert held(read_lists([str(path)], CO), "3001234561") == [True]


def test_several_lists_count_together(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("3001234561\n3001234562\n")
    (tmp_path / "b.txt").write_text("3001234562\n3001234563\n")
    excluded = read_lists([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")], CO)
    assert len(excluded) == 3


def test_a_list_without_any_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        of_file(tmp_path, "nombre,ciudad\nAna,Cali\n")
    assert caught.value.code == "file.exclude"


def test_a_list_given_as_numbers_passes_over_what_is_none() -> None:
    excluded = ExcludedNumbers.of_numbers(["+57 300 123 4561", "x", ""], CO)
    assert (len(excluded), held(excluded, "3001234561", "")) == (1, [True, False])


def test_two_lists_can_be_joined() -> None:
    one, other = (ExcludedNumbers.of_numbers([number], CO) for number in ("3001234561", "3001234562"))
    assert held(one.joined(other), "3001234561", "3001234562") == [True, True]


def test_an_empty_list_holds_nothing() -> None:
    assert held(ExcludedNumbers.none(), "3001234561") == [False]


def test_a_number_takes_eight_bytes() -> None:
    numbers = [f"300123{n:04}" for n in range(1_000)]
    assert ExcludedNumbers.of_numbers(numbers, CO).numbers.nbytes == 8 * 1_000


def spared(excluded: list[str], **columns: list[str]) -> WithoutExcluded | None:
    phones = text_frame(columns, range(2, 2 + len(next(iter(columns.values())))))
    return without_excluded(phones, phones, ExcludedNumbers.of_numbers(excluded, PhoneRules()))


def lists(result: WithoutExcluded | None) -> dict[str, list[str]]:
    assert result is not None
    return {str(field): column.tolist() for field, column in result.columns.items()}


def test_leads_without_excluded_numbers_are_left_alone() -> None:
    assert spared(["3009999999"], tel1=["3001234561", ""]) is None


def test_the_numbers_after_an_excluded_one_move_up() -> None:
    result = spared(
        ["3001111111"],
        tel1=["3001111111", "3002222222"],
        tel2=["3003333333", "3001111111"],
        tel3=["3004444444", "3005555555"],
    )
    assert lists(result) == {
        "tel1": ["3003333333", "3002222222"],
        "tel2": ["3004444444", "3005555555"],
        "tel3": ["", ""],
    }


def test_a_lead_without_another_number_cannot_be_dialled() -> None:
    result = spared(["3001111111"], tel1=["3001111111", "3001111111"], tel2=["", "3002222222"])
    assert result is not None
    assert result.undialable.tolist() == [True, False]


def test_a_row_that_had_no_number_before_is_not_excluded() -> None:
    result = spared(["3001111111"], tel1=["3001111111", ""])
    assert result is not None
    assert result.undialable.tolist() == [True, False]


def test_it_is_known_in_which_field_an_excluded_number_stood() -> None:
    result = spared(["3001111111"], tel1=["3002222222"], tel2=["3001111111"])
    assert result is not None
    assert {field: mask.tolist() for field, mask in result.taken.items()} == {"tel2": [True]}


def test_the_extra_number_stays_where_it_is_while_there_is_another() -> None:
    result = spared(
        ["3001111111"], tel1=["3001111111"], tel2=["3002222222"], tel3=[""], tel_extra=["3003333333"]
    )
    assert lists(result) == {
        "tel1": ["3002222222"],
        "tel2": [""],
        "tel3": [""],
        "tel_extra": ["3003333333"],
    }


def test_the_extra_number_moves_up_where_it_is_the_last() -> None:
    result = spared(["3001111111"], tel1=["3001111111"], tel_extra=["3003333333"])
    assert lists(result) == {"tel1": ["3003333333"], "tel_extra": [""]}


def test_an_excluded_call_back_number_is_blanked_alone() -> None:
    result = spared(["3001111111"], tel1=["3002222222"], recall_telephone=["3001111111"])
    assert lists(result) == {"tel1": ["3002222222"], "recall_telephone": [""]}


def test_rows_that_lose_nothing_keep_their_order() -> None:
    result = spared(["3001111111"], tel1=["3001111111", ""], tel2=["", "3002222222"])
    assert lists(result)["tel2"] == ["", "3002222222"]


def test_the_comparable_forms_move_with_their_numbers() -> None:
    columns = text_frame({"tel1": ["93001234561"], "tel2": ["93001234562"]}, [2])
    known = text_frame({"tel1": ["573001234561"], "tel2": ["573001234562"]}, [2])
    result = without_excluded(columns, known, ExcludedNumbers(np.array([1573001234561])))
    assert result is not None
    assert result.columns["tel1"].tolist() == ["93001234562"]
    assert result.canonical["tel1"].tolist() == ["573001234562"]


def test_all_visible_sheets_of_a_list_count(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    with_heading, without, notes, hidden = book.worksheets[0], *map(book.create_sheet, ("B", "Notas", "D"))
    for sheet, cells in ((with_heading, ("Celular", "3001234561")), (without, ("3001234562", "3001234563"))):
        for cell in cells:
            sheet.append([cell])
    notes.append(["actualizada en mayo"])
    hidden.append(["3001234564"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "dnc.xlsx")
    excluded = read_lists([str(tmp_path / "dnc.xlsx")], CO)
    numbers = ("3001234561", "3001234562", "3001234563", "3001234564")
    assert held(excluded, *numbers) == [True, True, True, False]
    assert excluded.notes == ("The do-not-call list has no phone number in sheet Notas of dnc.xlsx.",)


def test_a_list_with_formulas_that_have_no_results_stops_the_run(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for cell in ("Celular", "3001234561", '="300"&1234562'):
        book.worksheets[0].append([cell])
    book.save(tmp_path / "dnc.xlsx")

    with pytest.raises(FileError) as error:
        read_lists([str(tmp_path / "dnc.xlsx")], CO)

    assert "1 formula has no result in the file" in error.value.message


def test_rows_without_a_usable_number_are_told(tmp_path: Path) -> None:
    excluded = of_file(tmp_path, "tel\n3001234561\n12\nno llamar\n300123\n3001234562\n", "dnc2.csv")
    assert excluded.notes == ("3 rows of the do-not-call list dnc2.csv hold no usable number: 3, 4, 5.",)


def test_a_heading_is_no_unusable_row(tmp_path: Path) -> None:
    assert of_file(tmp_path, "llave,tipo\n3001234561,TEL\n3001234562,TEL\n").notes == ()


def test_joined_lists_keep_their_notes(tmp_path: Path) -> None:
    excluded = of_file(tmp_path, "tel\n3001234561\n12\n").joined(ExcludedNumbers.none())
    assert excluded.notes == ("1 row of the do-not-call list excluded.csv holds no usable number: 3.",)


@pytest.mark.parametrize(
    ("country", "entry", "lead"),
    [
        ("CO", "1 4242400", "601 4242400"),
        ("CO", "(4) 3507050", "6043507050"),
        ("CO", "031 4242400", "6014242400"),
        ("CO", "+57 1 4242400", "6014242400"),
        ("CO", "525512458790", "+52 55 1245 8790"),
        ("CO", "3004567810 (no llamar)", "3004567810"),
        ("CO", "fax 6014242400", "6014242400"),
        ("AR", "3516123456", "+54 9 351 612-3456"),
        ("AR", "351 6123457", "0351 15 612-3457"),
        ("AR", "+5493516123458", "351 612 3458"),
        ("AR", "54 9 351 15 612 3459", "351 612 3459"),
        ("MX", "044 55 1234 5679", "+52 55 1234 5679"),
        ("MX", "+52 1 55 1234 5679", "5512345679"),
        ("BR", "11 8123-4569", "(11) 98123-4569"),
        ("CL", "09 8765 4329", "+56 9 8765 4329"),
    ],
)
def test_a_number_is_excluded_however_the_list_writes_it(
    tmp_path: Path, country: str, entry: str, lead: str
) -> None:
    rules = PhoneRules.of(country)
    (tmp_path / "list.csv").write_text(f"telefono\n{entry}\n", encoding="utf-8")
    column = text_frame({"tel1": pa.array([lead])}, pd.RangeIndex(1))
    excluded = read_lists([str(tmp_path / "list.csv")], rules)
    assert excluded.hold(clean_phones(column, rules, {}).canonical["tel1"]).tolist() == [True]


def test_more_than_ten_numbers_in_one_cell_are_all_excluded(tmp_path: Path) -> None:
    numbers = [f"30012345{place}" for place in range(10, 25)]
    excluded = of_file(tmp_path, f"telefono\n{' / '.join(numbers)}\n")
    assert held(excluded, *numbers) == [True] * 15


@pytest.mark.parametrize(
    "entry", ["4242400", "30012345671", "3OO1234567", "3.00123E+09", "3001234561 / 4242400"]
)
def test_an_entry_that_is_not_understood_stops_the_run_and_names_its_row(tmp_path: Path, entry: str) -> None:
    with pytest.raises(FileError, match=r"1 row of the do-not-call list .* in Colombia: 3\.") as caught:
        of_file(tmp_path, f"telefono\n3001234562\n{entry}\n")
    assert caught.value.hint.startswith("Nothing was sent")


@pytest.mark.parametrize("entry", ["0000000000", "12345", "sin dato", "N/A"])
def test_an_entry_that_can_be_nobodys_number_is_only_told(tmp_path: Path, entry: str) -> None:
    assert len(of_file(tmp_path, f"telefono\n3001234562\n{entry}\n").notes) == 1


def test_numbers_of_the_account_that_cannot_be_read_are_told() -> None:
    excluded = ExcludedNumbers.of_numbers(["3001234561", "4242400"], CO)
    assert excluded.notes == ("1 of the account's do-not-call numbers cannot be read, and exclude no lead.",)
