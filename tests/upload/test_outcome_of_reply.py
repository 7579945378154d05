"""What a reply means, row by row of the table."""

import json
from datetime import UTC, datetime

import pytest

from wolkvox_cli.tokens import Token
from wolkvox_cli.upload.outcome_of_reply import outcome_of_failure, outcome_of_reply, read_retry_after
from wolkvox_cli.upload.outcomes import Accepted, InDoubt, NotSent, RefusalReason, Refused

MADE_UP_TOKEN = "7b69645f-invented-5f64697d"


def envelope(code: object, msg: str = "", error: object = None, **more: object) -> bytes:
    return json.dumps({"code": code, "error": error, "msg": msg, **more}).encode()


def success(registers: object) -> bytes:
    return envelope("201", "All records has been added successfully", data=[{"total_registers": registers}])


@pytest.mark.parametrize("code", ["200", "201", 200, 201, " 201 ", 201.0])
@pytest.mark.parametrize("error", [None, "null", "", " ", "NULL", False])
def test_every_spelling_of_yes_is_accepted(code: object, error: object) -> None:
    assert outcome_of_reply(201, {}, envelope(code, "ok", error), 10) == Accepted()


@pytest.mark.parametrize("registers", [10, "10", " 10 ", 10.0, " ", "", None, "null", [], [10], ["10"]])
def test_all_records_or_an_unspoken_number_is_accepted(registers: object) -> None:
    assert outcome_of_reply(200, {}, success(registers), 10) == Accepted()


@pytest.mark.parametrize(
    "data", [None, [], {}, "", [{}], {"total_registers": 10}, [{"total_registers": "10"}, {"id": 1}]]
)
def test_every_shape_of_data_is_read(data: object) -> None:
    assert outcome_of_reply(200, {}, envelope("200", data=data), 10) == Accepted()


@pytest.mark.parametrize("registers", [4, "4", " 4", [4]])
def test_a_smaller_number_accepts_so_many_and_leaves_the_rest_in_doubt(registers: object) -> None:
    outcome = outcome_of_reply(201, {}, success(registers), 10)
    assert outcome == InDoubt("the API says it added only 4 of 10 records", accepted=4)


def test_none_added_under_an_accepting_code_is_in_doubt() -> None:
    assert outcome_of_reply(201, {}, success(0), 10) == InDoubt(
        "the API says it added only 0 of 10 records", 0
    )


@pytest.mark.parametrize("registers", [11, "9999999", -1, "ten", "1e1", True, 9.5, [1, 2], {"n": 10}])
def test_a_number_that_makes_no_sense_leaves_all_in_doubt(registers: object) -> None:
    outcome = outcome_of_reply(201, {}, success(registers), 10)
    assert isinstance(outcome, InDoubt)
    assert outcome.accepted is None


def test_two_different_numbers_leave_all_in_doubt() -> None:
    data = [{"total_registers": 10}, {"total_registers": 4}]
    assert outcome_of_reply(201, {}, envelope("201", data=data), 10) == InDoubt(
        "the API said yes, but not readably to how many records"
    )


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, envelope("201", "added")),
        (404, envelope(200, "added")),
        (302, envelope("201", "added")),
        (429, envelope("201", "added")),
        (200, envelope("201", "added", "SOMETHING WENT WRONG")),
        (200, b'{"code":"201","error":["row 3 is wrong"],"msg":"added"}'),
        (200, b'{"code":"201","error":{"message":"wrong"},"msg":"added"}'),
        (200, b'{"code":"201","error":true,"msg":"added"}'),
        (200, b'{"code":"400","code":"201","msg":"added"}'),
        (200, b'{"code":"201","msg":"added","data":[{"total_registers":1,"total_registers":10}]}'),
        (404, b'Notice: x {"code":"201","msg":"added"}'),
        (400, b'{"code":"400","msg":"","data":[{"code":"201"}]}'),
    ],
)
def test_an_answer_that_contradicts_itself_is_in_doubt(status: int, body: bytes) -> None:
    assert isinstance(outcome_of_reply(status, {}, body, 10), InDoubt)


@pytest.mark.parametrize("code", [0, 1, 100, 202, 302, 399])
def test_a_code_below_400_that_is_not_a_documented_yes_is_in_doubt(code: int) -> None:
    assert outcome_of_reply(200, {}, envelope(str(code), "all records have been added"), 10) == InDoubt(
        f"the API answered with code {code}, which is neither yes nor no"
    )


def test_an_answer_nested_beyond_reason_is_in_doubt() -> None:
    body = b'{"code":"201","data":' + b"[" * 500 + b"]" * 500 + b"}"
    assert isinstance(outcome_of_reply(200, {}, body, 10), InDoubt)


