"""What each problem is called where it is counted: a few words instead of a code."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "age.invalid": "age not from 0 to 120",
    "age.rounded": "age was not in whole years",
    "agent.invalid": "agent number with other than digits",
    "cell.error": "spreadsheet error in the cell",
    "date.no-time": "call-back date without a time",
    "date.past": "date in the past",
    "date.unreadable": "unreadable date",
    "email.invalid": "not an e-mail address",
    "email.surplus": "more than one e-mail address",
    "phone.excluded": "number on a do-not-call list",
    "phone.extension": "extension left out",
    "phone.invalid": "not a phone number that can be dialled",
    "phone.lost-digits": "phone number damaged by a spreadsheet",
    "phone.missing": "no phone number",
    "phone.surplus": "more numbers than phone fields",
    "record.too-large": "record larger than a request",
    "row.duplicate": "the same lead stands in another row",
    "row.excluded": "all its numbers are on a do-not-call list",
    "row.ragged": "too many or too few cells",
    "value.garbled": "garbled letters, like Ã± for ñ",
    "value.lost-digits": "number damaged by a spreadsheet",
    "value.too-long": "too long for its field",
    "value.truncated": "cut to the field's length",
    "api.refused": "refused by the API",
}


def reason(code: str, column: str | None = None) -> str:
    """The problem in a few words, after the user's column where it is in one."""
    words = REASONS.get(code, code)
    if column and code == "row.duplicate":
        words = "a lead with the same value stands in another row"
    return f"{column}: {words}" if column else words[:1].upper() + words[1:]
