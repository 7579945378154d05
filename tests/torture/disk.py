"""Which call to the disk fails, or is the last one of the command, through strace's injection."""

import random

from tests.torture.cases import Disturbance

CALLS: dict[str, tuple[tuple[str, ...], int]] = {
    "openat": (("EMFILE", "EIO", "ENOSPC"), 40),
    "pwrite64": (("EIO", "ENOSPC"), 60),
    "write": (("EIO", "ENOSPC"), 25),
    "pread64": (("EIO",), 25),
    "fsync": (("EIO",), 12),
    "fdatasync": (("EIO", "ENOSPC"), 12),
    "rename": (("EIO", "ENOSPC"), 8),
    "unlink": (("EIO",), 8),
    "ftruncate": (("EIO", "ENOSPC"), 3),
    "mkdir": (("ENOSPC", "EIO"), 4),
}
"""The errors each call can give, and about how often a command makes it."""


def disk_call(chance: random.Random) -> Disturbance:
    """One call that fails, or at which the command is killed."""
    call = chance.choice(list(CALLS))
    errors, times = CALLS[call]
    nth = chance.randint(1, times)
    if chance.random() < 0.5:
        return Disturbance(f"killed at {call}", inject=f"{call}:signal=SIGKILL:when={nth}")
    error = chance.choice(errors)
    return Disturbance(f"{error} from {call}", inject=f"{call}:error={error}:when={nth}")
