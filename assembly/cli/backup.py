"""Commands that keep an installation from being lost: backup, restore."""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assembly.config import Settings, load_settings

if TYPE_CHECKING:
    from assembly.backup.after import Outcome
    from assembly.backup.manifest import Manifest
    from assembly.backup.restoring import Replaced
    from assembly.voting.restored.models import RestoredVote


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path | None) -> None:
    """Write database, uploaded files and settings to FILE while the site runs.

    Without FILE it goes into BACKUP_DIR, or into `backups` in the instance folder. Not in it, to be kept apart: the
    secret key, the keys of secret votes, the ledger of erasures. It is not encrypted: use age or gpg before it travels.
    """
    from assembly import clock
    from assembly.backup import making, schedule
    from assembly.backup.manifest import BrokenBackupError

    settings, now = load_settings(), clock.now()
    target = file or schedule.folder_of(settings) / schedule.name_at(now)
    if target.exists():
        raise click.ClickException(f"{target} is there already. Nothing was changed.")
    try:
        manifest = making.make(settings, target, now)
    except (BrokenBackupError, OSError) as error:
        raise click.ClickException(f"No backup was made: {error}") from None
    click.echo(f"{target}: {target.stat().st_size / 1e6:.1f} MB, {len(manifest.parts)} files.")
    _tell_stand(manifest)


def _tell_stand(manifest: "Manifest") -> None:
    click.echo(f"Audit trail: {manifest.stand.entries} entries, head {manifest.stand.head}")
    for vote in manifest.stand.votes:
        click.echo(f"Vote {vote.vote} is {vote.state}: {vote.ballots} ballots, receipts {vote.receipts}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace what is there. Stop web, workers and timer first.")
@click.option("--yes", is_flag=True, help="Do not ask whether this is meant.")
def restore(file: Path, replace: bool, yes: bool) -> None:  # noqa: FBT001 - click gives flags by name
    """Bring back FILE, a backup, into an empty installation.

    Votes that were open are suspended until a scrutineer has compared them with the last mail. Erasures are done
    again. Everybody has to sign in again. Exits with 1 where anything does not fit together.
    """
    from assembly.backup import restoring
    from assembly.backup.manifest import BrokenBackupError

    settings = load_settings()
    settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.instance, prefix=".restore-") as folder:
        try:
            unpacked = restoring.check(settings, file, Path(folder))
            _ask(settings, replace=replace, yes=yes)
            replaced = restoring.look_at_replaced(settings)
            restoring.put_in_place(settings, unpacked)
        except BrokenBackupError as error:
            raise click.ClickException(f"{error} Nothing was changed.") from None
        except OSError as error:
            raise click.ClickException(
                f"The restore was stopped: {error}. Mend that, then restore once more, with --replace."
            ) from None
    manifest = unpacked.manifest
    click.echo(f"Restored: the backup of {manifest.at:%Y-%m-%d %H:%M} UTC, made by version {manifest.program}.")
    _tell_stand(manifest)
    if not restoring.same_key(settings, manifest):
        click.echo(
            "SECRET_KEY is another than that of the backup: second factors and addresses of calendars do not work. "
            "Put the former one back, or name it in SECRET_KEY_FALLBACKS.",
            err=True,
        )
    if replaced.entries is not None and replaced.entries != manifest.stand.entries:
        click.echo(f"The database that was replaced had {replaced.entries} entries in its audit trail.")
    _finish(manifest, replaced)


def _ask(settings: Settings, *, replace: bool, yes: bool) -> None:
    from assembly.backup import restoring

    if not restoring.in_use(settings):
        return
    if not replace:
        raise click.ClickException(
            "The database holds an installation already. Nothing was changed. To replace it, stop web, workers and "
            "timer, make a backup of it, and add --replace."
        )
    if not yes:
        click.confirm("All that the database and the uploaded files hold now is lost. Replace it?", abort=True)


def _finish(manifest: "Manifest", replaced: "Replaced") -> None:
    """Make the restored database safe, and say what was found."""
    from assembly import create_app
    from assembly.backup import after
    from assembly.scope import everything

    with create_app().app_context(), everything():
        outcome = after.make_safe(manifest, replaced.mailed)
        _tell(outcome)
    if outcome.bad_entry is not None or outcome.faults:
        sys.exit(1)


def _tell(outcome: "Outcome") -> None:
    if outcome.erased:
        click.echo(f"Erased again, as the ledger says: {outcome.erased} people.")
    if outcome.held:
        click.echo(
            f"Mails that had not gone at the time of the backup: {outcome.held}. They are held back; see System."
        )
    if outcome.not_opened:
        click.echo(f"Planned votes that do not open by themselves any more: {outcome.not_opened}.")
    for row in outcome.votes:
        click.echo(f"Vote {row.vote_id} is suspended until a scrutineer has compared it. {_difference(row)}")
    if outcome.bad_entry is not None:
        click.echo(
            f"Entry {outcome.bad_entry} of the audit trail does not fit the chain. Use another backup.", err=True
        )
    else:
        click.echo(f"The audit trail is whole: {outcome.entries} entries.")
    for vote_id, faults in outcome.faults.items():
        click.echo(f"Vote {vote_id} is not as the trail says: {', '.join(faults)}", err=True)


def _difference(row: "RestoredVote") -> str:
    if row.mailed_at is None or row.mailed is None or row.mailed_entries is None:
        return "No mail to scrutineers about it is known here."
    return (
        f"The last mail known here, of {row.mailed_at:%Y-%m-%d %H:%M} UTC, told of {row.mailed.ballots} ballots "
        f"(restored: {row.ballots}) and of {row.mailed_entries} entries of the audit trail (restored: {row.entries}), "
        f"head {row.mailed_head}, receipts {row.mailed.receipts}."
    )


COMMANDS = (backup, restore)
