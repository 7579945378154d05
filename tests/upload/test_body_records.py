"""Records at the ends and in the midst of a body, whatever they hold."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wolkvox_cli.upload.body_records import first_and_last, sample_records

texts = st.text() | st.sampled_from(['"},{"', '\\"},{"', "\\", '\\\\"', '"', "},{", '{"', '"}]'])
records = st.lists(st.fixed_dictionaries({"tel1": texts}, optional={"opt1": texts}), min_size=1, max_size=30)


def numbered(count: int, text: str = "") -> list[dict[str, str]]:
    return [{"tel1": f"300555{n:04}", "opt1": text} for n in range(count)]


def test_of_many_records_the_first_the_last_and_some_in_between_are_read() -> None:
    found = sample_records(orjson.dumps(numbered(1000)))
    assert [record["tel1"] for record in found] == [
        *("3005550000", "3005550249", "3005550499", "3005550749", "3005550999")
    ]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_of_few_records_all_are_read(count: int) -> None:
    assert sample_records(orjson.dumps(numbered(count))) == numbered(count)


def test_one_record_that_is_longer_than_all_others_hides_none() -> None:
    uneven = [*numbered(3), {"tel1": "1", "opt1": "x" * 100_000}, *numbered(3)]
    assert len(sample_records(orjson.dumps(uneven))) == 5


@given(records)
def test_the_first_and_the_last_are_read_whatever_the_records_hold(given: list[dict[str, str]]) -> None:
    found = first_and_last(orjson.dumps(given))
    assert (found[0], found[-1], len(found)) == (given[0], given[-1], min(2, len(given)))


@given(records)
def test_samples_are_records_of_the_body_in_their_order(given: list[dict[str, str]]) -> None:
    marked = [{**record, "opt2": str(number)} for number, record in enumerate(given)]
    found = sample_records(orjson.dumps(marked))
    numbers = [int(record["opt2"]) for record in found]
    assert found == [marked[number] for number in numbers]
    assert numbers == sorted(set(numbers))
    assert (numbers[0], numbers[-1], len(numbers)) == (0, len(given) - 1, min(5, len(given)))
