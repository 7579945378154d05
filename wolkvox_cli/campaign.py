"""The campaign as the API knows it: its type, its fields, and the limits of one request.

Source: the vendor's page "Inserting records in the campaign", and its preview counterpart.
"""

from dataclasses import dataclass
from enum import StrEnum

MAX_RECORDS_PER_REQUEST = 10_000
MAX_RECORDS_PER_DOWNLOAD = 60_000
REQUESTS_PER_LICENSE_AND_DAY = 1_000


class CampaignType(StrEnum):
    """What `type_campaign` may be; SMS and WhatsApp campaigns are loaded as predictive."""

    PREDICTIVE = "predictive"
    PREVIEW = "preview"


class CampaignStatus(StrEnum):
    """What `campaign_status` may be: the campaign's current status, never a wish."""

    START = "start"
    STOP = "stop"


@dataclass(frozen=True)
class Campaign:
    """Where a run goes: `base_url` is scheme and host, `server` its short name ("0012") or the host."""

    base_url: str
    server: str
    id: str
    type: CampaignType
    status: CampaignStatus | None = None


class FieldKind(StrEnum):
    """What a field holds, which decides the rules for its values."""

    TEXT = "text"
    PHONE = "phone"
    EMAIL = "email"
    DATE = "date"
    AGE = "age"
    AGENT = "agent"


@dataclass(frozen=True)
class LeadField:
    """One name that the campaign API knows. `max_length` is in characters, None where none is documented."""

    name: str
    about: str
    kind: FieldKind = FieldKind.TEXT
    max_length: int | None = None
    types: tuple[CampaignType, ...] = (CampaignType.PREDICTIVE, CampaignType.PREVIEW)


_PREDICTIVE_ONLY = (CampaignType.PREDICTIVE,)

LEAD_FIELDS: tuple[LeadField, ...] = (
    LeadField("customer_name", "first name"),
    LeadField("customer_last_name", "last name"),
    LeadField("id_type", "kind of identity document"),
    LeadField("customer_id", "number of the identity document"),
    LeadField("age", "age in years", FieldKind.AGE),
    LeadField("gender", "gender"),
    LeadField("country", "country of residence"),
    LeadField("state", "state or department of residence"),
    LeadField("city", "city of residence"),
    LeadField("zone", "area of residence"),
    LeadField("address", "residence address"),
    *(LeadField(f"opt{n}", "additional information", max_length=100) for n in range(1, 7)),
    *(LeadField(f"opt{n}", "additional information", max_length=200) for n in range(7, 13)),
    LeadField("tel1", "phone number, the first to dial", FieldKind.PHONE),
    *(LeadField(f"tel{n}", f"phone number {n}", FieldKind.PHONE) for n in range(2, 11)),
    LeadField("tel_extra", "extra phone number", FieldKind.PHONE, types=_PREDICTIVE_ONLY),
    LeadField("email", "e-mail address", FieldKind.EMAIL, types=_PREDICTIVE_ONLY),
    LeadField("recall_date", "when to call back, yyyymmddhhmmss", FieldKind.DATE, types=_PREDICTIVE_ONLY),
    LeadField("recall_telephone", "phone number to call back", FieldKind.PHONE, types=_PREDICTIVE_ONLY),
    LeadField("agent_id", "agent who gets the record", FieldKind.AGENT, types=(CampaignType.PREVIEW,)),
)
"""All fields in the order of the documented request."""

FIELDS_BY_NAME = {field.name: field for field in LEAD_FIELDS}

DIAL_FIELDS = tuple(f"tel{n}" for n in range(1, 11))
"""The numbers the dialler tries, in its order."""


def fields_of(campaign_type: CampaignType) -> tuple[LeadField, ...]:
    """The fields of a campaign type, in request order: 37 for predictive, 34 for preview."""
    return tuple(field for field in LEAD_FIELDS if campaign_type in field.types)
