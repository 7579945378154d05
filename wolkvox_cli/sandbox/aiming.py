"""How a fault is written, KIND[@N][:ARG], and which request it strikes."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from textwrap import fill

from wolkvox_cli.sandbox.fault_kinds import FaultKind, Target, Wire
from wolkvox_cli.sandbox.faults import GROUPS, KINDS

_WRITTEN = re.compile(r"(?P<kind>[a-z0-9-]+)(?:@(?P<nth>\*|[1-9][0-9]*\+?))?(?::(?P<argument>.*))?")

HOW_TO_WRITE = """KIND[@N][:ARG]: the N-th request of its sort goes wrong; without @N the first.
@3+ is the third and all after it, @* is every one.
A kind is aimed at add_record requests. With lookup- before it, at find_record and campaign_15;
with information- before it, at information.php; each sort is counted by itself."""


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

    def strikes(self, target: Target, nth: int) -> bool:
        """Whether the `nth` request of this sort is struck."""
        return target is self.target and self.first <= nth and (self.last is None or nth <= self.last)

    @property
    def name(self) -> str:
        """The kind as it was aimed."""
        aimed = self.target is not self.kind.target
        return f"{self.target}-{self.kind.name}" if aimed else self.kind.name

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


def strike(faults: Iterable[Fault], target: Target, nth: int) -> Fault | None:
    """The first fault that strikes this request; one that closes the port has done so before it came."""
    striking = (f for f in faults if f.kind.wire is not Wire.REFUSE and f.strikes(target, nth))
    return next(striking, None)


def _kind(name: str) -> tuple[FaultKind, Target]:
    if name in KINDS:
        return KINDS[name], KINDS[name].target
    prefix, _, rest = name.partition("-")
    aimed = KINDS.get(rest)
    if (
        prefix in (Target.LOOKUP, Target.INFORMATION)
        and aimed is not None
        and aimed.anywhere
        and aimed.target is Target.ADD_RECORD
    ):
        return aimed, Target(prefix)
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
    aimed = sorted(kind.name for kind in KINDS.values() if kind.anywhere and kind.target is Target.ADD_RECORD)
    lines += [
        "",
        "These can be aimed with lookup- and information-:",
        fill(", ".join(aimed), 100, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False),
    ]
    return "\n".join(lines)


def _line(kind: FaultKind) -> str:
    name = kind.name + (f":{kind.argument}" if kind.argument else "")
    default = f" (default {kind.default})" if kind.default else ""
    return f"  {name:30} {kind.about}{default}"
