"""`wolkvox add-records FILE`: prepare a lead file, then post its batches one after another."""

from wolkvox_cli.commands import options as o


def add_records(
    file: o.FileArgument,
    campaign: o.Campaign = None,
    type: o.Type = None,
    campaign_status: o.CampaignStatus = None,
    server: o.Server = None,
    base_url: o.BaseUrl = None,
    token_file: o.TokenFile = None,
    profile: o.Profile = None,
    sandbox: o.Sandbox = None,
    map: o.Map = None,
    set: o.Set = None,
    mapping: o.Mapping = None,
    sheet: o.Sheet = None,
    encoding: o.Encoding = None,
    delimiter: o.Delimiter = None,
    header_row: o.HeaderRow = None,
    no_header: o.NoHeader = None,
    country: o.Country = None,
    phone_format: o.PhoneFormat = None,
    phone_prefix: o.PhonePrefix = None,
    date_order: o.DateOrder = None,
    unique: o.Unique = None,
    keep: o.Keep = None,
    exclude: o.Exclude = None,
    exclude_account: o.ExcludeAccount = None,
    max_rejects: o.MaxRejects = None,
    truncate: o.Truncate = None,
    batch_size: o.BatchSize = None,
    max_batch_mb: o.MaxBatchMb = None,
    all_fields: o.AllFields = None,
    stamp: o.Stamp = None,
    on_doubt: o.OnDoubt = None,
    settle_after: o.SettleAfter = None,
    keep_going: o.KeepGoing = None,
    again: o.Again = None,
    wait_lock: o.WaitLock = None,
    licenses: o.Licenses = None,
    reserve: o.Reserve = None,
    dry_run: o.DryRun = None,
    report: o.Report = None,
    report_warnings: o.ReportWarnings = None,
    json: o.Json = None,
    quiet: o.Quiet = None,
    verbose: o.Verbose = None,
    no_color: o.NoColor = None,
    no_input: o.NoInput = None,
) -> None:
    """Put the leads of FILE into a campaign, each exactly once.

    Every row is read and checked first; then the batches are posted one after another.

    Rows that fail come back in a file that can be mended and uploaded again.

    The same command again goes on where it stopped.
    """
    given = {name: value for name, value in locals().items() if name != "file"}

    from wolkvox_cli.commands.run_command import run_command
    from wolkvox_cli.workflow.check import check_file
    from wolkvox_cli.workflow.session import Session
    from wolkvox_cli.workflow.upload import upload_file

    def work(session: Session) -> None:
        if session.settings.dry_run:
            check_file(session, file)
        else:
            upload_file(session, file)

    run_command("add-records", given, work)
