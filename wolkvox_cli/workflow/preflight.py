"""What is asked of the API before the first batch: the campaign, its status, and the quota that is left."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from wolkvox_cli.campaign import Campaign
from wolkvox_cli.errors import CommandError, QuotaError, RefusedError, UnreachableError, WolkvoxError
from wolkvox_cli.output.console import counted
from wolkvox_cli.spool import PreparedRun
from wolkvox_cli.upload.asking import ASKING_AGAIN, ask
from wolkvox_cli.upload.lookup_replies import CampaignInfo, LookUpFailed, TokenInfo
from wolkvox_cli.upload.outcomes import REACHING, RefusalReason, may_retry
from wolkvox_cli.upload.quota import Quota, QuotaPlan, quota_of
from wolkvox_cli.upload.settle import planned_look_ups
from wolkvox_cli.workflow.open_upload import Upload
from wolkvox_cli.workflow.signals import Interrupted

_WORTH_ASKING = 10
"""From so many batches on, one request to learn what is left of the quota is worth its price."""


@dataclass(frozen=True)
class Preflight:
    """What sending begins with: the campaign with its status, the records it holds, the quota at any moment.

    `counter` is None where the API does not tell how many records the campaign holds.
    """

    campaign: Campaign
    counter: int | None
    quota: Callable[[], Quota]


def preflight(upload: Upload, prepared: PreparedRun) -> Preflight:
    """Ask the API what must be known before anything is sent, and say what is about to happen.

    Raises WolkvoxError where nothing can be sent.
    """
    accounts = upload.journal.accounts(prepared.id)
    left = accounts.batches.total - accounts.batches.accepted
    campaign, info = _look_at_campaign(upload)
    upload.session.learn_destination(campaign, sandbox=upload.target.sandbox)
    if prepared.already_sent:
        note_emptied_campaign(upload, info)
    quota = _quota_now(upload, left)
    _tell_plan(upload, prepared, info, quota(), left)
    return Preflight(campaign, info.records if info else None, quota)


def note_emptied_campaign(upload: Upload, info: CampaignInfo | None) -> None:
    """Say so where the campaign holds fewer records than it was sent: what was left out may be gone there."""
    campaign = upload.target.campaign
    runs = upload.journal.find(campaign)
    sent = sum(upload.journal.accounts(record.id).rows.accepted for record in runs)
    if info is not None and info.records is not None and info.records < sent:
        upload.session.note(
            f"Campaign {campaign.id} holds {counted(info.records, 'record')} now and was sent {sent:,}: "
            "it was probably emptied since. To send also what it has already had add --again."
        )


def _look_at_campaign(upload: Upload) -> tuple[Campaign, CampaignInfo | None]:
    """The campaign with its status, and what the API tells of it.

    Raises CommandError where the type does not match or the status is wanted and cannot be told.
    """
    campaign = upload.target.campaign
    try:
        info = _look_up(upload, campaign)
    except LookUpFailed as failure:
        if campaign.status is None:
            raise _status_unknown(campaign, failure) from failure
        upload.session.talk.detail(f"The campaign could not be looked up: {failure.reason}.")
        return campaign, None
    if info.type is not None and info.type is not campaign.type:
        raise CommandError(
            "campaign.type",
            f"Campaign {campaign.id} is of type {info.type}, and this upload is for type {campaign.type}.",
            f"Nothing was sent. Check the campaign, or add --type {info.type}.",
        )
    if campaign.status is None:
        if info.status is None:
            raise _status_unknown(campaign, None)
        campaign = replace(campaign, status=info.status)
    elif info.status is not None and info.status is not campaign.status:
        upload.session.talk.say(
            f"Note: the API says campaign {campaign.id} is at {info.status}; "
            f"sending {campaign.status} as you gave it."
        )
    return campaign, info


def _quota_now(upload: Upload, batches: int) -> Callable[[], Quota]:
    """How the quota stands at any later moment of this upload, as far as it is known."""
    settings, requests = upload.session.settings, upload.journal.requests
    info, at = _ask_for_quota(upload, batches), requests.made

    def now() -> Quota:
        used = requests.used_today(upload.target.token.fingerprint)
        quota = quota_of(settings.licenses, used, info, settings.reserve)
        return quota.after(requests.made - at) if info else quota

    return now


def _tell_plan(
    upload: Upload, prepared: PreparedRun, info: CampaignInfo | None, quota: Quota, left: int
) -> None:
    """Say what is about to happen."""
    talk, campaign = upload.session.talk, upload.target.campaign
    named = f" ({info.name}, {counted(info.records, 'record')})" if info and info.records is not None else ""
    sends = sum(batch.records for batch in prepared.batches[-left:]) if left else 0
    records = "record" if sends == 1 else "records"
    batches = "batch" if left == 1 else "batches"
    talk.say(
        f"Campaign {campaign.id}{named} on {campaign.server}: {sends:,} {records} in {left:,} {batches}, "
        f"run {prepared.id}.",
        style="bold",
    )
    has_witness = prepared.stamp is not None or (info is not None and info.records is not None)
    look_ups = planned_look_ups(prepared.stamp, left) if has_witness else 0
    talk.say(QuotaPlan(quota, left, look_ups).sentence)


def _look_up(upload: Upload, campaign: Campaign) -> CampaignInfo:
    """Without its status nothing can be sent, so what may pass is then tried again for longer.

    Raises LookUpFailed, and Interrupted once the user wants to stop.
    """

    def tell(failure: LookUpFailed, seconds: float) -> None:
        upload.session.talk.say(f"Not yet: {failure.reason}. Next attempt in {seconds:.0f} s.")

    policy = REACHING if campaign.status is None else ASKING_AGAIN
    try:
        return ask(
            lambda: upload.api.campaign_info(campaign.id), upload.clock, upload.stop, policy=policy, tell=tell
        )
    except LookUpFailed as failure:
        if upload.stop.signal:
            raise Interrupted(upload.stop.signal) from failure
        raise


def _ask_for_quota(upload: Upload, batches: int) -> TokenInfo | None:
    """The API's own figures: after a refusal, and where they are not known and the run is not small."""
    token = upload.target.token.fingerprint
    was_refused = upload.journal.requests.refusal(token) is not None
    settings = upload.session.settings
    unknown = settings.licenses is None and (batches >= _WORTH_ASKING or settings.reserve)
    if not was_refused and not unknown:
        return None
    try:
        info = ask(upload.api.token_info, upload.clock, upload.stop)
    except LookUpFailed as failure:
        if failure.refusal and failure.refusal.reason is RefusalReason.QUOTA:
            raise _quota_gone() from failure
        return None
    if was_refused and (info.left is None or info.left > 0):
        upload.journal.requests.clear_refusal(token)
    return info


