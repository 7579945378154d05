"""`wolkvox check FILE`: prepare only; what would be sent, what would be rejected and why."""

from wolkvox_cli.commands import options as o


def check(
    file: o.FileArgument,
    type: o.Type = None,
    profile: o.Profile = None,
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
    max_rejects: o.MaxRejects = None,
    truncate: o.Truncate = None,
    batch_size: o.BatchSize = None,
    max_batch_mb: o.MaxBatchMb = None,
    all_fields: o.AllFields = None,
    report: o.Report = None,
    report_warnings: o.ReportWarnings = None,
    json: o.Json = None,
    quiet: o.Quiet = None,
    verbose: o.Verbose = None,
    no_color: o.NoColor = None,
    no_input: o.NoInput = None,
) -> None:
    """Check FILE without sending anything: what would be sent, what would be rejected and why.

    Needs no network, no token and no campaign.

    Rows that would be rejected are written into a report, as add-records does.
    """
    given = {name: value for name, value in locals().items() if name != "file"}

    from wolkvox_cli.commands.run_command import run_command
    from wolkvox_cli.workflow.check import check_file

    run_command("check", given, lambda session: check_file(session, file))
