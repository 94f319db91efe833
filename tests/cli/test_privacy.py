"""Commands about personal data and the audit trail."""

import pytest
from click.testing import CliRunner

from assembly.cli import main
from assembly.privacy import declared


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_register_of_processing_is_printed(instance: object, language: str) -> None:
    printed = CliRunner().invoke(main, ["processing", "--language", language])
    assert printed.exit_code == 0, printed.output
    purposes = {declared.declaration(column) for _table, columns in declared.tables() for column in columns}
    assert printed.output.count("\n    ") >= len({one.purpose for one in purposes})
    if language == "en":
        assert "For: signing in and being told." in printed.output
        assert "Seen by: the person, the secretariat" in printed.output


def test_the_end_of_the_trail_is_printed(instance: object) -> None:
    printed = CliRunner().invoke(main, ["audit", "head"])
    assert printed.exit_code == 0, printed.output
    number, digest = printed.output.split()
    assert (int(number), len(digest)) == (0, 64)
