"""Every option of `add-records`, declared once: its name, variable, default, what it may be, and its help.

A field of `Settings` is at the same time an option of the commands that take it (commands/options.py), a key
of the settings file (profiles.py) and what the program asks for its value. Its tags say the rest.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum, StrEnum, auto
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin, get_type_hints

import typer
from typer.models import OptionInfo

from wolkvox_cli.campaign import MAX_RECORDS_PER_REQUEST, Campaign, CampaignStatus, CampaignType
from wolkvox_cli.errors import CommandError
from wolkvox_cli.settings import values

if TYPE_CHECKING:
    from wolkvox_cli.tokens import Token


class Tag(Enum):
    """What else is to be known of a setting."""

    SHAPES = auto()
    """It shapes the records: with another value, the same file is another run."""
    TO_SEND = auto()
    """It is of use only where something is sent: `check` has no such option."""
    EACH_TIME = auto()
    """It must be meant each time: no profile may hold it."""
    NO_OPTION = auto()
    """Only the profile may hold it."""


class Origin(StrEnum):
    """Where the value of a setting came from, the strongest first."""

    OPTION = "option"
    VARIABLE = "environment"
    PROFILE = "profile"
    DEFAULT = "default"


def _use_profile(context: typer.Context, wanted: str | None) -> str | None:
    """Let the profile count where neither option nor variable says anything; its name."""
    from wolkvox_cli.settings.profiles import use_profile

    return use_profile(context, wanted)


_option = partial(typer.Option, case_sensitive=False)
_where_to = partial(_option, rich_help_panel="Where to")
_columns = partial(_option, rich_help_panel="Columns")
_file = partial(_option, rich_help_panel="File")
_phones = partial(_option, rich_help_panel="Phones")
_rules = partial(_option, rich_help_panel="Rules")
_sending = partial(_option, rich_help_panel="Sending")
_talk = partial(_option, rich_help_panel="Talk")
_no_option = partial(typer.Option, hidden=True)

_FLAG = " "
"""A flag takes no value, and its help should not name one."""


@dataclass(frozen=True)
class Settings:
    """What was chosen for this command. The token is not among it: see `token`."""

    campaign: Annotated[
        str | None,
        _where_to(
            *("-c", "--campaign"),
            metavar="ID",
            envvar="WOLKVOX_CAMPAIGN",
            parser=values.campaign_id,
            help="campaign",
        ),
    ] = None
    type: Annotated[CampaignType, _where_to("--type", help="the campaign's type"), Tag.SHAPES] = (
        CampaignType.PREDICTIVE
    )
    campaign_status: Annotated[
        Literal["start", "stop", "auto"],
        _where_to("--campaign-status", help="its current status; auto: asked of the API"),
        Tag.TO_SEND,
    ] = "auto"
    server: Annotated[
        str | None,
        _where_to(
            "--server",
            metavar="NAME",
            envvar="WOLKVOX_SERVER",
            parser=values.server,
            help="the part after wv, such as 0012",
        ),
    ] = None
    base_url: Annotated[
        str | None,
        _where_to(
            "--base-url",
            metavar="URL",
            envvar="WOLKVOX_BASE_URL",
            parser=values.base_url,
            help="instead of --server: scheme and host",
        ),
    ] = None
    token_file: Annotated[
        Path | None,
        _where_to(
            "--token-file",
            metavar="PATH",
            parser=values.path,
            help="file with the token; else WOLKVOX_TOKEN, then the profile",
        ),
        Tag.TO_SEND,
    ] = None
    token_command: Annotated[str | None, _no_option(parser=values.text), Tag.NO_OPTION] = None
    profile: Annotated[
        str | None,
        _where_to(
            "--profile",
            metavar="NAME",
            envvar="WOLKVOX_PROFILE",
            is_eager=True,  # before the options that look into it
            callback=_use_profile,
            help="profile of the settings file",
        ),
        Tag.EACH_TIME,
    ] = None
    sandbox: Annotated[
        bool,
        _where_to("--sandbox", metavar=_FLAG, help="upload to a local stand-in of the API; needs no account"),
        *(Tag.TO_SEND, Tag.EACH_TIME),
    ] = False

    map: Annotated[
        tuple[str, ...],
        _columns(
            "--map",
            metavar="FIELD=COLUMN",
            help='repeatable; COLUMN may be a template: "{Apellido 1} {Apellido 2}"',
        ),
        Tag.SHAPES,
    ] = ()
    set: Annotated[
        tuple[str, ...],
        _columns("--set", metavar="FIELD=VALUE", help="repeatable; the same value for every record"),
        Tag.SHAPES,
    ] = ()
    mapping: Annotated[
        Path | None,
        _columns(
            "--mapping", metavar="FILE", parser=values.path, help="a mapping file written by wolkvox map"
        ),
    ] = None

    sheet: Annotated[
        str | None,
        _file("--sheet", metavar="NAME|NUMBER", parser=values.text, help="sheet of the workbook"),
        Tag.SHAPES,
    ] = None
    encoding: Annotated[
        str | None,
        _file(
            "--encoding", metavar="NAME", parser=values.encoding, help="text encoding; without it: found out"
        ),
        Tag.SHAPES,
    ] = None
    delimiter: Annotated[
        str | None,
        _file(
            "--delimiter",
            metavar="CHAR",
            parser=values.delimiter,
            help="between cells (or tab); without it: found out",
        ),
        Tag.SHAPES,
    ] = None
    header_row: Annotated[
        int | None,
        _file(
            "--header-row",
            metavar="N",
            min=1,
            max=1_048_576,
            help="row of the headings; without it: found out",
        ),
        Tag.SHAPES,
    ] = None
    no_header: Annotated[
        bool,
        _file(
            "--no-header", metavar=_FLAG, help="the file has no headings; columns are then 1, 2, 3 in --map"
        ),
        Tag.SHAPES,
    ] = False
    skip_hidden: Annotated[
        bool,
        _file("--skip-hidden", metavar=_FLAG, help="leave out the rows that are hidden in the sheet"),
        Tag.SHAPES,
    ] = False

    country: Annotated[
        str | None,
        _phones(
            "--country",
            metavar="CC",
            envvar="WOLKVOX_COUNTRY",
            parser=values.country,
            help="two letters, such as CO: how national numbers are read",
        ),
        Tag.SHAPES,
    ] = None
    phone_format: Annotated[
        Literal["national", "international", "as-is"] | None,
        _phones(
            "--phone-format",
            help="digits only in every case; without it national with --country, else as-is",
        ),
        Tag.SHAPES,
    ] = None
    phone_prefix: Annotated[
        str,
        _phones(
            "--phone-prefix",
            metavar="DIGITS",
            parser=values.digits,
            help="put before every number that has it not already",
        ),
        Tag.SHAPES,
    ] = ""

    date_order: Annotated[
        Literal["dmy", "mdy"] | None,
        _rules("--date-order", help="day or month first in recall_date, where it can't be told"),
        Tag.SHAPES,
    ] = None
    unique: Annotated[
        tuple[str, ...],
        _rules(
            "--unique",
            metavar="FIELD",
            parser=values.unique_field,
            help="repeatable; rows with the same value are duplicates; phone means any phone field",
        ),
        Tag.SHAPES,
    ] = ()
    keep: Annotated[
        Literal["first", "last"], _rules("--keep", help="which of several duplicates is sent"), Tag.SHAPES
    ] = "first"
    exclude: Annotated[
        tuple[Path, ...],
        _rules(
            "--exclude",
            metavar="FILE",
            parser=values.path,
            help="repeatable; do-not-call numbers: rows are excluded",
        ),
    ] = ()
    exclude_account: Annotated[
        bool,
        _rules(
            "--exclude-account",
            metavar=_FLAG,
            help="also the account's own do-not-call list; costs one request",
        ),
        *(Tag.SHAPES, Tag.TO_SEND),
    ] = False
    max_rejects: Annotated[
        str | None,
        _rules(
            "--max-rejects",
            metavar="N|P%",
            parser=values.reject_limit,
            help="with more rejected rows than this nothing is sent",
        ),
    ] = None
    truncate: Annotated[
        bool,
        _rules("--truncate", metavar=_FLAG, help="cut over-long values instead of rejecting the row"),
        Tag.SHAPES,
    ] = False
    severity: Annotated[
        tuple[tuple[str, str], ...], _no_option(parser=values.severities), *(Tag.SHAPES, Tag.NO_OPTION)
    ] = ()

    batch_size: Annotated[
        int,
        _sending(
            "--batch-size", metavar="N", min=1, max=MAX_RECORDS_PER_REQUEST, help="most records of a batch"
        ),
    ] = MAX_RECORDS_PER_REQUEST
    max_batch_mb: Annotated[
        float,
        _sending(
            "--max-batch-mb",
            metavar="N",
            min=0.01,
            max=100,
            help="a batch closes before its body passes this",
        ),
    ] = 8
    all_fields: Annotated[
        bool,
        _sending(
            "--all-fields/--mapped-fields",
            metavar=_FLAG,
            help="send all the campaign's fields, or only those with a column",
        ),
        Tag.SHAPES,
    ] = True
    stamp: Annotated[
        str | None,
        _sending(
            "--stamp",
            metavar="FIELD",
            parser=values.opt_field,
            help="write run and batch into this opt field, so that each record is traceable",
        ),
        Tag.SHAPES,
    ] = None
    on_doubt: Annotated[
        Literal["settle", "stop"],
        _sending("--on-doubt", help="settle: ask the API whether the batch arrived"),
        Tag.TO_SEND,
    ] = "settle"
    settle_after: Annotated[
        float,
        _sending(
            "--settle-after",
            metavar="SECONDS",
            min=0,
            max=3600,
            help='how long before "it did not arrive" is believed',
        ),
        Tag.TO_SEND,
    ] = 75
    keep_going: Annotated[
        bool,
        _sending("--keep-going", metavar=_FLAG, help="go on with the next batch after a refused one"),
        Tag.TO_SEND,
    ] = False
    again: Annotated[
        bool,
        _sending("--again", metavar=_FLAG, help="send also what this campaign has already had"),
        Tag.EACH_TIME,
    ] = False
    wait_lock: Annotated[
        float,
        _sending(
            "--wait-lock",
            metavar="SECONDS",
            min=0,
            max=86_400,
            help="wait for another upload with the same token",
        ),
        Tag.TO_SEND,
    ] = 0
    licenses: Annotated[
        int | None,
        _sending(
            "--licenses",
            metavar="N",
            min=1,
            max=100_000,
            help="the daily quota is licences x 1000 requests",
        ),
        Tag.TO_SEND,
    ] = None
    reserve: Annotated[
        int,
        _sending(
            "--reserve",
            metavar="N",
            min=0,
            help="requests of the daily quota to leave for others",
        ),
        Tag.TO_SEND,
    ] = 0
    dry_run: Annotated[
        bool,
        _sending(*("-n", "--dry-run"), metavar=_FLAG, help="prepare and report, send nothing"),
        *(Tag.TO_SEND, Tag.EACH_TIME),
    ] = False

    report: Annotated[
        Path | None,
        _talk(
            "--report",
            metavar="PATH",
            parser=values.path,
            help="where the failed rows go (.csv or .xlsx)",
        ),
    ] = None
    report_warnings: Annotated[
        bool,
        _talk("--report-warnings", metavar=_FLAG, help="also list the rows that are sent with a warning"),
    ] = False
    json: Annotated[
        bool, _talk("--json", metavar=_FLAG, help="one JSON object on standard output"), Tag.EACH_TIME
    ] = False
    quiet: Annotated[
        bool, _talk(*("-q", "--quiet"), metavar=_FLAG, help="say nothing unless something is wrong")
    ] = False
    verbose: Annotated[bool, _talk(*("-v", "--verbose"), metavar=_FLAG, help="say more")] = False
    no_color: Annotated[bool, _talk("--no-color", metavar=_FLAG, help="no colours")] = False
    no_input: Annotated[bool, _talk("--no-input", metavar=_FLAG, help="never ask")] = False

    origins: Mapping[str, Origin] = field(default_factory=dict, repr=False, compare=False)

    def shaping(self) -> dict[str, Any]:
        """The values of all settings that shape the records."""
        return {setting.name: getattr(self, setting.name) for setting in declared(Tag.SHAPES)}

    @property
    def selection(self) -> str:
        """Identifies what was said of the rows to read, "" for nothing: another sheet is another table."""
        said = (self.sheet, self.header_row, self.no_header, self.skip_hidden)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16] if any(said) else ""

    def token(self) -> "Token":
        """The token. Raises CommandError where there is none."""
        from wolkvox_cli.settings.token_sources import find_token

        given = self.origins.get("token_file") is Origin.OPTION
        return find_token(
            self.token_file if given else None, None if given else self.token_file, self.token_command
        )

    def destination(self) -> Campaign:
        """Where the run goes. Raises CommandError where server or campaign is missing."""
        if self.base_url is None and self.server is None:
            raise _missing("server", "--server NAME (the part after wv, such as 0012)", "WOLKVOX_SERVER")
        if self.campaign is None:
            raise _missing("campaign", "--campaign ID", "WOLKVOX_CAMPAIGN")
        url = self.base_url or f"https://wv{self.server}.wolkvox.com"
        status = None if self.campaign_status == "auto" else CampaignStatus(self.campaign_status)
        return Campaign(url, self.server or url.split("://")[1], self.campaign, self.type, status)


@dataclass(frozen=True)
class Setting:
    """One field of `Settings` as it is declared; `kind` is its type, such as `str | None`."""

    name: str
    kind: Any
    default: Any
    option: OptionInfo
    tags: frozenset[Tag]

    @property
    def is_flag(self) -> bool:
        """Whether it is true or false."""
        return self.kind is bool

    @property
    def is_list(self) -> bool:
        """Whether it may be given several times."""
        return get_origin(self.kind) is tuple

    @property
    def is_path(self) -> bool:
        """Whether it names a file, or each of its values does."""
        return Path in get_args(self.kind)

    @property
    def opposite(self) -> str | None:
        """The key that says the opposite of a flag with two names: mapped_fields for all_fields."""
        # Of the names given to typer.Option the first is kept as its default.
        _, slash, second = str(self.option.default).partition("/")
        return second.lstrip("-").replace("-", "_") if slash else None


def declared(*tags: Tag, but: Tag | None = None) -> list[Setting]:
    """The settings that have all these tags, and not the other one, in the order of their declaration."""
    return [
        setting for setting in _all_declared() if setting.tags.issuperset(tags) and but not in setting.tags
    ]


@cache
def _all_declared() -> tuple[Setting, ...]:
    hints = get_type_hints(Settings, include_extras=True)
    return tuple(
        Setting(each.name, kind, each.default, option, frozenset(tags))
        for each in fields(Settings)
        if get_origin(hints[each.name]) is Annotated
        for kind, option, *tags in [get_args(hints[each.name])]
    )


def _missing(what: str, option: str, variable: str) -> CommandError:
    return CommandError(
        f"settings.no-{what}",
        f"No {what} was given.",
        f"Add {option}, set {variable}, or write it into a profile. "
        "To rehearse without an account, add --sandbox.",
    )
