"""Commands about personal data."""

import click

from assembly.i18n import LANGUAGES, speaking


@click.command()
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
def processing(language: str) -> None:
    """Print the register of processing: which personal data are held, what for, how long, who sees them.

    It is made from what the program declares, so that it is complete. Reads no database.
    """
    from assembly import create_app, models
    from assembly.privacy import register

    assert models  # noqa: S101 - all tables are known once they are imported
    with create_app().app_context(), speaking(language):
        click.echo("\n".join(register.as_text()).strip())


COMMANDS = (processing,)
