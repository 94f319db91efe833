"""Commands that make and keep an installation: init, demo, db, secretariat."""

import os
import secrets
import sys
from pathlib import Path

import click

from assembly.cli.database_version import check_database
from assembly.cli.processes import HOST, PORT, check_port, run_all
from assembly.config import SETTINGS_FILE, database_url, instance_folder, load_settings, read_settings_file

STAGES = ("before-registration", "before-assembly", "during-vote")


@click.command()
@click.option("--name", prompt="Your name", help="Name of the first administrator.")
@click.option("--email", prompt="Your mail address", help="Address of the first administrator.")
@click.option("--base-url", prompt="Address of the site (https://…)", help="Where people will reach the site.")
def init(name: str, email: str, base_url: str) -> None:
    """Make an empty installation for a real federation, and print the first sign-in link."""
    from assembly import create_app
    from assembly.accounts import service
    from assembly.database import transaction
    from assembly.forms import valid_address
    from assembly.scope import everything

    folder = instance_folder()
    if (folder / SETTINGS_FILE).exists():
        raise click.ClickException(f"There is an installation in {folder} already. Nothing was changed.")
    if not valid_address(email):
        raise click.BadParameter(f"{email} is not a mail address.", param_hint="--email")
    load_settings({**os.environ, "SECRET_KEY": secrets.token_urlsafe(48), "BASE_URL": base_url})
    write_settings(folder, {"BASE_URL": base_url})
    try:
        with create_app().app_context(), everything():
            upgrade_database()
            with transaction():
                link = service.add_secretary(None, name=name, email=email, administrator=True)
    except BaseException:
        (folder / SETTINGS_FILE).unlink()  # so that it can be begun again
        raise
    click.echo(f"The installation is in {folder}. Keep {folder / SETTINGS_FILE} and the keys there to yourself.")
    click.echo(f"Start it with `assembly all`, then sign in within 30 minutes:\n\n  {link}\n")
    click.echo("No mail leaves before SMTP_URL is set; `assembly check` says what is missing.")


@click.command()
@click.option(
    "--stage",
    type=click.Choice(STAGES),
    default="before-assembly",
    show_default=True,
    help="Where the assembly stands.",
)
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="Port of the web pages.")
@click.option("--prepare-only", is_flag=True, help="Make everything, start nothing.")
def demo(stage: str, port: int, prepare_only: bool) -> None:  # noqa: FBT001 - click gives flags by name
    """Show a realistic assembly: 118 members, 232 participants, four languages. Everything stays on this machine."""
    folder = instance_folder()
    if not prepare_only:
        check_port(HOST, port)
    values = read_settings_file(folder / SETTINGS_FILE)
    if values and values.get("ASSEMBLY_DEMO") != "1":
        raise click.ClickException(
            f"{folder} holds a federation's own installation, not a demonstration. Nothing was changed."
        )
    if not values:
        refuse_database_in_use()
    write_settings(folder, {**values, "BASE_URL": f"http://{HOST}:{port}", "ASSEMBLY_DEMO": "1"})
    os.environ["BASE_URL"] = f"http://{HOST}:{port}"
    prepare_demonstration(stage)
    if not prepare_only:
        sys.stdout.flush()
        run_all(HOST, port)


def refuse_database_in_use() -> None:
    """Stop before a demonstration is made of a database that is somebody's already."""
    from sqlalchemy import create_engine

    from assembly import schema

    url = os.environ.get("DATABASE_URL")
    if not url:
        return
    engine = create_engine(database_url(url))
    with engine.connect() as connection:
        in_use = schema.current_version(connection) is not None
    engine.dispose()
    if in_use:
        raise click.ClickException(
            "The database of DATABASE_URL holds an installation already, and a demonstration would open it to everyone "
            "on this machine. Nothing was changed. Unset DATABASE_URL, or name an empty database."
        )


