"""What each problem is called where it is counted: a few words instead of a code."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "phone.missing": "no phone number to dial",
    "phone.invalid": "wrong phone number",
    "phone.lost-digits": "phone number damaged by Excel",
    "phone.extension": "phone number with an extension",
    "phone.surplus": "too many phone numbers",
    "phone.excluded": "phone number on a do-not-call list",
    "value.too-long": "text too long",
    "value.truncated": "text was cut",
    "value.lost-digits": "number damaged by Excel",
    "date.unreadable": "date cannot be read",
    "date.past": "date lies in the past",
    "email.invalid": "wrong e-mail address",
    "email.surplus": "more than one e-mail address",
    "age.invalid": "wrong age",
    "agent.invalid": "wrong agent number",
    "cell.error": "error from a formula",
    "row.ragged": "too many or too few cells in the row",
    "row.duplicate": "the same lead twice",
    "row.excluded": "lead on a do-not-call list",
    "record.too-large": "lead too large to be sent",
    "api.refused": "refused by the campaign",
}


def reason(code: str, column: str | None = None) -> str:
    """The problem in a few words, with the user's column where it is in one: "Celular: wrong age"."""
    words = REASONS.get(code, code)
    return f"{column}: {words}" if column else words[:1].upper() + words[1:]
