import pytest

from wolkvox_cli.sandbox.faults import KINDS, FaultError, Target, fault_for, listing, parse_fault


@pytest.mark.parametrize(
    ("written", "first", "last", "argument"),
    [
        ("502", 1, 1, ""),
        ("502@3", 3, 3, ""),
        ("502@2+", 2, None, ""),
        ("502@*", 1, None, ""),
        ("hang@2:0.5", 2, 2, "0.5"),
        ("hang", 1, 1, "90"),
        ("429:7", 1, 1, "7"),
        ("redirect@*:http://127.0.0.1:9/a@b", 1, None, "http://127.0.0.1:9/a@b"),
    ],
)
def test_a_fault_says_what_when_and_how(written: str, first: int, last: int | None, argument: str) -> None:
    fault = parse_fault(written)
    assert (fault.kind.name, fault.first, fault.last, fault.argument) == (
        written.partition("@")[0].partition(":")[0],
        first,
        last,
        argument,
    )


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("hangg", "There is no fault 'hangg'. Did you mean 'hang'?"),
        ("lookup-502-applied", "There is no fault 'lookup-502-applied'."),
        ("lookup-lookup-fails", "There is no fault 'lookup-lookup-fails'."),
        ("502@0", "The fault '502@0' is not of the form KIND[@N][:ARG]."),
        ("502@x", "The fault '502@x' is not of the form KIND[@N][:ARG]."),
        ("", "The fault '' is not of the form KIND[@N][:ARG]."),
        ("502:9", "The fault '502' takes no argument."),
        ("hang:long", "The fault 'hang' takes SECONDS after the colon, not 'long'."),
        ("hang:", "The fault 'hang' takes SECONDS after the colon, not ''."),
        ("partial:-1", "The fault 'partial' takes RECORDS after the colon, not '-1'."),
        ("refused:99", "The fault 'refused' takes CODE after the colon, not '99'."),
    ],
)
def test_a_fault_that_cannot_be_read_is_explained(written: str, sentence: str) -> None:
    with pytest.raises(FaultError) as caught:
        parse_fault(written)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("written", "target", "name"),
    [
        ("500", Target.ADD_RECORD, "500"),
        ("lookup-500", Target.LOOKUP, "lookup-500"),
        ("information-quota", Target.INFORMATION, "information-quota"),
        ("lookup-fails", Target.LOOKUP, "lookup-fails"),
        ("lookup-stale-counter", Target.INFORMATION, "lookup-stale-counter"),
    ],
)
def test_a_fault_concerns_its_own_sort_of_request(written: str, target: Target, name: str) -> None:
    fault = parse_fault(written)
    assert (fault.target, fault.name) == (target, name)


def test_the_first_fault_that_concerns_a_request_is_taken() -> None:
    faults = [parse_fault("502@2"), parse_fault("503@2+"), parse_fault("lookup-504@3")]
    names = [fault and fault.name for n in range(1, 5) for fault in [fault_for(faults, Target.ADD_RECORD, n)]]
    assert names == [None, "502", "503", "503"]


def test_every_kind_is_listed() -> None:
    lines = listing().splitlines()
    assert [
        name
        for name in KINDS
        if not any(line.split()[:1] in ([name], [f"{name}:{KINDS[name].argument}"]) for line in lines)
    ] == []
