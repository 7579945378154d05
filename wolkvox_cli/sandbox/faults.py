"""Everything the sandbox can do wrong: the table of faults, one entry each."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from textwrap import fill
from typing import Any

import orjson

from wolkvox_cli.sandbox import answers
from wolkvox_cli.sandbox.answers import Answer


class Target(StrEnum):
    """The sort of request that goes wrong."""

    ADD_RECORD = "add_record"
    LOOKUP = "lookup"
    INFORMATION = "information"
    OTHER = "other"


class Delivery(StrEnum):
    """How the answer comes, or does not."""

    ANSWER = "answer"
    SLOW = "slow"
    CUT = "cut"
    CLOSE = "close"
    RESET = "reset"
    RESET_BEFORE_BODY = "reset before the body"
    RESET_DURING_BODY = "reset during the body"
    HANG = "hang"
    REFUSE = "refuse"


class Applied(StrEnum):
    """What becomes of the records."""

    NOTHING = "nothing"
    ALL = "all"
    SOME = "the first ARG of them"
    LATE = "all, ARG seconds later"


class View(StrEnum):
    """How a look-up is falsified."""

    TRUE = "true"
    STALE_COUNTER = "the counter before the last batch"
    SHIFTED_COUNTER = "the counter plus ARG"
    WRONG_ROWS = "the first record, whatever was asked"


Change = Callable[[Answer, str], Answer]
"""From the right answer and ARG (without one: the number of records) to the answer that is given."""


@dataclass(frozen=True)
class FaultKind:
    """One way of going wrong. `anywhere`: look-ups can go wrong so too. `argument` names ARG's form."""

    name: str
    about: str
    delivery: Delivery = Delivery.ANSWER
    applied: Applied = Applied.NOTHING
    change: Change | None = None
    argument: str = ""
    default: str = ""
    anywhere: bool = False
    target: Target = Target.ADD_RECORD
    view: View = View.TRUE


def _with_and_without(kinds: Iterable[FaultKind]) -> Iterator[FaultKind]:
    for kind in kinds:
        yield replace(kind, about=f"{kind.about}; nothing is added", anywhere=True)
        about = f"{kind.about}; the records are added"
        yield replace(kind, name=f"{kind.name}-applied", about=about, applied=Applied.ALL, anywhere=False)


def _page(status: int, title: str) -> FaultKind:
    change = _instead(answers.page(status, title))
    return FaultKind(str(status), f"HTTP {status} with HTML", change=change, anywhere=True)


def _no(name: str, answer: Answer, about: str) -> FaultKind:
    return FaultKind(name, about, change=_instead(answer), anywhere=True)


def _yes(name: str, about: str, edit: Callable[[dict[str, Any], str], None]) -> FaultKind:
    return FaultKind(name, f"accepted, {about}", applied=Applied.ALL, change=_edited(edit))


def _instead(answer: Answer) -> Change:
    return lambda _right, _argument: answer


def _edited(edit: Callable[[dict[str, Any], str], None]) -> Change:
    def change(right: Answer, argument: str) -> Answer:
        if right.status >= 400:
            return right
        content = orjson.loads(right.body)
        edit(content, argument)
        return replace(right, body=orjson.dumps(content))

    return change


def _total(content: dict[str, Any], total: str) -> None:
    content["data"] = [{"total_registers": total}]


def _total_number(content: dict[str, Any], total: str) -> None:
    content["data"] = [{"total_registers": int(total)}]


def _with_errors(content: dict[str, Any], _argument: str) -> None:
    content["errors"] = ["record 1: the e-mail address is not valid"]


def _none_added(content: dict[str, Any], _argument: str) -> None:
    content["msg"] = "No records were added"


def _records_unknown(content: dict[str, Any], _argument: str) -> None:
    for row in content["data"]:
        row["records"] = " "


