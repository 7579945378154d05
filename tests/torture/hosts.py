"""Two hosts, each with a state folder of its own, send into one campaign that strangers write to as well."""

import random
import threading
import time
from pathlib import Path

import orjson

from tests.torture.cases import Case, Figures, Zygote, lost_answers
from wolkvox_cli.sandbox.account import Account
from wolkvox_cli.sandbox.server import Sandbox


def play_two_hosts(
    chance: random.Random, zygote: Zygote, folder: Path, figures: Figures, wanted: int
) -> None:
    """Both to their end at the same time; each batch in five is lost, each stranger's as large as ours."""
    faults = lost_answers(chance, 24)
    records = chance.randint(1, 12)
    other = Zygote(zygote.fault)
    with Sandbox(Account(), faults, delay=chance.choice([0.0, 0.02])) as sandbox:
        cases = []
        for prefix, own in (("A", zygote), ("B", other)):
            (folder / prefix).mkdir()
            cases.append(Case(chance, own, folder / prefix, figures, sandbox, prefix, records))
        failures: list[BaseException] = []
        done = threading.Event()
        stranger = threading.Thread(target=_write, args=(sandbox, chance.random(), records, done))
        hosts = [threading.Thread(target=_send, args=(case, chance.random(), failures)) for case in cases]
        for thread in (stranger, *hosts):
            thread.start()
        for host in hosts:
            host.join()
        done.set()
        stranger.join()
        other.close()
        if failures:
            raise failures[0]
        for case in cases:
            case.judge(posts=False)
        figures.requests += len(sandbox.requests)
    figures.count("two hosts and a stranger")


def _send(case: Case, wait: float, failures: list[BaseException]) -> None:
    time.sleep(wait * case.typical)
    try:
        case.bring_to_its_end([])
    except BaseException as failure:
        failures.append(failure)


def _write(sandbox: Sandbox, seed: float, records: int, done: threading.Event) -> None:
    """The stranger: one record, or as many as the hosts send at once, now and then."""
    chance = random.Random(seed)
    pause, store, number = chance.choice([0.05, 0.3, 1.0]), sandbox.account.campaigns["1"].store, 0
    while not done.wait(chance.uniform(0.0, pause)):
        count = chance.choice([1, records, records])
        ids = range(number, number + count)
        store.add(orjson.dumps([{"customer_id": f"S{n}", "tel1": f"{3205550000 + n}"} for n in ids]), count)
        number += count
