"""An empty lead file whose headings are known, with an explanation of each: CSV or Excel."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from wolkvox_cli.campaign import CampaignType, LeadField, fields_of
from wolkvox_cli.errors import CommandError, MachineError
from wolkvox_cli.output.template_words import WORDS, TemplateWords
from wolkvox_cli.spool import READABLE, whole_file

_EXCEL_ROWS = 1_048_576
_TEXT = "@"
_HEAD_FILL = PatternFill("solid", fgColor="1F4E78")
_HEAD_FONT = Font(bold=True, color="FFFFFF")
_PHONE_FILL = PatternFill("solid", fgColor="2E7D32")


@dataclass(frozen=True)
class TemplateColumn:
    """One column of the template: its heading, the field it goes to, what it is for, what it may hold."""

    heading: str
    field: LeadField
    about: str
    limit: str


def template_columns(language: str, campaign_type: CampaignType) -> list[TemplateColumn]:
    """The columns in API order, under headings that lead back to their fields."""
    words = WORDS[language]
    return [
        TemplateColumn(words.heading(field.name), field, words.about(field), words.limit(field))
        for field in fields_of(campaign_type)
    ]


def write_template(path: Path, language: str, campaign_type: CampaignType, *, force: bool = False) -> None:
    """Write the empty lead file, whole or not at all.

    Raises CommandError for a name that is neither .csv nor .xlsx, or a file that is there already
    without `force`; MachineError when the disk does not allow it.
    """
    kind = path.suffix.casefold()
    if kind not in (".csv", ".xlsx"):
        raise CommandError(
            "command.bad-value",
            f"-o {path}: a lead file is written as .csv or .xlsx.",
            f"For example: -o {path.stem or 'leads'}.xlsx",
        )
    if path.exists() and not force:
        raise CommandError(
            "command.file-exists",
            f"{path} is there already.",
            "Give --force to replace it, or another name after -o.",
        )
    if not path.parent.is_dir():
        raise CommandError(
            "command.no-folder",
            f"There is no folder {path.parent}.",
            "Make it first, or choose another name after -o.",
        )
    columns = template_columns(language, campaign_type)
    words = WORDS[language]
    content = _as_csv(columns, words) if kind == ".csv" else _as_workbook(columns, words)
    try:
        with whole_file(path, READABLE) as file:
            file.write(content)
    except OSError as error:
        raise MachineError(
            "disk.unwritable",
            f"{path} cannot be written: {error.strerror or error}.",
            "Free some space, or close the file where it is open, or give another place after -o.",
        ) from error


def _as_csv(columns: list[TemplateColumn], words: TemplateWords) -> bytes:
    """With a byte-order mark and the delimiter that Excel expects in that language."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=words.delimiter, lineterminator="\r\n")
    writer.writerow(column.heading for column in columns)
    return text.getvalue().encode("utf-8-sig")


def _as_workbook(columns: list[TemplateColumn], words: TemplateWords) -> bytes:
    book = Workbook()
    leads = book.active
    if not isinstance(leads, Worksheet):
        raise TypeError("a new workbook begins with a worksheet")
    _fill_leads(leads, columns, words)
    _fill_help(book.create_sheet(words.help_sheet), columns, words)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill_leads(sheet: Worksheet, columns: list[TemplateColumn], words: TemplateWords) -> None:
    sheet.title = words.leads_sheet
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(1, number, column.heading)
        cell.font = _HEAD_FONT
        cell.fill = _PHONE_FILL if column.field.name == "tel1" else _HEAD_FILL
        cell.comment = Comment(_note(column), "wolkvox", width=260, height=90)
        letter = get_column_letter(number)
        dimension = sheet.column_dimensions[letter]
        dimension.width = max(len(column.heading) + 2, 12)
        dimension.number_format = _TEXT
        cell.number_format = _TEXT
        if column.field.max_length:
            sheet.add_data_validation(_at_most(column.field.max_length, letter, column.limit))


def _note(column: TemplateColumn) -> str:
    return f"{column.about}. {column.limit}" if column.limit else f"{column.about}."


def _at_most(length: int, letter: str, message: str) -> DataValidation:
    """Excel itself refuses a longer text as it is typed."""
    rule = DataValidation(
        type="textLength", operator="lessThanOrEqual", formula1=str(length), allow_blank=True, error=message
    )
    rule.add(f"{letter}2:{letter}{_EXCEL_ROWS}")
    return rule


def _fill_help(sheet: Worksheet, columns: list[TemplateColumn], words: TemplateWords) -> None:
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 74
    sheet.column_dimensions["C"].width = 52
    for line in words.introduction:
        sheet.append([line])
    sheet.append([])
    sheet.append(words.help_headings)
    for cell in sheet[sheet.max_row]:
        cell.font = _HEAD_FONT
        cell.fill = _HEAD_FILL
    for number, column in enumerate(columns, 1):
        # the letter also keeps this list of headings from reading as a second table of leads
        sheet.append([f"{get_column_letter(number)} · {column.heading}", column.about, column.limit])
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
