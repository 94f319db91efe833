"""Which functions of the code lead to which, read from its source: enough to see whether an act can be recorded."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
Function = tuple[str, str]
RECORD: Function = ("assembly.audit.service", "record")


class Module:
    """A module: its functions with all names they use, and where its own names come from."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        tree = ast.parse(path.read_text(encoding="utf-8"))
        self.functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        self.values = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        self.imported = {
            alias.asname or alias.name: (node.module or "", alias.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }


@cache
def module(name: str) -> Module | None:
    path = ROOT / name.replace(".", "/")
    file = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    return Module(name, file) if file.exists() else None


def resolved(home: Module, name: str) -> Iterator[Function]:
    """Follow a name to where it is defined, through packages that pass it on."""
    if name in home.functions or name in home.values:
        yield home.name, name
    elif name in home.imported:
        source, original = home.imported[name]
        there = module(source)
        if there is not None and module(f"{source}.{original}") is None:
            yield from resolved(there, original)


def used(function: Function) -> Iterator[Function]:
    """Yield what a function names: those that it calls, and those that it hands on."""
    home = module(function[0])
    body = home and (home.functions.get(function[1]) or home.values.get(function[1]))
    if home is None or body is None:
        return
    for node in ast.walk(body):
        if isinstance(node, ast.Name):
            yield from resolved(home, node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in home.imported:
            there = module(".".join(home.imported[node.value.id]))
            if there is not None:
                yield from resolved(there, node.attr)


def leads_to_a_record(function: Function) -> bool:
    """Whether something that a function does can come to be in the trail."""
    seen, waiting = {function}, [function]
    while waiting:
        here = waiting.pop()
        if here == RECORD:
            return True
        new = set(used(here)) - seen
        seen |= new
        waiting += new
    return False
