import pytest

from wolkvox_cli.campaign import CampaignType
from wolkvox_cli.settings import Settings
from wolkvox_cli.workflow.prepare import options_digest

EVERYTHING = Settings(
    type=CampaignType.PREVIEW,
    map=("tel1=Celular",),
    set=("country=Colombia",),
    sheet="2",
    encoding="utf-8",
    delimiter=";",
    header_row=3,
    no_header=True,
    country="CO",
    phone_format="national",
    phone_prefix="9",
    date_order="dmy",
    unique=("phone",),
    keep="last",
    exclude_account=True,
    truncate=True,
    severity=(("age.invalid", "warning"), ("email.invalid", "error")),
    all_fields=False,
    stamp="opt12",
)


@pytest.mark.parametrize(
    ("settings", "digest"),
    [
        (Settings(), "95293a39118bde3e1d34dbd1f0ccea02"),
        (EVERYTHING, "e55f4c5f867712490c50ba4b58c53812"),
    ],
    ids=["defaults", "everything"],
)
def test_the_digest_of_the_options_is_that_of_version_0_1_0(settings: Settings, digest: str) -> None:
    assert options_digest(settings) == digest


def test_what_does_not_shape_the_records_is_not_in_the_digest() -> None:
    assert options_digest(Settings(batch_size=500, keep_going=True)) == options_digest(Settings())
