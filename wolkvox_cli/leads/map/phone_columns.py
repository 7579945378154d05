"""What columns beside the phones say of them, and what the phones themselves show."""

from collections.abc import Mapping, Sequence

from wolkvox_cli.campaign import DIAL_FIELDS
from wolkvox_cli.leads.headings import is_fax_label, is_hour, is_label_of
from wolkvox_cli.leads.map.choices import typed
from wolkvox_cli.leads.map.column_mapping import MappedField
from wolkvox_cli.leads.map.content import HALF, Sample, are_days, are_hours, sample_of
from wolkvox_cli.leads.map.phone_templates import USUAL_DIGITS
from wolkvox_cli.leads.phones.options import PhoneRules
from wolkvox_cli.leads.phones.plan import plan_of

_MANY = 5
"""In fewer rows it is no wonder that a number comes again."""

_TO_DIAL = frozenset({*DIAL_FIELDS, "tel_extra"})


def whole_number_of(country: str | None) -> int:
    """Digits from which on a number of this country has its area code."""
    region = PhoneRules.of(country).country
    return min(plan_of(region).usual_lengths) if region else USUAL_DIGITS


def labels_beside(mapped: Sequence[MappedField], headings: Sequence[str]) -> dict[str, str]:
    """The columns that say what kind of number others hold, by the columns of the numbers."""
    phones = [one.columns[0] for one in mapped if one.field in _TO_DIAL]
    used = {column for one in mapped for column in one.columns}
    return {
        phone: label
        for label in headings
        if label not in used
        for phone in phones
        if is_label_of(label, phone)
    }


def sample_notes(
    mapped: Sequence[MappedField], labels: Mapping[str, str], headings: Sequence[str], sample: Sample
) -> list[str]:
    """What the user should know of phones and days to call back, with the options that mend it."""
    return [
        *_fax_notes(labels, sample),
        *_same_number_notes(mapped, sample),
        *_hour_notes(mapped, headings, sample),
    ]


def _fax_notes(labels: Mapping[str, str], sample: Sample) -> list[str]:
    return [
        f'The numbers of "{phone}" that "{label}" calls a fax are not dialled.'
        for phone, label in labels.items()
        if any(map(is_fax_label, sample_of(sample, label).unique()))
    ]


def _same_number_notes(mapped: Sequence[MappedField], sample: Sample) -> list[str]:
    """Where one number stands in most rows: a placeholder, or a company's."""
    notes = []
    for one in (one for one in mapped if one.field in _TO_DIAL):
        cells = sample_of(sample, one.columns[0]).str.replace(r"\D", "", regex=True)
        numbers = cells[cells.str.len() >= _MANY]
        rows = int(numbers.value_counts().iloc[0]) if len(numbers) else 0
        if rows >= max(_MANY, HALF * len(numbers)):
            mend = "To send each number once: --unique phone"
            if one.field != "tel1":
                mend = f"To leave it out: --map {one.field}="
            notes.append(
                f'"{one.columns[0]}" has one and the same number in {rows} of {len(numbers)} rows. {mend}'
            )
    return notes


def _hour_notes(mapped: Sequence[MappedField], headings: Sequence[str], sample: Sample) -> list[str]:
    """A column with the hour of the day on which a lead is to be called back."""
    days = [one for one in mapped if one.field == "recall_date" and not one.is_template]
    hours = [one for one in headings if is_hour(one) and are_hours(sample_of(sample, one))]
    if not days or not hours or not are_days(sample_of(sample, days[0].template)):
        return []
    template = f"{{{days[0].template}}} {{{hours[0]}}}"
    return [
        f'"{days[0].template}" has no hour. To call back at that of "{hours[0]}": '
        f"{typed('--map', 'recall_date', template)}"
    ]