def _half(right: Answer, _argument: str) -> Answer:
    return replace(right, body=right.body[: len(right.body) // 2])


def _retry_after(answer: Answer) -> Change:
    return lambda _right, seconds: replace(answer, headers=(("Retry-After", seconds),))


_ELSEWHERE = "http://elsewhere.invalid/api/v2/campaign.php"


def _redirect(name: str, status: int) -> FaultKind:
    about = f"HTTP {status} to another host, ARG"
    return FaultKind(name, about, change=_moved(status), argument="URL", default=_ELSEWHERE, anywhere=True)


def _moved(status: int) -> Change:
    return lambda _right, url: answers.page(status, "Moved", (("Location", url),))


_CONNECTION = (
    FaultKind(
        "refuse", "the port is closed for ARG seconds", Delivery.REFUSE, argument="SECONDS", default="3"
    ),
    FaultKind("reset-before-body", "reset before the body is read", Delivery.RESET_BEFORE_BODY),
    FaultKind("reset-during-body", "reset after half of the body", Delivery.RESET_DURING_BODY),
    *_with_and_without(
        (
            FaultKind("reset", "reset after the body", Delivery.RESET),
            FaultKind("close", "closed without an answer", Delivery.CLOSE),
            FaultKind(
                "hang", "silence, closed after ARG seconds", Delivery.HANG, argument="SECONDS", default="90"
            ),
            FaultKind("cut", "closed in the middle of the answer", Delivery.CUT),
            FaultKind("cut-json", "half of the envelope, as if it were all of it", change=_half),
        )
    ),
    FaultKind(
        "reset-applied-late",
        "reset after the body; the records are added ARG seconds later",
        Delivery.RESET,
        Applied.LATE,
        argument="SECONDS",
        default="5",
    ),
    FaultKind(
        "slow",
        "the right answer after ARG seconds",
        Delivery.SLOW,
        Applied.ALL,
        argument="SECONDS",
        default="5",
        anywhere=True,
    ),
)

_GATEWAY = (
    *_with_and_without(
        (
            _page(408, "Request Time-out"),
            _page(500, "Internal Server Error"),
            _page(502, "Bad Gateway"),
            _page(503, "Service Unavailable"),
            _page(504, "Gateway Time-out"),
            replace(_page(200, "Welcome"), name="html"),
            FaultKind("empty", "HTTP 200 with an empty body", change=_instead(Answer(200, b""))),
            _no("500-envelope", answers.refused(500, answers.LOCK_TIMEOUT), "the API itself breaks down"),
        )
    ),
    replace(_page(403, "Forbidden"), name="403-html"),
    replace(_page(404, "Not Found"), name="404-html"),
    _page(413, "Request Entity Too Large"),
    FaultKind(
        "429",
        "HTTP 429 with HTML and Retry-After ARG",
        change=_retry_after(answers.page(429, "Too Many Requests")),
        argument="SECONDS",
        default="2",
        anywhere=True,
    ),
    FaultKind(
        "429-envelope",
        "HTTP 429 with an envelope and Retry-After ARG",
        change=_retry_after(answers.refused(429, "TOO MANY REQUESTS")),
        argument="SECONDS",
        default="2",
        anywhere=True,
    ),
    *_with_and_without(
        (
            _redirect("redirect", 302),
            _redirect("redirect-307", 307),
        )
    ),
)

_REFUSALS = (
    _no("no-token", answers.refused(401, answers.NO_TOKEN), "the API finds no token"),
    _no("bad-token", answers.refused(403, answers.BAD_TOKEN), "the API does not know the token"),
    _no("quota", answers.refused(403, answers.QUOTA_GONE), "the daily quota is gone"),
    _no("simultaneous", answers.refused(403, answers.SIMULTANEOUS), "others use the token at the same time"),
    replace(_page(403, "Maintenance"), name="maintenance", about="maintenance window, 403 with HTML"),
    _no("maintenance-envelope", answers.refused(403, answers.MAINTENANCE), "the same with an envelope"),
    _no("full", answers.refused(404, answers.CAMPAIGN_FULL), "the campaign is full"),
    FaultKind(
        "full-in-part",
        "the first ARG records are added, then the campaign is full",
        applied=Applied.SOME,
        change=_instead(answers.refused(404, answers.CAMPAIGN_FULL)),
        argument="RECORDS",
        default="1",
    ),
    _no("unknown-campaign", answers.refused(404, answers.UNKNOWN_CAMPAIGN), "there is no such campaign"),
    _no("parameters", answers.refused(400, answers.PARAMETERS_REQUIRED), "the API misses parameters"),
    _no("unknown-api", answers.refused(400, answers.UNKNOWN_API), "the API does not know this call"),
    _no("not-found", answers.refused(404, answers.NOTHING_FOUND), "nothing found, whatever there is"),
    _no(
        "refused-with-200",
        answers.envelope("400", answers.PARAMETERS_REQUIRED, status=200),
        "an envelope that says 400 under HTTP 200",
    ),
    FaultKind(
        "refused",
        "an envelope with code ARG and the same HTTP status",
        change=lambda _right, code: answers.refused(int(code), "THE REQUEST WAS REFUSED"),
        argument="CODE",
        default="400",
        anywhere=True,
    ),
)

_OTHER_SPELLINGS = (
    _yes("code-number", "the code is the number 201", lambda content, _: content.update(code=201)),
    _yes("code-200", "the code is the text 200", lambda content, _: content.update(code="200")),
    _yes("error-null", "error is the text null", lambda content, _: content.update(error="null")),
    _yes("error-empty", "error is an empty text", lambda content, _: content.update(error="")),
    _yes("error-blank", "error is a blank", lambda content, _: content.update(error=" ")),
    _yes("total-missing", "without total_registers", lambda content, _: content.update(data=[{}])),
    _yes("data-missing", "without data", lambda content, _: content.pop("data")),
    replace(_yes("total", "total_registers is ARG", _total), argument="RECORDS", default="0"),
    _yes("total-exact", "total_registers is the number of records as text", _total),
    _yes("total-number", "total_registers is the number of records as a number", _total_number),
    _yes("errors", "but with a list of errors beside it", _with_errors),
    FaultKind(
        "none-added", "code 201, but nothing is added, and the words say so", change=_edited(_none_added)
    ),
    FaultKind(
        "partial",
        "only the first ARG records are added, and total_registers says so",
        applied=Applied.SOME,
        change=_edited(_total),
        argument="RECORDS",
        default="1",
    ),
)

_LOOKUPS = (
    replace(
        _page(500, "Internal Server Error"),
        name="lookup-fails",
        about="find_record and campaign_15 answer HTTP 500 with HTML",
        target=Target.LOOKUP,
    ),
    replace(
        _page(500, "Internal Server Error"),
        name="information-fails",
        about="information.php answers HTTP 500 with HTML",
        target=Target.INFORMATION,
    ),
    FaultKind(
        "lookup-stale-counter",
        "information.php shows the records before the last batch",
        view=View.STALE_COUNTER,
        target=Target.INFORMATION,
    ),
    FaultKind(
        "lookup-counter-ahead",
        "information.php shows ARG records more than there are",
        view=View.SHIFTED_COUNTER,
        argument="RECORDS",
        default="1",
        target=Target.INFORMATION,
    ),
    FaultKind(
        "lookup-counter-missing",
        "information.php shows a blank in place of the records",
        change=_edited(_records_unknown),
        target=Target.INFORMATION,
    ),
    FaultKind(
        "lookup-wrong-rows",
        "find_record shows the campaign's first record, whatever was asked",
        view=View.WRONG_ROWS,
        target=Target.LOOKUP,
    ),
)

GROUPS = {
    "The connection": _CONNECTION,
    "Servers and gateways before the API": _GATEWAY,
    "The API says no": _REFUSALS,
    "The API says yes in another way": _OTHER_SPELLINGS,
    "Look-ups": _LOOKUPS,
}

KINDS = {kind.name: kind for group in GROUPS.values() for kind in group}
"""Every kind by its name, in the order of the listing."""

_KINDS_FOR_LOOK_UPS = frozenset(
    kind.name for kind in KINDS.values() if kind.anywhere and kind.target is Target.ADD_RECORD
)


_WRITTEN = re.compile(r"(?P<kind>[a-z0-9-]+)(?:@(?P<nth>\*|[1-9][0-9]*\+?))?(?::(?P<argument>.*))?")

HOW_TO_WRITE = """KIND[@N][:ARG]: the N-th request of its sort goes wrong; without @N the first.
@3+ is the third and all after it, @* is every one.
A kind concerns add_record requests. With lookup- before it, find_record and campaign_15;
with information- before it, information.php; each sort is counted by itself."""


class FaultError(ValueError):
    """A fault that cannot be read; the text says why."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong with requests `first` to `last` (None: no end) of their sort."""

    kind: FaultKind
    target: Target
    first: int = 1
    last: int | None = 1
    argument: str = ""

    def concerns(self, target: Target, nth: int) -> bool:
        """Whether the `nth` request of this sort goes wrong."""
        return target is self.target and self.first <= nth and (self.last is None or nth <= self.last)

    @property
    def name(self) -> str:
        """The kind as it is written, with the sort of request before it where that is not its own."""
        own = self.target is self.kind.target
        return self.kind.name if own else f"{self.target}-{self.kind.name}"

    @property
    def seconds(self) -> float:
        """The argument of the kinds that wait."""
        return float(self.argument)


def parse_fault(text: str) -> Fault:
    """A fault as written on the command line. Raises FaultError."""
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise FaultError(f"The fault {text!r} is not of the form KIND[@N][:ARG].")
    kind, target = _kind(written["kind"])
    first, last = _range(written["nth"] or "1")
    return Fault(kind, target, first, last, _argument(kind, written["argument"]))


def fault_for(faults: Iterable[Fault], target: Target, nth: int) -> Fault | None:
    """The first fault that concerns this request; one that closes the port has done so before it came."""
    concerned = (f for f in faults if f.kind.delivery is not Delivery.REFUSE and f.concerns(target, nth))
    return next(concerned, None)


def _kind(name: str) -> tuple[FaultKind, Target]:
    if name in KINDS:
        return KINDS[name], KINDS[name].target
    prefix, _, rest = name.partition("-")
    if prefix in (Target.LOOKUP, Target.INFORMATION) and rest in _KINDS_FOR_LOOK_UPS:
        return KINDS[rest], Target(prefix)
    near = difflib.get_close_matches(name, KINDS, 1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise FaultError(f"There is no fault {name!r}.{hint} `wolkvox sandbox --list-faults` shows them all.")


def _range(nth: str) -> tuple[int, int | None]:
    if nth == "*":
        return 1, None
    if nth.endswith("+"):
        return int(nth[:-1]), None
    return int(nth), int(nth)


class _Form(StrEnum):
    SECONDS = r"\d+(\.\d+)?"
    RECORDS = r"\d+"
    CODE = r"[1-9]\d\d"
    URL = r"\S+"


def _argument(kind: FaultKind, given: str | None) -> str:
    if given is None:
        return kind.default
    if not kind.argument:
        raise FaultError(f"The fault {kind.name!r} takes no argument.")
    if not re.fullmatch(_Form[kind.argument], given):
        raise FaultError(f"The fault {kind.name!r} takes {kind.argument} after the colon, not {given!r}.")
    return given


def listing() -> str:
    """The table for people: every kind with its argument and what it does."""
    lines = [HOW_TO_WRITE]
    for title, kinds in GROUPS.items():
        lines += ["", f"{title}:", *map(_line, kinds)]
    names = ", ".join(sorted(_KINDS_FOR_LOOK_UPS))
    lines += [
        "",
        "These can have lookup- or information- before them:",
        fill(names, 100, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False),
    ]
    return "\n".join(lines)


def _line(kind: FaultKind) -> str:
    name = kind.name + (f":{kind.argument}" if kind.argument else "")
    default = f" (default {kind.default})" if kind.default else ""
    return f"  {name:30} {kind.about}{default}"
