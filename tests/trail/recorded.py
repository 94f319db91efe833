"""Every action that the code records, found in its source."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from assembly.accounts.factors.models import Act
from assembly.voting.assisted.rules import Outcome

SOURCE = Path(__file__).parents[2] / "assembly"
ACTION = re.compile(r"[a-z_]+\.[a-z_-]+")
BUILT: dict[str, type[StrEnum]] = {"assisted.": Outcome, "factor.": Act}
"""Beginnings of actions whose rest is a value of a fixed set."""


def actions() -> dict[str, str]:
    """Return each action, with a place where it is recorded."""
    return {action: str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") for action in _in_module(path)}


def _in_module(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    recorded = [action for call in ast.walk(tree) if (action := _action(call)) is not None]
    for node in recorded:
        if isinstance(node, ast.JoinedStr):
            start = str(node.values[0].value) if isinstance(node.values[0], ast.Constant) else ""
            values = [one.value for one in BUILT[start]]
            yield from (start + (one.replace("-", "_") if "replace" in ast.unparse(node) else one) for one in values)
        elif isinstance(node, ast.Name):  # it comes in as an argument, or stands as a constant of the module
            yield from _constants(tree, {"action", node.id})
        else:
            yield from (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))


def _action(call: ast.AST) -> ast.expr | None:
    """Return what a call of `audit.service.record` gives as the action."""
    if not isinstance(call, ast.Call) or len(call.args) < 3:
        return None
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    owner = getattr(call.func.value, "id", "") if isinstance(call.func, ast.Attribute) else "audit"
    return call.args[1] if name == "record" and owner in {"audit", "service"} else None


def _constants(tree: ast.Module, names: set[str]) -> Iterator[str]:
    """Yield what is given for the action: to a function of this module, or by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "").startswith("_"):
            values: list[ast.expr] = [*node.args, *(keyword.value for keyword in node.keywords)]
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and _targets(node) & names:
            values = [node.value]
        else:
            continue
        for value in values:
            for one in ast.walk(value):
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and ACTION.fullmatch(one.value):
                    yield one.value


def _targets(node: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {getattr(one, "id", "") for one in targets}
