"""What a campaign has had from earlier runs: digests of leads, kept below the state folder.

`sent/RUN.digests` holds those of one run, 8 bytes a lead, batch by batch; which of them count is for the
journal to say. `sent/secret` is the key without which they tell nothing.
"""

import os
import secrets
import string
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wolkvox_cli.campaign import Campaign
from wolkvox_cli.errors import CommandError, MachineError, NothingToDoError
from wolkvox_cli.leads.validate.already_sent import SECRET_LETTERS, Digests, SentLeads
from wolkvox_cli.settings import Settings, state_folder
from wolkvox_cli.spool import PreparedRun, RunFolder, private_file, private_folder, sync
from wolkvox_cli.upload.accounts import BatchRecord, BatchState
from wolkvox_cli.upload.clock import StopRequest, SystemClock
from wolkvox_cli.upload.journal import Journal

_ENDING = ".digests"


class SentBefore:
    """The digests of all runs that this state folder remembers."""

    def __init__(self, state: Path, journal: Journal | None) -> None:
        self._folder = state / "sent"
        self._journal = journal

    def to(self, campaign: Campaign, *, but: str | None = None) -> SentLeads:
        """The leads that the campaign has had, or may have, by any run `but` one.

        Raises MachineError where the secret is gone, so that nothing can be recognised.
        """
        found = [(run, digests) for run, digests in self._runs_to(campaign) if run != but and len(digests)]
        if not found:
            return SentLeads(self._secret(), _named(campaign))
        digests = np.concatenate([digests for _, digests in found])
        sources = np.repeat(np.arange(len(found), dtype=np.int32), [len(digests) for _, digests in found])
        order = np.argsort(digests, kind="stable")
        runs = tuple(run for run, _ in found)
        return SentLeads(self._secret(), _named(campaign), digests[order], sources[order], runs)

    def nothing_to(self, campaign: Campaign) -> SentLeads:
        """What to make digests with where it does not matter what the campaign has had (--again)."""
        return SentLeads(self._secret(), _named(campaign))

    def keep(self, run: str, folder: RunFolder) -> None:
        """Take the digests out of the run's folder, which goes when the run is over."""
        private_folder(self._folder)
        folder.digests_path.replace(self._path(run))
        sync(self._folder)

    def forget_unknown(self) -> None:
        """Remove what was kept of runs that the journal then never came to know."""
        known = {record.id for record in self._journal.runs()} if self._journal else set()
        for path in self._folder.glob(f"*{_ENDING}"):
            if path.name.removesuffix(_ENDING) not in known:
                path.unlink(missing_ok=True)

    def refuse_if_overtaken(self, prepared: PreparedRun, campaign: Campaign) -> None:
        """Raises CommandError where leads that the run still has to send have gone by another run since."""
        own = self._digests(prepared.id)
        if self._journal is None or prepared.again or not len(own):
            return
        left = own[_mask(self._journal.batches(prepared.id), lambda record: not _may_be_there(record))]
        others = self.to(campaign, but=prepared.id)
        again = int(np.isin(left, others.digests).sum())
        if again:
            raise CommandError(
                "run.overtaken",
                f"{again:,} of the leads that run {prepared.id} still has to send have gone to campaign "
                f"{campaign.id} by another run since, or may have. Nothing was sent now.",
                f"Give this run up: wolkvox runs discard {prepared.id}. Then upload its file again: what the "
                "campaign has had is left out.",
            )

    def _runs_to(self, campaign: Campaign) -> Iterator[tuple[str, Digests]]:
        """The digests that count of each run to the campaign."""
        if self._journal is None:
            return
        for record in self._journal.find(campaign):
            digests = self._digests(record.id)
            if len(digests):
                yield record.id, digests[_mask(self._journal.batches(record.id), _may_be_there)]

    def _digests(self, run: str) -> Digests:
        try:
            return np.fromfile(self._path(run), np.dtype("<i8"))
        except FileNotFoundError:  # a run of version 0.1.0, which kept none
            return np.empty(0, np.int64)

    def _path(self, run: str) -> Path:
        return self._folder / f"{run}{_ENDING}"

    def _secret(self) -> str:
        """The key of the digests, made once for a state folder."""
        path = self._folder / "secret"
        with suppress(FileNotFoundError):
            return _checked(path.read_text("ascii", "replace"), path)
        if any(self._folder.glob(f"*{_ENDING}")):
            raise _secret_gone(path)
        private_folder(self._folder)
        letters = string.ascii_letters + string.digits
        temporary = path.with_name(f"secret.{secrets.token_hex(8)}")
        with private_file(temporary) as file:
            file.write("".join(secrets.choice(letters) for _ in range(SECRET_LETTERS)).encode())
        sync(temporary)
        with suppress(FileExistsError):  # another process was quicker: its secret counts
            os.link(temporary, path)
        temporary.unlink()
        sync(self._folder)
        return _checked(path.read_text("ascii", "replace"), path)


def _named(campaign: Campaign) -> str:
    """The campaign as it keys the digests; 04521 is 4521."""
    return f"{campaign.base_url} {campaign.id.lstrip('0')}"


def _may_be_there(record: BatchRecord) -> bool:
    """Whether the campaign has records of the batch, or may have."""
    return record.state is BatchState.ACCEPTED or record.is_doubtful or record.accepted > 0


def _mask(batches: list[BatchRecord], wanted: Callable[[BatchRecord], bool]) -> npt.NDArray[np.bool_]:
    """Which leads of a run are in the wanted batches: they stand in the order of the batches."""
    return np.repeat([wanted(record) for record in batches], [record.batch.records for record in batches])


def _checked(secret: str, path: Path) -> str:
    if len(secret) != SECRET_LETTERS:
        raise _secret_gone(path)
    return secret


def _secret_gone(path: Path) -> MachineError:
    return MachineError(
        "state.secret-gone",
        f"The file {path} is gone or damaged: without it nobody can tell which leads were sent before. "
        "Nothing was sent.",
        f"Put it back from a copy. To begin anew without that memory, move the folder {path.parent} away.",
    )


def nothing_new(prepared: PreparedRun, campaign: Campaign) -> NothingToDoError:
    """All leads that could be sent are there already."""
    runs = ", ".join(f"run {earlier.run} sent {earlier.rows:,}" for earlier in prepared.sent_by)
    return NothingToDoError(
        "run.already-sent",
        f"Campaign {campaign.id} has already had all {prepared.already_sent:,} leads of "
        f"{prepared.source.path}: {runs}. Nothing was sent now.",
        "To send them once more add --again.",
    )


def earlier_runs_note(prepared: PreparedRun) -> tuple[str, ...]:
    """Which runs have sent leads of the file before, if any have."""
    if not prepared.already_sent:
        return ()
    runs = ", ".join(f"{earlier.rows:,} by run {earlier.run}" for earlier in prepared.sent_by)
    return (
        f"{prepared.already_sent:,} of the {prepared.read:,} rows have gone to this campaign before, or may "
        f"have, and are left out: {runs}. To send them once more add --again.",
    )


@contextmanager
def sent_to_campaign(settings: Settings) -> Iterator[SentLeads | None]:
    """For a check: what the campaign has had, where one is known and anything is remembered of it."""
    path = state_folder() / "journal.sqlite3"
    has_campaign = settings.campaign is not None and (settings.server or settings.base_url)
    if not has_campaign or settings.sandbox or settings.again or not path.exists():
        yield None
        return
    with Journal.open(path, SystemClock(StopRequest())) as journal:
        yield SentBefore(state_folder(), journal).to(settings.destination())
