"""`python -m assembly` is the command `assembly`."""

from assembly.cli import main

main(prog_name="assembly")