@pytest.mark.parametrize("error", ["[]", "{}", "false", "[ ]"])
def test_an_error_that_holds_nothing_is_no_complaint(error: str) -> None:
    body = f'{{"code":"201","error":{error},"msg":"added"}}'.encode()
    assert outcome_of_reply(200, {}, body, 10) == Accepted()


@pytest.mark.parametrize("status", [200, 201, 403, 500])
@pytest.mark.parametrize(
    ("code", "msg"),
    [
        ("500", "Lock wait timeout exceeded; try restarting transaction"),
        (503, "THE API IS NOT AVAILABLE DURING MAINTENANCE"),
        ("504", ""),
        (599, "TOKEN LIMIT EXCEEDED"),
        ("408", "REQUEST TIMEOUT"),
    ],
)
def test_the_apis_own_breakdown_is_no_refusal(status: int, code: object, msg: str) -> None:
    assert isinstance(outcome_of_reply(status, {}, envelope(code, msg), 10), InDoubt)


@pytest.mark.parametrize(
    "msg",
    [
        "No records were added",
        "0 records have been added",
        "records not added",
        "The records could not be added",
        "All records has been rejected",
        "Some records failed",
        "Only part of the records has been added",
        "error while adding the records",
        "invalid campaign",
        "Ningún registro fue agregado",
        "no se agregaron los registros",
        "Nenhum registro foi adicionado",
        "os registros não foram adicionados",
    ],
)
def test_a_yes_whose_words_say_no_is_in_doubt(msg: str) -> None:
    outcome = outcome_of_reply(201, {}, envelope("201", msg), 10)
    assert isinstance(outcome, InDoubt)
    assert outcome.accepted is None


@pytest.mark.parametrize(
    "msg",
    [
        "All records has been added successfully",
        "Records added without errors",
        "10 records added, 0 errors",
        "Todos los registros fueron agregados exitosamente",
        "Registros agregados sin errores",
        "Todos os registros foram adicionados com sucesso",
        "ok",
        "",
    ],
)
def test_a_yes_in_plain_words_of_any_language_is_accepted(msg: str) -> None:
    assert outcome_of_reply(201, {}, envelope("201", msg), 10) == Accepted()


@pytest.mark.parametrize(
    "more",
    [
        {"errors": ["row 3: tel1 is too long"]},
        {"errors": {"3": "tel1 is too long"}},
        {"Errors": "tel1 is too long"},
        {"data": [{"total_registers": " ", "errors": [3]}]},
        {"rejected": 2},
        {"data": {"not_added": ["3"]}},
        {"failed_records": "4"},
        {"skipped": [{"tel1": ""}]},
        {"duplicates": 1},
        {"errores": ["x"]},
        {"success": False},
        {"success": "false"},
        {"status": "error"},
    ],
)
def test_a_yes_beside_a_list_of_what_went_wrong_is_in_doubt(more: dict[str, object]) -> None:
    outcome = outcome_of_reply(
        201, {}, envelope("201", "All records has been added successfully", **more), 10
    )
    assert isinstance(outcome, InDoubt)


@pytest.mark.parametrize(
    "more",
    [
        {"errors": []},
        {"errors": None},
        {"errors": "0"},
        {"rejected": 0},
        {"failed_records": "none"},
        {"success": True},
        {"status": "ok"},
    ],
)
def test_a_list_that_is_empty_takes_nothing_from_a_yes(more: dict[str, object]) -> None:
    assert outcome_of_reply(201, {}, envelope("201", "added", **more), 10) == Accepted()


@pytest.mark.parametrize(
    "data",
    [
        '{"0":{"total_registers":3}}',
        '[[{"total_registers":"3"}]]',
        '[{"Total_Registers":3}]',
        '{"a":[{"total_registers ":3}]}',
    ],
)
def test_too_few_records_are_seen_wherever_the_answer_says_so(data: str) -> None:
    outcome = outcome_of_reply(200, {}, f'{{"code":"201","data":{data}}}'.encode(), 10)
    assert isinstance(outcome, InDoubt)
    assert outcome.accepted == 3


