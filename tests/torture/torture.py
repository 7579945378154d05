"""Disturbs the real command again and again, and fails at the first lead lost or doubled.

    python -m tests.torture.torture --kills 600 --disk 150 --hosts 20 --cuts 300 [--seed 7]

Kills come at random instants and at named points; the disk's calls fail, or the command is killed at them,
through strace where there is one; two hosts send into one campaign that others write to as well; and what
the power cut off is taken from a record of the command's own writes and syncs.
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from tests.torture.cases import Case, Disturbance, Figures, Wrong, Zygote
from tests.torture.disk import disk_call
from tests.torture.hosts import play_two_hosts
from tests.torture.power import play_power_cuts

POINTS = {
    "before the run is sealed": "before-seal",
    "after the run is sealed": "after-seal",
    "before the run is in the journal": "before-add-run",
    "after the run is in the journal": "after-add-run",
    "before the intent": "before-intent",
    "after the intent": "after-intent",
    "during the body": "during-body",
    "after the body": "after-body",
    "after the answer": "after-answer",
    "before the outcome": "before-outcome",
    "after the outcome": "after-outcome",
    "after the body is dropped": "after-drop",
    "before a doubt": "before-doubt",
    "after a doubt": "after-doubt",
    "before a settling": "before-settling",
    "after a settling": "after-settling",
    "after the campaign is looked up": "after-campaign-look-up",
    "after a record is looked up": "after-record-look-up",
    "amid an entry": "before-entry",
    "before the run is finished": "before-finish",
    "after the run is finished": "after-finish",
    "after the run is removed": "after-removal",
}
"""Where the command is killed, in the words of the report and of zygote.py."""

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""A kill loses nothing that a file was told, so that the disk itself need not be waited for."""

Play = Callable[[random.Random, Zygote, Path, Figures, int], None]
"""One case in a folder of its own; the number is how many disturbances are still wanted."""


def play_kills(chance: random.Random, zygote: Zygote, folder: Path, figures: Figures, wanted: int) -> None:
    """Kills at random instants and at named points."""
    case = Case(chance, zygote, folder, figures)
    case.play([kill(chance, case.typical) for _ in range(min(chance.randint(1, 8), wanted))])


def kill(chance: random.Random, typical: float) -> Disturbance:
    """A kill somewhere; `typical` are the seconds a command takes."""
    if chance.random() < 0.4:
        return Disturbance("at a random instant", delay=chance.uniform(0, 1.1 * typical))
    name, point = chance.choice(list(POINTS.items()))
    return Disturbance(name, point=point, nth=chance.randint(1, 3))


def play_disk(chance: random.Random, zygote: Zygote, folder: Path, figures: Figures, wanted: int) -> None:
    """Calls to the disk that fail, or at which the command is killed."""
    case = Case(chance, zygote, folder, figures)
    case.play([disk_call(chance) for _ in range(min(chance.randint(2, 8), wanted))])


def run_part(name: str, play: Play, wanted: int, seed: int, tell: bool, fault: str | None) -> Figures:
    """Play case after case until so many disturbances are done. Raises Wrong, naming the case."""
    figures = Figures()
    zygote = Zygote(fault)
    began, number = time.monotonic(), 0
    try:
        while figures.disturbances < wanted:
            number += 1
            with tempfile.TemporaryDirectory(prefix="wolkvox-torture-", dir=MEMORY) as folder:
                chance = random.Random(f"{seed}/{name}/{number}")
                play(chance, zygote, Path(folder), figures, wanted - figures.disturbances)
            if tell and number % 10 == 0:
                sys.stderr.write(f"{name}: {figures.disturbances:,} of {wanted:,}\n")
    except Wrong as wrong:
        raise Wrong(f"{name}, seed {seed}, case {number}, {figures}: {wrong}") from wrong
    finally:
        zygote.close()
        figures.seconds = round(time.monotonic() - began, 1)
    return figures


PARTS: dict[str, Play] = {
    "kills": play_kills,
    "disk": play_disk,
    "hosts": play_two_hosts,
    "cuts": play_power_cuts,
}
NEEDS_STRACE = ("disk", "cuts")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in PARTS:
        parser.add_argument(f"--{name}", type=int, default=0)
    parser.add_argument("--seed", type=int, default=None, help="repeats the same choices")
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--with", dest="fault", help="let the program be at fault, see zygote.py")
    given = parser.parse_args()
    seed = random.randrange(1_000_000) if given.seed is None else given.seed
    told: dict[str, object] = {"seed": seed}
    try:
        for name, play in PARTS.items():
            if not (wanted := getattr(given, name)):
                continue
            if name in NEEDS_STRACE and not shutil.which("strace"):
                told[name] = "left out: there is no strace"
                continue
            told[name] = asdict(run_part(name, play, wanted, seed, not given.quiet, given.fault))
    except Wrong as wrong:
        sys.exit(f"\nWRONG: {wrong}")
    sys.stdout.write(json.dumps(told, indent=2) + "\n")


if __name__ == "__main__":
    main()
