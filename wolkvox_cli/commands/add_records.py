"""`wolkvox add-records FILE`: prepare a lead file, then post its batches one after another."""

from wolkvox_cli.commands.options import FileArgument, takes_all_settings
from wolkvox_cli.settings import Settings


@takes_all_settings()
def add_records(file: FileArgument, settings: Settings) -> None:
    """Put the leads of FILE into a campaign, each exactly once.

    Every row is read and checked first; then the batches are posted one after another.

    Rows that fail come back in a file that can be mended and uploaded again.

    The same command again goes on where it stopped.
    """
    from wolkvox_cli.commands.run_command import run_command
    from wolkvox_cli.workflow.check import check_file
    from wolkvox_cli.workflow.upload import upload_file

    work = check_file if settings.dry_run else upload_file
    run_command("add-records", settings, lambda session: work(session, file))
