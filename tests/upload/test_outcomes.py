"""When a batch is sent again, and after how long."""

import pytest

from wolkvox_cli.upload.outcomes import (
    Accepted,
    InDoubt,
    NotSent,
    Outcome,
    RefusalReason,
    Refused,
    RetryPolicy,
    may_retry,
)

STEADY = RetryPolicy(jitter=0.0)


@pytest.mark.parametrize(
    "outcome",
    [
        NotSent("the connection was refused"),
        Refused(RefusalReason.SIMULTANEOUS, ""),
        Refused(RefusalReason.MAINTENANCE, ""),
        Refused(RefusalReason.BUSY, ""),
    ],
)
def test_what_did_not_arrive_and_may_pass_is_sent_again(outcome: Outcome) -> None:
    assert may_retry(outcome)


@pytest.mark.parametrize(
    "outcome",
    [
        Accepted(),
        InDoubt("the answer did not come"),
        InDoubt("only some", accepted=3),
        *(
            Refused(reason, "")
            for reason in RefusalReason
            if reason not in {RefusalReason.SIMULTANEOUS, RefusalReason.MAINTENANCE, RefusalReason.BUSY}
        ),
    ],
)
def test_what_may_have_arrived_or_will_not_change_is_not_sent_again(outcome: Outcome) -> None:
    assert not may_retry(outcome)


def test_waits_double_up_to_the_longest() -> None:
    assert [STEADY.delay(n, 0.0, None, 0.0) for n in range(1, 8)] == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


def test_chance_takes_off_at_most_its_share() -> None:
    assert RetryPolicy(jitter=0.25).delay(3, 0.0, None, 1.0) == 3.0


def test_a_wish_of_the_api_is_honoured() -> None:
    assert STEADY.delay(1, 0.0, 20.0, 0.0) == 20.0


def test_a_wish_shorter_than_the_back_off_does_not_hasten() -> None:
    assert STEADY.delay(4, 0.0, 0.0, 0.0) == 8.0


def test_a_wish_is_honoured_within_bounds() -> None:
    assert STEADY.delay(1, 0.0, 86_400.0, 0.0) == 120.0


def test_patience_ends() -> None:
    assert STEADY.delay(1, 119.5, None, 0.0) is None


def test_a_wish_beyond_patience_ends_it() -> None:
    assert STEADY.delay(1, 20.0, 120.0, 0.0) is None


def test_the_last_wait_may_reach_the_end_of_patience() -> None:
    assert STEADY.delay(1, 119.0, None, 0.0) == 1.0


def test_a_very_high_number_of_attempts_overflows_nothing() -> None:
    assert STEADY.delay(100_000, 0.0, None, 0.0) == 30.0
