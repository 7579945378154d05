"""Which leads the campaign has had before, told by keyed digests from which no lead can be read."""

import hashlib
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from wolkvox_cli.leads.model import no_numbers
from wolkvox_cli.leads.text_columns import Text, text_series
from wolkvox_cli.leads.validate.identity import IDENTITY, TEL_FIELDS, canonical_id

Digests = npt.NDArray[np.int64]
"""8 bytes a lead: SipHash-2-4 under a key made of the state folder's secret and the campaign."""

SECRET_LETTERS = 16
"""ASCII characters of the secret."""

_UNIT = "\x1f"
_NAMES = ("customer_name", "customer_last_name")


@dataclass(frozen=True, eq=False)
class SentLeads:
    """What a campaign has had from earlier runs, and how to recognise it.

    `secret` and `campaign` key the digests; `digests` are ascending, `sources` as long and give for each the
    position in `runs` of the run that sent it.
    """

    secret: str
    campaign: str
    digests: Digests = field(default_factory=lambda: np.empty(0, np.int64))
    sources: npt.NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    runs: tuple[str, ...] = ()

    def digests_of(self, fields: pd.DataFrame, canonical: pd.DataFrame) -> "pd.Series[int]":
        """The digest of each lead, by row number.

        It is the same whatever the order of the phones, and however phones and identity number are written:
        the number tells people apart, and where there is none the name does.
        """
        digest = self._hashed("who", _who(fields))
        for name in TEL_FIELDS:
            if name in canonical:
                filled = (canonical[name] != "").to_numpy(np.bool_)
                digest[filled] += self._hashed("phone", canonical[name][filled])
        return pd.Series(digest, index=fields.index)

    def sources_of(self, digests: "pd.Series[int]") -> "pd.Series[int]":
        """Of the leads that the campaign has had: the position in `runs` of their run, by row number."""
        if not len(self.digests) or not len(digests):
            return no_numbers()
        wanted = digests.to_numpy(np.int64)
        found = np.minimum(np.searchsorted(self.digests, wanted), len(self.digests) - 1)
        had = self.digests[found] == wanted
        return pd.Series(self.sources[found[had]].astype(np.int64), index=digests.index[had])

    def _hashed(self, kind: str, values: Text) -> Digests:
        key = hashlib.blake2b(f"{self.campaign} {kind}".encode(), key=self.secret.encode(), digest_size=8)
        hashed = pd.util.hash_array(values.to_numpy(object), hash_key=key.hexdigest(), categorize=False)
        return hashed.view(np.int64)


def _who(fields: pd.DataFrame) -> Text:
    """The identity number of each lead, or where it has none its name."""
    who = text_series(pa.repeat("", len(fields)), fields.index)
    for name in _NAMES:
        if name in fields:
            who = who + _UNIT + fields[name].str.lower()
    if IDENTITY in fields:
        numbers = canonical_id(fields[IDENTITY])
        return numbers.mask(numbers == "", who)
    return who
