"""What looking up some of its records proves of a batch, and what it does not."""

from collections.abc import Callable

import orjson
import pytest

from wolkvox_cli.campaign import Campaign
from wolkvox_cli.spool import PreparedRun, RunFolder
from wolkvox_cli.upload.body_records import Record
from wolkvox_cli.upload.clock import Clock, StopRequest
from wolkvox_cli.upload.journal import Journal
from wolkvox_cli.upload.lookup_replies import CampaignInfo, Row
from wolkvox_cli.upload.outcomes import Accepted, Outcome
from wolkvox_cli.upload.quota import Quota
from wolkvox_cli.upload.settle import Settler, Verdict

MakeRun = Callable[..., tuple[PreparedRun, RunFolder]]

ANA = {"customer_name": "Ana", "customer_id": "1001", "tel1": "3005550101"}
LUZ = {"customer_name": "Luz", "customer_id": "1002", "tel1": "3005550102"}
OTHERS = [{**ANA, "tel1": "3005550103"}, {**LUZ, "tel1": "3005550104"}]


class Campaigns:
    """An API that holds `rows` and finds them by any of their phones."""

    def __init__(self, rows: list[Row], counter: int) -> None:
        self.rows, self.counter = rows, counter

    def add_records(self, campaign: Campaign, body: bytes, records: int) -> Outcome:
        return Accepted()

    def campaign_info(self, campaign_id: str) -> CampaignInfo:
        return CampaignInfo(campaign_id, "Invented", None, None, self.counter)

    def find_record(self, campaign_id: str, *, phone: str | None, customer_id: str | None) -> list[Row]:
        return [
            row
            for row in self.rows
            if (not phone or phone in row.values())
            and (not customer_id or row.get("customer_id") == customer_id)
        ]


class Desk:
    """One run with a stamp: its first batch was accepted, its second is in doubt."""

    def __init__(self, make_run: MakeRun, journal: Journal, campaign: Campaign, clock: Clock) -> None:
        self.run, _ = make_run(stamp="opt12")
        self.journal, self.campaign, self.clock = journal, campaign, clock
        journal.add_run(self.run, campaign)

    def settler(self, api: Campaigns) -> Settler:
        quota = Quota(None, 0)
        return Settler(self.run, self.campaign, api, self.journal, self.clock, StopRequest(), lambda: quota)

    def stamped(self, batch: int, records: list[Record]) -> list[Record]:
        return [{**record, "opt12": f"{self.run.id}/{batch:05}"} for record in records]

    def look(self, first: list[Record], second: list[Record], arrived: int, counter: int = 2) -> Verdict:
        """What is found out about the second batch, of which the first `arrived` records are there."""
        accepted, doubtful = self.stamped(1, first), self.stamped(2, second)
        api = Campaigns([*accepted, *doubtful[:arrived]], counter)
        settler = self.settler(api)
        self.journal.counters.take(self.run.id, 0)
        self.journal.begin(self.run.id, self.run.batches[0], "t0k3n")
        self.journal.accept(self.run.id, self.run.batches[0], 1.0)
        settler.learn_from(self.run.batches[0], orjson.dumps(accepted), 1)
        return settler.look(self.run.batches[1], orjson.dumps(doubtful)).verdict


@pytest.fixture
def desk(make_run: MakeRun, journal: Journal, campaign: Campaign, clock: Clock) -> Desk:
    return Desk(make_run, journal, campaign, clock)


def test_first_and_last_record_tell_whether_a_batch_arrived(desk: Desk) -> None:
    assert desk.look([ANA, LUZ], OTHERS, 2) is Verdict.ARRIVED


def test_they_tell_that_it_did_not(desk: Desk) -> None:
    assert desk.look([ANA, LUZ], OTHERS, 0) is Verdict.DID_NOT_ARRIVE


@pytest.mark.parametrize(
    "last",
    [
        {**ANA, "customer_name": "Eva"},
        {"customer_name": "Eva", "tel1": ANA["tel1"]},
        {"customer_name": "Eva", "tel1": "3005550109"},
    ],
)
def test_the_first_record_is_not_taken_for_a_last_one_of_its_household(desk: Desk, last: Record) -> None:
    first = {**ANA, "tel2": "3005550109"}
    assert desk.look([ANA, LUZ], [first, last], 1) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "other",
    [
        {"customer_id": "0100", "tel1": "3005550105"},
        {"customer_id": "A-100", "tel1": "3005550105"},
        {"customer_id": "1003", "tel1": "34600555010"},
        {"tel1": "3005550105"},
    ],
)
def test_that_records_of_one_kind_are_found_proves_nothing_of_others(desk: Desk, other: Record) -> None:
    second = [{**other, "customer_name": "Eva"}, {**other, "tel1": other["tel1"][:-1] + "9"}]
    assert desk.look([ANA, LUZ], second, 0) is Verdict.UNKNOWN


def test_records_that_are_not_found_though_the_counter_has_moved_leave_the_doubt(desk: Desk) -> None:
    assert desk.look([ANA, LUZ], OTHERS, 0, counter=4) is Verdict.UNKNOWN


def test_each_kind_of_look_up_is_proved_by_an_accepted_batch_of_its_kind(desk: Desk) -> None:
    short = [{**record, "tel1": record["tel1"][1:]} for record in OTHERS]
    assert desk.look([ANA, LUZ], short, 0) is Verdict.UNKNOWN
    third = desk.stamped(3, short)
    desk.settler(Campaigns(third, 4)).learn_from(desk.run.batches[2], orjson.dumps(third), 1)
    assert desk.journal.run(desk.run.id).findable == {
        "tel1:10+customer_id:digits",
        "tel1:9+customer_id:digits",
    }


FIVE = [{"customer_id": f"20{n}", "tel1": f"300555020{n}"} for n in range(5)]


def test_a_batch_that_lacks_a_record_in_its_midst_is_in_doubt(desk: Desk) -> None:
    without = [{**record, "tel1": ""} if number == 2 else record for number, record in enumerate(FIVE)]
    api = Campaigns([*desk.stamped(1, [ANA, LUZ]), *desk.stamped(2, without)], 7)
    settler = desk.settler(api)
    settler.learn_from(desk.run.batches[0], orjson.dumps(desk.stamped(1, [ANA, LUZ])), 1)
    look = settler.look(desk.run.batches[1], orjson.dumps(desk.stamped(2, FIVE)))
    assert look.verdict is Verdict.UNKNOWN
