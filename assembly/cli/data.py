"""Commands that bring data in."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assembly.cli.database_version import check_database

if TYPE_CHECKING:
    from assembly.members.importer import Outcome
    from assembly.members.rules import Verdict


class UnreadableFileError(click.ClickException):
    """The file holds no table that we can read; exits with 2, as for any wrong argument."""

    exit_code = 2


@click.group("import")
def import_() -> None:
    """Bring data in from files."""


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, store nothing.")
@click.option("--json", "as_json", is_flag=True, help="For programs: nothing but the outcome on standard output.")
def members(file: Path, dry_run: bool, as_json: bool) -> None:  # noqa: FBT001 - click gives flags by name
    """Bring members into the register from FILE, a sheet in CSV or XLSX.

    The first row holds the headings, in any order; name and country are needed. A member is recognised by its code,
    else by country and name. Blank cells overwrite nothing. Nothing is stored unless every row is good.

    Exits with 0, with 1 if a row cannot be stored, with 2 if the file cannot be read.
    """
    from assembly import create_app
    from assembly.members.sheet import read_sheet
    from assembly.members.table import UnreadableSheetError
    from assembly.scope import everything

    check_database()
    with create_app().app_context(), everything():
        try:
            sheet = read_sheet(file.read_bytes())
        except UnreadableSheetError as error:
            raise UnreadableFileError(f"{file}: {error}") from None
        outcome = _import_members(sheet.rows, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(_as_json(outcome), ensure_ascii=False, indent=2))
    else:
        _tell(outcome, sheet.source, sheet.ignored, dry_run=dry_run)
    if not outcome.good:
        sys.exit(1)


def _import_members(rows: Any, *, dry_run: bool) -> "Outcome":
    from assembly.database import transaction
    from assembly.members import importer

    if dry_run:
        return importer.examine(rows)
    with transaction():
        return importer.store(None, rows)


def _as_json(outcome: "Outcome") -> dict[str, Any]:
    """Return the outcome in the words of the interface; `changes` maps a column to its old and new content."""
    rows = [
        {
            "line": verdict.reading.line,
            "verdict": verdict.kind.value,
            "changes": {column: [_plain(old), _plain(new)] for column, (old, new) in verdict.changes.items()},
            "errors": [problem._asdict() for problem in verdict.problems],
        }
        for verdict in outcome.verdicts
    ]
    return {"rows": rows, "stored": outcome.stored}


def _plain(value: Any) -> str | int | None:
    return value if value is None or isinstance(value, int) else str(value)


def _tell(outcome: "Outcome", source: str, ignored: tuple[str, ...], *, dry_run: bool) -> None:
    """Write the outcome as a table: every row but those that change nothing."""
    click.echo(f"{source}.")
    if ignored:
        click.echo(f"Headings that mean nothing here: {', '.join(ignored)}")
    for verdict in outcome.verdicts:
        for text in _sentences(verdict):
            click.echo(f"{verdict.reading.line:>6}  {verdict.kind.value:9}  {text}")
    counts = ", ".join(f"{number} {kind.value}" for kind, number in outcome.counts.items())
    click.echo(f"Rows: {len(outcome.verdicts)} ({counts or 'nothing to do'}).")
    if not outcome.good:
        click.echo("Nothing was stored. Mend the rows with errors, then import the file again.")
    elif dry_run:
        click.echo(f"This was a dry run; nothing was stored. Rows to store: {outcome.to_store}.")
    else:
        click.echo(f"Rows stored: {outcome.stored}.")


def _sentences(verdict: "Verdict") -> list[str]:
    """Return what there is to say of a row."""
    name = str(verdict.reading.cells.get("name", "")) or "(without a name)"
    changes = [
        f"{name}: {column} {_plain(old) or '—'} → {_plain(new)}" for column, (old, new) in verdict.changes.items()
    ]
    problems = [f"{name}: {problem.column}: {problem.message}" for problem in (*verdict.problems, *verdict.warnings)]
    said = [*changes, *problems]
    return said or ([name] if verdict.kind.value == "new" else [])


COMMANDS = (import_,)
