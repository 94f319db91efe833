"""The command itself: its parts, and faults told as a sentence instead of a traceback."""

from typing import Any

import click

from assembly.config import SettingsError


class PlainGroup(click.Group):
    """A group whose commands tell what is wrong and what to do, and exit with 1."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; turn the faults that a user can mend into a message."""
        from sqlalchemy.exc import DatabaseError, IntegrityError

        from assembly.errors import DomainError
        from assembly.schema import DatabaseVersionError

        try:
            return super().invoke(context)
        except SettingsError as error:
            listed = "\n".join(f"  - {problem}" for problem in error.problems)
            raise click.ClickException(f"The settings cannot be used:\n{listed}") from None
        except (DatabaseVersionError, DomainError) as error:
            raise click.ClickException(str(error)) from None
        except IntegrityError:
            raise  # a fault of ours; the rest is a server that is away, or a file that is no database
        except DatabaseError as error:
            raise click.ClickException(f"The database does not answer: {error.orig}. See: assembly check") from None


@click.group(cls=PlainGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="assembly")
def main() -> None:
    """Hold the assemblies of a federation: registration, agenda, notices and votes.

    An installation lives in the folder `instance` (or ASSEMBLY_INSTANCE). Start with `assembly demo`
    to look around, with `assembly init` to set up a federation's own.
    """


def _register() -> None:
    from assembly.cli import data, inspection, instance, mail, processes

    for module in (instance, processes, data, inspection, mail):
        for command in module.COMMANDS:
            main.add_command(command)


_register()
