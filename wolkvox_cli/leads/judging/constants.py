"""Values that every record gets: checked once, by the rules that hold for columns."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from wolkvox_cli.campaign import FIELDS_BY_NAME, FieldKind
from wolkvox_cli.errors import CommandError
from wolkvox_cli.leads.judging.checking import ValueRules, check
from wolkvox_cli.leads.judging.rules import sentences
from wolkvox_cli.leads.judging.text_rules import clean
from wolkvox_cli.leads.phones import PhoneRules, clean_phones
from wolkvox_cli.leads.problems import Problems, Severity

_CUT = "value.truncated"


def checked_constants(
    constants: Mapping[str, str], phones: PhoneRules, values: ValueRules
) -> Mapping[str, str]:
    """The constants as they are sent; phone numbers stay as they are, since they join those of each row.

    Raises CommandError for one that breaks a rule.
    """
    checked = {}
    for name, value in constants.items():
        if FIELDS_BY_NAME[name].kind is FieldKind.PHONE:
            checked[name] = _checked_phone(name, value, phones)
        else:
            checked[name] = _checked_value(name, value, values)
    return checked


def _checked_value(name: str, value: str, rules: ValueRules) -> str:
    field = FIELDS_BY_NAME[name]
    checked = check(field, clean(pa.array([value])), rules)
    for finding in checked.findings:
        if finding.code != _CUT:
            row = np.ones(1, np.int64)
            raise _broken(
                Problems(finding.code, finding.severity, name, None, row, pa.array([value]), finding.details)
            )
    text: str = checked.column[0].as_py()
    return text


def _checked_phone(name: str, value: str, rules: PhoneRules) -> str:
    phones = clean_phones({name: pa.array([value])}, np.ones(1, np.int64), rules, {name: None})
    for problem in phones.problems:
        raise _broken(problem)
    return value


def _broken(problem: Problems) -> CommandError:
    return CommandError(
        "mapping.constant",
        f"The value that every record should get in {problem.field} cannot be used.",
        sentences(problem.with_severity(Severity.ERROR))[0].as_py(),
    )
