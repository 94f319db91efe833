"""An installation to give commands to."""

from tests.cli.conftest import instance

__all__ = ["instance"]
