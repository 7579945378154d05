"""The rules for the body of one add_record request, as the vendor documents them."""

import orjson

from wolkvox_cli.campaign import MAX_RECORDS_PER_REQUEST, CampaignType, fields_of

MAX_BODY_BYTES = 8 * 1024 * 1024
"""Where stock PHP stops reading."""

Record = dict[str, str]


class BadBodyError(Exception):
    """The body breaks a rule; the text says which, without quoting any value."""


def read_records(body: bytes, campaign_type: CampaignType) -> list[Record]:
    """The records of a body that keeps every rule. Raises BadBodyError."""
    if len(body) > MAX_BODY_BYTES:
        raise BadBodyError(f"the body has {len(body)} bytes, PHP stops at {MAX_BODY_BYTES}")
    try:
        records = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadBodyError("the body is not JSON in UTF-8") from None
    if not isinstance(records, list) or not records:
        raise BadBodyError("the body is not an array with at least one record")
    if len(records) > MAX_RECORDS_PER_REQUEST:
        raise BadBodyError(f"{len(records)} records, at most {MAX_RECORDS_PER_REQUEST} are taken")
    _check_each(records, campaign_type)
    return records


def _check_each(records: list[Record], campaign_type: CampaignType) -> None:
    fields = fields_of(campaign_type)
    names = frozenset(field.name for field in fields)
    limits = [(field.name, field.max_length) for field in fields if field.max_length is not None]
    only_text = {str}
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise BadBodyError(f"record {number} is not an object")
        if not record.keys() <= names:
            raise BadBodyError(f"record {number} has an unknown field: {min(record.keys() - names)}")
        if set(map(type, record.values())) != only_text:
            raise BadBodyError(f"record {number} is empty or has a value that is no text")
        for name, limit in limits:
            if len(record.get(name, "")) > limit:
                raise BadBodyError(f"record {number}: {name} is longer than {limit} characters")
