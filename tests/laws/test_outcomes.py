"""Laws of outcomes: no answer whatever loses a record or lets one be sent twice."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.tokens import Token
from wolkvox_cli.upload.lookup_replies import LookUpFailed, read_look_up, read_rows
from wolkvox_cli.upload.outcome_of_reply import outcome_of_reply
from wolkvox_cli.upload.outcomes import Accepted, InDoubt, Refused, may_retry
from wolkvox_cli.upload.replies import clean_words

MADE_UP_TOKEN = "7b69645f-invented-5f64697d"

statuses = st.integers(100, 599)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
codes = st.sampled_from(["200", "201", 200, 201, "400", "403", 404, "500", None]) | scalars
registers = scalars | st.lists(scalars, max_size=2)
data = values | st.lists(st.fixed_dictionaries({"total_registers": registers}), max_size=2)
envelopes = st.fixed_dictionaries({"code": codes}, optional={"error": values, "msg": values, "data": data})
bodies = st.binary(max_size=80) | envelopes.map(lambda content: json.dumps(content).encode())
headers = st.dictionaries(st.sampled_from(["Retry-After", "Date", "Location"]), st.text(max_size=30))
names = st.sampled_from(["code", "records", "data", "total_records"])


@given(status=statuses, headers=headers, body=bodies, records=st.integers(1, 10_000))
@settings(max_examples=300, deadline=None)
def test_every_answer_has_an_outcome(status: int, headers: dict[str, str], body: bytes, records: int) -> None:
    assert isinstance(outcome_of_reply(status, headers, body, records), Accepted | Refused | InDoubt)


@given(status=statuses, body=bodies, records=st.integers(1, 10_000))
@settings(max_examples=300, deadline=None)
def test_a_yes_needs_a_2xx_and_an_accepting_code(status: int, body: bytes, records: int) -> None:
    if outcome_of_reply(status, {}, body, records) == Accepted():
        assert 200 <= status < 300
        assert str(json.loads(body.decode("utf-8-sig"))["code"]).strip() in ("200", "201", "200.0", "201.0")


@given(status=statuses, content=envelopes, records=st.integers(1, 10_000))
@settings(max_examples=300, deadline=None)
def test_an_accepting_code_never_leads_to_a_second_sending(
    status: int, content: dict[str, object], records: int
) -> None:
    body = json.dumps({**content, "code": "201"}).encode()
    outcome = outcome_of_reply(status, {}, body, records)
    assert isinstance(outcome, Accepted | InDoubt)
    assert not may_retry(outcome)


@given(kept=st.integers(0, 200), status=st.sampled_from([200, 201, 204, 500, 502, 408]))
@settings(max_examples=200, deadline=None)
def test_a_yes_cut_anywhere_is_in_doubt(kept: int, status: int) -> None:
    body = json.dumps(
        {"code": "201", "error": None, "msg": "x" * 120, "data": [{"total_registers": 5}]}
    ).encode()
    assert isinstance(outcome_of_reply(status, {}, body[: min(kept, len(body) - 1)], 5), InDoubt)


@given(said=st.integers(0, 20_000), sent=st.integers(1, 10_000), as_text=st.booleans())
def test_a_yes_to_another_number_leaves_no_record_unaccounted(said: int, sent: int, as_text: bool) -> None:
    number = str(said) if as_text else said
    body = json.dumps({"code": 201, "data": [{"total_registers": number}]}).encode()
    outcome = outcome_of_reply(201, {}, body, sent)
    if said == sent:
        assert outcome == Accepted()
    else:
        assert isinstance(outcome, InDoubt)
        assert outcome.accepted == (said if said < sent else None)


@given(
    before=st.text(max_size=300), after=st.text(max_size=300), status=st.sampled_from([200, 400, 403, 429])
)
@settings(deadline=None)
def test_no_message_holds_the_token(before: str, after: str, status: int) -> None:
    body = json.dumps({"code": "403", "msg": before + MADE_UP_TOKEN + after}).encode()
    outcome = outcome_of_reply(status, {}, body, 1, secret=Token(MADE_UP_TOKEN, "test"))
    assert isinstance(outcome, Refused)
    assert MADE_UP_TOKEN not in outcome.message


@given(st.text(max_size=500))
def test_a_message_is_short_and_fit_for_a_terminal(text: str) -> None:
    words = clean_words(text)
    assert len(words) <= 200
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in words)


@given(status=statuses, content=st.dictionaries(names, values) | values)
@settings(max_examples=300, deadline=None)
def test_a_look_up_gives_rows_of_text_or_fails(status: int, content: object) -> None:
    try:
        rows = read_rows(read_look_up(status, json.dumps(content).encode()), "data", "records")
    except LookUpFailed:
        return
    assert all(isinstance(value, str) for row in rows for value in row.values())
