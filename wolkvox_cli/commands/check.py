"""`wolkvox check FILE`: prepare only; what would be sent, what would be rejected and why."""

from wolkvox_cli.commands.options import FileArgument, takes_all_settings
from wolkvox_cli.settings import Settings
from wolkvox_cli.settings.options import Tag


@takes_all_settings(but=Tag.TO_SEND)
def check(file: FileArgument, settings: Settings) -> None:
    """Check FILE without sending anything: what would be sent, what would be rejected and why.

    Needs no network, no token and no campaign.

    Rows that would be rejected are written into a report, as add-records does.
    """
    from wolkvox_cli.commands.run_command import run_command
    from wolkvox_cli.workflow.check import check_file

    run_command("check", settings, lambda session: check_file(session, file))