REFUSALS = [
    ("400", "SOME PARAMETERS ARE REQUIRED", RefusalReason.PARAMETERS),
    (400, "THE API YOU WANT TO CONSULT DOES NOT EXIST", RefusalReason.PARAMETERS),
    ("401", "PLEASE ENTER THE WOLKVOX-TOKEN", RefusalReason.TOKEN),
    ("403", "PLEASE VALIDATE TOKEN", RefusalReason.TOKEN),
    ("403", "TOKEN LIMIT EXCEEDED", RefusalReason.QUOTA),
    ("403", "EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)", RefusalReason.SIMULTANEOUS),
    ("403", "exceeds the limit of Simultaneous requests per token (2)", RefusalReason.SIMULTANEOUS),
    ("403", "The server is under MAINTENANCE", RefusalReason.MAINTENANCE),
    ("403", "", RefusalReason.MAINTENANCE),
    ("403", "WHO ARE YOU", RefusalReason.UNKNOWN),
    ("404", "The campaign exceeds the number of licenses", RefusalReason.CAPACITY),
    ("404", "a campaign holds at most 50000 records", RefusalReason.CAPACITY),
    ("404", "CAMPAIGN NOT FOUND", RefusalReason.CAMPAIGN),
    ("413", "TOO MUCH", RefusalReason.SIZE),
    ("429", "TOO MANY REQUESTS", RefusalReason.BUSY),
]


@pytest.mark.parametrize(("code", "msg", "reason"), REFUSALS)
@pytest.mark.parametrize("status", [200, 403, 500])
def test_an_envelope_with_another_code_is_refused_whatever_the_http_status(
    code: object, msg: str, reason: RefusalReason, status: int
) -> None:
    outcome = outcome_of_reply(status, {}, envelope(code, msg), 10)
    assert isinstance(outcome, Refused)
    assert (outcome.reason, outcome.status) == (reason, status)


def test_the_reason_may_stand_in_the_error_field() -> None:
    outcome = outcome_of_reply(403, {}, envelope("403", error="TOKEN LIMIT EXCEEDED"), 10)
    assert outcome == Refused(RefusalReason.QUOTA, "TOKEN LIMIT EXCEEDED", 403)


@pytest.mark.parametrize("body", [b"", b"<html>slow down</html>", envelope("429", "SLOW DOWN")])
def test_429_is_refused_for_now_with_or_without_an_envelope(body: bytes) -> None:
    outcome = outcome_of_reply(429, {"Retry-After": "7"}, body, 10)
    assert isinstance(outcome, Refused)
    assert (outcome.reason, outcome.retry_after) == (RefusalReason.BUSY, 7.0)


def test_a_used_up_quota_is_known_also_under_http_429() -> None:
    outcome = outcome_of_reply(429, {}, envelope("403", "TOKEN LIMIT EXCEEDED"), 10)
    assert outcome == Refused(RefusalReason.QUOTA, "TOKEN LIMIT EXCEEDED", 429)


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (413, b"<html>413 Request Entity Too Large</html>", RefusalReason.SIZE),
        (403, b"<html>Forbidden</html>", RefusalReason.UNKNOWN),
        (403, b"<html>Scheduled Maintenance</html>", RefusalReason.MAINTENANCE),
        (404, b"<html>Not Found</html>", RefusalReason.UNKNOWN),
        (401, b"", RefusalReason.TOKEN),
        (499, b"", RefusalReason.UNKNOWN),
    ],
)
def test_another_4xx_without_an_envelope_is_refused(status: int, body: bytes, reason: RefusalReason) -> None:
    outcome = outcome_of_reply(status, {}, body, 10)
    assert isinstance(outcome, Refused)
    assert outcome.reason is reason


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 304])
@pytest.mark.parametrize("body", [b"", envelope("403", "PLEASE VALIDATE TOKEN")])
def test_a_redirect_is_refused(status: int, body: bytes) -> None:
    outcome = outcome_of_reply(status, {"Location": "https://elsewhere.example/"}, body, 10)
    assert isinstance(outcome, Refused)
    assert outcome.reason is RefusalReason.REDIRECT


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 520, 599, 100, 700])
@pytest.mark.parametrize("body", [b"", b"<html>Bad Gateway</html>", b'{"message": "no"}'])
def test_a_server_fault_without_an_envelope_is_in_doubt(status: int, body: bytes) -> None:
    assert isinstance(outcome_of_reply(status, {}, body, 10), InDoubt)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  \r\n",
        b"<html>welcome</html>",
        b"null",
        b"201",
        b'[{"code":"201"}]',
        b'{"msg":"All records has been added successfully"}',
        b'{"code":null}',
        b'{"code":true}',
        b'{"code":"two hundred"}',
        b'{"code":[201]}',
        b'{"code":"201","error":null,"msg":"All records has been add',
        b'<br />\n<b>Notice</b>: Undefined index {"code":"201","error":null}',
        b'{"code":"201"} trailing',
        b"[" * 100_000,
        b'{"code":1e999}',
        b"\xff\xfe\x00",
    ],
)
@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_a_2xx_without_a_valid_envelope_is_in_doubt(status: int, body: bytes) -> None:
    assert isinstance(outcome_of_reply(status, {}, body, 10), InDoubt)


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + success(10),
        b"\r\n\t" + success(10) + b"\r\n\r\n",
        '{"code":"201","msg":"añadido"}'.encode("latin-1"),
        b'{"code":"201","msg":"two\nlines"}',
    ],
)
def test_a_mark_white_space_or_another_encoding_does_not_hide_a_yes(body: bytes) -> None:
    assert outcome_of_reply(201, {}, body, 10) == Accepted()


