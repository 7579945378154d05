"""The wolkvox token: a secret that can be used and compared, but not printed by accident."""

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Token:
    """`origin` says where it came from ("WOLKVOX_TOKEN", "token file ventas.token"), for messages."""

    _value: str = field(repr=False)
    origin: str

    def reveal(self) -> str:
        """The token itself, for the request header and nothing else."""
        return self._value

    @property
    def fingerprint(self) -> str:
        """A name for the token that does not give it away: lock file, quota counter."""
        return hashlib.sha256(b"wolkvox token " + self._value.encode()).hexdigest()[:16]

    def __str__(self) -> str:
        return "****"
