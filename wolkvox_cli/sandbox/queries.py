"""What the sandbox answers when it is asked what it holds: campaigns, records, quota, do-not-call list."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

import orjson

from wolkvox_cli.campaign import DIAL_FIELDS, MAX_RECORDS_PER_DOWNLOAD, CampaignStatus
from wolkvox_cli.sandbox import answers
from wolkvox_cli.sandbox.account import Account, SandboxCampaign
from wolkvox_cli.sandbox.answers import Answer
from wolkvox_cli.sandbox.body_rules import Record

Query = Mapping[str, str]

_STATUS = {CampaignStatus.START: "Started", CampaignStatus.STOP: "Stopped"}

_FOUND_FIELDS = (
    "customer_name",
    "customer_last_name",
    "customer_id",
    *(f"opt{n}" for n in range(1, 13)),
    *DIAL_FIELDS,
)

_SPANISH = {
    "customer_name": "nombre_cliente",
    "customer_last_name": "apellido_cliente",
    "id_type": "tipo_id",
    "customer_id": "id_cliente",
    "age": "edad",
    "gender": "genero",
    "country": "pais",
    "state": "departamento",
    "city": "ciudad",
    "zone": "zona",
    "address": "direccion",
}


def campaigns(account: Account, query: Query, shift: int = 0, *, stale: bool = False) -> Answer:
    """`information.php?api=campaigns`: one campaign or all.

    `shift` is added to the record counter; `stale` leaves the last batch out of it.
    """
    wanted = query.get("campaign", "")
    shown = [c for c in account.campaigns.values() if wanted in ("", c.id)]
    if not shown:
        return answers.refused(404, answers.UNKNOWN_CAMPAIGN)
    return answers.found([_campaign_row(campaign, shift, stale) for campaign in shown])


def _campaign_row(campaign: SandboxCampaign, shift: int, stale: bool) -> dict[str, str]:
    batches = campaign.store.batches
    last = batches[-1].records if stale and batches else 0
    return {
        "campaign_id": campaign.id,
        "campaign_name": campaign.name,
        "campaign_description": "a campaign of the sandbox",
        "type_campaign": campaign.type.value,
        "status": _STATUS[campaign.status],
        "records": str(campaign.store.count - last + shift),
        "speed": "1",
        "dial_mode": "autopilot",
    }


def token_info(account: Account) -> Answer:
    """`information.php?api=token_info`; asking costs a request, which is counted already."""
    left = account.quota - account.quota_used
    row = {
        "description": "sandbox",
        "token_limit": str(account.quota),
        "token_use_today": str(account.quota_used),
        "all_token_today": str(account.quota_used),
        "available_consumption_options": str(left),
    }
    return answers.found([row])


def do_not_call(account: Account) -> Answer:
    """`information.php?api=get_dnc`."""
    return answers.found(
        [{"phone_number": phone, "type": "outbound", "date_delete": ""} for phone in account.do_not_call]
    )


def find_record(account: Account, query: Query) -> Answer:
    """`campaign.php?api=find_record`: the records with this phone, this customer id, or both."""
    phone, customer = query.get("customer_phone", ""), query.get("customer_id", "")
    if not phone and not customer:
        return answers.refused(400, answers.PARAMETERS_REQUIRED)
    wanted = query.get("campaign_id", "")
    shown = [c for c in account.campaigns.values() if wanted in ("", c.id)]
    rows = (row for campaign in shown for row in _matches(campaign, phone, customer))
    return answers.found(list(islice(rows, MAX_RECORDS_PER_DOWNLOAD)))


def first_record(account: Account, query: Query) -> Answer:
    """A find_record that ignores what was asked, and shows the first record of the campaign."""
    campaign = account.campaigns.get(query.get("campaign_id", ""))
    rows = [_found_row(campaign, record, "") for record in campaign.store.records()] if campaign else []
    return answers.found(rows[:1])


def _matches(campaign: SandboxCampaign, phone: str, customer: str) -> Iterator[Record]:
    # Most bodies can be passed over unparsed; text that JSON may write in two ways cannot be searched for.
    plain = [text.encode() for text in (phone, customer) if re.fullmatch(r"[\w .-]+", text, re.ASCII)]
    for batch, body in campaign.store.bodies():
        if b"\\u" not in body and not all(text in body for text in plain):
            continue
        for record in orjson.loads(body):
            has_phone = not phone or any(record.get(name) == phone for name in DIAL_FIELDS)
            if has_phone and (not customer or record.get("customer_id") == customer):
                yield _found_row(campaign, record, f"{batch.time:%Y-%m-%d %H:%M:%S}")


def _found_row(campaign: SandboxCampaign, record: Record, date: str) -> Record:
    row = {name: record.get(name, "") for name in _FOUND_FIELDS}
    return {"campaign_id": campaign.id, **row, "date": date}


def read_back(account: Account, query: Query) -> Answer:
    """`campaign.php?api=campaign_15`: all records of a campaign, under Spanish names."""
    campaign = account.campaigns.get(query.get("campaign_id", ""))
    if campaign is None:
        return answers.refused(404, answers.UNKNOWN_CAMPAIGN)
    shown = islice(campaign.store.records(), MAX_RECORDS_PER_DOWNLOAD)
    rows = [{_SPANISH.get(name, name): value for name, value in record.items()} for record in shown]
    content = {"code": 200, "total_records": len(rows), "campaign_id": campaign.id, "records": rows}
    return answers.json_answer(200, content)
