"""What the user says about columns: `--map`, `--set` and their texts, checked against the file's headings."""

import difflib
import re
import shlex
from collections.abc import Callable, Iterable, Sequence

from wolkvox_cli.campaign import FIELDS_BY_NAME, CampaignType, fields_of
from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.headings import key

_SEE_FIELDS = "`wolkvox fields` lists them all."


def parse_choice(text: str) -> tuple[str, str]:
    """The field and the column of `--map FIELD=COLUMN`; the column is "" to leave the field empty.

    Raises CommandError where there is no "=" or the field does not exist.
    """
    return _parse(text, "--map", "FIELD=COLUMN", "--map tel1=Celular")


def parse_constant(text: str) -> tuple[str, str]:
    """The field and the value of `--set FIELD=VALUE`.

    Raises CommandError where there is no "=", no value, or the field does not exist.
    """
    field, value = _parse(text, "--set", "FIELD=VALUE", "--set country=Colombia")
    if not value:
        raise CommandError(
            "mapping.bad-choice",
            f"--set {field}= gives no value.",
            f"Give a value, or leave the field empty with --map {field}=",
        )
    return field, value


def parse_each(texts: Iterable[str], parse: Callable[[str], tuple[str, str]]) -> dict[str, str]:
    """All uses of one repeatable option. Raises CommandError where a field is given twice."""
    found: dict[str, str] = {}
    for text in texts:
        field, value = parse(text)
        if field in found:
            raise CommandError(
                "mapping.bad-choice",
                f"{field} is given twice: {found[field]!r} and {value!r}.",
                "Keep one of them.",
            )
        found[field] = value
    return found


def _parse(text: str, option: str, form: str, example: str) -> tuple[str, str]:
    field, equals, value = text.partition("=")
    if not equals:
        raise CommandError(
            "mapping.bad-choice", f"{option} {text!r} is not of the form {form}.", f"For example: {example}"
        )
    name, value = field.strip(), value.strip()
    if option == "--map" and name not in FIELDS_BY_NAME and value in FIELDS_BY_NAME:
        raise CommandError(
            "mapping.unknown-field",
            f"--map: no field is called {name!r}.",
            f"The field comes first: {typed(option, value, name)}",
        )
    return known_field(name, option), value


def known_field(field: str, where: str) -> str:
    """The field name itself. Raises CommandError with the nearest one where the API has no such field."""
    if field in FIELDS_BY_NAME:
        return field
    near = nearest_field(field)
    meant = f"Did you mean {near}? " if near else ""
    raise CommandError(
        "mapping.unknown-field", f"{where}: no field is called {field!r}.", meant + _SEE_FIELDS
    )


def nearest_field(name: str) -> str | None:
    """The field whose name is most like this one, if any is."""
    near = difflib.get_close_matches(name.casefold(), FIELDS_BY_NAME, n=1, cutoff=0.6)
    return near[0] if near else None


def check_type(field: str, campaign_type: CampaignType, where: str) -> None:
    """Raises CommandError where campaigns of this type have no such field."""
    if campaign_type not in FIELDS_BY_NAME[field].types:
        raise CommandError(
            "mapping.unknown-field",
            f"{where}: {campaign_type} campaigns have no field {field}.",
            f"Leave it out, or see `wolkvox fields --type {campaign_type}`.",
        )


def find_column(text: str, headings: Sequence[str], where: str) -> str:
    """The heading that the user means: by its exact text, else by its compared form, else by its number.

    Raises CommandError where none or several match, with the nearest headings.
    """
    if text in headings:
        return text
    alike = [heading for heading in headings if key(heading) == key(text) and key(text)]
    if len(alike) == 1:
        return alike[0]
    if len(alike) > 1:
        raise CommandError(
            "mapping.two-columns",
            f"{where}: several columns read as {text!r}: {quoted_list(alike)}.",
            "Write one of them exactly as it stands in the file.",
        )
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(headings):
        return headings[int(text) - 1]
    raise CommandError(
        "mapping.unknown-column", f"{where}: the file has no column {text!r}.", _nearest(text, headings)
    )


def _nearest(text: str, headings: Sequence[str]) -> str:
    by_key = {key(heading): heading for heading in headings}
    near = difflib.get_close_matches(key(text), by_key, n=3, cutoff=0.6)
    if near:
        return f"Did you mean {' or '.join(repr(by_key[match]) for match in near)}?"
    shown = quoted_list(headings[:12]) + (" ..." if len(headings) > 12 else "")
    return f"Its columns are {shown}"


def resolve(text: str, headings: Sequence[str], where: str) -> tuple[str, tuple[str, ...]]:
    """A column, or a template with columns in braces: (template, its columns), under the file's headings."""
    if text in headings or not re.search(r"\{[^{}]+\}", text):
        column = find_column(text, headings, where)
        return column, (column,)
    columns: list[str] = []

    def found(match: re.Match[str]) -> str:
        column = find_column(match[1].strip(), headings, where)
        if column not in columns:
            columns.append(column)
        return f"{{{column}}}"

    template = re.sub(r"\{([^{}]+)\}", found, text)
    return template, tuple(columns)


def typed(option: str, field: str, value: str) -> str:
    """The option as it is to be typed, quoted for the usual shells where needed: --map "tel1=Otro número"."""
    return f"{option} {quoted_word(f'{field}={value}')}"


def quoted_word(text: str) -> str:
    """A word of a command line, quoted for the usual shells where needed."""
    if re.fullmatch(r"[\w=.,:@/+-]+", text):
        return text
    if not re.search(r'["$`\\!%]', text):
        return f'"{text}"'
    return shlex.quote(text)


def quoted_list(headings: Iterable[str]) -> str:
    """Headings for a sentence: "Celular", "Teléfono 2"."""
    return ", ".join(f'"{heading}"' for heading in headings)


def field_names(campaign_type: CampaignType) -> frozenset[str]:
    """The names of a campaign type's fields."""
    return frozenset(field.name for field in fields_of(campaign_type))
