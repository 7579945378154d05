"""What a run costs and what is left."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from wolkvox_cli.upload.lookup_replies import TokenInfo
from wolkvox_cli.upload.quota import Quota, QuotaPlan, quota_day, quota_of


def test_a_day_is_counted_in_utc() -> None:
    bogota = timezone(timedelta(hours=-5))
    assert quota_day(datetime(2026, 11, 22, 20, 0, tzinfo=bogota)) == "2026-11-23"
    assert quota_day(datetime(2026, 11, 22, 20, 0, tzinfo=UTC)) == "2026-11-22"


def test_licences_make_a_thousand_requests_each() -> None:
    assert quota_of(10, counted=12) == Quota(10_000, 12, 0)


def test_without_licences_and_figures_the_limit_is_unknown() -> None:
    assert quota_of(None, counted=12, reserve=5) == Quota(None, 12, 5)


@pytest.mark.parametrize(
    ("info", "quota"),
    [
        (TokenInfo(1000, 40, 960), Quota(1000, 40)),
        (TokenInfo(1000, 40, 950), Quota(1000, 50)),
        (TokenInfo(None, 40, None), Quota(2000, 40)),
        (TokenInfo(1000, None, None), Quota(1000, 12)),
        (TokenInfo(None, None, 7), Quota(2000, 1993)),
    ],
)
def test_the_apis_own_figures_go_before_ours(info: TokenInfo, quota: Quota) -> None:
    assert quota_of(2, counted=12, info=info) == quota


def test_a_figure_of_what_is_left_suffices_without_licences() -> None:
    assert quota_of(None, counted=12, info=TokenInfo(None, None, 7)).left == 7


def test_a_request_may_go_while_more_than_the_reserve_is_left() -> None:
    assert Quota(1000, 989, reserve=10).allows(1)
    assert not Quota(1000, 990, reserve=10).allows(1)


def test_an_unknown_limit_allows_all() -> None:
    assert Quota(None, 5_000, reserve=10).allows(1_000)


def test_less_than_nothing_is_never_left() -> None:
    assert (Quota(10, 40).left, Quota(10, 5, reserve=40).free) == (0, 0)


def test_requests_made_are_used() -> None:
    assert Quota(1000, 12, 3).after(5) == Quota(1000, 17, 3)


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (QuotaPlan(Quota(1000, 12), 10, 2), "This run costs 12 requests; 988 of 1,000 are left today."),
        (QuotaPlan(Quota(1000, 12), 1), "This run costs 1 request; 988 of 1,000 are left today."),
        (
            QuotaPlan(Quota(1000, 12, 100), 10),
            "This run costs 10 requests; 988 of 1,000 are left today, 100 of them kept for others.",
        ),
        (
            QuotaPlan(Quota(1000, 997), 10),
            "This run costs 10 requests; 3 of 1,000 are left today. "
            "It stops after 3 requests; the same command goes on tomorrow.",
        ),
        (
            QuotaPlan(Quota(None, 12), 10),
            "This run costs 10 requests; how many are left today is not known.",
        ),
    ],
)
def test_the_plan_says_what_a_run_costs(plan: QuotaPlan, sentence: str) -> None:
    assert plan.sentence == sentence


def test_a_plan_suffices_when_all_its_requests_may_go() -> None:
    assert QuotaPlan(Quota(1000, 990), 8, 2).suffices
    assert not QuotaPlan(Quota(1000, 990), 8, 3).suffices
