"""The command itself: its parts, and faults told as a sentence instead of a traceback."""

from typing import Any

import click

from assembly.config import SettingsError


class PlainGroup(click.Group):
    """A group whose commands tell what is wrong and what to do, and exit with 1."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; turn the faults that a user can mend into a message."""
        try:
            return super().invoke(context)
        except SettingsError as error:
            listed = "\n".join(f"  - {problem}" for problem in error.problems)
            raise click.ClickException(f"The settings cannot be used:\n{listed}") from None
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            if sentence := _sentence(error):
                raise click.ClickException(sentence) from None
            raise


def _sentence(error: Exception) -> str | None:
    """Say what is wrong and can be mended; None for a fault of ours. Loads the database's library only now."""
    from sqlalchemy.exc import DatabaseError, IntegrityError

    from assembly.errors import DomainError
    from assembly.schema import DatabaseVersionError

    if isinstance(error, DatabaseVersionError | DomainError):
        return str(error)
    if isinstance(error, DatabaseError) and not isinstance(error, IntegrityError):
        return f"The database does not answer: {error.orig}. See: assembly check"  # away, or a file that is none
    return None


@click.group(cls=PlainGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="assembly")
def main() -> None:
    """Hold the assemblies of a federation: registration, agenda, notices and votes.

    An installation lives in the folder `instance` (or ASSEMBLY_INSTANCE). Start with `assembly demo`
    to look around, with `assembly init` to set up a federation's own.
    """


def _register() -> None:
    from assembly.cli import backup, count, data, inspection, instance, mail, privacy, processes

    for module in (instance, processes, data, inspection, mail, backup, privacy, count):
        for command in module.COMMANDS:
            main.add_command(command)


_register()
