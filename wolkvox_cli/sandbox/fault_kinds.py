"""What a fault is made of: whom it strikes, what happens on the wire, what becomes of the records."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from wolkvox_cli.sandbox.answers import Answer


class Target(StrEnum):
    """The sort of request a fault strikes."""

    ADD_RECORD = "add_record"
    LOOKUP = "lookup"
    INFORMATION = "information"
    OTHER = "other"


class Wire(StrEnum):
    """What happens on the wire."""

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
    """One way of going wrong. `anywhere`: it can be aimed at look-ups too. `argument` names ARG's form."""

    name: str
    about: str
    wire: Wire = Wire.ANSWER
    applied: Applied = Applied.NOTHING
    change: Change | None = None
    argument: str = ""
    default: str = ""
    anywhere: bool = False
    target: Target = Target.ADD_RECORD
    view: View = View.TRUE
