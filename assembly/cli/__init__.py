"""The command `assembly`: one file for each kind of command."""

from assembly.cli.group import main

__all__ = ["main"]
