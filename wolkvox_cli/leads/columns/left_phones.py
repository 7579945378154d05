"""Columns that go nowhere though they hold phones: told, so that numbers do not stay uncalled unseen."""

import re
from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.columns.choosing import typed
from wolkvox_cli.leads.columns.content import (
    Holds,
    PhoneLike,
    content_of,
    looks_like_a_phone,
    mostly,
    sample_of,
)
from wolkvox_cli.leads.columns.headings import never_phones, normalise

_SAYS_PHONE = re.compile(r"(?:^|_)(?:tel|cel|fon|phone|mov|mobil|whats|wsp|fijo|line|contact|llamar|call)")
_OTHER_NUMBERS = re.compile(
    r"(?:^|_)(?:id|ids|doc|documento|cedula|nit|cuenta|account|factura|invoice|contrato|contract|poliza|pedido"
    r"|orden|order|tarjeta|card|saldo|valor|monto|total|precio|fecha|date|codigo|code|cod|ref|referencia"
    r"|radicado|solicitud|credito|obligacion|serial|imei|iccid|sim|placa|matricula|ticket|caso|case)(?:_|$)"
)


def left_phones_notes(
    columns: Iterable[str],
    sample: pa.RecordBatch,
    phone_like: PhoneLike | None,
    free: Sequence[str],
    notes: Sequence[str],
) -> list[str]:
    """What to say of `columns` left over that read as phones; `free` are the phone fields they could go to.

    Columns that `notes` name already are passed over. So are those whose digits may be anything else: with a
    country its numbering decides, without one the heading must speak of phones as well.
    """
    told = " ".join(notes)
    unnamed = [column for column in columns if f'"{column}"' not in told and not _other_numbers(column)]
    found = [column for column in unnamed if _reads_as_phones(column, sample_of(sample, column), phone_like)]
    return [_note(column, field) for column, field in zip(found, free, strict=False)]


def _other_numbers(heading: str) -> bool:
    return never_phones(heading) or _OTHER_NUMBERS.search(normalise(heading)) is not None


def _reads_as_phones(heading: str, values: pa.StringArray, phone_like: PhoneLike | None) -> bool:
    if not mostly(looks_like_a_phone(values)):
        return False
    if phone_like is None or phone_like is looks_like_a_phone:
        named = _SAYS_PHONE.search(normalise(heading)) is not None
        return named or mostly(pc.match_substring_regex(values, r"^\s*\+\d"))
    return content_of(values, phone_like) is Holds.PHONES


def free_phone_fields(taken: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """The fields for numbers to dial that no column goes to, in dialling order."""
    return [name for name in (*DIAL_FIELDS, "tel_extra") if name in set(allowed) - set(taken)]


def _note(column: str, field: str) -> str:
    return f'"{column}" reads like phones and is left out; to call them: {typed("--map", field, column)}'