def _status_unknown(campaign: Campaign, failure: LookUpFailed | None) -> WolkvoxError:
    reason = failure.refusal.reason if failure and failure.refusal else None
    words = failure.refusal.message if failure and failure.refusal else ""
    if reason is RefusalReason.TOKEN:
        return RefusedError(
            "api.auth",
            f"The API refused the token: {words}.",
            "Nothing was sent. Check the token and that it belongs to this server.",
        )
    if reason is RefusalReason.QUOTA:
        return _quota_gone()
    if reason is RefusalReason.CAMPAIGN:
        return RefusedError(
            "api.campaign",
            f"The API knows no campaign {campaign.id} on {campaign.server}.",
            "Nothing was sent. Check the number in the Manager, and the server.",
        )
    if failure and failure.refusal and may_retry(failure.refusal):
        return RefusedError(
            f"api.{failure.refusal.reason}",
            f"The API does not tell the status of campaign {campaign.id} for now: {words}.",
            "Nothing was sent. Repeat the same command later, or add --campaign-status start or stop.",
        )
    if failure and failure.unreachable:
        return UnreachableError(
            "api.unreachable",
            f"The API could not be reached: {failure.reason}.",
            "Nothing was sent. Check the server's name and the network; the same command goes on from here.",
        )
    why = f": {failure.reason}" if failure else ""
    return CommandError(
        "campaign.status",
        f"The API does not tell the status of campaign {campaign.id}{why}.",
        "Nothing was sent. Look it up in the Manager and add --campaign-status start or stop.",
    )


def _quota_gone() -> QuotaError:
    return QuotaError(
        "api.quota",
        "The API says the token's requests of the day are used up.",
        "Nothing more is sent today. The same command goes on from here tomorrow.",
    )
