"""The options that commands share, each defined once; their values are checked in `settings`."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

_where = partial(typer.Option, rich_help_panel="Where to", show_default=False)
_columns = partial(typer.Option, rich_help_panel="Columns", show_default=False)
_file = partial(typer.Option, rich_help_panel="File", show_default=False)
_phones = partial(typer.Option, rich_help_panel="Phones", show_default=False)
_rules = partial(typer.Option, rich_help_panel="Rules", show_default=False)
_sending = partial(typer.Option, rich_help_panel="Sending", show_default=False)
_talk = partial(typer.Option, rich_help_panel="Talk", show_default=False)

_FLAG = " "
"""A flag takes no value, and its help should not name one."""

FileArgument = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help=".csv .tsv .txt .xlsx .xlsm .xls .xlsb .ods, each also as .gz or .zip, "
        "or - for CSV on standard input",
        show_default=False,
    ),
]

Campaign = Annotated[str | None, _where("-c", "--campaign", metavar="ID", help="campaign [WOLKVOX_CAMPAIGN]")]
Type = Annotated[str | None, _where("--type", metavar="predictive|preview", help="default predictive")]
CampaignStatus = Annotated[
    str | None,
    _where(
        "--campaign-status",
        metavar="start|stop|auto",
        help="its current status; default auto: asked of the API",
    ),
]
Server = Annotated[
    str | None, _where("--server", metavar="NAME", help="the part after wv, such as 0012 [WOLKVOX_SERVER]")
]
BaseUrl = Annotated[
    str | None,
    _where("--base-url", metavar="URL", help="instead of --server: scheme and host [WOLKVOX_BASE_URL]"),
]
TokenFile = Annotated[
    Path | None,
    _where("--token-file", metavar="PATH", help="file with the token; else WOLKVOX_TOKEN, then the profile"),
]
Profile = Annotated[
    str | None, _where("--profile", metavar="NAME", help="profile of the settings file [WOLKVOX_PROFILE]")
]
Sandbox = Annotated[
    bool | None,
    _where("--sandbox", metavar=_FLAG, help="upload to a local stand-in of the API; needs no account"),
]

Map = Annotated[
    list[str] | None,
    _columns(
        "--map",
        metavar="FIELD=COLUMN",
        help='repeatable; COLUMN may be a template: "{Apellido 1} {Apellido 2}"',
    ),
]
Set = Annotated[
    list[str] | None,
    _columns("--set", metavar="FIELD=VALUE", help="repeatable; the same value for every record"),
]
Mapping = Annotated[
    Path | None, _columns("--mapping", metavar="FILE", help="a mapping file written by wolkvox map")
]

Sheet = Annotated[str | None, _file("--sheet", metavar="NAME|NUMBER", help="sheet of the workbook")]
Encoding = Annotated[
    str | None, _file("--encoding", metavar="NAME", help="text encoding; default: found out")
]
Delimiter = Annotated[
    str | None, _file("--delimiter", metavar="CHAR", help="between cells (or tab); default: found out")
]
HeaderRow = Annotated[
    str | None, _file("--header-row", metavar="N", help="row of the headings; default: found out")
]
NoHeader = Annotated[
    bool | None,
    _file("--no-header", metavar=_FLAG, help="the file has no headings; columns are then 1, 2, 3 in --map"),
]

Country = Annotated[
    str | None,
    _phones(
        "--country",
        metavar="CC",
        help="two letters, such as CO: how national numbers are read [WOLKVOX_COUNTRY]",
    ),
]
PhoneFormat = Annotated[
    str | None,
    _phones(
        "--phone-format",
        metavar="national|international|as-is",
        help="digits only in every case; default national with --country, else as-is",
    ),
]
PhonePrefix = Annotated[
    str | None,
    _phones("--phone-prefix", metavar="DIGITS", help="put before every number that has it not already"),
]

DateOrder = Annotated[
    str | None,
    _rules(
        "--date-order", metavar="dmy|mdy", help="day or month first in recall_date, where it can't be told"
    ),
]
Unique = Annotated[
    list[str] | None,
    _rules(
        "--unique",
        metavar="FIELD",
        help="repeatable; rows with the same value are duplicates; phone means any phone field",
    ),
]
Keep = Annotated[
    str | None,
    _rules("--keep", metavar="first|last", help="which of several duplicates is sent; default first"),
]
Exclude = Annotated[
    list[Path] | None,
    _rules("--exclude", metavar="FILE", help="repeatable; do-not-call numbers: rows are excluded"),
]
ExcludeAccount = Annotated[
    bool | None,
    _rules(
        "--exclude-account", metavar=_FLAG, help="also the account's own do-not-call list; costs one request"
    ),
]
MaxRejects = Annotated[
    str | None,
    _rules("--max-rejects", metavar="N|P%", help="with more rejected rows than this nothing is sent"),
]
Truncate = Annotated[
    bool | None, _rules("--truncate", metavar=_FLAG, help="cut over-long values instead of rejecting the row")
]

BatchSize = Annotated[str | None, _sending("--batch-size", metavar="N", help="1 to 10000; default 10000")]
MaxBatchMb = Annotated[
    str | None,
    _sending("--max-batch-mb", metavar="N", help="a batch closes before its body passes this; default 8"),
]
AllFields = Annotated[
    bool | None,
    _sending(
        "--all-fields/--mapped-fields",
        metavar=_FLAG,
        help="send all the campaign's fields (default), or only those with a column",
    ),
]
Stamp = Annotated[
    str | None,
    _sending(
        "--stamp",
        metavar="FIELD",
        help="write run and batch into this opt field, so that each record is traceable",
    ),
]
OnDoubt = Annotated[
    str | None,
    _sending(
        "--on-doubt", metavar="settle|stop", help="default settle: ask the API whether the batch arrived"
    ),
]
SettleAfter = Annotated[
    str | None,
    _sending(
        "--settle-after",
        metavar="SECONDS",
        help='how long before "it did not arrive" is believed; default 75',
    ),
]
KeepGoing = Annotated[
    bool | None, _sending("--keep-going", metavar=_FLAG, help="go on with the next batch after a refused one")
]
Again = Annotated[
    bool | None, _sending("--again", metavar=_FLAG, help="send a file that this campaign has already had")
]
WaitLock = Annotated[
    str | None,
    _sending("--wait-lock", metavar="SECONDS", help="wait for another upload with the same token; default 0"),
]
Licenses = Annotated[
    str | None, _sending("--licenses", metavar="N", help="the daily quota is licences x 1000 requests")
]
Reserve = Annotated[
    str | None,
    _sending("--reserve", metavar="N", help="requests of the daily quota to leave for others; default 0"),
]
DryRun = Annotated[
    bool | None, _sending("-n", "--dry-run", metavar=_FLAG, help="prepare and report, send nothing")
]

Report = Annotated[
    Path | None, _talk("--report", metavar="PATH", help="where the failed rows go (.csv or .xlsx)")
]
ReportWarnings = Annotated[
    bool | None,
    _talk("--report-warnings", metavar=_FLAG, help="also list the rows that are sent with a warning"),
]
Json = Annotated[bool | None, _talk("--json", metavar=_FLAG, help="one JSON object on standard output")]
Quiet = Annotated[
    bool | None, _talk("-q", "--quiet", metavar=_FLAG, help="say nothing unless something is wrong")
]
Verbose = Annotated[bool | None, _talk("-v", "--verbose", metavar=_FLAG, help="say more")]
NoColor = Annotated[bool | None, _talk("--no-color", metavar=_FLAG, help="no colours")]
NoInput = Annotated[bool | None, _talk("--no-input", metavar=_FLAG, help="never ask")]
