import pandas as pd

from wolkvox_cli.leads.batch.batches import without_outsized
from wolkvox_cli.leads.batch.json_records import encode_records
from wolkvox_cli.leads.model import ValidatedLeads, no_problems
from wolkvox_cli.leads.text_columns import TextPieces, text_frame
from wolkvox_cli.leads.validate.catalogue import sentences


def leads(*addresses: str) -> ValidatedLeads:
    records = text_frame({"address": addresses}, range(10, 10 + len(addresses)))
    return ValidatedLeads(records, pd.Index([5]), pd.RangeIndex(0), pd.RangeIndex(0), no_problems())


def encode(records: pd.DataFrame) -> TextPieces:
    return encode_records(records, ("address",))


def test_a_lead_larger_than_a_request_is_rejected_and_the_others_stay() -> None:
    fitting = without_outsized(leads("Calle 1", "x" * 3_000_000, "Calle 3"), encode, 2_000_000)
    assert fitting.records.index.tolist() == [10, 12]
    assert fitting.rejected.tolist() == [5, 11]
    assert fitting.records["address"].tolist() == ["Calle 1", "Calle 3"]


def test_the_user_is_told_how_large_it_is() -> None:
    problems = without_outsized(leads("x" * 3_000_000), encode, 2_000_000).problems
    assert sentences(problems).tolist() == [
        "This lead alone is larger than a request may be (3.0 MB). Shorten its texts."
    ]


def test_what_counts_is_the_size_after_escaping() -> None:
    quotes = leads('"' * 1_100_000)
    assert without_outsized(quotes, encode, 2_300_000) is quotes
    assert without_outsized(quotes, encode, 2_000_000).records.index.tolist() == []


def test_where_nothing_is_too_large_nothing_changes() -> None:
    for usual in (leads("Calle 1", ""), leads()):
        assert without_outsized(usual, encode, 8_000_000) is usual