def prepare_demonstration(stage: str) -> None:
    """Upgrade the database, load the demonstration if it is empty, and say how to look at it."""
    from assembly import create_app
    from assembly.demo import guide, loader
    from assembly.scope import everything

    app = create_app()
    with app.app_context(), everything():
        upgrade_database()
        if loader.is_empty():
            click.echo("Loading the demonstration assembly …")
            loader.load(stage)
        click.echo(guide.text())


def write_settings(folder: Path, values: dict[str, str]) -> None:
    """Write the installation's own settings, readable by its owner only; a secret key is made if there is none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    values = {"SECRET_KEY": secrets.token_urlsafe(48), **values}
    path = folder / SETTINGS_FILE
    path.touch(mode=0o600)
    path.write_text("".join(f"{key}={value}\n" for key, value in values.items()), encoding="utf-8")


def upgrade_database() -> None:
    """Bring the database of the application at hand to the newest version."""
    from assembly import schema
    from assembly.extensions import db

    schema.upgrade(db.engine)


@click.group()
def db() -> None:
    """Keep the database."""


@db.command()
def upgrade() -> None:
    """Bring the database to the version that this program needs. Make a backup first."""
    from assembly import create_app, schema
    from assembly.extensions import db as database

    with create_app().app_context():
        schema.upgrade(database.engine)
    click.echo(f"The database is of version {schema.newest_version()}.")


@click.group()
def secretariat() -> None:
    """Who belongs to the secretariat."""


@secretariat.command()
@click.argument("email")
@click.option("--name", help="Their name; asked for if nobody is known by this address.")
@click.option("--administrator", is_flag=True, help="May change the federation's settings too.")
def add(email: str, name: str | None, administrator: bool) -> None:  # noqa: FBT001 - click gives flags by name
    """Give somebody the rights of the secretariat, and print a sign-in link for them.

    Whoever has them already gets a new link. They and the administrators are told by mail, as when a page does it.
    """
    from assembly import create_app
    from assembly.accounts import service
    from assembly.accounts.models import Role
    from assembly.database import transaction
    from assembly.events.colleagues import service as colleagues
    from assembly.forms import valid_address
    from assembly.i18n import current_language
    from assembly.scope import everything

    check_database()
    if not valid_address(email):
        raise click.BadParameter(f"{email} is not a mail address.", param_hint="EMAIL")
    with create_app().app_context(), everything():
        known = service.people_at(email)
        name = known[0].name if known else name or click.prompt("Name")
        newcomer = colleagues.Newcomer(address=email, name=name, language=current_language())
        with transaction():
            role = Role.ADMINISTRATOR if administrator else Role.STAFF
            link = service.first_sign_in_link(colleagues.add(None, newcomer, role, None))
    click.echo(f"{name} belongs to the secretariat. Their sign-in link, valid for 30 minutes:\n\n  {link}")


@secretariat.command("reset-factor")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
def reset_factor(email: str, yes: bool) -> None:  # noqa: FBT001 - click gives flags by name
    """Take back the second step of somebody who lost their device and their recovery codes.

    For where there is no second administrator to confirm it. They are told by mail, signed out
    everywhere, and set up a new one with the next sign-in mail.
    """
    from assembly import clock, create_app
    from assembly.accounts import service
    from assembly.accounts.factors import resets
    from assembly.database import transaction
    from assembly.scope import everything

    check_database()
    with create_app().app_context(), everything():
        known = service.people_at(email)
        if len(known) != 1:
            found = "Several people share" if known else "Nobody has"
            raise click.BadParameter(f"{found} the address {email}. Nothing was changed.", param_hint="EMAIL")
        name = known[0].name
        if not yes:
            click.confirm(f"Did {name} ask for it in person or by telephone, and is it really they?", abort=True)
        with transaction():
            resets.reset(service.people_at(email)[0], clock.now())
    click.echo(f"{name} is signed out everywhere and sets up a new second step with the next sign-in mail.")


COMMANDS = (init, demo, db, secretariat)
