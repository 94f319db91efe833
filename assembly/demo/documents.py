"""Reads the demonstration's data: documents and tables."""

import csv
import json
from functools import cache
from importlib import resources
from typing import Any, Final

INVENTED: Final = ("(example)", "(ejemplo)", "(exemple)", "(пример)")
"""How the names of invented organisations end."""


@cache
def document(name: str) -> Any:
    """Return one of the demonstration's documents."""
    return json.loads(_text(f"{name}.json"))


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the demonstration's tables."""
    return list(csv.DictReader(_text(f"{name}.csv").splitlines()))


def _text(name: str) -> str:
    return (resources.files("assembly.demo") / "data" / name).read_text(encoding="utf-8")