def message_of(msg: str) -> str:
    outcome = outcome_of_reply(403, {}, envelope("403", msg), 10, secret=Token(MADE_UP_TOKEN, "test"))
    assert isinstance(outcome, Refused)
    return outcome.message


def test_a_message_is_one_line_without_control_characters() -> None:
    assert message_of("no\x1b[31m\r\nway\x00\u202e!") == "no [31m way !"


def test_a_message_is_at_most_200_characters_long() -> None:
    assert message_of("no " * 200) == "no " * 66 + "n…"


def test_a_message_never_holds_the_token() -> None:
    assert message_of(f"token {MADE_UP_TOKEN.upper()} is wrong") == "token **** is wrong"


def test_a_token_cut_by_the_limit_is_masked_before() -> None:
    assert MADE_UP_TOKEN[:4] not in message_of("x " * 95 + MADE_UP_TOKEN)


@pytest.mark.parametrize("number", ["300 555 0101", "(601) 555-01-01", "57-300-555-0101", "300.555.0101"])
def test_a_message_holds_no_phone_however_it_is_written(number: str) -> None:
    assert message_of(f"the phone {number} is wrong") in (
        "the phone **** is wrong",
        "the phone (**** is wrong",
    )


def test_a_message_holds_no_piece_of_the_token() -> None:
    assert message_of(f"the token {MADE_UP_TOKEN[:12]}... is not valid") == "the token ****... is not valid"


@pytest.mark.parametrize("echo", ['[{"customer_name":"Ana"}]', '{"customer_name": "Ana"', "[['Ana', 'x']]"])
def test_a_message_that_quotes_records_is_cut_before_them(echo: str) -> None:
    assert message_of(f"these are wrong: {echo}") == "these are wrong: ****"


def test_a_message_keeps_its_dates_and_small_numbers() -> None:
    assert message_of("closed until 2026-11-23 06:00, 50,000 of 50,000") == (
        "closed until 2026-11-23 06:00, 50,000 of 50,000"
    )


def test_a_message_holds_no_other_token_phone_or_address() -> None:
    secret = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
    assert message_of(f"{secret} +573005550101 ana@example.com 50000") == "**** +**** **** 50000"


def test_a_refusal_without_words_names_its_code() -> None:
    assert message_of(" ") == "code 403, without a word"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "30"}, 30.0),
        ({"RETRY-AFTER": " 30 "}, 30.0),
        ({"Retry-After": "999999999"}, 86_400.0),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "Mon, 23 Nov 2026 10:00:20 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 20.0),
        ({"Retry-After": "Mon, 23 Nov 2026 09:00:00 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 0.0),
        ({"Retry-After": "Mon, 23 Nov 2026 10:00:20 -0000"}, 21.0),
    ],
)
def test_retry_after_is_read_in_both_forms(headers: dict[str, str], seconds: float | None) -> None:
    now = datetime(2026, 11, 23, 9, 59, 59, tzinfo=UTC)
    assert read_retry_after(headers, now) == seconds


def test_a_retry_after_date_without_any_clock_is_ignored() -> None:
    assert read_retry_after({"Retry-After": "Mon, 23 Nov 2026 10:00:20 GMT"}) is None


def test_a_failure_before_the_first_byte_is_not_sent() -> None:
    assert outcome_of_failure(False, "no way") == NotSent("no way")


def test_a_failure_after_the_first_byte_is_in_doubt() -> None:
    assert outcome_of_failure(True, "no answer") == InDoubt("no answer")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (504, b'{"message":"Gateway Timeout","code":504}'),
        (502, b'{"code":502,"error":"bad gateway"}'),
        (503, b'{"code":503,"error":"upstream timed out; maintenance"}'),
        (504, b'{"code":"403","status":"error"}'),
        (408, b'{"code":408,"message":"Request Timeout"}'),
        (524, b'{"code":524,"msg":"A timeout occurred"}'),
        (200, b'{"code":504,"error":"gateway timeout"}'),
    ],
)
def test_the_error_of_a_server_in_between_is_no_refusal(status: int, body: bytes) -> None:
    assert isinstance(outcome_of_reply(status, {}, body, 10), InDoubt)
