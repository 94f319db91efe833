"""Commands about mail: what came back."""

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from assembly.cli.database_version import check_database


@click.group()
def mail() -> None:
    """Mail that was sent."""


@mail.command()
@click.argument("mailbox_path", metavar="[MAILBOX]", required=False, type=click.Path(exists=True, path_type=Path))
def bounces(mailbox_path: Path | None) -> None:
    """Read what came back, and record it at the mails that it is about.

    MAILBOX is a Maildir or a file of mails (mbox): what is unread there is read, and marked as read. Without it one
    mail is read from the standard input, as mail servers hand it to a program. Mails that are no reports are left.
    """
    import mailbox as mailboxes

    from assembly import create_app
    from assembly.mail.bounces import mailbox
    from assembly.scope import everything

    check_database()
    with create_app().app_context(), everything():
        if mailbox_path is None:
            effects = _taken([sys.stdin.buffer.read()])
        else:
            try:
                with mailbox.unread(mailbox_path) as mails:
                    effects = _taken(mails)
            except (OSError, mailboxes.Error) as error:
                raise click.ClickException(f"{mailbox_path} cannot be read as a mailbox: {error}") from None
    click.echo(
        f"{effects['bounced']} came back, {effects['noted']} are late, {effects['known']} were known already, "
        f"{effects['unknown']} are not about our mails, {effects['other']} are no reports."
    )


def _taken(mails: Iterable[bytes]) -> Counter[str]:
    """Record each report, committed by itself."""
    from assembly.database import transaction
    from assembly.mail.bounces import reading, service

    effects: Counter[str] = Counter()
    for content in mails:
        bounce = reading.from_mail(content)
        if bounce is None:
            effects["other"] += 1
            continue
        with transaction():
            effects[service.take(bounce).value] += 1
    return effects


COMMANDS = (mail,)
