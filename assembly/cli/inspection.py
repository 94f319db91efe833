"""Commands that look and change nothing: routes, check, audit."""

import json
import sys

import click

from assembly.cli.database_version import check_database
from assembly.config import Settings, load_settings


@click.command()
@click.option("--access", is_flag=True, required=True, help="Show who may reach each address.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def routes(access: bool, as_json: bool) -> None:  # noqa: ARG001, FBT001 - the option names what is shown
    """List every address of the site with who may reach it."""
    from assembly import create_app
    from assembly.security import access_of

    app = create_app()
    rows = [
        {
            "rule": rule.rule,
            "endpoint": rule.endpoint,
            "methods": sorted(rule.methods or ()),
            "access": access_of(app, rule.endpoint),
        }
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        click.echo(f"{row['access']!s:22} {','.join(row['methods']):24} {row['rule']}")


@click.command()
def permissions() -> None:
    """Print what each role may do, as it stands in docs/permissions.md."""
    from assembly.accounts.permission_table import table_in_words

    click.echo(table_in_words(), nl=False)


@click.command()
@click.option("--production", is_flag=True, help="Refuse what is not safe on the internet; nothing is sent or changed.")
def check(production: bool) -> None:  # noqa: FBT001 - click gives flags by name
    """Check settings, database, broker, mail, clock, base address and keys; say what is wrong and how to mend it.

    Exits with 1 where anything is wrong.
    """
    from assembly import health
    from assembly import production as safety

    settings = load_settings()
    findings = health.examine(settings) + (safety.unsafe(settings) if production else [])
    for finding in findings:
        mark = "ok  " if finding.ok else "FAIL"
        click.echo(f"{mark} {finding.subject}: {finding.message}".removesuffix(": "))
    if not all(finding.ok for finding in findings):
        sys.exit(1)
    if settings.smtp_url:
        _explain_arrival(settings)


def _explain_arrival(settings: Settings) -> None:
    """Say what the DNS must hold so that mail is believed. Nobody is asked: these are the records to compare with."""
    from assembly import create_app
    from assembly.mail.letterhead import current_letterhead
    from assembly.mail.sender_domain import advice, wanted_records
    from assembly.mail.smtp import Server

    with create_app(settings).app_context():
        sender = current_letterhead().sender_email
    server = Server.of(settings)
    click.echo(f"\nSo that mail from {sender} arrives, the DNS should hold (look with the command, compare, mend):")
    for record in wanted_records(sender, server.bounces, server.host):
        click.echo(f"\n  {record.name} {record.type}\n    {record.value}\n    {record.why}\n    {record.command}")
    for sentence in advice(sender, server.bounces):
        click.echo(f"\n  {sentence}")


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
def head() -> None:
    """Print the number of entries and the last hash: what to compare with a mail or a backup."""
    from assembly import create_app
    from assembly.audit import service
    from assembly.extensions import db

    check_database()
    with create_app().app_context():
        number, last = service.head(db.session())
    click.echo(f"{number} {last}")


@audit.command()
def verify() -> None:
    """Check the chain of the audit trail, and each vote against it; exit with 1 and name what was touched.

    The ballots of each counted vote are counted again.
    """
    from assembly import create_app
    from assembly.audit import service
    from assembly.extensions import db
    from assembly.reports import life

    check_database()
    with create_app().app_context():
        count, bad = service.verify(db.session())
        number, last = service.head(db.session())
        faults = life.faults()
    if bad is not None:
        raise click.ClickException(
            f"Entry {bad} of the audit trail does not fit the chain: it, or the one before it, was changed or removed. "
            "Keep the database as it is, and compare it with a backup and the last head that was mailed."
        )
    click.echo(f"The audit trail is whole: {count} entries, head {number} {last}")
    for vote_id, wrong in faults.items():
        click.echo(f"Vote {vote_id} is not as the trail says: {', '.join(wrong)}", err=True)
    if faults:
        raise click.ClickException(
            "Keep the database as it is, publish nothing, and compare it with a backup and the receipts of the voters."
        )
    click.echo("Each vote is as the trail says: question, roll, ballots, receipts and result.")
    click.echo("The ballots of each counted vote, counted again, give its result.")


COMMANDS = (routes, permissions, check, audit)
