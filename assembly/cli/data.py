"""Commands that bring data in."""

import click


@click.group("import")
def import_() -> None:
    """Bring data in from files."""


COMMANDS = (import_,)
