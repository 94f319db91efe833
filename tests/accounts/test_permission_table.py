"""The documentation says what the code does."""

from pathlib import Path

from click.testing import CliRunner

from assembly.accounts.permission_table import table_in_words
from assembly.cli.inspection import permissions

PRINTED = Path(__file__).parents[2] / "docs" / "permissions.md"


def test_the_printed_table_is_the_one_that_the_code_reads() -> None:
    assert PRINTED.read_text(encoding="utf-8") == table_in_words(), "run: assembly permissions > docs/permissions.md"
    assert CliRunner().invoke(permissions).output == table_in_words()
