"""Laws of waiting: it grows, it is bounded, and it ends."""

from hypothesis import given, settings
from hypothesis import strategies as st

from wolkvox_cli.upload.outcomes import RetryPolicy

shares = st.floats(0, 1, exclude_max=True)
wishes = st.none() | st.floats(0, 86_400)
policies = st.builds(
    RetryPolicy,
    first=st.floats(0.1, 5),
    factor=st.floats(1.5, 4),
    longest=st.floats(5, 60),
    longest_wish=st.floats(1, 120),
    patience=st.floats(0, 600),
    jitter=st.floats(0, 0.3),
)


@given(policy=policies, draws=st.lists(st.tuples(wishes, shares), min_size=1, max_size=10))
@settings(deadline=None)
def test_all_waits_together_never_exceed_patience_and_come_to_an_end(
    policy: RetryPolicy, draws: list[tuple[float | None, float]]
) -> None:
    waited, attempt = 0.0, 0
    while True:
        wish, draw = draws[attempt % len(draws)]
        attempt += 1
        wait = policy.delay(attempt, waited, wish, draw)
        if wait is None:
            break
        assert wait > 0
        waited += wait
        assert waited <= policy.patience
    assert attempt < 10_000


@given(policy=policies, attempt=st.integers(1, 5_000), draw=shares)
def test_a_wait_never_shrinks_with_the_attempts(policy: RetryPolicy, attempt: int, draw: float) -> None:
    now, later = (policy.delay(number, 0.0, None, draw) for number in (attempt, attempt + 1))
    assert now is None or later is None or now <= later


@given(policy=policies, attempt=st.integers(1, 5_000), wish=wishes, draw=shares)
def test_a_wait_is_never_longer_than_both_bounds(
    policy: RetryPolicy, attempt: int, wish: float | None, draw: float
) -> None:
    wait = policy.delay(attempt, 0.0, wish, draw)
    assert wait is None or wait <= max(policy.longest, policy.longest_wish)
